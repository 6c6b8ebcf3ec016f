//! The second look: asking the same people, once, whether they have seen a change.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::ids::LeaderId;
use hone_core::look::{self, Look, Ready, Refusal};
use hone_core::round::Round;
use uuid::Uuid;

use super::{Ground, ground};
use crate::fault::Fault;
use crate::frame;
use crate::guard::Asking;
use crate::input::At;
use crate::reports::Seen;
use crate::words::date;

/// The part of the plan's page that is about it.
#[derive(Template)]
#[template(path = "plans/look.html")]
pub(super) struct Section {
    base: String,
    contrast: String,
    state: Stand,
}

/// How far it has come for the leader.
enum Stand {
    TooSoon { from: String },
    Not { why: String },
    Ready { questions: Vec<String>, n: usize },
    Open { until: String, on: String },
    Closed { on: String },
    Untold,
    Told(Box<Seen>),
}

impl Section {
    /// How the second look at the result of a plan stands.
    pub(super) async fn of(
        hone: &Hone,
        viewer: &Viewer,
        ground: &Ground,
        contrast: &str,
    ) -> Result<Self, Fault> {
        let look = look::find(hone, viewer, ground.leader.id).await?.ok_or(Fault::NotFound)?;
        Ok(Self {
            base: ground.base(),
            contrast: ground.name_of(contrast).to_lowercase(),
            state: state(viewer, look),
        })
    }
}

fn state(viewer: &Viewer, look: Look) -> Stand {
    let zone = viewer.zone();
    let on = |round: &Round| round.releases_at.day_text(&zone);
    match look {
        Look::Not(Refusal::TooSoon(from)) => Stand::TooSoon { from: date(from) },
        Look::Not(refusal) => Stand::Not { why: refusal.to_string() },
        Look::Ready(ready) => {
            let Ready { questions, raters, .. } = *ready;
            Stand::Ready { questions, n: raters.len() }
        }
        Look::Open(round) => Stand::Open { until: round.closes_at.text(&zone), on: on(&round) },
        Look::Closed(round) => Stand::Closed { on: on(&round) },
        Look::Untold(_) => Stand::Untold,
        Look::Told(report) => Stand::Told(Box::new(Seen::of(viewer, &report))),
    }
}

/// Asks them.
pub(super) async fn post(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
) -> Result<Response, Fault> {
    let ground = ground(&hone, &viewer, id).await?;
    let round = look::start(&hone, &viewer, LeaderId(id)).await?.ok_or(Fault::NotFound)?;
    let until = round.closes_at.text(&viewer.zone());
    let notice = format!("They are asked now, and can answer until {until}.");
    Ok(frame::done(&format!("{}/plan#second-look", ground.base()), &notice))
}
