//! Queries on answers to challenges, and on when experiments ran.

use jiff::civil::Date;

use crate::Result;
use crate::clock::Moment;
use crate::db::{PeopleTx, on};
use crate::team::Team;

/// When a challenge was to be answered, and when it was.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Answered {
    pub(super) answer_due: String,
    pub(super) answered_on: Option<String>,
}

/// The challenges of a team that were to be answered from a day up to another; what was put away without an
/// answer aside.
pub(super) async fn list_answers(
    tx: &mut PeopleTx,
    team: &Team,
    (from, to): (Date, Date),
) -> Result<Vec<Answered>> {
    const SQL: &str = "
        SELECT answer_due, answered_on
        FROM challenge
        WHERE organisation_id = $1 AND team_id = $2 AND answer_due >= $3 AND answer_due <= $4
          AND (archived_at IS NULL OR state <> 'open')";
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// The first days of the experiments of a team that run.
pub(super) async fn list_running(tx: &mut PeopleTx, team: &Team) -> Result<Vec<String>> {
    const SQL: &str = "
        SELECT starts_on
        FROM experiment
        WHERE organisation_id = $1 AND team_id = $2 AND archived_at IS NULL
          AND state = 'running' AND starts_on IS NOT NULL";
    let rows = on!(tx, |conn| sqlx::query_scalar(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// The experiments of a team that came to an end since a moment and are over: their first days, and when
/// they last ended.
pub(super) async fn list_ended(
    tx: &mut PeopleTx,
    team: &Team,
    since: Moment,
) -> Result<Vec<(String, Moment)>> {
    const SQL: &str = "
        SELECT experiment.starts_on, MAX(team_event.at)
        FROM team_event
        JOIN experiment ON experiment.organisation_id = team_event.organisation_id
                       AND experiment.id = team_event.entity_id
        WHERE team_event.organisation_id = $1 AND team_event.team_id = $2
          AND team_event.kind = 'experiment'
          AND team_event.to_state IN ('ended it', 'stopped it') AND team_event.at >= $3
          AND experiment.state NOT IN ('draft', 'running') AND experiment.starts_on IS NOT NULL
        GROUP BY experiment.id, experiment.starts_on
        ORDER BY MAX(team_event.at), experiment.id";
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(since)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}
