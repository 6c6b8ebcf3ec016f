//! Objectives: what the team wants to reach, what each serves and how, and who owns it.

pub(super) mod store;

use std::collections::{BTreeMap, BTreeSet};

use super::{LONGEST_LINE, LONGEST_TEXT, Refusal, note, statement};
use crate::account::Viewer;
use crate::clock::Moment;
use crate::db::PeopleTx;
use crate::ids::{ObjectiveId, OrganisationId, PersonId, ShareId, TeamId};
use crate::team::{self, About, Team, Titled, search};
use crate::{Hone, Result};

/// Objectives serve each other at most so many levels deep.
pub const DEEPEST: usize = 30;

/// How far ahead an objective looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum Horizon {
    /// It is worked on.
    #[default]
    Now,
    /// It comes after that.
    Next,
    /// It is further ahead.
    Later,
}

impl Horizon {
    /// The same as a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::Next => "next",
            Self::Later => "later",
        }
    }
}

/// How far an objective has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum State {
    /// Its owner has not taken it on yet.
    Proposed,
    /// It is worked towards.
    Active,
    /// It was reached.
    Reached,
    /// It was given up, for a reason.
    Dropped,
}

impl State {
    /// The same as a word within a sentence.
    pub fn word(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Active => "active",
            Self::Reached => "reached",
            Self::Dropped => "dropped",
        }
    }

    /// Whether it is over.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Reached | Self::Dropped)
    }
}

/// The kind of thing that an objective serves, as it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum Serves {
    /// Nothing yet.
    Nothing,
    /// The vision of the team.
    Vision,
    /// Another objective.
    Objective,
}

/// What an objective serves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Aim {
    /// Nothing yet: it is a loose branch.
    #[default]
    Nothing,
    /// The vision of the team.
    Vision,
    /// Another objective.
    Objective(ObjectiveId),
}

impl Aim {
    pub(super) fn stored(self) -> (Serves, Option<ObjectiveId>) {
        match self {
            Self::Nothing => (Serves::Nothing, None),
            Self::Vision => (Serves::Vision, None),
            Self::Objective(id) => (Serves::Objective, Some(id)),
        }
    }

    fn read(serves: Serves, id: Option<ObjectiveId>) -> Self {
        match (serves, id) {
            (Serves::Vision, _) => Self::Vision,
            (Serves::Objective, Some(id)) => Self::Objective(id),
            _ => Self::Nothing,
        }
    }
}

/// An objective as one team has it. What it serves, and how, is the place that this team gave it; in a
/// team with which it is shared, nothing of its home is in it but its own words.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Objective {
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// Its home team.
    pub team_id: TeamId,
    /// The id.
    pub id: ObjectiveId,
    /// What is to be reached.
    pub title: String,
    /// The kind of thing that it serves.
    pub serves: Serves,
    /// The objective that it serves, if it serves one.
    pub serves_id: Option<ObjectiveId>,
    /// How it serves that.
    pub how_it_serves: String,
    /// How far ahead it looks.
    pub horizon: Horizon,
    /// Who owns it: somebody of its home team; nothing where they were erased.
    pub owner_id: Option<PersonId>,
    /// Their name.
    pub owner: Option<String>,
    /// Whether they are still in its home team.
    pub is_owner_here: bool,
    /// Who proposed it; nothing where they were erased.
    pub proposed_by: Option<PersonId>,
    /// How far it has come.
    pub state: State,
    /// Why it was dropped; else empty.
    pub reason: String,
    /// What was learned, once it is over.
    pub learned: String,
    /// The name of its home team.
    pub home: String,
    /// The share by which it is in this team, where its home is another one.
    pub share_id: Option<ShareId>,
    /// The number of changes so far: who changes an older one is told. In a team with which it is
    /// shared, that of its place there.
    pub version: i64,
    /// When it was written down.
    pub made_at: Moment,
    /// Since when it is put away, where it can be brought back.
    pub archived_at: Option<Moment>,
}

