//! Queries on the keys of rounds.

use crate::Result;
use crate::db::{KeysTx, on};
use crate::ids::RoundRef;

/// Keeps the secret of a round, unless it has one; returns the one it has.
pub(super) async fn save(tx: &mut KeysTx, round: RoundRef, secret: &[u8]) -> Result<Vec<u8>> {
    const INSERT: &str = "
        INSERT INTO round_key (round_ref, secret)
        VALUES ($1, $2)
        ON CONFLICT (round_ref) DO NOTHING";
    const SELECT: &str = "
        SELECT secret
        FROM round_key
        WHERE round_ref = $1";
    on!(tx, |conn| sqlx::query(INSERT).bind(round).bind(secret).execute(conn).await.map(drop))?;
    Ok(on!(tx, |conn| sqlx::query_scalar(SELECT).bind(round).fetch_one(conn).await)?)
}

/// The secret of a round, until it is destroyed.
pub(super) async fn find(tx: &mut KeysTx, round: RoundRef) -> Result<Option<Vec<u8>>> {
    const SQL: &str = "
        SELECT secret
        FROM round_key
        WHERE round_ref = $1";
    Ok(on!(tx, |conn| sqlx::query_scalar(SQL).bind(round).fetch_optional(conn).await)?)
}

/// Destroys the secret of a round.
pub(super) async fn remove(tx: &mut KeysTx, round: RoundRef) -> Result<()> {
    const SQL: &str = "
        DELETE FROM round_key
        WHERE round_ref = $1";
    on!(tx, |conn| sqlx::query(SQL).bind(round).execute(conn).await.map(drop))?;
    Ok(())
}
