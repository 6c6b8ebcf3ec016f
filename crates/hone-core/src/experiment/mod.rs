//! Challenges and experiments: somebody challenges how things are done, the lead answers by a day and with
//! a reason, and what is tried has a measure, an end, and those whom it reaches. Nobody is scored.

pub mod affected;
mod board;
pub mod challenge;
mod course;
pub mod done;
mod due;
pub mod flow;
pub mod nameless;
mod store;
pub mod tables;
#[cfg(test)]
mod tests;

use jiff::civil::Date;
use thiserror::Error;

pub use affected::{Affected, Effect};
pub use board::{Asked, Board, Past, Tried, Turn, board, n_open, past};
pub use challenge::{Answer, Challenge, Target};
pub use course::{Step, check, decide, follow, take};
pub use due::due;

use crate::account::Viewer;
use crate::clock::Moment;
use crate::db::PeopleTx;
use crate::ids::{ChallengeId, ExperimentId, OrganisationId, PersonId, TeamId};
use crate::team::{self, About, Change, Team, Titled, event, search};
use crate::{Hone, Result};

/// The longest line, in characters.
pub const LONGEST_LINE: usize = 160;
/// The longest hypothesis, in characters: it can take up the line of a challenge.
pub const LONGEST_IF: usize = 200;
/// The longest text of several lines, in characters.
pub const LONGEST_TEXT: usize = 2000;
/// The longest reason behind an experiment, in characters: it can take up the words of a challenge.
pub const LONGEST_BECAUSE: usize = 4400;
/// So many days after something was adopted, it is looked at again.
pub const CHECK_DAYS: i64 = 60;

/// Why a challenge or an experiment cannot be as asked.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Somebody changed it in the meantime.
    #[error("This was changed in the meantime.")]
    Changed,
    /// It is the business of its owner and the lead.
    #[error("Only the owner of the experiment and the lead of the team do this.")]
    NotYours,
    /// It is the business of the lead.
    #[error("Only the lead of the team does this.")]
    NotLead,
    /// It is the business of who raised it.
    #[error("Only whoever raised the challenge does this.")]
    NotRaiser,
    /// The owner is nobody who could be.
    #[error("Choose an owner who is in the team.")]
    NoOwner,
    /// It is at a point at which this makes no sense.
    #[error("This is not possible now, since it is {0}.")]
    NotNow(&'static str),
    /// Something has to be written before it starts.
    #[error("Before it starts, write down: {0}.")]
    NotReady(String),
    /// A day that is past.
    #[error("{0}: choose a day after today.")]
    Past(&'static str),
    /// A day that is missing.
    #[error("{0}: choose a day.")]
    NoDay(&'static str),
    /// It would end before it starts.
    #[error("The last day: choose one that is not before the first one.")]
    EndsFirst,
    /// A time for answers that is none.
    #[error("An answer comes within 1 to 90 days.")]
    Days,
}

impl From<Refusal> for crate::Error {
    fn from(refusal: Refusal) -> Self {
        Self::refused(refusal)
    }
}

/// How far an experiment has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum State {
    /// It is being written.
    Draft,
    /// It is tried.
    Running,
    /// It is over, at its end or before; what becomes of it is not decided.
    Ended,
    /// What becomes of it is decided.
    Decided,
    /// What was adopted has been looked at again.
    Checked,
}

/// What becomes of something that was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum Verdict {
    /// It stays.
    Adopt,
    /// It is tried again, otherwise.
    Adapt,
    /// It goes.
    Drop,
}

impl Verdict {
    /// The same as a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Adopt => "adopt",
            Self::Adapt => "adapt",
            Self::Drop => "drop",
        }
    }
}

