//! The report on paper: its pages one after the other, what was written only once, and how it is made.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::result::{self, Found, Report};
use hone_core::round::Round;
use hone_gate::Directions;
use hone_paper::{Document, Part, Size};
use uuid::Uuid;

use super::reader::Reader;
use super::remarks::Remarks;
use super::{depth, directions, first};
use crate::fault::Fault;
use crate::guard::Asking;
use crate::input::{Asked, At};
use crate::method;
use crate::print::{Wanted, print};

/// What was written, apart from the contrasts.
#[derive(Template)]
#[template(path = "reports/paper.html")]
struct Words {
    remarks: Remarks,
}

/// The report as a PDF.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    Asked(wanted): Asked<Wanted>,
) -> Result<Response, Fault> {
    let (round, parts) = match super::find_own(&hone, &viewer, id).await? {
        Found::Numbers(report) => {
            let earlier = result::list_earlier(&hone, &viewer, &report).await?;
            (report.round.clone(), numbers(&viewer, &report, &earlier)?)
        }
        Found::Directions(report) => (report.round.clone(), trends(&viewer, &report)?),
    };
    print(document(&hone, &viewer, &round, parts, wanted.size()), "hone-report").await
}

fn document(hone: &Hone, viewer: &Viewer, round: &Round, parts: Vec<Part>, size: Size) -> Document {
    let released = round.released_at.unwrap_or(round.releases_at);
    Document {
        title: format!("Your report, {}", round.name),
        foot: format!(
            "{} · released {} · for the leader’s own development",
            round.name,
            released.day_text(&viewer.zone())
        ),
        day: released.date(&viewer.zone()),
        size,
        site: hone.settings.public_url.clone(),
        parts,
    }
}

fn numbers(viewer: &Viewer, report: &Report, earlier: &[Report]) -> Result<Vec<Part>, Fault> {
    let first = first::page(viewer, report, earlier, Reader::leader(viewer), None);
    let mut parts = vec![Part::of(first.render()?)];
    for contrast in report.model.contrasts() {
        if let Some(page) = depth::page(report, contrast, Reader::leader(viewer)) {
            // The panels have their numbers beside them, and in words for who hears them. What
            // was wished stands in the numbers of the first page.
            let without = &["table", "wished", "remarks", "next"];
            parts.push(Part { without, ..Part::of(page.render()?) });
        }
    }
    let words = Words { remarks: Remarks::of(report.release.comments(), &report.model) };
    parts.push(Part::of(words.render()?));
    parts.push(how_it_is_made(viewer)?);
    Ok(parts)
}

fn trends(viewer: &Viewer, report: &Report<Directions>) -> Result<Vec<Part>, Fault> {
    let page = directions::page(viewer, report, Reader::leader(viewer), None)?;
    Ok(vec![Part::of(page.render()?), how_it_is_made(viewer)?])
}

fn how_it_is_made(viewer: &Viewer) -> Result<Part, Fault> {
    // The rules on this report's own numbers are a page of their own, which is not on paper.
    Ok(Part { without: &["choosing", "wishes"], ..Part::of(method::page(Some(viewer)).render()?) })
}
