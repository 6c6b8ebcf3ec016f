//! How the viewer's own odds hold up. The page is theirs alone: no address leads to anybody else's.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hone_chart::{Odds, OddsPoint};
use hone_core::Hone;
use hone_core::bet::State as Stage;
use hone_core::bet::calibration::{self, Beside, Case, FOR_BOLDNESS, Own};
use hone_core::team::Team;
use hone_core::vision::key::foreseen::{self, Course, Foreseen};
use hone_stats::Interval;
use hone_stats::forecasts::{
    Brier, Decomposition, Discrimination, Leaning, Optimism, ReliabilityCurve, Told,
};
use jiff::civil::Date;
use serde::Deserialize;
use uuid::Uuid;

use super::{address, day, lost_at};
use crate::fault::Fault;
use crate::frame::{self, Frame};
use crate::guard::Asking;
use crate::input::{Asked, At};
use crate::teams;
use crate::words::{capital, number};

/// Who always says 50 % has this score.
const ALWAYS_EVEN: f64 = 0.25;

/// A number with where the true one likely lies.
struct Figure {
    value: String,
    /// Empty where there is none.
    range: String,
}

impl Figure {
    fn of(value: f64, ci95: Option<Interval>, show: fn(f64) -> String) -> Self {
        let range = ci95.map(|ci| format!("{} to {}", show(ci.low), show(ci.high)));
        Self { value: show(value), range: range.unwrap_or_default() }
    }
}

fn share(x: f64) -> String {
    format!("{x:.2}").replace('-', "−")
}

/// A share as points of a hundred.
fn points(x: f64) -> String {
    format!("{:.0}", x * 100.0).replace('-', "−")
}

/// A row of the table behind the curve.
struct Row {
    odds: String,
    n: usize,
    came: String,
    band: String,
}

/// A case with what became of it.
struct Line {
    on: Option<Date>,
    href: String,
    text: String,
    more: String,
}

#[derive(Template)]
#[template(path = "bets/mine.html")]
struct Page {
    frame: Frame,
    team: Team,
    base: String,
    own: Own,
    /// Whether the viewer has given odds in check-ins, and whether those count here.
    has_check_ins: bool,
    is_with_check_ins: bool,
    /// What they foresaw in check-ins, where that counts.
    foreseen: Vec<Foreseen>,
    cases: Vec<Line>,
}

impl Page {
    /// How many of those whose day has come were judged, are void, and wait.
    fn counts(&self) -> (usize, usize, usize) {
        let (judged, void, waiting) = self.own.counts();
        let n =
            |is: fn(&Course) -> bool| self.foreseen.iter().filter(|one| is(&one.course)).count();
        (
            judged + n(|course| matches!(course, Course::Known(_))),
            void + n(|course| matches!(course, Course::Void)),
            waiting + n(|course| matches!(course, Course::Awaited)),
        )
    }

    fn n_judged(&self) -> usize {
        self.counts().0
    }

    /// What one of those that count is called, and several.
    fn called(&self) -> (&'static str, &'static str) {
        if self.is_with_check_ins { ("forecast", "forecasts") } else { ("bet", "bets") }
    }

