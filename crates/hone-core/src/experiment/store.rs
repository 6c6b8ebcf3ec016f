//! Queries on experiments.

use super::Experiment;
use crate::Result;
use crate::clock::Moment;
use crate::db::{PeopleTx, on};
use crate::ids::{ChallengeId, ExperimentId, OrganisationId, PersonId};
use crate::team::event::moved;
use crate::team::{Part, Team, Titled};

macro_rules! experiments {
    () => {
        "SELECT organisation_id, team_id, id, challenge_id, after_id, owner_id, if_we, then_see,
                because, measure, baseline, adopt_if, guardrail, starts_on, ends_on, state,
                is_stopped, result, verdict, reason, learned, check_on, is_kept, found, version,
                made_at, archived_at
         FROM experiment "
    };
}

/// An experiment of a team.
pub(super) async fn find(
    tx: &mut PeopleTx,
    team: &Team,
    id: ExperimentId,
) -> Result<Option<Experiment>> {
    const SQL: &str =
        concat!(experiments!(), "WHERE organisation_id = $1 AND team_id = $2 AND id = $3");
    let row = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(id)
        .fetch_optional(conn)
        .await)?;
    Ok(row)
}

/// The experiments of a team, the latest first.
pub(super) async fn list(tx: &mut PeopleTx, team: &Team) -> Result<Vec<Experiment>> {
    const SQL: &str = concat!(
        experiments!(),
        "WHERE organisation_id = $1 AND team_id = $2 ORDER BY made_at DESC, id"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// The experiments of a team that are not over, the latest first.
pub(super) async fn list_open(tx: &mut PeopleTx, team: &Team) -> Result<Vec<Experiment>> {
    const SQL: &str = concat!(
        experiments!(),
        "WHERE organisation_id = $1 AND team_id = $2 AND archived_at IS NULL
           AND state IN ('draft', 'running', 'ended', 'decided')
           AND (state <> 'decided' OR verdict = 'adopt')
         ORDER BY made_at DESC, id"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// How many there are of them.
pub(super) async fn n_open(tx: &mut PeopleTx, team: &Team) -> Result<i64> {
    const SQL: &str = "
        SELECT COUNT(*) FROM experiment
        WHERE organisation_id = $1 AND team_id = $2 AND archived_at IS NULL
          AND state IN ('draft', 'running', 'ended', 'decided')
          AND (state <> 'decided' OR verdict = 'adopt')";
    let n = on!(tx, |conn| sqlx::query_scalar(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .fetch_one(conn)
        .await)?;
    Ok(n)
}

/// Those of them that concern somebody: all of them where they lead the team, else what they own.
pub(super) async fn list_for(
    tx: &mut PeopleTx,
    team: &Team,
    is_lead: bool,
    person: PersonId,
) -> Result<Vec<Experiment>> {
    const SQL: &str = concat!(
        experiments!(),
        "WHERE organisation_id = $1 AND team_id = $2 AND archived_at IS NULL
           AND state IN ('draft', 'running', 'ended', 'decided')
           AND (state <> 'decided' OR verdict = 'adopt')
           AND ($3 OR owner_id = $4)
         ORDER BY made_at DESC, id"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(is_lead)
        .bind(person)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// A part of the experiments of a team that are over, the latest first.
pub(super) async fn list_over(
    tx: &mut PeopleTx,
    team: &Team,
    part: Part,
) -> Result<Vec<Experiment>> {
    const SQL: &str = concat!(
        experiments!(),
        "WHERE organisation_id = $1 AND team_id = $2 AND archived_at IS NULL
           AND state IN ('decided', 'checked')
           AND (state = 'checked' OR verdict <> 'adopt')
         ORDER BY made_at DESC, id
         LIMIT $3 OFFSET $4"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(part.most)
        .bind(part.from)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// A part of the experiments of a team that are put away, the latest first.
pub(super) async fn list_away(
    tx: &mut PeopleTx,
    team: &Team,
    part: Part,
) -> Result<Vec<Experiment>> {
    const SQL: &str = concat!(
        experiments!(),
        "WHERE organisation_id = $1 AND team_id = $2 AND archived_at IS NOT NULL
         ORDER BY made_at DESC, id
         LIMIT $3 OFFSET $4"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(part.most)
        .bind(part.from)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// The experiments that came of a challenge, the latest first; those put away aside.
pub(super) async fn list_from(
    tx: &mut PeopleTx,
    team: &Team,
    challenge: ChallengeId,
) -> Result<Vec<Experiment>> {
    const SQL: &str = concat!(
        experiments!(),
        "WHERE organisation_id = $1 AND team_id = $2 AND challenge_id = $3 AND archived_at IS NULL
         ORDER BY made_at DESC, id"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(challenge)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// The experiments that adapt another one, the latest first; those put away aside.
pub(super) async fn list_after(
    tx: &mut PeopleTx,
    team: &Team,
    experiment: ExperimentId,
) -> Result<Vec<Experiment>> {
    const SQL: &str = concat!(
        experiments!(),
        "WHERE organisation_id = $1 AND team_id = $2 AND after_id = $3 AND archived_at IS NULL
         ORDER BY made_at DESC, id"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(experiment)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// What moved from a moment up to another, by what it is called.
pub(super) async fn list_moved(
    tx: &mut PeopleTx,
    team: &Team,
    (from, to): (Moment, Moment),
) -> Result<Vec<Titled>> {
    const SQL: &str = concat!(
        "SELECT id, if_we AS title FROM experiment
         WHERE organisation_id = $1 AND team_id = $2 AND id IN ",
        moved!()
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(from)
        .bind(to)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// Adds a draft.
pub(super) async fn insert(tx: &mut PeopleTx, experiment: &Experiment) -> Result<()> {
    const SQL: &str = "
        INSERT INTO experiment (organisation_id, team_id, id, challenge_id, after_id, owner_id, if_we,
                                then_see, because, measure, baseline, adopt_if, guardrail,
                                starts_on, ends_on, state, is_stopped, result, reason, learned,
                                found, version, made_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
                $19, $20, $21, $22, $23)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(experiment.organisation_id)
        .bind(experiment.team_id)
        .bind(experiment.id)
        .bind(experiment.challenge_id)
        .bind(experiment.after_id)
        .bind(experiment.owner_id)
        .bind(&experiment.if_we)
        .bind(&experiment.then_see)
        .bind(&experiment.because)
        .bind(&experiment.measure)
        .bind(&experiment.baseline)
        .bind(&experiment.adopt_if)
        .bind(&experiment.guardrail)
        .bind(&experiment.starts_on)
        .bind(&experiment.ends_on)
        .bind(experiment.state)
        .bind(experiment.is_stopped)
        .bind(&experiment.result)
        .bind(&experiment.reason)
        .bind(&experiment.learned)
        .bind(&experiment.found)
        .bind(experiment.version)
        .bind(experiment.made_at)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Saves an experiment, unless its version is no longer the stored one. True if it was saved.
pub(super) async fn save(tx: &mut PeopleTx, experiment: &Experiment) -> Result<bool> {
    const SQL: &str = "
        UPDATE experiment
        SET owner_id = $1, if_we = $2, then_see = $3, because = $4, measure = $5, baseline = $6,
            adopt_if = $7, guardrail = $8, starts_on = $9, ends_on = $10, state = $11,
            is_stopped = $12, result = $13, verdict = $14, reason = $15, learned = $16,
            check_on = $17, is_kept = $18, found = $19, archived_at = $20, version = version + 1
        WHERE organisation_id = $21 AND team_id = $22 AND id = $23 AND version = $24";
    let n = on!(tx, |conn| sqlx::query(SQL)
        .bind(experiment.owner_id)
        .bind(&experiment.if_we)
        .bind(&experiment.then_see)
        .bind(&experiment.because)
        .bind(&experiment.measure)
        .bind(&experiment.baseline)
        .bind(&experiment.adopt_if)
        .bind(&experiment.guardrail)
        .bind(&experiment.starts_on)
        .bind(&experiment.ends_on)
        .bind(experiment.state)
        .bind(experiment.is_stopped)
        .bind(&experiment.result)
        .bind(experiment.verdict)
        .bind(&experiment.reason)
        .bind(&experiment.learned)
        .bind(&experiment.check_on)
        .bind(experiment.is_kept)
        .bind(&experiment.found)
        .bind(experiment.archived_at)
        .bind(experiment.organisation_id)
        .bind(experiment.team_id)
        .bind(experiment.id)
        .bind(experiment.version)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n == 1)
}

/// Takes a person off the experiments that they own.
pub(super) async fn blank(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<()> {
    const SQL: &str = "
        UPDATE experiment SET owner_id = NULL, version = version + 1
        WHERE organisation_id = $1 AND owner_id = $2";
    on!(tx, |conn| sqlx::query(SQL).bind(organisation).bind(person).execute(conn).await.map(drop))?;
    Ok(())
}
