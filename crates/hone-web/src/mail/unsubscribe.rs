//! Ending reminders: a page with one button for people, and one click for mail programs (RFC 8058).

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use hone_core::{Hone, invitation};

use crate::fault::Fault;
use crate::frame::{self, Frame};
use crate::input::At;

#[derive(Template)]
#[template(path = "mail/unsubscribe.html")]
struct Page {
    frame: Frame,
    is_done: bool,
}

/// Offers to end reminders. It changes nothing, because mail scanners follow links.
pub(super) async fn show() -> Result<Response, Fault> {
    frame::html(&Page { frame: Frame::nobody(), is_done: false })
}

/// Ends them. It answers with a page and not with a redirect, as RFC 8058 asks.
pub(super) async fn post(
    State(hone): State<Hone>,
    At(token): At<String>,
) -> Result<Response, Fault> {
    if !invitation::unsubscribe(&hone, &token).await? {
        return Err(Fault::NotFound);
    }
    frame::html(&Page { frame: Frame::nobody(), is_done: true })
}
