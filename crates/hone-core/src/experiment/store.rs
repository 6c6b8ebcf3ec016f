//! Queries on experiments.

use super::Experiment;
use crate::Result;
use crate::db::{PeopleTx, on};
use crate::ids::{ExperimentId, OrganisationId, PersonId};
use crate::team::Team;

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
