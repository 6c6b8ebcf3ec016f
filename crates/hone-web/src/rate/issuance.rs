//! Fetching credentials, for all leaders at once.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use hone_core::Hone;
use hone_core::ballot::Commitment;
use hone_core::chance::Secret;
use hone_core::invitation::{self, Issued};
use serde::{Deserialize, Serialize};

use crate::ballots;
use crate::problem::Problem;

/// As many leaders at most; nobody is asked about more.
const MOST: usize = 200;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sent {
    secret: String,
    /// A commitment by group.
    commitments: BTreeMap<String, String>,
}

#[derive(Serialize)]
pub(super) struct Done {
    is_done: bool,
}

/// Lets the holder of the secret vote under the commitments.
pub(super) async fn post(
    State(hone): State<Hone>,
    sent: Result<Json<Sent>, JsonRejection>,
) -> Result<Json<Done>, Problem> {
    let Json(sent) = sent?;
    if sent.commitments.len() > MOST {
        return Err(Problem::at("commitments", "these are more than 200 leaders"));
    }
    let wishes: Vec<_> = sent.commitments.iter().map(wish).collect::<Result<_, _>>()?;
    match invitation::issue(&hone, &Secret::from_text(&sent.secret), &wishes).await? {
        Issued::Done => Ok(Json(Done { is_done: true })),
        Issued::Closed => Err(ballots::closed()),
        Issued::Unknown => Err(unknown()),
        Issued::Elsewhere => Err(Problem::new(
            StatusCode::CONFLICT,
            "These answers were already started on another device. Go on there, or type its \
             return code here.",
        )),
    }
}

fn wish(
    (group, commitment): (&String, &String),
) -> Result<(hone_core::ids::GroupRef, Commitment), Problem> {
    let field = format!("commitments.{group}");
    let commitment = Commitment::from_hex(commitment)
        .ok_or_else(|| Problem::at(&field, "this is no commitment"))?;
    Ok((ballots::group(group)?, commitment))
}

/// There is no such invitation, or it asks nothing of the kind.
pub(super) fn unknown() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "This link opens no such question. Open the link from your newest mail.",
    )
}
