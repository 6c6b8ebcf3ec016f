//! Queries on reasons for which a bet may fail.

use super::Reason;
use crate::Result;
use crate::bet::Bet;
use crate::clock::Moment;
use crate::db::{PeopleTx, on};
use crate::ids::ReasonId;
use crate::team::Team;

/// The reasons of a bet, in the order in which they came.
pub(super) async fn list(tx: &mut PeopleTx, team: &Team, bet: &Bet) -> Result<Vec<Reason>> {
    const SQL: &str = "
        SELECT id, bet_id, written_by, text, handling, sign, made_at, archived_at
        FROM bet_reason
        WHERE organisation_id = $1 AND team_id = $2 AND bet_id = $3
        ORDER BY made_at, id";
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(bet.id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// Adds a reason.
pub(super) async fn insert(tx: &mut PeopleTx, team: &Team, reason: &Reason) -> Result<()> {
    const SQL: &str = "
        INSERT INTO bet_reason (organisation_id, team_id, id, bet_id, written_by, text, handling,
                                sign, made_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(reason.id)
        .bind(reason.bet_id)
        .bind(reason.written_by)
        .bind(&reason.text)
        .bind(reason.handling)
        .bind(&reason.sign)
        .bind(reason.made_at)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Says since when a reason is put away, or that it is not.
pub(super) async fn save_away(
    tx: &mut PeopleTx,
    team: &Team,
    id: ReasonId,
    archived_at: Option<Moment>,
) -> Result<()> {
    const SQL: &str = "
        UPDATE bet_reason SET archived_at = $1
        WHERE organisation_id = $2 AND team_id = $3 AND id = $4";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(archived_at)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(id)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}
