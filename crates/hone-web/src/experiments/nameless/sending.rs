//! Where letters arrive: by token, without a cookie, and nothing about the sender is kept.

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hone_core::Hone;
use hone_core::ballot::Receipt;
use hone_core::ballot::letters::{self, Place};
use hone_core::ids::GroupRef;
use hone_token::Token;
use serde::{Deserialize, Serialize};

use crate::ballots;
use crate::problem::Problem;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sent {
    group_ref: String,
    token: String,
    sealed: String,
}

/// What was done with a letter.
#[derive(Serialize)]
pub(super) struct Done {
    is_done: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Held {
    group_ref: String,
    token: String,
}

/// What has become of a letter.
#[derive(Serialize)]
#[serde(tag = "place", rename_all = "snake_case")]
pub(super) enum Found {
    /// It waits: since 1970 in seconds, until when, and whether it was put off.
    Waiting { shows_at: i64, is_held: bool },
    /// It was shown; with which letters its writer can add something.
    Shown { round: Option<String>, group: Option<String> },
    /// There is none.
    Nowhere,
}

/// Keeps a sealed letter.
pub(super) async fn post(
    State(hone): State<Hone>,
    sent: Result<Json<Sent>, JsonRejection>,
) -> Result<Json<Done>, Problem> {
    let Json(sent) = sent?;
    let (group, token) = held(&sent.group_ref, &sent.token)?;
    let sealed = URL_SAFE_NO_PAD.decode(&sent.sealed).map_err(|_| not_sealed())?;
    match letters::send(&hone, group, &token, &sealed).await? {
        Receipt::Kept => Ok(Json(Done { is_done: true })),
        Receipt::NotSealed => Err(not_sealed()),
        Receipt::Closed => Err(Problem::new(
            StatusCode::GONE,
            "The letters of this week have just been shown. Open the page again and send it with the next ones.",
        )),
        Receipt::NotValid => Err(Problem::new(
            StatusCode::FORBIDDEN,
            "This device has no right to write here. Open the board of your team, and try again.",
        )),
    }
}

/// Says what has become of a letter, to whoever holds its token.
pub(super) async fn post_place(
    State(hone): State<Hone>,
    sent: Result<Json<Held>, JsonRejection>,
) -> Result<Json<Found>, Problem> {
    let Json(sent) = sent?;
    let (group, token) = held(&sent.group_ref, &sent.token)?;
    Ok(Json(match letters::place(&hone, group, &token).await? {
        Place::Waiting { shows_at, is_held } => Found::Waiting { shows_at: shows_at.0, is_held },
        Place::Shown { now } => Found::Shown {
            round: now.map(|(round, _)| round.to_string()),
            group: now.map(|(_, group)| group.to_string()),
        },
        Place::Nowhere => Found::Nowhere,
    }))
}

fn held(group: &str, token: &str) -> Result<(GroupRef, Token), Problem> {
    let token = Token::from_text(token).map_err(|_| Problem::at("token", "this is no token"))?;
    Ok((ballots::group(group)?, token))
}

fn not_sealed() -> Problem {
    Problem::at("sealed", "this is no sealed letter of 16 KiB")
}
