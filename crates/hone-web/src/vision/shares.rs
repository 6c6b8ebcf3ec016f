//! Objectives that two teams share: how they are offered, answered, placed and ended.

use axum::extract::State;
use axum::response::Response;
use hone_core::account::Viewer;
use hone_core::db::PeopleTx;
use hone_core::ids::ShareId;
use hone_core::team::{Team, event};
use hone_core::vision::{Objective, Share, objective, share};
use hone_core::{Error, Hone};
use uuid::Uuid;

use super::edit::{aim, serves};
use super::objective::Place;
use super::{address, find, page_of, unknown};
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::{At, Fields};
use crate::teams::{self, Edit, Form, seen};

/// Offers an objective to another team.
pub(super) async fn post(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, ids, fields).await?;
    let email = at.fields.one("email");
    let done = share::offer(&mut at.tx, &hone, &at.viewer, &at.team, &at.objective, email).await;
    at.end(&hone, "share", done.map(drop), "It is offered, and stands on their first page.").await
}

/// Answers an offer.
pub(super) async fn post_answer(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id)): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let (is_yes, notice) = match fields.one("answer") {
        "yes" => (true, "Both teams have the objective now. Say what it serves here."),
        "no" => (false, "You said no."),
        _ => return Err(unknown()),
    };
    if !share::answer(&mut tx, &hone, &viewer, &team, ShareId(id), is_yes).await? {
        return Err(Fault::NotFound);
    }
    tx.commit().await?;
    Ok(frame::done(&address(&team), notice))
}

async fn find_share(tx: &mut PeopleTx, team: &Team, id: Uuid) -> Result<Share, Fault> {
    share::find(tx, team, ShareId(id)).await?.ok_or(Fault::NotFound)
}

/// The page that follows: that of the objective where the team has it, else the tree.
async fn follow(
    tx: &mut PeopleTx,
    team: &Team,
    share: &Share,
    notice: &str,
) -> Result<Response, Fault> {
    let there = objective::find(tx, team, share.objective_id).await?;
    let to = there.map_or_else(|| address(team), |one| page_of(team, &one));
    Ok(frame::done(&to, notice))
}

/// Ends a share, or withdraws an offer.
pub(super) async fn post_removal(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id)): At<(Uuid, Uuid)>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let share = find_share(&mut tx, &team, id).await?;
    share::end(&mut tx, &hone, &viewer, &team, &share).await?;
    let page = follow(&mut tx, &team, &share, "It is no longer shared. You can take that back.");
    let page = page.await?;
    tx.commit().await?;
    Ok(page)
}

/// Takes back that a share was ended.
pub(super) async fn post_return(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id)): At<(Uuid, Uuid)>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let share = find_share(&mut tx, &team, id).await?;
    share::resume(&mut tx, &hone, &viewer, &team, &share).await?;
    let page = follow(&mut tx, &team, &share, "It is as it was before.").await?;
    tx.commit().await?;
    Ok(page)
}

/// An objective that is shared with a team of the viewer's, for its lead.
async fn find_guest(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    (team, id): (Uuid, Uuid),
) -> Result<(Team, Objective), Fault> {
    let team = teams::find_led(tx, viewer, team).await?;
    let guest = find(tx, &team, id).await?;
    if guest.is_home_of(&team) { Err(Fault::NotFound) } else { Ok((team, guest)) }
}

async fn place_page(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    team: &Team,
    guest: &Objective,
) -> Result<Edit, Fault> {
    Ok(Edit {
        frame: Frame::of(viewer, Section::Practice),
        back: (page_of(team, guest), guest.title.clone()),
        heading: "What does it serve here?".to_owned(),
        says: "Its home team has its own answer. This one is read by your team alone.",
        example: "",
        action: format!("{}/place", page_of(team, guest)),
        form: Form::of(serves(tx, team, Some(guest)).await?.into(), guest.version),
        buttons: vec![("save", "Save")],
    })
}

/// The form for the place of an objective from elsewhere.
pub(super) async fn get_place(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let (team, guest) = find_guest(&mut tx, &viewer, ids).await?;
    place_page(&mut tx, &viewer, &team, &guest).await?.show()
}

/// Gives an objective from elsewhere its place.
pub(super) async fn post_place(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let (team, guest) = find_guest(&mut tx, &viewer, ids).await?;
    let at = (&guest, seen(&fields).unwrap_or_default());
    let saved = match aim(&fields) {
        Ok(aim) => {
            let said = (aim, fields.one("how_it_serves"));
            share::place(&mut tx, &hone, &viewer, &team, at, said).await
        }
        Err(wrong) => Err(Error::Refused(wrong)),
    };
    match saved {
        Ok(()) => {
            tx.commit().await?;
            Ok(frame::done(&page_of(&team, &guest), "It has its place in your tree."))
        }
        Err(Error::Refused(wrong)) => {
            let latest = event::latest(&mut tx, &team, guest.about()).await?;
            let mut page = place_page(&mut tx, &viewer, &team, &guest).await?;
            page.form = page.form.again(&fields, wrong, latest.as_ref());
            page.show()
        }
        Err(other) => Err(other.into()),
    }
}
