//! Challenges to a process, a procedure or a decision: raised by name or without one, answered by the lead by a day and
//! with a reason. A late answer stays visible as late.

pub(super) mod store;

use jiff::civil::Date;

use super::{
    Experiment, LONGEST_LINE, LONGEST_TEXT, Refusal, course, insert as write_down, joined, note,
    note_of_nobody,
};
use crate::account::Viewer;
use crate::clock::{Day, Moment, days_after};
use crate::db::PeopleTx;
use crate::ids::{ChallengeId, OrganisationId, PersonId, TeamId};
use crate::team::{self, About, Team, Titled, search};
use crate::{Hone, Result};

/// An answer is due after so many days, unless the team has agreed on another number.
pub const ANSWER_DAYS: i64 = 14;
/// An answer may be due after so many days at most.
pub const MOST_DAYS: i64 = 90;

/// What is challenged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum Target {
    /// How something runs, over several steps or people.
    #[default]
    Process,
    /// A rule for how something is done.
    Procedure,
    /// What somebody has decided.
    Decision,
}

impl Target {
    /// What a form says; a process where it says nothing that is known.
    pub fn of(word: &str) -> Self {
        match word {
            "procedure" => Self::Procedure,
            "decision" => Self::Decision,
            _ => Self::Process,
        }
    }

    /// The same as words.
    pub fn word(self) -> &'static str {
        match self {
            Self::Process => "a process",
            Self::Procedure => "a procedure",
            Self::Decision => "a decision",
        }
    }
}

/// How far a challenge has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum State {
    /// The lead has to answer.
    Open,
    /// The lead has answered, and something follows.
    Answered,
    /// It has become an experiment.
    Experiment,
    /// Nothing follows any more.
    Closed,
}

impl State {
    /// The same as a word within a sentence.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Answered => "answered",
            Self::Experiment => "an experiment",
            Self::Closed => "closed",
        }
    }
}

/// What the lead says to a challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum Answer {
    /// It is tried first.
    Try,
    /// It is done.
    Do,
    /// It is looked at again on a day.
    NotNow,
    /// It stays as it is.
    No,
}

impl Answer {
    /// The same as words.
    pub fn word(self) -> &'static str {
        match self {
            Self::Try => "try it",
            Self::Do => "do it",
            Self::NotNow => "not now",
            Self::No => "no",
        }
    }

    fn told(self) -> &'static str {
        match self {
            Self::Try => "answered: try it",
            Self::Do => "answered: do it",
            Self::NotNow => "answered: not now",
            Self::No => "answered: no",
        }
    }
}

/// A challenge.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Challenge {
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// The team.
    pub team_id: TeamId,
    /// The id.
    pub id: ChallengeId,
    /// Who raised it; nothing where nobody may know, or they were erased.
    pub raised_by: Option<PersonId>,
    /// What is challenged.
    pub target: Target,
    /// The challenge in one line.
    pub title: String,
    /// Why it is raised.
    pub why: String,
    /// What could be instead; may be empty.
    pub instead: String,
    /// The day by which the lead answers.
    #[sqlx(try_from = "String")]
    pub answer_due: Day,
    /// How far it has come.
    pub state: State,
    /// What the lead says.
    pub answer: Option<Answer>,
    /// Why that.
    pub reason: String,
    /// The day of the answer, as it is stored.
    pub answered_on: Option<String>,
    /// The day on which it is looked at again after a ‘not now’, as it is stored.
    pub again_on: Option<String>,
    /// What was learned once it was done.
    pub learned: String,
    /// The number of changes so far: who changes an older one is told.
    pub version: i64,
    /// When it was raised.
    pub made_at: Moment,
    /// Since when it is put away, where it can be brought back.
    pub archived_at: Option<Moment>,
}

/// What somebody writes into a challenge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wording {
    /// What is challenged.
    pub target: Target,
    /// The challenge in one line.
    pub title: String,
    /// Why it is raised.
    pub why: String,
    /// What could be instead.
    pub instead: String,
}

impl Wording {
    pub(super) fn tidied(self) -> Result<Self> {
        let line = |label, typed: &str| team::line(label, typed, LONGEST_LINE);
        Ok(Self {
            title: team::required("The challenge", line("The challenge", &self.title)?)?,
            why: team::lines("Why", &self.why, LONGEST_TEXT)?,
            instead: line("What you would try", &self.instead)?,
            ..self
        })
    }
}

