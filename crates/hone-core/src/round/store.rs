//! Queries on rounds.

use super::{Phase, Round};
use crate::Result;
use crate::clock::Moment;
use crate::db::{PeopleTx, on};
use crate::ids::{LeaderId, OrganisationId, PersonId, RoundId, RoundRef};

macro_rules! columns {
    () => {
        "organisation_id, id, round_ref, name, form, k, load_cap, closes_at, releases_at, phase,
         model_digest, created_at, launched_at, closed_at, released_at, reminded_on, follows"
    };
}

/// A round of the organisation.
pub async fn find(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    id: RoundId,
) -> Result<Option<Round>> {
    const SQL: &str =
        concat!("SELECT ", columns!(), " FROM round WHERE organisation_id = $1 AND id = $2");
    let row =
        on!(tx, |conn| sqlx::query_as(SQL).bind(organisation).bind(id).fetch_optional(conn).await)?;
    Ok(row)
}

/// A round of the organisation, held until the transaction ends: whoever launches it or changes what
/// is in it at the same time waits, and then finds it as it was left.
pub async fn find_held(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    id: RoundId,
) -> Result<Option<Round>> {
    const SQL: &str = "UPDATE round SET phase = phase WHERE organisation_id = $1 AND id = $2";
    on!(tx, |conn| sqlx::query(SQL).bind(organisation).bind(id).execute(conn).await.map(drop))?;
    find(tx, organisation, id).await
}

/// The round that looks back at a result.
pub async fn find_following(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    leader: LeaderId,
) -> Result<Option<Round>> {
    const SQL: &str =
        concat!("SELECT ", columns!(), " FROM round WHERE organisation_id = $1 AND follows = $2");
    let row = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(organisation)
        .bind(leader)
        .fetch_optional(conn)
        .await)?;
    Ok(row)
}

/// The rounds that look back at results of a person, those that were not launched included.
pub async fn list_looks_of(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<Vec<Round>> {
    const SQL: &str = concat!(
        "SELECT ",
        columns!(),
        " FROM round
         WHERE organisation_id = $1
           AND follows IN (SELECT id FROM leader WHERE organisation_id = $1 AND person_id = $2)"
    );
    let rows =
        on!(tx, |conn| sqlx::query_as(SQL).bind(organisation).bind(person).fetch_all(conn).await)?;
    Ok(rows)
}

/// All rounds of the organisation, the newest first.
pub async fn list(tx: &mut PeopleTx, organisation: OrganisationId) -> Result<Vec<Round>> {
    const SQL: &str = concat!(
        "SELECT ",
        columns!(),
        " FROM round WHERE organisation_id = $1 ORDER BY created_at DESC, name"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL).bind(organisation).fetch_all(conn).await)?;
    Ok(rows)
}

/// The rounds of all organisations that have dates to come: to be closed, released or reminded of.
pub async fn list_under_way(tx: &mut PeopleTx) -> Result<Vec<Round>> {
    const SQL: &str =
        concat!("SELECT ", columns!(), " FROM round WHERE phase IN ('open', 'closed')");
    let rows = on!(tx, |conn| sqlx::query_as(SQL).fetch_all(conn).await)?;
    Ok(rows)
}

/// The rounds of all organisations that closed by a moment, as the ballots know them.
pub async fn list_closed_by(tx: &mut PeopleTx, moment: Moment) -> Result<Vec<RoundRef>> {
    const SQL: &str = "
        SELECT round_ref
        FROM round
        WHERE phase IN ('closed', 'released') AND closes_at <= $1";
    Ok(on!(tx, |conn| sqlx::query_scalar(SQL).bind(moment).fetch_all(conn).await)?)
}

/// Adds a draft.
pub async fn insert(tx: &mut PeopleTx, round: &Round) -> Result<()> {
    const SQL: &str = "
        INSERT INTO round (organisation_id, id, round_ref, name, form, k, load_cap, closes_at,
                           releases_at, phase, created_at, follows)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(round.organisation_id)
        .bind(round.id)
        .bind(round.round_ref)
        .bind(&round.name)
        .bind(&round.form)
        .bind(round.k)
        .bind(round.load_cap)
        .bind(round.closes_at)
        .bind(round.releases_at)
        .bind(round.phase)
        .bind(round.created_at)
        .bind(round.follows)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Saves a round that was in phase `before`; tells whether it still was, so that of two who go on
/// at once only one does.
pub async fn save(tx: &mut PeopleTx, round: &Round, before: Phase) -> Result<bool> {
    const SQL: &str = "
        UPDATE round
        SET name = $1, form = $2, k = $3, load_cap = $4, closes_at = $5, releases_at = $6,
            phase = $7, model_digest = $8, launched_at = $9, closed_at = $10, released_at = $11
        WHERE organisation_id = $12 AND id = $13 AND phase = $14";
    let n = on!(tx, |conn| sqlx::query(SQL)
        .bind(&round.name)
        .bind(&round.form)
        .bind(round.k)
        .bind(round.load_cap)
        .bind(round.closes_at)
        .bind(round.releases_at)
        .bind(round.phase)
        .bind(&round.model_digest)
        .bind(round.launched_at)
        .bind(round.closed_at)
        .bind(round.released_at)
        .bind(round.organisation_id)
        .bind(round.id)
        .bind(before)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n == 1)
}

/// Removes a draft with everything in it.
pub async fn remove(tx: &mut PeopleTx, organisation: OrganisationId, id: RoundId) -> Result<()> {
    const SQL: &str =
        "DELETE FROM round WHERE organisation_id = $1 AND id = $2 AND phase = 'draft'";
    on!(tx, |conn| sqlx::query(SQL).bind(organisation).bind(id).execute(conn).await.map(drop))?;
    Ok(())
}

/// Marks the day of a reminder; tells whether nobody had done so before.
pub async fn save_reminded_on(tx: &mut PeopleTx, round: &Round, day: &str) -> Result<bool> {
    const SQL: &str = "
        UPDATE round
        SET reminded_on = $1
        WHERE organisation_id = $2 AND id = $3 AND phase = 'open'
          AND COALESCE(reminded_on, '') < $1";
    let n = on!(tx, |conn| sqlx::query(SQL)
        .bind(day)
        .bind(round.organisation_id)
        .bind(round.id)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n == 1)
}
