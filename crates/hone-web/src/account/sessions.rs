//! Ending sessions of one's own account.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hone_core::Hone;
use hone_core::account::session;

use super::own_token;
use crate::fault::Fault;
use crate::frame;
use crate::guard::Asking;
use crate::input::At;

pub(super) async fn end(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(handle): At<String>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    session::end_by_handle(&mut tx, viewer.account_id, &handle, hone.clock.now()).await?;
    tx.commit().await?;
    Ok(frame::done("/account", "That session has ended."))
}

pub(super) async fn end_others(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let token = own_token(&hone, &headers)?;
    let mut tx = hone.people.write().await?;
    session::end_others(&mut tx, viewer.account_id, &token).await?;
    tx.commit().await?;
    Ok(frame::done("/account", "Everywhere else you are signed out."))
}
