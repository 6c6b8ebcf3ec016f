//! Signing in and out.

mod help;
mod passkey;
pub(crate) mod session;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use hone_core::Hone;
use hone_core::account::{passkey as keys, sign_in};
use serde::Deserialize;

use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Perhaps;
use crate::input::{Asked, Filled};
use crate::routes::{Routes, Who};

/// The routes of this part.
pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get("/sign-in", Who::Anyone, get)
        .post("/sign-in", Who::Anyone, post)
        .get("/sign-in/help", Who::Anyone, help::get)
        .post("/sign-in/help", Who::Anyone, help::post)
        .post("/sign-in/passkey/challenge", Who::Anyone, passkey::challenge)
        .post("/sign-in/passkey", Who::Anyone, passkey::post)
        .post("/sign-out", Who::Person, out)
}

#[derive(Template)]
#[template(path = "sign_in/sign_in.html")]
struct Page {
    frame: Frame,
    to: String,
    email: String,
    is_wrong: bool,
    has_passkeys: bool,
    is_demo: bool,
}

#[derive(Deserialize)]
struct Where {
    #[serde(default)]
    to: String,
}

#[derive(Deserialize)]
struct Answers {
    #[serde(default)]
    to: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
}

async fn get(
    Perhaps(viewer): Perhaps,
    State(hone): State<Hone>,
    Asked(asked): Asked<Where>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    if viewer.is_some() {
        return Ok(session::go_to(&asked.to));
    }
    frame::html(&Page {
        frame: Frame::maybe(None, Section::Elsewhere).with_notice(&headers),
        to: asked.to,
        email: String::new(),
        is_wrong: false,
        has_passkeys: keys::is_possible(&hone),
        is_demo: hone.settings.is_demo,
    })
}

async fn post(
    State(hone): State<Hone>,
    headers: HeaderMap,
    Filled(answers): Filled<Answers>,
) -> Result<Response, Fault> {
    let agent = session::agent(&headers);
    let token = sign_in::by_password(&hone, &answers.email, &answers.password, agent).await?;
    if let Some(token) = token {
        return session::begin(&hone, &headers, &token, session::go_to(&answers.to)).await;
    }
    let page = Page {
        frame: Frame::nobody(),
        to: answers.to,
        email: answers.email,
        is_wrong: true,
        has_passkeys: keys::is_possible(&hone),
        is_demo: hone.settings.is_demo,
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, frame::html(&page)?).into_response())
}

async fn out(State(hone): State<Hone>, headers: HeaderMap) -> Result<Response, Fault> {
    if let Some(token) = session::token(&hone, &headers) {
        sign_in::out(&hone, &token).await?;
    }
    session::end(&hone, frame::done("/sign-in", "You are signed out."))
}
