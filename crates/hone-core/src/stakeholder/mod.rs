//! Those outside a team who matter to it, and what the team tells them every so often. Whoever stands
//! here may ask to read their record: it holds what was agreed and said, and no judgement of anybody.

pub mod contact;
pub mod done;
mod due;
pub mod rhythm;
mod store;
pub mod tables;
#[cfg(test)]
mod tests;

use jiff::civil::Date;
use thiserror::Error;

pub use contact::Contact;
pub use due::due;
pub use rhythm::{Beat, Rhythm};

use crate::account::Viewer;
use crate::clock::{Day, Moment, days_after};
use crate::db::PeopleTx;
use crate::ids::{OrganisationId, PersonId, StakeholderId, TeamId};
use crate::team::{self, About, Change, Team, event};
use crate::{Hone, Result};

/// The longest line, in characters.
pub const LONGEST_LINE: usize = 160;
/// The longest text of several lines, in characters.
pub const LONGEST_TEXT: usize = 2000;
/// The longest gap and the slowest rhythm, in days.
pub const MOST_DAYS: i64 = 730;

/// Why something about a stakeholder or a rhythm cannot be as asked.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Somebody changed it in the meantime.
    #[error("This was changed in the meantime.")]
    Changed,
    /// It belongs to somebody else.
    #[error("Only who looks after this and the lead of the team do this.")]
    NotYours,
    /// The owner is nobody who could be.
    #[error("Choose somebody who is in the team.")]
    NoOwner,
    /// Gaps that make no sense.
    #[error("Choose gaps of 1 to {MOST_DAYS} days, the longest at least as long as the usual one.")]
    Gaps,
    /// A rhythm that is none.
    #[error("Choose every 1 to {MOST_DAYS} days.")]
    Every,
    /// A contact that is still to come.
    #[error("Choose a day up to today: what is still to come has not been said yet.")]
    Future,
    /// It is put away.
    #[error("This is not possible now, since it is put away.")]
    Away,
}

impl From<Refusal> for crate::Error {
    fn from(refusal: Refusal) -> Self {
        Self::refused(refusal)
    }
}

/// Somebody, or a group, outside a team who matters to it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Stakeholder {
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// The team.
    pub team_id: TeamId,
    /// The id.
    pub id: StakeholderId,
    /// What they are called.
    pub name: String,
    /// What they need from the team.
    pub they_need: String,
    /// What the team needs from them.
    pub we_need: String,
    /// Who of the team looks after the relation; nothing where they were erased.
    pub owner_id: Option<PersonId>,
    /// Whether they are still in the team.
    pub is_owner_here: bool,
    /// After so many days it is time to speak again.
    pub usual_gap: i64,
    /// After so many days it is overdue.
    pub longest_gap: i64,
    /// The day on which they were written down.
    #[sqlx(try_from = "String")]
    pub since: Day,
    /// The day of the latest contact that counts, as it is stored.
    pub last_contact: Option<String>,
    /// The number of changes so far: who changes an older one is told.
    pub version: i64,
    /// When they were written down.
    pub made_at: Moment,
    /// Since when they are put away, where they can be brought back.
    pub archived_at: Option<Moment>,
}

/// What somebody writes of a stakeholder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wording {
    /// What they are called.
    pub name: String,
    /// What they need from the team.
    pub they_need: String,
    /// What the team needs from them.
    pub we_need: String,
    /// Who looks after the relation.
    pub owner: Option<PersonId>,
    /// After so many days it is time to speak again.
    pub usual_gap: i64,
    /// After so many days it is overdue.
    pub longest_gap: i64,
}

impl Wording {
    fn tidied(self) -> Result<Self> {
        let is_gap = (1..=MOST_DAYS).contains(&self.usual_gap)
            && (self.usual_gap..=MOST_DAYS).contains(&self.longest_gap);
        if !is_gap {
            return Err(Refusal::Gaps.into());
        }
        let name = team::line("Who they are", &self.name, LONGEST_LINE)?;
        Ok(Self {
            name: team::required("Who they are", name)?,
            they_need: team::lines("What they need from us", &self.they_need, LONGEST_TEXT)?,
            we_need: team::lines("What we need from them", &self.we_need, LONGEST_TEXT)?,
            ..self
        })
    }
}

impl Stakeholder {
    /// What its events are about.
    pub fn about(&self) -> About {
        About { kind: "stakeholder", id: self.id.0 }
    }

    /// The day of the latest contact that counts.
    pub fn last_day(&self) -> Option<Date> {
        self.last_contact.as_deref()?.parse().ok()
    }

    /// The day from which the gaps count: the latest contact, else when they were written down.
    fn counted_from(&self) -> Date {
        self.last_day().unwrap_or(self.since.0)
    }

    /// The day on which it is time to speak again.
    pub fn due(&self) -> Date {
        days_after(self.counted_from(), self.usual_gap)
    }

    /// Whether it is time to speak again.
    pub fn is_due(&self, today: Date) -> bool {
        self.archived_at.is_none() && self.due() <= today
    }

    /// The first day on which more days have gone by than the longest gap has.
    pub fn overdue_from(&self) -> Date {
        days_after(self.counted_from(), self.longest_gap + 1)
    }