    fn many(&self) -> &'static str {
        self.called().1
    }

    fn heading(&self) -> String {
        let (n, (one, many)) = (self.n_judged(), self.called());
        match (n, self.optimism().map(|found| found.leaning)) {
            (0, _) => format!("No {one} of yours has been judged yet."),
            (1, _) => format!("One {one} of yours is judged."),
            (_, Some(Leaning::TooHopeful)) => {
                format!("Over {n} {many}, your odds were too hopeful.")
            }
            (_, Some(Leaning::TooCareful)) => {
                format!("Over {n} {many}, your odds were too careful.")
            }
            (_, Some(Leaning::CannotTell)) => {
                format!("Your odds hold, as far as {n} {many} can tell.")
            }
            (_, None) => format!("{} of your {many} are judged.", capital(&number(n))),
        }
    }

    /// What of those whose day has come is not in the figures.
    fn left_out(&self) -> Option<String> {
        let ((judged, void, waiting), (one, many)) = (self.counts(), self.called());
        let all = judged + void + waiting;
        if all == 0 {
            return None;
        }
        let percent = points((void + waiting) as f64 / all as f64);
        Some(format!(
            "Of {} whose day has come, {} judged, {} void and {} for a judge: {percent} % are left out.",
            counted(all, one, many),
            some(judged, "is", "are"),
            some(void, "is", "are"),
            some(waiting, "waits", "wait"),
        ))
    }

    /// How many bets a figure still takes.
    fn missing<T>(&self, told: fn(&hone_stats::forecasts::Calibration) -> &Told<T>) -> usize {
        let Some(figures) = &self.own.figures else { return 0 };
        match told(figures) {
            Told::Known(_) => 0,
            Told::CannotTellYet { n, needed } => needed.saturating_sub(*n),
        }
    }

    fn score_missing(&self) -> usize {
        if self.own.figures.is_none() { 10 } else { self.missing(|figures| &figures.brier) }
    }

    fn curve_missing(&self) -> usize {
        self.missing(|figures| &figures.curve)
    }

    fn brier(&self) -> Option<&Brier> {
        self.own.figures.as_ref()?.brier.known()
    }

    fn optimism(&self) -> Option<&Optimism> {
        self.own.figures.as_ref()?.optimism.known()
    }

    fn decomposition(&self) -> Option<&Decomposition> {
        self.own.figures.as_ref()?.decomposition.known()
    }

    fn discrimination(&self) -> Option<&Discrimination> {
        self.own.figures.as_ref()?.discrimination.known()
    }

    fn curve(&self) -> Option<&ReliabilityCurve> {
        self.own.figures.as_ref()?.curve.known()
    }

    fn score(&self) -> Option<Figure> {
        self.brier().map(|found| Figure::of(found.value, found.ci95, share))
    }

    /// How the score stands to that of somebody who always says 50 %.
    fn beats_even(&self) -> Option<bool> {
        let ci = self.brier()?.ci95?;
        if ci.high < ALWAYS_EVEN {
            return Some(true);
        }
        (ci.low > ALWAYS_EVEN).then_some(false)
    }

    fn leaning(&self) -> Option<(&'static str, Figure)> {
        let found = self.optimism()?;
        let (more, sign) = match found.leaning {
            Leaning::TooHopeful => ("more", 1.0),
            Leaning::TooCareful => ("less", -1.0),
            Leaning::CannotTell => return None,
        };
        let ci = found.ci95.map(|ci| {
            let (a, b) = (ci.low * sign, ci.high * sign);
            Interval { low: a.min(b), high: a.max(b) }
        });
        Some((more, Figure::of(found.value * sign, ci, points)))
    }

    fn apart(&self) -> Option<Figure> {
        self.discrimination().map(|found| Figure::of(found.value, found.ci95, points))
    }

    fn parts(&self) -> Option<[(&'static str, String); 3]> {
        let parts = self.decomposition()?.corrected;
        Some([
            ("Off the mark", share(parts.reliability)),
            ("Told apart", share(parts.resolution)),
            ("Hard to foresee", share(parts.uncertainty)),
        ])
    }

    fn picture(&self) -> Option<String> {
        let curve = self.curve()?;
        let point = |at: &hone_stats::forecasts::CurvePoint| OddsPoint {
            odds: at.odds,
            share: at.share,
            low: at.band.low,
            high: at.band.high,
            n: at.n,
        };
        Some(hone_chart::odds(&Odds {
            id_prefix: "odds".to_owned(),
            title: format!("What came true of {} {}, by the odds you gave", curve.n, self.many()),
            points: curve.points.iter().map(point).collect(),
        }))
    }

    /// How the curve lies to its band.
    fn outside(&self) -> String {
        match self.curve().map(|curve| curve.n_outside) {
            Some(0) => "The curve stays inside the band in which right odds would lie.".to_owned(),
            Some(1) => "One point lies outside the band. Of twenty points with right odds, one \
                        would as well."
                .to_owned(),
            Some(n) => format!("{} points lie outside the band.", capital(&number(n))),
            None => String::new(),
        }
    }

    fn rows(&self) -> Vec<Row> {
        let points_of = self.curve().map(|curve| curve.points.as_slice()).unwrap_or_default();
        let row = |at: &hone_stats::forecasts::CurvePoint| Row {
            odds: points(at.odds),
            n: at.n,
            came: points(at.share),
            band: format!("{} to {}", points(at.band.low), points(at.band.high)),
        };
        points_of.iter().map(row).collect()
    }

    fn boldness(&self) -> Option<String> {
        self.own.boldness.map(|found| share(found.value))
    }

    fn boldness_missing(&self) -> usize {
        FOR_BOLDNESS.saturating_sub(self.own.n_placed)
    }
}

fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", number(n), if n == 1 { one } else { many })
}

/// How many of those that were named do something.
fn some(n: usize, one: &str, many: &str) -> String {
    if n == 0 { format!("none {one}") } else { counted(n, one, many) }
}

fn line(case: &Case) -> Line {
    let Case { bet, odds, is_reached } = case;
    let became = match bet.state {
        Stage::Yes => "Came true.".to_owned(),
        Stage::No => format!("Lost. {}", lost_at(bet, *odds)),
        Stage::Stopped => format!("Stopped. {}", lost_at(bet, *odds)),
        Stage::Void => "Void.".to_owned(),
        Stage::Placed if *is_reached => "Waits for its judge.".to_owned(),
        Stage::Placed | Stage::Draft => {
            bet.review().map_or(String::new(), |on| format!("On until {}.", day(on)))
        }
    };
    let is_early = bet.state.outcome().is_some() && !is_reached;
    let early = if is_early { " Counts from its day on." } else { "" };
    Line {
        on: bet.review(),
        href: format!("/team/{}/bets/{}", bet.team_id, bet.id),
        text: bet.we_try.clone(),
        more: format!("You gave it {odds} %. {became}{early}"),
    }
}

fn line_of(one: &Foreseen) -> Line {
    let Foreseen { team_id, objective, key, odds, course } = one;
    let on = key.due.0;
    let became = match course {
        Course::Known(true) => "Reached.".to_owned(),
        Course::Known(false) => "Not reached.".to_owned(),
        Course::Void => "Void.".to_owned(),
        Course::Awaited => "Waits for a check-in.".to_owned(),
        Course::Ahead => format!("On until {}.", day(on)),
    };
    Line {
        on: Some(on),
        href: format!("/team/{team_id}/objectives/{}", objective.id),
        text: format!("{}: {}", objective.title, key.measure),
        more: format!("You gave it {odds} %. {became}"),
    }
}

/// What counts besides bets, as the address says.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct With {
    with: String,
}

/// What the address says where the odds of check-ins are to count.
const CHECK_INS: &str = "check-ins";

/// How the viewer's own odds hold up, over all their teams.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    Asked(With { with }): Asked<With>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = teams::find(&mut tx, &viewer, id).await?;
    let is_with_check_ins = with == CHECK_INS;
    let foreseen = if is_with_check_ins {
        foreseen::foreseen(&mut tx, &hone, &viewer).await?
    } else {
        Vec::new()
    };
    let beside: Vec<Beside> = foreseen.iter().filter_map(beside).collect();
    let own = calibration::own(&mut tx, &hone, &viewer, &beside).await?;
    let mut cases: Vec<Line> =
        own.cases.iter().map(line).chain(foreseen.iter().map(line_of)).collect();
    cases.sort_by_key(|line| std::cmp::Reverse(line.on));
    frame::html(&Page {
        frame: teams::around(&viewer, &headers),
        base: address(&team),
        has_check_ins: foreseen::n_with_odds(&mut tx, &viewer).await? > 0,
        is_with_check_ins,
        foreseen,
        cases,
        own,
        team,
    })
}

fn beside(one: &Foreseen) -> Option<Beside> {
    match one.course {
        Course::Known(outcome) => Some(Beside { odds: one.odds, outcome }),
        Course::Ahead | Course::Awaited | Course::Void => None,
    }
}
