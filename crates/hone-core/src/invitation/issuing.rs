//! How a rater comes by their tokens: the one step that knows the person and the group.
//!
//! It does not know the tokens. The browser blinds what it asks for, so that what is evaluated here
//! cannot be told from any other when its token arrives with a ballot.

use hone_token::Evaluation;

use crate::chance::{Secret, digest};
use crate::ids::{GroupRef, RoundRef};
use crate::{Hone, Result};

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
    let round = match find_round(hone, secret).await? {
        Ok(round) => round,
        Err(refused) => return Ok(refused),
    };
    // Before anything is recorded: what cannot be evaluated must not use up the right to a token.
    let keys = hone.keys.of(round).await?;
    let mut evaluations = Vec::with_capacity(wishes.len());
    for (group, blinded) in wishes {
        match keys.group(*group).evaluate(blinded) {
            Ok(evaluation) => evaluations.push((*group, evaluation)),
            Err(_) => return Ok(Issued::NotBlinded(*group)),
        }
    }
    match record(hone, secret, wishes).await? {
        Ok(()) => Ok(Issued::Done(evaluations)),
        Err(refused) => Ok(refused),
    }
}

/// The round of an invitation that may still fetch tokens.
async fn find_round(hone: &Hone, secret: &Secret) -> Result<Result<RoundRef, Issued>> {
    let mut tx = hone.people.read().await?;
    let Some(found) = store::find(&mut tx, &secret.hash(LINK)).await? else {
        return Ok(Err(Issued::Unknown));
    };
    let is_open = found.is_open(hone.clock.now());
    Ok(if is_open { Ok(found.round_ref) } else { Err(Issued::Closed) })
}

/// Records who fetched what, all or nothing. The same request again finds its own record.
async fn record(
    hone: &Hone,
    secret: &Secret,
    wishes: &[(GroupRef, [u8; 32])],
) -> Result<Result<(), Issued>> {
    let mut tx = hone.people.write().await?;
    let Some(found) = store::find(&mut tx, &secret.hash(LINK)).await? else {
        return Ok(Err(Issued::Unknown));
    };
    if !found.is_open(hone.clock.now()) {
        return Ok(Err(Issued::Closed));
    }
    let asked = store::list_asked(&mut tx, &found).await?;
    for (group, blinded) in wishes {
        if !asked.iter().any(|asked| asked.group_ref == *group && !asked.has_declined) {
            return Ok(Err(Issued::Unknown));
        }
        let request_hash = digest("request", blinded);
        let kept = store::save_issuance(&mut tx, *group, found.person_id, &request_hash).await?;
        if kept != request_hash {
            return Ok(Err(Issued::Elsewhere));
        }
    }
    tx.commit().await?;
    Ok(Ok(()))
}
