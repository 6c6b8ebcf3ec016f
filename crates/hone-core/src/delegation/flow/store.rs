//! Queries on questions over some time.

use crate::Result;
use crate::clock::Moment;
use crate::db::{PeopleTx, on};
use crate::delegation::request::Request;
use crate::team::Team;

/// The questions of a team that are open, or were closed since a moment, the oldest first.
pub(super) async fn list_since(
    tx: &mut PeopleTx,
    team: &Team,
    since: Moment,
) -> Result<Vec<Request>> {
    const SQL: &str = "
        SELECT organisation_id, team_id, id, area_id, asked_by, level_then, question, own_proposal,
               needed_by, promised_on, state, answer, opened_at, closed_at
        FROM area_request
        WHERE organisation_id = $1 AND team_id = $2 AND (state = 'open' OR closed_at >= $3)
        ORDER BY opened_at, id";
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(since)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}
