//! The delegation board: work and decisions that a lead and an owner agree on, with a level of authority,
//! what the lead wants to see and when. What waits, for whom, is told by rules; nobody is scored.

pub mod area;
mod board;
pub mod done;
mod due;
pub mod flow;
pub mod growth;
mod handing;
pub mod lesson;
pub mod level;
pub mod record;
pub mod request;
pub mod tables;
#[cfg(test)]
mod tests;

use thiserror::Error;

pub use area::{Area, Side, State};
pub use board::{Board, Hint, Row, Turn, board};
pub use due::due;
pub(crate) use handing::change_lead;
pub use level::Level;

use crate::account::Viewer;
use crate::clock::Moment;
use crate::db::PeopleTx;
use crate::ids::{OrganisationId, PersonId};
use crate::team::{About, Change, Team, event};
use crate::{Hone, Result};

/// The longest line, in characters.
pub const LONGEST_LINE: usize = 160;
/// The longest text of several lines, in characters.
pub const LONGEST_TEXT: usize = 2000;

/// Why something on the board cannot be as asked.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Somebody changed it in the meantime.
    #[error("This was changed in the meantime.")]
    Changed,
    /// It belongs to two others.
    #[error("Only the owner and the lead of the team change this.")]
    NotYours,
    /// The other one of the two has to answer.
    #[error("Your side is said. The other one of you answers this.")]
    OthersTurn,
    /// The owner is nobody who could be.
    #[error("Choose an owner who is in the team and does not lead it.")]
    NoOwner,
    /// It is at a point at which this makes no sense.
    #[error("This is not possible now, since it is {0}.")]
    NotNow(&'static str),
    /// There is a proposal already.
    #[error("A proposal waits for an answer already. Answer it, or take it back.")]
    Proposed,
    /// The level it is at already.
    #[error("Choose a level other than the one it is at.")]
    SameLevel,
    /// A level that goes down without a reason about the task.
    #[error("Say what about the task calls for a lower level.")]
    NoReason,
    /// A day that is past.
    #[error("{0}: choose a day from today on.")]
    Past(&'static str),
    /// A day that is missing.
    #[error("{0}: choose a day.")]
    NoDay(&'static str),
    /// A rhythm that is none.
    #[error("Look at it every 1 to 366 days.")]
    Rhythm,
}

impl From<Refusal> for crate::Error {
    fn from(refusal: Refusal) -> Self {
        Self::refused(refusal)
    }
}

/// Takes a person off the board: what the lead and they wrote for the two of them, and their drafts, are
/// gone; what they owned is handed back, and their questions and proposals that are open are taken back.
/// What the team reads stays.
pub async fn erase(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
    now: Moment,
) -> Result<()> {
    growth::store::erase(tx, organisation, person).await?;
    lesson::store::erase(tx, organisation, person).await?;
    level::store::erase(tx, organisation, person).await?;
    request::store::erase(tx, organisation, person, now).await?;
    area::store::erase(tx, organisation, person).await
}

/// Notes in the history of an area what was done in it.
async fn tell(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    area: &Area,
    did: &str,
    note: &str,
) -> Result<()> {
    let change = Change {
        about: area.about(),
        by: Some(viewer.person_id),
        at: hone.clock.now(),
        from: area.state.word(),
        to: did,
        note,
    };
    event::record(tx, team, &change).await
}

/// Notes what was done to something that is no area.
async fn note(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    about: About,
    (from, to): (&str, &str),
) -> Result<()> {
    let (by, at) = (Some(viewer.person_id), hone.clock.now());
    event::record(tx, team, &Change { about, by, at, from, to, note: "" }).await
}
