//! Queries on bets.

use super::{Bet, Open, Past};
use crate::Result;
use crate::clock::Moment;
use crate::db::{PeopleTx, on};
use crate::ids::{BetId, OrganisationId, PersonId};
use crate::team::event::moved;
use crate::team::{Part, Team, Titled};

macro_rules! bets {
    () => {
        bets!("")
    };
    ($besides:expr) => {
        concat!(
            "SELECT organisation_id, team_id, id, owner_id, judge_id, problem, we_try, true_if,
                    stake, stake_class, upside, stop_at, review_on, change_our_mind_if, state,
                    asked, revealed_at, placed_at, ended_at, reason, learned, version, made_at,
                    archived_at",
            $besides,
            " FROM bet "
        )
    };
}

/// Whether somebody, a column of a bet, is in the team `$2` of the organisation `$1`.
macro_rules! is_here {
    ($person:literal) => {
        concat!(
            $person,
            " IN (
                SELECT team_member.person_id FROM team_member
                JOIN person ON person.organisation_id = team_member.organisation_id
                           AND person.id = team_member.person_id
                WHERE team_member.organisation_id = $1 AND team_member.team_id = $2
                  AND team_member.left_at IS NULL AND person.left_at IS NULL) "
        )
    };
}

macro_rules! open_bets {
    () => {
        bets!(concat!(
            ", EXISTS (
                SELECT 1 FROM bet_odds
                WHERE bet_odds.organisation_id = bet.organisation_id AND bet_odds.bet_id = bet.id
                  AND bet_odds.person_id = $3 AND bet_odds.asked = bet.asked
            ) AS is_given, ",
            is_here!("owner_id"),
            "AS is_owner_here, ",
            is_here!("judge_id"),
            "AS is_judge_here"
        ))
    };
}

macro_rules! past_bets {
    () => {
        bets!(
            ", (
                SELECT bet_odds.value FROM bet_odds
                WHERE bet_odds.organisation_id = bet.organisation_id AND bet_odds.bet_id = bet.id
                  AND bet_odds.person_id = bet.owner_id AND bet_odds.asked = bet.asked
                  AND bet_odds.is_blind
                ORDER BY bet_odds.number DESC
                LIMIT 1
            ) AS odds"
        )
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

/// The bets of a team that are not over, by the day to look at them, and on which somebody gave odds.
pub(super) async fn list_open(
    tx: &mut PeopleTx,
    team: &Team,
    person: PersonId,
) -> Result<Vec<Open>> {
    const SQL: &str = concat!(
        open_bets!(),
        "WHERE organisation_id = $1 AND team_id = $2 AND archived_at IS NULL
           AND state IN ('draft', 'placed')
         ORDER BY COALESCE(review_on, '9999'), made_at, id"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(person)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// How many there are of them.
pub(super) async fn n_open(tx: &mut PeopleTx, team: &Team) -> Result<i64> {
    const SQL: &str = "
        SELECT COUNT(*) FROM bet
        WHERE organisation_id = $1 AND team_id = $2 AND archived_at IS NULL
          AND state IN ('draft', 'placed')";
    let n = on!(tx, |conn| sqlx::query_scalar(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .fetch_one(conn)
        .await)?;
    Ok(n)
}

/// Those of them that ask somebody for odds, that they own or judge, or, for the lead, that nobody is there
/// to judge.
pub(super) async fn list_for(
    tx: &mut PeopleTx,
    team: &Team,
    (person, is_lead): (PersonId, bool),
) -> Result<Vec<Open>> {
    const SQL: &str = concat!(
        open_bets!(),
        "WHERE organisation_id = $1 AND team_id = $2 AND archived_at IS NULL
           AND state IN ('draft', 'placed')
           AND (state = 'placed' AND (owner_id = $3 OR judge_id = $3
                                      OR $4 AND NOT (",
        is_here!("judge_id"),
        "))
             OR state = 'draft' AND revealed_at IS NULL AND owner_id <> $3
             OR state = 'draft' AND revealed_at IS NOT NULL AND owner_id = $3)
         ORDER BY COALESCE(review_on, '9999'), made_at, id"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(person)
        .bind(is_lead)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// A part of the bets of a team that are over, the latest day first, with the odds of their owners.
pub(super) async fn list_over(tx: &mut PeopleTx, team: &Team, part: Part) -> Result<Vec<Past>> {
    const SQL: &str = concat!(
        past_bets!(),
        "WHERE organisation_id = $1 AND team_id = $2 AND archived_at IS NULL
           AND state IN ('yes', 'no', 'void', 'stopped')
         ORDER BY COALESCE(review_on, '9999') DESC, made_at DESC, id DESC
         LIMIT $3 OFFSET $4"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(part.most)
        .bind(part.from)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// A part of the bets of a team that are put away, with the odds of their owners.
pub(super) async fn list_away(tx: &mut PeopleTx, team: &Team, part: Part) -> Result<Vec<Past>> {
    const SQL: &str = concat!(
        past_bets!(),
        "WHERE organisation_id = $1 AND team_id = $2 AND archived_at IS NOT NULL
         ORDER BY COALESCE(review_on, '9999'), made_at, id
         LIMIT $3 OFFSET $4"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(part.most)
        .bind(part.from)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// What moved from a moment up to another, by what it is called.
pub(super) async fn list_moved(
    tx: &mut PeopleTx,
    team: &Team,
    (from, to): (Moment, Moment),
) -> Result<Vec<Titled>> {
    const SQL: &str = concat!(
        "SELECT id, we_try AS title FROM bet
         WHERE organisation_id = $1 AND team_id = $2 AND id IN ",
        moved!()
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(from)
        .bind(to)
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
