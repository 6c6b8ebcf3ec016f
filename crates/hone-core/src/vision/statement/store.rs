//! Queries on visions and their wordings.

use super::{Vision, Words};
use crate::Result;
use crate::db::{PeopleTx, on};
use crate::ids::{OrganisationId, PersonId, VisionId};
use crate::team::Team;

macro_rules! visions {
    () => {
        "SELECT organisation_id, team_id, id, scene, why, horizon, state, learned, version, made_at
         FROM vision "
    };
}

/// A vision of a team.
pub(super) async fn find(tx: &mut PeopleTx, team: &Team, id: VisionId) -> Result<Option<Vision>> {
    const SQL: &str =
        concat!(visions!(), "WHERE organisation_id = $1 AND team_id = $2 AND id = $3");
    let row = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(id)
        .fetch_optional(conn)
        .await)?;
    Ok(row)
}

/// The visions of a team, the latest first.
pub(super) async fn list(tx: &mut PeopleTx, team: &Team) -> Result<Vec<Vision>> {
    const SQL: &str = concat!(
        visions!(),
        "WHERE organisation_id = $1 AND team_id = $2 ORDER BY made_at DESC, id"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// Adds a vision.
pub(super) async fn insert(tx: &mut PeopleTx, vision: &Vision) -> Result<()> {
    const SQL: &str = "
        INSERT INTO vision (organisation_id, team_id, id, scene, why, horizon, state, learned,
                            version, made_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(vision.organisation_id)
        .bind(vision.team_id)
        .bind(vision.id)
        .bind(&vision.scene)
        .bind(&vision.why)
        .bind(&vision.horizon)
        .bind(vision.state)
        .bind(&vision.learned)
        .bind(vision.version)
        .bind(vision.made_at)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Saves a vision, unless its version is no longer the stored one. True if it was saved.
pub(super) async fn save(tx: &mut PeopleTx, vision: &Vision) -> Result<bool> {
    const SQL: &str = "
        UPDATE vision
        SET scene = $1, why = $2, horizon = $3, state = $4, learned = $5, version = version + 1
        WHERE organisation_id = $6 AND team_id = $7 AND id = $8 AND version = $9";
    let n = on!(tx, |conn| sqlx::query(SQL)
        .bind(&vision.scene)
        .bind(&vision.why)
        .bind(&vision.horizon)
        .bind(vision.state)
        .bind(&vision.learned)
        .bind(vision.organisation_id)
        .bind(vision.team_id)
        .bind(vision.id)
        .bind(vision.version)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n == 1)
}

/// The wordings of a vision, the latest first.
pub(super) async fn list_words(tx: &mut PeopleTx, team: &Team, id: VisionId) -> Result<Vec<Words>> {
    const SQL: &str = "
        SELECT number, scene, why, horizon, written_by, made_at
        FROM vision_words
        WHERE organisation_id = $1 AND team_id = $2 AND vision_id = $3
        ORDER BY number DESC";
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// Adds a wording of a vision.
pub(super) async fn insert_words(
    tx: &mut PeopleTx,
    team: &Team,
    id: VisionId,
    words: &Words,
) -> Result<()> {
    const SQL: &str = "
        INSERT INTO vision_words (organisation_id, team_id, vision_id, number, scene, why, horizon,
                                  written_by, made_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(id)
        .bind(words.number)
        .bind(&words.scene)
        .bind(&words.why)
        .bind(&words.horizon)
        .bind(words.written_by)
        .bind(words.made_at)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Takes a person off the wordings that they wrote.
pub(in crate::vision) async fn blank(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<()> {
    const SQL: &str = "
        UPDATE vision_words SET written_by = NULL
        WHERE organisation_id = $1 AND written_by = $2";
    on!(tx, |conn| sqlx::query(SQL).bind(organisation).bind(person).execute(conn).await.map(drop))?;
    Ok(())
}
