//! What staff did, for administrators to read.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::audit::{self, Line};
use serde::Deserialize;

use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::Asked;
use crate::routes::{Routes, Who};

/// The routes of this part.
pub(crate) fn routes(routes: Routes) -> Routes {
    routes.get("/audit", Who::Administrator, get)
}

/// So many entries stand on one page.
const ON_A_PAGE: i64 = 100;

#[derive(Template)]
#[template(path = "audit/audit.html")]
struct Page {
    frame: Frame,
    viewer: Viewer,
    lines: Vec<Line>,
    number: i64,
    has_more: bool,
}

impl Page {
    fn at(&self, line: &Line) -> String {
        line.at.text(&self.viewer.zone())
    }
}

#[derive(Deserialize)]
struct Which {
    #[serde(default, rename = "page")]
    number: u16,
}

async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    Asked(which): Asked<Which>,
) -> Result<Response, Fault> {
    let number = i64::from(which.number.max(1));
    let mut tx = hone.people.read().await?;
    let n_skipped = (number - 1) * ON_A_PAGE;
    let mut lines =
        audit::store::list(&mut tx, viewer.organisation_id, n_skipped, ON_A_PAGE + 1).await?;
    let has_more = lines.len() > usize::try_from(ON_A_PAGE).unwrap_or(usize::MAX);
    lines.truncate(usize::try_from(ON_A_PAGE).unwrap_or(usize::MAX));
    frame::html(&Page {
        frame: Frame::of(&viewer, Section::People),
        viewer,
        lines,
        number,
        has_more,
    })
}
