//! Queries on the outbox.

use super::{Mail, Outgoing};
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
/// The condition on the lease stands twice: where two nodes pick the same row, PostgreSQL lets the
/// second wait for the first and then looks only at the outer condition again.
pub(super) async fn claim(
    tx: &mut PeopleTx,
    now: Moment,
    until: Moment,
) -> Result<Option<Outgoing>> {
    const SQL: &str = "
        UPDATE outbox
        SET claimed_until = $2, n_attempts = n_attempts + 1
        WHERE claimed_until <= $1
          AND state = 'queued'
          AND id IN (
            SELECT id
            FROM outbox
            WHERE state = 'queued' AND due_at <= $1 AND claimed_until <= $1
            ORDER BY due_at
            LIMIT 1
          )
        RETURNING id, to_name, to_address, subject, plain, html, unsubscribe, state, n_attempts,
                  created_at";
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
