//! Putting a line off to a day, and bringing it back.

use axum::extract::State;
use axum::response::Response;
use hone_core::rhythm::{self, Until};
use hone_core::{Error, Hone};
use uuid::Uuid;

use crate::fault::Fault;
use crate::frame;
use crate::guard::Asking;
use crate::input::Fields;

/// The id of the line that a form is about.
fn id(fields: &Fields) -> Result<Uuid, Fault> {
    fields.one("id").parse().map_err(|_| unknown())
}

/// Something that no button of the page sends.
fn unknown() -> Fault {
    Fault::BadRequest("Use one of the buttons of the page.".to_owned())
}

/// Puts a line off.
pub(super) async fn post(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    fields: Fields,
) -> Result<Response, Fault> {
    let until = match fields.one("until") {
        "tomorrow" => Until::Tomorrow,
        "week" => Until::NextWeek,
        "day" => Until::Day(fields.one("day").parse().ok()),
        _ => return Err(unknown()),
    };
    let line = (fields.one("kind"), id(&fields)?);
    let mut tx = hone.people.write().await?;
    let day = match rhythm::put_off(&mut tx, &hone, &viewer, line, until).await {
        Err(Error::Refused(why)) => return Ok(frame::done("/", &format!("Not put off. {why}"))),
        day => day?,
    };
    tx.commit().await?;
    let day = day.strftime("%a %-d %B");
    Ok(frame::done("/", &format!("It comes back on {day}. Until then it stands under Put off.")))
}

/// Brings a line back.
pub(super) async fn post_return(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    rhythm::bring_back(&mut tx, &viewer, (fields.one("kind"), id(&fields)?)).await?;
    tx.commit().await?;
    Ok(frame::done("/today", "It is back."))
}
