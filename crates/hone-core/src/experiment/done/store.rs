//! Queries on what a lead practised with challenges and experiments.

use crate::Result;
use crate::db::{PeopleTx, on};
use crate::ids::TeamId;
use crate::team::Between;

/// The challenges that the lead answered, team by team.
pub(super) async fn list_answered(
    tx: &mut PeopleTx,
    between: &Between,
) -> Result<Vec<(TeamId, i64)>> {
    const SQL: &str = "
        SELECT team.id, COUNT(DISTINCT team_event.entity_id)
        FROM team_event
        JOIN team ON team.organisation_id = team_event.organisation_id
                 AND team.id = team_event.team_id
        WHERE team_event.organisation_id = $1 AND team.lead_id = $2
          AND team_event.kind = 'challenge' AND team_event.to_state LIKE 'answered: %'
          AND team_event.at >= $3 AND team_event.at < $4
        GROUP BY team.id
        ORDER BY team.id";
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(between.organisation_id)
        .bind(between.person_id)
        .bind(between.from)
        .bind(between.to)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// The experiments that were started, team by team.
pub(super) async fn list_started(
    tx: &mut PeopleTx,
    between: &Between,
) -> Result<Vec<(TeamId, i64)>> {
    const SQL: &str = "
        SELECT team.id, COUNT(DISTINCT team_event.entity_id)
        FROM team_event
        JOIN team ON team.organisation_id = team_event.organisation_id
                 AND team.id = team_event.team_id
        WHERE team_event.organisation_id = $1 AND team.lead_id = $2
          AND team_event.kind = 'experiment' AND team_event.to_state = 'started it'
          AND team_event.at >= $3 AND team_event.at < $4
        GROUP BY team.id
        ORDER BY team.id";
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(between.organisation_id)
        .bind(between.person_id)
        .bind(between.from)
        .bind(between.to)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// The experiments of which it was decided what becomes of them, team by team.
pub(super) async fn list_decided(
    tx: &mut PeopleTx,
    between: &Between,
) -> Result<Vec<(TeamId, i64)>> {
    const SQL: &str = "
        SELECT team.id, COUNT(DISTINCT team_event.entity_id)
        FROM team_event
        JOIN team ON team.organisation_id = team_event.organisation_id
                 AND team.id = team_event.team_id
        WHERE team_event.organisation_id = $1 AND team.lead_id = $2
          AND team_event.kind = 'experiment' AND team_event.to_state LIKE 'decided to %'
          AND team_event.at >= $3 AND team_event.at < $4
        GROUP BY team.id
        ORDER BY team.id";
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(between.organisation_id)
        .bind(between.person_id)
        .bind(between.from)
        .bind(between.to)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}
