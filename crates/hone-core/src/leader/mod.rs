//! Leaders in a round, and the raters who are nominated for each.

pub mod store;
#[cfg(test)]
mod tests;

use thiserror::Error;

use crate::Result;
use crate::category::Category;
use crate::clock::Moment;
use crate::db::PeopleTx;
use crate::ids::{LeaderId, LeaderRef, OrganisationId, PersonId, RoundId};

/// How far the nomination of raters has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum Nominations {
    /// The leader or an administrator chooses raters.
    Open,
    /// The leader is done; an administrator looks at the list.
    Proposed,
    /// An administrator has approved the list.
    Approved,
}

/// A person who is rated in a round.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Leader {
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// The id of the leader in this round.
    pub id: LeaderId,
    /// The round.
    pub round_id: RoundId,
    /// Who they are.
    pub person_id: PersonId,
    /// Their name.
    pub name: String,
    /// Their e-mail.
    pub email: String,
    /// Their name for the ballots, which know no other.
    pub leader_ref: LeaderRef,
    /// How far the nomination of raters has come.
    pub nominations: Nominations,
    /// When they were asked to nominate.
    pub asked_at: Option<Moment>,
    /// After the close: whether there were enough answers for a result.
    pub has_result: Option<bool>,
}

/// Somebody who is asked about a leader.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Rater {
    /// About whom.
    pub leader_id: LeaderId,
    /// Who is asked.
    pub person_id: PersonId,
    /// Their name.
    pub name: String,
    /// Their e-mail.
    pub email: String,
    /// As what they answer.
    pub category: Category,
}

/// Why raters cannot be chosen as asked.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// The list was approved or handed in.
    #[error("This list was handed in. Ask an administrator to open it again.")]
    HandedIn,
    /// Somebody cannot be their own colleague.
    #[error("{0} answers about themselves already.")]
    Own(String),
    /// The list is too long.
    #[error("At most 60 raters can be asked about one leader.")]
    TooMany,
    /// The list is not handed in.
    #[error("This list has not been handed in yet.")]
    NotHandedIn,
}

impl From<Refusal> for crate::Error {
    fn from(refusal: Refusal) -> Self {
        Self::refused(refusal)
    }
}

/// More raters than this tell no more and cost much.
pub const MOST_RATERS: usize = 60;

impl Leader {
    /// Refuses where the list of raters can no longer be changed by this person.
    pub fn must_be_open_to(&self, is_administrator: bool) -> Result<(), Refusal> {
        match self.nominations {
            Nominations::Open => Ok(()),
            Nominations::Proposed | Nominations::Approved if is_administrator => Ok(()),
            Nominations::Proposed | Nominations::Approved => Err(Refusal::HandedIn),
        }
    }

    /// Whether they choose their raters but were not asked to yet.
    pub fn is_to_ask(&self) -> bool {
        self.asked_at.is_none() && self.nominations == Nominations::Open
    }

    /// The leader hands the list in.
    pub fn propose(&mut self) -> Result<(), Refusal> {
        self.must_be_open_to(false)?;
        self.nominations = Nominations::Proposed;
        Ok(())
    }

    /// An administrator approves the list, handed in or not.
    pub fn approve(&mut self) {
        self.nominations = Nominations::Approved;
    }

    /// An administrator opens the list again.
    pub fn reopen(&mut self) -> Result<(), Refusal> {
        if self.nominations == Nominations::Open {
            return Err(Refusal::NotHandedIn);
        }
        self.nominations = Nominations::Open;
        Ok(())
    }
}

/// Puts a person into a round as a leader, with themselves as the first rater.
pub async fn add(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    round: RoundId,
    person: PersonId,
) -> Result<()> {
    store::insert(tx, organisation, round, person).await?;
    let leaders = store::list(tx, organisation, round).await?;
    if let Some(leader) = leaders.iter().find(|leader| leader.person_id == person) {
        store::save_rater(tx, organisation, leader.id, person, Category::Own).await?;
    }
    Ok(())
}

/// How many raters answer in each category, in the order in which categories are always shown.
pub fn count(raters: &[Rater]) -> Vec<(Category, usize)> {
    Category::ALL
        .into_iter()
        .map(|category| (category, raters.iter().filter(|r| r.category == category).count()))
        .collect()
}
