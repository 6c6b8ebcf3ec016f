//! Queries on contacts with stakeholders.

use super::{Contact, Stakeholder};
use crate::Result;
use crate::clock::Moment;
use crate::db::{PeopleTx, on};
use crate::ids::{ContactId, OrganisationId, PersonId};
use crate::team::Team;

/// The contacts with a stakeholder, the latest first.
pub(super) async fn list(
    tx: &mut PeopleTx,
    team: &Team,
    stakeholder: &Stakeholder,
) -> Result<Vec<Contact>> {
    const SQL: &str = "
        SELECT id, stakeholder_id, person_id, on_day, line, made_at, archived_at
        FROM stakeholder_contact
        WHERE organisation_id = $1 AND team_id = $2 AND stakeholder_id = $3
        ORDER BY on_day DESC, made_at DESC, id";
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(stakeholder.id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// Adds a contact.
pub(super) async fn insert(tx: &mut PeopleTx, team: &Team, contact: &Contact) -> Result<()> {
    const SQL: &str = "
        INSERT INTO stakeholder_contact (organisation_id, team_id, id, stakeholder_id, person_id,
                                         on_day, line, made_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(contact.id)
        .bind(contact.stakeholder_id)
        .bind(contact.person_id)
        .bind(contact.on_day.to_string())
        .bind(&contact.line)
        .bind(contact.made_at)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Says since when a contact is put away, or that it is not.
pub(super) async fn save_away(
    tx: &mut PeopleTx,
    team: &Team,
    id: ContactId,
    archived_at: Option<Moment>,
) -> Result<()> {
    const SQL: &str = "
        UPDATE stakeholder_contact SET archived_at = $1
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

/// Blanks the lines of the contacts of a person, and who they were. The days stay.
pub(in crate::stakeholder) async fn blank(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<()> {
    const SQL: &str = "
        UPDATE stakeholder_contact SET person_id = NULL, line = ''
        WHERE organisation_id = $1 AND person_id = $2";
    on!(tx, |conn| sqlx::query(SQL).bind(organisation).bind(person).execute(conn).await.map(drop))?;
    Ok(())
}
