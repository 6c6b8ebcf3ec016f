//! What a rater decides about their invitation: to decline, and to hear no more of it.

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use hone_core::Hone;
use hone_core::chance::Secret;
use hone_core::invitation;
use serde::{Deserialize, Serialize};

use super::issuance::unknown;
use crate::ballots;
use crate::problem::Problem;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Declining {
    secret: String,
    group_ref: String,
    has_declined: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reminders {
    secret: String,
    wants_none: bool,
}

#[derive(Serialize)]
pub(super) struct Done {
    is_done: bool,
}

/// Declines to answer about a leader, or thinks again.
pub(super) async fn decline(
    State(hone): State<Hone>,
    sent: Result<Json<Declining>, JsonRejection>,
) -> Result<Json<Done>, Problem> {
    let Json(sent) = sent?;
    let (secret, group) = (Secret::from_text(&sent.secret), ballots::group(&sent.group_ref)?);
    done(invitation::decline(&hone, &secret, group, sent.has_declined).await?)
}

/// Stops reminders, or lets them come again.
pub(super) async fn remind(
    State(hone): State<Hone>,
    sent: Result<Json<Reminders>, JsonRejection>,
) -> Result<Json<Done>, Problem> {
    let Json(sent) = sent?;
    let secret = Secret::from_text(&sent.secret);
    done(invitation::stop_reminders(&hone, &secret, sent.wants_none).await?)
}

fn done(is_done: bool) -> Result<Json<Done>, Problem> {
    if is_done { Ok(Json(Done { is_done })) } else { Err(unknown()) }
}
