//! Queries on stakeholders.

use super::Stakeholder;
use crate::Result;
use crate::db::{PeopleTx, on};
use crate::ids::{OrganisationId, PersonId, StakeholderId};
use crate::team::Team;

macro_rules! stakeholders {
    () => {
        "SELECT stakeholder.organisation_id, stakeholder.team_id, stakeholder.id, stakeholder.name,
                stakeholder.they_need, stakeholder.we_need, stakeholder.owner_id,
                (seat.person_id IS NOT NULL AND owner.left_at IS NULL) AS is_owner_here,
                stakeholder.usual_gap, stakeholder.longest_gap, stakeholder.since,
                (SELECT MAX(contact.on_day) FROM stakeholder_contact AS contact
                 WHERE contact.organisation_id = stakeholder.organisation_id
                   AND contact.stakeholder_id = stakeholder.id
                   AND contact.archived_at IS NULL) AS last_contact,
                stakeholder.version, stakeholder.made_at, stakeholder.archived_at
         FROM stakeholder
         LEFT JOIN person AS owner ON owner.organisation_id = stakeholder.organisation_id
                                  AND owner.id = stakeholder.owner_id
         LEFT JOIN team_member AS seat ON seat.organisation_id = stakeholder.organisation_id
                                      AND seat.team_id = stakeholder.team_id
                                      AND seat.person_id = stakeholder.owner_id
                                      AND seat.left_at IS NULL
         WHERE stakeholder.organisation_id = $1 AND stakeholder.team_id = $2 "
    };
}

/// A stakeholder of a team.
pub(super) async fn find(
    tx: &mut PeopleTx,
    team: &Team,
    id: StakeholderId,
) -> Result<Option<Stakeholder>> {
    const SQL: &str = concat!(stakeholders!(), "AND stakeholder.id = $3");
    let row = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(id)
        .fetch_optional(conn)
        .await)?;
    Ok(row)
}

/// The stakeholders of a team, in the order in which they came.
pub(super) async fn list(tx: &mut PeopleTx, team: &Team) -> Result<Vec<Stakeholder>> {
    const SQL: &str = concat!(stakeholders!(), "ORDER BY stakeholder.made_at, stakeholder.id");
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// Adds a stakeholder.
pub(super) async fn insert(tx: &mut PeopleTx, stakeholder: &Stakeholder) -> Result<()> {
    const SQL: &str = "
        INSERT INTO stakeholder (organisation_id, team_id, id, name, they_need, we_need, owner_id,
                                 usual_gap, longest_gap, since, version, made_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(stakeholder.organisation_id)
        .bind(stakeholder.team_id)
        .bind(stakeholder.id)
        .bind(&stakeholder.name)
        .bind(&stakeholder.they_need)
        .bind(&stakeholder.we_need)
        .bind(stakeholder.owner_id)
        .bind(stakeholder.usual_gap)
        .bind(stakeholder.longest_gap)
        .bind(stakeholder.since.to_string())
        .bind(stakeholder.version)
        .bind(stakeholder.made_at)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Saves a stakeholder, unless its version is no longer the stored one. True if it was saved.
pub(super) async fn save(
    tx: &mut PeopleTx,
    team: &Team,
    stakeholder: &Stakeholder,
) -> Result<bool> {
    const SQL: &str = "
        UPDATE stakeholder
        SET name = $1, they_need = $2, we_need = $3, owner_id = $4, usual_gap = $5,
            longest_gap = $6, archived_at = $7, version = version + 1
        WHERE organisation_id = $8 AND team_id = $9 AND id = $10 AND version = $11";
    let n = on!(tx, |conn| sqlx::query(SQL)
        .bind(&stakeholder.name)
        .bind(&stakeholder.they_need)
        .bind(&stakeholder.we_need)
        .bind(stakeholder.owner_id)
        .bind(stakeholder.usual_gap)
        .bind(stakeholder.longest_gap)
        .bind(stakeholder.archived_at)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(stakeholder.id)
        .bind(stakeholder.version)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n == 1)
}

/// Takes a person off the stakeholders that they look after.
pub(super) async fn blank(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<()> {
    const SQL: &str = "
        UPDATE stakeholder SET owner_id = NULL, version = version + 1
        WHERE organisation_id = $1 AND owner_id = $2";
    on!(tx, |conn| sqlx::query(SQL).bind(organisation).bind(person).execute(conn).await.map(drop))?;
    Ok(())
}
