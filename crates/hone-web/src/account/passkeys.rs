//! The passkeys of an account: add, rename, remove.

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use hone_core::account::{passkey, store};
use hone_core::ids::{CeremonyId, PasskeyId};
use hone_core::{Error, Hone};
use serde::Deserialize;
use serde_json::{Value, json};

use super::show;
use crate::fault::Fault;
use crate::frame;
use crate::guard::Asking;
use crate::input::{At, Filled};

#[derive(Deserialize)]
pub(super) struct Answer {
    ceremony: CeremonyId,
    credential: Value,
    name: String,
}

#[derive(Deserialize)]
pub(super) struct Naming {
    #[serde(default)]
    name: String,
}

pub(super) async fn challenge(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
) -> Result<Json<Value>, Fault> {
    let (ceremony, challenge) =
        passkey::begin_adding(&hone, viewer.account_id, &viewer.name).await?;
    Ok(Json(json!({ "ceremony": ceremony, "publicKey": challenge["publicKey"] })))
}

pub(super) async fn add(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    answer: Result<Json<Answer>, JsonRejection>,
) -> Result<Response, Fault> {
    let Json(Answer { ceremony, credential, name }) = answer?;
    passkey::finish_adding(&hone, viewer.account_id, ceremony, credential, &name).await?;
    Ok(Json(json!({})).into_response())
}

pub(super) async fn rename(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<PasskeyId>,
    headers: HeaderMap,
    Filled(naming): Filled<Naming>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    match passkey::rename(&mut tx, viewer.account_id, id, &naming.name).await {
        Ok(()) => tx.commit().await?,
        Err(Error::Refused(why)) => {
            drop(tx);
            return show(&hone, viewer, &headers, Some(why)).await;
        }
        Err(other) => return Err(other.into()),
    }
    Ok(frame::done("/account", "The passkey has its new name."))
}

pub(super) async fn remove(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<PasskeyId>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let account = store::find(&mut tx, viewer.account_id).await?.ok_or(Fault::NotFound)?;
    match passkey::remove(&mut tx, &account, id).await {
        Ok(()) => tx.commit().await?,
        Err(Error::Refused(why)) => {
            drop(tx);
            return show(&hone, viewer, &headers, Some(why)).await;
        }
        Err(other) => return Err(other.into()),
    }
    Ok(frame::done("/account", "The passkey is removed. Remove it from your device too."))
}
