//! What changed in a team's tools: who, when, from what to what, and why. Events are added and never
//! changed, so that history and undo come for nothing.

pub(crate) mod store;

pub(crate) use store::moved;
use uuid::Uuid;

use super::{Between, Team};
use crate::Result;
use crate::clock::Moment;
use crate::db::PeopleTx;
use crate::ids::{PersonId, TeamId};

/// What an event, or a text that is found, is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About {
    /// The kind of thing, such as `area`; each tool has its own words.
    pub kind: &'static str,
    /// Its id.
    pub id: Uuid,
}

/// A change that is noted.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// Of what.
    pub about: About,
    /// By whom; nothing where it was the program, or nobody may know.
    pub by: Option<PersonId>,
    /// When. Where nobody may know by whom, no finer than the batch in which it is shown, and noted
    /// only then: events also stand in an order.
    pub at: Moment,
    /// What it was before; empty where it is new.
    pub from: &'a str,
    /// What it is now.
    pub to: &'a str,
    /// Why, in the words of who did it; may be empty.
    pub note: &'a str,
}

/// A change as it is read.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Event {
    /// Its place in the order of events.
    pub number: i64,
    /// The kind of thing that changed.
    pub kind: String,
    /// Its id.
    pub entity_id: Uuid,
    /// When.
    pub at: Moment,
    /// Who did it; nothing where it was the program, nobody may know, or they were erased.
    pub person_id: Option<PersonId>,
    /// Their name.
    pub person: Option<String>,
    /// What it was before; empty where it was new.
    pub from_state: String,
    /// What it became.
    pub to_state: String,
    /// Why; may be empty.
    pub note: String,
}

/// What was done to something, whoever did it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Deed {
    /// Its id.
    pub entity_id: Uuid,
    /// What it became.
    pub to_state: String,
    /// When.
    pub at: Moment,
}

/// Notes a change, in the transaction in which it is made.
pub async fn record(tx: &mut PeopleTx, team: &Team, change: &Change<'_>) -> Result<()> {
    store::insert(tx, team, change).await
}

/// What happened to one thing, the latest first.
pub async fn list(tx: &mut PeopleTx, team: &Team, about: About) -> Result<Vec<Event>> {
    store::list(tx, team, about).await
}

/// The latest change of one thing.
pub async fn latest(tx: &mut PeopleTx, team: &Team, about: About) -> Result<Option<Event>> {
    store::latest(tx, team, about).await
}

/// With how many things of a kind something was done between two results of a leader, in the teams that
/// they lead, team by team. `deed` is a pattern of what it became, such as `decided to %`.
pub(crate) async fn list_done(
    tx: &mut PeopleTx,
    between: &Between,
    kind: &str,
    deed: &str,
) -> Result<Vec<(TeamId, i64)>> {
    store::list_done(tx, between, kind, deed).await
}

/// What was done in a team from a moment up to another, the latest first; 1,000 deeds at most.
pub async fn list_between(
    tx: &mut PeopleTx,
    team: &Team,
    from: Moment,
    to: Moment,
) -> Result<Vec<Deed>> {
    store::list_between(tx, team, from, to).await
}