/// What somebody writes into an objective.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wording {
    /// What is to be reached.
    pub title: String,
    /// What it serves.
    pub aim: Aim,
    /// How it serves that.
    pub how_it_serves: String,
    /// How far ahead it looks.
    pub horizon: Horizon,
    /// Who owns it.
    pub owner: Option<PersonId>,
}

impl Wording {
    fn tidied(self) -> Result<Self> {
        let title = team::line("The objective", &self.title, LONGEST_LINE)?;
        Ok(Self {
            title: team::required("The objective", title)?,
            how_it_serves: how_it_serves(self.aim, &self.how_it_serves)?,
            ..self
        })
    }
}

/// How something serves its aim, tidied; empty where it serves nothing.
pub(super) fn how_it_serves(aim: Aim, typed: &str) -> Result<String> {
    let typed = if aim == Aim::Nothing { "" } else { typed };
    Ok(team::lines("How it serves that", typed, LONGEST_TEXT)?)
}

/// An objective that somebody is asked to take on.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Asked {
    /// The id.
    pub id: ObjectiveId,
    /// What is to be reached.
    pub title: String,
    /// Since when.
    pub made_at: Moment,
}

/// What becomes of an objective.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// Its owner takes it on.
    Start,
    /// It was reached: what was learned.
    Reach(&'a str),
    /// It is given up: why, and what was learned.
    Drop(&'a str, &'a str),
    /// Its end is taken back.
    Back,
}

impl Objective {
    /// What its events, and its text, are about.
    pub fn about(&self) -> About {
        About { kind: "objective", id: self.id.0 }
    }

    /// What it serves in the team that has it in hand.
    pub fn aim(&self) -> Aim {
        Aim::read(self.serves, self.serves_id)
    }

    /// Whether a team is its home.
    pub fn is_home_of(&self, team: &Team) -> bool {
        self.team_id == team.id
    }

    /// Whether it is neither over nor put away.
    pub fn is_open(&self) -> bool {
        !self.state.is_over() && self.archived_at.is_none()
    }

    /// Whether the viewer owns it.
    pub fn is_of(&self, viewer: &Viewer) -> bool {
        self.owner_id == Some(viewer.person_id)
    }

    /// Whether its owner, or the lead of its home team, asks, in that team.
    pub fn is_run_by(&self, team: &Team, viewer: &Viewer) -> bool {
        self.is_home_of(team) && (self.is_of(viewer) || team.is_led_by(viewer))
    }

    pub(super) fn must_be_run_by(&self, team: &Team, viewer: &Viewer) -> Result<(), Refusal> {
        if self.is_run_by(team, viewer) { Ok(()) } else { Err(Refusal::NotYours) }
    }

    pub(super) fn must_be(&self, states: &[State]) -> Result<(), Refusal> {
        if self.archived_at.is_some() {
            return Err(Refusal::NotNow("put away"));
        }
        if states.contains(&self.state) { Ok(()) } else { Err(Refusal::NotNow(self.state.word())) }
    }

    fn with(self, wording: Wording) -> Self {
        let (serves, serves_id) = wording.aim.stored();
        Self {
            title: wording.title,
            serves,
            serves_id,
            how_it_serves: wording.how_it_serves,
            horizon: wording.horizon,
            owner_id: wording.owner,
            ..self
        }
    }
}

/// An objective that a team has: its own, or one that is shared with it.
pub async fn find(tx: &mut PeopleTx, team: &Team, id: ObjectiveId) -> Result<Option<Objective>> {
    store::find(tx, team, id).await
}

/// The objectives that a team has, those of now first; its own ones also where they are over or put
/// away.
pub async fn list(tx: &mut PeopleTx, team: &Team) -> Result<Vec<Objective>> {
    store::list(tx, team).await
}

/// How many objectives of those that a team has are open.
pub async fn n_open(tx: &mut PeopleTx, team: &Team) -> Result<usize> {
    let n = store::n_open(tx, team).await?;
    Ok(usize::try_from(n).unwrap_or_default())
}

