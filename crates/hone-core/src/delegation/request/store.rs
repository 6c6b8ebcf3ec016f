//! Queries on questions in areas.

use super::Request;
use crate::Result;
use crate::clock::Moment;
use crate::db::{PeopleTx, on};
use crate::ids::{AreaId, OrganisationId, PersonId};
use crate::team::Team;

macro_rules! requests {
    () => {
        "SELECT organisation_id, team_id, id, area_id, asked_by, level_then, question,
                own_proposal, needed_by, promised_on, state, answer, opened_at, closed_at
         FROM area_request "
    };
}

/// The questions of an area, the latest first.
pub(super) async fn list_in(tx: &mut PeopleTx, team: &Team, area: AreaId) -> Result<Vec<Request>> {
    const SQL: &str = concat!(
        requests!(),
        "WHERE organisation_id = $1 AND team_id = $2 AND area_id = $3
         ORDER BY opened_at DESC, id"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(area)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// The questions of a team that are open, the oldest first.
pub(in crate::delegation) async fn list_open(
    tx: &mut PeopleTx,
    team: &Team,
) -> Result<Vec<Request>> {
    const SQL: &str = concat!(
        requests!(),
        "WHERE organisation_id = $1 AND team_id = $2 AND state = 'open' ORDER BY opened_at, id"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// The questions of somebody that were answered, or objected to, since a moment, the oldest answer first.
pub(in crate::delegation) async fn list_answered(
    tx: &mut PeopleTx,
    team: &Team,
    person: PersonId,
    since: Moment,
) -> Result<Vec<Request>> {
    const SQL: &str = concat!(
        requests!(),
        "WHERE organisation_id = $1 AND team_id = $2 AND state IN ('answered', 'objected')
           AND asked_by = $3 AND closed_at >= $4
         ORDER BY closed_at, id"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(person)
        .bind(since)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// How many questions each area of a team has had from its owner since it is at its level, where that
/// lets them wait for the lead; none where there was none. What was taken back does not count.
pub(in crate::delegation) async fn list_waited(
    tx: &mut PeopleTx,
    team: &Team,
) -> Result<Vec<(AreaId, i64)>> {
    const SQL: &str = "
        SELECT area_request.area_id, COUNT(*)
        FROM area_request
        JOIN area ON area.organisation_id = area_request.organisation_id
                 AND area.team_id = area_request.team_id AND area.id = area_request.area_id
        WHERE area_request.organisation_id = $1 AND area_request.team_id = $2
          AND area_request.opened_at >= area.level_since AND area_request.asked_by = area.owner_id
          AND area_request.level_then <= 4 AND area_request.state <> 'withdrawn'
        GROUP BY area_request.area_id";
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// Adds a question.
pub(super) async fn insert(tx: &mut PeopleTx, request: &Request) -> Result<()> {
    const SQL: &str = "
        INSERT INTO area_request (organisation_id, team_id, id, area_id, asked_by, level_then,
                                  question, own_proposal, needed_by, state, answer, opened_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(request.organisation_id)
        .bind(request.team_id)
        .bind(request.id)
        .bind(request.area_id)
        .bind(request.asked_by)
        .bind(request.level_then)
        .bind(&request.question)
        .bind(&request.own_proposal)
        .bind(&request.needed_by)
        .bind(request.state)
        .bind(&request.answer)
        .bind(request.opened_at)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Saves an answer. False where the question is no longer open.
pub(in crate::delegation) async fn save_answer(
    tx: &mut PeopleTx,
    request: &Request,
) -> Result<bool> {
    const SQL: &str = "
        UPDATE area_request SET state = $1, answer = $2, promised_on = $3, closed_at = $4
        WHERE organisation_id = $5 AND team_id = $6 AND id = $7 AND state = 'open'";
    let n = on!(tx, |conn| sqlx::query(SQL)
        .bind(request.state)
        .bind(&request.answer)
        .bind(&request.promised_on)
        .bind(request.closed_at)
        .bind(request.organisation_id)
        .bind(request.team_id)
        .bind(request.id)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n == 1)
}

/// Takes back the questions of somebody that are open, and those in what they own.
pub(in crate::delegation) async fn erase(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
    now: Moment,
) -> Result<()> {
    const SQL: &str = "
        UPDATE area_request SET state = 'withdrawn', closed_at = $3
        WHERE organisation_id = $1 AND state = 'open'
          AND (asked_by = $2 OR area_id IN (
              SELECT id FROM area WHERE organisation_id = $1 AND owner_id = $2))";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(organisation)
        .bind(person)
        .bind(now)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}
