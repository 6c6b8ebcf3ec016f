//! Queries on letters. None of them takes a person, or the time of anything that came.

use super::NewBox;
use crate::Result;
use crate::clock::Moment;
use crate::db::{BallotsTx, on};
use crate::ids::{GroupRef, LeaderRef, RoundRef};

/// The letters of a week.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Week {
    pub(super) round_ref: RoundRef,
    pub(super) board_ref: LeaderRef,
    pub(super) shows_at: Moment,
    pub(super) is_held: bool,
}

/// Adds the letters of a week, unless they are there.
pub(super) async fn insert(tx: &mut BallotsTx, new: &NewBox) -> Result<()> {
    const SQL: &str = "
        INSERT INTO letter_box (round_ref, group_ref, shows_at, is_held)
        VALUES ($1, $2, $3, $4)
        ON CONFLICT (round_ref) DO NOTHING";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(new.round_ref)
        .bind(new.group_ref)
        .bind(new.shows_at)
        .bind(false)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// The letters that a group writes.
pub(super) async fn find(tx: &mut BallotsTx, group: GroupRef) -> Result<Option<Week>> {
    const SQL: &str = "
        SELECT letter_box.round_ref, ballot_group.leader_ref AS board_ref, letter_box.shows_at,
               letter_box.is_held
        FROM letter_box
        JOIN ballot_group ON ballot_group.group_ref = letter_box.group_ref
        WHERE letter_box.group_ref = $1";
    Ok(on!(tx, |conn| sqlx::query_as(SQL).bind(group).fetch_optional(conn).await)?)
}

/// The letters that a team writes now.
pub(super) async fn find_open(
    tx: &mut BallotsTx,
    board: LeaderRef,
) -> Result<Option<(RoundRef, GroupRef)>> {
    const SQL: &str = "
        SELECT letter_box.round_ref, letter_box.group_ref
        FROM ballot_group
        JOIN letter_box ON letter_box.group_ref = ballot_group.group_ref
        JOIN round ON round.round_ref = letter_box.round_ref
        WHERE ballot_group.leader_ref = $1 AND round.phase = 'open'";
    Ok(on!(tx, |conn| sqlx::query_as(SQL).bind(board).fetch_optional(conn).await)?)
}

/// The team to which a letter was a challenge that was shown.
pub(super) async fn board_of(tx: &mut BallotsTx, ballot: &[u8]) -> Result<Option<LeaderRef>> {
    const SQL: &str = "
        SELECT ballot_group.leader_ref
        FROM counted
        JOIN letter_box ON letter_box.round_ref = counted.round_ref
        JOIN ballot_group ON ballot_group.group_ref = letter_box.group_ref
        WHERE counted.ballot_id = $1";
    Ok(on!(tx, |conn| sqlx::query_scalar(SQL).bind(ballot).fetch_optional(conn).await)?)
}

/// Whether there is a row of a name.
pub(super) async fn has_row(tx: &mut BallotsTx, row_id: &[u8]) -> Result<bool> {
    const SQL: &str = "SELECT COUNT(*) FROM ballot WHERE row_id = $1";
    let n: i64 = on!(tx, |conn| sqlx::query_scalar(SQL).bind(row_id).fetch_one(conn).await)?;
    Ok(n > 0)
}

/// Puts off when letters are shown.
pub(super) async fn hold(tx: &mut BallotsTx, round: RoundRef, shows_at: Moment) -> Result<()> {
    const SQL: &str = "UPDATE letter_box SET shows_at = $2, is_held = $3 WHERE round_ref = $1";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(round)
        .bind(shows_at)
        .bind(true)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}
