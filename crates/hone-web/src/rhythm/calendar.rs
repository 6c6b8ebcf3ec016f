//! The calendar of a person at its secret address.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use hone_core::Hone;
use hone_core::chance::Secret;
use hone_core::rhythm::feed;

use super::settings;
use crate::fault::Fault;
use crate::frame;
use crate::guard::Asking;
use crate::input::At;

/// Makes the address of a calendar, or another one in its place, and shows it once.
pub(super) async fn post(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let secret = feed::renew(&mut tx, &hone, &viewer).await?;
    tx.commit().await?;
    let mut tx = hone.people.read().await?;
    settings::with_address(&mut tx, &hone, &viewer, feed::address(&hone, &secret)).await
}

/// Ends a calendar.
pub(super) async fn post_removal(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    feed::turn_off(&mut tx, &viewer).await?;
    tx.commit().await?;
    Ok(frame::done("/rhythm", "The calendar is off, and its address works no more."))
}

/// The calendar, as a calendar program fetches it.
pub(super) async fn get(State(hone): State<Hone>, At(name): At<String>) -> Result<Response, Fault> {
    let secret = name.strip_suffix(".ics").ok_or(Fault::NotFound)?;
    let text = feed::read(&hone, &Secret::from_text(secret)).await?.ok_or(Fault::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"hone.ics\""),
    ];
    Ok((headers, text).into_response())
}
