//! Queries on objectives that are offered or shared.

use super::{Offer, Share};
use crate::Result;
use crate::db::{PeopleTx, on};
use crate::ids::{ObjectiveId, OrganisationId, PersonId, ShareId};
use crate::team::Team;

macro_rules! shares {
    () => {
        "SELECT share.organisation_id, share.team_id, share.id, share.objective_id,
                share.offered_to, person.name AS person, share.with_team_id,
                other.name AS with_team, share.state, share.ended_by_team_id, share.serves,
                share.serves_id, share.how_it_serves, share.version, share.made_at
         FROM objective_share AS share
         LEFT JOIN person ON person.organisation_id = share.organisation_id
                         AND person.id = share.offered_to
         LEFT JOIN team AS other ON other.organisation_id = share.organisation_id
                                AND other.id = share.with_team_id "
    };
}

/// A share that a team has to do with: of an objective of its own, or with it.
pub(super) async fn find(tx: &mut PeopleTx, team: &Team, id: ShareId) -> Result<Option<Share>> {
    const SQL: &str = concat!(
        shares!(),
        "WHERE share.organisation_id = $1 AND (share.team_id = $2 OR share.with_team_id = $2)
           AND share.id = $3"
    );
    let row = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(id)
        .fetch_optional(conn)
        .await)?;
    Ok(row)
}

/// The shares of an objective of a team, the latest first.
pub(super) async fn list(
    tx: &mut PeopleTx,
    team: &Team,
    objective: ObjectiveId,
) -> Result<Vec<Share>> {
    const SQL: &str = concat!(
        shares!(),
        "WHERE share.organisation_id = $1 AND share.team_id = $2 AND share.objective_id = $3
         ORDER BY share.made_at DESC, share.id"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(objective)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

macro_rules! offers {
    () => {
        "SELECT share.id, objective.title, owner.name AS owner, home.name AS home,
                lead.name AS lead
         FROM objective_share AS share
         JOIN objective ON objective.organisation_id = share.organisation_id
                       AND objective.id = share.objective_id
         JOIN team AS home ON home.organisation_id = share.organisation_id
                          AND home.id = share.team_id
         JOIN person AS lead ON lead.organisation_id = home.organisation_id
                            AND lead.id = home.lead_id
         LEFT JOIN person AS owner ON owner.organisation_id = objective.organisation_id
                                  AND owner.id = objective.owner_id
         WHERE objective.archived_at IS NULL "
    };
}

/// What is offered to somebody and could come into a team, the oldest first.
pub(super) async fn list_offers(
    tx: &mut PeopleTx,
    team: &Team,
    person: PersonId,
) -> Result<Vec<Offer>> {
    const SQL: &str = concat!(
        offers!(),
        "AND share.organisation_id = $1 AND share.team_id <> $2 AND share.offered_to = $3
         AND share.state = 'offered'
         ORDER BY share.made_at, share.id"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(person)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// What a team gave back itself, the oldest first.
pub(super) async fn list_left(tx: &mut PeopleTx, team: &Team) -> Result<Vec<Offer>> {
    const SQL: &str = concat!(
        offers!(),
        "AND share.organisation_id = $1 AND share.with_team_id = $2 AND share.state = 'ended'
         AND share.ended_by_team_id = $2
         ORDER BY share.made_at, share.id"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// A share that is offered to somebody and could come into a team.
pub(super) async fn find_offered(
    tx: &mut PeopleTx,
    team: &Team,
    person: PersonId,
    id: ShareId,
) -> Result<Option<Share>> {
    const SQL: &str = concat!(
        shares!(),
        "WHERE share.organisation_id = $1 AND share.team_id <> $2 AND share.offered_to = $3
           AND share.state = 'offered' AND share.id = $4"
    );
    let row = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(person)
        .bind(id)
        .fetch_optional(conn)
        .await)?;
    Ok(row)
}

/// Whether the objective of a share that ended is shared with the same team by a later one.
pub(super) async fn has_later(tx: &mut PeopleTx, team: &Team, share: &Share) -> Result<bool> {
    const SQL: &str = "
        SELECT COUNT(*) FROM objective_share
        WHERE organisation_id = $1 AND objective_id = $2 AND with_team_id = $3 AND state = 'shared'
          AND (team_id = $4 OR with_team_id = $4)";
    let (n,): (i64,) = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(share.organisation_id)
        .bind(share.objective_id)
        .bind(share.with_team_id)
        .bind(team.id)
        .fetch_one(conn)
        .await)?;
    Ok(n > 0)
}

/// Adds a share.
pub(super) async fn insert(tx: &mut PeopleTx, share: &Share) -> Result<()> {
    const SQL: &str = "
        INSERT INTO objective_share (organisation_id, team_id, id, objective_id, offered_to, state,
                                     serves, how_it_serves, version, made_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(share.organisation_id)
        .bind(share.team_id)
        .bind(share.id)
        .bind(share.objective_id)
        .bind(share.offered_to)
        .bind(share.state)
        .bind(share.serves)
        .bind(&share.how_it_serves)
        .bind(share.version)
        .bind(share.made_at)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Saves a share of a team's own objective, one that is with it, or one that it answers; unless its
/// version is no longer the stored one. True if it was saved.
pub(super) async fn save(tx: &mut PeopleTx, team: &Team, share: &Share) -> Result<bool> {
    const SQL: &str = "
        UPDATE objective_share
        SET with_team_id = $1, state = $2, ended_by_team_id = $3, serves = $4, serves_id = $5,
            how_it_serves = $6, version = version + 1
        WHERE organisation_id = $7 AND id = $9 AND version = $10
          AND (team_id = $8 OR with_team_id = $8 OR (with_team_id IS NULL AND state = 'offered'))";
    let n = on!(tx, |conn| sqlx::query(SQL)
        .bind(share.with_team_id)
        .bind(share.state)
        .bind(share.ended_by_team_id)
        .bind(share.serves)
        .bind(share.serves_id)
        .bind(&share.how_it_serves)
        .bind(share.organisation_id)
        .bind(team.id)
        .bind(share.id)
        .bind(share.version)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n == 1)
}

/// Takes a person off what was offered to them; what still waited for them waits no more.
pub(in crate::vision) async fn blank(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<()> {
    const SQL: &str = "
        UPDATE objective_share
        SET offered_to = NULL, version = version + 1,
            state = CASE WHEN state = 'offered' THEN 'ended' ELSE state END
        WHERE organisation_id = $1 AND offered_to = $2";
    on!(tx, |conn| sqlx::query(SQL).bind(organisation).bind(person).execute(conn).await.map(drop))?;
    Ok(())
}
