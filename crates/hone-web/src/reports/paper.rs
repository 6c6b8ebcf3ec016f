//! The report on paper: its pages one after the other, what was written only once, and how it is made.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::coaching::Taken;
use hone_core::result::{self, Found, Report};
use hone_gate::Directions;
use hone_paper::{Document, Part};
use uuid::Uuid;

use super::reader::{self, Reader};
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
    reader: Reader,
}

/// The report as a PDF, as far as the viewer may read it.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    Asked(wanted): Asked<Wanted>,
) -> Result<Response, Fault> {
    let (found, reader) = reader::find(&hone, &viewer, id, Taken::AsFile).await?;
    let (round, parts) = match found {
        Found::Numbers(report) => {
            let earlier = result::list_earlier(&hone, &viewer, &report).await?;
            (report.round.clone(), numbers(&viewer, &report, &earlier, &reader)?)
        }
        Found::Directions(report) => (report.round.clone(), trends(&viewer, &report, &reader)?),
    };
    let released = round.released_at.unwrap_or(round.releases_at);
    let document = Document {
        title: format!("{}, {}", reader.title(), round.name),
        foot: foot(&round.name, &released.day_text(&viewer.zone()), &reader),
        day: released.date(&viewer.zone()),
        size: wanted.size(),
        site: hone.settings.public_url.clone(),
        parts,
    };
    print(document, "hone-report").await
}

fn foot(round: &str, released: &str, reader: &Reader) -> String {
    let foot = format!("{round} · released {released} · for the leader’s own development");
    match &reader.granted {
        None => foot,
        Some(granted) => format!("{foot} · {}", granted.foot()),
    }
}

fn numbers(
    viewer: &Viewer,
    report: &Report,
    earlier: &[Report],
    reader: &Reader,
) -> Result<Vec<Part>, Fault> {
    let first = first::page(viewer, report, earlier, reader.clone(), None);
    let mut parts = vec![Part::of(first.render()?)];
    for contrast in report.model.contrasts() {
        if let Some(page) = depth::page(report, contrast, reader.clone()) {
            // The panels have their numbers beside them, and in words for who hears them. What
            // was wished stands in the numbers of the first page, and by what a coach reads above it.
            let without = &["table", "wished", "remarks", "next", "granted"];
            parts.push(Part { without, ..Part::of(page.render()?) });
        }
    }
    if reader.has_comments() {
        let remarks = Remarks::of_release(&report.release, &report.model);
        parts.push(Part::of(Words { remarks, reader: reader.clone() }.render()?));
    }
    parts.push(how_it_is_made(viewer)?);
    Ok(parts)
}

fn trends(
    viewer: &Viewer,
    report: &Report<Directions>,
    reader: &Reader,
) -> Result<Vec<Part>, Fault> {
    let page = directions::page(viewer, report, reader.clone(), None)?;
    Ok(vec![Part::of(page.render()?), how_it_is_made(viewer)?])
}

fn how_it_is_made(viewer: &Viewer) -> Result<Part, Fault> {
    // The rules on this report's own numbers are a page of their own, which is not on paper.
    Ok(Part { without: &["choosing", "wishes"], ..Part::of(method::page(Some(viewer)).render()?) })
}
