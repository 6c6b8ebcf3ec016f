//! Queries on lessons.

use super::Lesson;
use crate::Result;
use crate::clock::Moment;
use crate::db::{PeopleTx, on};
use crate::ids::{AreaId, LessonId, OrganisationId, PersonId};
use crate::team::event::moved;
use crate::team::{Part, Team, Titled};

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

/// A part of the lessons of a team, the latest first: those put away, or the others; a draft for who
/// wrote it alone.
pub(in crate::delegation) async fn list_part(
    tx: &mut PeopleTx,
    team: &Team,
    part: Part,
    is_away: bool,
    person: PersonId,
) -> Result<Vec<Lesson>> {
    const SQL: &str = concat!(
        lessons!(),
        "WHERE organisation_id = $1 AND team_id = $2 AND (archived_at IS NOT NULL) = $5
           AND (state <> 'draft' OR written_by = $6)
         ORDER BY made_at DESC, id
         LIMIT $3 OFFSET $4"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(part.most)
        .bind(part.from)
        .bind(is_away)
        .bind(person)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// The lessons from an area, the latest first; those put away aside, and a draft for who wrote it
/// alone.
pub(in crate::delegation) async fn list_of(
    tx: &mut PeopleTx,
    team: &Team,
    area: AreaId,
    person: PersonId,
) -> Result<Vec<Lesson>> {
    const SQL: &str = concat!(
        lessons!(),
        "WHERE organisation_id = $1 AND team_id = $2 AND area_id = $3 AND archived_at IS NULL
           AND (state <> 'draft' OR written_by = $4)
         ORDER BY made_at DESC, id"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(area)
        .bind(person)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// The lessons of which somebody sees to a change that is to come, in no order.
pub(in crate::delegation) async fn list_waiting(
    tx: &mut PeopleTx,
    team: &Team,
    person: PersonId,
) -> Result<Vec<Lesson>> {
    const SQL: &str = concat!(
        lessons!(),
        "WHERE organisation_id = $1 AND team_id = $2 AND change_owner_id = $3 AND state = 'shared'
           AND archived_at IS NULL"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(person)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// What moved from a moment up to another, by what it is called.
pub(super) async fn list_moved(
    tx: &mut PeopleTx,
    team: &Team,
    (from, to): (Moment, Moment),
    person: PersonId,
) -> Result<Vec<Titled>> {
    const SQL: &str = concat!(
        "SELECT id, title AS title FROM lesson
         WHERE organisation_id = $1 AND team_id = $2 AND (state <> 'draft' OR written_by = $5) AND id IN ",
        moved!()
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(from)
        .bind(to)
        .bind(person)
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

/// Removes the drafts of somebody, takes them off the changes that they see to, and lets
/// lessons stand by themselves that come from an area which is a draft of theirs.
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
    const AREAS: &str = "
        UPDATE lesson SET area_id = NULL, version = version + 1
        WHERE organisation_id = $1 AND area_id IN (
            SELECT id FROM area
            WHERE organisation_id = $1 AND offered_by = $2 AND state = 'draft')";
    for sql in [DRAFTS, CHANGES, AREAS] {
        on!(tx, |conn| sqlx::query(sql)
            .bind(organisation)
            .bind(person)
            .execute(conn)
            .await
            .map(drop))?;
    }
    Ok(())
}