/// In how many days a lead answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Terms {
    /// In so many days.
    pub answer_days: i64,
    /// The number of changes so far; 0 where the team has agreed on nothing of its own.
    pub version: i64,
}

impl Challenge {
    /// What its events, and its text, are about.
    pub fn about(&self) -> About {
        About { kind: "challenge", id: self.id.0 }
    }

    /// The day of the answer, where there is one.
    pub fn answer_day(&self) -> Option<Date> {
        self.answered_on.as_deref()?.parse().ok()
    }

    /// The day on which it is looked at again.
    pub fn again_day(&self) -> Option<Date> {
        self.again_on.as_deref()?.parse().ok()
    }

    /// By how many days the answer came, or is, too late on a day; nothing where it is in time.
    pub fn days_late(&self, today: Date) -> Option<i32> {
        let day = self.answer_day().unwrap_or(today);
        let late = day.since(self.answer_due.0).map_or(0, |span| span.get_days());
        (late > 0).then_some(late)
    }

    /// Whether somebody raised it by name.
    pub fn is_raised_by(&self, viewer: &Viewer) -> bool {
        self.raised_by == Some(viewer.person_id)
    }

    /// Whether somebody may put it away and bring it back: who raised it; the lead only once it is
    /// answered, so that no challenge goes unheard.
    pub fn can_be_put_away_by(&self, team: &Team, viewer: &Viewer) -> bool {
        self.is_raised_by(viewer) || team.is_led_by(viewer) && self.state != State::Open
    }

    fn must_be(&self, state: State) -> Result<(), Refusal> {
        if self.archived_at.is_some() {
            return Err(Refusal::NotNow("put away"));
        }
        if self.state == state { Ok(()) } else { Err(Refusal::NotNow(self.state.word())) }
    }

    fn with(self, wording: Wording) -> Self {
        let Wording { target, title, why, instead } = wording;
        Self { target, title, why, instead, ..self }
    }
}

/// A challenge of a team.
pub async fn find(tx: &mut PeopleTx, team: &Team, id: ChallengeId) -> Result<Option<Challenge>> {
    store::find(tx, team, id).await
}

/// The challenges of a team, the latest first; also those that are put away.
pub async fn list(tx: &mut PeopleTx, team: &Team) -> Result<Vec<Challenge>> {
    store::list(tx, team).await
}

/// The challenges that moved from a moment up to another.
pub async fn list_moved(
    tx: &mut PeopleTx,
    team: &Team,
    between: (Moment, Moment),
) -> Result<Vec<Titled>> {
    store::list_moved(tx, team, between).await
}

/// In how many days the lead of a team answers.
pub async fn terms(tx: &mut PeopleTx, team: &Team) -> Result<Terms> {
    let agreed = store::find_terms(tx, team).await?;
    Ok(agreed.unwrap_or(Terms { answer_days: ANSWER_DAYS, version: 0 }))
}

/// What the events of the agreed time are about.
pub fn terms_about(team: &Team) -> About {
    About { kind: "challenge_terms", id: team.id.0 }
}

/// Notes in how many days, 1 to [`MOST_DAYS`], the lead answers from now on; `version` is the one that was
/// seen. What is raised already keeps its day.
pub async fn set_terms(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    (answer_days, version): (i64, i64),
) -> Result<()> {
    if !team.is_led_by(viewer) {
        return Err(Refusal::NotLead.into());
    }
    if !(1..=MOST_DAYS).contains(&answer_days) {
        return Err(Refusal::Days.into());
    }
    if !store::save_terms(tx, team, Terms { answer_days, version }).await? {
        return Err(Refusal::Changed.into());
    }
    let days = format!("{answer_days} days");
    note(tx, hone, viewer, team, terms_about(team), ("", "agreed on the time for answers", &days))
        .await
}

/// Raises a challenge, by name. Its answer is due in the time the team has agreed on.
pub async fn raise(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    wording: Wording,
) -> Result<Challenge> {
    let (wording, now) = (wording.tidied()?, hone.clock.now());
    let on = now.date(&viewer.zone());
    let challenge = insert(tx, team, wording, (Some(viewer.person_id), now, on)).await?;
    note(tx, hone, viewer, team, challenge.about(), ("", "raised it", "")).await?;
    Ok(challenge)
}

