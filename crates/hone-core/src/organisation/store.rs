//! Queries on organisations.

use super::{Contact, Organisation};
use crate::Result;
use crate::db::{PeopleTx, on};
use crate::ids::OrganisationId;

/// The organisation with an id.
pub async fn find(tx: &mut PeopleTx, id: OrganisationId) -> Result<Option<Organisation>> {
    const SQL: &str = "SELECT id, name, time_zone, created_at FROM organisation WHERE id = $1";
    Ok(on!(tx, |conn| sqlx::query_as(SQL).bind(id).fetch_optional(conn).await)?)
}

/// All organisations, by name; for whoever runs the installation, never for a page.
pub async fn list(tx: &mut PeopleTx) -> Result<Vec<Organisation>> {
    const SQL: &str = "SELECT id, name, time_zone, created_at FROM organisation ORDER BY name, id";
    Ok(on!(tx, |conn| sqlx::query_as(SQL).fetch_all(conn).await)?)
}

/// The organisation with a name, the first added if there are several.
pub async fn by_name(tx: &mut PeopleTx, name: &str) -> Result<Option<Organisation>> {
    const SQL: &str = "
        SELECT id, name, time_zone, created_at
        FROM organisation
        WHERE name = $1
        ORDER BY created_at, id
        LIMIT 1";
    Ok(on!(tx, |conn| sqlx::query_as(SQL).bind(name).fetch_optional(conn).await)?)
}

/// How many there are.
pub async fn n_organisations(tx: &mut PeopleTx) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM organisation";
    Ok(on!(tx, |conn| sqlx::query_scalar(SQL).fetch_one(conn).await)?)
}

/// Adds an organisation.
pub async fn insert(tx: &mut PeopleTx, organisation: &Organisation) -> Result<()> {
    const SQL: &str = "
        INSERT INTO organisation (id, name, time_zone, created_at)
        VALUES ($1, $2, $3, $4)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(organisation.id)
        .bind(&organisation.name)
        .bind(&organisation.time_zone)
        .bind(organisation.created_at)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Whom the leaders of an organisation can turn to outside, if there is somebody.
pub async fn find_contact(tx: &mut PeopleTx, id: OrganisationId) -> Result<Option<Contact>> {
    const SQL: &str = "
        SELECT contact_name, contact_email, contact_phone, contact_says
        FROM organisation
        WHERE id = $1 AND contact_name <> ''";
    Ok(on!(tx, |conn| sqlx::query_as(SQL).bind(id).fetch_optional(conn).await)?)
}

/// Saves whom the leaders of an organisation can turn to outside.
pub async fn save_contact(tx: &mut PeopleTx, id: OrganisationId, contact: &Contact) -> Result<()> {
    const SQL: &str = "
        UPDATE organisation
        SET contact_name = $1, contact_email = $2, contact_phone = $3, contact_says = $4
        WHERE id = $5";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(&contact.name)
        .bind(&contact.email)
        .bind(&contact.phone)
        .bind(&contact.says)
        .bind(id)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Makes whoever else changes the people of an organisation wait until this transaction ends, so
/// that a rule over all of them (such as the last administrator) is not broken by two at once.
pub async fn lock(tx: &mut PeopleTx, id: OrganisationId) -> Result<()> {
    const SQL: &str = "UPDATE organisation SET name = name WHERE id = $1";
    on!(tx, |conn| sqlx::query(SQL).bind(id).execute(conn).await.map(drop))?;
    Ok(())
}
