//! Queries on odds.

use super::Odds;
use crate::Result;
use crate::bet::Bet;
use crate::db::{PeopleTx, on};
use crate::ids::{OrganisationId, PersonId};
use crate::team::Team;

macro_rules! odds {
    () => {
        "SELECT bet_id, person_id, number, asked, value, is_blind, made_at FROM bet_odds "
    };
}

/// The odds on a bet, those of each person in their order.
pub(in crate::bet) async fn list(tx: &mut PeopleTx, team: &Team, bet: &Bet) -> Result<Vec<Odds>> {
    const SQL: &str = concat!(
        odds!(),
        "WHERE organisation_id = $1 AND team_id = $2 AND bet_id = $3 ORDER BY person_id, number"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(bet.id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// The odds of one person on the bets of a team, in their order.
pub(in crate::bet) async fn list_of(
    tx: &mut PeopleTx,
    team: &Team,
    person: PersonId,
) -> Result<Vec<Odds>> {
    const SQL: &str = concat!(
        odds!(),
        "WHERE organisation_id = $1 AND team_id = $2 AND person_id = $3 ORDER BY bet_id, number"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(person)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// Adds odds, unless there are some with their number. True if they were added.
pub(super) async fn insert(tx: &mut PeopleTx, team: &Team, odds: &Odds) -> Result<bool> {
    const SQL: &str = "
        INSERT INTO bet_odds (organisation_id, team_id, bet_id, person_id, number, asked, value,
                              is_blind, made_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT DO NOTHING";
    let n = on!(tx, |conn| sqlx::query(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(odds.bet_id)
        .bind(odds.person_id)
        .bind(odds.number)
        .bind(odds.asked)
        .bind(odds.value)
        .bind(odds.is_blind)
        .bind(odds.made_at)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n == 1)
}

/// Removes the odds of somebody on bets that are not their own.
pub(in crate::bet) async fn erase(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<()> {
    const SQL: &str = "
        DELETE FROM bet_odds
        WHERE organisation_id = $1 AND person_id = $2 AND bet_id NOT IN (
            SELECT id FROM bet WHERE organisation_id = $1 AND owner_id = $2)";
    on!(tx, |conn| sqlx::query(SQL).bind(organisation).bind(person).execute(conn).await.map(drop))?;
    Ok(())
}
