//! Queries on what is shared.

use super::Share;
use crate::Result;
use crate::coaching::Coaching;
use crate::db::{PeopleTx, on};

/// What is or was shared in a coaching.
pub(in crate::mirror) async fn list(tx: &mut PeopleTx, coaching: &Coaching) -> Result<Vec<Share>> {
    const SQL: &str = "
        SELECT organisation_id, coaching_id, part, since, until, read_at FROM mirror_share
        WHERE organisation_id = $1 AND coaching_id = $2";
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(coaching.organisation_id)
        .bind(coaching.id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// Saves what is shared, since when and until when.
pub(super) async fn save(tx: &mut PeopleTx, share: &Share) -> Result<()> {
    const SQL: &str = "
        INSERT INTO mirror_share (organisation_id, coaching_id, part, since, until)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (organisation_id, coaching_id, part) DO UPDATE
        SET since = excluded.since, until = excluded.until";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(share.organisation_id)
        .bind(share.coaching_id)
        .bind(share.part)
        .bind(share.since)
        .bind(&share.until)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Saves when it was last read.
pub(super) async fn save_reading(tx: &mut PeopleTx, share: &Share) -> Result<()> {
    const SQL: &str = "
        UPDATE mirror_share SET read_at = $1
        WHERE organisation_id = $2 AND coaching_id = $3 AND part = $4";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(share.read_at)
        .bind(share.organisation_id)
        .bind(share.coaching_id)
        .bind(share.part)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}
