//! Queries on challenges.

use super::{Challenge, Terms};
use crate::Result;
use crate::clock::Moment;
use crate::db::{PeopleTx, on};
use crate::ids::{ChallengeId, OrganisationId, PersonId};
use crate::team::event::moved;
use crate::team::{Part, Team, Titled};

macro_rules! challenges {
    () => {
        "SELECT organisation_id, team_id, id, raised_by, target, title, why, instead, answer_due,
                state, answer, reason, answered_on, again_on, learned, version, made_at, archived_at
         FROM challenge "
    };
}

/// A challenge of a team.
pub(super) async fn find(
    tx: &mut PeopleTx,
    team: &Team,
    id: ChallengeId,
) -> Result<Option<Challenge>> {
    const SQL: &str =
        concat!(challenges!(), "WHERE organisation_id = $1 AND team_id = $2 AND id = $3");
    let row = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(id)
        .fetch_optional(conn)
        .await)?;
    Ok(row)
}

/// The challenges of a team, the latest first.
pub(super) async fn list(tx: &mut PeopleTx, team: &Team) -> Result<Vec<Challenge>> {
    const SQL: &str = concat!(
        challenges!(),
        "WHERE organisation_id = $1 AND team_id = $2 ORDER BY made_at DESC, id"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// The challenges of a team that wait, or of which something follows, the latest first.
pub(in crate::experiment) async fn list_open(
    tx: &mut PeopleTx,
    team: &Team,
) -> Result<Vec<Challenge>> {
    const SQL: &str = concat!(
        challenges!(),
        "WHERE organisation_id = $1 AND team_id = $2 AND archived_at IS NULL
           AND state IN ('open', 'answered')
         ORDER BY made_at DESC, id"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// How many there are of them.
pub(in crate::experiment) async fn n_open(tx: &mut PeopleTx, team: &Team) -> Result<i64> {
    const SQL: &str = "
        SELECT COUNT(*) FROM challenge
        WHERE organisation_id = $1 AND team_id = $2 AND archived_at IS NULL
          AND state IN ('open', 'answered')";
    let n = on!(tx, |conn| sqlx::query_scalar(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .fetch_one(conn)
        .await)?;
    Ok(n)
}

/// Those of them that concern somebody: all of them where they lead the team, else what they raised.
pub(in crate::experiment) async fn list_for(
    tx: &mut PeopleTx,
    team: &Team,
    is_lead: bool,
    person: PersonId,
) -> Result<Vec<Challenge>> {
    const SQL: &str = concat!(
        challenges!(),
        "WHERE organisation_id = $1 AND team_id = $2 AND archived_at IS NULL
           AND state IN ('open', 'answered') AND ($3 OR raised_by = $4)
         ORDER BY made_at DESC, id"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(is_lead)
        .bind(person)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// A part of the challenges of a team of which nothing follows any more, the latest first.
pub(in crate::experiment) async fn list_over(
    tx: &mut PeopleTx,
    team: &Team,
    part: Part,
) -> Result<Vec<Challenge>> {
    const SQL: &str = concat!(
        challenges!(),
        "WHERE organisation_id = $1 AND team_id = $2 AND archived_at IS NULL
           AND state IN ('closed', 'experiment')
         ORDER BY made_at DESC, id
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

/// A part of the challenges of a team that are put away, the latest first.
pub(in crate::experiment) async fn list_away(
    tx: &mut PeopleTx,
    team: &Team,
    part: Part,
) -> Result<Vec<Challenge>> {
    const SQL: &str = concat!(
        challenges!(),
        "WHERE organisation_id = $1 AND team_id = $2 AND archived_at IS NOT NULL
         ORDER BY made_at DESC, id
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
        "SELECT id, title AS title FROM challenge
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

/// Adds a challenge.
pub(super) async fn insert(tx: &mut PeopleTx, challenge: &Challenge) -> Result<()> {
    const SQL: &str = "
        INSERT INTO challenge (organisation_id, team_id, id, raised_by, target, title, why, instead,
                               answer_due, state, reason, learned, version, made_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(challenge.organisation_id)
        .bind(challenge.team_id)
        .bind(challenge.id)
        .bind(challenge.raised_by)
        .bind(challenge.target)
        .bind(&challenge.title)
        .bind(&challenge.why)
        .bind(&challenge.instead)
        .bind(challenge.answer_due.to_string())
        .bind(challenge.state)
        .bind(&challenge.reason)
        .bind(&challenge.learned)
        .bind(challenge.version)
        .bind(challenge.made_at)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Saves a challenge, unless its version is no longer the stored one. True if it was saved.
pub(super) async fn save(tx: &mut PeopleTx, challenge: &Challenge) -> Result<bool> {
    const SQL: &str = "
        UPDATE challenge
        SET target = $1, title = $2, why = $3, instead = $4, state = $5, answer = $6, reason = $7,
            answered_on = $8, again_on = $9, learned = $10, archived_at = $11,
            version = version + 1
        WHERE organisation_id = $12 AND team_id = $13 AND id = $14 AND version = $15";
    let n = on!(tx, |conn| sqlx::query(SQL)
        .bind(challenge.target)
        .bind(&challenge.title)
        .bind(&challenge.why)
        .bind(&challenge.instead)
        .bind(challenge.state)
        .bind(challenge.answer)
        .bind(&challenge.reason)
        .bind(&challenge.answered_on)
        .bind(&challenge.again_on)
        .bind(&challenge.learned)
        .bind(challenge.archived_at)
        .bind(challenge.organisation_id)
        .bind(challenge.team_id)
        .bind(challenge.id)
        .bind(challenge.version)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n == 1)
}

/// The time for answers that a team has agreed on, if it has.
pub(super) async fn find_terms(tx: &mut PeopleTx, team: &Team) -> Result<Option<Terms>> {
    const SQL: &str = "
        SELECT answer_days, version FROM challenge_terms
        WHERE organisation_id = $1 AND team_id = $2";
    let row = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .fetch_optional(conn)
        .await)?;
    Ok(row)
}

/// Saves the time for answers, unless its version is no longer the stored one. True if it was saved.
pub(super) async fn save_terms(tx: &mut PeopleTx, team: &Team, terms: Terms) -> Result<bool> {
    const FIRST: &str = "
        INSERT INTO challenge_terms (organisation_id, team_id, answer_days, version)
        VALUES ($1, $2, $3, $4 + 1)
        ON CONFLICT (organisation_id, team_id) DO NOTHING";
    const LATER: &str = "
        UPDATE challenge_terms SET answer_days = $3, version = version + 1
        WHERE organisation_id = $1 AND team_id = $2 AND version = $4";
    let sql = if terms.version == 0 { FIRST } else { LATER };
    let n = on!(tx, |conn| sqlx::query(sql)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(terms.answer_days)
        .bind(terms.version)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n == 1)
}

/// Takes a person off the challenges that they raised.
pub(in crate::experiment) async fn blank(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<()> {
    const SQL: &str = "
        UPDATE challenge SET raised_by = NULL WHERE organisation_id = $1 AND raised_by = $2";
    on!(tx, |conn| sqlx::query(SQL).bind(organisation).bind(person).execute(conn).await.map(drop))?;
    Ok(())
}