    /// Whether more days have gone by than the longest gap has.
    pub fn is_overdue(&self, today: Date) -> bool {
        self.archived_at.is_none() && self.overdue_from() <= today
    }

    /// Whether it is the viewer who has to see to it: who looks after the relation, or the lead where they
    /// are gone.
    pub fn is_turn_of(&self, team: &Team, viewer: &Viewer) -> bool {
        is_turn_of((self.owner_id, self.is_owner_here), team, viewer)
    }

    /// Whether who looks after the relation, or the lead of the team, asks.
    pub fn is_run_by(&self, team: &Team, viewer: &Viewer) -> bool {
        self.owner_id == Some(viewer.person_id) || team.is_led_by(viewer)
    }

    fn must_be_run_by(&self, team: &Team, viewer: &Viewer) -> Result<(), Refusal> {
        if self.is_run_by(team, viewer) { Ok(()) } else { Err(Refusal::NotYours) }
    }

    fn must_be_here(&self) -> Result<(), Refusal> {
        if self.archived_at.is_none() { Ok(()) } else { Err(Refusal::Away) }
    }

    fn with(self, wording: Wording) -> Self {
        Self {
            name: wording.name,
            they_need: wording.they_need,
            we_need: wording.we_need,
            owner_id: wording.owner,
            usual_gap: wording.usual_gap,
            longest_gap: wording.longest_gap,
            ..self
        }
    }
}

fn is_turn_of((owner, is_here): (Option<PersonId>, bool), team: &Team, viewer: &Viewer) -> bool {
    if is_here { owner == Some(viewer.person_id) } else { team.is_led_by(viewer) }
}

/// A stakeholder of a team.
pub async fn find(
    tx: &mut PeopleTx,
    team: &Team,
    id: StakeholderId,
) -> Result<Option<Stakeholder>> {
    store::find(tx, team, id).await
}

/// The stakeholders of a team, who has waited longest first; also those that are put away.
pub async fn list(tx: &mut PeopleTx, team: &Team) -> Result<Vec<Stakeholder>> {
    let mut all = store::list(tx, team).await?;
    all.sort_by_key(Stakeholder::due);
    Ok(all)
}

/// Writes a stakeholder down. Anybody in the team may.
pub async fn write(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    wording: Wording,
) -> Result<Stakeholder> {
    must_be_in(tx, team, wording.owner).await?;
    let now = hone.clock.now();
    let stakeholder = Stakeholder {
        organisation_id: team.organisation_id,
        team_id: team.id,
        id: StakeholderId::draw(),
        name: String::new(),
        they_need: String::new(),
        we_need: String::new(),
        owner_id: None,
        is_owner_here: true,
        usual_gap: 0,
        longest_gap: 0,
        since: Day(now.date(&viewer.zone())),
        last_contact: None,
        version: 1,
        made_at: now,
        archived_at: None,
    }
    .with(wording.tidied()?);
    store::insert(tx, &stakeholder).await?;
    note(tx, hone, viewer, team, stakeholder.about(), "wrote them down").await?;
    Ok(stakeholder)
}

/// Whoever looks after something is in the team.
async fn must_be_in(tx: &mut PeopleTx, team: &Team, owner: Option<PersonId>) -> Result<()> {
    let members = team::members(tx, team).await?;
    let is_here = members.iter().any(|member| Some(member.person_id) == owner);
    if is_here { Ok(()) } else { Err(Refusal::NoOwner.into()) }
}

/// Words a stakeholder anew; `version` is the one that was seen.
pub async fn reword(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    (stakeholder, version): (&Stakeholder, i64),
    wording: Wording,
) -> Result<()> {
    stakeholder.must_be_run_by(team, viewer)?;
    stakeholder.must_be_here()?;
    if wording.owner != stakeholder.owner_id {
        must_be_in(tx, team, wording.owner).await?;
    }
    let worded = Stakeholder { version, ..stakeholder.clone() }.with(wording.tidied()?);
    save(tx, hone, viewer, team, &worded, "changed what stands here").await
}

/// Puts a stakeholder away, or brings them back.
pub async fn put_away(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    stakeholder: &Stakeholder,
    is_away: bool,
) -> Result<()> {
    stakeholder.must_be_run_by(team, viewer)?;
    let archived_at = is_away.then(|| hone.clock.now());
    let did = if is_away { "put them away" } else { "brought them back" };
    save(tx, hone, viewer, team, &Stakeholder { archived_at, ..stakeholder.clone() }, did).await
}

async fn save(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    stakeholder: &Stakeholder,
    did: &str,
) -> Result<()> {
    if !store::save(tx, team, stakeholder).await? {
        return Err(Refusal::Changed.into());
    }
    note(tx, hone, viewer, team, stakeholder.about(), did).await
}

/// Notes what was done.
async fn note(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    about: About,
    did: &str,
) -> Result<()> {
    let (by, at) = (Some(viewer.person_id), hone.clock.now());
    event::record(tx, team, &Change { about, by, at, from: "", to: did, note: "" }).await
}

/// Takes a person off the stakeholders and rhythms that they look after. The lines of their contacts were
/// theirs alone, and are blanked; the days, and what came back to the team, stay.
pub async fn erase(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<()> {
    store::blank(tx, organisation, person).await?;
    contact::store::blank(tx, organisation, person).await?;
    rhythm::store::blank(tx, organisation, person).await
}
