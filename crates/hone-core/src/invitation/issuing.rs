//! How a rater comes by their credentials: the one step that knows the person and the group.
//!
//! Until credentials are blind, a program that watched both this step and the ballots could match
//! them. Nothing stored can: each side keeps its own hash, and neither can be computed from the
//! other. To make the credentials blind, this file and what it calls in `ballot::admit` change, and
//! nothing else on the way of a ballot.

use crate::ballot::{self, Commitment, Receipt};
use crate::chance::Secret;
use crate::ids::GroupRef;
use crate::{Hone, Result};

use super::{LINK, store};

/// What becomes of the wish for credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Issued {
    /// The credentials may vote; asked again with the same commitments, it is the same.
    Done,
    /// Some were fetched before by another device, and nothing was done.
    Elsewhere,
    /// The round no longer takes answers.
    Closed,
    /// There is no such invitation, or it does not ask about one of these groups.
    Unknown,
}

/// Lets the holder of an invitation vote in its groups, under the commitments they made.
pub async fn issue(
    hone: &Hone,
    secret: &Secret,
    wishes: &[(GroupRef, Commitment)],
) -> Result<Issued> {
    let recorded = record(hone, secret, wishes).await?;
    if recorded != Issued::Done {
        return Ok(recorded);
    }
    for (group, commitment) in wishes {
        match ballot::admit(hone, *group, *commitment).await? {
            Receipt::Kept => {}
            Receipt::Closed => return Ok(Issued::Closed),
            Receipt::NotValid | Receipt::Wrong(_) => return Ok(Issued::Unknown),
        }
    }
    Ok(Issued::Done)
}

/// Records on the people side who fetched what, all or nothing.
///
/// If the program stops after it, the same request again finds its own record and goes on.
async fn record(hone: &Hone, secret: &Secret, wishes: &[(GroupRef, Commitment)]) -> Result<Issued> {
    let mut tx = hone.people.write().await?;
    let Some(found) = store::find(&mut tx, &secret.hash(LINK)).await? else {
        return Ok(Issued::Unknown);
    };
    if !found.is_open(hone.clock.now()) {
        return Ok(Issued::Closed);
    }
    let asked = store::list_asked(&mut tx, &found).await?;
    for (group, commitment) in wishes {
        if !asked.iter().any(|asked| asked.group_ref == *group && !asked.has_declined) {
            return Ok(Issued::Unknown);
        }
        let request_hash = commitment.request_hash();
        let kept = store::save_issuance(&mut tx, *group, found.person_id, &request_hash).await?;
        if kept != request_hash {
            return Ok(Issued::Elsewhere);
        }
    }
    tx.commit().await?;
    Ok(Issued::Done)
}
