//! Key results: by what an objective is seen to come nearer, and check-ins on them. A check-in is one
//! number and one line, perhaps with odds. A key result belongs to its objective and to no person.

pub mod foreseen;
pub(super) mod store;

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::objective::Objective;
use super::{LONGEST_LINE, Refusal, State, note};
use crate::account::Viewer;
use crate::bet::odds::GRID;
use crate::clock::{Day, Moment};
use crate::db::PeopleTx;
use crate::ids::{KeyCheckId, KeyResultId, ObjectiveId, OrganisationId, PersonId, TeamId};
use crate::team::{self, Team};
use crate::{Hone, Result};

/// Numbers are at most this large, up and down.
pub(super) const LARGEST: f64 = 1e12;

/// A key result.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct KeyResult {
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// The home team of its objective.
    pub team_id: TeamId,
    /// The id.
    pub id: KeyResultId,
    /// The objective.
    pub objective_id: ObjectiveId,
    /// What is counted or measured, with its unit.
    pub measure: String,
    /// Where it stood at the start.
    pub start_value: f64,
    /// Where it is to stand.
    pub target_value: f64,
    /// By when.
    #[sqlx(try_from = "String")]
    pub due: Day,
    /// The number of changes so far: who changes an older one is told.
    pub version: i64,
    /// When it was written down.
    pub made_at: Moment,
    /// Since when it is put away, where it can be brought back.
    pub archived_at: Option<Moment>,
}

/// One number and one line on a key result.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct CheckIn {
    /// The id.
    pub id: KeyCheckId,
    /// The key result.
    pub key_result_id: KeyResultId,
    /// Who wrote it: somebody of any team that has the objective; nothing where they were erased.
    pub person_id: Option<PersonId>,
    /// Their name.
    pub person: Option<String>,
    /// Where it stands.
    pub value: f64,
    /// How likely they thought that the target is reached by its day, in percent, if they said so.
    pub odds: Option<i64>,
    /// The line; empty where its writer was erased.
    pub line: String,
    /// The day, as it was for whoever wrote it.
    #[sqlx(try_from = "String")]
    pub on_day: Day,
    /// When it was written.
    pub made_at: Moment,
    /// Since when it is put away, where it can be brought back.
    pub archived_at: Option<Moment>,
}

/// A key result with its check-ins, the latest first; also those that are put away.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// The key result.
    pub key: KeyResult,
    /// Its check-ins.
    pub checks: Vec<CheckIn>,
}

impl Measured {
    /// The latest check-in that counts.
    pub fn latest(&self) -> Option<&CheckIn> {
        self.checks.iter().find(|check| check.archived_at.is_none())
    }

    /// Where it stands now: as the latest check-in says, else as at the start.
    pub fn now(&self) -> f64 {
        self.latest().map_or(self.key.start_value, |check| check.value)
    }

    /// Whether somebody has still to say where it stands on its day or after.
    pub fn is_awaited(&self) -> bool {
        let is_after =
            |check: &CheckIn| check.archived_at.is_none() && check.on_day >= self.key.due;
        self.key.archived_at.is_none() && !self.checks.iter().any(is_after)
    }

    /// Whether its day has come and nobody has said since where it stands.
    pub fn is_due(&self, today: Date) -> bool {
        self.is_awaited() && self.key.due.0 <= today
    }
}

/// Where a key result stands, without who said so.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The key result.
    pub key: KeyResult,
    /// Where it stands: by its latest check-in, or at its start.
    pub now: f64,
    /// Whether nobody has said where it stands since its day.
    pub is_awaited: bool,
}

impl Standing {
    /// Whether its day has come, and nobody has said since where it stands.
    pub fn is_due(&self, today: Date) -> bool {
        self.is_awaited && self.key.due.0 <= today
    }
}

/// What somebody writes into a key result, the numbers as they were typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// What is counted or measured.
    pub measure: String,
    /// Where it stands at the start.
    pub start: String,
    /// Where it is to stand.
    pub target: String,
    /// By when.
    pub due: Date,
}

