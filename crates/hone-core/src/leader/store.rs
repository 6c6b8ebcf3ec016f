//! Queries on leaders and their raters.

use super::{Leader, Rater};
use crate::Result;
use crate::category::Category;
use crate::clock::Moment;
use crate::db::{PeopleTx, on};
use crate::ids::{GroupRef, InvitationId, LeaderId, LeaderRef, OrganisationId, PersonId, RoundId};

/// Somebody who was invited in a round.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Invited {
    /// Their invitation.
    pub invitation_id: InvitationId,
    /// Who they are.
    pub person_id: PersonId,
    /// Their name.
    pub name: String,
    /// Their e-mail.
    pub email: String,
}

macro_rules! leaders {
    () => {
        "SELECT leader.organisation_id, leader.id, leader.round_id, leader.person_id, person.name,
                person.email, leader.leader_ref, leader.nominations, leader.asked_at,
                leader.has_result
         FROM leader
         JOIN person ON person.organisation_id = leader.organisation_id
                    AND person.id = leader.person_id "
    };
}

macro_rules! raters {
    () => {
        "SELECT rater.leader_id, rater.person_id, person.name, person.email, rater.category
         FROM rater
         JOIN person ON person.organisation_id = rater.organisation_id
                    AND person.id = rater.person_id "
    };
}

/// The names for the ballots that the leaders of a round have in other rounds, drafts included: the
/// name in this round first.
pub async fn list_same_leaders(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    round: RoundId,
) -> Result<Vec<(LeaderRef, LeaderRef)>> {
    const SQL: &str = "
        SELECT leader.leader_ref, other.leader_ref
        FROM leader
        JOIN leader AS other ON other.organisation_id = leader.organisation_id
                            AND other.person_id = leader.person_id
                            AND other.id <> leader.id
        WHERE leader.organisation_id = $1 AND leader.round_id = $2";
    let rows =
        on!(tx, |conn| sqlx::query_as(SQL).bind(organisation).bind(round).fetch_all(conn).await)?;
    Ok(rows)
}

