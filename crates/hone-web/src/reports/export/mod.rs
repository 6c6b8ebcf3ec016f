//! A report as files for programs and spreadsheets: what its pages show, and nothing besides.
//!
//! `docs/guide/exports.md` says what stands in them.

mod json;
mod numbers;
mod remarks;
mod table;
#[cfg(test)]
mod tests;
mod trends;
mod workbook;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::coaching::Taken;
use hone_core::look::{self, Look};
use hone_core::result::{Found, Report};
use hone_gate::Stamp;
use jiff::civil::Date;
use uuid::Uuid;

use super::reader::{self, Reader};
use super::remarks::Remarks;
use crate::fault::Fault;
use crate::guard::Asking;
use crate::input::At;
use table::{Cell, Table};

/// The form of the JSON document. Keys and levels of rows may be added; none is taken away or renamed within a version.
const SCHEMA: &str = "hone-report/1";

/// Stands in every file, so that nobody who gets one can miss it.
const PURPOSE: &str = "For the leader's own development. It decides nothing about anyone.";

/// A report as tables.
struct Export {
    released_on: Date,
    about: Vec<(&'static str, Cell)>,
    figures: Table,
    /// None where they are not granted.
    remarks: Option<Table>,
}

/// The figures and remarks of a report as a JSON document.
pub(super) async fn get_json(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
) -> Result<Response, Fault> {
    let export = export(&hone, &viewer, id).await?;
    Ok(file("application/json", "json", json::write(&export).into_bytes()))
}

/// The figures of a report as comma-separated values.
pub(super) async fn get_csv(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
) -> Result<Response, Fault> {
    let export = export(&hone, &viewer, id).await?;
    let csv = export.figures.to_csv().map_err(broken)?;
    Ok(file("text/csv; charset=utf-8", "csv", csv.into_bytes()))
}

/// The figures and remarks of a report as a workbook.
pub(super) async fn get_xlsx(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
) -> Result<Response, Fault> {
    const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let export = export(&hone, &viewer, id).await?;
    let workbook = workbook::write(&export).map_err(broken)?;
    Ok(file(KIND, "xlsx", workbook))
}

fn broken(error: impl std::fmt::Display) -> Fault {
    tracing::error!("the export of a report: {error}");
    Fault::Broken
}

async fn export(hone: &Hone, viewer: &Viewer, id: Uuid) -> Result<Export, Fault> {
    let (found, reader) = reader::find(hone, viewer, id, Taken::AsFile).await?;
    let whom = &reader.whom;
    let remarks = |said: Remarks| reader.has_comments().then(|| remarks::table(said, whom));
    Ok(match &found {
        Found::Numbers(report) => {
            let release = &report.release;
            let mut figures = numbers::table(&report.model, release, whom);
            // What people have seen since is told to the leader alone.
            if reader.is_leader()
                && let Some(Look::Told(told)) = look::find(hone, viewer, report.leader.id).await?
            {
                figures.rows.extend(numbers::changes(&told, whom));
            }
            let about = about(viewer, report, release.stamp(), "numbers", None, &reader);
            Export {
                released_on: released_on(viewer, report),
                about,
                figures,
                remarks: remarks(Remarks::of_release(release, &report.model)),
            }
        }
        Found::Directions(report) => {
            let release = &report.release;
            let (stamp, against) = (release.stamp(), release.against());
            Export {
                released_on: released_on(viewer, report),
                about: about(viewer, report, stamp, "directions", against, &reader),
                figures: trends::table(report, whom),
                remarks: remarks(Remarks::of(release.comments(), &report.model)),
            }
        }
    })
}

fn released_on<R>(viewer: &Viewer, report: &Report<R>) -> Date {
    report.round.released_at.unwrap_or(report.round.releases_at).date(&viewer.zone())
}

/// What the file is; in that of a coach also by whose grant.
fn about<R>(
    viewer: &Viewer,
    report: &Report<R>,
    stamp: &Stamp,
    shows: &str,
    against: Option<Date>,
    reader: &Reader,
) -> Vec<(&'static str, Cell)> {
    let day = |day: Date| Cell::text(day.to_string());
    let mut about = vec![
        ("purpose", Cell::text(PURPOSE)),
        ("round", Cell::text(&report.round.name)),
        ("released_on", day(released_on(viewer, report))),
        ("shows", Cell::text(shows)),
        ("against", against.map_or(Cell::Empty, day)),
        ("questionnaire", Cell::text(report.model.id())),
        ("questionnaire_version", Cell::text(&stamp.model_version)),
        ("floor", Cell::Count(stamp.k.get())),
    ];
    if let Some(granted) = &reader.granted {
        about.push(("granted_by", Cell::text(&granted.by)));
        about.push(("granted_to", Cell::text(&granted.to)));
    }
    about
}

fn file(kind: &'static str, ending: &str, bytes: Vec<u8>) -> Response {
    let place = format!("attachment; filename=\"hone-report.{ending}\"");
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, place)], bytes)
        .into_response()
}
