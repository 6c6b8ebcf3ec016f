//! Queries on statements.

use super::{Past, Statement};
use crate::clock::Moment;
use crate::db::{PeopleTx, on};
use crate::error::is_duplicate;
use crate::ids::StatementId;
use crate::mirror::{Owner, Refusal};
use crate::{Error, Result};

macro_rules! statements {
    () => {
        "SELECT organisation_id, id, person_id, kind, text, since, version, made_at, archived_at
         FROM mirror_statement "
    };
}

/// A statement of a person.
pub(super) async fn find(
    tx: &mut PeopleTx,
    owner: Owner,
    id: StatementId,
) -> Result<Option<Statement>> {
    const SQL: &str =
        concat!(statements!(), "WHERE organisation_id = $1 AND person_id = $2 AND id = $3");
    let row = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(owner.organisation_id)
        .bind(owner.person_id)
        .bind(id)
        .fetch_optional(conn)
        .await)?;
    Ok(row)
}

/// The statements of a person in the order in which they were written.
pub(in crate::mirror) async fn list(tx: &mut PeopleTx, owner: Owner) -> Result<Vec<Statement>> {
    const SQL: &str = concat!(
        statements!(),
        "WHERE organisation_id = $1 AND person_id = $2 ORDER BY made_at, id"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(owner.organisation_id)
        .bind(owner.person_id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// How a statement was worded before, the latest first.
pub(super) async fn list_past(tx: &mut PeopleTx, statement: &Statement) -> Result<Vec<Past>> {
    const SQL: &str = "
        SELECT text, since, until FROM mirror_statement_past
        WHERE organisation_id = $1 AND statement_id = $2
        ORDER BY version DESC";
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(statement.organisation_id)
        .bind(statement.id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// Adds a statement. A second one of a kind of which there is one at a time is refused.
pub(super) async fn insert(tx: &mut PeopleTx, statement: &Statement) -> Result<()> {
    const SQL: &str = "
        INSERT INTO mirror_statement (organisation_id, id, person_id, kind, text, since, version,
                                      made_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(statement.organisation_id)
        .bind(statement.id)
        .bind(statement.person_id)
        .bind(statement.kind)
        .bind(&statement.text)
        .bind(statement.since)
        .bind(statement.version)
        .bind(statement.made_at)
        .execute(conn)
        .await
        .map(drop))
    .map_err(once)
}

fn once(error: sqlx::Error) -> Error {
    if is_duplicate(&error) { Refusal::Once.into() } else { error.into() }
}

/// Keeps the words that a statement had until a moment.
pub(super) async fn insert_past(
    tx: &mut PeopleTx,
    statement: &Statement,
    until: Moment,
) -> Result<()> {
    const SQL: &str = "
        INSERT INTO mirror_statement_past (organisation_id, statement_id, version, text, since, until)
        VALUES ($1, $2, $3, $4, $5, $6)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(statement.organisation_id)
        .bind(statement.id)
        .bind(statement.version)
        .bind(&statement.text)
        .bind(statement.since)
        .bind(until)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Saves a statement, unless its version is no longer the stored one. True if it was saved.
pub(super) async fn save(tx: &mut PeopleTx, statement: &Statement) -> Result<bool> {
    const SQL: &str = "
        UPDATE mirror_statement
        SET text = $1, since = $2, archived_at = $3, version = version + 1
        WHERE organisation_id = $4 AND person_id = $5 AND id = $6 AND version = $7";
    let n = on!(tx, |conn| sqlx::query(SQL)
        .bind(&statement.text)
        .bind(statement.since)
        .bind(statement.archived_at)
        .bind(statement.organisation_id)
        .bind(statement.person_id)
        .bind(statement.id)
        .bind(statement.version)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))
    .map_err(once)?;
    Ok(n == 1)
}
