//! Whom an experiment reaches: what changes for them, whether they gain or lose by it, when they were told,
//! and what they said. Everybody in the team writes it: whoever is near sees it first.

pub(super) mod store;

use jiff::civil::Date;

use super::{Experiment, LONGEST_LINE, LONGEST_TEXT, Refusal, note};
use crate::account::Viewer;
use crate::clock::Moment;
use crate::db::PeopleTx;
use crate::ids::{AffectedId, ExperimentId, OrganisationId, TeamId};
use crate::team::{self, Team};
use crate::{Hone, Result};

/// What a change means to those whom it reaches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum Effect {
    /// They gain by it.
    Gain,
    /// They lose by it.
    Loss,
    /// Nobody knows yet.
    #[default]
    Unsure,
}

impl Effect {
    /// The same as words.
    pub fn word(self) -> &'static str {
        match self {
            Self::Gain => "gain",
            Self::Loss => "loss",
            Self::Unsure => "unsure",
        }
    }
}

/// A group of people whom an experiment reaches.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Affected {
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// The team.
    pub team_id: TeamId,
    /// The id.
    pub id: AffectedId,
    /// The experiment.
    pub experiment_id: ExperimentId,
    /// Who they are.
    pub who: String,
    /// What changes for them.
    pub what_changes: String,
    /// What that means to them.
    pub effect: Effect,
    /// The day on which they were told, as it is stored.
    pub told_on: Option<String>,
    /// What they said.
    pub they_said: String,
    /// The number of changes so far: who changes an older one is told.
    pub version: i64,
    /// When it was written.
    pub made_at: Moment,
    /// Since when it is put away, where it can be brought back.
    pub archived_at: Option<Moment>,
}

/// What somebody writes of a group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wording {
    /// Who they are.
    pub who: String,
    /// What changes for them.
    pub what_changes: String,
    /// What that means to them.
    pub effect: Effect,
    /// The day on which they were told.
    pub told_on: Option<Date>,
    /// What they said.
    pub they_said: String,
}

impl Wording {
    fn tidied(self) -> Result<Self> {
        let line = |label, typed: &str| team::line(label, typed, LONGEST_LINE);
        Ok(Self {
            who: team::required("Who it reaches", line("Who it reaches", &self.who)?)?,
            what_changes: line("What changes for them", &self.what_changes)?,
            they_said: team::lines("What they said", &self.they_said, LONGEST_TEXT)?,
            ..self
        })
    }
}

impl Affected {
    /// The day on which they were told.
    pub fn told_day(&self) -> Option<Date> {
        self.told_on.as_deref()?.parse().ok()
    }

    fn with(self, wording: Wording) -> Self {
        Self {
            who: wording.who,
            what_changes: wording.what_changes,
            effect: wording.effect,
            told_on: wording.told_on.map(|day| day.to_string()),
            they_said: wording.they_said,
            ..self
        }
    }
}

/// Those whom an experiment reaches, in the order in which they were written; also those put away.
pub async fn list(
    tx: &mut PeopleTx,
    team: &Team,
    experiment: &Experiment,
) -> Result<Vec<Affected>> {
    store::list(tx, team, experiment.id).await
}

/// A group that an experiment reaches.
pub async fn find(
    tx: &mut PeopleTx,
    team: &Team,
    experiment: &Experiment,
    id: AffectedId,
) -> Result<Option<Affected>> {
    let all = list(tx, team, experiment).await?;
    Ok(all.into_iter().find(|one| one.id == id))
}

/// Writes down a group that an experiment reaches.
pub async fn write(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    experiment: &Experiment,
    wording: Wording,
) -> Result<Affected> {
    let affected = Affected {
        organisation_id: team.organisation_id,
        team_id: team.id,
        id: AffectedId::draw(),
        experiment_id: experiment.id,
        who: String::new(),
        what_changes: String::new(),
        effect: Effect::default(),
        told_on: None,
        they_said: String::new(),
        version: 1,
        made_at: hone.clock.now(),
        archived_at: None,
    }
    .with(wording.tidied()?);
    store::insert(tx, &affected).await?;
    let did = (experiment.word(), "wrote down whom it reaches", affected.who.as_str());
    note(tx, hone, viewer, team, experiment.about(), did).await?;
    Ok(affected)
}

/// Words a group anew; `version` is the one that was seen.
pub async fn reword(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    (experiment, affected, version): (&Experiment, &Affected, i64),
    wording: Wording,
) -> Result<()> {
    let worded = Affected { version, ..affected.clone() }.with(wording.tidied()?);
    save(tx, hone, viewer, team, (experiment, &worded), "changed whom it reaches").await
}

/// Notes that a group was told today.
pub async fn tell(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    (experiment, affected): (&Experiment, &Affected),
) -> Result<()> {
    let today = hone.clock.now().date(&viewer.zone());
    let told = Affected { told_on: Some(today.to_string()), ..affected.clone() };
    save(tx, hone, viewer, team, (experiment, &told), "told whom it reaches").await
}

/// Puts a group away, or brings it back.
pub async fn put_away(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    (experiment, affected): (&Experiment, &Affected),
    is_away: bool,
) -> Result<()> {
    let archived_at = is_away.then(|| hone.clock.now());
    let did = if is_away { "put a group away" } else { "brought a group back" };
    let moved = Affected { archived_at, ..affected.clone() };
    save(tx, hone, viewer, team, (experiment, &moved), did).await
}

async fn save(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    (experiment, affected): (&Experiment, &Affected),
    did: &str,
) -> Result<()> {
    if !store::save(tx, affected).await? {
        return Err(Refusal::Changed.into());
    }
    let did = (experiment.word(), did, affected.who.as_str());
    note(tx, hone, viewer, team, experiment.about(), did).await
}
