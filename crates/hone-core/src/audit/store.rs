//! Queries on the record of what staff did.

use super::{Entry, Line};
use crate::Result;
use crate::clock::Moment;
use crate::db::{PeopleTx, on};
use crate::ids::OrganisationId;

/// The latest entries of an organisation, the newest first, after so many that are skipped.
pub async fn list(
    tx: &mut PeopleTx,
    organisation_id: OrganisationId,
    n_skipped: i64,
    n_at_most: i64,
) -> Result<Vec<Line>> {
    const SQL: &str = "
        SELECT person.name AS actor, audit.action, audit.object, audit.at
        FROM audit
        LEFT JOIN person ON person.organisation_id = audit.organisation_id
                        AND person.id = audit.actor_id
        WHERE audit.organisation_id = $1
        ORDER BY audit.at DESC, audit.id
        LIMIT $2 OFFSET $3";
    Ok(on!(tx, |conn| sqlx::query_as(SQL)
        .bind(organisation_id)
        .bind(n_at_most)
        .bind(n_skipped)
        .fetch_all(conn)
        .await)?)
}

/// Adds an entry.
pub(super) async fn insert(tx: &mut PeopleTx, entry: &Entry) -> Result<()> {
    const SQL: &str = "
        INSERT INTO audit (organisation_id, id, actor_id, action, object, at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(entry.organisation_id)
        .bind(crate::chance::id())
        .bind(entry.actor_id)
        .bind(&entry.action)
        .bind(&entry.object)
        .bind(entry.at)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Removes the entries of an organisation before a moment.
pub(super) async fn remove_before(
    tx: &mut PeopleTx,
    organisation_id: OrganisationId,
    before: Moment,
) -> Result<()> {
    const SQL: &str = "DELETE FROM audit WHERE organisation_id = $1 AND at < $2";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(organisation_id)
        .bind(before)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}
