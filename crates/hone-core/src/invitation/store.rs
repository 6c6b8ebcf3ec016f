//! Queries on invitations.

use super::issuing::Right;
use super::opening::{Asked, Found};
use crate::Result;
use crate::category::Category;
use crate::db::{PeopleTx, on};
use crate::ids::{GroupRef, InvitationId, OrganisationId, PersonId, RoundId};

/// Invites a person to a round, unless they are invited; says by which invitation.
pub async fn create(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    round: RoundId,
    person: PersonId,
) -> Result<InvitationId> {
    const INSERT: &str = "
        INSERT INTO invitation (organisation_id, id, round_id, person_id, wants_no_reminders)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (organisation_id, round_id, person_id) DO NOTHING";
    const SELECT: &str = "
        SELECT id
        FROM invitation
        WHERE organisation_id = $1 AND round_id = $2 AND person_id = $3";
    on!(tx, |conn| sqlx::query(INSERT)
        .bind(organisation)
        .bind(InvitationId::draw())
        .bind(round)
        .bind(person)
        .bind(false)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(on!(tx, |conn| sqlx::query_scalar(SELECT)
        .bind(organisation)
        .bind(round)
        .bind(person)
        .fetch_one(conn)
        .await)?)
}

/// By which invitation a person is invited to a round.
pub async fn of_person(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    round: RoundId,
    person: PersonId,
) -> Result<Option<InvitationId>> {
    const SQL: &str = "
        SELECT id
        FROM invitation
        WHERE organisation_id = $1 AND round_id = $2 AND person_id = $3";
    let row = on!(tx, |conn| sqlx::query_scalar(SQL)
        .bind(organisation)
        .bind(round)
        .bind(person)
        .fetch_optional(conn)
        .await)?;
    Ok(row)
}

/// Adds a link to an invitation.
pub(super) async fn save_link(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    invitation: InvitationId,
    secret_hash: &[u8],
) -> Result<()> {
    const SQL: &str = "
        INSERT INTO invitation_link (secret_hash, organisation_id, invitation_id)
        VALUES ($1, $2, $3)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(secret_hash)
        .bind(organisation)
        .bind(invitation)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// The invitation that a link opens.
pub(super) async fn find(tx: &mut PeopleTx, secret_hash: &[u8]) -> Result<Option<Found>> {
    const SQL: &str = "
        SELECT invitation.organisation_id, invitation.id AS invitation_id, invitation.round_id,
               invitation.person_id, invitation.wants_no_reminders,
               organisation.name AS organisation, organisation.time_zone,
               round.round_ref, round.name AS round, round.phase, round.closes_at, round.k, round.form,
               round.model_digest
        FROM invitation_link
        JOIN invitation ON invitation.organisation_id = invitation_link.organisation_id
                       AND invitation.id = invitation_link.invitation_id
        JOIN organisation ON organisation.id = invitation.organisation_id
        JOIN round ON round.organisation_id = invitation.organisation_id
                  AND round.id = invitation.round_id
        JOIN person ON person.organisation_id = invitation.organisation_id
                   AND person.id = invitation.person_id
        WHERE invitation_link.secret_hash = $1 AND person.left_at IS NULL";
    Ok(on!(tx, |conn| sqlx::query_as(SQL).bind(secret_hash).fetch_optional(conn).await)?)
}

#[derive(sqlx::FromRow)]
struct AskedRow {
    name: String,
    group_ref: GroupRef,
    category: Category,
    is_issued: bool,
    has_declined: bool,
}

/// The leaders an invitation asks about, by name, without the other people of each group.
pub(super) async fn list_asked(tx: &mut PeopleTx, found: &Found) -> Result<Vec<Asked>> {
    const SQL: &str = "
        SELECT person.name, ballot_group.group_ref, rater.category, rater.has_declined,
               issuance.person_id IS NOT NULL AS is_issued
        FROM rater
        JOIN leader ON leader.organisation_id = rater.organisation_id
                   AND leader.id = rater.leader_id
        JOIN person ON person.organisation_id = leader.organisation_id
                   AND person.id = leader.person_id
        JOIN ballot_group ON ballot_group.organisation_id = rater.organisation_id
                         AND ballot_group.leader_id = rater.leader_id
                         AND ballot_group.category = rater.category
        LEFT JOIN issuance ON issuance.group_ref = ballot_group.group_ref
                          AND issuance.person_id = rater.person_id
        WHERE rater.organisation_id = $1 AND rater.person_id = $2 AND leader.round_id = $3
        ORDER BY person.name, ballot_group.group_ref";
    let rows: Vec<AskedRow> = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(found.organisation_id)
        .bind(found.person_id)
        .bind(found.round_id)
        .fetch_all(conn)
        .await)?;
    let asked = rows.into_iter().map(|row| Asked {
        name: row.name,
        group_ref: row.group_ref,
        category: row.category,
        others: Vec::new(),
        is_issued: row.is_issued,
        has_declined: row.has_declined,
    });
    Ok(asked.collect())
}

/// The people of one group, by name, but for one of them.
///
/// Group by group, because a join over all of a person's groups made SQLite read every rater of the
/// organisation.
pub(super) async fn list_others(
    tx: &mut PeopleTx,
    found: &Found,
    group: GroupRef,
) -> Result<Vec<String>> {
    const SQL: &str = "
        SELECT person.name
        FROM ballot_group
        JOIN rater ON rater.organisation_id = ballot_group.organisation_id
                  AND rater.leader_id = ballot_group.leader_id
                  AND rater.category = ballot_group.category
        JOIN person ON person.organisation_id = rater.organisation_id
                   AND person.id = rater.person_id
        WHERE ballot_group.group_ref = $1 AND rater.person_id <> $2
        ORDER BY person.name";
    Ok(on!(tx, |conn| sqlx::query_scalar(SQL)
        .bind(group)
        .bind(found.person_id)
        .fetch_all(conn)
        .await)?)
}

/// What the holder of a link may fetch a token for. As much of an invitation as this needs, in one
/// query: tokens are fetched by everybody on the day of the launch.
pub(super) async fn list_rights(tx: &mut PeopleTx, secret_hash: &[u8]) -> Result<Vec<Right>> {
    const SQL: &str = "
        SELECT round.round_ref, round.phase, round.closes_at, rater.person_id,
               ballot_group.group_ref, rater.has_declined, issuance.request_hash
        FROM invitation_link
        JOIN invitation ON invitation.organisation_id = invitation_link.organisation_id
                       AND invitation.id = invitation_link.invitation_id
        JOIN round ON round.organisation_id = invitation.organisation_id
                  AND round.id = invitation.round_id
        JOIN person ON person.organisation_id = invitation.organisation_id
                   AND person.id = invitation.person_id
        JOIN rater ON rater.organisation_id = invitation.organisation_id
                  AND rater.person_id = invitation.person_id
        JOIN leader ON leader.organisation_id = rater.organisation_id
                   AND leader.id = rater.leader_id
                   AND leader.round_id = invitation.round_id
        JOIN ballot_group ON ballot_group.organisation_id = rater.organisation_id
                         AND ballot_group.leader_id = rater.leader_id
                         AND ballot_group.category = rater.category
        LEFT JOIN issuance ON issuance.group_ref = ballot_group.group_ref
                          AND issuance.person_id = rater.person_id
        WHERE invitation_link.secret_hash = $1 AND person.left_at IS NULL";
    Ok(on!(tx, |conn| sqlx::query_as(SQL).bind(secret_hash).fetch_all(conn).await)?)
}

/// Records the request for a token; says whether it counts, which it does not where another one came
/// first.
pub(super) async fn save_issuance(
    tx: &mut PeopleTx,
    group: GroupRef,
    person: PersonId,
    request_hash: &[u8],
) -> Result<bool> {
    const INSERT: &str = "
        INSERT INTO issuance (group_ref, person_id, request_hash)
        VALUES ($1, $2, $3)
        ON CONFLICT (group_ref, person_id) DO NOTHING";
    const IS_OURS: &str = "
        SELECT COUNT(*)
        FROM issuance
        WHERE group_ref = $1 AND person_id = $2 AND request_hash = $3";
    let n = on!(tx, |conn| sqlx::query(INSERT)
        .bind(group)
        .bind(person)
        .bind(request_hash)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    if n > 0 {
        return Ok(true);
    }
    // The same request, sent twice at once, finds the record of its twin.
    let n: i64 = on!(tx, |conn| sqlx::query_scalar(IS_OURS)
        .bind(group)
        .bind(person)
        .bind(request_hash)
        .fetch_one(conn)
        .await)?;
    Ok(n > 0)
}

/// Records whether somebody would rather not answer in a group; says whether they are in it.
pub(super) async fn save_declined(
    tx: &mut PeopleTx,
    found: &Found,
    group: GroupRef,
    has_declined: bool,
) -> Result<bool> {
    const SQL: &str = "
        UPDATE rater SET has_declined = $4
        WHERE organisation_id = $1 AND person_id = $2
          AND EXISTS (
              SELECT 1
              FROM ballot_group
              JOIN leader ON leader.organisation_id = ballot_group.organisation_id
                         AND leader.id = ballot_group.leader_id
              WHERE ballot_group.group_ref = $3
                AND leader.round_id = $5
                AND ballot_group.organisation_id = rater.organisation_id
                AND ballot_group.leader_id = rater.leader_id
                AND ballot_group.category = rater.category)";
    let n = on!(tx, |conn| sqlx::query(SQL)
        .bind(found.organisation_id)
        .bind(found.person_id)
        .bind(group)
        .bind(has_declined)
        .bind(found.round_id)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n > 0)
}

/// Records whether somebody wants no more reminders.
pub(super) async fn save_reminders(
    tx: &mut PeopleTx,
    found: &Found,
    wants_none: bool,
) -> Result<()> {
    const SQL: &str = "
        UPDATE invitation SET wants_no_reminders = $3
        WHERE organisation_id = $1 AND id = $2";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(found.organisation_id)
        .bind(found.invitation_id)
        .bind(wants_none)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// How many people of each group of a round fetched a token.
pub async fn n_issued(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    round: RoundId,
) -> Result<Vec<(GroupRef, i64)>> {
    const SQL: &str = "
        SELECT issuance.group_ref, COUNT(*)
        FROM issuance
        JOIN ballot_group ON ballot_group.group_ref = issuance.group_ref
        JOIN leader ON leader.organisation_id = ballot_group.organisation_id
                   AND leader.id = ballot_group.leader_id
        WHERE leader.organisation_id = $1 AND leader.round_id = $2
        GROUP BY issuance.group_ref";
    Ok(on!(tx, |conn| sqlx::query_as(SQL).bind(organisation).bind(round).fetch_all(conn).await)?)
}

/// Forgets who had begun or declined in a round. The links stay, so that they can say that the
/// round is over.
pub async fn forget(tx: &mut PeopleTx, organisation: OrganisationId, round: RoundId) -> Result<()> {
    const ISSUANCES: &str = "
        DELETE FROM issuance
        WHERE group_ref IN (
            SELECT ballot_group.group_ref
            FROM ballot_group
            JOIN leader ON leader.organisation_id = ballot_group.organisation_id
                       AND leader.id = ballot_group.leader_id
            WHERE leader.organisation_id = $1 AND leader.round_id = $2)";
    const DECLINED: &str = "
        UPDATE rater
        SET has_declined = $3
        WHERE organisation_id = $1
          AND leader_id IN (SELECT id FROM leader WHERE organisation_id = $1 AND round_id = $2)";
    on!(tx, |conn| sqlx::query(ISSUANCES)
        .bind(organisation)
        .bind(round)
        .execute(conn)
        .await
        .map(drop))?;
    on!(tx, |conn| sqlx::query(DECLINED)
        .bind(organisation)
        .bind(round)
        .bind(false)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}
