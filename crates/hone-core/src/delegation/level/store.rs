//! Queries on proposals to change a level.

use super::Proposal;
use crate::Result;
use crate::db::{PeopleTx, on};
use crate::ids::{AreaId, OrganisationId, PersonId};
use crate::team::Team;

macro_rules! proposals {
    () => {
        "SELECT organisation_id, team_id, id, area_id, from_level, to_level, proposed_by,
                want_to_see, trial_ends, state, reason, made_at
         FROM level_proposal "
    };
}

/// The proposal of an area that waits for an answer.
pub(in crate::delegation) async fn find_open(
    tx: &mut PeopleTx,
    team: &Team,
    area: AreaId,
) -> Result<Option<Proposal>> {
    const SQL: &str = concat!(
        proposals!(),
        "WHERE organisation_id = $1 AND team_id = $2 AND area_id = $3 AND state = 'proposed'"
    );
    let row = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(area)
        .fetch_optional(conn)
        .await)?;
    Ok(row)
}

/// The proposals of a team that wait for an answer.
pub(in crate::delegation) async fn list_open(
    tx: &mut PeopleTx,
    team: &Team,
) -> Result<Vec<Proposal>> {
    const SQL: &str = concat!(
        proposals!(),
        "WHERE organisation_id = $1 AND team_id = $2 AND state = 'proposed'
         ORDER BY made_at, id"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// Adds a proposal. False where one of the same area waits already.
pub(super) async fn insert(tx: &mut PeopleTx, proposal: &Proposal) -> Result<bool> {
    const SQL: &str = "
        INSERT INTO level_proposal (organisation_id, team_id, id, area_id, from_level, to_level,
                                    proposed_by, want_to_see, trial_ends, state, reason, made_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        ON CONFLICT (organisation_id, area_id) WHERE state = 'proposed' DO NOTHING";
    let n = on!(tx, |conn| sqlx::query(SQL)
        .bind(proposal.organisation_id)
        .bind(proposal.team_id)
        .bind(proposal.id)
        .bind(proposal.area_id)
        .bind(proposal.from_level)
        .bind(proposal.to_level)
        .bind(proposal.proposed_by)
        .bind(&proposal.want_to_see)
        .bind(&proposal.trial_ends)
        .bind(proposal.state)
        .bind(&proposal.reason)
        .bind(proposal.made_at)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n == 1)
}

/// Saves the answer to a proposal. False where it waits no longer.
pub(super) async fn save_answer(tx: &mut PeopleTx, proposal: &Proposal) -> Result<bool> {
    const SQL: &str = "
        UPDATE level_proposal SET state = $1, reason = $2
        WHERE organisation_id = $3 AND team_id = $4 AND id = $5 AND state = 'proposed'";
    let n = on!(tx, |conn| sqlx::query(SQL)
        .bind(proposal.state)
        .bind(&proposal.reason)
        .bind(proposal.organisation_id)
        .bind(proposal.team_id)
        .bind(proposal.id)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n == 1)
}

/// Takes back the proposal of an area that waits. True if there was one.
pub(in crate::delegation) async fn withdraw_open(
    tx: &mut PeopleTx,
    team: &Team,
    area: AreaId,
) -> Result<bool> {
    const SQL: &str = "
        UPDATE level_proposal SET state = 'withdrawn'
        WHERE organisation_id = $1 AND team_id = $2 AND area_id = $3 AND state = 'proposed'";
    let n = on!(tx, |conn| sqlx::query(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(area)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n > 0)
}

/// Takes back the proposals of somebody that wait, and those in what they own.
pub(in crate::delegation) async fn erase(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<()> {
    const SQL: &str = "
        UPDATE level_proposal SET state = 'withdrawn'
        WHERE organisation_id = $1 AND state = 'proposed'
          AND (proposed_by = $2 OR area_id IN (
              SELECT id FROM area WHERE organisation_id = $1 AND owner_id = $2))";
    on!(tx, |conn| sqlx::query(SQL).bind(organisation).bind(person).execute(conn).await.map(drop))?;
    Ok(())
}
