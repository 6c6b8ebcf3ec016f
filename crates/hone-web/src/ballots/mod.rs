//! Where ballots arrive: by token, without a cookie, and nothing about the sender is kept.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hone_core::Hone;
use hone_core::ballot::{self, Receipt};
use hone_core::ids::{GroupRef, RoundRef};
use hone_token::Token;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::fault::Fault;
use crate::input::At;
use crate::problem::Problem;
use crate::routes::{Routes, Who};

/// The largest request, in bytes: a ballot of 64 KiB, written as text.
const LARGEST: usize = 96 * 1024;

/// The routes of this part.
pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .post("/ballots", Who::Ballot, post)
        .get("/ballots/manifest/{round_ref}", Who::Ballot, manifest)
        .get("/ballots/counted/{round_ref}", Who::Ballot, counted)
        .layer(DefaultBodyLimit::max(LARGEST))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    group_ref: String,
    token: String,
    sealed: String,
}

/// What was done with a ballot.
#[derive(Serialize)]
struct Done {
    is_done: bool,
}

/// Keeps a sealed ballot.
async fn post(
    State(hone): State<Hone>,
    sent: Result<Json<Sent>, JsonRejection>,
) -> Result<Json<Done>, Problem> {
    let Json(sent) = sent?;
    let group = group(&sent.group_ref)?;
    let token =
        Token::from_text(&sent.token).map_err(|_| Problem::at("token", "this is no token"))?;
    let sealed = URL_SAFE_NO_PAD.decode(&sent.sealed).map_err(|_| not_sealed())?;
    match ballot::submit(&hone, group, &token, &sealed).await? {
        Receipt::Kept => Ok(Json(Done { is_done: true })),
        Receipt::Closed => Err(closed()),
        Receipt::NotSealed => Err(not_sealed()),
        Receipt::NotValid => Err(Problem::new(
            StatusCode::FORBIDDEN,
            "These answers do not belong to this question. Open the link from your mail again.",
        )),
    }
}

fn not_sealed() -> Problem {
    Problem::at("sealed", "this is no sealed ballot of 4, 8, 16, 32 or 64 KiB")
}

/// The public record of a round.
async fn manifest(State(hone): State<Hone>, At(round): At<Uuid>) -> Result<Response, Fault> {
    let manifest = ballot::manifest(&hone, RoundRef(round)).await?.ok_or(Fault::NotFound)?;
    Ok(([(header::CONTENT_TYPE, "application/json")], manifest).into_response())
}

/// The ballots that the close of a round counted.
#[derive(Serialize)]
struct Counted {
    ballots: Vec<String>,
}

/// The ids of the ballots that a close counted, among which a rater's browser finds its own.
async fn counted(State(hone): State<Hone>, At(round): At<Uuid>) -> Result<Json<Counted>, Fault> {
    Ok(Json(Counted { ballots: ballot::counted(&hone, RoundRef(round)).await? }))
}

/// The round takes nothing any longer.
pub(crate) fn closed() -> Problem {
    Problem::new(
        StatusCode::GONE,
        "The round has closed, so nothing can be sent or changed any more.",
    )
}

/// A group as it is sent.
pub(crate) fn group(text: &str) -> Result<GroupRef, Problem> {
    let id = Uuid::try_parse(text).map_err(|_| Problem::at("group_ref", "this is no group"))?;
    Ok(GroupRef(id))
}
