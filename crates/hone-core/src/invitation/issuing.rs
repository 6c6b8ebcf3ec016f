//! How a rater comes by their tokens: the one step that knows the person and the group.
//!
//! It does not know the tokens. The browser blinds what it asks for, so that what is evaluated here
//! cannot be told from any other when its token arrives with a ballot.

use hone_token::Evaluation;

use crate::chance::Secret;
use crate::clock::Moment;
use crate::ids::{GroupRef, PersonId, RoundRef};
use crate::{Hone, Result, keys};

use super::{LINK, store};

/// What becomes of the wish for tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Issued {
    /// An evaluation for each group; asked again with the same blinded elements, it is the same.
    Done(Vec<(GroupRef, Evaluation)>),
    /// Some were fetched before by another device, and nothing was done.
    Elsewhere,
    /// The round no longer takes answers.
    Closed,
    /// There is no such invitation, or it does not ask about one of these groups.
    Unknown,
    /// The blinded element of a group is none.
    NotBlinded(GroupRef),
}

/// Evaluates the blinded elements of the holder of an invitation, once for each of its groups.
pub async fn issue(
    hone: &Hone,
    secret: &Secret,
    wishes: &[(GroupRef, [u8; 32])],
) -> Result<Issued> {
    let rights = {
        let mut tx = hone.people.read().await?;
        store::list_rights(&mut tx, &secret.hash(LINK)).await?
    };
    let held = match match_wishes(hone, &rights, wishes) {
        Ok(held) => held,
        Err(refused) => return Ok(refused),
    };
    // Before anything is recorded: what cannot be evaluated must not use up the right to a token.
    let Some(first) = held.first() else { return Ok(Issued::Done(Vec::new())) };
    let evaluations = match hone.keys.of(first.round_ref).await?.evaluate(wishes) {
        Ok(evaluations) => evaluations,
        Err(group) => return Ok(Issued::NotBlinded(group)),
    };
    match record(hone, secret, wishes).await? {
        Ok(()) => Ok(Issued::Done(evaluations)),
        Err(refused) => Ok(refused),
    }
}

/// What the holder of an invitation may fetch a token for.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Right {
    pub(super) round_ref: RoundRef,
    pub(super) phase: String,
    pub(super) closes_at: Moment,
    pub(super) person_id: PersonId,
    pub(super) group_ref: GroupRef,
    pub(super) has_declined: bool,
    /// Of the request by which it was fetched.
    pub(super) request_hash: Option<Vec<u8>>,
}

/// The right to each wish, in their order, or why there is none.
fn match_wishes<'a>(
    hone: &Hone,
    rights: &'a [Right],
    wishes: &[(GroupRef, [u8; 32])],
) -> Result<Vec<&'a Right>, Issued> {
    let first = rights.first().ok_or(Issued::Unknown)?;
    if first.phase != "open" || hone.clock.now() >= first.closes_at {
        return Err(Issued::Closed);
    }
    let find = |group: &GroupRef| {
        rights.iter().find(|right| right.group_ref == *group && !right.has_declined)
    };
    wishes.iter().map(|(group, _)| find(group).ok_or(Issued::Unknown)).collect()
}

/// Records who fetched what, all or nothing. The same request again finds its own record.
async fn record(
    hone: &Hone,
    secret: &Secret,
    wishes: &[(GroupRef, [u8; 32])],
) -> Result<Result<(), Issued>> {
    let mut tx = hone.people.write().await?;
    let rights = store::list_rights(&mut tx, &secret.hash(LINK)).await?;
    let held = match match_wishes(hone, &rights, wishes) {
        Ok(held) => held,
        Err(refused) => return Ok(Err(refused)),
    };
    for (right, (group, blinded)) in held.into_iter().zip(wishes) {
        let request_hash = keys::request_hash(blinded);
        let is_ours = match &right.request_hash {
            Some(kept) => kept[..] == request_hash,
            None => store::save_issuance(&mut tx, *group, right.person_id, &request_hash).await?,
        };
        if !is_ours {
            return Ok(Err(Issued::Elsewhere));
        }
    }
    tx.commit().await?;
    Ok(Ok(()))
}
