//! A round of feedback: draft, open, closed, released.

mod course;
mod launch;
pub(crate) mod results;
pub mod store;
#[cfg(test)]
mod tests;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use thiserror::Error;

use crate::clock::{Moment, days_after};
use crate::ids::{LeaderId, OrganisationId, RoundId, RoundRef};

pub use course::{Reminder, close, keep_course, release, reminders};
pub use launch::{GroupPlan, LeaderPlan, Plan, launch, plan};

/// How far a round has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum Phase {
    /// It is being set up; everything can change.
    Draft,
    /// Raters answer; groups, names, floor and form are frozen.
    Open,
    /// Nobody answers any more; results are made and the answer sheets destroyed.
    Closed,
    /// Leaders read their results.
    Released,
}

/// A round of feedback.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Round {
    /// The organisation it belongs to.
    pub organisation_id: OrganisationId,
    /// Its id.
    pub id: RoundId,
    /// Its name for the ballots, which know no other.
    pub round_ref: RoundRef,
    /// Its name for people, such as `Spring 2026`.
    pub name: String,
    /// The id of the form that raters fill in.
    pub form: String,
    /// The disclosure floor: no number rests on fewer raters.
    pub k: i64,
    /// About how many leaders one rater may be asked at most.
    pub load_cap: i64,
    /// When it closes.
    pub closes_at: Moment,
    /// When leaders can read.
    pub releases_at: Moment,
    /// How far it has come.
    pub phase: Phase,
    /// The model it was launched with.
    pub model_digest: Option<Vec<u8>>,
    /// When it was drafted.
    pub created_at: Moment,
    /// When it was launched.
    pub launched_at: Option<Moment>,
    /// When it was closed.
    pub closed_at: Option<Moment>,
    /// When it was released.
    pub released_at: Option<Moment>,
    /// The last day on which reminders went out.
    pub reminded_on: Option<String>,
    /// The result that it looks back at; nothing for a round of feedback.
    pub follows: Option<LeaderId>,
}

/// The floors that an organisation may choose; 3 comes with a warning that raters see too.
pub const FLOORS: std::ops::RangeInclusive<i64> = 3..=10;
/// The floor where nothing else is chosen.
pub const DEFAULT_FLOOR: i64 = 4;
/// How many leaders one rater is asked about at most, where nothing else is chosen.
pub const DEFAULT_LOAD_CAP: i64 = 8;

/// What an administrator decides about a round before its launch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Its name.
    pub name: String,
    /// The id of the form.
    pub form: String,
    /// The disclosure floor.
    pub k: i64,
    /// The load cap.
    pub load_cap: i64,
    /// The day on whose evening it closes.
    pub closes_on: Date,
    /// The day on whose morning leaders can read.
    pub releases_on: Date,
}

/// Why a round cannot go on.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// It has no name.
    #[error("Give the round a name, such as ‘Spring 2026’, of at most 80 characters.")]
    NoName,
    /// The form is not one of the model.
    #[error("There is no form ‘{0}’. Choose one of the forms on the page.")]
    NoSuchForm(String),
    /// The floor is out of range.
    #[error("The disclosure floor must be from 3 to 10.")]
    FloorOutOfRange,
    /// The load cap is out of range.
    #[error("The number of leaders per rater must be from 1 to 30.")]
    LoadOutOfRange,
    /// It would close too soon.
    #[error("The round must close on {0} or later, so that people have three days to answer.")]
    ClosesTooSoon(Date),
    /// It would be released before it closes.
    #[error("Results cannot be released before the round closes; choose {0} or later.")]
    ReleasesTooSoon(Date),
    /// It has been launched.
    #[error("This round was launched, and what was promised to raters no longer changes.")]
    NotDraft,
    /// It asks the people of an earlier round, and nobody chooses anything in it.
    #[error(
        "This is a second look at a result. Its leader begins it, and nothing in it can be changed."
    )]
    LooksBack,
    /// It is not open.
    #[error("This round is not open.")]
    NotOpen,
    /// It is not closed.
    #[error("This round is not closed yet, so there is nothing to release.")]
    NotClosed,
    /// Nobody is rated.
    #[error("Choose at least one leader first.")]
    NoLeaders,
    /// A leader's raters are not approved yet.
    #[error("The raters of {0} are not approved yet.")]
    NotApproved(String),
    /// A leader has too few anonymous raters for any result.
    #[error(
        "{name} has {n} raters besides self and manager; with fewer than {k} no number could ever be shown. \
         Add raters, or take {name} out of this round."
    )]
    TooFewRaters {
        /// The leader.
        name: String,
        /// How many there are.
        n: i64,
        /// The floor.
        k: i64,
    },
    /// A rater is asked about too many leaders.
    #[error("{name} would be asked about {n} leaders, and the round allows {cap}.")]
    TooMuchLoad {
        /// The rater.
        name: String,
        /// How many leaders.
        n: i64,
        /// How many are allowed.
        cap: i64,
    },
}

