//! Queries on reflections.

use super::Reflection;
use crate::Result;
use crate::db::{PeopleTx, on};
use crate::ids::ReflectionId;
use crate::mirror::Owner;

macro_rules! reflections {
    () => {
        "SELECT organisation_id, id, person_id, prompt, asked, contrast, text, version, made_at,
                archived_at
         FROM mirror_reflection "
    };
}

/// A reflection of a person.
pub(super) async fn find(
    tx: &mut PeopleTx,
    owner: Owner,
    id: ReflectionId,
) -> Result<Option<Reflection>> {
    const SQL: &str =
        concat!(reflections!(), "WHERE organisation_id = $1 AND person_id = $2 AND id = $3");
    let row = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(owner.organisation_id)
        .bind(owner.person_id)
        .bind(id)
        .fetch_optional(conn)
        .await)?;
    Ok(row)
}

/// The reflections of a person, the latest first.
pub(in crate::mirror) async fn list(tx: &mut PeopleTx, owner: Owner) -> Result<Vec<Reflection>> {
    const SQL: &str = concat!(
        reflections!(),
        "WHERE organisation_id = $1 AND person_id = $2 ORDER BY made_at DESC, id"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(owner.organisation_id)
        .bind(owner.person_id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// Adds a reflection.
pub(super) async fn insert(tx: &mut PeopleTx, reflection: &Reflection) -> Result<()> {
    const SQL: &str = "
        INSERT INTO mirror_reflection (organisation_id, id, person_id, prompt, asked, contrast,
                                       text, version, made_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(reflection.organisation_id)
        .bind(reflection.id)
        .bind(reflection.person_id)
        .bind(&reflection.prompt)
        .bind(&reflection.asked)
        .bind(&reflection.contrast)
        .bind(&reflection.text)
        .bind(reflection.version)
        .bind(reflection.made_at)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Saves a reflection, unless its version is no longer the stored one. True if it was saved.
pub(super) async fn save(tx: &mut PeopleTx, reflection: &Reflection) -> Result<bool> {
    const SQL: &str = "
        UPDATE mirror_reflection
        SET text = $1, archived_at = $2, version = version + 1
        WHERE organisation_id = $3 AND person_id = $4 AND id = $5 AND version = $6";
    let n = on!(tx, |conn| sqlx::query(SQL)
        .bind(&reflection.text)
        .bind(reflection.archived_at)
        .bind(reflection.organisation_id)
        .bind(reflection.person_id)
        .bind(reflection.id)
        .bind(reflection.version)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n == 1)
}
