use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hone_core::Hone;
use hone_core::round;

use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;

struct Row {
    href: String,
    name: String,
    phase: &'static str,
    closes: String,
}

#[derive(Template)]
#[template(path = "rounds/list.html")]
struct Page {
    frame: Frame,
    organisation: String,
    rounds: Vec<Row>,
}

/// All rounds of the organisation.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let rounds = round::store::list(&mut tx, viewer.organisation_id).await?;
    let row = |round: round::Round| Row {
        href: format!("/rounds/{}", round.id),
        phase: super::phase_name(round.phase),
        closes: round.closes_at.text(&viewer.zone()),
        name: round.name,
    };
    frame::html(&Page {
        frame: Frame::of(&viewer, Section::Rounds).with_notice(&headers),
        organisation: viewer.organisation.clone(),
        rounds: rounds.into_iter().map(row).collect(),
    })
}
