//! Where ballots arrive: by credential, without a cookie, and nothing about the sender is kept.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use hone_core::Hone;
use hone_core::ballot::{self, Credential, Receipt, Sheet};
use hone_core::ids::GroupRef;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::problem::Problem;
use crate::routes::{Routes, Who};

/// The largest ballot, in bytes.
const LARGEST: usize = 64 * 1024;

/// The routes of this part.
pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .post("/ballots", Who::Ballot, post)
        .post("/ballots/withdrawal", Who::Ballot, withdraw)
        .layer(DefaultBodyLimit::max(LARGEST))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    group_ref: String,
    credential: String,
    #[serde(default)]
    answers: BTreeMap<String, Value>,
    #[serde(default)]
    comments: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Withdrawn {
    group_ref: String,
    credential: String,
}

/// What was done with a ballot.
#[derive(Serialize)]
struct Done {
    is_done: bool,
}

/// Keeps a ballot.
async fn post(
    State(hone): State<Hone>,
    sent: Result<Json<Sent>, JsonRejection>,
) -> Result<Json<Done>, Problem> {
    let Json(sent) = sent?;
    let group = group(&sent.group_ref)?;
    let credential = credential(&sent.credential)?;
    let sheet = sheet(sent.answers, sent.comments)?;
    answer(ballot::submit(&hone, group, credential, sheet).await?)
}

/// Takes a ballot back.
async fn withdraw(
    State(hone): State<Hone>,
    sent: Result<Json<Withdrawn>, JsonRejection>,
) -> Result<Json<Done>, Problem> {
    let Json(sent) = sent?;
    let group = group(&sent.group_ref)?;
    let credential = credential(&sent.credential)?;
    answer(ballot::withdraw(&hone, group, credential).await?)
}

fn answer(receipt: Receipt) -> Result<Json<Done>, Problem> {
    match receipt {
        Receipt::Kept => Ok(Json(Done { is_done: true })),
        Receipt::Closed => Err(closed()),
        Receipt::NotValid => Err(Problem::new(
            StatusCode::FORBIDDEN,
            "These answers do not belong to this question. Open the link from your mail again.",
        )),
        Receipt::Wrong(wrong) => Err(Problem::at(&wrong.field, &wrong.why)),
    }
}

/// The round takes nothing any longer.
pub(crate) fn closed() -> Problem {
    Problem::new(
        StatusCode::GONE,
        "The round has closed, so nothing can be sent or changed any more.",
    )
}

fn sheet(
    answers: BTreeMap<String, Value>,
    comments: BTreeMap<String, Value>,
) -> Result<Sheet, Problem> {
    let mut sheet = Sheet::default();
    for (item, answer) in answers {
        let number = answer.as_u64().and_then(|number| u8::try_from(number).ok());
        let Some(number) = number else {
            let why = "an answer is a number from 1 to 5, or 0 for not seen";
            return Err(Problem::at(&format!("answers.{item}"), why));
        };
        sheet.answers.insert(item, number);
    }
    for (question, text) in comments {
        let Value::String(text) = text else {
            return Err(Problem::at(&format!("comments.{question}"), "a comment is a text"));
        };
        sheet.comments.insert(question, text);
    }
    Ok(sheet)
}

/// A group as it is sent.
pub(crate) fn group(text: &str) -> Result<GroupRef, Problem> {
    let id = Uuid::try_parse(text).map_err(|_| Problem::at("group_ref", "this is no group"))?;
    Ok(GroupRef(id))
}

fn credential(text: &str) -> Result<Credential, Problem> {
    Credential::from_hex(text).ok_or_else(|| Problem::at("credential", "this is no credential"))
}
