//! Queries on sessions.

use super::Session;
use crate::Result;
use crate::account::Viewer;
use crate::clock::Moment;
use crate::db::{PeopleTx, on};
use crate::ids::{AccountId, OrganisationId, PersonId};
use crate::viewer::is_leader;

/// A session that begins.
#[derive(Debug)]
pub(super) struct New {
    pub(super) token_hash: Vec<u8>,
    pub(super) account_id: AccountId,
    pub(super) organisation_id: OrganisationId,
    pub(super) person_id: PersonId,
    pub(super) agent: String,
    pub(super) now: Moment,
    pub(super) expires_at: Moment,
}

#[derive(sqlx::FromRow)]
struct Held {
    #[sqlx(flatten)]
    viewer: Viewer,
    used_at: Moment,
}

/// Who holds a session that has not ended, and when it was last used.
pub(super) async fn find(
    tx: &mut PeopleTx,
    token_hash: &[u8],
    now: Moment,
    used_since: Moment,
) -> Result<Option<(Viewer, Moment)>> {
    const SQL: &str = concat!(
        "SELECT session.account_id, session.organisation_id, organisation.name AS organisation,
               organisation.time_zone, session.person_id, person.name,
               person.is_administrator, person.is_coach, session.used_at, ",
        is_leader!(),
        "FROM session
         JOIN organisation ON organisation.id = session.organisation_id
         JOIN person ON person.organisation_id = session.organisation_id
                    AND person.id = session.person_id
                    AND person.account_id = session.account_id
         WHERE session.token_hash = $1 AND session.expires_at > $2 AND session.used_at > $3
               AND person.left_at IS NULL"
    );
    let held: Option<Held> = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(token_hash)
        .bind(now)
        .bind(used_since)
        .fetch_optional(conn)
        .await)?;
    Ok(held.map(|held| (held.viewer, held.used_at)))
}

/// The sessions of an account that have not ended.
pub(super) async fn list(
    tx: &mut PeopleTx,
    account_id: AccountId,
    now: Moment,
    used_since: Moment,
) -> Result<Vec<Session>> {
    const SQL: &str = "
        SELECT token_hash, agent, created_at, used_at
        FROM session
        WHERE account_id = $1 AND expires_at > $2 AND used_at > $3
        ORDER BY used_at DESC, created_at DESC, token_hash";
    Ok(on!(tx, |conn| sqlx::query_as(SQL)
        .bind(account_id)
        .bind(now)
        .bind(used_since)
        .fetch_all(conn)
        .await)?)
}

/// Adds a session.
pub(super) async fn insert(tx: &mut PeopleTx, session: &New) -> Result<()> {
    const SQL: &str = "
        INSERT INTO session (token_hash, account_id, organisation_id, person_id, agent,
            created_at, used_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(&session.token_hash)
        .bind(session.account_id)
        .bind(session.organisation_id)
        .bind(session.person_id)
        .bind(&session.agent)
        .bind(session.now)
        .bind(session.now)
        .bind(session.expires_at)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Notes when a session was used.
pub(super) async fn use_at(tx: &mut PeopleTx, token_hash: &[u8], now: Moment) -> Result<()> {
    const SQL: &str = "UPDATE session SET used_at = $2 WHERE token_hash = $1";
    on!(tx, |conn| sqlx::query(SQL).bind(token_hash).bind(now).execute(conn).await.map(drop))?;
    Ok(())
}

/// Removes a session.
pub(super) async fn remove(tx: &mut PeopleTx, token_hash: &[u8]) -> Result<()> {
    const SQL: &str = "DELETE FROM session WHERE token_hash = $1";
    on!(tx, |conn| sqlx::query(SQL).bind(token_hash).execute(conn).await.map(drop))?;
    Ok(())
}

/// Removes the sessions of an account but for one.
pub(super) async fn remove_of_account(
    tx: &mut PeopleTx,
    account_id: AccountId,
    kept: &[u8],
) -> Result<()> {
    const SQL: &str = "DELETE FROM session WHERE account_id = $1 AND token_hash <> $2";
    on!(tx, |conn| sqlx::query(SQL).bind(account_id).bind(kept).execute(conn).await.map(drop))?;
    Ok(())
}

/// Removes the sessions of a person.
pub(super) async fn remove_of_person(tx: &mut PeopleTx, person_id: PersonId) -> Result<()> {
    const SQL: &str = "DELETE FROM session WHERE person_id = $1";
    on!(tx, |conn| sqlx::query(SQL).bind(person_id).execute(conn).await.map(drop))?;
    Ok(())
}

/// Removes all sessions that are over.
pub(super) async fn remove_over(tx: &mut PeopleTx, now: Moment, used_since: Moment) -> Result<()> {
    const SQL: &str = "DELETE FROM session WHERE expires_at <= $1 OR used_at <= $2";
    on!(tx, |conn| sqlx::query(SQL).bind(now).bind(used_since).execute(conn).await.map(drop))?;
    Ok(())
}
