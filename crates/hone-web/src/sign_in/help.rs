//! A password that was forgotten.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hone_core::Hone;
use hone_core::account::sign_in;
use serde::Deserialize;

use crate::fault::Fault;
use crate::frame::{self, Frame};
use crate::input::Filled;

#[derive(Template)]
#[template(path = "sign_in/help.html")]
struct Page {
    frame: Frame,
}

#[derive(Deserialize)]
pub(super) struct Answers {
    #[serde(default)]
    email: String,
}

pub(super) async fn get(headers: HeaderMap) -> Result<Response, Fault> {
    frame::html(&Page { frame: Frame::nobody().with_notice(&headers) })
}

/// Answers before it has looked, so that neither words nor time tell who has an account.
pub(super) async fn post(
    State(hone): State<Hone>,
    Filled(answers): Filled<Answers>,
) -> Result<Response, Fault> {
    tokio::spawn(async move {
        if let Err(error) = send(&hone, &answers.email).await {
            let _ = Fault::from(error);
        }
    });
    Ok(frame::done(
        "/sign-in/help",
        "If this address has an account, a mail is on its way. The link in it is good for half an hour.",
    ))
}

async fn send(hone: &Hone, email: &str) -> hone_core::Result<()> {
    let mut tx = hone.people.write().await?;
    sign_in::forgotten(&mut tx, hone, email).await?;
    tx.commit().await
}
