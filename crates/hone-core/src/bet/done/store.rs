//! Queries on what somebody practised with bets.

use crate::Result;
use crate::db::{PeopleTx, on};
use crate::ids::TeamId;
use crate::team::Between;

/// The bets that somebody placed, team by team.
pub(super) async fn list_placed(
    tx: &mut PeopleTx,
    between: &Between,
) -> Result<Vec<(TeamId, i64)>> {
    const SQL: &str = "
        SELECT team_id, COUNT(*)
        FROM bet
        WHERE organisation_id = $1 AND owner_id = $2 AND placed_at >= $3 AND placed_at < $4
        GROUP BY team_id
        ORDER BY team_id";
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(between.organisation_id)
        .bind(between.person_id)
        .bind(between.from)
        .bind(between.to)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// The bets of somebody that ended, team by team.
pub(super) async fn list_ended(tx: &mut PeopleTx, between: &Between) -> Result<Vec<(TeamId, i64)>> {
    const SQL: &str = "
        SELECT team_id, COUNT(*)
        FROM bet
        WHERE organisation_id = $1 AND owner_id = $2 AND ended_at >= $3 AND ended_at < $4
        GROUP BY team_id
        ORDER BY team_id";
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(between.organisation_id)
        .bind(between.person_id)
        .bind(between.from)
        .bind(between.to)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}
