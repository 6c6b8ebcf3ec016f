//! Queries on plans.

use super::{Plan, Step};
use crate::Result;
use crate::clock::Day;
use crate::db::{PeopleTx, on};
use crate::ids::{LeaderId, OrganisationId, PersonId, PlanId, StepId};

macro_rules! plans {
    () => {
        "SELECT organisation_id, id, leader_id, contrast, look_again_on, made_at FROM plan "
    };
}

macro_rules! steps {
    () => {
        "SELECT organisation_id, id, plan_id, practice, moment, deed, rhythm, starts_on, ends_on,
                state, learned, version, made_at
         FROM step "
    };
}

/// An open step that reminds, with whom it reminds.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Reminding {
    /// The step.
    #[sqlx(flatten)]
    pub step: Step,
    /// The last day on which it reminded.
    pub reminded_on: Option<String>,
    /// The leader in the round whose result it comes from.
    pub leader_id: LeaderId,
    /// The name of the leader.
    pub name: String,
    /// Their e-mail.
    pub email: String,
    /// The name of the organisation.
    pub organisation: String,
    /// Its time zone.
    pub time_zone: String,
}

/// A plan of the organisation.
pub async fn find(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    id: PlanId,
) -> Result<Option<Plan>> {
    const SQL: &str = concat!(plans!(), "WHERE organisation_id = $1 AND id = $2");
    let row =
        on!(tx, |conn| sqlx::query_as(SQL).bind(organisation).bind(id).fetch_optional(conn).await)?;
    Ok(row)
}

/// The plan that came of a leader's result.
pub async fn find_of_leader(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    leader: LeaderId,
) -> Result<Option<Plan>> {
    const SQL: &str = concat!(plans!(), "WHERE organisation_id = $1 AND leader_id = $2");
    let row = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(organisation)
        .bind(leader)
        .fetch_optional(conn)
        .await)?;
    Ok(row)
}

