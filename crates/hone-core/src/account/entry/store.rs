//! Queries on entry links.

use super::Link;
use crate::Result;
use crate::clock::Moment;
use crate::db::{PeopleTx, on};
use crate::ids::{AccountId, OrganisationId, PersonId};

/// A link that is not over.
pub(super) async fn find(
    tx: &mut PeopleTx,
    secret_hash: &[u8],
    now: Moment,
) -> Result<Option<Link>> {
    const SQL: &str = "
        SELECT secret_hash, organisation_id, person_id, account_id, purpose, expires_at
        FROM entry_link
        WHERE secret_hash = $1 AND expires_at > $2";
    Ok(on!(tx, |conn| sqlx::query_as(SQL).bind(secret_hash).bind(now).fetch_optional(conn).await)?)
}

/// Adds a link.
pub(super) async fn insert(tx: &mut PeopleTx, link: &Link) -> Result<()> {
    const SQL: &str = "
        INSERT INTO entry_link (secret_hash, organisation_id, person_id, account_id, purpose,
            expires_at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(&link.secret_hash)
        .bind(link.organisation_id)
        .bind(link.person_id)
        .bind(link.account_id)
        .bind(link.purpose)
        .bind(link.expires_at)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Removes a link; false if it was gone already.
pub(super) async fn remove(tx: &mut PeopleTx, secret_hash: &[u8]) -> Result<bool> {
    const SQL: &str = "DELETE FROM entry_link WHERE secret_hash = $1";
    let n = on!(tx, |conn| sqlx::query(SQL)
        .bind(secret_hash)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n > 0)
}

/// Removes the links to become the first administrator: of an organisation, or of one to be made.
pub(super) async fn remove_first(
    tx: &mut PeopleTx,
    organisation_id: Option<OrganisationId>,
) -> Result<()> {
    const OF_ONE: &str = "
        DELETE FROM entry_link WHERE purpose = 'first_administrator' AND organisation_id = $1";
    const OF_NONE: &str = "
        DELETE FROM entry_link WHERE purpose = 'first_administrator' AND organisation_id IS NULL";
    match organisation_id {
        Some(id) => on!(tx, |conn| sqlx::query(OF_ONE).bind(id).execute(conn).await.map(drop))?,
        None => on!(tx, |conn| sqlx::query(OF_NONE).execute(conn).await.map(drop))?,
    }
    Ok(())
}

/// Removes the links that were made for a person.
pub async fn remove_of_person(tx: &mut PeopleTx, person_id: PersonId) -> Result<()> {
    const SQL: &str = "DELETE FROM entry_link WHERE person_id = $1";
    on!(tx, |conn| sqlx::query(SQL).bind(person_id).execute(conn).await.map(drop))?;
    Ok(())
}

/// When the newest link that was made for an account ends.
pub(super) async fn newest_of_account(
    tx: &mut PeopleTx,
    account_id: AccountId,
) -> Result<Option<Moment>> {
    const SQL: &str = "SELECT MAX(expires_at) FROM entry_link WHERE account_id = $1";
    Ok(on!(tx, |conn| sqlx::query_scalar(SQL).bind(account_id).fetch_one(conn).await)?)
}

/// Removes the links that were made for an account.
pub(super) async fn remove_of_account(tx: &mut PeopleTx, account_id: AccountId) -> Result<()> {
    const SQL: &str = "DELETE FROM entry_link WHERE account_id = $1";
    on!(tx, |conn| sqlx::query(SQL).bind(account_id).execute(conn).await.map(drop))?;
    Ok(())
}