/// Something that a team tries.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Experiment {
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// The team.
    pub team_id: TeamId,
    /// The id.
    pub id: ExperimentId,
    /// The challenge it comes from, if it comes from one.
    pub challenge_id: Option<ChallengeId>,
    /// The experiment that it adapts, if it adapts one.
    pub after_id: Option<ExperimentId>,
    /// Who sees to it; nobody yet, or nobody any more, where there is none.
    pub owner_id: Option<PersonId>,
    /// What is tried: it goes on from ‘If we’.
    pub if_we: String,
    /// What should be seen then.
    pub then_see: String,
    /// Why.
    pub because: String,
    /// What is measured.
    pub measure: String,
    /// How that stands before.
    pub baseline: String,
    /// From which result on it is adopted.
    pub adopt_if: String,
    /// What must not happen: then it is stopped.
    pub guardrail: String,
    /// The first day, as it is stored: planned, and from the start on the true one.
    pub starts_on: Option<String>,
    /// The last day, as it is stored.
    pub ends_on: Option<String>,
    /// How far it has come.
    pub state: State,
    /// Whether it was stopped before its end.
    pub is_stopped: bool,
    /// What was seen.
    pub result: String,
    /// What becomes of it.
    pub verdict: Option<Verdict>,
    /// Why that.
    pub reason: String,
    /// What was learned.
    pub learned: String,
    /// The day on which what was adopted is looked at again, as it is stored.
    pub check_on: Option<String>,
    /// Whether it was still in use then.
    pub is_kept: Option<bool>,
    /// What was found then.
    pub found: String,
    /// The number of changes so far: who changes an older one is told.
    pub version: i64,
    /// When it was written.
    pub made_at: Moment,
    /// Since when it is put away, where it can be brought back.
    pub archived_at: Option<Moment>,
}

/// What somebody writes into an experiment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wording {
    /// Who sees to it.
    pub owner: Option<PersonId>,
    /// What is tried.
    pub if_we: String,
    /// What should be seen then.
    pub then_see: String,
    /// Why.
    pub because: String,
    /// What is measured.
    pub measure: String,
    /// How that stands before.
    pub baseline: String,
    /// From which result on it is adopted.
    pub adopt_if: String,
    /// What must not happen.
    pub guardrail: String,
    /// The first day that is planned.
    pub starts_on: Option<Date>,
    /// The last day.
    pub ends_on: Option<Date>,
}

impl Wording {
    fn tidied(self) -> Result<Self> {
        if self.starts_on.zip(self.ends_on).is_some_and(|(first, last)| last < first) {
            return Err(Refusal::EndsFirst.into());
        }
        let line = |label, typed: &str| team::line(label, typed, LONGEST_LINE);
        let if_we = team::line("If we", &self.if_we, LONGEST_IF)?;
        Ok(Self {
            if_we: team::required("If we", if_we)?,
            then_see: line("Then we see", &self.then_see)?,
            because: team::lines("Because", &self.because, LONGEST_BECAUSE)?,
            measure: line("What we measure", &self.measure)?,
            baseline: line("How it stands today", &self.baseline)?,
            adopt_if: line("We adopt it if", &self.adopt_if)?,
            guardrail: line("We stop if", &self.guardrail)?,
            ..self
        })
    }
}

impl Experiment {
    /// What its events, and its text, are about.
    pub fn about(&self) -> About {
        About { kind: "experiment", id: self.id.0 }
    }

