//! Queries on passkeys and their ceremonies.

use super::Passkey;
use crate::Result;
use crate::clock::Moment;
use crate::db::{PeopleTx, on};
use crate::ids::{AccountId, CeremonyId, PasskeyId};

/// A passkey of an account.
pub async fn find(
    tx: &mut PeopleTx,
    account_id: AccountId,
    id: PasskeyId,
) -> Result<Option<Passkey>> {
    const SQL: &str = "
        SELECT id, account_id, name, credential, created_at, used_at
        FROM passkey
        WHERE account_id = $1 AND id = $2";
    Ok(on!(tx, |conn| sqlx::query_as(SQL).bind(account_id).bind(id).fetch_optional(conn).await)?)
}

/// The passkeys of an account, in the order in which they were added.
pub async fn list(tx: &mut PeopleTx, account_id: AccountId) -> Result<Vec<Passkey>> {
    const SQL: &str = "
        SELECT id, account_id, name, credential, created_at, used_at
        FROM passkey
        WHERE account_id = $1
        ORDER BY created_at, id";
    Ok(on!(tx, |conn| sqlx::query_as(SQL).bind(account_id).fetch_all(conn).await)?)
}

/// The passkey of an account that an authenticator names.
pub(super) async fn by_credential(
    tx: &mut PeopleTx,
    account_id: AccountId,
    credential_id: &str,
) -> Result<Option<Passkey>> {
    const SQL: &str = "
        SELECT id, account_id, name, credential, created_at, used_at
        FROM passkey
        WHERE account_id = $1 AND credential_id = $2";
    Ok(on!(tx, |conn| sqlx::query_as(SQL)
        .bind(account_id)
        .bind(credential_id)
        .fetch_optional(conn)
        .await)?)
}

/// Adds a passkey.
pub(super) async fn insert(
    tx: &mut PeopleTx,
    passkey: &Passkey,
    credential_id: &str,
) -> Result<()> {
    const SQL: &str = "
        INSERT INTO passkey (id, account_id, credential_id, name, credential, created_at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(passkey.id)
        .bind(passkey.account_id)
        .bind(credential_id)
        .bind(&passkey.name)
        .bind(&passkey.credential)
        .bind(passkey.created_at)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Stores a passkey as it is now.
pub(super) async fn save(tx: &mut PeopleTx, passkey: &Passkey) -> Result<()> {
    const SQL: &str = "
        UPDATE passkey
        SET name = $3, credential = $4, used_at = $5
        WHERE account_id = $1 AND id = $2";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(passkey.account_id)
        .bind(passkey.id)
        .bind(&passkey.name)
        .bind(&passkey.credential)
        .bind(passkey.used_at)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Removes a passkey of an account.
pub(super) async fn remove(tx: &mut PeopleTx, account_id: AccountId, id: PasskeyId) -> Result<()> {
    const SQL: &str = "DELETE FROM passkey WHERE account_id = $1 AND id = $2";
    on!(tx, |conn| sqlx::query(SQL).bind(account_id).bind(id).execute(conn).await.map(drop))?;
    Ok(())
}

/// Keeps the state of a ceremony.
pub(super) async fn keep(
    tx: &mut PeopleTx,
    id: CeremonyId,
    account_id: Option<AccountId>,
    state: &str,
    expires_at: Moment,
) -> Result<()> {
    const SQL: &str = "
        INSERT INTO ceremony (id, account_id, state, expires_at)
        VALUES ($1, $2, $3, $4)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(id)
        .bind(account_id)
        .bind(state)
        .bind(expires_at)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Removes the state of a ceremony and returns it, if it is of this account and not over.
pub(super) async fn take(
    tx: &mut PeopleTx,
    id: CeremonyId,
    account_id: Option<AccountId>,
    now: Moment,
) -> Result<Option<String>> {
    const OF_ACCOUNT: &str = "
        DELETE FROM ceremony
        WHERE id = $1 AND expires_at > $2 AND account_id = $3
        RETURNING state";
    const OF_NOBODY: &str = "
        DELETE FROM ceremony
        WHERE id = $1 AND expires_at > $2 AND account_id IS NULL
        RETURNING state";
    Ok(match account_id {
        Some(account_id) => on!(tx, |conn| sqlx::query_scalar(OF_ACCOUNT)
            .bind(id)
            .bind(now)
            .bind(account_id)
            .fetch_optional(conn)
            .await)?,
        None => on!(tx, |conn| sqlx::query_scalar(OF_NOBODY)
            .bind(id)
            .bind(now)
            .fetch_optional(conn)
            .await)?,
    })
}

/// Removes the states of ceremonies that are over.
pub(super) async fn remove_over(tx: &mut PeopleTx, now: Moment) -> Result<()> {
    const SQL: &str = "DELETE FROM ceremony WHERE expires_at <= $1";
    on!(tx, |conn| sqlx::query(SQL).bind(now).execute(conn).await.map(drop))?;
    Ok(())
}

/// Removes all passkeys of an account.
pub async fn remove_all(tx: &mut PeopleTx, account_id: AccountId) -> Result<()> {
    const SQL: &str = "DELETE FROM passkey WHERE account_id = $1";
    on!(tx, |conn| sqlx::query(SQL).bind(account_id).execute(conn).await.map(drop))?;
    Ok(())
}
