use askama::Template;
use axum::extract::State;
use axum::response::Response;
use hone_core::Hone;
use hone_core::round::{self, Phase, Refusal, Round};
use uuid::Uuid;

use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::At;

#[derive(Template)]
#[template(path = "rounds/closing.html")]
struct Page {
    frame: Frame,
    round: Round,
    closes: String,
}

/// What closing before the date means.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
) -> Result<Response, Fault> {
    let round = super::find(&hone, &viewer, id).await?;
    if round.phase != Phase::Open {
        return Err(hone_core::Error::from(Refusal::NotOpen).into());
    }
    let closes = round.closes_at.text(&viewer.zone());
    frame::html(&Page { frame: Frame::of(&viewer, Section::Rounds), round, closes })
}

/// Closes the round before its date.
pub(super) async fn post(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
) -> Result<Response, Fault> {
    let round = super::find(&hone, &viewer, id).await?;
    round::close(&hone, round.organisation_id, round.id, Some(&viewer)).await?;
    let notice = "The round is closed. Results are made, and the answer sheets are destroyed.";
    Ok(frame::done(&format!("/rounds/{}", round.id), notice))
}

/// Lets leaders read before the date.
pub(super) async fn post_release(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
) -> Result<Response, Fault> {
    let round = super::find(&hone, &viewer, id).await?;
    round::release(&hone, round.organisation_id, round.id, Some(&viewer)).await?;
    let notice = "The round is released. Each leader gets a mail.";
    Ok(frame::done(&format!("/rounds/{}", round.id), notice))
}
