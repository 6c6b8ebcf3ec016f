//! Where a writer reads on, without an account: the page is the same for everyone, and its script asks by the
//! secret that the writer's device drew.

use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::Html;
use hone_core::Hone;
use hone_core::chance::Secret;
use hone_core::experiment::nameless::{self, Told};
use hone_core::organisation;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::experiments::challenge::{heading, timing};
use crate::fault::Fault;
use crate::frame::Frame;
use crate::problem::Problem;

#[derive(Template)]
#[template(path = "experiments/nameless/reading.html")]
struct Page {
    frame: Frame,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sent {
    reader: String,
}

/// A challenge as its writer reads on.
#[derive(Serialize)]
pub(super) struct Reading {
    title: String,
    lead: String,
    heading: &'static str,
    timing: String,
    reason: String,
    learned: String,
    reply: String,
    is_withdrawn: bool,
    /// Whether the writer can say something to the answer: there is one, and they have not yet.
    can_reply: bool,
}

/// The page.
pub(super) async fn get() -> Result<Html<String>, Fault> {
    Ok(Html(Page { frame: Frame::nobody() }.render()?))
}

/// A challenge and its answer, to whoever holds the secret of its writer.
pub(super) async fn post(
    State(hone): State<Hone>,
    sent: Result<Json<Sent>, JsonRejection>,
) -> Result<Json<Reading>, Problem> {
    let Json(sent) = sent?;
    let mut tx = hone.people.read().await?;
    let told = nameless::read(&mut tx, &Secret::from_text(&sent.reader)).await?;
    let Some(Told { challenge, lead, reply, is_withdrawn }) = told else {
        return Err(Problem::new(StatusCode::NOT_FOUND, "Nothing is shown yet."));
    };
    let found = organisation::store::find(&mut tx, challenge.organisation_id).await?;
    let zone = found.map_or(TimeZone::UTC, |organisation| organisation.zone());
    Ok(Json(Reading {
        heading: heading(&challenge),
        timing: timing(&challenge, hone.clock.now().date(&zone)),
        can_reply: challenge.answer.is_some() && reply.is_empty() && !is_withdrawn,
        title: challenge.title,
        lead,
        reason: challenge.reason,
        learned: challenge.learned,
        reply,
        is_withdrawn,
    }))
}
