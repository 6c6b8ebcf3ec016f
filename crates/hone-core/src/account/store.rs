//! Queries on accounts and sessions.

use super::Viewer;
use crate::Result;
use crate::clock::Moment;
use crate::db::{PeopleTx, on};

/// Who holds a session that has not ended.
pub async fn viewer_of(
    tx: &mut PeopleTx,
    token_hash: &[u8],
    now: Moment,
) -> Result<Option<Viewer>> {
    const SQL: &str = "
        SELECT session.account_id, session.organisation_id, organisation.name AS organisation,
               organisation.time_zone, session.person_id, person.name,
               person.is_administrator, person.is_coach
        FROM session
        JOIN organisation ON organisation.id = session.organisation_id
        JOIN person ON person.organisation_id = session.organisation_id
                   AND person.id = session.person_id
        WHERE session.token_hash = $1 AND session.expires_at > $2 AND person.left_at IS NULL";
    let row =
        on!(tx, |conn| sqlx::query_as(SQL).bind(token_hash).bind(now).fetch_optional(conn).await)?;
    Ok(row)
}
