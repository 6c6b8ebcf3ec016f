//! Queries on coaching, its grants and its notes.

use super::{Coaching, Grant, Note, Refusal, State};
use crate::clock::Moment;
use crate::db::{PeopleTx, on};
use crate::error::is_duplicate;
use crate::ids::{CoachingId, NoteId, OrganisationId, PersonId, StepId};
use crate::{Error, Result};

macro_rules! coachings {
    () => {
        "SELECT coaching.organisation_id, coaching.id, coaching.person_id, asking.name,
                asking.email, asking.left_at, coaching.coach_id, coach.name AS coach,
                coach.email AS coach_email, coach.is_coach, coach.left_at AS coach_left_at,
                coaching.state, coaching.asked_at, coaching.answered_at, coaching.ended_at
         FROM coaching
         JOIN person AS asking ON asking.organisation_id = coaching.organisation_id
                              AND asking.id = coaching.person_id
         JOIN person AS coach ON coach.organisation_id = coaching.organisation_id
                             AND coach.id = coaching.coach_id "
    };
}

macro_rules! notes {
    () => {
        "SELECT organisation_id, id, coaching_id, held_on, goal, reality, options, will, next_on,
                changed_by, changed_at, removed_at, version, made_at
         FROM coaching_note "
    };
}

/// A coaching of the organisation, whoever it is of.
pub async fn find(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    id: CoachingId,
) -> Result<Option<Coaching>> {
    const SQL: &str =
        concat!(coachings!(), "WHERE coaching.organisation_id = $1 AND coaching.id = $2");
    let row =
        on!(tx, |conn| sqlx::query_as(SQL).bind(organisation).bind(id).fetch_optional(conn).await)?;
    Ok(row)
}

/// What a leader has asked for, the newest first.
pub async fn list_of_person(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<Vec<Coaching>> {
    const SQL: &str = concat!(
        coachings!(),
        "WHERE coaching.organisation_id = $1 AND coaching.person_id = $2
         ORDER BY coaching.asked_at DESC, coaching.id"
    );
    let rows =
        on!(tx, |conn| sqlx::query_as(SQL).bind(organisation).bind(person).fetch_all(conn).await)?;
    Ok(rows)
}

/// What a coach was asked for, by the names of the leaders.
pub async fn list_of_coach(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    coach: PersonId,
) -> Result<Vec<Coaching>> {
    const SQL: &str = concat!(
        coachings!(),
        "WHERE coaching.organisation_id = $1 AND coaching.coach_id = $2
         ORDER BY LOWER(asking.name), coaching.id"
    );
    let rows =
        on!(tx, |conn| sqlx::query_as(SQL).bind(organisation).bind(coach).fetch_all(conn).await)?;
    Ok(rows)
}

/// Adds a question to a coach. A second one of the same leader is refused while one runs.
pub async fn insert(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    id: CoachingId,
    person: PersonId,
    coach: PersonId,
    now: Moment,
) -> Result<()> {
    const SQL: &str = "
        INSERT INTO coaching (organisation_id, id, person_id, coach_id, state, asked_at)
        VALUES ($1, $2, $3, $4, 'asked', $5)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(organisation)
        .bind(id)
        .bind(person)
        .bind(coach)
        .bind(now)
        .execute(conn)
        .await
        .map(drop))
    .map_err(
        |error| if is_duplicate(&error) { Refusal::Running.into() } else { Error::from(error) },
    )
}

