//! Queries on teams and their members.

use super::{Member, Team};
use crate::Result;
use crate::clock::Moment;
use crate::db::{PeopleTx, on};
use crate::ids::{OrganisationId, PersonId, TeamId};

macro_rules! teams {
    () => {
        "SELECT team.organisation_id, team.id, team.name, team.lead_id, lead.name AS lead,
                team.led_since, team.heir_id, team.heir_since, team.version, team.made_at,
               team.archived_at
         FROM team
         JOIN person AS lead ON lead.organisation_id = team.organisation_id
                            AND lead.id = team.lead_id
         JOIN team_member ON team_member.organisation_id = team.organisation_id
                         AND team_member.team_id = team.id
                         AND team_member.left_at IS NULL "
    };
}

/// A team that somebody is in.
pub(super) async fn find_of(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
    id: TeamId,
) -> Result<Option<Team>> {
    const SQL: &str = concat!(
        teams!(),
        "WHERE team.organisation_id = $1 AND team_member.person_id = $2 AND team.id = $3"
    );
    let row = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(organisation)
        .bind(person)
        .bind(id)
        .fetch_optional(conn)
        .await)?;
    Ok(row)
}

/// The teams that somebody is in, by name.
pub(super) async fn list_of(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<Vec<Team>> {
    const SQL: &str = concat!(
        teams!(),
        "WHERE team.organisation_id = $1 AND team_member.person_id = $2
         ORDER BY LOWER(team.name), team.id"
    );
    let rows =
        on!(tx, |conn| sqlx::query_as(SQL).bind(organisation).bind(person).fetch_all(conn).await)?;
    Ok(rows)
}

/// A team by its id, whoever asks.
pub(crate) async fn find(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    id: TeamId,
) -> Result<Option<Team>> {
    const SQL: &str = concat!(
        teams!(),
        "WHERE team.organisation_id = $1 AND team.id = $2 AND team_member.person_id = team.lead_id"
    );
    Ok(on!(tx, |conn| sqlx::query_as(SQL).bind(organisation).bind(id).fetch_optional(conn).await)?)
}

/// The teams that are not closed, of all organisations.
pub(super) async fn list_open(tx: &mut PeopleTx) -> Result<Vec<Team>> {
    const SQL: &str = concat!(
        teams!(),
        "WHERE team.archived_at IS NULL AND team_member.person_id = team.lead_id ORDER BY team.id"
    );
    Ok(on!(tx, |conn| sqlx::query_as(SQL).fetch_all(conn).await)?)
}

/// The teams that are closed and that their lead is in no more, of all organisations: a lead leaves a team
/// by being erased, and in no other way.
pub(super) async fn list_closed_for_good(tx: &mut PeopleTx) -> Result<Vec<Team>> {
    const SQL: &str = "
        SELECT team.organisation_id, team.id, team.name, team.lead_id, lead.name AS lead,
               team.led_since, team.heir_id, team.heir_since, team.version, team.made_at,
               team.archived_at
        FROM team
        JOIN person AS lead ON lead.organisation_id = team.organisation_id
                           AND lead.id = team.lead_id
        JOIN team_member ON team_member.organisation_id = team.organisation_id
                        AND team_member.team_id = team.id
                        AND team_member.person_id = team.lead_id
        WHERE team.archived_at IS NOT NULL AND team_member.left_at IS NOT NULL
        ORDER BY team.id";
    Ok(on!(tx, |conn| sqlx::query_as(SQL).fetch_all(conn).await)?)
}

/// The teams that somebody is or was in, those that are closed included, by name.
pub(crate) async fn list_ever(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<Vec<Team>> {
    const SQL: &str = "
        SELECT team.organisation_id, team.id, team.name, team.lead_id, lead.name AS lead,
               team.led_since, team.heir_id, team.heir_since, team.version, team.made_at,
               team.archived_at
        FROM team
        JOIN person AS lead ON lead.organisation_id = team.organisation_id
                           AND lead.id = team.lead_id
        JOIN team_member ON team_member.organisation_id = team.organisation_id
                        AND team_member.team_id = team.id
        WHERE team.organisation_id = $1 AND team_member.person_id = $2
        ORDER BY LOWER(team.name), team.id";
    let rows =
        on!(tx, |conn| sqlx::query_as(SQL).bind(organisation).bind(person).fetch_all(conn).await)?;
    Ok(rows)
}

/// The teams of an organisation in which a text that can be found has some words.
pub(super) async fn list_saying(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    words: &str,
) -> Result<Vec<Team>> {
    const SQL: &str = "
        SELECT team.organisation_id, team.id, team.name, team.lead_id, lead.name AS lead,
               team.led_since, team.heir_id, team.heir_since, team.version, team.made_at,
               team.archived_at
        FROM team
        JOIN person AS lead ON lead.organisation_id = team.organisation_id
                           AND lead.id = team.lead_id
        WHERE team.organisation_id = $1 AND team.id IN (
            SELECT practice_text.team_id FROM practice_text
            WHERE practice_text.organisation_id = $1
              AND (REPLACE(practice_text.title, $2, '') <> practice_text.title
                   OR REPLACE(practice_text.body, $2, '') <> practice_text.body))";
    let rows =
        on!(tx, |conn| sqlx::query_as(SQL).bind(organisation).bind(words).fetch_all(conn).await)?;
    Ok(rows)
}

/// Removes a team and all that is in it.
pub(super) async fn remove(tx: &mut PeopleTx, team: &Team) -> Result<()> {
    const SQL: &str = "DELETE FROM team WHERE organisation_id = $1 AND id = $2";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Adds a team.
pub(super) async fn insert(tx: &mut PeopleTx, team: &Team) -> Result<()> {
    const SQL: &str = "
        INSERT INTO team (organisation_id, id, name, lead_id, led_since, version, made_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(&team.name)
        .bind(team.lead_id)
        .bind(team.led_since)
        .bind(team.version)
        .bind(team.made_at)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Saves a team, unless its version is no longer the stored one. True if it was saved.
pub(crate) async fn save(tx: &mut PeopleTx, team: &Team) -> Result<bool> {
    const SQL: &str = "
        UPDATE team
        SET name = $1, archived_at = $2, lead_id = $3, led_since = $4, heir_id = $5,
            heir_since = $6, version = version + 1
        WHERE organisation_id = $7 AND id = $8 AND version = $9";
    let n = on!(tx, |conn| sqlx::query(SQL)
        .bind(&team.name)
        .bind(team.archived_at)
        .bind(team.lead_id)
        .bind(team.led_since)
        .bind(team.heir_id)
        .bind(team.heir_since)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(team.version)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n == 1)
}

/// Takes back what somebody was asked, to lead a team, since they are in it no more.
pub(super) async fn drop_heir(tx: &mut PeopleTx, team: &Team, person: PersonId) -> Result<()> {
    const SQL: &str = "
        UPDATE team SET heir_id = NULL, heir_since = NULL, version = version + 1
        WHERE organisation_id = $1 AND id = $2 AND heir_id = $3";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(person)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Saves until when somebody led a team.
pub(crate) async fn save_led_until(
    tx: &mut PeopleTx,
    team: &Team,
    person: PersonId,
    until: Moment,
) -> Result<()> {
    const SQL: &str = "
        UPDATE team_member SET led_until = $1
        WHERE organisation_id = $2 AND team_id = $3 AND person_id = $4";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(until)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(person)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Holds a team until the transaction ends, so that nobody else counts its members, or links what is in it,
/// meanwhile.
pub(crate) async fn hold(tx: &mut PeopleTx, team: &Team) -> Result<()> {
    const SQL: &str = "UPDATE team SET name = name WHERE organisation_id = $1 AND id = $2";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Everybody who is or was in a team, the lead first, then by name.
pub async fn list_members(tx: &mut PeopleTx, team: &Team) -> Result<Vec<Member>> {
    const SQL: &str = "
        SELECT team_member.person_id, person.name, person.email,
               (person.account_id IS NOT NULL) AS has_account, team_member.since,
               COALESCE(team_member.left_at, person.left_at) AS left_at, team_member.led_until
        FROM team_member
        JOIN team ON team.organisation_id = team_member.organisation_id
                 AND team.id = team_member.team_id
        JOIN person ON person.organisation_id = team_member.organisation_id
                   AND person.id = team_member.person_id
        WHERE team_member.organisation_id = $1 AND team_member.team_id = $2
        ORDER BY CASE WHEN person.id = team.lead_id THEN 0 ELSE 1 END, LOWER(person.name),
                 person.email";
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// Saves that somebody is in a team, for the first time or again.
pub(crate) async fn save_member(
    tx: &mut PeopleTx,
    team: &Team,
    person: PersonId,
    since: Moment,
) -> Result<()> {
    const SQL: &str = "
        INSERT INTO team_member (organisation_id, team_id, person_id, since)
        VALUES ($1, $2, $3, $4)
        ON CONFLICT (organisation_id, team_id, person_id) DO UPDATE SET left_at = NULL";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(person)
        .bind(since)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Saves that somebody is in a team no more. False where they were not in it.
pub(crate) async fn remove_member(
    tx: &mut PeopleTx,
    team: &Team,
    person: PersonId,
    now: Moment,
) -> Result<bool> {
    const SQL: &str = "
        UPDATE team_member SET left_at = $1
        WHERE organisation_id = $2 AND team_id = $3 AND person_id = $4 AND left_at IS NULL";
    let n = on!(tx, |conn| sqlx::query(SQL)
        .bind(now)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(person)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n == 1)
}
