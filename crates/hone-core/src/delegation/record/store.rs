//! Queries on decisions and looks.

use super::{CheckIn, Decision, Of};
use crate::Result;
use crate::clock::Moment;
use crate::db::{PeopleTx, on};
use crate::ids::AreaId;
use crate::team::Team;

/// How many decisions an area has had at a time, and how many of them are undone.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub(in crate::delegation) struct Tally {
    pub(in crate::delegation) area_id: AreaId,
    pub(in crate::delegation) n_decisions: i64,
    pub(in crate::delegation) n_undone: i64,
}

/// The decisions in each area of a team since it is at its level, by owner or lead.
pub(in crate::delegation) async fn list_tallies(
    tx: &mut PeopleTx,
    team: &Team,
) -> Result<Vec<Tally>> {
    const SQL: &str = "
        SELECT decision.area_id, COUNT(*) AS n_decisions, COUNT(decision.undone_at) AS n_undone
        FROM decision
        JOIN area ON area.organisation_id = decision.organisation_id
                 AND area.team_id = decision.team_id AND area.id = decision.area_id
        WHERE decision.organisation_id = $1 AND decision.team_id = $2
          AND decision.made_at >= area.level_since AND decision.taken_by = area.owner_id
        GROUP BY decision.area_id";
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// The decisions of an area, the latest first.
pub(super) async fn list_decisions(
    tx: &mut PeopleTx,
    team: &Team,
    area: AreaId,
) -> Result<Vec<Decision>> {
    const SQL: &str = "
        SELECT organisation_id, team_id, id, area_id, taken_by, level_then, summary,
               lead_heard_at, undone_at, made_at
        FROM decision
        WHERE organisation_id = $1 AND team_id = $2 AND area_id = $3
        ORDER BY made_at DESC, id";
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(area)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// The decisions that owners took without the lead and that stand, the latest first; at most five. Of one
/// that the lead of the time took, they heard as it was made.
pub(super) async fn list_own(tx: &mut PeopleTx, team: &Team) -> Result<Vec<Of<Decision>>> {
    const SQL: &str = "
        SELECT decision.organisation_id, decision.team_id, decision.id, decision.area_id,
               decision.taken_by, decision.level_then, decision.summary, decision.lead_heard_at,
               decision.undone_at, decision.made_at, area.title
        FROM decision
        JOIN area ON area.organisation_id = decision.organisation_id
                 AND area.id = decision.area_id
        WHERE decision.organisation_id = $1 AND decision.team_id = $2 AND decision.level_then >= 5
          AND (decision.lead_heard_at IS NULL OR decision.lead_heard_at > decision.made_at)
          AND decision.undone_at IS NULL
        ORDER BY decision.made_at DESC, decision.id
        LIMIT 5";
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// Adds a decision.
pub(super) async fn insert_decision(tx: &mut PeopleTx, decision: &Decision) -> Result<()> {
    const SQL: &str = "
        INSERT INTO decision (organisation_id, team_id, id, area_id, taken_by, level_then, summary,
                              lead_heard_at, made_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(decision.organisation_id)
        .bind(decision.team_id)
        .bind(decision.id)
        .bind(decision.area_id)
        .bind(decision.taken_by)
        .bind(decision.level_then)
        .bind(&decision.summary)
        .bind(decision.lead_heard_at)
        .bind(decision.made_at)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Saves whether a decision is undone.
pub(super) async fn save_undone(tx: &mut PeopleTx, decision: &Decision) -> Result<()> {
    const SQL: &str = "
        UPDATE decision SET undone_at = $1
        WHERE organisation_id = $2 AND team_id = $3 AND id = $4";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(decision.undone_at)
        .bind(decision.organisation_id)
        .bind(decision.team_id)
        .bind(decision.id)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Saves that the lead has heard of every decision of an area.
pub(super) async fn save_heard(
    tx: &mut PeopleTx,
    team: &Team,
    area: AreaId,
    now: Moment,
) -> Result<()> {
    const SQL: &str = "
        UPDATE decision SET lead_heard_at = $1
        WHERE organisation_id = $2 AND team_id = $3 AND area_id = $4 AND lead_heard_at IS NULL";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(now)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(area)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Adds a look.
pub(super) async fn insert_check_in(tx: &mut PeopleTx, check_in: &CheckIn) -> Result<()> {
    const SQL: &str = "
        INSERT INTO check_in (organisation_id, team_id, id, area_id, kind, started_by, note,
                              made_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(check_in.organisation_id)
        .bind(check_in.team_id)
        .bind(check_in.id)
        .bind(check_in.area_id)
        .bind(check_in.kind)
        .bind(check_in.started_by)
        .bind(&check_in.note)
        .bind(check_in.made_at)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// The looks of a team that were not agreed, the latest first; at most 50.
pub(super) async fn list_extra(tx: &mut PeopleTx, team: &Team) -> Result<Vec<Of<CheckIn>>> {
    const SQL: &str = "
        SELECT check_in.organisation_id, check_in.team_id, check_in.id, check_in.area_id,
               check_in.kind, check_in.started_by, check_in.note, check_in.made_at, area.title
        FROM check_in
        JOIN area ON area.organisation_id = check_in.organisation_id AND area.id = check_in.area_id
        WHERE check_in.organisation_id = $1 AND check_in.team_id = $2 AND check_in.kind = 'extra'
        ORDER BY check_in.made_at DESC, check_in.id
        LIMIT 50";
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}
