//! Queries on bets.

use super::Bet;
use crate::Result;
use crate::db::{PeopleTx, on};
use crate::ids::{BetId, OrganisationId, PersonId};
use crate::team::Team;

macro_rules! bets {
    () => {
        "SELECT organisation_id, team_id, id, owner_id, judge_id, problem, we_try, true_if, stake,
                stake_class, upside, stop_at, review_on, change_our_mind_if, state, asked,
                revealed_at, placed_at, ended_at, reason, learned, version, made_at, archived_at
         FROM bet "
    };
}

/// A bet of a team.
pub(super) async fn find(tx: &mut PeopleTx, team: &Team, id: BetId) -> Result<Option<Bet>> {
    const SQL: &str = concat!(bets!(), "WHERE organisation_id = $1 AND team_id = $2 AND id = $3");
    let row = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(id)
        .fetch_optional(conn)
        .await)?;
    Ok(row)
}

/// The bets of a team, by the day to look at them.
pub(super) async fn list(tx: &mut PeopleTx, team: &Team) -> Result<Vec<Bet>> {
    const SQL: &str = concat!(
        bets!(),
        "WHERE organisation_id = $1 AND team_id = $2
         ORDER BY COALESCE(review_on, '9999'), made_at, id"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// Adds a bet.
pub(super) async fn insert(tx: &mut PeopleTx, bet: &Bet) -> Result<()> {
    const SQL: &str = "
        INSERT INTO bet (organisation_id, team_id, id, owner_id, judge_id, problem, we_try, true_if,
                         stake, stake_class, upside, stop_at, review_on, change_our_mind_if, state,
                         asked, reason, learned, version, made_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
                $19, $20)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(bet.organisation_id)
        .bind(bet.team_id)
        .bind(bet.id)
        .bind(bet.owner_id)
        .bind(bet.judge_id)
        .bind(&bet.problem)
        .bind(&bet.we_try)
        .bind(&bet.true_if)
        .bind(&bet.stake)
        .bind(bet.stake_class)
        .bind(&bet.upside)
        .bind(&bet.stop_at)
        .bind(&bet.review_on)
        .bind(&bet.change_our_mind_if)
        .bind(bet.state)
        .bind(bet.asked)
        .bind(&bet.reason)
        .bind(&bet.learned)
        .bind(bet.version)
        .bind(bet.made_at)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Saves a bet, unless its version is no longer the stored one. True if it was saved.
pub(super) async fn save(tx: &mut PeopleTx, bet: &Bet) -> Result<bool> {
    const SQL: &str = "
        UPDATE bet
        SET judge_id = $1, problem = $2, we_try = $3, true_if = $4, stake = $5, stake_class = $6,
            upside = $7, stop_at = $8, review_on = $9, change_our_mind_if = $10, state = $11,
            asked = $12, revealed_at = $13, placed_at = $14, ended_at = $15, reason = $16,
            learned = $17, archived_at = $18, version = version + 1
        WHERE organisation_id = $19 AND team_id = $20 AND id = $21 AND version = $22";
    let n = on!(tx, |conn| sqlx::query(SQL)
        .bind(bet.judge_id)
        .bind(&bet.problem)
        .bind(&bet.we_try)
        .bind(&bet.true_if)
        .bind(&bet.stake)
        .bind(bet.stake_class)
        .bind(&bet.upside)
        .bind(&bet.stop_at)
        .bind(&bet.review_on)
        .bind(&bet.change_our_mind_if)
        .bind(bet.state)
        .bind(bet.asked)
        .bind(bet.revealed_at)
        .bind(bet.placed_at)
        .bind(bet.ended_at)
        .bind(&bet.reason)
        .bind(&bet.learned)
        .bind(bet.archived_at)
        .bind(bet.organisation_id)
        .bind(bet.team_id)
        .bind(bet.id)
        .bind(bet.version)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n == 1)
}

/// Removes the drafts of somebody.
pub(super) async fn erase(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<()> {
    const SQL: &str = "
        DELETE FROM bet
        WHERE organisation_id = $1 AND owner_id = $2 AND state = 'draft'";
    on!(tx, |conn| sqlx::query(SQL).bind(organisation).bind(person).execute(conn).await.map(drop))?;
    Ok(())
}