/// Adds a plan; where the leader has one, only its contrast changes.
pub async fn save(tx: &mut PeopleTx, plan: &Plan) -> Result<()> {
    const SQL: &str = "
        INSERT INTO plan (organisation_id, id, leader_id, contrast, look_again_on, made_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (organisation_id, leader_id) DO UPDATE SET contrast = excluded.contrast";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(plan.organisation_id)
        .bind(plan.id)
        .bind(plan.leader_id)
        .bind(&plan.contrast)
        .bind(plan.look_again_on.to_string())
        .bind(plan.made_at)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Holds a plan until the transaction ends.
pub async fn hold(tx: &mut PeopleTx, plan: &Plan) -> Result<()> {
    const SQL: &str = "UPDATE plan SET contrast = contrast WHERE organisation_id = $1 AND id = $2";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(plan.organisation_id)
        .bind(plan.id)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Saves the day to look again.
pub async fn save_look_again(tx: &mut PeopleTx, plan: &Plan, day: Day) -> Result<()> {
    const SQL: &str = "UPDATE plan SET look_again_on = $1 WHERE organisation_id = $2 AND id = $3";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(day.to_string())
        .bind(plan.organisation_id)
        .bind(plan.id)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// A step of a plan of the organisation.
pub async fn find_step(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    id: StepId,
) -> Result<Option<Step>> {
    const SQL: &str = concat!(steps!(), "WHERE organisation_id = $1 AND id = $2");
    let row =
        on!(tx, |conn| sqlx::query_as(SQL).bind(organisation).bind(id).fetch_optional(conn).await)?;
    Ok(row)
}

/// The steps of a plan, in the order in which they were written.
pub async fn list_steps(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    plan: PlanId,
) -> Result<Vec<Step>> {
    const SQL: &str =
        concat!(steps!(), "WHERE organisation_id = $1 AND plan_id = $2 ORDER BY made_at, id");
    let rows =
        on!(tx, |conn| sqlx::query_as(SQL).bind(organisation).bind(plan).fetch_all(conn).await)?;
    Ok(rows)
}

/// Adds a step.
pub async fn insert_step(tx: &mut PeopleTx, step: &Step) -> Result<()> {
    const SQL: &str = "
        INSERT INTO step (organisation_id, id, plan_id, practice, moment, deed, rhythm,
                               starts_on, ends_on, state, learned, version, made_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(step.organisation_id)
        .bind(step.id)
        .bind(step.plan_id)
        .bind(&step.practice)
        .bind(&step.moment)
        .bind(&step.deed)
        .bind(step.rhythm)
        .bind(step.starts_on.to_string())
        .bind(step.ends_on.to_string())
        .bind(step.state)
        .bind(&step.learned)
        .bind(step.version)
        .bind(step.made_at)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Saves a step, unless its version is no longer the stored one. True if it was saved.
pub async fn save_step(tx: &mut PeopleTx, step: &Step) -> Result<bool> {
    const SQL: &str = "
        UPDATE step
        SET practice = $1, moment = $2, deed = $3, rhythm = $4, starts_on = $5, ends_on = $6,
            state = $7, learned = $8, version = version + 1
        WHERE organisation_id = $9 AND id = $10 AND version = $11";
    let n = on!(tx, |conn| sqlx::query(SQL)
        .bind(&step.practice)
        .bind(&step.moment)
        .bind(&step.deed)
        .bind(step.rhythm)
        .bind(step.starts_on.to_string())
        .bind(step.ends_on.to_string())
        .bind(step.state)
        .bind(&step.learned)
        .bind(step.organisation_id)
        .bind(step.id)
        .bind(step.version)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n == 1)
}

/// The open steps of everyone who is here that may remind on a day (the earliest there is
/// anywhere in the world), of all organisations.
pub async fn list_reminding(tx: &mut PeopleTx, day: &str) -> Result<Vec<Reminding>> {
    const SQL: &str = "
        SELECT step.organisation_id, step.id, step.plan_id, step.practice,
               step.moment, step.deed, step.rhythm, step.starts_on,
               step.ends_on, step.state, step.learned, step.version,
               step.made_at, step.reminded_on, plan.leader_id, person.name, person.email,
               organisation.name AS organisation, organisation.time_zone
        FROM step
        JOIN plan ON plan.organisation_id = step.organisation_id AND plan.id = step.plan_id
        JOIN leader ON leader.organisation_id = plan.organisation_id AND leader.id = plan.leader_id
        JOIN person ON person.organisation_id = leader.organisation_id
                   AND person.id = leader.person_id
        JOIN organisation ON organisation.id = step.organisation_id
        WHERE step.state = 'open' AND step.rhythm <> 'never' AND step.ends_on >= $1
          AND person.left_at IS NULL
        ORDER BY step.id";
    let rows = on!(tx, |conn| sqlx::query_as(SQL).bind(day).fetch_all(conn).await)?;
    Ok(rows)
}

/// Notes that a step reminds on a day. False where it already has.
pub async fn save_reminded_on(tx: &mut PeopleTx, step: &Step, day: &str) -> Result<bool> {
    const SQL: &str = "
        UPDATE step SET reminded_on = $1
        WHERE organisation_id = $2 AND id = $3 AND (reminded_on IS NULL OR reminded_on < $1)";
    let n = on!(tx, |conn| sqlx::query(SQL)
        .bind(day)
        .bind(step.organisation_id)
        .bind(step.id)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n == 1)
}

/// Removes the plans of somebody, with their steps.
pub async fn erase(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<()> {
    const SQL: &str = "
        DELETE FROM plan
        WHERE organisation_id = $1 AND leader_id IN (
            SELECT id FROM leader WHERE organisation_id = $1 AND person_id = $2)";
    on!(tx, |conn| sqlx::query(SQL).bind(organisation).bind(person).execute(conn).await.map(drop))?;
    Ok(())
}
