//! Queries on with whom somebody spoke.

use crate::Result;
use crate::db::{PeopleTx, on};
use crate::ids::TeamId;
use crate::team::Between;

/// How many stakeholders somebody logged a contact with that counts, team by team.
pub(super) async fn list_spoken(
    tx: &mut PeopleTx,
    between: &Between,
) -> Result<Vec<(TeamId, i64)>> {
    const SQL: &str = "
        SELECT team_id, COUNT(DISTINCT stakeholder_id)
        FROM stakeholder_contact
        WHERE organisation_id = $1 AND person_id = $2 AND archived_at IS NULL
          AND made_at >= $3 AND made_at < $4
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
