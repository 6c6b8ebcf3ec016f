use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use hone_core::Hone;
use hone_core::organisation::{self, Contact};
use hone_core::staff::{self, Wrong};

use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::Fields;

#[derive(Template)]
#[template(path = "coaching/contact.html")]
struct Page {
    frame: Frame,
    contact: Contact,
    wrongs: Vec<Wrong>,
}

impl Page {
    fn wrong(&self, field: &str) -> Option<&str> {
        self.wrongs.iter().find(|wrong| wrong.field == field).map(|wrong| wrong.text.as_str())
    }
}

/// Whom leaders can turn to outside.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let contact = organisation::store::find_contact(&mut tx, viewer.organisation_id).await?;
    let frame = Frame::of(&viewer, Section::People).with_notice(&headers);
    frame::html(&Page { frame, contact: contact.unwrap_or_default(), wrongs: Vec::new() })
}

/// Sets it, or takes it away.
pub(super) async fn post(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    fields: Fields,
) -> Result<Response, Fault> {
    let one = |name| fields.one(name).to_owned();
    let contact =
        Contact { name: one("name"), email: one("email"), phone: one("phone"), says: one("says") };
    let mut tx = hone.people.write().await?;
    let wrongs = staff::set_contact(&mut tx, &hone, &viewer, &contact).await?;
    if wrongs.is_empty() {
        tx.commit().await?;
        return Ok(frame::done("/coaching/contact", "Saved. Leaders see it beside their report."));
    }
    let frame = Frame::of(&viewer, Section::People);
    let page = Page { frame, contact, wrongs };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, frame::html(&page)?).into_response())
}