impl KeyResult {
    /// Whether so much is the target or beyond it, as one comes from the start.
    pub fn is_reached_at(&self, value: f64) -> bool {
        if self.target_value > self.start_value {
            value >= self.target_value
        } else {
            value <= self.target_value
        }
    }

    fn with(self, wording: &Wording) -> Result<Self> {
        let measure = team::line("What is measured", &wording.measure, LONGEST_LINE)?;
        let start_value = number("The start", &wording.start)?;
        let target_value = number("The target", &wording.target)?;
        if start_value.total_cmp(&target_value).is_eq() {
            return Err(Refusal::NoWay.into());
        }
        Ok(Self {
            measure: team::required("What is measured", measure)?,
            start_value,
            target_value,
            due: Day(wording.due),
            ..self
        })
    }
}

/// A number as people type it, with a point or a comma before its decimals.
fn number(label: &'static str, typed: &str) -> Result<f64, Refusal> {
    let value: f64 =
        typed.trim().replace(',', ".").parse().map_err(|_| Refusal::NoNumber(label))?;
    // Zero has no sign for people.
    if value.abs() <= LARGEST { Ok(value + 0.0) } else { Err(Refusal::NoNumber(label)) }
}

/// The key results of all objectives that a team has, in the order in which they came; also those put
/// away.
pub async fn list_all(tx: &mut PeopleTx, team: &Team) -> Result<Vec<Measured>> {
    measured(tx, team, None).await
}

/// Where the key results of all objectives that a team has stand, in the order in which they came; without
/// those put away.
pub async fn list_standings(tx: &mut PeopleTx, team: &Team) -> Result<Vec<Standing>> {
    let mut said: BTreeMap<KeyResultId, Vec<store::Said>> = BTreeMap::new();
    for one in store::list_said(tx, team).await? {
        said.entry(one.key_result_id).or_default().push(one);
    }
    let standing = |key: KeyResult| {
        let said = said.remove(&key.id).unwrap_or_default();
        let now = said.first().map_or(key.start_value, |latest| latest.value);
        let is_awaited = !said.iter().any(|one| one.on_day >= key.due);
        Standing { key, now, is_awaited }
    };
    let keys = store::list(tx, team, None).await?.into_iter();
    Ok(keys.filter(|key| key.archived_at.is_none()).map(standing).collect())
}

/// The key results of an objective that a team has.
pub async fn list(tx: &mut PeopleTx, team: &Team, objective: &Objective) -> Result<Vec<Measured>> {
    measured(tx, team, Some(objective.id)).await
}

async fn measured(
    tx: &mut PeopleTx,
    team: &Team,
    objective: Option<ObjectiveId>,
) -> Result<Vec<Measured>> {
    let mut checks: BTreeMap<KeyResultId, Vec<CheckIn>> = BTreeMap::new();
    for check in store::list_checks(tx, team, objective).await? {
        checks.entry(check.key_result_id).or_default().push(check);
    }
    let with =
        |key: KeyResult| Measured { checks: checks.remove(&key.id).unwrap_or_default(), key };
    Ok(store::list(tx, team, objective).await?.into_iter().map(with).collect())
}

/// A key result of an objective that a team has.
pub async fn find(
    tx: &mut PeopleTx,
    team: &Team,
    objective: &Objective,
    id: KeyResultId,
) -> Result<Option<Measured>> {
    Ok(list(tx, team, objective).await?.into_iter().find(|one| one.key.id == id))
}

/// The key results of active objectives whose day is to come, or has come and nobody has said since where
/// they stand, where that waits for the viewer.
pub async fn list_awaited(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    team: &Team,
) -> Result<Vec<KeyResult>> {
    store::list_awaited(tx, team, (viewer.person_id, team.is_led_by(viewer))).await
}

