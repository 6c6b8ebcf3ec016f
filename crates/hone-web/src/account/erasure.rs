//! Taking along all that is one's own, and erasing somebody: oneself, or, as an administrator, another one.

use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use hone_core::account::Viewer;
use hone_core::db::PeopleTx;
use hone_core::ids::PersonId;
use hone_core::person::Person;
use hone_core::{Error, Hone, erasure, file};

use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::{At, Fields};
use crate::sign_in::session;

#[derive(Template)]
#[template(path = "account/erasure.html")]
struct Page {
    frame: Frame,
    person: Person,
    is_self: bool,
    /// Teams that would be closed, and teams that would be gone.
    closed: Vec<String>,
    gone: Vec<String>,
    action: String,
    back: String,
    wrong: Option<String>,
}

/// Everything of the viewer, as one file.
pub(super) async fn get_data(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let document = file::of_person(&mut tx, &hone, &viewer).await?;
    Ok(json("hone-my-data.json", &document))
}

/// A document as a file to keep.
pub(crate) fn json(name: &str, document: &serde_json::Value) -> Response {
    let kind = (header::CONTENT_TYPE, "application/json".to_owned());
    let place = (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\""));
    ([kind, place], format!("{document:#}\n")).into_response()
}

async fn show(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    person: Person,
    wrong: Option<String>,
) -> Result<Response, Fault> {
    let is_self = person.id == viewer.person_id;
    let (closed, gone) = erasure::teams(tx, &person).await?;
    let (section, back) = if is_self {
        (Section::Account, "/account".to_owned())
    } else {
        (Section::People, format!("/people/{}", person.id))
    };
    let action = if is_self { "/account/erasure".to_owned() } else { format!("{back}/erasure") };
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let frame = Frame::of(viewer, section);
    let page = Page { frame, person, is_self, closed, gone, action, back, wrong };
    Ok((status, frame::html(&page)?).into_response())
}

async fn find(tx: &mut PeopleTx, viewer: &Viewer, id: PersonId) -> Result<Person, Fault> {
    erasure::find(tx, viewer.organisation_id, id).await?.ok_or(Fault::NotFound)
}

/// What erasing oneself means.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let person = find(&mut tx, &viewer, viewer.person_id).await?;
    show(&mut tx, &viewer, person, None).await
}

/// Erases the viewer.
pub(super) async fn post(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    fields: Fields,
) -> Result<Response, Fault> {
    match erase(&hone, &viewer, viewer.person_id, &fields).await? {
        None => {
            let notice = "You are erased: your name is gone, and you are signed out.";
            session::end(&hone, frame::done("/sign-in", notice))
        }
        Some(refused) => Ok(refused),
    }
}

/// What erasing somebody means.
pub(crate) async fn get_of(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<PersonId>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let person = find(&mut tx, &viewer, id).await?;
    show(&mut tx, &viewer, person, None).await
}

/// Erases somebody.
pub(crate) async fn post_of(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<PersonId>,
    fields: Fields,
) -> Result<Response, Fault> {
    match erase(&hone, &viewer, id, &fields).await? {
        None if id == viewer.person_id => {
            session::end(&hone, frame::done("/sign-in", "You are erased."))
        }
        None => Ok(frame::done("/people", "They are erased. Their name is gone.")),
        Some(refused) => Ok(refused),
    }
}

/// Erases somebody; the page again where it is refused.
async fn erase(
    hone: &Hone,
    viewer: &Viewer,
    id: PersonId,
    fields: &Fields,
) -> Result<Option<Response>, Fault> {
    let mut tx = hone.people.write().await?;
    let person = find(&mut tx, viewer, id).await?;
    match erasure::erase(&mut tx, hone, viewer, &person, fields.one("email")).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(None)
        }
        Err(Error::Refused(wrong)) => show(&mut tx, viewer, person, Some(wrong)).await.map(Some),
        Err(other) => Err(other.into()),
    }
}
