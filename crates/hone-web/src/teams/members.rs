use axum::extract::State;
use axum::response::Response;
use hone_core::ids::PersonId;
use hone_core::{Error, Hone, team};
use uuid::Uuid;

use super::show::{invite, page};
use super::{address, find_led};
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::{At, Fields};

/// Asks somebody into a team.
pub(super) async fn post(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let team = find_led(&mut tx, &viewer, id).await?;
    let (name, email) = (fields.one("name"), fields.one("email"));
    match team::invite(&mut tx, &hone, &viewer, &team, name, email).await {
        Ok(person) => {
            tx.commit().await?;
            let notice = format!("{} is in the team, and gets a mail.", person.name);
            Ok(frame::done(&address(&team), &notice))
        }
        Err(Error::Refused(wrong)) => {
            let frame = Frame::of(&viewer, Section::Practice);
            page(&mut tx, &hone, &viewer, team, frame, invite().refused(&fields, wrong)).await
        }
        Err(other) => Err(other.into()),
    }
}

/// Takes somebody out of a team.
pub(super) async fn post_removal(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((id, person)): At<(Uuid, Uuid)>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let team = find_led(&mut tx, &viewer, id).await?;
    if !team::remove(&mut tx, &hone, &viewer, &team, PersonId(person)).await? {
        return Err(Fault::NotFound);
    }
    tx.commit().await?;
    let notice = "They are out of the team, and find nothing of it. You can bring them back below.";
    Ok(frame::done(&address(&team), notice))
}

/// Takes back that somebody was taken out.
pub(super) async fn post_return(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((id, person)): At<(Uuid, Uuid)>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let team = find_led(&mut tx, &viewer, id).await?;
    let back = team::bring_back(&mut tx, &hone, &viewer, &team, PersonId(person)).await?;
    let back = back.ok_or(Fault::NotFound)?;
    tx.commit().await?;
    Ok(frame::done(&address(&team), &format!("{} is in the team again.", back.name)))
}
