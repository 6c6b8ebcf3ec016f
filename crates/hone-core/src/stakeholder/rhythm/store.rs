//! Queries on rhythms, and the times that they were done.

use super::{Beat, Rhythm};
use crate::Result;
use crate::clock::Moment;
use crate::db::{PeopleTx, on};
use crate::ids::{BeatId, OrganisationId, PersonId, RhythmId};
use crate::team::Team;

macro_rules! rhythms {
    () => {
        "SELECT rhythm.organisation_id, rhythm.team_id, rhythm.id, rhythm.what, rhythm.to_whom,
                rhythm.channel, rhythm.every_days, rhythm.owner_id,
                (seat.person_id IS NOT NULL AND owner.left_at IS NULL) AS is_owner_here,
                rhythm.next_on, rhythm.version, rhythm.made_at, rhythm.archived_at
         FROM rhythm
         LEFT JOIN person AS owner ON owner.organisation_id = rhythm.organisation_id
                                  AND owner.id = rhythm.owner_id
         LEFT JOIN team_member AS seat ON seat.organisation_id = rhythm.organisation_id
                                      AND seat.team_id = rhythm.team_id
                                      AND seat.person_id = rhythm.owner_id
                                      AND seat.left_at IS NULL
         WHERE rhythm.organisation_id = $1 AND rhythm.team_id = $2 "
    };
}

/// A rhythm of a team.
pub(super) async fn find(tx: &mut PeopleTx, team: &Team, id: RhythmId) -> Result<Option<Rhythm>> {
    const SQL: &str = concat!(rhythms!(), "AND rhythm.id = $3");
    let row = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(id)
        .fetch_optional(conn)
        .await)?;
    Ok(row)
}

/// The rhythms of a team, the next one first.
pub(super) async fn list(tx: &mut PeopleTx, team: &Team) -> Result<Vec<Rhythm>> {
    const SQL: &str = concat!(rhythms!(), "ORDER BY rhythm.next_on, rhythm.made_at, rhythm.id");
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// Adds a rhythm.
pub(super) async fn insert(tx: &mut PeopleTx, rhythm: &Rhythm) -> Result<()> {
    const SQL: &str = "
        INSERT INTO rhythm (organisation_id, team_id, id, what, to_whom, channel, every_days,
                            owner_id, next_on, version, made_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(rhythm.organisation_id)
        .bind(rhythm.team_id)
        .bind(rhythm.id)
        .bind(&rhythm.what)
        .bind(&rhythm.to_whom)
        .bind(&rhythm.channel)
        .bind(rhythm.every_days)
        .bind(rhythm.owner_id)
        .bind(rhythm.next_on.to_string())
        .bind(rhythm.version)
        .bind(rhythm.made_at)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Saves a rhythm, unless its version is no longer the stored one. True if it was saved.
pub(super) async fn save(tx: &mut PeopleTx, team: &Team, rhythm: &Rhythm) -> Result<bool> {
    const SQL: &str = "
        UPDATE rhythm
        SET what = $1, to_whom = $2, channel = $3, every_days = $4, owner_id = $5, next_on = $6,
            archived_at = $7, version = version + 1
        WHERE organisation_id = $8 AND team_id = $9 AND id = $10 AND version = $11";
    let n = on!(tx, |conn| sqlx::query(SQL)
        .bind(&rhythm.what)
        .bind(&rhythm.to_whom)
        .bind(&rhythm.channel)
        .bind(rhythm.every_days)
        .bind(rhythm.owner_id)
        .bind(rhythm.next_on.to_string())
        .bind(rhythm.archived_at)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(rhythm.id)
        .bind(rhythm.version)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n == 1)
}

/// The times that a rhythm was done, the latest first.
pub(super) async fn list_beats(
    tx: &mut PeopleTx,
    team: &Team,
    rhythm: &Rhythm,
) -> Result<Vec<Beat>> {
    const SQL: &str = "
        SELECT id, rhythm_id, person_id, on_day, due_on, what_came_back, made_at, archived_at
        FROM rhythm_beat
        WHERE organisation_id = $1 AND team_id = $2 AND rhythm_id = $3
        ORDER BY made_at DESC, id";
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(rhythm.id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// Adds a time that it was done.
pub(super) async fn insert_beat(tx: &mut PeopleTx, team: &Team, beat: &Beat) -> Result<()> {
    const SQL: &str = "
        INSERT INTO rhythm_beat (organisation_id, team_id, id, rhythm_id, person_id, on_day, due_on,
                                 what_came_back, made_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(beat.id)
        .bind(beat.rhythm_id)
        .bind(beat.person_id)
        .bind(beat.on_day.to_string())
        .bind(beat.due_on.to_string())
        .bind(&beat.what_came_back)
        .bind(beat.made_at)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Says since when a time that it was done is put away, or that it is not.
pub(super) async fn save_beat_away(
    tx: &mut PeopleTx,
    team: &Team,
    id: BeatId,
    archived_at: Option<Moment>,
) -> Result<()> {
    const SQL: &str = "
        UPDATE rhythm_beat SET archived_at = $1
        WHERE organisation_id = $2 AND team_id = $3 AND id = $4";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(archived_at)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(id)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Takes a person off the rhythms that they own, and the times that they did one.
pub(in crate::stakeholder) async fn blank(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<()> {
    const OWNER: &str = "
        UPDATE rhythm SET owner_id = NULL, version = version + 1
        WHERE organisation_id = $1 AND owner_id = $2";
    const DONE: &str = "
        UPDATE rhythm_beat SET person_id = NULL
        WHERE organisation_id = $1 AND person_id = $2";
    for sql in [OWNER, DONE] {
        on!(tx, |conn| sqlx::query(sql)
            .bind(organisation)
            .bind(person)
            .execute(conn)
            .await
            .map(drop))?;
    }
    Ok(())
}
