//! What a rater sees: their link, the form, and what they decide about their invitation.
//!
//! The page itself is the same for everyone and knows nobody; its script brings the secret out of
//! the link's fragment, which no server and no log ever sees.

mod decision;
mod form;
mod issuance;
mod opening;
mod wishes;

use askama::Template;
use axum::extract::DefaultBodyLimit;
use axum::response::Html;

use crate::fault::Fault;
use crate::frame::Frame;
use crate::routes::{Routes, Who};

/// The largest request, in bytes: an opening names a secret, an issuance one blinded element a leader.
const LARGEST: usize = 64 * 1024;

/// The routes of this part.
pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get("/rate", Who::Rater, get)
        .get("/rate/forms/{digest}/{form}/{voice}", Who::Rater, form::get)
        .post("/rate/opening", Who::Rater, opening::post)
        .post("/rate/issuance", Who::Rater, issuance::post)
        .post("/rate/declining", Who::Rater, decision::decline)
        .post("/rate/reminders", Who::Rater, decision::remind)
        .layer(DefaultBodyLimit::max(LARGEST))
}

#[derive(Template)]
#[template(path = "rate/shell.html")]
struct Page {
    frame: Frame,
}

/// The page that a link from a mail opens.
async fn get() -> Result<Html<String>, Fault> {
    Ok(Html(Page { frame: Frame::nobody() }.render()?))
}