/// Adds a challenge: by whom, when and on which day it is raised.
async fn insert(
    tx: &mut PeopleTx,
    team: &Team,
    wording: Wording,
    (raised_by, made_at, on): (Option<PersonId>, Moment, Date),
) -> Result<Challenge> {
    let days = terms(tx, team).await?.answer_days;
    let challenge = Challenge {
        organisation_id: team.organisation_id,
        team_id: team.id,
        id: ChallengeId::draw(),
        raised_by,
        target: Target::default(),
        title: String::new(),
        why: String::new(),
        instead: String::new(),
        answer_due: Day(days_after(on, days)),
        state: State::Open,
        answer: None,
        reason: String::new(),
        answered_on: None,
        again_on: None,
        learned: String::new(),
        version: 1,
        made_at,
        archived_at: None,
    }
    .with(wording);
    store::insert(tx, &challenge).await?;
    index(tx, team, &challenge).await?;
    Ok(challenge)
}

/// Shows a challenge of nobody's, at the hour of all that came in with it.
pub(super) async fn show(
    tx: &mut PeopleTx,
    team: &Team,
    wording: Wording,
    (hour, on): (Moment, Date),
) -> Result<Challenge> {
    let challenge = insert(tx, team, wording, (None, hour, on)).await?;
    note_of_nobody(tx, team, challenge.about(), hour, ("", "raised it", "")).await?;
    Ok(challenge)
}

/// What stands in the place of a challenge that its writer took back.
const WITHDRAWN: &str = "Withdrawn by whoever wrote it";

/// Takes a challenge of nobody's back for its writer: its words go. What the team made of it stays.
pub(super) async fn withdraw(
    tx: &mut PeopleTx,
    team: &Team,
    challenge: &Challenge,
    hour: Moment,
) -> Result<()> {
    let is_experiment = challenge.state == State::Experiment;
    let gone = Challenge {
        title: WITHDRAWN.to_owned(),
        why: String::new(),
        instead: String::new(),
        state: if is_experiment { State::Experiment } else { State::Closed },
        archived_at: Some(hour),
        ..challenge.clone()
    };
    if !store::save(tx, &gone).await? {
        return Err(Refusal::Changed.into());
    }
    index(tx, team, &gone).await?;
    let did = (challenge.state.word(), "took it back", "");
    note_of_nobody(tx, team, challenge.about(), hour, did).await
}

/// Words a challenge anew while it is open; `version` is the one that was seen. Only who raised it does.
pub async fn reword(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    (challenge, version): (&Challenge, i64),
    wording: Wording,
) -> Result<()> {
    if !challenge.is_raised_by(viewer) {
        return Err(Refusal::NotRaiser.into());
    }
    challenge.must_be(State::Open)?;
    let worded = Challenge { version, ..challenge.clone() }.with(wording.tidied()?);
    save(tx, hone, viewer, team, (challenge, &worded), ("changed the words", "")).await
}

/// What the lead says: the answer, why, and for a ‘not now’ the day on which it is looked at again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The answer.
    pub answer: Answer,
    /// Why.
    pub reason: String,
    /// When it is looked at again.
    pub again_on: Option<Date>,
}

/// The lead answers a challenge; also one that was put off, which keeps the day of its first answer.
pub async fn answer(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    challenge: &Challenge,
    reply: Reply,
) -> Result<()> {
    if !team.is_led_by(viewer) {
        return Err(Refusal::NotLead.into());
    }
    let is_put_off = challenge.state == State::Answered && challenge.answer == Some(Answer::NotNow);
    challenge.must_be(if is_put_off { State::Answered } else { State::Open })?;
    let reason = team::lines("Your reason", &reply.reason, LONGEST_TEXT)?;
    let reason = team::required("Your reason", reason)?;
    let today = hone.clock.now().date(&viewer.zone());
    let again_on = match (reply.answer, reply.again_on) {
        (Answer::NotNow, None) => return Err(Refusal::NoDay("Looked at again").into()),
        (Answer::NotNow, Some(day)) if day <= today => {
            return Err(Refusal::Past("Looked at again").into());
        }
        (Answer::NotNow, day) => day.map(|day| day.to_string()),
        _ => None,
    };
    let is_over = reply.answer == Answer::No;
    let answered = Challenge {
        state: if is_over { State::Closed } else { State::Answered },
        answer: Some(reply.answer),
        reason,
        answered_on: challenge.answered_on.clone().or_else(|| Some(today.to_string())),
        again_on,
        ..challenge.clone()
    };
    let did = (reply.answer.told(), answered.reason.as_str());
    save(tx, hone, viewer, team, (challenge, &answered), did).await
}

