//! Queries on ballots. None of them takes a person, a time or an address.

use super::{NewGroup, NewPoll, Poll, Sheet};
use crate::category::Category;
use crate::db::{BallotsTx, on};
use crate::ids::{GroupRef, LeaderRef, RoundRef};
use crate::{Error, Result};

/// Begins a round, or begins it again after a launch that failed.
pub(super) async fn save_round(tx: &mut BallotsTx, round: RoundRef, poll: &NewPoll) -> Result<()> {
    const SQL: &str = "
        INSERT INTO round (round_ref, form, k, phase, model_version, model)
        VALUES ($1, $2, $3, 'open', $4, $5)
        ON CONFLICT (round_ref) DO UPDATE
        SET form = excluded.form, k = excluded.k, model_version = excluded.model_version,
            model = excluded.model
        WHERE round.phase = 'open'";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(round)
        .bind(&poll.form)
        .bind(poll.k)
        .bind(&poll.model_version)
        .bind(&poll.model_document)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Removes the groups of a round in which nobody was given a credential.
pub(super) async fn remove_idle_groups(tx: &mut BallotsTx, round: RoundRef) -> Result<()> {
    const SQL: &str = "
        DELETE FROM ballot_group
        WHERE round_ref = $1
          AND NOT EXISTS (
              SELECT 1
              FROM credential
              WHERE credential.group_ref = ballot_group.group_ref)";
    on!(tx, |conn| sqlx::query(SQL).bind(round).execute(conn).await.map(drop))?;
    Ok(())
}

/// Adds a group to a round, unless it is there.
pub(super) async fn save_group(
    tx: &mut BallotsTx,
    round: RoundRef,
    group: &NewGroup,
) -> Result<()> {
    const SQL: &str = "
        INSERT INTO ballot_group (group_ref, leader_ref, round_ref, category, n_invited)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (group_ref) DO NOTHING";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(group.group_ref)
        .bind(group.leader_ref)
        .bind(round)
        .bind(group.category)
        .bind(group.n_invited)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// The groups of a round, by leader and category.
pub(super) async fn list_groups(tx: &mut BallotsTx, round: RoundRef) -> Result<Vec<NewGroup>> {
    const SQL: &str = "
        SELECT group_ref, leader_ref, category, n_invited
        FROM ballot_group
        WHERE round_ref = $1
        ORDER BY leader_ref, category";
    Ok(on!(tx, |conn| sqlx::query_as(SQL).bind(round).fetch_all(conn).await)?)
}

/// The round of a group.
pub(super) async fn round_of(tx: &mut BallotsTx, group: GroupRef) -> Result<Option<RoundRef>> {
    const SQL: &str = "
        SELECT round_ref
        FROM ballot_group
        WHERE group_ref = $1";
    Ok(on!(tx, |conn| sqlx::query_scalar(SQL).bind(group).fetch_optional(conn).await)?)
}

/// The round of a group in which a credential may vote.
pub(super) async fn round_of_credential(
    tx: &mut BallotsTx,
    group: GroupRef,
    credential_hash: &[u8],
) -> Result<Option<RoundRef>> {
    const SQL: &str = "
        SELECT ballot_group.round_ref
        FROM credential
        JOIN ballot_group ON ballot_group.group_ref = credential.group_ref
        WHERE credential.credential_hash = $1 AND credential.group_ref = $2";
    Ok(on!(tx, |conn| sqlx::query_scalar(SQL)
        .bind(credential_hash)
        .bind(group)
        .fetch_optional(conn)
        .await)?)
}

/// What a round asks.
pub(super) async fn poll(tx: &mut BallotsTx, round: RoundRef) -> Result<Poll> {
    const SQL: &str = "
        SELECT form, model
        FROM round
        WHERE round_ref = $1";
    let (form, model): (String, String) =
        on!(tx, |conn| sqlx::query_as(SQL).bind(round).fetch_one(conn).await)?;
    Poll::read(&form, &model)
}

/// Whether a round takes answers, held so until the transaction ends.
///
/// SQLite has one writer at a time. On PostgreSQL the close waits for this lock, so that no ballot
/// is written behind its back.
pub(super) async fn hold_open(tx: &mut BallotsTx, round: RoundRef) -> Result<bool> {
    const SQLITE: &str = "
        SELECT phase
        FROM round
        WHERE round_ref = $1";
    const POSTGRES: &str = "
        SELECT phase
        FROM round
        WHERE round_ref = $1
        FOR SHARE";
    let sql = if tx.is_postgres() { POSTGRES } else { SQLITE };
    let phase: Option<String> =
        on!(tx, |conn| sqlx::query_scalar(sql).bind(round).fetch_optional(conn).await)?;
    Ok(phase.is_some_and(|phase| phase == "open"))
}

/// Lets a credential vote in a group.
pub(super) async fn save_credential(
    tx: &mut BallotsTx,
    credential_hash: &[u8],
    group: GroupRef,
) -> Result<()> {
    const SQL: &str = "
        INSERT INTO credential (credential_hash, group_ref)
        VALUES ($1, $2)
        ON CONFLICT (credential_hash) DO NOTHING";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(credential_hash)
        .bind(group)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Keeps a ballot, in place of an earlier one under the same key.
pub(super) async fn save_ballot(
    tx: &mut BallotsTx,
    ballot_id: &[u8],
    group: GroupRef,
    sheet: &str,
) -> Result<()> {
    const SQL: &str = "
        INSERT INTO ballot (ballot_id, group_ref, sheet)
        VALUES ($1, $2, $3)
        ON CONFLICT (ballot_id) DO UPDATE SET sheet = excluded.sheet";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(ballot_id)
        .bind(group)
        .bind(sheet)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Removes a ballot.
pub(super) async fn remove_ballot(tx: &mut BallotsTx, ballot_id: &[u8]) -> Result<()> {
    const SQL: &str = "
        DELETE FROM ballot
        WHERE ballot_id = $1";
    on!(tx, |conn| sqlx::query(SQL).bind(ballot_id).execute(conn).await.map(drop))?;
    Ok(())
}

/// Every sheet of a round with its leader and category.
pub(super) async fn list_sheets(
    tx: &mut BallotsTx,
    round: RoundRef,
) -> Result<Vec<(LeaderRef, Category, Sheet)>> {
    const SQL: &str = "
        SELECT ballot_group.leader_ref, ballot_group.category, ballot.sheet
        FROM ballot_group
        JOIN ballot ON ballot.group_ref = ballot_group.group_ref
        WHERE ballot_group.round_ref = $1";
    let rows: Vec<(LeaderRef, Category, String)> =
        on!(tx, |conn| sqlx::query_as(SQL).bind(round).fetch_all(conn).await)?;
    rows.into_iter()
        .map(|(leader, category, sheet)| {
            let sheet = serde_json::from_str(&sheet)
                .map_err(|e| Error::Corrupt(format!("a sheet: {e}")))?;
            Ok((leader, category, sheet))
        })
        .collect()
}

/// How many ballots each group of a round has, those with none included.
pub(super) async fn n_ballots(
    tx: &mut BallotsTx,
    round: RoundRef,
) -> Result<Vec<(LeaderRef, Category, i64, i64)>> {
    const SQL: &str = "
        SELECT ballot_group.leader_ref, ballot_group.category, ballot_group.n_invited,
               COUNT(ballot.ballot_id)
        FROM ballot_group
        LEFT JOIN ballot ON ballot.group_ref = ballot_group.group_ref
        WHERE ballot_group.round_ref = $1
        GROUP BY ballot_group.group_ref, ballot_group.leader_ref, ballot_group.category,
                 ballot_group.n_invited";
    Ok(on!(tx, |conn| sqlx::query_as(SQL).bind(round).fetch_all(conn).await)?)
}

/// The disclosure floor of a round.
pub(super) async fn floor(tx: &mut BallotsTx, round: RoundRef) -> Result<Option<i64>> {
    const SQL: &str = "
        SELECT k
        FROM round
        WHERE round_ref = $1";
    Ok(on!(tx, |conn| sqlx::query_scalar(SQL).bind(round).fetch_optional(conn).await)?)
}

/// Stops a round from taking answers; says whether it took them until now.
pub(super) async fn mark_closed(tx: &mut BallotsTx, round: RoundRef) -> Result<bool> {
    const SQL: &str = "
        UPDATE round SET phase = 'closed'
        WHERE round_ref = $1 AND phase = 'open'";
    let n = on!(tx, |conn| sqlx::query(SQL)
        .bind(round)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n > 0)
}

/// Stores what is released about a leader, once and for ever.
pub(super) async fn save_release(
    tx: &mut BallotsTx,
    leader: LeaderRef,
    round: RoundRef,
    document: &str,
    sha256: &[u8],
) -> Result<()> {
    const SQL: &str = "
        INSERT INTO release (leader_ref, round_ref, document, sha256)
        VALUES ($1, $2, $3, $4)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(leader)
        .bind(round)
        .bind(document)
        .bind(sha256)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// What was released about a leader, with its SHA-256.
pub async fn find_release(
    tx: &mut BallotsTx,
    leader: LeaderRef,
) -> Result<Option<(String, Vec<u8>)>> {
    const SQL: &str = "
        SELECT document, sha256
        FROM release
        WHERE leader_ref = $1";
    Ok(on!(tx, |conn| sqlx::query_as(SQL).bind(leader).fetch_optional(conn).await)?)
}

/// About which leaders of a round something was released.
pub(super) async fn list_released(tx: &mut BallotsTx, round: RoundRef) -> Result<Vec<LeaderRef>> {
    const SQL: &str = "SELECT leader_ref FROM release WHERE round_ref = $1";
    Ok(on!(tx, |conn| sqlx::query_scalar(SQL).bind(round).fetch_all(conn).await)?)
}

/// Deletes every ballot and every credential of a round.
pub(super) async fn remove_sheets(tx: &mut BallotsTx, round: RoundRef) -> Result<()> {
    const BALLOTS: &str = "
        DELETE FROM ballot
        WHERE group_ref IN (SELECT group_ref FROM ballot_group WHERE round_ref = $1)";
    const CREDENTIALS: &str = "
        DELETE FROM credential
        WHERE group_ref IN (SELECT group_ref FROM ballot_group WHERE round_ref = $1)";
    for sql in [BALLOTS, CREDENTIALS] {
        on!(tx, |conn| sqlx::query(sql).bind(round).execute(conn).await.map(drop))?;
    }
    Ok(())
}

/// The standings of a round as of a day: leader, and whether there are enough answers.
pub(super) async fn list_standings(
    tx: &mut BallotsTx,
    round: RoundRef,
    day: &str,
) -> Result<Vec<(LeaderRef, bool)>> {
    const SQL: &str = "
        SELECT leader_ref, is_enough
        FROM standing
        WHERE round_ref = $1 AND day = $2";
    Ok(on!(tx, |conn| sqlx::query_as(SQL).bind(round).bind(day).fetch_all(conn).await)?)
}

/// Takes the standing of a leader, unless that day has one.
pub(super) async fn save_standing(
    tx: &mut BallotsTx,
    round: RoundRef,
    leader: LeaderRef,
    day: &str,
    is_enough: bool,
) -> Result<()> {
    const SQL: &str = "
        INSERT INTO standing (leader_ref, round_ref, day, is_enough)
        VALUES ($1, $2, $3, $4)
        ON CONFLICT (leader_ref) DO UPDATE
        SET day = excluded.day, is_enough = excluded.is_enough
        WHERE standing.day < excluded.day";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(leader)
        .bind(round)
        .bind(day)
        .bind(is_enough)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// The turnout of a round as of a day, in per cent; inside nothing where too few were invited.
pub(super) async fn find_turnout(
    tx: &mut BallotsTx,
    round: RoundRef,
    day: &str,
) -> Result<Option<Option<i64>>> {
    const SQL: &str = "
        SELECT percent
        FROM turnout
        WHERE round_ref = $1 AND day = $2";
    Ok(on!(tx, |conn| sqlx::query_scalar(SQL).bind(round).bind(day).fetch_optional(conn).await)?)
}

/// Takes the turnout of a round, unless that day has one.
pub(super) async fn save_turnout(
    tx: &mut BallotsTx,
    round: RoundRef,
    day: &str,
    percent: Option<i64>,
) -> Result<()> {
    const SQL: &str = "
        INSERT INTO turnout (round_ref, day, percent)
        VALUES ($1, $2, $3)
        ON CONFLICT (round_ref) DO UPDATE
        SET day = excluded.day, percent = excluded.percent
        WHERE turnout.day < excluded.day";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(round)
        .bind(day)
        .bind(percent)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Lets the file grow no further, as a full disk would; or lets it grow again.
#[cfg(test)]
pub(super) async fn limit_pages(db: &crate::db::BallotsDb, pages: Option<u32>) {
    let mut tx = db.write().await.expect("a transaction");
    let pages = pages.unwrap_or(1_000_000);
    let sql = sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {pages}"));
    on!(tx, |conn| sqlx::query(sql).execute(conn).await.map(drop)).expect("a limit");
    tx.commit().await.expect("a commit");
}