impl From<Refusal> for crate::Error {
    fn from(refusal: Refusal) -> Self {
        Self::refused(refusal)
    }
}

/// Raters have at least this many days.
const SHORTEST_DAYS: i64 = 3;

impl Terms {
    /// The terms, if they can be kept.
    pub fn checked(mut self, forms: &[&str], today: Date) -> Result<Self, Refusal> {
        self.name = self.name.split_whitespace().collect::<Vec<_>>().join(" ");
        let earliest = days_after(today, SHORTEST_DAYS);
        match () {
            () if self.name.is_empty() || self.name.chars().count() > 80 => Err(Refusal::NoName),
            () if !forms.contains(&self.form.as_str()) => Err(Refusal::NoSuchForm(self.form)),
            () if !FLOORS.contains(&self.k) => Err(Refusal::FloorOutOfRange),
            () if !(1..=30).contains(&self.load_cap) => Err(Refusal::LoadOutOfRange),
            () if self.closes_on < earliest => Err(Refusal::ClosesTooSoon(earliest)),
            () if self.releases_on < self.closes_on => {
                Err(Refusal::ReleasesTooSoon(self.closes_on))
            }
            () => Ok(self),
        }
    }

    /// When the round closes: in the evening of its last day.
    pub fn closes_at(&self, zone: &TimeZone) -> Moment {
        Moment::evening_of(self.closes_on, zone)
    }

    /// When leaders can read: in the morning of the day, but never before the close.
    pub fn releases_at(&self, zone: &TimeZone) -> Moment {
        Moment::morning_of(self.releases_on, zone).max(self.closes_at(zone))
    }
}

impl Round {
    /// A draft.
    pub fn draft(
        organisation_id: OrganisationId,
        terms: &Terms,
        zone: &TimeZone,
        now: Moment,
    ) -> Self {
        Self {
            organisation_id,
            id: RoundId::draw(),
            round_ref: RoundRef::draw(),
            name: terms.name.clone(),
            form: terms.form.clone(),
            k: terms.k,
            load_cap: terms.load_cap,
            closes_at: terms.closes_at(zone),
            releases_at: terms.releases_at(zone),
            phase: Phase::Draft,
            model_digest: None,
            created_at: now,
            launched_at: None,
            closed_at: None,
            released_at: None,
            reminded_on: None,
            follows: None,
        }
    }

    /// Changes the terms of a draft.
    pub fn revise(&mut self, terms: &Terms, zone: &TimeZone) -> Result<(), Refusal> {
        self.must_be_draft()?;
        self.name.clone_from(&terms.name);
        self.form.clone_from(&terms.form);
        self.k = terms.k;
        self.load_cap = terms.load_cap;
        self.closes_at = terms.closes_at(zone);
        self.releases_at = terms.releases_at(zone);
        Ok(())
    }

    /// Refuses unless it is a draft that can be changed: what raters were promised no longer changes,
    /// and a second look asks whom its result asked.
    pub fn must_be_draft(&self) -> Result<(), Refusal> {
        if self.looks_back() { Err(Refusal::LooksBack) } else { self.must_wait() }
    }

    /// Whether it asks about a change since an earlier result, and is no round of feedback.
    pub fn looks_back(&self) -> bool {
        self.follows.is_some()
    }

    /// Refuses once it was launched.
    fn must_wait(&self) -> Result<(), Refusal> {
        if self.phase == Phase::Draft { Ok(()) } else { Err(Refusal::NotDraft) }
    }

    /// Opens it to raters.
    fn open(&mut self, now: Moment, model_digest: Vec<u8>) -> Result<(), Refusal> {
        self.must_wait()?;
        self.phase = Phase::Open;
        self.launched_at = Some(now);
        self.model_digest = Some(model_digest);
        Ok(())
    }

    /// Ends the answering.
    fn end(&mut self, now: Moment) -> Result<(), Refusal> {
        if self.phase != Phase::Open {
            return Err(Refusal::NotOpen);
        }
        self.phase = Phase::Closed;
        self.closed_at = Some(now);
        Ok(())
    }

    /// Lets leaders read.
    fn publish(&mut self, now: Moment) -> Result<(), Refusal> {
        if self.phase != Phase::Closed {
            return Err(Refusal::NotClosed);
        }
        self.phase = Phase::Released;
        self.released_at = Some(now);
        Ok(())
    }
}
