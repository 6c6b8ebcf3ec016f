//! How the viewer's own odds hold up. The page is theirs alone: no address leads to anybody else's.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hone_core::Hone;
use hone_core::bet::State as Stage;
use hone_core::bet::calibration::{self, Beside, Case, Figures};
use hone_core::team::Team;
use hone_core::vision::key::foreseen::{self, Course, Foreseen};
use jiff::civil::Date;
use serde::Deserialize;
use uuid::Uuid;

use super::fair::{Counts, Fair};
use super::{address, day, lost_at};
use crate::fault::Fault;
use crate::frame::{self, Frame};
use crate::guard::Asking;
use crate::input::{Asked, At};
use crate::teams;

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
    fair: Fair,
    /// Whether the viewer has given odds in check-ins, and whether those count here.
    has_check_ins: bool,
    is_with_check_ins: bool,
    cases: Vec<Line>,
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
    let called = if is_with_check_ins { ("forecast", "forecasts") } else { ("bet", "bets") };
    let mut cases: Vec<Line> =
        own.cases.iter().map(line).chain(foreseen.iter().map(line_of)).collect();
    cases.sort_by_key(|line| std::cmp::Reverse(line.on));
    frame::html(&Page {
        frame: teams::around(&viewer, &headers),
        base: address(&team),
        has_check_ins: foreseen::n_with_odds(&mut tx, &viewer).await? > 0,
        is_with_check_ins,
        fair: Fair::own(&own.figures, counts(&own.figures, &foreseen), called),
        cases,
        team,
    })
}

/// How many of those whose day has come were judged, are void, and wait.
fn counts(bets: &Figures, foreseen: &[Foreseen]) -> Counts {
    let n = |is: fn(&Course) -> bool| foreseen.iter().filter(|one| is(&one.course)).count();
    Counts {
        judged: bets.n_judged + n(|course| matches!(course, Course::Known(_))),
        void: bets.n_void + n(|course| matches!(course, Course::Void)),
        waiting: bets.n_waiting + n(|course| matches!(course, Course::Awaited)),
    }
}

fn beside(one: &Foreseen) -> Option<Beside> {
    match one.course {
        Course::Known(outcome) => Some(Beside { odds: one.odds, outcome }),
        Course::Ahead | Course::Awaited | Course::Void => None,
    }
}
