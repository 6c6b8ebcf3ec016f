use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hone_core::Hone;
use hone_core::delegation::growth::{self, Earlier};
use hone_core::team::Team;
use uuid::Uuid;

use super::{around, find};
use crate::fault::Fault;
use crate::frame::{self, Frame};
use crate::guard::Asking;
use crate::input::At;

#[derive(Template)]
#[template(path = "teams/earlier.html")]
struct Page {
    frame: Frame,
    team: Team,
    all: Vec<Earlier>,
}

/// What the viewer wrote with those who led the team before.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = find(&mut tx, &viewer, id).await?;
    let all = growth::earlier(&mut tx, &viewer, &team).await?;
    frame::html(&Page { frame: around(&viewer, &headers), team, all })
}
