//! Queries on objectives.

use super::{Asked, Objective};
use crate::Result;
use crate::clock::Moment;
use crate::db::{PeopleTx, on};
use crate::ids::{ObjectiveId, OrganisationId, PersonId};
use crate::team::event::moved;
use crate::team::{Team, Titled};
use crate::vision::store::{from_reached, from_turns};

// What an objective serves in its home is not told to a team with which it is shared.
macro_rules! objectives {
    () => {
        concat!(
            "SELECT objective.organisation_id, objective.team_id, objective.id, objective.title,
                    CASE WHEN share.id IS NULL THEN objective.serves ELSE share.serves END AS serves,
                    CASE WHEN share.id IS NULL THEN objective.serves_id ELSE share.serves_id END
                        AS serves_id,
                    CASE WHEN share.id IS NULL THEN objective.how_it_serves
                         ELSE share.how_it_serves END AS how_it_serves,
                    objective.horizon, objective.owner_id, owner.name AS owner,
                    (seat.person_id IS NOT NULL AND owner.left_at IS NULL) AS is_owner_here,
                    objective.proposed_by, objective.state, objective.reason, objective.learned,
                    home.name AS home, share.id AS share_id,
                    CASE WHEN share.id IS NULL THEN objective.version ELSE share.version END
                        AS version,
                    objective.made_at, objective.archived_at ",
            from_reached!("objective"),
            "LEFT JOIN objective_share AS share ON share.organisation_id = objective.organisation_id
                                               AND share.id = objective.share_id
             JOIN team AS home ON home.organisation_id = objective.organisation_id
                              AND home.id = objective.team_id
             LEFT JOIN person AS owner ON owner.organisation_id = objective.organisation_id
                                      AND owner.id = objective.owner_id
             LEFT JOIN team_member AS seat ON seat.organisation_id = objective.organisation_id
                                          AND seat.team_id = objective.team_id
                                          AND seat.person_id = objective.owner_id
                                          AND seat.left_at IS NULL "
        )
    };
}

/// An objective that a team reaches.
pub(super) async fn find(
    tx: &mut PeopleTx,
    team: &Team,
    id: ObjectiveId,
) -> Result<Option<Objective>> {
    const SQL: &str = concat!(objectives!(), "WHERE objective.id = $3");
    let row = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(id)
        .fetch_optional(conn)
        .await)?;
    Ok(row)
}

/// The objectives that a team reaches: those of now, next and later, in the order in which they came.
pub(super) async fn list(tx: &mut PeopleTx, team: &Team) -> Result<Vec<Objective>> {
    const SQL: &str = concat!(
        objectives!(),
        "ORDER BY CASE objective.horizon WHEN 'now' THEN 0 WHEN 'next' THEN 1 ELSE 2 END,
                  objective.made_at, objective.id"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// How many objectives that a team reaches are open.
pub(super) async fn n_open(tx: &mut PeopleTx, team: &Team) -> Result<i64> {
    const SQL: &str = concat!(
        "SELECT COUNT(*)",
        from_reached!("objective"),
        "WHERE objective.archived_at IS NULL AND objective.state IN ('proposed', 'active')"
    );
    let n = on!(tx, |conn| sqlx::query_scalar(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .fetch_one(conn)
        .await)?;
    Ok(n)
}

/// The objectives that are proposed to somebody, in the order in which they came.
pub(super) async fn list_asked(
    tx: &mut PeopleTx,
    team: &Team,
    (person, is_lead): (PersonId, bool),
) -> Result<Vec<Asked>> {
    const SQL: &str = concat!(
        "SELECT objective.id, objective.title, objective.made_at",
        from_turns!(),
        "AND objective.state = 'proposed'
         AND (objective.proposed_by IS NULL OR objective.proposed_by <> $3)
         ORDER BY objective.made_at, objective.id"
    );
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(person)
        .bind(is_lead)
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
        "SELECT objective.id, objective.title",
        from_reached!("objective"),
        "WHERE objective.id IN ",
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

/// Which objective serves which in a team, also where they are over, or were put away at home: all that
/// can be brought back counts for a circle.
pub(super) async fn list_links(
    tx: &mut PeopleTx,
    team: &Team,
) -> Result<Vec<(ObjectiveId, ObjectiveId)>> {
    const SQL: &str = "
        SELECT id, serves_id FROM objective
        WHERE organisation_id = $1 AND team_id = $2 AND serves_id IS NOT NULL
        UNION
        SELECT objective_id, serves_id FROM objective_share
        WHERE organisation_id = $1 AND with_team_id = $2 AND state = 'shared'
          AND serves_id IS NOT NULL";
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// Adds an objective.
pub(super) async fn insert(tx: &mut PeopleTx, objective: &Objective) -> Result<()> {
    const SQL: &str = "
        INSERT INTO objective (organisation_id, team_id, id, title, serves, serves_id, how_it_serves,
                               horizon, owner_id, proposed_by, state, reason, learned, version,
                               made_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(objective.organisation_id)
        .bind(objective.team_id)
        .bind(objective.id)
        .bind(&objective.title)
        .bind(objective.serves)
        .bind(objective.serves_id)
        .bind(&objective.how_it_serves)
        .bind(objective.horizon)
        .bind(objective.owner_id)
        .bind(objective.proposed_by)
        .bind(objective.state)
        .bind(&objective.reason)
        .bind(&objective.learned)
        .bind(objective.version)
        .bind(objective.made_at)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Saves an objective in its home team, unless its version is no longer the stored one. True if it was
/// saved.
pub(super) async fn save(tx: &mut PeopleTx, team: &Team, objective: &Objective) -> Result<bool> {
    const SQL: &str = "
        UPDATE objective
        SET title = $1, serves = $2, serves_id = $3, how_it_serves = $4, horizon = $5, owner_id = $6,
            proposed_by = $7, state = $8, reason = $9, learned = $10, archived_at = $11,
            version = version + 1
        WHERE organisation_id = $12 AND team_id = $13 AND id = $14 AND version = $15";
    let n = on!(tx, |conn| sqlx::query(SQL)
        .bind(&objective.title)
        .bind(objective.serves)
        .bind(objective.serves_id)
        .bind(&objective.how_it_serves)
        .bind(objective.horizon)
        .bind(objective.owner_id)
        .bind(objective.proposed_by)
        .bind(objective.state)
        .bind(&objective.reason)
        .bind(&objective.learned)
        .bind(objective.archived_at)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(objective.id)
        .bind(objective.version)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n == 1)
}

/// Takes a person off the objectives that they own or proposed.
pub(in crate::vision) async fn blank(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<()> {
    const SQL: &str = "
        UPDATE objective
        SET owner_id = CASE WHEN owner_id = $2 THEN NULL ELSE owner_id END,
            proposed_by = CASE WHEN proposed_by = $2 THEN NULL ELSE proposed_by END,
            version = version + 1
        WHERE organisation_id = $1 AND (owner_id = $2 OR proposed_by = $2)";
    on!(tx, |conn| sqlx::query(SQL).bind(organisation).bind(person).execute(conn).await.map(drop))?;
    Ok(())
}
