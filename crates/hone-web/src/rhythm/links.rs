//! The links in a mail that brings to mind what waits: each leads to a page with one button, because
//! mail scanners follow links; mail programs press the one that ends it by themselves (RFC 8058).

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use hone_core::Hone;
use hone_core::rhythm::nudge;

use crate::fault::Fault;
use crate::frame::{self, Frame};
use crate::input::{At, Fields};

/// What a page says.
enum Says {
    Stop,
    Stopped,
    Pause,
    Paused(String),
}

#[derive(Template)]
#[template(path = "rhythm/links.html")]
struct Page {
    frame: Frame,
    says: Says,
}

fn page(says: Says) -> Result<Response, Fault> {
    frame::html(&Page { frame: Frame::nobody(), says })
}

/// Offers to end the mails.
pub(super) async fn get_stop() -> Result<Response, Fault> {
    page(Says::Stop)
}

/// Ends them. It answers with a page and not with a redirect, as RFC 8058 asks.
pub(super) async fn post_stop(
    State(hone): State<Hone>,
    At(token): At<String>,
) -> Result<Response, Fault> {
    if nudge::stop(&hone, &token).await? { page(Says::Stopped) } else { Err(Fault::NotFound) }
}

/// Offers to send none for some weeks.
pub(super) async fn get_pause() -> Result<Response, Fault> {
    page(Says::Pause)
}

/// Sends none for some weeks.
pub(super) async fn post_pause(
    State(hone): State<Hone>,
    At(token): At<String>,
    fields: Fields,
) -> Result<Response, Fault> {
    let n_weeks = match fields.one("weeks") {
        "1" => 1,
        "4" => 4,
        _ => return Err(Fault::BadRequest("Use one of the buttons of the page.".to_owned())),
    };
    let until = nudge::pause(&hone, &token, n_weeks).await?.ok_or(Fault::NotFound)?;
    page(Says::Paused(until.strftime("%-d %B").to_string()))
}
