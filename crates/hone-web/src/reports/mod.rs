//! What a leader reads after a round: one page first, then each contrast in depth. Nobody else finds
//! it, whatever their role, but for a coach to whom the leader grants it.

mod accord;
mod depth;
mod directions;
mod export;
pub(crate) mod figures;
mod first;
mod gaps;
mod growth;
mod insights;
mod list;
mod paper;
mod practised;
mod questions;
mod reader;
mod remarks;
mod seen;
mod since;
mod sure;
#[cfg(test)]
mod tests;
mod verdicts;
mod voices;
mod why;
mod wishes;

use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::coaching::Taken;
use hone_core::result::reading::Reading;
use hone_core::result::{Found, Report};
use uuid::Uuid;

use self::reader::Reader;
pub(crate) use self::seen::Seen;
use crate::fault::Fault;
use crate::routes::{Routes, Who};

/// The routes of this part.
pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get("/reports", Who::Person, list::get)
        .get("/reports/{leader}", Who::Person, first::get)
        .get("/reports/{leader}/growth", Who::Person, growth::get)
        .get("/reports/{leader}/why", Who::Person, why::get)
        .get("/reports/{leader}/{contrast}", Who::Person, depth::get)
        .get("/reports/{leader}/report.pdf", Who::Person, paper::get)
        .get("/reports/{leader}/report.json", Who::Person, export::get_json)
        .get("/reports/{leader}/report.csv", Who::Person, export::get_csv)
        .get("/reports/{leader}/report.xlsx", Who::Person, export::get_xlsx)
}

/// The released report of a leader with its numbers, if it has any and the viewer may read it; and
/// who reads.
async fn find_numbers(hone: &Hone, viewer: &Viewer, id: Uuid) -> Result<(Report, Reader), Fault> {
    match reader::find(hone, viewer, id, Taken::OnPage).await? {
        (Found::Numbers(report), reader) => Ok((*report, reader)),
        (Found::Directions(_), _) => Err(Fault::NotFound),
    }
}

/// The day on which a report could first be read.
fn released_on(viewer: &Viewer, report: &Report) -> String {
    let released = report.round.released_at.unwrap_or(report.round.releases_at);
    released.day_text(&viewer.zone())
}

/// The id of the contrast that a report says to hone, if it does.
pub(crate) fn contrast_to_hone(report: &Report) -> Option<String> {
    Reading::of(report).hone.map(|(view, _)| view.contrast.id.clone())
}
