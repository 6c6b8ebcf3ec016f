//! What is done with an experiment: each a form on its page.

use axum::extract::State;
use axum::response::Response;
use hone_core::Hone;
use hone_core::experiment::{self as experiments, Step, Verdict};
use uuid::Uuid;

use super::experiment::Place;
use super::{page_of, unknown};
use crate::fault::Fault;
use crate::guard::Asking;
use crate::input::{At, Fields};

/// Takes an experiment a step on, or the last one back.
pub(super) async fn post_step(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, ids, fields).await?;
    let result = at.fields.one("result").to_owned();
    let (step, part, notice) = match at.fields.one("step") {
        "start" => (Step::Start, "step", "It runs."),
        "note" => (Step::Note(result), "step", "It is kept. Add to it as you see more."),
        "end" => (Step::End(result), "step", "It has ended. Now decide what becomes of it."),
        "stop" => (Step::Stop(result), "step", "It is stopped. Now decide what becomes of it."),
        "back" => (Step::Back, "back", "The last step is taken back."),
        _ => return Err(unknown()),
    };
    let (tx, viewer) = (&mut at.tx, &at.viewer);
    let done = experiments::take(tx, &hone, viewer, &at.team, &at.experiment, step).await;
    at.end(&hone, part, done.map(|()| None), notice).await
}

/// Decides what becomes of an experiment.
pub(super) async fn post_decision(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, ids, fields).await?;
    let (verdict, notice) = match at.fields.one("verdict") {
        "adopt" => (Verdict::Adopt, "It is adopted. You look at it again in sixty days."),
        "adapt" => (Verdict::Adapt, "Now write the next one."),
        "drop" => (Verdict::Drop, "It is dropped."),
        _ => return Err(unknown()),
    };
    let said = (verdict, at.fields.one("reason"), at.fields.one("learned"));
    let (tx, viewer) = (&mut at.tx, &at.viewer);
    let done = experiments::decide(tx, &hone, viewer, &at.team, &at.experiment, said).await;
    at.end(&hone, "decision", done.map(|()| None), notice).await
}

/// Notes what became of something that was adopted.
pub(super) async fn post_check(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, ids, fields).await?;
    let is_kept = match at.fields.one("kept") {
        "yes" => true,
        "no" => false,
        _ => return Err(unknown()),
    };
    let said = (is_kept, at.fields.one("found"));
    let (tx, viewer) = (&mut at.tx, &at.viewer);
    let done = experiments::check(tx, &hone, viewer, &at.team, &at.experiment, said).await;
    at.end(&hone, "check", done.map(|()| None), "It is noted.").await
}

/// Writes the next experiment after one that is to be adapted.
pub(super) async fn post_next(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, ids, fields).await?;
    let (tx, viewer) = (&mut at.tx, &at.viewer);
    let next = experiments::follow(tx, &hone, viewer, &at.team, &at.experiment).await;
    let done = next.map(|next| Some(page_of(&at.team, &next)));
    at.end(&hone, "next", done, "The draft is written, and you own it. Change what was wrong.")
        .await
}

/// Puts an experiment away.
pub(super) async fn post_removal(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, ids, fields).await?;
    let (tx, viewer) = (&mut at.tx, &at.viewer);
    let done = experiments::put_away(tx, &hone, viewer, &at.team, &at.experiment, true).await;
    let notice = "It is put away. You can bring it back here.";
    at.end(&hone, "away", done.map(|()| None), notice).await
}

/// Brings an experiment back.
pub(super) async fn post_return(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, ids, fields).await?;
    let (tx, viewer) = (&mut at.tx, &at.viewer);
    let done = experiments::put_away(tx, &hone, viewer, &at.team, &at.experiment, false).await;
    at.end(&hone, "away", done.map(|()| None), "It is on the board again.").await
}
