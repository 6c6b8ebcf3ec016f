//! Queries on the models that rounds were launched with.

use crate::Result;
use crate::db::{PeopleTx, on};

/// Keeps the document of a model for as long as rounds refer to it.
pub async fn save(tx: &mut PeopleTx, digest: &[u8], version: &str, document: &str) -> Result<()> {
    const SQL: &str = "
        INSERT INTO model (digest, version, document)
        VALUES ($1, $2, $3)
        ON CONFLICT DO NOTHING";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(digest)
        .bind(version)
        .bind(document)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// The digests of the documents that were launched under a version of the model.
pub async fn list_of_version(tx: &mut PeopleTx, version: &str) -> Result<Vec<Vec<u8>>> {
    const SQL: &str = "SELECT digest FROM model WHERE version = $1";
    let rows = on!(tx, |conn| sqlx::query_scalar(SQL).bind(version).fetch_all(conn).await)?;
    Ok(rows)
}

/// The document of the model that a round was launched with.
pub async fn find(tx: &mut PeopleTx, digest: &[u8]) -> Result<Option<String>> {
    const SQL: &str = "SELECT document FROM model WHERE digest = $1";
    let row = on!(tx, |conn| sqlx::query_scalar(SQL).bind(digest).fetch_optional(conn).await)?;
    Ok(row)
}
