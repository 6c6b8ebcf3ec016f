//! Queries on accounts.

use super::{Account, Viewer};
use crate::db::{PeopleTx, on};
use crate::error::is_duplicate;
use crate::ids::{AccountId, OrganisationId, PersonId};
use crate::viewer::is_leader;
use crate::{Error, Result};

/// The account with an id.
pub async fn find(tx: &mut PeopleTx, id: AccountId) -> Result<Option<Account>> {
    const SQL: &str = "
        SELECT id, email, password_hash, n_failures, locked_until, created_at
        FROM account
        WHERE id = $1";
    Ok(on!(tx, |conn| sqlx::query_as(SQL).bind(id).fetch_optional(conn).await)?)
}

/// The account with an e-mail address.
pub async fn by_email(tx: &mut PeopleTx, email: &str) -> Result<Option<Account>> {
    const SQL: &str = "
        SELECT id, email, password_hash, n_failures, locked_until, created_at
        FROM account
        WHERE email = $1";
    let email = email.trim().to_lowercase();
    Ok(on!(tx, |conn| sqlx::query_as(SQL).bind(email).fetch_optional(conn).await)?)
}

/// Adds an account.
pub async fn insert(tx: &mut PeopleTx, account: &Account) -> Result<()> {
    const SQL: &str = "
        INSERT INTO account (id, email, password_hash, n_failures, locked_until, created_at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(account.id)
        .bind(&account.email)
        .bind(&account.password_hash)
        .bind(account.n_failures)
        .bind(account.locked_until)
        .bind(account.created_at)
        .execute(conn)
        .await
        .map(drop))
    .map_err(|error| {
        if is_duplicate(&error) {
            return Error::refused(
                "There is an account with this e-mail address already. Sign in.",
            );
        }
        error.into()
    })
}

/// Stores an account as it is now.
pub async fn save(tx: &mut PeopleTx, account: &Account) -> Result<()> {
    const SQL: &str = "
        UPDATE account
        SET email = $2, password_hash = $3, n_failures = $4, locked_until = $5
        WHERE id = $1";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(account.id)
        .bind(&account.email)
        .bind(&account.password_hash)
        .bind(account.n_failures)
        .bind(account.locked_until)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Holds an account until the transaction ends, so that two tries at once are counted as two.
pub async fn lock(tx: &mut PeopleTx, email: &str) -> Result<()> {
    const SQL: &str = "UPDATE account SET email = email WHERE email = $1";
    let email = email.trim().to_lowercase();
    on!(tx, |conn| sqlx::query(SQL).bind(email).execute(conn).await.map(drop))?;
    Ok(())
}

/// A person as they would ask, who does not ask themself: for what is sent to them. Nothing where they
/// have left or have no account.
pub async fn find_viewer(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<Option<Viewer>> {
    const SQL: &str = concat!(
        "SELECT person.account_id, person.organisation_id, organisation.name AS organisation,
                organisation.time_zone, person.id AS person_id, person.name,
                person.is_administrator, person.is_coach, ",
        is_leader!(),
        "FROM person
         JOIN organisation ON organisation.id = person.organisation_id
         WHERE person.organisation_id = $1 AND person.id = $2 AND person.left_at IS NULL
           AND person.account_id IS NOT NULL"
    );
    let row = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(organisation)
        .bind(person)
        .fetch_optional(conn)
        .await)?;
    Ok(row)
}
