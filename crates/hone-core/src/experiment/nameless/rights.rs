//! How a member's device comes by its token: the one step that knows the person.
//!
//! It is the same as for raters ([`crate::invitation::issue`]): the device blinds what it asks for, so that
//! what is evaluated here cannot be told from any other when its token arrives with a letter. Every device of
//! every member asks whenever the board is opened, with the same request each time, whether they write or not.

use super::{MOST_DEVICES, Phase, is_enough, store, writers};
use crate::account::Viewer;
use crate::db::PeopleTx;
use crate::ids::{GroupRef, PersonId};
use crate::invitation::Issued;
use crate::team::{self, Team};
use crate::{Hone, Result, keys};

/// Evaluates the blinded element of one device of a member, under the key of the letters of their team.
pub async fn issue(
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    (group, blinded): (GroupRef, [u8; 32]),
) -> Result<Issued> {
    if team.is_led_by(viewer) {
        return Ok(Issued::Unknown);
    }
    let mut tx = hone.people.read().await?;
    let week = store::find(&mut tx, team).await?;
    let is_open = |week: &super::Week| week.group_ref == group && week.phase == Phase::Open;
    let Some(week) = week.filter(is_open) else { return Ok(Issued::Closed) };
    if !is_enough(writers(&mut tx, team).await?.len()) {
        return Ok(Issued::Closed);
    }
    drop(tx);
    // Before anything is recorded: what cannot be evaluated must not use up the right to a token.
    let evaluations = match hone.keys.of(week.round_ref).await?.evaluate(&[(group, blinded)]) {
        Ok(evaluations) => evaluations,
        Err(group) => return Ok(Issued::NotBlinded(group)),
    };
    Ok(match record(hone, viewer, team, (group, blinded)).await? {
        Ok(()) => Issued::Done(evaluations),
        Err(refused) => refused,
    })
}

/// Records that a device of a member holds a token. The same request again finds its own record.
async fn record(
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    (group, blinded): (GroupRef, [u8; 32]),
) -> Result<Result<(), Issued>> {
    let mut tx = hone.people.write().await?;
    if team::find(&mut tx, viewer, team.id).await?.is_none() {
        return Ok(Err(Issued::Unknown));
    }
    if !store::hold_open(&mut tx, team, group).await? {
        return Ok(Err(Issued::Closed));
    }
    let request_hash = keys::request_hash(&blinded).to_vec();
    let kept = store::list_requests(&mut tx, group, viewer.person_id).await?;
    if kept.contains(&request_hash) {
        return Ok(Ok(()));
    }
    if kept.len() >= MOST_DEVICES {
        return Ok(Err(Issued::Elsewhere));
    }
    store::insert_right(&mut tx, group, viewer.person_id, &request_hash).await?;
    tx.commit().await?;
    Ok(Ok(()))
}

/// Takes a person off the tokens that they hold. The tokens still count, so that letters that came by them
/// are not too many; each is held by a nobody of its own, who can be in no crowd.
pub(in crate::experiment) async fn erase(tx: &mut PeopleTx, person: PersonId) -> Result<()> {
    for (group, request_hash) in store::list_rights(tx, person).await? {
        store::hand_over(tx, (group, &request_hash), (person, PersonId::draw())).await?;
    }
    Ok(())
}