/// Holds a coaching until the transaction ends.
pub async fn hold(tx: &mut PeopleTx, coaching: &Coaching) -> Result<()> {
    const SQL: &str = "UPDATE coaching SET state = state WHERE organisation_id = $1 AND id = $2";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(coaching.organisation_id)
        .bind(coaching.id)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Saves the answer of a coach. False where it is no longer asked.
pub async fn save_answer(
    tx: &mut PeopleTx,
    coaching: &Coaching,
    state: State,
    now: Moment,
) -> Result<bool> {
    const SQL: &str = "
        UPDATE coaching SET state = $1, answered_at = $2
        WHERE organisation_id = $3 AND id = $4 AND state = 'asked'";
    let n = on!(tx, |conn| sqlx::query(SQL)
        .bind(state)
        .bind(now)
        .bind(coaching.organisation_id)
        .bind(coaching.id)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n == 1)
}

/// Ends a coaching. False where it runs no longer.
pub async fn save_end(tx: &mut PeopleTx, coaching: &Coaching, now: Moment) -> Result<bool> {
    const SQL: &str = "
        UPDATE coaching SET state = 'ended', ended_at = $1
        WHERE organisation_id = $2 AND id = $3 AND state IN ('asked', 'agreed')";
    let n = on!(tx, |conn| sqlx::query(SQL)
        .bind(now)
        .bind(coaching.organisation_id)
        .bind(coaching.id)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n == 1)
}

/// The grants of a coaching, those that were taken back included.
pub async fn list_grants(tx: &mut PeopleTx, coaching: &Coaching) -> Result<Vec<Grant>> {
    const SQL: &str = "
        SELECT organisation_id, coaching_id, leader_id, report_since, comments_since, plan_since,
               report_read_at, plan_read_at
        FROM coaching_grant
        WHERE organisation_id = $1 AND coaching_id = $2
        ORDER BY leader_id";
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(coaching.organisation_id)
        .bind(coaching.id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// Saves what is granted of one result, and since when.
pub async fn save_grant(tx: &mut PeopleTx, grant: &Grant) -> Result<()> {
    const SQL: &str = "
        INSERT INTO coaching_grant (organisation_id, coaching_id, leader_id, report_since,
                                    comments_since, plan_since)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (organisation_id, coaching_id, leader_id) DO UPDATE
        SET report_since = excluded.report_since, comments_since = excluded.comments_since,
            plan_since = excluded.plan_since";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(grant.organisation_id)
        .bind(grant.coaching_id)
        .bind(grant.leader_id)
        .bind(grant.report_since)
        .bind(grant.comments_since)
        .bind(grant.plan_since)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Saves when the coach last looked.
pub async fn save_reading(tx: &mut PeopleTx, grant: &Grant) -> Result<()> {
    const SQL: &str = "
        UPDATE coaching_grant SET report_read_at = $1, plan_read_at = $2
        WHERE organisation_id = $3 AND coaching_id = $4 AND leader_id = $5";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(grant.report_read_at)
        .bind(grant.plan_read_at)
        .bind(grant.organisation_id)
        .bind(grant.coaching_id)
        .bind(grant.leader_id)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Takes back everything that was granted; when the coach last looked stays.
pub async fn revoke(tx: &mut PeopleTx, coaching: &Coaching) -> Result<()> {
    const SQL: &str = "
        UPDATE coaching_grant
        SET report_since = NULL, comments_since = NULL, plan_since = NULL
        WHERE organisation_id = $1 AND coaching_id = $2";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(coaching.organisation_id)
        .bind(coaching.id)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// A note of the organisation, whoever it is of.
pub async fn find_note(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    id: NoteId,
) -> Result<Option<Note>> {
    const SQL: &str = concat!(notes!(), "WHERE organisation_id = $1 AND id = $2");
    let row =
        on!(tx, |conn| sqlx::query_as(SQL).bind(organisation).bind(id).fetch_optional(conn).await)?;
    Ok(row)
}

/// The notes of a coaching, the latest session first; also those that are deleted and can still be
/// taken back.
pub async fn list_notes(tx: &mut PeopleTx, coaching: &Coaching) -> Result<Vec<Note>> {
    const SQL: &str = concat!(
        notes!(),
        "WHERE organisation_id = $1 AND coaching_id = $2 ORDER BY held_on DESC, made_at DESC, id"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(coaching.organisation_id)
        .bind(coaching.id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// Adds a note.
pub async fn insert_note(tx: &mut PeopleTx, note: &Note) -> Result<()> {
    const SQL: &str = "
        INSERT INTO coaching_note (organisation_id, id, coaching_id, held_on, goal, reality,
                                   options, will, next_on, changed_by, changed_at, version, made_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(note.organisation_id)
        .bind(note.id)
        .bind(note.coaching_id)
        .bind(note.held_on.to_string())
        .bind(&note.goal)
        .bind(&note.reality)
        .bind(&note.options)
        .bind(&note.will)
        .bind(&note.next_on)
        .bind(note.changed_by)
        .bind(note.changed_at)
        .bind(note.version)
        .bind(note.made_at)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Saves a note, unless its version is no longer the stored one. True if it was saved.
pub async fn save_note(tx: &mut PeopleTx, note: &Note) -> Result<bool> {
    const SQL: &str = "
        UPDATE coaching_note
        SET held_on = $1, goal = $2, reality = $3, options = $4, will = $5, next_on = $6,
            changed_by = $7, changed_at = $8, removed_at = $9, version = version + 1
        WHERE organisation_id = $10 AND id = $11 AND version = $12";
    let n = on!(tx, |conn| sqlx::query(SQL)
        .bind(note.held_on.to_string())
        .bind(&note.goal)
        .bind(&note.reality)
        .bind(&note.options)
        .bind(&note.will)
        .bind(&note.next_on)
        .bind(note.changed_by)
        .bind(note.changed_at)
        .bind(note.removed_at)
        .bind(note.organisation_id)
        .bind(note.id)
        .bind(note.version)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n == 1)
}

/// How many notes were deleted at a moment or before, in all organisations.
pub async fn n_removed_by(tx: &mut PeopleTx, moment: Moment) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM coaching_note WHERE removed_at <= $1";
    Ok(on!(tx, |conn| sqlx::query_scalar(SQL).bind(moment).fetch_one(conn).await)?)
}

/// Erases the notes that were deleted at a moment or before, in all organisations.
pub async fn erase_removed_by(tx: &mut PeopleTx, moment: Moment) -> Result<()> {
    const SQL: &str = "DELETE FROM coaching_note WHERE removed_at <= $1";
    on!(tx, |conn| sqlx::query(SQL).bind(moment).execute(conn).await.map(drop))?;
    Ok(())
}

/// Notes that a step was agreed in a coaching.
pub async fn insert_step(tx: &mut PeopleTx, coaching: &Coaching, step: StepId) -> Result<()> {
    const SQL: &str = "
        INSERT INTO coaching_step (organisation_id, step_id, coaching_id)
        VALUES ($1, $2, $3)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(coaching.organisation_id)
        .bind(step)
        .bind(coaching.id)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// The steps that a leader agreed with a coach, with the name of the coach.
pub async fn list_steps(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<Vec<(StepId, String)>> {
    const SQL: &str = "
        SELECT coaching_step.step_id, coach.name
        FROM coaching_step
        JOIN coaching ON coaching.organisation_id = coaching_step.organisation_id
                     AND coaching.id = coaching_step.coaching_id
        JOIN person AS coach ON coach.organisation_id = coaching.organisation_id
                            AND coach.id = coaching.coach_id
        WHERE coaching.organisation_id = $1 AND coaching.person_id = $2";
    let rows =
        on!(tx, |conn| sqlx::query_as(SQL).bind(organisation).bind(person).fetch_all(conn).await)?;
    Ok(rows)
}

/// Removes the coachings in which somebody is the leader, with their notes, and ends those in which they
/// are the coach.
pub async fn erase(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
    now: Moment,
) -> Result<()> {
    const LED: &str = "DELETE FROM coaching WHERE organisation_id = $1 AND person_id = $2";
    const COACHED: &str = "
        UPDATE coaching SET state = 'ended', ended_at = $3
        WHERE organisation_id = $1 AND coach_id = $2 AND state IN ('asked', 'agreed')";
    on!(tx, |conn| sqlx::query(LED).bind(organisation).bind(person).execute(conn).await.map(drop))?;
    on!(tx, |conn| sqlx::query(COACHED)
        .bind(organisation)
        .bind(person)
        .bind(now)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}
