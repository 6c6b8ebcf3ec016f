//! How somebody's odds hold up, in figures: on their own page, and on a page of the coach with whom they share
//! it. No bet and no team is named here.

use askama::Template;
use hone_chart::{Odds, OddsPoint};
use hone_core::bet::calibration::{FOR_BOLDNESS, Figures};
use hone_stats::Interval;
use hone_stats::forecasts::{
    Brier, Calibration, CurvePoint, Decomposition, Discrimination, Leaning, Optimism,
    ReliabilityCurve, Told,
};

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

/// How many of those whose day has come were judged, are void, and wait.
#[derive(Clone, Copy)]
pub(super) struct Counts {
    pub(super) judged: usize,
    pub(super) void: usize,
    pub(super) waiting: usize,
}

/// The figures, with what one of the things that count is called, and several.
#[derive(Template)]
#[template(path = "bets/fair.html")]
pub(crate) struct Fair {
    figures: Figures,
    counts: Counts,
    called: (&'static str, &'static str),
    is_own: bool,
}

impl Fair {
    /// As whoever gave the odds reads them; `counts` has what counts besides bets.
    pub(super) fn own(
        figures: &Figures,
        counts: Counts,
        called: (&'static str, &'static str),
    ) -> Self {
        Self { figures: figures.clone(), counts, called, is_own: true }
    }

    /// As their coach reads them.
    pub(crate) fn shared(figures: Figures) -> Self {
        let Figures { n_judged: judged, n_void: void, n_waiting: waiting, .. } = figures;
        let counts = Counts { judged, void, waiting };
        Self { figures, counts, called: ("bet", "bets"), is_own: false }
    }

    /// What the figures come to, for whoever gave the odds.
    pub(super) fn heading(&self) -> String {
        let (n, (one, many)) = (self.counts.judged, self.called);
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

    fn many(&self) -> &'static str {
        self.called.1
    }

    /// Whose odds they are, to whoever reads it.
    fn whose(&self) -> &'static str {
        if self.is_own { "your" } else { "their" }
    }

    /// What of those whose day has come is not in the figures.
    fn left_out(&self) -> Option<String> {
        let (Counts { judged, void, waiting }, (one, many)) = (self.counts, self.called);
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
    fn missing<T>(&self, told: fn(&Calibration) -> &Told<T>) -> usize {
        let Some(figures) = &self.figures.calibration else { return 0 };
        match told(figures) {
            Told::Known(_) => 0,
            Told::CannotTellYet { n, needed } => needed.saturating_sub(*n),
        }
    }

    fn score_missing(&self) -> usize {
        if self.figures.calibration.is_none() { 10 } else { self.missing(|figures| &figures.brier) }
    }

    fn curve_missing(&self) -> usize {
        self.missing(|figures| &figures.curve)
    }

    fn brier(&self) -> Option<&Brier> {
        self.figures.calibration.as_ref()?.brier.known()
    }

    fn optimism(&self) -> Option<&Optimism> {
        self.figures.calibration.as_ref()?.optimism.known()
    }

    fn decomposition(&self) -> Option<&Decomposition> {
        self.figures.calibration.as_ref()?.decomposition.known()
    }

    fn discrimination(&self) -> Option<&Discrimination> {
        self.figures.calibration.as_ref()?.discrimination.known()
    }

    fn curve(&self) -> Option<&ReliabilityCurve> {
        self.figures.calibration.as_ref()?.curve.known()
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
        let point = |at: &CurvePoint| OddsPoint {
            odds: at.odds,
            share: at.share,
            low: at.band.low,
            high: at.band.high,
            n: at.n,
        };
        Some(hone_chart::odds(&Odds {
            id_prefix: "odds".to_owned(),
            title: format!(
                "What came true of {} {}, by the odds {} gave",
                curve.n,
                self.many(),
                if self.is_own { "you" } else { "they" }
            ),
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
        let row = |at: &CurvePoint| Row {
            odds: points(at.odds),
            n: at.n,
            came: points(at.share),
            band: format!("{} to {}", points(at.band.low), points(at.band.high)),
        };
        points_of.iter().map(row).collect()
    }

    fn boldness(&self) -> Option<String> {
        self.figures.boldness.map(|found| share(found.value))
    }

    fn boldness_missing(&self) -> usize {
        FOR_BOLDNESS.saturating_sub(self.figures.n_placed)
    }
}

fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", number(n), if n == 1 { one } else { many })
}

/// How many of those that were named do something.
fn some(n: usize, one: &str, many: &str) -> String {
    if n == 0 { format!("none {one}") } else { counted(n, one, many) }
}
