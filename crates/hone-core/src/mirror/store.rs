//! Queries that delete all of a person.

use super::Owner;
use crate::Result;
use crate::db::{PeopleTx, on};

/// Deletes what a person shares.
pub(super) async fn remove_shares(tx: &mut PeopleTx, owner: Owner) -> Result<()> {
    const SQL: &str = "
        DELETE FROM mirror_share
        WHERE organisation_id = $1
          AND coaching_id IN (SELECT id FROM coaching WHERE organisation_id = $1 AND person_id = $2)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(owner.organisation_id)
        .bind(owner.person_id)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Deletes a person's statements, with how they were worded before.
pub(super) async fn remove_statements(tx: &mut PeopleTx, owner: Owner) -> Result<()> {
    const SQL: &str = "DELETE FROM mirror_statement WHERE organisation_id = $1 AND person_id = $2";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(owner.organisation_id)
        .bind(owner.person_id)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Deletes a person's reflections.
pub(super) async fn remove_reflections(tx: &mut PeopleTx, owner: Owner) -> Result<()> {
    const SQL: &str = "DELETE FROM mirror_reflection WHERE organisation_id = $1 AND person_id = $2";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(owner.organisation_id)
        .bind(owner.person_id)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Deletes a person's learning log, with what was tried before.
pub(super) async fn remove_learning(tx: &mut PeopleTx, owner: Owner) -> Result<()> {
    const SQL: &str = "DELETE FROM mirror_learning WHERE organisation_id = $1 AND person_id = $2";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(owner.organisation_id)
        .bind(owner.person_id)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}
