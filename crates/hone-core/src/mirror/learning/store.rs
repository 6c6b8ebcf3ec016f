//! Queries on the learning log.

use super::{Learning, Past};
use crate::Result;
use crate::clock::Moment;
use crate::db::{PeopleTx, on};
use crate::ids::LearningId;
use crate::mirror::Owner;

macro_rules! entries {
    () => {
        "SELECT organisation_id, id, person_id, contrast, tried, expected, happened, learned, next,
                next_on, state, version, made_at, archived_at
         FROM mirror_learning "
    };
}

/// An entry of a person.
pub(super) async fn find(
    tx: &mut PeopleTx,
    owner: Owner,
    id: LearningId,
) -> Result<Option<Learning>> {
    const SQL: &str =
        concat!(entries!(), "WHERE organisation_id = $1 AND person_id = $2 AND id = $3");
    let row = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(owner.organisation_id)
        .bind(owner.person_id)
        .bind(id)
        .fetch_optional(conn)
        .await)?;
    Ok(row)
}

/// The entries of a person, the latest first.
pub(in crate::mirror) async fn list(tx: &mut PeopleTx, owner: Owner) -> Result<Vec<Learning>> {
    const SQL: &str = concat!(
        entries!(),
        "WHERE organisation_id = $1 AND person_id = $2 ORDER BY made_at DESC, id"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(owner.organisation_id)
        .bind(owner.person_id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// What was tried before in an entry, the latest first.
pub(super) async fn list_past(tx: &mut PeopleTx, entry: &Learning) -> Result<Vec<Past>> {
    const SQL: &str = "
        SELECT tried, expected, happened, learned, until FROM mirror_learning_past
        WHERE organisation_id = $1 AND learning_id = $2
        ORDER BY version DESC";
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(entry.organisation_id)
        .bind(entry.id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// Adds an entry.
pub(super) async fn insert(tx: &mut PeopleTx, entry: &Learning) -> Result<()> {
    const SQL: &str = "
        INSERT INTO mirror_learning (organisation_id, id, person_id, contrast, tried, expected,
                                     happened, learned, next, next_on, state, version, made_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(entry.organisation_id)
        .bind(entry.id)
        .bind(entry.person_id)
        .bind(&entry.contrast)
        .bind(&entry.tried)
        .bind(&entry.expected)
        .bind(&entry.happened)
        .bind(&entry.learned)
        .bind(&entry.next)
        .bind(&entry.next_on)
        .bind(entry.state)
        .bind(entry.version)
        .bind(entry.made_at)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Keeps what was tried until a moment.
pub(super) async fn insert_past(tx: &mut PeopleTx, entry: &Learning, until: Moment) -> Result<()> {
    const SQL: &str = "
        INSERT INTO mirror_learning_past (organisation_id, learning_id, version, tried, expected,
                                          happened, learned, until)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(entry.organisation_id)
        .bind(entry.id)
        .bind(entry.version)
        .bind(&entry.tried)
        .bind(&entry.expected)
        .bind(&entry.happened)
        .bind(&entry.learned)
        .bind(until)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Saves an entry, unless its version is no longer the stored one. True if it was saved.
pub(super) async fn save(tx: &mut PeopleTx, entry: &Learning) -> Result<bool> {
    const SQL: &str = "
        UPDATE mirror_learning
        SET contrast = $1, tried = $2, expected = $3, happened = $4, learned = $5, next = $6,
            next_on = $7, state = $8, archived_at = $9, version = version + 1
        WHERE organisation_id = $10 AND person_id = $11 AND id = $12 AND version = $13";
    let n = on!(tx, |conn| sqlx::query(SQL)
        .bind(&entry.contrast)
        .bind(&entry.tried)
        .bind(&entry.expected)
        .bind(&entry.happened)
        .bind(&entry.learned)
        .bind(&entry.next)
        .bind(&entry.next_on)
        .bind(entry.state)
        .bind(entry.archived_at)
        .bind(entry.organisation_id)
        .bind(entry.person_id)
        .bind(entry.id)
        .bind(entry.version)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n == 1)
}
