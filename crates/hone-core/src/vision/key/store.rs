//! Queries on key results and check-ins.

use super::{CheckIn, KeyResult};
use crate::Result;
use crate::clock::{Day, Moment};
use crate::db::{PeopleTx, on};
use crate::ids::{KeyCheckId, KeyResultId, ObjectiveId, OrganisationId, PersonId};
use crate::team::Team;
use crate::vision::store::{from_reached, from_turns};

/// The key results of the objectives that a team reaches, or of one of them, in the order in which they
/// came.
pub(super) async fn list(
    tx: &mut PeopleTx,
    team: &Team,
    objective: Option<ObjectiveId>,
) -> Result<Vec<KeyResult>> {
    const SQL: &str = concat!(
        "SELECT organisation_id, team_id, id, objective_id, measure, start_value, target_value, due,
                version, made_at, archived_at",
        from_reached!("key_result"),
        "WHERE ($3 IS NULL OR objective_id = $3)
         ORDER BY made_at, id"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(objective)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// Adds a key result.
pub(super) async fn insert(tx: &mut PeopleTx, key: &KeyResult) -> Result<()> {
    const SQL: &str = "
        INSERT INTO key_result (organisation_id, team_id, id, objective_id, measure, start_value,
                                target_value, due, version, made_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(key.organisation_id)
        .bind(key.team_id)
        .bind(key.id)
        .bind(key.objective_id)
        .bind(&key.measure)
        .bind(key.start_value)
        .bind(key.target_value)
        .bind(key.due.to_string())
        .bind(key.version)
        .bind(key.made_at)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Saves a key result in the home team of its objective, unless its version is no longer the stored one.
/// True if it was saved.
pub(super) async fn save(tx: &mut PeopleTx, team: &Team, key: &KeyResult) -> Result<bool> {
    const SQL: &str = "
        UPDATE key_result
        SET measure = $1, start_value = $2, target_value = $3, due = $4, archived_at = $5,
            version = version + 1
        WHERE organisation_id = $6 AND team_id = $7 AND id = $8 AND version = $9";
    let n = on!(tx, |conn| sqlx::query(SQL)
        .bind(&key.measure)
        .bind(key.start_value)
        .bind(key.target_value)
        .bind(key.due.to_string())
        .bind(key.archived_at)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(key.id)
        .bind(key.version)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n == 1)
}

/// The key results of active objectives of a team on which the next word is somebody's, as far as nobody
/// has said where they stand since their day.
pub(super) async fn list_awaited(
    tx: &mut PeopleTx,
    team: &Team,
    (person, is_lead): (PersonId, bool),
) -> Result<Vec<KeyResult>> {
    const SQL: &str = concat!(
        "SELECT organisation_id, team_id, id, objective_id, measure, start_value, target_value, due,
                version, made_at, archived_at
         FROM key_result
         WHERE organisation_id = $1 AND archived_at IS NULL AND objective_id IN (
                   SELECT objective.id",
        from_turns!(),
        "AND objective.state = 'active')
           AND NOT EXISTS (SELECT 1 FROM key_check
                           WHERE key_check.organisation_id = key_result.organisation_id
                             AND key_check.key_result_id = key_result.id
                             AND key_check.archived_at IS NULL
                             AND key_check.on_day >= key_result.due)
         ORDER BY made_at, id"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(person)
        .bind(is_lead)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// What a check-in says of where a key result stands.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Said {
    pub(super) key_result_id: KeyResultId,
    pub(super) value: f64,
    #[sqlx(try_from = "String")]
    pub(super) on_day: Day,
}

/// What was said of the key results of the objectives that a team reaches, the latest first; without what
/// is put away.
pub(super) async fn list_said(tx: &mut PeopleTx, team: &Team) -> Result<Vec<Said>> {
    const SQL: &str = concat!(
        "SELECT key_result_id, value, on_day",
        from_reached!("key_check"),
        "WHERE archived_at IS NULL
         ORDER BY made_at DESC, id"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// The check-ins on the key results of the objectives that a team reaches, or of one of them, the latest
/// first.
pub(super) async fn list_checks(
    tx: &mut PeopleTx,
    team: &Team,
    objective: Option<ObjectiveId>,
) -> Result<Vec<CheckIn>> {
    const SQL: &str = concat!(
        "SELECT key_check.id, key_check.key_result_id, key_check.person_id, person.name AS person,
                key_check.value, key_check.odds, key_check.line, key_check.on_day,
                key_check.made_at, key_check.archived_at",
        from_reached!("key_check"),
        "LEFT JOIN person ON person.organisation_id = key_check.organisation_id
                         AND person.id = key_check.person_id
         WHERE ($3 IS NULL OR key_check.key_result_id IN (
                    SELECT id FROM key_result WHERE organisation_id = $1 AND objective_id = $3))
         ORDER BY key_check.made_at DESC, key_check.id"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(objective)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// How many check-ins with odds that are not put away somebody has written.
pub(super) async fn n_with_odds(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<i64> {
    const SQL: &str = "
        SELECT COUNT(*) FROM key_check
        WHERE organisation_id = $1 AND person_id = $2 AND odds IS NOT NULL
          AND archived_at IS NULL";
    let n = on!(tx, |conn| sqlx::query_scalar(SQL)
        .bind(organisation)
        .bind(person)
        .fetch_one(conn)
        .await)?;
    Ok(n)
}

/// The check-ins of somebody in teams in which they never were, the oldest first.
pub(super) async fn list_elsewhere(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<Vec<CheckIn>> {
    const SQL: &str = "
        SELECT key_check.id, key_check.key_result_id, key_check.person_id, person.name AS person,
               key_check.value, key_check.odds, key_check.line, key_check.on_day,
               key_check.made_at, key_check.archived_at
        FROM key_check
        JOIN person ON person.organisation_id = key_check.organisation_id
                   AND person.id = key_check.person_id
        WHERE key_check.organisation_id = $1 AND key_check.person_id = $2
          AND key_check.team_id NOT IN (
              SELECT team_id FROM team_member WHERE organisation_id = $1 AND person_id = $2)
        ORDER BY key_check.made_at, key_check.id";
    let rows =
        on!(tx, |conn| sqlx::query_as(SQL).bind(organisation).bind(person).fetch_all(conn).await)?;
    Ok(rows)
}

/// Adds a check-in on a key result that a team reaches. It belongs to the home team of the objective.
pub(super) async fn insert_check(
    tx: &mut PeopleTx,
    team: &Team,
    key: &KeyResult,
    check: &CheckIn,
) -> Result<bool> {
    const SQL: &str = concat!(
        "INSERT INTO key_check (organisation_id, team_id, id, key_result_id, person_id, value, odds,
                                line, on_day, made_at)
         SELECT organisation_id, team_id, $4, id, $5, $6, $7, $8, $9, $10",
        from_reached!("key_result"),
        "WHERE id = $3"
    );
    let n = on!(tx, |conn| sqlx::query(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(key.id)
        .bind(check.id)
        .bind(check.person_id)
        .bind(check.value)
        .bind(check.odds)
        .bind(&check.line)
        .bind(check.on_day.to_string())
        .bind(check.made_at)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n == 1)
}

/// Says since when a check-in on a key result that a team reaches is put away, or that it is not.
pub(super) async fn save_check_away(
    tx: &mut PeopleTx,
    team: &Team,
    id: KeyCheckId,
    archived_at: Option<Moment>,
) -> Result<bool> {
    const SQL: &str = concat!(
        "UPDATE key_check SET archived_at = $4
         WHERE organisation_id = $1 AND id IN (SELECT id",
        from_reached!("key_check"),
        "WHERE id = $3)"
    );
    let n = on!(tx, |conn| sqlx::query(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(id)
        .bind(archived_at)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n == 1)
}

/// Blanks the lines and the odds of the check-ins of a person, and who they were. The numbers stay.
pub(in crate::vision) async fn blank(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<()> {
    const SQL: &str = "
        UPDATE key_check SET person_id = NULL, line = '', odds = NULL
        WHERE organisation_id = $1 AND person_id = $2";
    on!(tx, |conn| sqlx::query(SQL).bind(organisation).bind(person).execute(conn).await.map(drop))?;
    Ok(())
}