/// When other rounds of feedback about the leaders of a round closed, or are to close, unless too few
/// answered: the leader in this round, and the moment.
pub async fn list_other_closes(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    round: RoundId,
) -> Result<Vec<(LeaderId, Moment)>> {
    const SQL: &str = "
        SELECT leader.id, COALESCE(round.closed_at, round.closes_at)
        FROM leader
        JOIN leader AS other ON other.organisation_id = leader.organisation_id
                            AND other.person_id = leader.person_id
                            AND other.id <> leader.id
        JOIN round ON round.organisation_id = other.organisation_id
                  AND round.id = other.round_id
        WHERE leader.organisation_id = $1 AND leader.round_id = $2
          AND round.phase <> 'draft' AND round.follows IS NULL
          AND COALESCE(other.has_result, $3)";
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(organisation)
        .bind(round)
        .bind(true)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// Freezes in which unit each leader of a round is: their department.
pub async fn freeze_units(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    round: RoundId,
) -> Result<()> {
    const SQL: &str = "
        UPDATE leader
        SET unit = (
            SELECT TRIM(person.department)
            FROM person
            WHERE person.organisation_id = leader.organisation_id AND person.id = leader.person_id)
        WHERE organisation_id = $1 AND round_id = $2";
    on!(tx, |conn| sqlx::query(SQL).bind(organisation).bind(round).execute(conn).await.map(drop))?;
    Ok(())
}

/// The unit of each leader of a round, as it was frozen; empty for those of none.
pub async fn list_units(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    round: RoundId,
) -> Result<Vec<(LeaderRef, String)>> {
    const SQL: &str = "
        SELECT leader_ref, unit
        FROM leader
        WHERE organisation_id = $1 AND round_id = $2";
    let rows =
        on!(tx, |conn| sqlx::query_as(SQL).bind(organisation).bind(round).fetch_all(conn).await)?;
    Ok(rows)
}

/// A leader in a round of the organisation.
pub async fn find(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    id: LeaderId,
) -> Result<Option<Leader>> {
    const SQL: &str = concat!(leaders!(), "WHERE leader.organisation_id = $1 AND leader.id = $2");
    let row =
        on!(tx, |conn| sqlx::query_as(SQL).bind(organisation).bind(id).fetch_optional(conn).await)?;
    Ok(row)
}

/// The leaders of a round, by name.
pub async fn list(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    round: RoundId,
) -> Result<Vec<Leader>> {
    const SQL: &str = concat!(
        leaders!(),
        "WHERE leader.organisation_id = $1 AND leader.round_id = $2 ORDER BY person.name, leader.id"
    );
    let rows =
        on!(tx, |conn| sqlx::query_as(SQL).bind(organisation).bind(round).fetch_all(conn).await)?;
    Ok(rows)
}

/// In which rounds of feedback a person is rated, the newest first.
pub async fn list_of_person(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<Vec<Leader>> {
    const SQL: &str = concat!(
        leaders!(),
        "JOIN round ON round.organisation_id = leader.organisation_id AND round.id = leader.round_id
         WHERE leader.organisation_id = $1 AND leader.person_id = $2 AND round.follows IS NULL
         ORDER BY round.created_at DESC"
    );
    let rows =
        on!(tx, |conn| sqlx::query_as(SQL).bind(organisation).bind(person).fetch_all(conn).await)?;
    Ok(rows)
}

/// Adds a leader to a round; one who is in it already stays as they are.
pub async fn insert(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    round: RoundId,
    person: PersonId,
) -> Result<()> {
    const SQL: &str = "
        INSERT INTO leader (organisation_id, id, round_id, person_id, leader_ref, nominations)
        VALUES ($1, $2, $3, $4, $5, 'open')
        ON CONFLICT DO NOTHING";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(organisation)
        .bind(LeaderId::draw())
        .bind(round)
        .bind(person)
        .bind(LeaderRef::draw())
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Saves how far the nomination of a leader has come, and whether there is a result.
pub async fn save(tx: &mut PeopleTx, leader: &Leader) -> Result<()> {
    const SQL: &str = "
        UPDATE leader
        SET nominations = $1, asked_at = $2, has_result = $3
        WHERE organisation_id = $4 AND id = $5";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(leader.nominations)
        .bind(leader.asked_at)
        .bind(leader.has_result)
        .bind(leader.organisation_id)
        .bind(leader.id)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Takes a leader out of a round, with the raters chosen for them.
pub async fn remove(tx: &mut PeopleTx, organisation: OrganisationId, id: LeaderId) -> Result<()> {
    const SQL: &str = "DELETE FROM leader WHERE organisation_id = $1 AND id = $2";
    on!(tx, |conn| sqlx::query(SQL).bind(organisation).bind(id).execute(conn).await.map(drop))?;
    Ok(())
}

/// Everyone who is asked about a leader, by name.
pub async fn list_raters(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    leader: LeaderId,
) -> Result<Vec<Rater>> {
    const SQL: &str = concat!(
        raters!(),
        "WHERE rater.organisation_id = $1 AND rater.leader_id = $2 ORDER BY person.name, person.id"
    );
    let rows =
        on!(tx, |conn| sqlx::query_as(SQL).bind(organisation).bind(leader).fetch_all(conn).await)?;
    Ok(rows)
}

/// Everyone who is asked about any leader of a round, without those who have left.
pub async fn list_raters_of_round(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    round: RoundId,
) -> Result<Vec<Rater>> {
    const SQL: &str = concat!(
        raters!(),
        "JOIN leader ON leader.organisation_id = rater.organisation_id AND leader.id = rater.leader_id
         WHERE leader.organisation_id = $1 AND leader.round_id = $2 AND person.left_at IS NULL
         ORDER BY person.name, person.id"
    );
    let rows =
        on!(tx, |conn| sqlx::query_as(SQL).bind(organisation).bind(round).fetch_all(conn).await)?;
    Ok(rows)
}

/// Adds a rater, or changes as what they answer.
pub async fn save_rater(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    leader: LeaderId,
    person: PersonId,
    category: Category,
) -> Result<()> {
    const SQL: &str = "
        INSERT INTO rater (organisation_id, leader_id, person_id, category, has_declined)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (organisation_id, leader_id, person_id)
        DO UPDATE SET category = excluded.category";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(organisation)
        .bind(leader)
        .bind(person)
        .bind(category)
        .bind(false)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Takes a rater from the list.
pub async fn remove_rater(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    leader: LeaderId,
    person: PersonId,
) -> Result<()> {
    const SQL: &str =
        "DELETE FROM rater WHERE organisation_id = $1 AND leader_id = $2 AND person_id = $3";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(organisation)
        .bind(leader)
        .bind(person)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Takes those who have left from all lists of a round, so that nobody stands among the names of a
/// group who is not asked.
pub async fn remove_left(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    round: RoundId,
) -> Result<()> {
    const SQL: &str = "
        DELETE FROM rater
        WHERE organisation_id = $1
          AND leader_id IN (SELECT id FROM leader WHERE organisation_id = $1 AND round_id = $2)
          AND person_id IN (
              SELECT id FROM person WHERE organisation_id = $1 AND left_at IS NOT NULL)";
    on!(tx, |conn| sqlx::query(SQL).bind(organisation).bind(round).execute(conn).await.map(drop))?;
    Ok(())
}

/// Names the raters of a leader in one category to the ballots.
pub async fn insert_group(
    tx: &mut PeopleTx,
    group: GroupRef,
    leader: &Leader,
    category: Category,
) -> Result<()> {
    const SQL: &str = "
        INSERT INTO ballot_group (group_ref, organisation_id, leader_id, category)
        VALUES ($1, $2, $3, $4)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(group)
        .bind(leader.organisation_id)
        .bind(leader.id)
        .bind(category)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// People who were invited in a round, have not declined all of it and take reminders: all of them for the last, and else those
/// who have not begun: for whom no token was fetched.
pub async fn list_to_remind(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    round: RoundId,
    is_last: bool,
) -> Result<Vec<Invited>> {
    const SQL: &str = "
        SELECT invitation.id AS invitation_id, invitation.person_id, person.name, person.email
        FROM invitation
        JOIN person ON person.organisation_id = invitation.organisation_id
                   AND person.id = invitation.person_id
        WHERE invitation.organisation_id = $1 AND invitation.round_id = $2
          AND invitation.wants_no_reminders = $3 AND person.left_at IS NULL
          AND EXISTS (
              SELECT 1
              FROM rater
              JOIN leader ON leader.organisation_id = rater.organisation_id
                         AND leader.id = rater.leader_id
              WHERE leader.organisation_id = invitation.organisation_id
                AND leader.round_id = invitation.round_id
                AND rater.person_id = invitation.person_id
                AND rater.has_declined = $3)
          AND ($4 OR NOT EXISTS (
              SELECT 1
              FROM issuance
              JOIN ballot_group ON ballot_group.group_ref = issuance.group_ref
              JOIN leader ON leader.organisation_id = ballot_group.organisation_id
                         AND leader.id = ballot_group.leader_id
              WHERE leader.organisation_id = invitation.organisation_id
                AND leader.round_id = invitation.round_id
                AND issuance.person_id = invitation.person_id))
        ORDER BY person.name, person.id";
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(organisation)
        .bind(round)
        .bind(false)
        .bind(is_last)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// Everyone who was invited in a round and has not left since, by name.
pub async fn list_invited(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    round: RoundId,
) -> Result<Vec<Invited>> {
    const SQL: &str = "
        SELECT invitation.id AS invitation_id, invitation.person_id, person.name, person.email
        FROM invitation
        JOIN person ON person.organisation_id = invitation.organisation_id
                   AND person.id = invitation.person_id
        WHERE invitation.organisation_id = $1 AND invitation.round_id = $2
          AND person.left_at IS NULL
        ORDER BY person.name, person.id";
    let rows =
        on!(tx, |conn| sqlx::query_as(SQL).bind(organisation).bind(round).fetch_all(conn).await)?;
    Ok(rows)
}

/// About whom a person is asked in a round, by name; `yourself` for their own.
pub async fn list_asked_about(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    round: RoundId,
    person: PersonId,
) -> Result<Vec<String>> {
    const SQL: &str = "
        SELECT CASE WHEN leader.person_id = rater.person_id THEN 'yourself' ELSE person.name END
        FROM rater
        JOIN leader ON leader.organisation_id = rater.organisation_id AND leader.id = rater.leader_id
        JOIN person ON person.organisation_id = leader.organisation_id
                   AND person.id = leader.person_id
        WHERE leader.organisation_id = $1 AND leader.round_id = $2 AND rater.person_id = $3
          AND rater.has_declined = $4
        ORDER BY person.name, person.id";
    let rows = on!(tx, |conn| sqlx::query_scalar(SQL)
        .bind(organisation)
        .bind(round)
        .bind(person)
        .bind(false)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// Notes when a leader was asked to nominate.
pub async fn save_asked(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    leader: LeaderId,
    at: Moment,
) -> Result<()> {
    const SQL: &str = "UPDATE leader SET asked_at = $1 WHERE organisation_id = $2 AND id = $3";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(at)
        .bind(organisation)
        .bind(leader)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}
