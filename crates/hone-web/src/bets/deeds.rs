//! What is done with a bet: each a form on its page.

use axum::extract::State;
use axum::response::Response;
use hone_core::bet::reason::{self, Handling, Reason};
use hone_core::bet::{self, End, end, odds};
use hone_core::ids::ReasonId;
use hone_core::{Error, Hone};
use uuid::Uuid;

use super::show::Place;
use crate::fault::Fault;
use crate::guard::Asking;
use crate::input::{At, Fields};

/// Something that no button of the page sends.
fn unknown() -> Fault {
    Fault::BadRequest("Use one of the buttons of the page.".to_owned())
}

/// The number that stood on the page from which a form comes; one that is never current, where none did.
fn seen(fields: &Fields, name: &str) -> i64 {
    fields.one(name).parse().unwrap_or(-1)
}

/// Gives odds.
pub(super) async fn post_odds(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, ids, fields).await?;
    let about = (&at.bet, seen(&at.fields, "asked"));
    let done = match at.fields.one("odds").parse() {
        Ok(value) => odds::give(&mut at.tx, &hone, &at.viewer, &at.team, about, value).await,
        Err(_) => Err(bet::Refusal::Odds.into()),
    };
    at.end(&hone, "odds", done, "Your odds are kept.").await
}

/// Shows the odds early.
pub(super) async fn post_showing(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, ids, fields).await?;
    let done = odds::reveal(&mut at.tx, &hone, &at.viewer, &at.team, &at.bet).await;
    at.end(&hone, "odds", done, "Everybody in the team sees the odds.").await
}

/// Places a bet.
pub(super) async fn post_placing(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, ids, fields).await?;
    let about = (&at.bet, seen(&at.fields, "version"));
    let done = end::place(&mut at.tx, &hone, &at.viewer, &at.team, about).await;
    at.end(&hone, "place", done, "The bet is placed.").await
}

/// Ends a bet.
pub(super) async fn post_end(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, ids, fields).await?;
    let (how, notice) = match at.fields.one("end") {
        "yes" => (End::Yes, "It came true. You can take that back below."),
        "no" => (End::No, "It did not come true. You can take that back below."),
        "void" => (End::Void, "It is void. You can take that back below."),
        "stop" => (End::Stop, "It is stopped. You can take that back below."),
        _ => return Err(unknown()),
    };
    let said = (how, at.fields.one("reason"), at.fields.one("learned"));
    let done = end::end(&mut at.tx, &hone, &at.viewer, &at.team, &at.bet, said).await;
    at.end(&hone, if how == End::Stop { "stop" } else { "end" }, done, notice).await
}

/// Takes an end back.
pub(super) async fn post_reopening(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, ids, fields).await?;
    let done = end::reopen(&mut at.tx, &hone, &at.viewer, &at.team, &at.bet).await;
    at.end(&hone, "end", done, "The bet is on again.").await
}

/// Puts a bet away.
pub(super) async fn post_removal(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, ids, fields).await?;
    let done = bet::put_away(&mut at.tx, &hone, &at.viewer, &at.team, &at.bet, true).await;
    at.end(&hone, "bet", done, "It is put away. You can bring it back here.").await
}

/// Brings a bet back.
pub(super) async fn post_return(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, ids, fields).await?;
    let done = bet::put_away(&mut at.tx, &hone, &at.viewer, &at.team, &at.bet, false).await;
    at.end(&hone, "bet", done, "It stands among the bets again.").await
}

/// Adds a reason for which it may fail.
pub(super) async fn post_reason(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, ids, fields).await?;
    let handling = match at.fields.one("handling") {
        "prevent" => Handling::Prevent,
        "watch" => Handling::Watch,
        "accept" => Handling::Accept,
        _ => return Err(unknown()),
    };
    let said = (at.fields.one("text"), handling, at.fields.one("sign"));
    let done = reason::add(&mut at.tx, &hone, &at.viewer, &at.team, &at.bet, said).await;
    at.end(&hone, "reasons", done.map(drop), "The reason is kept.").await
}

/// Puts a reason away.
pub(super) async fn post_reason_removal(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, bet, id)): At<(Uuid, Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, (team, bet), fields).await?;
    let done = away(&mut at, &hone, id, true).await?;
    at.end(&hone, "reasons", done, "The reason is put away. You can bring it back below.").await
}

/// Brings a reason back.
pub(super) async fn post_reason_return(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, bet, id)): At<(Uuid, Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, (team, bet), fields).await?;
    let done = away(&mut at, &hone, id, false).await?;
    at.end(&hone, "reasons", done, "The reason counts again.").await
}

async fn away(
    at: &mut Place,
    hone: &Hone,
    id: Uuid,
    is_away: bool,
) -> Result<Result<(), Error>, Fault> {
    let found = reason::find(&mut at.tx, &at.team, &at.bet, ReasonId(id)).await?;
    let found: Reason = found.ok_or(Fault::NotFound)?;
    let about = (&at.bet, &found);
    Ok(reason::put_away(&mut at.tx, hone, &at.viewer, &at.team, about, is_away).await)
}
