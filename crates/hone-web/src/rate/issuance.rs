//! Fetching tokens, for all leaders at once.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use hone_core::Hone;
use hone_core::chance::Secret;
use hone_core::ids::GroupRef;
use hone_core::invitation::{self, Issued};
use serde::{Deserialize, Serialize};

use crate::ballots;
use crate::problem::Problem;
use crate::tokens::{Evaluation, not_blinded, wish};

/// As many leaders at most; nobody is asked about more.
const MOST: usize = 200;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sent {
    secret: String,
    /// A blinded element by group.
    blinded: BTreeMap<String, String>,
}

#[derive(Serialize)]
pub(super) struct Done {
    /// What was made of each, by group.
    evaluations: BTreeMap<String, Evaluation>,
}

/// Evaluates what the holder of the secret has blinded.
pub(super) async fn post(
    State(hone): State<Hone>,
    sent: Result<Json<Sent>, JsonRejection>,
) -> Result<Json<Done>, Problem> {
    let Json(sent) = sent?;
    if sent.blinded.len() > MOST {
        return Err(Problem::at("blinded", "these are more than 200 leaders"));
    }
    let wishes = sent.blinded.iter().map(|(group, blinded)| wish(group, blinded));
    let wishes: Vec<_> = wishes.collect::<Result<_, _>>()?;
    match invitation::issue(&hone, &Secret::from_text(&sent.secret), &wishes).await? {
        Issued::Done(evaluations) => {
            let written = |(group, made): (GroupRef, hone_token::Evaluation)| {
                (group.to_string(), made.into())
            };
            Ok(Json(Done { evaluations: evaluations.into_iter().map(written).collect() }))
        }
        Issued::Closed => Err(ballots::closed()),
        Issued::Unknown => Err(unknown()),
        Issued::NotBlinded(group) => Err(not_blinded(&group.to_string())),
        Issued::Elsewhere => Err(Problem::new(
            StatusCode::CONFLICT,
            "These answers were already started on another device. Go on there, or type its \
             return code here.",
        )),
    }
}

/// There is no such invitation, or it asks nothing of the kind.
pub(super) fn unknown() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "This link opens no such question. Open the link from your newest mail.",
    )
}
