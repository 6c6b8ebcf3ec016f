//! What is noted of an area: decisions that were taken, and looks at it.

pub(super) mod store;

use super::area::{self, Area, Looks};
use super::{LONGEST_LINE, Level, tell};
use crate::account::Viewer;
use crate::clock::{Moment, days_after};
use crate::db::PeopleTx;
use crate::ids::{AreaId, CheckInId, DecisionId, OrganisationId, PersonId, TeamId};
use crate::team::{self, Team};
use crate::{Hone, Result};

/// A decision that was taken in an area.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Decision {
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// The team.
    pub team_id: TeamId,
    /// The id.
    pub id: DecisionId,
    /// The area.
    pub area_id: AreaId,
    /// By whom.
    pub taken_by: PersonId,
    /// The level of the area at that time.
    pub level_then: Level,
    /// What was decided.
    pub summary: String,
    /// When the lead heard of it, where the owner took it.
    pub lead_heard_at: Option<Moment>,
    /// Since when it is undone.
    pub undone_at: Option<Moment>,
    /// When it was noted.
    pub made_at: Moment,
}

/// Whether a look was agreed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum Look {
    /// As agreed.
    Planned,
    /// Beyond what was agreed.
    Extra,
}

/// A look at an area.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct CheckIn {
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// The team.
    pub team_id: TeamId,
    /// The id.
    pub id: CheckInId,
    /// The area.
    pub area_id: AreaId,
    /// Whether it was agreed.
    pub kind: Look,
    /// Who began it.
    pub started_by: PersonId,
    /// What was seen; may be empty.
    pub note: String,
    /// When it was noted.
    pub made_at: Moment,
}

impl CheckIn {
    /// Whether the lead looked beyond what was agreed, as long as they lead. What an owner asks for is none
    /// of it.
    pub fn is_beyond(&self, team: &Team) -> bool {
        let is_leads = self.started_by == team.lead_id && self.made_at >= team.led_since;
        self.kind == Look::Extra && is_leads
    }
}

/// Something that is noted of an area, with what the area is called.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Of<T> {
    /// What is noted.
    #[sqlx(flatten)]
    pub one: T,
    /// The title of the area.
    pub title: String,
}

/// Notes a decision.
pub async fn decide(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    area: &Area,
    summary: &str,
) -> Result<Decision> {
    area.must_be_of(team, viewer)?;
    let now = hone.clock.now();
    area.must_be_under_way(now.date(&viewer.zone()))?;
    let summary = team::line("The decision", summary, LONGEST_LINE)?;
    let decision = Decision {
        organisation_id: team.organisation_id,
        team_id: team.id,
        id: DecisionId::draw(),
        area_id: area.id,
        taken_by: viewer.person_id,
        level_then: area.level,
        summary: team::required("The decision", summary)?,
        lead_heard_at: team.is_led_by(viewer).then_some(now),
        undone_at: None,
        made_at: now,
    };
    store::insert_decision(tx, &decision).await?;
    tell(tx, hone, viewer, team, area, "decided", &decision.summary).await?;
    Ok(decision)
}

/// Says that a decision is undone, with a sentence on the task, or takes that back.
pub async fn undo(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    (area, decision): (&Area, &Decision),
    is_undone: bool,
) -> Result<()> {
    area.must_be_of(team, viewer)?;
    let undone_at = is_undone.then(|| hone.clock.now());
    store::save_undone(tx, &Decision { undone_at, ..decision.clone() }).await?;
    let did = if is_undone { "undid a decision" } else { "let a decision stand again" };
    tell(tx, hone, viewer, team, area, did, &decision.summary).await
}

/// Notes a look. A planned one moves the next on by the rhythm; with each, the lead has heard of what
/// the owner decided.
pub async fn look(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    area: &Area,
    (kind, note): (Look, &str),
) -> Result<CheckIn> {
    area.must_be_of(team, viewer)?;
    let now = hone.clock.now();
    let today = now.date(&viewer.zone());
    area.must_be_under_way(today)?;
    let check_in = CheckIn {
        organisation_id: team.organisation_id,
        team_id: team.id,
        id: CheckInId::draw(),
        area_id: area.id,
        kind,
        started_by: viewer.person_id,
        note: team::line("What you saw", note, LONGEST_LINE)?,
        made_at: now,
    };
    store::insert_check_in(tx, &check_in).await?;
    store::save_heard(tx, team, area.id, now).await?;
    if kind == Look::Planned {
        let next = match area.check_in {
            Looks::Days => Some(days_after(today, area.every_days).to_string()),
            Looks::None | Looks::Milestones => None,
        };
        area::save(tx, &Area { next_check_in: next, ..area.clone() }).await?;
    }
    let did = match kind {
        Look::Planned => "looked at it, as agreed",
        Look::Extra => "looked at it, beyond what was agreed",
    };
    tell(tx, hone, viewer, team, area, did, &check_in.note).await?;
    Ok(check_in)
}

/// A decision of an area.
pub async fn find_decision(
    tx: &mut PeopleTx,
    team: &Team,
    area: &Area,
    id: DecisionId,
) -> Result<Option<Decision>> {
    let all = store::list_decisions(tx, team, area.id).await?;
    Ok(all.into_iter().find(|decision| decision.id == id))
}

/// The decisions of an area, the latest first.
pub async fn decisions(tx: &mut PeopleTx, team: &Team, area: &Area) -> Result<Vec<Decision>> {
    store::list_decisions(tx, team, area.id).await
}

/// The latest decisions that owners took without the lead, and that stand; at most five.
pub async fn without_lead(tx: &mut PeopleTx, team: &Team) -> Result<Vec<Of<Decision>>> {
    store::list_own(tx, team).await
}

/// The looks of a team beyond what was agreed, the latest first.
pub async fn beyond(tx: &mut PeopleTx, team: &Team) -> Result<Vec<Of<CheckIn>>> {
    let all = store::list_extra(tx, team).await?;
    Ok(all.into_iter().filter(|look| look.one.is_beyond(team)).collect())
}
