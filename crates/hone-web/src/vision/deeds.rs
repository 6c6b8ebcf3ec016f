//! What is done with an objective: each a form on its page.

use axum::extract::State;
use axum::response::Response;
use hone_core::Hone;
use hone_core::vision::objective::{self, Step};
use uuid::Uuid;

use super::objective::Place;
use super::unknown;
use crate::fault::Fault;
use crate::guard::Asking;
use crate::input::{At, Fields};

/// Says what becomes of an objective.
pub(super) async fn post_step(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, ids, fields).await?;
    let (reason, learned) = (at.fields.one("reason"), at.fields.one("learned"));
    let (step, notice) = match at.fields.one("step") {
        "start" => (Step::Start, "You have taken it on."),
        "reach" => (Step::Reach(learned), "It is reached. You can take that back here."),
        "drop" => (Step::Drop(reason, learned), "It is dropped. You can take that back here."),
        "back" => (Step::Back, "It is worked towards again."),
        _ => return Err(unknown()),
    };
    let done = objective::take(&mut at.tx, &hone, &at.viewer, &at.team, &at.objective, step).await;
    at.end(&hone, "end", done, notice).await
}

/// Puts an objective away.
pub(super) async fn post_removal(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, ids, fields).await?;
    let done =
        objective::put_away(&mut at.tx, &hone, &at.viewer, &at.team, &at.objective, true).await;
    at.end(&hone, "away", done, "It is put away. You can bring it back here.").await
}

/// Brings an objective back.
pub(super) async fn post_return(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, ids, fields).await?;
    let done =
        objective::put_away(&mut at.tx, &hone, &at.viewer, &at.team, &at.objective, false).await;
    at.end(&hone, "away", done, "It stands in the tree again.").await
}
