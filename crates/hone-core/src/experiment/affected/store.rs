//! Queries on those whom experiments reach.

use super::Affected;
use crate::Result;
use crate::db::{PeopleTx, on};
use crate::ids::ExperimentId;
use crate::team::Team;

/// How many groups an experiment reaches, and how many of them were not told.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub(in crate::experiment) struct Reach {
    pub(in crate::experiment) experiment_id: ExperimentId,
    pub(in crate::experiment) n_groups: i64,
    pub(in crate::experiment) n_untold: i64,
}

/// How many groups each experiment of a team reaches; those put away aside.
pub(in crate::experiment) async fn list_reaches(
    tx: &mut PeopleTx,
    team: &Team,
) -> Result<Vec<Reach>> {
    const SQL: &str = "
        SELECT experiment_id, COUNT(*) AS n_groups, COUNT(*) - COUNT(told_on) AS n_untold
        FROM affected
        WHERE organisation_id = $1 AND team_id = $2 AND archived_at IS NULL
        GROUP BY experiment_id";
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// Those whom an experiment reaches, in the order in which they were written.
pub(super) async fn list(
    tx: &mut PeopleTx,
    team: &Team,
    experiment: ExperimentId,
) -> Result<Vec<Affected>> {
    const SQL: &str = "
        SELECT organisation_id, team_id, id, experiment_id, who, what_changes, effect, told_on,
               they_said, version, made_at, archived_at
        FROM affected
        WHERE organisation_id = $1 AND team_id = $2 AND experiment_id = $3
        ORDER BY made_at, id";
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(experiment)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// Adds a group.
pub(super) async fn insert(tx: &mut PeopleTx, affected: &Affected) -> Result<()> {
    const SQL: &str = "
        INSERT INTO affected (organisation_id, team_id, id, experiment_id, who, what_changes, effect,
                              told_on, they_said, version, made_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(affected.organisation_id)
        .bind(affected.team_id)
        .bind(affected.id)
        .bind(affected.experiment_id)
        .bind(&affected.who)
        .bind(&affected.what_changes)
        .bind(affected.effect)
        .bind(&affected.told_on)
        .bind(&affected.they_said)
        .bind(affected.version)
        .bind(affected.made_at)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Saves a group, unless its version is no longer the stored one. True if it was saved.
pub(super) async fn save(tx: &mut PeopleTx, affected: &Affected) -> Result<bool> {
    const SQL: &str = "
        UPDATE affected
        SET who = $1, what_changes = $2, effect = $3, told_on = $4, they_said = $5,
            archived_at = $6, version = version + 1
        WHERE organisation_id = $7 AND team_id = $8 AND id = $9 AND version = $10";
    let n = on!(tx, |conn| sqlx::query(SQL)
        .bind(&affected.who)
        .bind(&affected.what_changes)
        .bind(affected.effect)
        .bind(&affected.told_on)
        .bind(&affected.they_said)
        .bind(affected.archived_at)
        .bind(affected.organisation_id)
        .bind(affected.team_id)
        .bind(affected.id)
        .bind(affected.version)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n == 1)
}
