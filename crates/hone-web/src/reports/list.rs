use askama::Template;
use axum::extract::State;
use axum::response::Response;
use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::leader::{self, Leader};
use hone_core::round::{self, Phase, Round};

use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;

/// A round in which the viewer is rated.
struct Line {
    round: String,
    state: Stand,
}

/// How far it has come for the leader.
enum Stand {
    Planned,
    Open { until: String },
    Waiting { on: String },
    Released { href: String, on: String, is_latest: bool },
    TooFew,
}

#[derive(Template)]
#[template(path = "reports/list.html")]
struct Page {
    frame: Frame,
    lines: Vec<Line>,
}

/// The viewer's own rounds, and the reports that came of them.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let organisation = viewer.organisation_id;
    let mine = leader::store::list_of_person(&mut tx, organisation, viewer.person_id).await?;
    let rounds = round::store::list(&mut tx, organisation).await?;
    let line = |round: &Round| {
        let leader = mine.iter().find(|leader| leader.round_id == round.id)?;
        Some(Line { round: round.name.clone(), state: state(round, leader, &viewer) })
    };
    let mut lines: Vec<Line> = rounds.iter().filter_map(line).collect();
    let mut stands = lines.iter_mut().map(|line| &mut line.state);
    if let Some(Stand::Released { is_latest, .. }) =
        stands.find(|stand| matches!(stand, Stand::Released { .. }))
    {
        *is_latest = true;
    }
    frame::html(&Page { frame: Frame::of(&viewer, Section::Reports), lines })
}

fn state(round: &Round, leader: &Leader, viewer: &Viewer) -> Stand {
    let zone = viewer.zone();
    match (round.phase, leader.has_result) {
        (Phase::Draft, _) => Stand::Planned,
        (Phase::Open, _) => Stand::Open { until: round.closes_at.text(&zone) },
        (Phase::Closed | Phase::Released, Some(false)) => Stand::TooFew,
        (Phase::Closed, _) => Stand::Waiting { on: round.releases_at.day_text(&zone) },
        (Phase::Released, _) => Stand::Released {
            href: format!("/reports/{}", leader.id),
            on: round.released_at.unwrap_or(round.releases_at).day_text(&zone),
            is_latest: false,
        },
    }
}