    /// How far it has come, as a word within a sentence.
    pub fn word(&self) -> &'static str {
        match self.state {
            State::Draft => "a draft",
            State::Running => "running",
            State::Ended if self.is_stopped => "stopped",
            State::Ended => "ended",
            State::Decided => "decided",
            State::Checked => "checked",
        }
    }

    /// The first day, where one is set.
    pub fn first_day(&self) -> Option<Date> {
        self.starts_on.as_deref()?.parse().ok()
    }

    /// The last day, where one is set.
    pub fn last_day(&self) -> Option<Date> {
        self.ends_on.as_deref()?.parse().ok()
    }

    /// The day on which what was adopted is looked at again.
    pub fn check_day(&self) -> Option<Date> {
        self.check_on.as_deref()?.parse().ok()
    }

    /// Whether somebody may take it on: its owner and the lead.
    pub fn is_of(&self, team: &Team, viewer: &Viewer) -> bool {
        team.is_led_by(viewer) || self.owner_id == Some(viewer.person_id)
    }

    /// Whether what is tried, and what counts as success, stand: from the start on.
    pub fn is_fixed(&self) -> bool {
        self.state != State::Draft
    }

    fn must_be_of(&self, team: &Team, viewer: &Viewer) -> Result<(), Refusal> {
        if self.is_of(team, viewer) { Ok(()) } else { Err(Refusal::NotYours) }
    }

    fn must_be(&self, state: State) -> Result<(), Refusal> {
        if self.archived_at.is_some() {
            return Err(Refusal::NotNow("put away"));
        }
        if self.state == state { Ok(()) } else { Err(Refusal::NotNow(self.word())) }
    }

    /// A draft of nobody's words.
    fn blank(team: &Team, now: Moment) -> Self {
        Self {
            organisation_id: team.organisation_id,
            team_id: team.id,
            id: ExperimentId::draw(),
            challenge_id: None,
            after_id: None,
            owner_id: None,
            if_we: String::new(),
            then_see: String::new(),
            because: String::new(),
            measure: String::new(),
            baseline: String::new(),
            adopt_if: String::new(),
            guardrail: String::new(),
            starts_on: None,
            ends_on: None,
            state: State::Draft,
            is_stopped: false,
            result: String::new(),
            verdict: None,
            reason: String::new(),
            learned: String::new(),
            check_on: None,
            is_kept: None,
            found: String::new(),
            version: 1,
            made_at: now,
            archived_at: None,
        }
    }

    /// The same in other words. Once it runs, what is tried and what counts as success stay.
    fn with(self, wording: Wording) -> Self {
        let is_fixed = self.is_fixed();
        let worded = Self {
            owner_id: wording.owner,
            baseline: wording.baseline,
            guardrail: wording.guardrail,
            ends_on: wording.ends_on.map(|day| day.to_string()),
            ..self
        };
        if is_fixed {
            return worded;
        }
        Self {
            if_we: wording.if_we,
            then_see: wording.then_see,
            because: wording.because,
            measure: wording.measure,
            adopt_if: wording.adopt_if,
            starts_on: wording.starts_on.map(|day| day.to_string()),
            ..worded
        }
    }
}

/// An experiment of a team.
pub async fn find(tx: &mut PeopleTx, team: &Team, id: ExperimentId) -> Result<Option<Experiment>> {
    store::find(tx, team, id).await
}

/// The experiments of a team, the latest first; also those that are put away.
pub async fn list(tx: &mut PeopleTx, team: &Team) -> Result<Vec<Experiment>> {
    store::list(tx, team).await
}

/// The experiments that came of a challenge, the latest first; those put away aside.
pub async fn list_from(
    tx: &mut PeopleTx,
    team: &Team,
    challenge: ChallengeId,
) -> Result<Vec<Experiment>> {
    store::list_from(tx, team, challenge).await
}

/// The experiments that adapt another one, the latest first; those put away aside.
pub async fn list_after(
    tx: &mut PeopleTx,
    team: &Team,
    experiment: ExperimentId,
) -> Result<Vec<Experiment>> {
    store::list_after(tx, team, experiment).await
}

/// The experiments that moved from a moment up to another, by what is tried.
pub async fn list_moved(
    tx: &mut PeopleTx,
    team: &Team,
    between: (Moment, Moment),
) -> Result<Vec<Titled>> {
    store::list_moved(tx, team, between).await
}

/// Writes an experiment down, as a draft that the team reads.
pub async fn write(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    wording: Wording,
) -> Result<Experiment> {
    let wording = checked(tx, team, wording).await?;
    let draft = Experiment::blank(team, hone.clock.now()).with(wording);
    insert(tx, hone, viewer, team, &draft).await?;
    Ok(draft)
}

async fn insert(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    draft: &Experiment,
) -> Result<()> {
    store::insert(tx, draft).await?;
    index(tx, team, draft).await?;
    note(tx, hone, viewer, team, draft.about(), ("", "wrote it down", "")).await
}

