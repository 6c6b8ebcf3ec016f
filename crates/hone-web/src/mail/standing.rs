//! How an organisation's mail fares, for its administrators.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hone_core::Hone;
use hone_core::mail::{self, Standing, store};
use jiff::tz::TimeZone;
use serde::Deserialize;

use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::Filled;

#[derive(Template)]
#[template(path = "mail/standing.html")]
struct Page {
    frame: Frame,
    standing: Standing,
    zone: TimeZone,
    /// Whether there is a mail server at all.
    has_server: bool,
}

impl Page {
    fn heading(&self) -> &'static str {
        match (self.standing.unreached.len(), self.standing.waits_since) {
            (0, None) => "All mail has been sent.",
            (0, Some(_)) if !self.has_server => "Mail waits, because there is no mail server.",
            (0, Some(_)) => "Some mail is on its way.",
            (1, _) => "Mail could not reach one address.",
            _ => "Mail could not reach some addresses.",
        }
    }
}

/// Which address to try again; none for all.
#[derive(Debug, Deserialize)]
pub(super) struct Again {
    #[serde(default)]
    address: String,
}

/// Whether mail waits, and whom it did not reach.
pub(super) async fn show(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let standing = mail::standing(&mut tx, viewer.organisation_id).await?;
    let frame = Frame::of(&viewer, Section::Elsewhere).with_notice(&headers);
    let has_server = hone.settings.smtp_url.is_some();
    frame::html(&Page { frame, standing, zone: viewer.zone(), has_server })
}

/// Has mail tried again that could not be delivered.
pub(super) async fn try_again(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    Filled(again): Filled<Again>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let now = hone.clock.now();
    store::try_again(&mut tx, viewer.organisation_id, &again.address, now).await?;
    tx.commit().await?;
    Ok(frame::done("/mail", "Hone tries again now. Come back in a minute to see what came of it."))
}
