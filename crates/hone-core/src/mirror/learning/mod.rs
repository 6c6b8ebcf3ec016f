//! The learning log: what somebody tried and what they expected of it. An entry is a small prediction: on
//! its day it comes back and asks what happened.

pub(super) mod store;

use hone_model::{Claim, Model, Pole};
use jiff::civil::Date;

use super::{Owner, Refusal, lines, required};
use crate::account::Viewer;
use crate::clock::{Moment, days_after};
use crate::db::PeopleTx;
use crate::ids::{LearningId, OrganisationId, PersonId};
use crate::{Hone, Result};

/// How far an entry has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum State {
    /// It is tried for the first time.
    Open,
    /// It came back, and something is tried again.
    TriedAgain,
    /// It came back, and nothing more is tried.
    Settled,
}

impl State {
    /// The same as a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::TriedAgain => "tried again",
            Self::Settled => "settled",
        }
    }
}

/// An entry of the log.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Learning {
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// The id.
    pub id: LearningId,
    /// Whose it is.
    pub person_id: PersonId,
    /// The id of the contrast that it is about; empty where it is about none.
    pub contrast: String,
    /// What they tried.
    pub tried: String,
    /// What they expected of it.
    pub expected: String,
    /// What happened; empty until they say so.
    pub happened: String,
    /// What they learned.
    pub learned: String,
    /// What they try next.
    pub next: String,
    /// The day on which it comes back, as it is stored; nothing where it does not.
    pub next_on: Option<String>,
    /// How far it has come.
    pub state: State,
    /// The number of changes so far: who changes an older one is told.
    pub version: i64,
    /// When it was written.
    pub made_at: Moment,
    /// Since when it is put away, where it can be brought back.
    pub archived_at: Option<Moment>,
}

/// What was tried before in an entry.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Past {
    /// What they tried.
    pub tried: String,
    /// What they expected of it.
    pub expected: String,
    /// What happened.
    pub happened: String,
    /// What they learned.
    pub learned: String,
    /// When the next try took its place.
    pub until: Moment,
}

/// What somebody writes into an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wording {
    /// The id of the contrast that it is about; empty where it is about none.
    pub contrast: String,
    /// What they tried.
    pub tried: String,
    /// What they expect of it.
    pub expected: String,
    /// What happened, if they know already.
    pub happened: String,
    /// What they learned.
    pub learned: String,
    /// What they try next.
    pub next: String,
    /// The day on which it comes back.
    pub next_on: Option<Date>,
}

/// What somebody says when an entry has come back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// What happened.
    pub happened: String,
    /// What they learned.
    pub learned: String,
    /// What they try next.
    pub next: String,
    /// The day on which it comes back.
    pub next_on: Option<Date>,
}

/// What becomes of an entry that has come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// Something is tried again, and comes back.
    Again,
    /// Nothing more is tried.
    Settle,
    /// It comes back another day.
    Later,
}

const WHAT_TRIED: &str = "What you tried";
const WHAT_HAPPENED: &str = "What happened";
const WHAT_LEARNED: &str = "What you learned";
const WHAT_NEXT: &str = "What you try next";
const DAYS_AWAY: i64 = 366;

impl Wording {
    fn tidied(self, model: &Model) -> Result<Self, Refusal> {
        let is_known = model.contrast(&self.contrast).is_some();
        Ok(Self {
            contrast: if is_known { self.contrast } else { String::new() },
            tried: required(WHAT_TRIED, &self.tried)?,
            expected: lines("What you expect", &self.expected)?,
            happened: lines(WHAT_HAPPENED, &self.happened)?,
            learned: lines(WHAT_LEARNED, &self.learned)?,
            next: lines(WHAT_NEXT, &self.next)?,
            next_on: self.next_on,
        })
    }
}

impl Learning {
    /// The day on which it comes back.
    pub fn comes_back(&self) -> Option<Date> {
        self.next_on.as_deref()?.parse().ok().filter(|_| self.waits())
    }

    /// Whether it has come back and asks what happened.
    pub fn is_due(&self, today: Date) -> bool {
        self.comes_back().is_some_and(|day| day <= today)
    }

    /// Whether it can still be said what happened.
    pub fn waits(&self) -> bool {
        self.state != State::Settled && self.archived_at.is_none()
    }

    /// What it asks about when it comes back: the next try, where it was said how this one went.
    pub fn in_question(&self) -> &str {
        if self.is_next() { &self.next } else { &self.tried }
    }

    fn is_next(&self) -> bool {
        !self.happened.is_empty() && !self.next.is_empty()
    }

    /// The claims of the model behind its contrast, outcomes aside.
    pub fn claims<'a>(&'a self, model: &'a Model) -> impl Iterator<Item = &'a Claim> {
        let of_contrast =
            |claim: &&Claim| claim.contrast == self.contrast && claim.pole != Pole::Outcome;
        model.claims().iter().filter(of_contrast)
    }

    fn with(self, wording: Wording) -> Self {
        Self {
            contrast: wording.contrast,
            tried: wording.tried,
            expected: wording.expected,
            happened: wording.happened,
            learned: wording.learned,
            next: wording.next,
            next_on: wording.next_on.map(|day| day.to_string()),
            ..self
        }
    }
}

