//! Queries on events.

use super::{About, Change, Deed, Event};
use crate::Result;
use crate::clock::Moment;
use crate::db::{PeopleTx, on};
use crate::ids::{OrganisationId, PersonId, TeamId};
use crate::team::{Between, Team};

macro_rules! events {
    () => {
        "SELECT team_event.number, team_event.kind, team_event.entity_id, team_event.at,
                team_event.person_id, person.name AS person, team_event.from_state,
                team_event.to_state, team_event.note
         FROM team_event
         LEFT JOIN person ON person.organisation_id = team_event.organisation_id
                         AND person.id = team_event.person_id "
    };
}

/// The ids of what moved in a team ($1, $2) from a moment ($3) up to another ($4), in a query.
macro_rules! moved {
    () => {
        "(SELECT entity_id FROM team_event
          WHERE organisation_id = $1 AND team_id = $2 AND at >= $3 AND at < $4) "
    };
}
pub(crate) use moved;

/// Adds an event.
pub(super) async fn insert(tx: &mut PeopleTx, team: &Team, change: &Change<'_>) -> Result<()> {
    const SQL: &str = "
        INSERT INTO team_event (organisation_id, team_id, kind, entity_id, at, person_id,
                                from_state, to_state, note)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(change.about.kind)
        .bind(change.about.id)
        .bind(change.at)
        .bind(change.by)
        .bind(change.from)
        .bind(change.to)
        .bind(change.note)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// The events of one thing, the latest first.
pub(super) async fn list(tx: &mut PeopleTx, team: &Team, about: About) -> Result<Vec<Event>> {
    const SQL: &str = concat!(
        events!(),
        "WHERE team_event.organisation_id = $1 AND team_event.team_id = $2
           AND team_event.kind = $3 AND team_event.entity_id = $4
         ORDER BY team_event.number DESC"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(about.kind)
        .bind(about.id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// What was done last in a team from a moment up to another, the latest first.
pub(super) async fn list_between(
    tx: &mut PeopleTx,
    team: &Team,
    from: Moment,
    to: Moment,
) -> Result<Vec<Deed>> {
    const SQL: &str = "
        SELECT entity_id, to_state, at FROM team_event
        WHERE organisation_id = $1 AND team_id = $2 AND at >= $3 AND at < $4
        ORDER BY at DESC, number DESC
        LIMIT 1000";
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(from)
        .bind(to)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// With how many things of a kind something was done between two results of a leader, in the teams that
/// they lead, team by team. `deed` is a pattern of what it became.
pub(super) async fn list_done(
    tx: &mut PeopleTx,
    between: &Between,
    kind: &str,
    deed: &str,
) -> Result<Vec<(TeamId, i64)>> {
    const SQL: &str = "
        SELECT team.id, COUNT(DISTINCT team_event.entity_id)
        FROM team_event
        JOIN team ON team.organisation_id = team_event.organisation_id
                 AND team.id = team_event.team_id
        WHERE team_event.organisation_id = $1 AND team.lead_id = $2
          AND team_event.at >= team.led_since
          AND team_event.at >= $3 AND team_event.at < $4
          AND team_event.kind = $5 AND team_event.to_state LIKE $6
        GROUP BY team.id
        ORDER BY team.id";
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(between.organisation_id)
        .bind(between.person_id)
        .bind(between.from)
        .bind(between.to)
        .bind(kind)
        .bind(deed)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// All events of a team, the oldest first.
pub(crate) async fn list_all(tx: &mut PeopleTx, team: &Team) -> Result<Vec<Event>> {
    const SQL: &str = concat!(
        events!(),
        "WHERE team_event.organisation_id = $1 AND team_event.team_id = $2
         ORDER BY team_event.number"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// The latest event of one thing.
pub(super) async fn latest(tx: &mut PeopleTx, team: &Team, about: About) -> Result<Option<Event>> {
    const SQL: &str = concat!(
        events!(),
        "WHERE team_event.organisation_id = $1 AND team_event.team_id = $2
           AND team_event.kind = $3 AND team_event.entity_id = $4
         ORDER BY team_event.number DESC
         LIMIT 1"
    );
    let row = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(about.kind)
        .bind(about.id)
        .fetch_optional(conn)
        .await)?;
    Ok(row)
}

/// Blanks who a person was, and what they wrote, in every event of theirs.
pub(in crate::team) async fn blank(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<()> {
    const SQL: &str = "
        UPDATE team_event SET person_id = NULL, note = ''
        WHERE organisation_id = $1 AND person_id = $2";
    on!(tx, |conn| sqlx::query(SQL).bind(organisation).bind(person).execute(conn).await.map(drop))?;
    Ok(())
}
