//! Queries on lists that wait to be imported.

use super::Draft;
use crate::Result;
use crate::clock::Moment;
use crate::db::{PeopleTx, on};
use crate::ids::{ImportId, OrganisationId};

/// A draft that was sent after a moment.
pub(super) async fn find(
    tx: &mut PeopleTx,
    organisation_id: OrganisationId,
    id: ImportId,
    since: Moment,
) -> Result<Option<Draft>> {
    const SQL: &str = "
        SELECT id, file_name, content, created_at
        FROM import_draft
        WHERE organisation_id = $1 AND id = $2 AND created_at > $3";
    Ok(on!(tx, |conn| sqlx::query_as(SQL)
        .bind(organisation_id)
        .bind(id)
        .bind(since)
        .fetch_optional(conn)
        .await)?)
}

/// Adds a draft.
pub(super) async fn insert(
    tx: &mut PeopleTx,
    organisation_id: OrganisationId,
    draft: &Draft,
) -> Result<()> {
    const SQL: &str = "
        INSERT INTO import_draft (organisation_id, id, file_name, content, created_at)
        VALUES ($1, $2, $3, $4, $5)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(organisation_id)
        .bind(draft.id)
        .bind(&draft.file_name)
        .bind(&draft.content)
        .bind(draft.created_at)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Removes a draft.
pub(super) async fn remove(
    tx: &mut PeopleTx,
    organisation_id: OrganisationId,
    id: ImportId,
) -> Result<()> {
    const SQL: &str = "DELETE FROM import_draft WHERE organisation_id = $1 AND id = $2";
    on!(tx, |conn| sqlx::query(SQL).bind(organisation_id).bind(id).execute(conn).await.map(drop))?;
    Ok(())
}

/// Removes all drafts that were sent before a moment.
pub(super) async fn remove_before(tx: &mut PeopleTx, before: Moment) -> Result<()> {
    const SQL: &str = "DELETE FROM import_draft WHERE created_at <= $1";
    on!(tx, |conn| sqlx::query(SQL).bind(before).execute(conn).await.map(drop))?;
    Ok(())
}