/// An entry of the viewer, also one that is put away.
pub async fn find(tx: &mut PeopleTx, viewer: &Viewer, id: LearningId) -> Result<Option<Learning>> {
    store::find(tx, viewer.into(), id).await
}

/// The viewer's entries, the latest first, also those that are put away.
pub async fn list(tx: &mut PeopleTx, viewer: &Viewer) -> Result<Vec<Learning>> {
    store::list(tx, viewer.into()).await
}

/// The viewer's entries that have come back, by their day.
pub async fn list_due(tx: &mut PeopleTx, viewer: &Viewer, today: Date) -> Result<Vec<Learning>> {
    let mut due = list(tx, viewer).await?;
    due.retain(|entry| entry.is_due(today));
    due.sort_by(|one, other| one.next_on.cmp(&other.next_on));
    Ok(due)
}

/// What was tried before in an entry, the latest first.
pub async fn list_past(tx: &mut PeopleTx, entry: &Learning) -> Result<Vec<Past>> {
    store::list_past(tx, entry).await
}

/// A day on which an entry may come back: from tomorrow on, and within a year.
fn must_be_ahead(day: Option<Date>, today: Date) -> Result<(), Refusal> {
    let year = days_after(today, 1)..=days_after(today, DAYS_AWAY);
    if day.is_some_and(|day| !year.contains(&day)) { Err(Refusal::Day) } else { Ok(()) }
}

/// Writes an entry.
pub async fn write(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    wording: Wording,
) -> Result<Learning> {
    let now = hone.clock.now();
    let wording = wording.tidied(&hone.model.model)?;
    must_be_ahead(wording.next_on, now.date(&viewer.zone()))?;
    let Owner { organisation_id, person_id } = viewer.into();
    let entry = Learning {
        organisation_id,
        id: LearningId::draw(),
        person_id,
        contrast: String::new(),
        tried: String::new(),
        expected: String::new(),
        happened: String::new(),
        learned: String::new(),
        next: String::new(),
        next_on: None,
        state: State::Open,
        version: 1,
        made_at: now,
        archived_at: None,
    }
    .with(wording);
    store::insert(tx, &entry).await?;
    Ok(entry)
}

/// Words an entry anew; `version` is the one that was seen.
pub async fn reword(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    entry: &Learning,
    version: i64,
    wording: Wording,
) -> Result<()> {
    let wording = wording.tidied(&hone.model.model)?;
    // A day that is past may stay, or an entry that has come back could not be put right.
    if wording.next_on.map(|day| day.to_string()) != entry.next_on {
        must_be_ahead(wording.next_on, hone.clock.now().date(&viewer.zone()))?;
    }
    save(tx, &Learning { version, ..entry.clone() }.with(wording)).await
}

/// Says what happened, or that it is too soon to say; `version` is the one that was seen.
pub async fn answer(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    (entry, version): (&Learning, i64),
    answer: Answer,
    then: Then,
) -> Result<()> {
    if !entry.waits() {
        return Err(Refusal::Settled.into());
    }
    let now = hone.clock.now();
    let seen = Learning { version, ..entry.clone() };
    if then != Then::Settle {
        answer.next_on.ok_or(Refusal::Day)?;
        must_be_ahead(answer.next_on, now.date(&viewer.zone()))?;
    }
    let next_on = answer.next_on.filter(|_| then != Then::Settle).map(|day| day.to_string());
    if then == Then::Later {
        return save(tx, &Learning { next_on, ..seen }).await;
    }
    let (state, next) = match then {
        Then::Again => (State::TriedAgain, required(WHAT_NEXT, &answer.next)?),
        _ => (State::Settled, lines(WHAT_NEXT, &answer.next)?),
    };
    let learned = match then {
        Then::Settle => required(WHAT_LEARNED, &answer.learned)?,
        _ => lines(WHAT_LEARNED, &answer.learned)?,
    };
    let happened = required(WHAT_HAPPENED, &answer.happened)?;
    let turned = if entry.is_next() {
        Learning { tried: entry.next.clone(), expected: String::new(), ..seen }
    } else {
        seen
    };
    save(tx, &Learning { happened, learned, next, next_on, state, ..turned }).await?;
    if entry.is_next() { store::insert_past(tx, entry, now).await } else { Ok(()) }
}

/// Opens an entry again that was settled.
pub async fn reopen(tx: &mut PeopleTx, entry: &Learning) -> Result<()> {
    if entry.state != State::Settled {
        return Err(Refusal::Open.into());
    }
    let was_tried_again = !store::list_past(tx, entry).await?.is_empty();
    let state = if was_tried_again { State::TriedAgain } else { State::Open };
    save(tx, &Learning { state, ..entry.clone() }).await
}

/// Puts an entry away, or brings it back.
pub async fn put_away(
    tx: &mut PeopleTx,
    hone: &Hone,
    entry: &Learning,
    is_away: bool,
) -> Result<()> {
    let archived_at = is_away.then(|| entry.archived_at.unwrap_or(hone.clock.now()));
    save(tx, &Learning { archived_at, ..entry.clone() }).await
}

async fn save(tx: &mut PeopleTx, entry: &Learning) -> Result<()> {
    if store::save(tx, entry).await? { Ok(()) } else { Err(Refusal::Changed.into()) }
}
