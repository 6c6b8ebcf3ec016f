//! Queries on what a lead practised on the board.

use crate::Result;
use crate::db::{PeopleTx, on};
use crate::ids::TeamId;
use crate::team::Between;

/// The proposals of a level towards the owner that were accepted, team by team.
pub(super) async fn list_raised(
    tx: &mut PeopleTx,
    between: &Between,
) -> Result<Vec<(TeamId, i64)>> {
    const SQL: &str = "
        SELECT team.id, COUNT(*)
        FROM level_proposal
        JOIN team ON team.organisation_id = level_proposal.organisation_id AND team.id = level_proposal.team_id
        WHERE level_proposal.organisation_id = $1 AND team.lead_id = $2
          AND level_proposal.made_at >= team.led_since AND level_proposal.state = 'accepted' AND level_proposal.to_level > level_proposal.from_level
          AND level_proposal.made_at >= $3 AND level_proposal.made_at < $4
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

/// The lessons that the team reads, team by team.
pub(super) async fn list_lessons(
    tx: &mut PeopleTx,
    between: &Between,
) -> Result<Vec<(TeamId, i64)>> {
    const SQL: &str = "
        SELECT team.id, COUNT(*)
        FROM lesson
        JOIN team ON team.organisation_id = lesson.organisation_id AND team.id = lesson.team_id
        WHERE lesson.organisation_id = $1 AND team.lead_id = $2
          AND lesson.made_at >= team.led_since AND lesson.state <> 'draft' AND lesson.archived_at IS NULL
          AND lesson.made_at >= $3 AND lesson.made_at < $4
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

/// The talks that were noted, team by team.
pub(super) async fn list_talks(tx: &mut PeopleTx, between: &Between) -> Result<Vec<(TeamId, i64)>> {
    const SQL: &str = "
        SELECT team_id, COUNT(*)
        FROM talk
        WHERE organisation_id = $1 AND lead_id = $2 AND archived_at IS NULL
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
