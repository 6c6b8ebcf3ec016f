//! What a team works towards: a vision in its own words, objectives that lead to it, and what they are
//! measured by. An objective that two teams share is one object. There is no sum over objectives, no
//! colour, and no target for a single person: a check-in is one number and one line.

pub mod done;
mod due;
pub mod key;
pub mod objective;
pub mod share;
pub mod statement;
mod store;
pub mod tables;
#[cfg(test)]
mod tests;
pub mod tree;

use thiserror::Error;

pub use due::due;
pub use key::{CheckIn, KeyResult, Measured, Standing};
pub use objective::{Aim, Horizon, Objective, State};
pub use share::{Offer, Share};
pub use statement::Vision;
pub use tree::{Branch, Horizons, Tree, tree};

use crate::account::Viewer;
use crate::db::PeopleTx;
use crate::ids::{OrganisationId, PersonId};
use crate::team::{About, Change, Team, event};
use crate::{Hone, Result};

/// The longest line, in characters.
pub const LONGEST_LINE: usize = 160;
/// The longest text of several lines, in characters.
pub const LONGEST_TEXT: usize = 2000;

/// Why something about the vision cannot be as asked.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Somebody changed it in the meantime.
    #[error("This was changed in the meantime.")]
    Changed,
    /// It belongs to somebody else.
    #[error("Only the owner of the objective and the lead of its team do this.")]
    NotYours,
    /// Only the owner takes it on.
    #[error("Only who owns the objective takes it on. Change the owner if it is somebody else.")]
    Owner,
    /// The owner is nobody who could be.
    #[error("Choose an owner who is in the team.")]
    NoOwner,
    /// Only the lead says this for the team.
    #[error("The lead of the team says this, once the team has talked about it.")]
    Lead,
    /// It is at a point at which this makes no sense.
    #[error("This is not possible now, since it is {0}.")]
    NotNow(&'static str),
    /// There is a vision already.
    #[error("The team has a vision already. Change its words, or retire it first.")]
    OneVision,
    /// There is no vision that it could serve.
    #[error("The team has no vision yet that it could serve. Write the vision first.")]
    NoVision,
    /// What it would serve is not there.
    #[error("What it serves is no longer among the objectives of the team. Choose something else.")]
    NoAim,
    /// It would serve itself, over others or at once.
    #[error("It would serve itself in the end: what you chose already leads to it.")]
    Circle,
    /// It would stand too deep.
    #[error("Objectives serve each other at most 30 levels deep. Choose one nearer to the vision.")]
    Deep,
    /// A number that is none.
    #[error("{0}: write a number, such as 12 or 12.5.")]
    NoNumber(&'static str),
    /// It starts where it ends.
    #[error("Choose a target other than the start.")]
    NoWay,
    /// Odds that are none.
    #[error("Choose odds of 5, 10, 20 … 90 or 95 %, or none.")]
    Odds,
    /// Nobody here has this address.
    #[error("Nobody here has the address {0:?}. Ask whom you want to share with for theirs.")]
    Nobody(String),
    /// It is offered to them already.
    #[error("It is offered to {0} already.")]
    Offered(String),
    /// It is in that team already.
    #[error("This team has the objective already.")]
    Shared,
    /// Only who ended it takes that back.
    #[error("Only the lead who ended it takes that back.")]
    NotEnded,
}

impl From<Refusal> for crate::Error {
    fn from(refusal: Refusal) -> Self {
        Self::refused(refusal)
    }
}

fn must_lead(team: &Team, viewer: &Viewer) -> Result<(), Refusal> {
    if team.is_led_by(viewer) { Ok(()) } else { Err(Refusal::Lead) }
}

/// Notes what was done: what it was before, what was done, and why.
async fn note(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    about: About,
    (from, to, why): (&str, &str, &str),
) -> Result<()> {
    let (by, at) = (Some(viewer.person_id), hone.clock.now());
    event::record(tx, team, &Change { about, by, at, from, to, note: why }).await
}

/// Takes a person off the objectives that they own and the words that they wrote, which belong to the
/// team and stay. The lines and odds of their check-ins were theirs alone, and are blanked; the numbers
/// stay.
pub async fn erase(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<()> {
    statement::store::blank(tx, organisation, person).await?;
    objective::store::blank(tx, organisation, person).await?;
    key::store::blank(tx, organisation, person).await?;
    share::store::blank(tx, organisation, person).await
}
