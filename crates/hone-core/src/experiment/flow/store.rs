//! Queries on when experiments ended.

use crate::Result;
use crate::clock::Moment;
use crate::db::{PeopleTx, on};
use crate::ids::ExperimentId;
use crate::team::Team;

/// The experiments of a team that came to an end since a moment, and when they last did.
pub(super) async fn list_ended(
    tx: &mut PeopleTx,
    team: &Team,
    since: Moment,
) -> Result<Vec<(ExperimentId, Moment)>> {
    const SQL: &str = "
        SELECT entity_id, MAX(at)
        FROM team_event
        WHERE organisation_id = $1 AND team_id = $2 AND kind = 'experiment'
          AND to_state IN ('ended it', 'stopped it') AND at >= $3
        GROUP BY entity_id
        ORDER BY MAX(at), entity_id";
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(since)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}