/// A wording that can be stored: whoever owns it is in the team.
async fn checked(tx: &mut PeopleTx, team: &Team, wording: Wording) -> Result<Wording> {
    let wording = wording.tidied()?;
    if let Some(owner) = wording.owner {
        let members = team::members(tx, team).await?;
        if !members.iter().any(|member| member.person_id == owner) {
            return Err(Refusal::NoOwner.into());
        }
    }
    Ok(wording)
}

/// Words an experiment anew; `version` is the one that was seen. While it runs, only owner, baseline,
/// guardrail and last day change; once it is decided, nothing does.
pub async fn reword(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    (experiment, version): (&Experiment, i64),
    wording: Wording,
) -> Result<()> {
    experiment.must_be_of(team, viewer)?;
    if matches!(experiment.state, State::Decided | State::Checked) {
        return Err(Refusal::NotNow(experiment.word()).into());
    }
    let wording = checked(tx, team, wording).await?;
    if experiment.is_fixed() && wording.ends_on.is_none() {
        return Err(Refusal::NoDay("The last day").into());
    }
    let worded = Experiment { version, ..experiment.clone() }.with(wording);
    save(tx, hone, viewer, team, (experiment, &worded), ("changed the words", "")).await
}

/// Puts an experiment away, or brings it back.
pub async fn put_away(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    experiment: &Experiment,
    is_away: bool,
) -> Result<()> {
    experiment.must_be_of(team, viewer)?;
    let archived_at = is_away.then(|| hone.clock.now());
    let moved = Experiment { archived_at, ..experiment.clone() };
    let did = if is_away { "put it away" } else { "brought it back" };
    save(tx, hone, viewer, team, (experiment, &moved), (did, "")).await
}

/// Saves what became of an experiment, lets it be found, and notes what was done.
async fn save(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    (before, after): (&Experiment, &Experiment),
    (did, why): (&str, &str),
) -> Result<()> {
    if !store::save(tx, after).await? {
        return Err(Refusal::Changed.into());
    }
    index(tx, team, after).await?;
    note(tx, hone, viewer, team, after.about(), (before.word(), did, why)).await
}

/// What is put away cannot be found.
async fn index(tx: &mut PeopleTx, team: &Team, experiment: &Experiment) -> Result<()> {
    if experiment.archived_at.is_some() {
        return search::remove(tx, team, experiment.about()).await;
    }
    let one = experiment;
    let body = joined(&[
        &one.then_see,
        &one.because,
        &one.measure,
        &one.baseline,
        &one.adopt_if,
        &one.guardrail,
        &one.result,
        &one.reason,
        &one.learned,
        &one.found,
    ]);
    let title = format!("If we {}", experiment.if_we);
    let (about, at) = (experiment.about(), experiment.made_at);
    search::write(tx, team, &search::Text { about, title: &title, body: &body, at }).await
}

/// Lets all challenges and experiments of a team be found as they are now.
pub(crate) async fn index_all(tx: &mut PeopleTx, team: &Team) -> Result<()> {
    for experiment in store::list(tx, team).await? {
        index(tx, team, &experiment).await?;
    }
    challenge::index_all(tx, team).await
}

/// The parts of a text that are written, a line each.
fn joined(parts: &[&str]) -> String {
    parts.iter().copied().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Notes what somebody did: from which state, what, and why.
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

/// Notes what somebody did of whom nobody may know: with no time but the hour at which all of it is shown.
async fn note_of_nobody(
    tx: &mut PeopleTx,
    team: &Team,
    about: About,
    hour: Moment,
    (from, to, why): (&str, &str, &str),
) -> Result<()> {
    event::record(tx, team, &Change { about, by: None, at: hour, from, to, note: why }).await
}

/// Takes a person off the challenges that they raised and the experiments that they own. What they wrote
/// belongs to the team, and stays.
pub async fn erase(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<()> {
    store::blank(tx, organisation, person).await?;
    nameless::erase(tx, person).await?;
    challenge::store::blank(tx, organisation, person).await
}
