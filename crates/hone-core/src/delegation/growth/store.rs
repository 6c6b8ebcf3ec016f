//! Queries on what people could grow into, and on talks.

use super::{Stretch, Talk};
use crate::Result;
use crate::db::{PeopleTx, on};
use crate::ids::{OrganisationId, PersonId};
use crate::team::Team;

/// What somebody in a team could grow into.
pub(super) async fn find_stretch(
    tx: &mut PeopleTx,
    team: &Team,
    person: PersonId,
) -> Result<Option<Stretch>> {
    const SQL: &str = "
        SELECT organisation_id, team_id, id, person_id, lead_id, strength, next_step, support,
               version
        FROM stretch
        WHERE organisation_id = $1 AND team_id = $2 AND person_id = $3 AND lead_id = $4";
    let row = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(person)
        .bind(team.lead_id)
        .fetch_optional(conn)
        .await)?;
    Ok(row)
}

/// Adds it. False where somebody else was quicker.
pub(super) async fn insert_stretch(tx: &mut PeopleTx, stretch: &Stretch) -> Result<bool> {
    const SQL: &str = "
        INSERT INTO stretch (organisation_id, team_id, id, person_id, lead_id, strength, next_step,
                             support, version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)
        ON CONFLICT (organisation_id, team_id, person_id, lead_id) DO NOTHING";
    let n = on!(tx, |conn| sqlx::query(SQL)
        .bind(stretch.organisation_id)
        .bind(stretch.team_id)
        .bind(stretch.id)
        .bind(stretch.person_id)
        .bind(stretch.lead_id)
        .bind(&stretch.strength)
        .bind(&stretch.next_step)
        .bind(&stretch.support)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n == 1)
}

/// Saves it, unless its version is no longer the stored one. True if it was saved.
pub(super) async fn save_stretch(tx: &mut PeopleTx, stretch: &Stretch) -> Result<bool> {
    const SQL: &str = "
        UPDATE stretch
        SET strength = $1, next_step = $2, support = $3, version = version + 1
        WHERE organisation_id = $4 AND team_id = $5 AND id = $6 AND version = $7";
    let n = on!(tx, |conn| sqlx::query(SQL)
        .bind(&stretch.strength)
        .bind(&stretch.next_step)
        .bind(&stretch.support)
        .bind(stretch.organisation_id)
        .bind(stretch.team_id)
        .bind(stretch.id)
        .bind(stretch.version)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n == 1)
}

/// The talks of the lead with somebody, the latest first.
pub(super) async fn list_talks(
    tx: &mut PeopleTx,
    team: &Team,
    person: PersonId,
) -> Result<Vec<Talk>> {
    const SQL: &str = "
        SELECT organisation_id, team_id, id, person_id, lead_id, held_on, goal, reality, options,
               will, next_on, version, made_at, archived_at
        FROM talk
        WHERE organisation_id = $1 AND team_id = $2 AND person_id = $3 AND lead_id = $4
        ORDER BY held_on DESC, made_at DESC, id";
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(person)
        .bind(team.lead_id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// The talks of the lead with those who are in the team, those put away aside, the latest first.
pub(in crate::delegation) async fn list_next(tx: &mut PeopleTx, team: &Team) -> Result<Vec<Talk>> {
    const SQL: &str = "
        SELECT organisation_id, team_id, id, person_id, lead_id, held_on, goal, reality, options,
               will, next_on, version, made_at, archived_at
        FROM talk
        WHERE organisation_id = $1 AND team_id = $2 AND lead_id = $3 AND archived_at IS NULL
          AND person_id IN (
              SELECT person_id FROM team_member
              WHERE organisation_id = $1 AND team_id = $2 AND left_at IS NULL)
        ORDER BY held_on DESC, made_at DESC, id";
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(team.lead_id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// What somebody in a team wrote with those who led it before.
pub(super) async fn list_earlier_stretches(
    tx: &mut PeopleTx,
    team: &Team,
    person: PersonId,
) -> Result<Vec<Stretch>> {
    const SQL: &str = "
        SELECT organisation_id, team_id, id, person_id, lead_id, strength, next_step, support,
               version
        FROM stretch
        WHERE organisation_id = $1 AND team_id = $2 AND person_id = $3 AND lead_id <> $4
        ORDER BY lead_id";
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(person)
        .bind(team.lead_id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// The talks of somebody in a team with those who led it before, the latest first.
pub(super) async fn list_earlier_talks(
    tx: &mut PeopleTx,
    team: &Team,
    person: PersonId,
) -> Result<Vec<Talk>> {
    const SQL: &str = "
        SELECT organisation_id, team_id, id, person_id, lead_id, held_on, goal, reality, options,
               will, next_on, version, made_at, archived_at
        FROM talk
        WHERE organisation_id = $1 AND team_id = $2 AND person_id = $3 AND lead_id <> $4
        ORDER BY held_on DESC, made_at DESC, id";
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(person)
        .bind(team.lead_id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// Adds a talk.
pub(super) async fn insert_talk(tx: &mut PeopleTx, talk: &Talk) -> Result<()> {
    const SQL: &str = "
        INSERT INTO talk (organisation_id, team_id, id, person_id, lead_id, held_on, goal, reality,
                          options, will, next_on, version, made_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(talk.organisation_id)
        .bind(talk.team_id)
        .bind(talk.id)
        .bind(talk.person_id)
        .bind(talk.lead_id)
        .bind(talk.held_on.to_string())
        .bind(&talk.goal)
        .bind(&talk.reality)
        .bind(&talk.options)
        .bind(&talk.will)
        .bind(&talk.next_on)
        .bind(talk.version)
        .bind(talk.made_at)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Saves a talk, unless its version is no longer the stored one. True if it was saved.
pub(super) async fn save_talk(tx: &mut PeopleTx, talk: &Talk) -> Result<bool> {
    const SQL: &str = "
        UPDATE talk
        SET held_on = $1, goal = $2, reality = $3, options = $4, will = $5, next_on = $6,
            archived_at = $7, version = version + 1
        WHERE organisation_id = $8 AND team_id = $9 AND id = $10 AND version = $11";
    let n = on!(tx, |conn| sqlx::query(SQL)
        .bind(talk.held_on.to_string())
        .bind(&talk.goal)
        .bind(&talk.reality)
        .bind(&talk.options)
        .bind(&talk.will)
        .bind(&talk.next_on)
        .bind(talk.archived_at)
        .bind(talk.organisation_id)
        .bind(talk.team_id)
        .bind(talk.id)
        .bind(talk.version)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n == 1)
}

/// Removes what was written about somebody, and the talks with them.
pub(in crate::delegation) async fn erase(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<()> {
    const STRETCH: &str = "
        DELETE FROM stretch WHERE organisation_id = $1 AND person_id = $2";
    const TALKS: &str = "
        DELETE FROM talk WHERE organisation_id = $1 AND person_id = $2";
    for sql in [STRETCH, TALKS] {
        on!(tx, |conn| sqlx::query(sql)
            .bind(organisation)
            .bind(person)
            .execute(conn)
            .await
            .map(drop))?;
    }
    Ok(())
}
