//! Queries on the outbox.

use super::{Mail, Outgoing, Unreached};
use crate::Result;
use crate::clock::Moment;
use crate::db::{PeopleTx, on};
use crate::ids::{MailId, OrganisationId};

/// Adds a mail that is due at once.
pub(super) async fn insert(
    tx: &mut PeopleTx,
    id: MailId,
    organisation: Option<OrganisationId>,
    mail: &Mail,
    now: Moment,
) -> Result<()> {
    const SQL: &str = "
        INSERT INTO outbox (id, organisation_id, to_name, to_address, subject, plain, html,
                            unsubscribe, state, n_attempts, due_at, claimed_until, last_error,
                            created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'queued', 0, $9, 0, '', $9)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(id)
        .bind(organisation)
        .bind(&mail.to_name)
        .bind(&mail.to_address)
        .bind(&mail.subject)
        .bind(&mail.plain)
        .bind(&mail.html)
        .bind(&mail.unsubscribe)
        .bind(now)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Whether a mail waits that nobody has claimed.
pub(super) async fn is_due(tx: &mut PeopleTx, now: Moment) -> Result<bool> {
    const SQL: &str = "
        SELECT COUNT(*) > 0
        FROM outbox
        WHERE state = 'queued' AND due_at <= $1 AND claimed_until <= $1";
    Ok(on!(tx, |conn| sqlx::query_scalar(SQL).bind(now).fetch_one(conn).await)?)
}

/// Claims the mail that has been due for longest, and counts the attempt.
///
/// The conditions stand twice: where two nodes pick the same row, PostgreSQL lets the second wait for
/// the first, and then holds only the outer conditions against what the first has left.
pub(super) async fn claim(
    tx: &mut PeopleTx,
    now: Moment,
    until: Moment,
) -> Result<Option<Outgoing>> {
    const SQL: &str = "
        UPDATE outbox
        SET claimed_until = $2, n_attempts = n_attempts + 1
        WHERE state = 'queued' AND due_at <= $1 AND claimed_until <= $1
          AND id IN (
            SELECT id
            FROM outbox
            WHERE state = 'queued' AND due_at <= $1 AND claimed_until <= $1
            ORDER BY due_at
            LIMIT 1
          )
        RETURNING id, to_name, to_address, subject, plain, html, unsubscribe, state, n_attempts,
                  last_error, created_at";
    let row = on!(tx, |conn| sqlx::query_as(SQL).bind(now).bind(until).fetch_optional(conn).await)?;
    Ok(row)
}

/// Notes that a mail was sent, and forgets what it said.
pub(super) async fn mark_sent(tx: &mut PeopleTx, id: MailId) -> Result<()> {
    const SQL: &str = "
        UPDATE outbox
        SET state = 'sent', plain = '', html = '', unsubscribe = NULL, last_error = '',
            claimed_until = 0
        WHERE id = $1";
    on!(tx, |conn| sqlx::query(SQL).bind(id).execute(conn).await.map(drop))?;
    Ok(())
}

/// Puts a mail off after an attempt that failed.
pub(super) async fn put_off(
    tx: &mut PeopleTx,
    id: MailId,
    due_at: Moment,
    last_error: &str,
) -> Result<()> {
    const SQL: &str = "
        UPDATE outbox
        SET due_at = $2, last_error = $3, claimed_until = 0
        WHERE id = $1 AND state = 'queued'";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(id)
        .bind(due_at)
        .bind(last_error)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Gives a mail up.
pub(super) async fn give_up(tx: &mut PeopleTx, id: MailId, last_error: &str) -> Result<()> {
    const SQL: &str = "
        UPDATE outbox
        SET state = 'failed', last_error = $2, claimed_until = 0
        WHERE id = $1 AND state = 'queued'";
    on!(tx, |conn| sqlx::query(SQL).bind(id).bind(last_error).execute(conn).await.map(drop))?;
    Ok(())
}

/// A mail of the demonstration.
pub async fn find(tx: &mut PeopleTx, id: MailId) -> Result<Option<Outgoing>> {
    const SQL: &str = "
        SELECT id, to_name, to_address, subject, plain, html, unsubscribe, state, n_attempts,
               last_error, created_at
        FROM outbox
        WHERE id = $1";
    Ok(on!(tx, |conn| sqlx::query_as(SQL).bind(id).fetch_optional(conn).await)?)
}

/// The mails of the demonstration, newest first.
pub async fn list(tx: &mut PeopleTx) -> Result<Vec<Outgoing>> {
    const SQL: &str = "
        SELECT id, to_name, to_address, subject, plain, html, unsubscribe, state, n_attempts,
               last_error, created_at
        FROM outbox
        ORDER BY created_at DESC, subject, to_name, id
        LIMIT 500";
    Ok(on!(tx, |conn| sqlx::query_as(SQL).fetch_all(conn).await)?)
}

/// Since when an organisation's mail waits, and what the server last said to it.
pub(super) async fn waiting(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
) -> Result<(Option<Moment>, String)> {
    const SQL: &str = "
        SELECT MIN(created_at), COALESCE(MAX(last_error), '')
        FROM outbox
        WHERE organisation_id = $1 AND state = 'queued'";
    Ok(on!(tx, |conn| sqlx::query_as(SQL).bind(organisation).fetch_one(conn).await)?)
}

/// When the newest mail of an organisation that was sent was queued.
pub(super) async fn last_sent(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
) -> Result<Option<Moment>> {
    const SQL: &str = "
        SELECT MAX(created_at)
        FROM outbox
        WHERE organisation_id = $1 AND state = 'sent'";
    Ok(on!(tx, |conn| sqlx::query_scalar(SQL).bind(organisation).fetch_one(conn).await)?)
}

/// The addresses at which an organisation's mail was given up.
pub(super) async fn list_unreached(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
) -> Result<Vec<Unreached>> {
    const SQL: &str = "
        SELECT MAX(to_name) AS name, to_address AS address, MAX(last_error) AS last_error
        FROM outbox
        WHERE organisation_id = $1 AND state = 'failed'
        GROUP BY to_address
        ORDER BY to_address";
    Ok(on!(tx, |conn| sqlx::query_as(SQL).bind(organisation).fetch_all(conn).await)?)
}

/// Makes what an organisation could not send due at once: to one address, or to all where it is
/// empty.
pub async fn try_again(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    address: &str,
    now: Moment,
) -> Result<()> {
    const SQL: &str = "
        UPDATE outbox
        SET state = 'queued', n_attempts = 0, due_at = $3
        WHERE organisation_id = $1
          AND state <> 'sent'
          AND claimed_until <= $3
          AND ($2 = '' OR to_address = $2)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(organisation)
        .bind(address)
        .bind(now)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Forgets whom mail went to before a moment, and what could not be sent by then.
pub(super) async fn forget(tx: &mut PeopleTx, before: Moment) -> Result<()> {
    const SQL: &str = "
        DELETE FROM outbox
        WHERE state <> 'queued' AND created_at < $1";
    on!(tx, |conn| sqlx::query(SQL).bind(before).execute(conn).await.map(drop))?;
    Ok(())
}
