//! Queries on areas.

use super::Area;
use crate::Result;
use crate::clock::Moment;
use crate::db::{PeopleTx, on};
use crate::ids::{AreaId, OrganisationId, PersonId};
use crate::team::event::moved;
use crate::team::{Part, Team, Titled};

macro_rules! areas {
    () => {
        "SELECT organisation_id, team_id, id, title, kind, owner_id, offered_by, level,
                level_since, trial_from, trial_ends, done_when, limits, check_in, every_days,
                next_check_in, state, paused_until, version, made_at, archived_at
         FROM area "
    };
}

/// An area of a team.
pub(in crate::delegation) async fn find(
    tx: &mut PeopleTx,
    team: &Team,
    id: AreaId,
) -> Result<Option<Area>> {
    const SQL: &str = concat!(areas!(), "WHERE organisation_id = $1 AND team_id = $2 AND id = $3");
    let row = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(id)
        .fetch_optional(conn)
        .await)?;
    Ok(row)
}

/// The areas of a team, by title.
pub(in crate::delegation) async fn list(tx: &mut PeopleTx, team: &Team) -> Result<Vec<Area>> {
    const SQL: &str = concat!(
        areas!(),
        "WHERE organisation_id = $1 AND team_id = $2 ORDER BY LOWER(title), made_at, id"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// The areas of a team that are not over, by title; a draft for who wrote it alone.
pub(in crate::delegation) async fn list_open(
    tx: &mut PeopleTx,
    team: &Team,
    person: PersonId,
) -> Result<Vec<Area>> {
    const SQL: &str = concat!(
        areas!(),
        "WHERE organisation_id = $1 AND team_id = $2 AND archived_at IS NULL
           AND state IN ('draft', 'offered', 'active', 'paused')
           AND (state <> 'draft' OR offered_by = $3)
         ORDER BY LOWER(title), made_at, id"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(person)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// How many there are of them.
pub(super) async fn n_open(tx: &mut PeopleTx, team: &Team, person: PersonId) -> Result<i64> {
    const SQL: &str = "
        SELECT COUNT(*) FROM area
        WHERE organisation_id = $1 AND team_id = $2 AND archived_at IS NULL
          AND state IN ('draft', 'offered', 'active', 'paused')
          AND (state <> 'draft' OR offered_by = $3)";
    let n = on!(tx, |conn| sqlx::query_scalar(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(person)
        .fetch_one(conn)
        .await)?;
    Ok(n)
}

/// Those of them that concern somebody: all of them where they lead the team, else what they own or
/// wrote.
pub(in crate::delegation) async fn list_for(
    tx: &mut PeopleTx,
    team: &Team,
    is_lead: bool,
    person: PersonId,
) -> Result<Vec<Area>> {
    const SQL: &str = concat!(
        areas!(),
        "WHERE organisation_id = $1 AND team_id = $2 AND archived_at IS NULL
           AND state IN ('draft', 'offered', 'active', 'paused')
           AND (state <> 'draft' OR offered_by = $3)
           AND ($4 OR owner_id = $3 OR offered_by = $3)
         ORDER BY LOWER(title), made_at, id"
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

/// A part of the areas of a team that are done or handed back, by title.
pub(in crate::delegation) async fn list_over(
    tx: &mut PeopleTx,
    team: &Team,
    part: Part,
) -> Result<Vec<Area>> {
    const SQL: &str = concat!(
        areas!(),
        "WHERE organisation_id = $1 AND team_id = $2 AND archived_at IS NULL
           AND state IN ('done', 'handed_back')
         ORDER BY LOWER(title), made_at, id
         LIMIT $3 OFFSET $4"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(part.most)
        .bind(part.from)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// A part of the areas of a team that are put away, by title; a draft for who wrote it alone.
pub(in crate::delegation) async fn list_away(
    tx: &mut PeopleTx,
    team: &Team,
    part: Part,
    person: PersonId,
) -> Result<Vec<Area>> {
    const SQL: &str = concat!(
        areas!(),
        "WHERE organisation_id = $1 AND team_id = $2 AND archived_at IS NOT NULL
           AND (state <> 'draft' OR offered_by = $5)
         ORDER BY LOWER(title), made_at, id
         LIMIT $3 OFFSET $4"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(part.most)
        .bind(part.from)
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
        "SELECT id, title AS title FROM area
         WHERE organisation_id = $1 AND team_id = $2 AND (state <> 'draft' OR offered_by = $5) AND id IN ",
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

/// Adds an area.
pub(super) async fn insert(tx: &mut PeopleTx, area: &Area) -> Result<()> {
    const SQL: &str = "
        INSERT INTO area (organisation_id, team_id, id, title, kind, owner_id, offered_by, level,
                          level_since, done_when, limits, check_in, every_days, next_check_in,
                          state, version, made_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(area.organisation_id)
        .bind(area.team_id)
        .bind(area.id)
        .bind(&area.title)
        .bind(area.kind)
        .bind(area.owner_id)
        .bind(area.offered_by)
        .bind(area.level)
        .bind(area.level_since)
        .bind(&area.done_when)
        .bind(&area.limits)
        .bind(area.check_in)
        .bind(area.every_days)
        .bind(&area.next_check_in)
        .bind(area.state)
        .bind(area.version)
        .bind(area.made_at)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Saves an area, unless its version is no longer the stored one. True if it was saved.
pub(super) async fn save(tx: &mut PeopleTx, area: &Area) -> Result<bool> {
    const SQL: &str = "
        UPDATE area
        SET title = $1, kind = $2, owner_id = $3, offered_by = $4, level = $5, level_since = $6,
            trial_from = $7, trial_ends = $8, done_when = $9, limits = $10, check_in = $11,
            every_days = $12, next_check_in = $13, state = $14, paused_until = $15,
            archived_at = $16, version = version + 1
        WHERE organisation_id = $17 AND team_id = $18 AND id = $19 AND version = $20";
    let n = on!(tx, |conn| sqlx::query(SQL)
        .bind(&area.title)
        .bind(area.kind)
        .bind(area.owner_id)
        .bind(area.offered_by)
        .bind(area.level)
        .bind(area.level_since)
        .bind(area.trial_from)
        .bind(&area.trial_ends)
        .bind(&area.done_when)
        .bind(&area.limits)
        .bind(area.check_in)
        .bind(area.every_days)
        .bind(&area.next_check_in)
        .bind(area.state)
        .bind(&area.paused_until)
        .bind(area.archived_at)
        .bind(area.organisation_id)
        .bind(area.team_id)
        .bind(area.id)
        .bind(area.version)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n == 1)
}

/// Removes the drafts of somebody, and hands back what they own.
pub(in crate::delegation) async fn erase(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<()> {
    const DRAFTS: &str = "
        DELETE FROM area
        WHERE organisation_id = $1 AND offered_by = $2 AND state = 'draft'";
    const OWNED: &str = "
        UPDATE area SET state = 'handed_back', paused_until = NULL, version = version + 1
        WHERE organisation_id = $1 AND owner_id = $2
          AND state IN ('offered', 'active', 'paused')";
    for sql in [DRAFTS, OWNED] {
        on!(tx, |conn| sqlx::query(sql)
            .bind(organisation)
            .bind(person)
            .execute(conn)
            .await
            .map(drop))?;
    }
    Ok(())
}
