//! Signing in with a passkey: two requests of the script on the sign-in page.

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use hone_core::Hone;
use hone_core::account::passkey;
use hone_core::ids::CeremonyId;
use serde::Deserialize;
use serde_json::{Value, json};

use super::session;
use crate::fault::Fault;

#[derive(Deserialize)]
pub(super) struct Answer {
    ceremony: CeremonyId,
    credential: Value,
    #[serde(default)]
    to: String,
}

pub(super) async fn challenge(State(hone): State<Hone>) -> Result<Json<Value>, Fault> {
    let (ceremony, challenge) = passkey::begin_sign_in(&hone).await?;
    Ok(Json(json!({ "ceremony": ceremony, "publicKey": challenge["publicKey"] })))
}

pub(super) async fn post(
    State(hone): State<Hone>,
    headers: HeaderMap,
    answer: Result<Json<Answer>, JsonRejection>,
) -> Result<Response, Fault> {
    let Json(answer) = answer?;
    let agent = session::agent(&headers);
    let token = passkey::finish_sign_in(&hone, answer.ceremony, answer.credential, agent).await?;
    let on = Json(json!({ "to": session::safe_path(&answer.to) })).into_response();
    session::begin(&hone, &headers, &token, on).await
}
