//! Rounds: planning, launching, watching and releasing them.

mod closing;
mod draft;
mod heat;
mod leaders;
mod list;
mod opening;
mod overview;
mod show;

use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::ids::RoundId;
use hone_core::round::{self, Phase, Round};
use uuid::Uuid;

use crate::fault::Fault;
use crate::routes::{Routes, Who};

/// The routes of this part.
pub(crate) fn routes(routes: Routes) -> Routes {
    use Who::Administrator;
    routes
        .get("/rounds", Administrator, list::get)
        .get("/rounds/new", Administrator, draft::get_new)
        .post("/rounds", Administrator, draft::post_new)
        .get("/rounds/{round}", Administrator, show::get)
        .get("/rounds/{round}/terms", Administrator, draft::get_terms)
        .post("/rounds/{round}/terms", Administrator, draft::post_terms)
        .post("/rounds/{round}/removal", Administrator, draft::post_removal)
        .get("/rounds/{round}/leaders", Administrator, leaders::get)
        .post("/rounds/{round}/leaders", Administrator, leaders::post)
        .post("/rounds/{round}/nomination-requests", Administrator, leaders::post_requests)
        .get("/rounds/{round}/opening", Administrator, opening::get)
        .post("/rounds/{round}/opening", Administrator, opening::post)
        .get("/rounds/{round}/closing", Administrator, closing::get)
        .post("/rounds/{round}/closing", Administrator, closing::post)
        .get("/rounds/{round}/overview", Administrator, overview::get)
        .post("/rounds/{round}/release", Administrator, closing::post_release)
}

/// The round of an address, if it is one of the viewer's organisation.
async fn find(hone: &Hone, viewer: &Viewer, id: Uuid) -> Result<Round, Fault> {
    let mut tx = hone.people.read().await?;
    let found = round::store::find(&mut tx, viewer.organisation_id, RoundId(id)).await?;
    found.ok_or(Fault::NotFound)
}

/// The same while it is a draft.
async fn find_draft(hone: &Hone, viewer: &Viewer, id: Uuid) -> Result<Round, Fault> {
    let round = find(hone, viewer, id).await?;
    round.must_be_draft().map_err(hone_core::Error::from)?;
    Ok(round)
}

/// What a phase is called on a page.
fn phase_name(phase: Phase) -> &'static str {
    match phase {
        Phase::Draft => "Draft",
        Phase::Open => "Open",
        Phase::Closed => "Closed",
        Phase::Released => "Released",
    }
}