/// The lead takes an answer back, unless an experiment has come of it: it is due again on its old day.
pub async fn take_back(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    challenge: &Challenge,
) -> Result<()> {
    if !team.is_led_by(viewer) {
        return Err(Refusal::NotLead.into());
    }
    if challenge.state != State::Closed {
        challenge.must_be(State::Answered)?;
    }
    let open = Challenge {
        state: State::Open,
        answer: None,
        reason: String::new(),
        answered_on: None,
        again_on: None,
        ..challenge.clone()
    };
    save(tx, hone, viewer, team, (challenge, &open), ("took the answer back", "")).await
}

/// Says that what was to be done is done, and what was learned.
pub async fn finish(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    challenge: &Challenge,
    learned: &str,
) -> Result<()> {
    challenge.must_be(State::Answered)?;
    if challenge.answer != Some(Answer::Do) {
        return Err(Refusal::NotNow("nothing that is to be done").into());
    }
    let learned = course::lesson(learned)?;
    let done = Challenge { state: State::Closed, learned, ..challenge.clone() };
    let did = ("said that it is done", done.learned.as_str());
    save(tx, hone, viewer, team, (challenge, &done), did).await
}

/// Makes an experiment of a challenge that is to be tried: its words are carried over into a draft, which
/// belongs to whoever makes it.
pub async fn experiment(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    challenge: &Challenge,
) -> Result<Experiment> {
    challenge.must_be(State::Answered)?;
    if challenge.answer != Some(Answer::Try) {
        return Err(Refusal::NotNow("nothing that is to be tried").into());
    }
    let if_we = match challenge.instead.as_str() {
        "" => format!("change this: {}", challenge.title),
        instead => instead.to_owned(),
    };
    let draft = Experiment {
        challenge_id: Some(challenge.id),
        owner_id: Some(viewer.person_id),
        if_we,
        because: joined(&[&challenge.title, &challenge.why]),
        ..Experiment::blank(team, hone.clock.now())
    };
    write_down(tx, hone, viewer, team, &draft).await?;
    let moved = Challenge { state: State::Experiment, ..challenge.clone() };
    save(tx, hone, viewer, team, (challenge, &moved), ("made an experiment of it", "")).await?;
    Ok(draft)
}

/// Puts a challenge away, or brings it back.
pub async fn put_away(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    challenge: &Challenge,
    is_away: bool,
) -> Result<()> {
    if !challenge.can_be_put_away_by(team, viewer) {
        return Err(Refusal::NotRaiser.into());
    }
    let archived_at = is_away.then(|| hone.clock.now());
    let moved = Challenge { archived_at, ..challenge.clone() };
    let did = if is_away { "put it away" } else { "brought it back" };
    save(tx, hone, viewer, team, (challenge, &moved), (did, "")).await
}

async fn save(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    (before, after): (&Challenge, &Challenge),
    (did, why): (&str, &str),
) -> Result<()> {
    if !store::save(tx, after).await? {
        return Err(Refusal::Changed.into());
    }
    index(tx, team, after).await?;
    note(tx, hone, viewer, team, after.about(), (before.state.word(), did, why)).await
}

/// Lets all challenges of a team be found as they are now.
pub(super) async fn index_all(tx: &mut PeopleTx, team: &Team) -> Result<()> {
    for challenge in store::list(tx, team).await? {
        index(tx, team, &challenge).await?;
    }
    Ok(())
}

/// What is put away cannot be found.
async fn index(tx: &mut PeopleTx, team: &Team, challenge: &Challenge) -> Result<()> {
    if challenge.archived_at.is_some() {
        return search::remove(tx, team, challenge.about()).await;
    }
    let body = joined(&[&challenge.why, &challenge.instead, &challenge.reason, &challenge.learned]);
    let text = search::Text {
        about: challenge.about(),
        title: &challenge.title,
        body: &body,
        at: challenge.made_at,
    };
    search::write(tx, team, &text).await
}
