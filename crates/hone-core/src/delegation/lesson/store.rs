//! Queries on lessons.

use super::Lesson;
use crate::Result;
use crate::db::{PeopleTx, on};
use crate::ids::{LessonId, OrganisationId, PersonId};
use crate::team::Team;

macro_rules! lessons {
    () => {
        "SELECT organisation_id, team_id, id, area_id, written_by, title, what_happened, surprise,
                learned, change, change_owner_id, change_due, state, version, made_at, archived_at
         FROM lesson "
    };
}

/// A lesson of a team.
pub(super) async fn find(tx: &mut PeopleTx, team: &Team, id: LessonId) -> Result<Option<Lesson>> {
    const SQL: &str =
        concat!(lessons!(), "WHERE organisation_id = $1 AND team_id = $2 AND id = $3");
    let row = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(id)
        .fetch_optional(conn)
        .await)?;
    Ok(row)
}

/// The lessons of a team, the latest first.
pub(super) async fn list(tx: &mut PeopleTx, team: &Team) -> Result<Vec<Lesson>> {
    const SQL: &str = concat!(
        lessons!(),
        "WHERE organisation_id = $1 AND team_id = $2 ORDER BY made_at DESC, id"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// Adds a lesson.
pub(super) async fn insert(tx: &mut PeopleTx, lesson: &Lesson) -> Result<()> {
    const SQL: &str = "
        INSERT INTO lesson (organisation_id, team_id, id, area_id, written_by, title,
                            what_happened, surprise, learned, change, change_owner_id, change_due,
                            state, version, made_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(lesson.organisation_id)
        .bind(lesson.team_id)
        .bind(lesson.id)
        .bind(lesson.area_id)
        .bind(lesson.written_by)
        .bind(&lesson.title)
        .bind(&lesson.what_happened)
        .bind(&lesson.surprise)
        .bind(&lesson.learned)
        .bind(&lesson.change)
        .bind(lesson.change_owner_id)
        .bind(&lesson.change_due)
        .bind(lesson.state)
        .bind(lesson.version)
        .bind(lesson.made_at)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Saves a lesson, unless its version is no longer the stored one. True if it was saved.
pub(super) async fn save(tx: &mut PeopleTx, lesson: &Lesson) -> Result<bool> {
    const SQL: &str = "
        UPDATE lesson
        SET title = $1, what_happened = $2, surprise = $3, learned = $4, change = $5,
            change_owner_id = $6, change_due = $7, state = $8, archived_at = $9,
            version = version + 1
        WHERE organisation_id = $10 AND team_id = $11 AND id = $12 AND version = $13";
    let n = on!(tx, |conn| sqlx::query(SQL)
        .bind(&lesson.title)
        .bind(&lesson.what_happened)
        .bind(&lesson.surprise)
        .bind(&lesson.learned)
        .bind(&lesson.change)
        .bind(lesson.change_owner_id)
        .bind(&lesson.change_due)
        .bind(lesson.state)
        .bind(lesson.archived_at)
        .bind(lesson.organisation_id)
        .bind(lesson.team_id)
        .bind(lesson.id)
        .bind(lesson.version)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n == 1)
}

/// Removes the drafts of somebody, and takes them off the changes that they see to.
pub(in crate::delegation) async fn erase(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<()> {
    const DRAFTS: &str = "
        DELETE FROM lesson
        WHERE organisation_id = $1 AND written_by = $2 AND state = 'draft'";
    const CHANGES: &str = "
        UPDATE lesson SET change_owner_id = NULL, version = version + 1
        WHERE organisation_id = $1 AND change_owner_id = $2";
    for sql in [DRAFTS, CHANGES] {
        on!(tx, |conn| sqlx::query(sql)
            .bind(organisation)
            .bind(person)
            .execute(conn)
            .await
            .map(drop))?;
    }
    Ok(())
}