/// What somebody checked in on objectives of teams in which they never were, the oldest first.
pub(crate) async fn list_elsewhere(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<Vec<CheckIn>> {
    store::list_elsewhere(tx, organisation, person).await
}

/// Adds a key result to an objective.
pub async fn write(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    objective: &Objective,
    wording: &Wording,
) -> Result<KeyResult> {
    objective.must_be_run_by(team, viewer)?;
    objective.must_be(&[State::Proposed, State::Active])?;
    let key = KeyResult {
        organisation_id: team.organisation_id,
        team_id: team.id,
        id: KeyResultId::draw(),
        objective_id: objective.id,
        measure: String::new(),
        start_value: 0.0,
        target_value: 0.0,
        due: Day(wording.due),
        version: 1,
        made_at: hone.clock.now(),
        archived_at: None,
    }
    .with(wording)?;
    store::insert(tx, &key).await?;
    tell(tx, hone, viewer, team, objective, ("added a key result", &key.measure)).await?;
    Ok(key)
}

async fn tell(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    objective: &Objective,
    (did, why): (&str, &str),
) -> Result<()> {
    note(tx, hone, viewer, team, objective.about(), (objective.state.word(), did, why)).await
}

/// Words a key result anew; `version` is the one that was seen.
pub async fn reword(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    (objective, key, version): (&Objective, &KeyResult, i64),
    wording: &Wording,
) -> Result<()> {
    objective.must_be(&[State::Proposed, State::Active])?;
    let worded = KeyResult { version, ..key.clone() }.with(wording)?;
    save(tx, hone, viewer, team, (objective, &worded), "changed a key result").await
}

/// Puts a key result away, or brings it back.
pub async fn put_away(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    (objective, key): (&Objective, &KeyResult),
    is_away: bool,
) -> Result<()> {
    let archived_at = is_away.then(|| hone.clock.now());
    let moved = KeyResult { archived_at, ..key.clone() };
    let did = if is_away { "put a key result away" } else { "brought a key result back" };
    save(tx, hone, viewer, team, (objective, &moved), did).await
}

async fn save(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    (objective, key): (&Objective, &KeyResult),
    did: &str,
) -> Result<()> {
    objective.must_be_run_by(team, viewer)?;
    if !store::save(tx, team, key).await? {
        return Err(Refusal::Changed.into());
    }
    tell(tx, hone, viewer, team, objective, (did, &key.measure)).await
}

/// Says where a key result stands: a number as it was typed, odds that it is reached if they like, and
/// one line. Anybody in a team that has the objective may.
pub async fn check_in(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    (objective, key): (&Objective, &KeyResult),
    (value, odds, line): (&str, Option<i64>, &str),
) -> Result<CheckIn> {
    objective.must_be(&[State::Proposed, State::Active])?;
    if key.archived_at.is_some() {
        return Err(Refusal::NotNow("put away").into());
    }
    if odds.is_some_and(|odds| !GRID.contains(&odds)) {
        return Err(Refusal::Odds.into());
    }
    let line = team::line("One line on it", line, LONGEST_LINE)?;
    let now = hone.clock.now();
    let check = CheckIn {
        id: KeyCheckId::draw(),
        key_result_id: key.id,
        person_id: Some(viewer.person_id),
        person: Some(viewer.name.clone()),
        value: number("Where it stands", value)?,
        odds,
        line: team::required("One line on it", line)?,
        on_day: Day(now.date(&viewer.zone())),
        made_at: now,
        archived_at: None,
    };
    if !store::insert_check(tx, team, key, &check).await? {
        return Err(Refusal::Changed.into());
    }
    tell(tx, hone, viewer, team, objective, ("checked in", &key.measure)).await?;
    Ok(check)
}

/// Puts a check-in away, or brings it back: whoever wrote it, the owner of the objective, or the lead of
/// its home team.
pub async fn put_check_away(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    (objective, key, check): (&Objective, &KeyResult, &CheckIn),
    is_away: bool,
) -> Result<()> {
    if check.person_id != Some(viewer.person_id) {
        objective.must_be_run_by(team, viewer)?;
    }
    let archived_at = is_away.then(|| hone.clock.now());
    if !store::save_check_away(tx, team, check.id, archived_at).await? {
        return Err(Refusal::Changed.into());
    }
    let did = if is_away { "put a check-in away" } else { "brought a check-in back" };
    tell(tx, hone, viewer, team, objective, (did, &key.measure)).await
}