/// The objectives of a team that somebody else proposes to the viewer, in the order in which they came.
pub async fn list_asked(tx: &mut PeopleTx, viewer: &Viewer, team: &Team) -> Result<Vec<Asked>> {
    store::list_asked(tx, team, (viewer.person_id, team.is_led_by(viewer))).await
}

/// The objectives that a team has and that moved from a moment up to another.
pub async fn list_moved(
    tx: &mut PeopleTx,
    team: &Team,
    between: (Moment, Moment),
) -> Result<Vec<Titled>> {
    store::list_moved(tx, team, between).await
}

/// Writes an objective down. Anybody in the team may propose one.
pub async fn write(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    wording: Wording,
) -> Result<Objective> {
    let wording = checked(tx, team, None, wording).await?;
    let objective = Objective {
        organisation_id: team.organisation_id,
        team_id: team.id,
        id: ObjectiveId::draw(),
        title: String::new(),
        serves: Serves::Nothing,
        serves_id: None,
        how_it_serves: String::new(),
        horizon: Horizon::Now,
        owner_id: None,
        owner: None,
        is_owner_here: true,
        proposed_by: Some(viewer.person_id),
        state: State::Proposed,
        reason: String::new(),
        learned: String::new(),
        home: team.name.clone(),
        share_id: None,
        version: 1,
        made_at: hone.clock.now(),
        archived_at: None,
    }
    .with(wording);
    store::insert(tx, &objective).await?;
    index(tx, team, &objective).await?;
    note(tx, hone, viewer, team, objective.about(), ("", "proposed it", "")).await?;
    Ok(objective)
}

/// A wording that can be stored: its owner is in the team, and what it serves is there and does not lead
/// back to it.
async fn checked(
    tx: &mut PeopleTx,
    team: &Team,
    before: Option<&Objective>,
    wording: Wording,
) -> Result<Wording> {
    let wording = wording.tidied()?;
    let is_same_owner = before.is_some_and(|one| one.owner_id == wording.owner);
    let members = team::members(tx, team).await?;
    let is_here = |person| members.iter().any(|member| member.person_id == person);
    if !is_same_owner && !wording.owner.is_some_and(is_here) {
        return Err(Refusal::NoOwner.into());
    }
    if before.is_none_or(|one| one.aim() != wording.aim) {
        must_lead_somewhere(tx, team, before.map(|one| one.id), wording.aim).await?;
    }
    Ok(wording)
}

/// What an objective is to serve is there, and does not serve it in the end. Holds the team, so that two
/// cannot close a circle together.
pub(super) async fn must_lead_somewhere(
    tx: &mut PeopleTx,
    team: &Team,
    id: Option<ObjectiveId>,
    aim: Aim,
) -> Result<()> {
    team::store::hold(tx, team).await?;
    match aim {
        Aim::Nothing => Ok(()),
        Aim::Vision => match statement::present(tx, team).await? {
            Some(_) => Ok(()),
            None => Err(Refusal::NoVision.into()),
        },
        Aim::Objective(to) => {
            let there = store::find(tx, team, to).await?;
            if !there.is_some_and(|one| one.is_open()) {
                return Err(Refusal::NoAim.into());
            }
            let links: BTreeMap<_, _> = store::list_links(tx, team).await?.into_iter().collect();
            let is_circle = id.is_some_and(|id| leads_to(&links, to, id));
            if is_circle { Err(Refusal::Circle.into()) } else { Ok(()) }
        }
    }
}

/// Whether an objective is another one or serves it in the end.
fn leads_to(
    links: &BTreeMap<ObjectiveId, ObjectiveId>,
    from: ObjectiveId,
    to: ObjectiveId,
) -> bool {
    let mut seen = BTreeSet::new();
    let mut at = Some(from);
    while let Some(id) = at.filter(|id| seen.insert(*id)) {
        if id == to {
            return true;
        }
        at = links.get(&id).copied();
    }
    false
}

