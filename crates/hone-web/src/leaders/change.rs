use axum::extract::State;
use axum::response::Response;
use hone_core::account::Viewer;
use hone_core::category::Category;
use hone_core::db::PeopleTx;
use hone_core::ids::PersonId;
use hone_core::leader::{self, Leader, MOST_RATERS, Refusal};
use hone_core::person::Person;
use hone_core::round::{self, Round};
use hone_core::{Error, Hone, audit, person};
use uuid::Uuid;

use crate::fault::Fault;
use crate::frame;
use crate::guard::Asking;
use crate::input::{At, Fields};

/// The leader with their round, if the list may be changed by the viewer.
async fn changeable(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    id: Uuid,
) -> Result<(Round, Leader), Fault> {
    let (round, leader) = super::find(tx, viewer, id).await?;
    // Once more, and held: it may be launched at this moment.
    let held = round::store::find_held(tx, viewer.organisation_id, round.id).await?;
    let round = held.ok_or(Fault::NotFound)?;
    round.must_be_draft().map_err(Error::from)?;
    leader.must_be_open_to(viewer.is_administrator).map_err(Error::from)?;
    Ok((round, leader))
}

/// Adds raters to the list.
pub(super) async fn post_raters(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let (_, leader) = changeable(&mut tx, &viewer, id).await?;
    let chosen: Vec<Uuid> = fields.all("person").filter_map(|text| text.parse().ok()).collect();
    for id in &chosen {
        let found = person::store::find(&mut tx, viewer.organisation_id, PersonId(*id)).await?;
        let found = found.filter(Person::is_here).ok_or(Fault::NotFound)?;
        if found.id == leader.person_id {
            return Err(Error::from(Refusal::Own(found.name)).into());
        }
        let category = category(&fields, *id)?;
        leader::store::save_rater(&mut tx, viewer.organisation_id, leader.id, found.id, category)
            .await?;
    }
    let raters = leader::store::list_raters(&mut tx, viewer.organisation_id, leader.id).await?;
    if raters.len() > MOST_RATERS + 1 {
        return Err(Error::from(Refusal::TooMany).into());
    }
    note_change(&mut tx, &hone, &viewer, &leader).await?;
    tx.commit().await?;
    let notice = match chosen.len() {
        0 => "Nobody was ticked, so nobody was added.".to_owned(),
        1 => "One rater is added.".to_owned(),
        n => format!("{n} raters are added."),
    };
    Ok(frame::done(&format!("/leaders/{}", leader.id), &notice))
}

/// An administrator who changes a list can pad a group, so it is written down.
async fn note_change(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    leader: &Leader,
) -> Result<(), Fault> {
    if viewer.is_administrator {
        audit::record(tx, hone, viewer, "changed the raters of", &leader.name).await?;
    }
    Ok(())
}

fn category(fields: &Fields, person: Uuid) -> Result<Category, Fault> {
    let field = format!("category-{}", person.simple());
    let sent = fields.one(&field);
    let category = Category::ALL.into_iter().find(|category| category.as_str() == sent);
    category.filter(|category| *category != Category::Own).ok_or_else(|| {
        Fault::BadRequest("A rater answers as manager, direct report, peer or other.".to_owned())
    })
}

/// Takes a rater off the list.
pub(super) async fn post_rater_removal(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((id, person)): At<(Uuid, Uuid)>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let (_, leader) = changeable(&mut tx, &viewer, id).await?;
    if leader.person_id == PersonId(person) {
        return Err(Fault::NotFound);
    }
    leader::store::remove_rater(&mut tx, viewer.organisation_id, leader.id, PersonId(person))
        .await?;
    note_change(&mut tx, &hone, &viewer, &leader).await?;
    tx.commit().await?;
    Ok(frame::done(&format!("/leaders/{}", leader.id), "Taken off the list."))
}

/// The leader hands the list in.
pub(super) async fn post_proposal(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let (_, mut leader) = changeable(&mut tx, &viewer, id).await?;
    leader.propose().map_err(Error::from)?;
    leader::store::save(&mut tx, &leader).await?;
    tx.commit().await?;
    Ok(frame::done(&format!("/leaders/{}", leader.id), "The list is handed in."))
}

/// An administrator approves the list.
pub(super) async fn post_approval(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let (round, mut leader) = changeable(&mut tx, &viewer, id).await?;
    leader.approve();
    leader::store::save(&mut tx, &leader).await?;
    audit::record(&mut tx, &hone, &viewer, "approved the raters of", &leader.name).await?;
    tx.commit().await?;
    let notice = format!("The raters of {} are approved.", leader.name);
    Ok(frame::done(&format!("/rounds/{}", round.id), &notice))
}

/// An administrator opens the list again.
pub(super) async fn post_reopening(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let (_, mut leader) = changeable(&mut tx, &viewer, id).await?;
    leader.reopen().map_err(Error::from)?;
    leader::store::save(&mut tx, &leader).await?;
    tx.commit().await?;
    Ok(frame::done(&format!("/leaders/{}", leader.id), "The list is open again."))
}

/// Takes a leader out of the round.
pub(super) async fn post_removal(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let (round, leader) = changeable(&mut tx, &viewer, id).await?;
    leader::store::remove(&mut tx, viewer.organisation_id, leader.id).await?;
    audit::record(&mut tx, &hone, &viewer, "took out of a round", &leader.name).await?;
    tx.commit().await?;
    let notice = format!("{} is out of the round.", leader.name);
    Ok(frame::done(&format!("/rounds/{}", round.id), &notice))
}
