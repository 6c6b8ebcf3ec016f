//! Queries on letters that the people know of: which are under way, who could write, what was shown.

use super::{Nameless, Phase, Week};
use crate::Result;
use crate::clock::Moment;
use crate::db::{PeopleTx, on};
use crate::ids::{ChallengeId, GroupRef, PersonId};
use crate::team::Team;

/// The letters of a team that are under way.
pub(super) async fn find(tx: &mut PeopleTx, team: &Team) -> Result<Option<Week>> {
    const SQL: &str = "
        SELECT board_ref, round_ref, group_ref, begun_at, shows_at, phase
        FROM letter_box
        WHERE organisation_id = $1 AND team_id = $2";
    Ok(on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .fetch_optional(conn)
        .await)?)
}

/// Adds the first letters of a team, unless it has some.
pub(super) async fn insert(tx: &mut PeopleTx, team: &Team, week: &Week) -> Result<()> {
    const SQL: &str = "
        INSERT INTO letter_box (organisation_id, team_id, board_ref, round_ref, group_ref, begun_at,
                                shows_at, phase)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (organisation_id, team_id) DO NOTHING";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(week.board_ref)
        .bind(week.round_ref)
        .bind(week.group_ref)
        .bind(week.begun_at)
        .bind(week.shows_at)
        .bind(week.phase)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Moves the letters of a team on, unless somebody else did. True if they were where they were seen.
pub(super) async fn advance(
    tx: &mut PeopleTx,
    team: &Team,
    seen: &Week,
    to: Phase,
) -> Result<bool> {
    save(tx, team, seen, &Week { phase: to, ..seen.clone() }).await
}

/// Puts off when the letters of a team are shown. True if they were where they were seen.
pub(super) async fn put_off(
    tx: &mut PeopleTx,
    team: &Team,
    seen: &Week,
    shows_at: Moment,
) -> Result<bool> {
    save(tx, team, seen, &Week { shows_at, ..seen.clone() }).await
}

/// Takes other letters in the place of those that are over. True if they were where they were seen.
pub(super) async fn replace(
    tx: &mut PeopleTx,
    team: &Team,
    seen: &Week,
    next: &Week,
) -> Result<bool> {
    save(tx, team, seen, next).await
}

/// Ends the letters of a team: none come after them.
pub(super) async fn remove(tx: &mut PeopleTx, team: &Team) -> Result<()> {
    const SQL: &str = "DELETE FROM letter_box WHERE organisation_id = $1 AND team_id = $2";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

async fn save(tx: &mut PeopleTx, team: &Team, seen: &Week, week: &Week) -> Result<bool> {
    const SQL: &str = "
        UPDATE letter_box
        SET round_ref = $1, group_ref = $2, begun_at = $3, shows_at = $4, phase = $5
        WHERE organisation_id = $6 AND team_id = $7 AND round_ref = $8 AND phase = $9
          AND shows_at = $10";
    let n = on!(tx, |conn| sqlx::query(SQL)
        .bind(week.round_ref)
        .bind(week.group_ref)
        .bind(week.begun_at)
        .bind(week.shows_at)
        .bind(week.phase)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(seen.round_ref)
        .bind(seen.phase)
        .bind(seen.shows_at)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n == 1)
}

/// Whether letters are taken, held so until the transaction ends.
pub(super) async fn hold_open(tx: &mut PeopleTx, team: &Team, group: GroupRef) -> Result<bool> {
    const SQL: &str = "
        UPDATE letter_box SET phase = phase
        WHERE organisation_id = $1 AND team_id = $2 AND group_ref = $3 AND phase = $4";
    let n = on!(tx, |conn| sqlx::query(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(group)
        .bind(Phase::Open)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n == 1)
}

/// Who holds a token of a group.
pub(super) async fn list_holders(tx: &mut PeopleTx, group: GroupRef) -> Result<Vec<PersonId>> {
    const SQL: &str = "
        SELECT DISTINCT person_id
        FROM letter_right
        WHERE group_ref = $1";
    Ok(on!(tx, |conn| sqlx::query_scalar(SQL).bind(group).fetch_all(conn).await)?)
}

/// How many tokens of a group there are.
pub(super) async fn n_rights(tx: &mut PeopleTx, group: GroupRef) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM letter_right WHERE group_ref = $1";
    Ok(on!(tx, |conn| sqlx::query_scalar(SQL).bind(group).fetch_one(conn).await)?)
}

/// The requests of a person's devices in a group.
pub(super) async fn list_requests(
    tx: &mut PeopleTx,
    group: GroupRef,
    person: PersonId,
) -> Result<Vec<Vec<u8>>> {
    const SQL: &str = "
        SELECT request_hash
        FROM letter_right
        WHERE group_ref = $1 AND person_id = $2";
    Ok(on!(tx, |conn| sqlx::query_scalar(SQL).bind(group).bind(person).fetch_all(conn).await)?)
}

/// Records that a device of a person holds a token.
pub(super) async fn insert_right(
    tx: &mut PeopleTx,
    group: GroupRef,
    person: PersonId,
    request_hash: &[u8],
) -> Result<()> {
    const SQL: &str = "
        INSERT INTO letter_right (group_ref, person_id, request_hash)
        VALUES ($1, $2, $3)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(group)
        .bind(person)
        .bind(request_hash)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Forgets who held a token of a group.
pub(super) async fn remove_rights(tx: &mut PeopleTx, group: GroupRef) -> Result<()> {
    const SQL: &str = "DELETE FROM letter_right WHERE group_ref = $1";
    on!(tx, |conn| sqlx::query(SQL).bind(group).execute(conn).await.map(drop))?;
    Ok(())
}

/// The tokens that a person holds: the group of each, and the request by which it was fetched.
pub(super) async fn list_rights(
    tx: &mut PeopleTx,
    person: PersonId,
) -> Result<Vec<(GroupRef, Vec<u8>)>> {
    const SQL: &str = "SELECT group_ref, request_hash FROM letter_right WHERE person_id = $1";
    Ok(on!(tx, |conn| sqlx::query_as(SQL).bind(person).fetch_all(conn).await)?)
}

/// Lets a token be held by somebody else.
pub(super) async fn hand_over(
    tx: &mut PeopleTx,
    (group, request_hash): (GroupRef, &[u8]),
    (from, to): (PersonId, PersonId),
) -> Result<()> {
    const SQL: &str = "
        UPDATE letter_right SET person_id = $1
        WHERE group_ref = $2 AND person_id = $3 AND request_hash = $4";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(to)
        .bind(group)
        .bind(from)
        .bind(request_hash)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

macro_rules! nameless {
    () => {
        "SELECT organisation_id, team_id, challenge_id, reply, is_withdrawn FROM nameless "
    };
}

/// What there is besides the words of a challenge of a team.
pub(super) async fn find_nameless(
    tx: &mut PeopleTx,
    team: &Team,
    challenge: ChallengeId,
) -> Result<Option<Nameless>> {
    const SQL: &str =
        concat!(nameless!(), "WHERE organisation_id = $1 AND team_id = $2 AND challenge_id = $3");
    Ok(on!(tx, |conn| sqlx::query_as(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(challenge)
        .fetch_optional(conn)
        .await)?)
}

/// The same for the holder of a secret.
pub(super) async fn find_by_reader(
    tx: &mut PeopleTx,
    reader_hash: &[u8],
) -> Result<Option<Nameless>> {
    const SQL: &str = concat!(nameless!(), "WHERE reader_hash = $1");
    Ok(on!(tx, |conn| sqlx::query_as(SQL).bind(reader_hash).fetch_optional(conn).await)?)
}

/// Notes that a challenge came without a name.
pub(super) async fn insert_nameless(
    tx: &mut PeopleTx,
    team: &Team,
    challenge: ChallengeId,
    reader_hash: &[u8],
) -> Result<()> {
    const SQL: &str = "
        INSERT INTO nameless (organisation_id, team_id, challenge_id, reader_hash, reply,
                              is_withdrawn)
        VALUES ($1, $2, $3, $4, '', $5)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(challenge)
        .bind(reader_hash)
        .bind(false)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Keeps what a writer says to the answer.
pub(super) async fn save_reply(
    tx: &mut PeopleTx,
    team: &Team,
    challenge: ChallengeId,
    reply: &str,
) -> Result<()> {
    const SQL: &str = "
        UPDATE nameless SET reply = $4
        WHERE organisation_id = $1 AND team_id = $2 AND challenge_id = $3";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(challenge)
        .bind(reply)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Notes that a writer took a challenge back; a reply goes with it.
pub(super) async fn save_withdrawn(
    tx: &mut PeopleTx,
    team: &Team,
    challenge: ChallengeId,
) -> Result<()> {
    const SQL: &str = "
        UPDATE nameless SET is_withdrawn = $4, reply = ''
        WHERE organisation_id = $1 AND team_id = $2 AND challenge_id = $3";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(challenge)
        .bind(true)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}
