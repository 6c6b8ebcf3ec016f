//! What staff did: who, what, to what, when. Never what a rater did.

pub mod store;

use crate::clock::Moment;
use crate::db::PeopleTx;
use crate::ids::{OrganisationId, PersonId};
use crate::viewer::Viewer;
use crate::{Hone, Result};

/// So long it is kept: twelve months.
const KEPT: i64 = 365 * 24 * 3600;

/// Something that a member of staff did.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Where.
    pub organisation_id: OrganisationId,
    /// Who; nothing where it was the program.
    pub actor_id: Option<PersonId>,
    /// What, in words that follow a name: `made an administrator`.
    pub action: String,
    /// To what, in words: a name.
    pub object: String,
    /// When.
    pub at: Moment,
}

/// An entry as administrators read it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Line {
    /// The name of who did it; nothing where it was the program.
    pub actor: Option<String>,
    /// What was done.
    pub action: String,
    /// To what.
    pub object: String,
    /// When.
    pub at: Moment,
}

/// Notes what a viewer does, in the transaction in which they do it.
pub async fn record(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    action: &str,
    object: &str,
) -> Result<()> {
    let entry = Entry {
        organisation_id: viewer.organisation_id,
        actor_id: Some(viewer.person_id),
        action: action.to_owned(),
        object: object.to_owned(),
        at: hone.clock.now(),
    };
    add(tx, &entry).await
}

/// Notes an entry, and forgets those that are older than twelve months.
pub async fn add(tx: &mut PeopleTx, entry: &Entry) -> Result<()> {
    store::insert(tx, entry).await?;
    store::remove_before(tx, entry.organisation_id, entry.at.plus(-KEPT)).await
}
