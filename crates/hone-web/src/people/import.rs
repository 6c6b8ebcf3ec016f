//! Importing a list: send a file, look at what would change, confirm.

use askama::Template;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::ids::ImportId;
use hone_core::staff::import::{self, Preview, Problems, TEMPLATE};
use serde::Deserialize;

use super::list::csv;
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::{At, Filled, received};

/// So many people of each kind are shown; the others are counted.
const SHOWN: usize = 20;

#[derive(Template)]
#[template(path = "people/import.html")]
struct Page {
    frame: Frame,
    file_name: String,
    problems: Option<Problems>,
}

#[derive(Template)]
#[template(path = "people/preview.html")]
struct PreviewPage {
    frame: Frame,
    id: ImportId,
    preview: Preview,
    digest: String,
}

impl PreviewPage {
    fn columns(&self) -> String {
        let names: Vec<&str> = self.preview.sheet.columns.iter().map(|c| c.name()).collect();
        names.join(", ")
    }

    fn button(&self) -> String {
        let (n_new, n_changed) = (self.preview.plan.n_new(), self.preview.plan.changed.len());
        match (n_new, n_changed) {
            (0, n) => format!("Change {}", people(n)),
            (n, 0) => format!("Add {}", people(n)),
            (new, changed) => format!("Add {}, change {changed}", people(new)),
        }
    }
}

fn people(n: usize) -> String {
    if n == 1 { "1 person".to_owned() } else { format!("{n} people") }
}

pub(super) async fn template() -> Response {
    csv("people-template.csv", TEMPLATE)
}

pub(super) async fn get(Asking(viewer): Asking, headers: HeaderMap) -> Result<Response, Fault> {
    let frame = Frame::of(&viewer, Section::People).with_notice(&headers);
    frame::html(&Page { frame, file_name: String::new(), problems: None })
}

pub(super) async fn post(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Fault> {
    let (file_name, bytes) = received(form?, "20 MB").await?;
    match import::receive(&hone, &viewer, &file_name, &bytes).await? {
        Ok(id) => Ok(Redirect::to(&format!("/people/import/{id}")).into_response()),
        Err(problems) => wrong(&viewer, file_name, problems),
    }
}

fn wrong(viewer: &Viewer, file_name: String, problems: Problems) -> Result<Response, Fault> {
    let frame = Frame::of(viewer, Section::People);
    let page = frame::html(&Page { frame, file_name, problems: Some(problems) })?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

pub(super) async fn preview(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<ImportId>,
) -> Result<Response, Fault> {
    let preview = import::preview(&hone, &viewer, id).await?.ok_or(Fault::NotFound)?;
    let frame = Frame::of(&viewer, Section::People);
    let digest = preview.plan.digest();
    frame::html(&PreviewPage { frame, id, preview, digest })
}

#[derive(Deserialize)]
pub(super) struct Confirmation {
    #[serde(default)]
    seen: String,
}

pub(super) async fn confirm(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<ImportId>,
    Filled(confirmation): Filled<Confirmation>,
) -> Result<Response, Fault> {
    let plan = import::confirm(&hone, &viewer, id, &confirmation.seen).await?;
    let plan = plan.ok_or(Fault::NotFound)?;
    let notice = format!("{} added, {} changed.", people(plan.n_new()), plan.changed.len());
    Ok(frame::done("/people", &notice))
}
