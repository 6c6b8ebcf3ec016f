//! What a leader reads after a round: one page first, then each contrast in depth. Nobody else finds
//! it, whatever their role.

mod apart;
mod depth;
mod directions;
pub(crate) mod figures;
mod first;
mod gaps;
mod growth;
mod list;
mod questions;
mod reading;
mod remarks;
mod since;
mod sure;
#[cfg(test)]
mod tests;
mod voices;

use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::ids::LeaderId;
use hone_core::result::{self, Found, Report};
use uuid::Uuid;

use crate::fault::Fault;
use crate::routes::{Routes, Who};

/// The routes of this part.
pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get("/reports", Who::Person, list::get)
        .get("/reports/{leader}", Who::Person, first::get)
        .get("/reports/{leader}/growth", Who::Person, growth::get)
        .get("/reports/{leader}/{contrast}", Who::Person, depth::get)
}

/// The released report of a leader, if the viewer is that leader.
async fn find(hone: &Hone, viewer: &Viewer, id: Uuid) -> Result<Found, Fault> {
    result::find(hone, viewer, LeaderId(id)).await?.ok_or(Fault::NotFound)
}

/// The same, if it has numbers.
async fn find_numbers(hone: &Hone, viewer: &Viewer, id: Uuid) -> Result<Report, Fault> {
    match find(hone, viewer, id).await? {
        Found::Numbers(report) => Ok(*report),
        Found::Directions(_) => Err(Fault::NotFound),
    }
}

/// The day on which a report could first be read.
fn released_on(viewer: &Viewer, report: &Report) -> String {
    let released = report.round.released_at.unwrap_or(report.round.releases_at);
    released.day_text(&viewer.zone())
}

/// The id of the contrast that a report says to hone, if it does.
pub(crate) fn contrast_to_hone(report: &Report) -> Option<String> {
    reading::Reading::of(report).hone.map(|(view, _)| view.contrast.id.clone())
}