/// What is not put away can be found by its words, in its home team.
async fn index(tx: &mut PeopleTx, team: &Team, objective: &Objective) -> Result<()> {
    if objective.archived_at.is_some() {
        return search::remove(tx, team, objective.about()).await;
    }
    let parts = [&objective.how_it_serves, &objective.reason, &objective.learned];
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    let body = parts.map(String::as_str).collect::<Vec<_>>().join("\n");
    let about = objective.about();
    let text = search::Text { about, title: &objective.title, body: &body, at: objective.made_at };
    search::write(tx, team, &text).await
}

/// Lets all objectives of a team be found in it as they are now.
pub(crate) async fn index_all(tx: &mut PeopleTx, team: &Team) -> Result<()> {
    for objective in store::list(tx, team).await?.iter().filter(|one| one.is_home_of(team)) {
        index(tx, team, objective).await?;
    }
    Ok(())
}

/// Words an objective anew; `version` is the one that was seen. With another owner it is proposed again,
/// to them.
pub async fn reword(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    (objective, version): (&Objective, i64),
    wording: Wording,
) -> Result<()> {
    objective.must_be_run_by(team, viewer)?;
    objective.must_be(&[State::Proposed, State::Active])?;
    let wording = checked(tx, team, Some(objective), wording).await?;
    let mut worded = Objective { version, ..objective.clone() }.with(wording);
    let is_handed_over = worded.owner_id != objective.owner_id;
    if is_handed_over {
        worded.state = State::Proposed;
        worded.proposed_by = Some(viewer.person_id);
    }
    let did = if is_handed_over { "proposed it to somebody else" } else { "changed its words" };
    save(tx, hone, viewer, team, (objective, &worded), (did, "")).await
}

/// Says what becomes of an objective. Who owns it takes it on; they or the lead say how it ends, with one
/// line of what was learned.
pub async fn take(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    objective: &Objective,
    step: Step<'_>,
) -> Result<()> {
    if step == Step::Start && !(objective.is_home_of(team) && objective.is_of(viewer)) {
        return Err(Refusal::Owner.into());
    }
    objective.must_be_run_by(team, viewer)?;
    let line = |label, typed: &str| -> Result<String> {
        Ok(team::required(label, team::line(label, typed, LONGEST_LINE)?)?)
    };
    let open = &[State::Proposed, State::Active];
    let (before, state, did): (&[State], State, &str) = match step {
        Step::Start => (&[State::Proposed], State::Active, "took it on"),
        Step::Reach(_) => (&[State::Active], State::Reached, "said that it is reached"),
        Step::Drop(..) => (open, State::Dropped, "dropped it"),
        Step::Back => (&[State::Reached, State::Dropped], State::Active, "took its end back"),
    };
    objective.must_be(before)?;
    let (reason, learned) = match step {
        Step::Reach(learned) => (String::new(), line("What we learned", learned)?),
        Step::Drop(reason, learned) => {
            (line("Why it is dropped", reason)?, line("What we learned", learned)?)
        }
        Step::Start | Step::Back => (String::new(), String::new()),
    };
    let why = [reason.as_str(), learned.as_str()].join(" ");
    let taken = Objective { state, reason, learned, ..objective.clone() };
    save(tx, hone, viewer, team, (objective, &taken), (did, why.trim())).await
}

/// Puts an objective away, or brings it back.
pub async fn put_away(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    objective: &Objective,
    is_away: bool,
) -> Result<()> {
    objective.must_be_run_by(team, viewer)?;
    let archived_at = is_away.then(|| hone.clock.now());
    let did = if is_away { "put it away" } else { "brought it back" };
    let moved = Objective { archived_at, ..objective.clone() };
    save(tx, hone, viewer, team, (objective, &moved), (did, "")).await
}

async fn save(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    (before, objective): (&Objective, &Objective),
    (did, why): (&str, &str),
) -> Result<()> {
    if !store::save(tx, team, objective).await? {
        return Err(Refusal::Changed.into());
    }
    index(tx, team, objective).await?;
    note(tx, hone, viewer, team, objective.about(), (before.state.word(), did, why)).await
}
