//! Queries on what a lead practised with the vision of a team.

use crate::Result;
use crate::db::{PeopleTx, on};
use crate::ids::TeamId;
use crate::team::Between;

/// The objectives that were reached, and are still said to be, team by team.
pub(super) async fn list_reached(
    tx: &mut PeopleTx,
    between: &Between,
) -> Result<Vec<(TeamId, i64)>> {
    const SQL: &str = "
        SELECT team.id, COUNT(DISTINCT objective.id)
        FROM team_event
        JOIN team ON team.organisation_id = team_event.organisation_id
                 AND team.id = team_event.team_id
        JOIN objective ON objective.organisation_id = team_event.organisation_id
                      AND objective.team_id = team_event.team_id
                      AND objective.id = team_event.entity_id
        WHERE team_event.organisation_id = $1 AND team.lead_id = $2
          AND team_event.at >= team.led_since
          AND team_event.kind = 'objective' AND team_event.to_state = 'said that it is reached'
          AND objective.state = 'reached'
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
