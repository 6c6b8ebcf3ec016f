//! Queries on ballots. None of them takes a person, a time or an address.

use super::booth::Row;
use super::{NewGroup, NewPoll, Poll};
use crate::Result;
use crate::db::{BallotsTx, on};
use crate::ids::{GroupRef, LeaderRef, RoundRef};

/// How far a round has come, as the ballots know it. Each arrow is one transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum Phase {
    /// It takes ballots.
    Open,
    /// It takes none any more; all are still sealed.
    Closing,
    /// Each was opened once: what is no ballot of this round is removed.
    Unsealed,
    /// What is released is made, and nobody reads it yet.
    Tallied,
    /// What is released can be read and no longer changes.
    Released,
    /// Ballots and keys are destroyed.
    Shredded,
}

/// Begins a round, or begins it again after a launch that failed.
pub(super) async fn save_round(tx: &mut BallotsTx, round: RoundRef, poll: &NewPoll) -> Result<()> {
    const SQL: &str = "
        INSERT INTO round (round_ref, form, k, phase, model_version, model, manifest)
        VALUES ($1, $2, $3, 'open', $4, $5, '')
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

/// Says what everybody may know of a round.
pub(super) async fn save_manifest(
    tx: &mut BallotsTx,
    round: RoundRef,
    manifest: &str,
) -> Result<()> {
    const SQL: &str = "
        UPDATE round SET manifest = $2
        WHERE round_ref = $1";
    on!(tx, |conn| sqlx::query(SQL).bind(round).bind(manifest).execute(conn).await.map(drop))?;
    Ok(())
}

/// What everybody may know of a round.
pub(super) async fn find_manifest(tx: &mut BallotsTx, round: RoundRef) -> Result<Option<String>> {
    const SQL: &str = "
        SELECT manifest
        FROM round
        WHERE round_ref = $1";
    Ok(on!(tx, |conn| sqlx::query_scalar(SQL).bind(round).fetch_optional(conn).await)?)
}

/// Removes the groups that a launch left behind which failed.
pub(super) async fn remove_groups(tx: &mut BallotsTx, round: RoundRef) -> Result<()> {
    const SQL: &str = "
        DELETE FROM ballot_group
        WHERE round_ref = $1
          AND NOT EXISTS (SELECT 1 FROM ballot WHERE ballot.round_ref = $1)";
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
        INSERT INTO ballot_group (group_ref, leader_ref, round_ref, category, n_invited, is_aborted)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (group_ref) DO NOTHING";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(group.group_ref)
        .bind(group.leader_ref)
        .bind(round)
        .bind(group.category)
        .bind(group.n_invited)
        .bind(false)
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

/// The round of a group, and how far it has come.
pub(crate) async fn round_of(
    tx: &mut BallotsTx,
    group: GroupRef,
) -> Result<Option<(RoundRef, Phase)>> {
    const SQL: &str = "
        SELECT round.round_ref, round.phase
        FROM ballot_group
        JOIN round ON round.round_ref = ballot_group.round_ref
        WHERE ballot_group.group_ref = $1";
    Ok(on!(tx, |conn| sqlx::query_as(SQL).bind(group).fetch_optional(conn).await)?)
}

/// How far a round has come.
pub(super) async fn phase(tx: &mut BallotsTx, round: RoundRef) -> Result<Option<Phase>> {
    const SQL: &str = "
        SELECT phase
        FROM round
        WHERE round_ref = $1";
    Ok(on!(tx, |conn| sqlx::query_scalar(SQL).bind(round).fetch_optional(conn).await)?)
}

/// Moves a round on from one phase to the next; says whether it was in the first.
///
/// Whoever comes second waits for the first, and finds that there is nothing to do.
pub(super) async fn advance(
    tx: &mut BallotsTx,
    round: RoundRef,
    from: Phase,
    to: Phase,
) -> Result<bool> {
    const SQL: &str = "
        UPDATE round SET phase = $3
        WHERE round_ref = $1 AND phase = $2";
    let n = on!(tx, |conn| sqlx::query(SQL)
        .bind(round)
        .bind(from)
        .bind(to)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n > 0)
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
    let phase: Option<Phase> =
        on!(tx, |conn| sqlx::query_scalar(sql).bind(round).fetch_optional(conn).await)?;
    Ok(phase == Some(Phase::Open))
}

/// Keeps a ballot, in place of an earlier one of the same name.
pub(super) async fn save_ballot(tx: &mut BallotsTx, row: &Row, round: RoundRef) -> Result<()> {
    const SQL: &str = "
        INSERT INTO ballot (row_id, round_ref, wrapped)
        VALUES ($1, $2, $3)
        ON CONFLICT (row_id) DO UPDATE SET wrapped = excluded.wrapped";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(&row.id)
        .bind(round)
        .bind(&row.wrapped)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// How many rows of a round are read at once.
const PAGE: i64 = 500;

/// Ballots of a round after one of them, in the order of their names; none when all were read.
pub(super) async fn list_ballots(
    tx: &mut BallotsTx,
    round: RoundRef,
    after: &[u8],
) -> Result<Vec<Row>> {
    const SQL: &str = "
        SELECT row_id AS id, wrapped
        FROM ballot
        WHERE round_ref = $1 AND row_id > $2
        ORDER BY row_id
        LIMIT $3";
    Ok(on!(tx, |conn| sqlx::query_as(SQL)
        .bind(round)
        .bind(after)
        .bind(PAGE)
        .fetch_all(conn)
        .await)?)
}

/// How many ballots there are.
pub(super) async fn n_rows(tx: &mut BallotsTx) -> Result<u64> {
    const SQL: &str = "SELECT COUNT(*) FROM ballot";
    let n: i64 = on!(tx, |conn| sqlx::query_scalar(SQL).fetch_one(conn).await)?;
    Ok(n.unsigned_abs())
}

/// Writes all ballots anew in the order of their names.
///
/// On SQLite they lie in that order already, and the vacuum that follows rewrites the pages. On
/// PostgreSQL rows lie where they were written and know by which transaction: one transaction
/// writes all of them again. The sort reads every removed row before the first is written.
pub(super) async fn rewrite_ballots(tx: &mut BallotsTx) -> Result<()> {
    const HOLD: &str = "LOCK TABLE ballot IN SHARE ROW EXCLUSIVE MODE";
    const SQL: &str = "
        WITH removed AS (
            DELETE FROM ballot
            RETURNING row_id, round_ref, wrapped)
        INSERT INTO ballot (row_id, round_ref, wrapped)
        SELECT row_id, round_ref, wrapped
        FROM removed
        ORDER BY row_id";
    if tx.is_postgres() {
        for sql in [HOLD, SQL] {
            on!(tx, |conn| sqlx::query(sql).execute(conn).await.map(drop))?;
        }
    }
    Ok(())
}

/// Removes one ballot.
pub(super) async fn remove_ballot(tx: &mut BallotsTx, row_id: &[u8]) -> Result<()> {
    const SQL: &str = "
        DELETE FROM ballot
        WHERE row_id = $1";
    on!(tx, |conn| sqlx::query(SQL).bind(row_id).execute(conn).await.map(drop))?;
    Ok(())
}

/// Removes every ballot of a round.
pub(super) async fn remove_ballots(tx: &mut BallotsTx, round: RoundRef) -> Result<()> {
    const SQL: &str = "
        DELETE FROM ballot
        WHERE round_ref = $1";
    on!(tx, |conn| sqlx::query(SQL).bind(round).execute(conn).await.map(drop))?;
    Ok(())
}

/// Notes that the ballots of a group are not counted.
pub(super) async fn abort_group(tx: &mut BallotsTx, group: GroupRef) -> Result<()> {
    const SQL: &str = "
        UPDATE ballot_group SET is_aborted = $2
        WHERE group_ref = $1";
    on!(tx, |conn| sqlx::query(SQL).bind(group).bind(true).execute(conn).await.map(drop))?;
    Ok(())
}

/// The groups of a round whose ballots were not counted.
pub(super) async fn list_aborted(tx: &mut BallotsTx, round: RoundRef) -> Result<Vec<GroupRef>> {
    const SQL: &str = "
        SELECT group_ref
        FROM ballot_group
        WHERE round_ref = $1 AND is_aborted";
    Ok(on!(tx, |conn| sqlx::query_scalar(SQL).bind(round).fetch_all(conn).await)?)
}

/// Notes that a ballot was counted.
pub(super) async fn save_counted(
    tx: &mut BallotsTx,
    round: RoundRef,
    ballot_id: &[u8],
) -> Result<()> {
    const SQL: &str = "
        INSERT INTO counted (ballot_id, round_ref)
        VALUES ($1, $2)
        ON CONFLICT (ballot_id) DO NOTHING";
    on!(tx, |conn| sqlx::query(SQL).bind(ballot_id).bind(round).execute(conn).await.map(drop))?;
    Ok(())
}

/// The ids of the ballots that were counted, in their own order.
pub(super) async fn list_counted(tx: &mut BallotsTx, round: RoundRef) -> Result<Vec<Vec<u8>>> {
    const SQL: &str = "
        SELECT ballot_id
        FROM counted
        WHERE round_ref = $1
        ORDER BY ballot_id";
    Ok(on!(tx, |conn| sqlx::query_scalar(SQL).bind(round).fetch_all(conn).await)?)
}

/// The rounds whose counted ids are kept.
pub(super) async fn list_rounds_with_counted(tx: &mut BallotsTx) -> Result<Vec<RoundRef>> {
    const SQL: &str = "
        SELECT round_ref
        FROM round
        WHERE EXISTS (SELECT 1 FROM counted WHERE counted.round_ref = round.round_ref)";
    Ok(on!(tx, |conn| sqlx::query_scalar(SQL).fetch_all(conn).await)?)
}

/// Forgets which ballots of a round were counted.
pub(super) async fn remove_counted(tx: &mut BallotsTx, round: RoundRef) -> Result<()> {
    const SQL: &str = "
        DELETE FROM counted
        WHERE round_ref = $1";
    on!(tx, |conn| sqlx::query(SQL).bind(round).execute(conn).await.map(drop))?;
    Ok(())
}

/// The disclosure floor of a round.
pub(super) async fn floor(tx: &mut BallotsTx, round: RoundRef) -> Result<Option<i64>> {
    const SQL: &str = "
        SELECT k
        FROM round
        WHERE round_ref = $1";
    Ok(on!(tx, |conn| sqlx::query_scalar(SQL).bind(round).fetch_optional(conn).await)?)
}

/// Notes that two names are one leader's.
pub(super) async fn save_same_leader(
    tx: &mut BallotsTx,
    leader: LeaderRef,
    other: LeaderRef,
) -> Result<()> {
    const SQL: &str = "
        INSERT INTO same_leader (leader_ref, other_ref)
        VALUES ($1, $2), ($2, $1)
        ON CONFLICT (leader_ref, other_ref) DO NOTHING";
    on!(tx, |conn| sqlx::query(SQL).bind(leader).bind(other).execute(conn).await.map(drop))?;
    Ok(())
}

/// Lets nobody else make releases until the transaction ends, so that of two rounds about the same
/// leader that close at once the second finds what the first released.
///
/// SQLite has one writer at a time anyway.
pub(super) async fn hold_releases(tx: &mut BallotsTx) -> Result<()> {
    const HOLD: &str = "LOCK TABLE release IN SHARE ROW EXCLUSIVE MODE";
    if tx.is_postgres() {
        on!(tx, |conn| sqlx::query(HOLD).execute(conn).await.map(drop))?;
    }
    Ok(())
}

/// What was released in other rounds about the leaders of a round, whether or not it is read yet:
/// leader, document and its SHA-256.
pub(super) async fn list_earlier(
    tx: &mut BallotsTx,
    round: RoundRef,
) -> Result<Vec<(LeaderRef, String, Vec<u8>)>> {
    const SQL: &str = "
        SELECT same_leader.leader_ref, release.document, release.sha256
        FROM same_leader
        JOIN release ON release.leader_ref = same_leader.other_ref
        WHERE same_leader.leader_ref IN (
            SELECT leader_ref FROM ballot_group WHERE round_ref = $1)
        ORDER BY same_leader.leader_ref, same_leader.other_ref";
    Ok(on!(tx, |conn| sqlx::query_as(SQL).bind(round).fetch_all(conn).await)?)
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
        SELECT release.document, release.sha256
        FROM release
        JOIN round ON round.round_ref = release.round_ref
        WHERE release.leader_ref = $1 AND round.phase IN ('released', 'shredded')";
    Ok(on!(tx, |conn| sqlx::query_as(SQL).bind(leader).fetch_optional(conn).await)?)
}

/// About which leaders of a round something was released.
pub(super) async fn list_released(tx: &mut BallotsTx, round: RoundRef) -> Result<Vec<LeaderRef>> {
    const SQL: &str = "SELECT leader_ref FROM release WHERE round_ref = $1";
    Ok(on!(tx, |conn| sqlx::query_scalar(SQL).bind(round).fetch_all(conn).await)?)
}

/// The documents that were released in a round, with their SHA-256.
pub(super) async fn list_releases(
    tx: &mut BallotsTx,
    round: RoundRef,
) -> Result<Vec<(LeaderRef, String, Vec<u8>)>> {
    const SQL: &str = "
        SELECT leader_ref, document, sha256
        FROM release
        WHERE round_ref = $1
        ORDER BY leader_ref";
    Ok(on!(tx, |conn| sqlx::query_as(SQL).bind(round).fetch_all(conn).await)?)
}

/// Stores what the releases of a round say together, unless that is there.
pub(super) async fn save_overview(
    tx: &mut BallotsTx,
    round: RoundRef,
    document: &str,
    sha256: &[u8],
) -> Result<()> {
    const SQL: &str = "
        INSERT INTO overview (round_ref, document, sha256)
        VALUES ($1, $2, $3)
        ON CONFLICT (round_ref) DO NOTHING";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(round)
        .bind(document)
        .bind(sha256)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// What the releases of a round say together, with its SHA-256.
pub(super) async fn find_overview(
    tx: &mut BallotsTx,
    round: RoundRef,
) -> Result<Option<(String, Vec<u8>)>> {
    const SQL: &str = "
        SELECT document, sha256
        FROM overview
        WHERE round_ref = $1";
    Ok(on!(tx, |conn| sqlx::query_as(SQL).bind(round).fetch_optional(conn).await)?)
}

/// Stores what a round shows of the questionnaire.
pub(super) async fn save_quality(
    tx: &mut BallotsTx,
    round: RoundRef,
    document: &str,
    sha256: &[u8],
) -> Result<()> {
    const SQL: &str = "
        INSERT INTO quality (round_ref, document, sha256)
        VALUES ($1, $2, $3)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(round)
        .bind(document)
        .bind(sha256)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// What a round shows of the questionnaire, with its SHA-256.
pub(super) async fn find_quality(
    tx: &mut BallotsTx,
    round: RoundRef,
) -> Result<Option<(String, Vec<u8>)>> {
    const SQL: &str = "
        SELECT document, sha256
        FROM quality
        WHERE round_ref = $1";
    Ok(on!(tx, |conn| sqlx::query_as(SQL).bind(round).fetch_optional(conn).await)?)
}

/// The newest standings of a round: leader, and whether there are enough answers.
pub(super) async fn list_standings(
    tx: &mut BallotsTx,
    round: RoundRef,
) -> Result<Vec<(LeaderRef, bool)>> {
    const SQL: &str = "
        SELECT leader_ref, is_enough
        FROM standing
        WHERE round_ref = $1";
    Ok(on!(tx, |conn| sqlx::query_as(SQL).bind(round).fetch_all(conn).await)?)
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

/// The newest turnout of a round with its day, in per cent; no number where too few were invited.
pub(super) async fn find_turnout(
    tx: &mut BallotsTx,
    round: RoundRef,
) -> Result<Option<(String, Option<i64>)>> {
    const SQL: &str = "
        SELECT day, percent
        FROM turnout
        WHERE round_ref = $1";
    Ok(on!(tx, |conn| sqlx::query_as(SQL).bind(round).fetch_optional(conn).await)?)
}

/// Whether the turnout of a round was taken on a day.
pub(super) async fn has_turnout(tx: &mut BallotsTx, round: RoundRef, day: &str) -> Result<bool> {
    const SQL: &str = "
        SELECT COUNT(*)
        FROM turnout
        WHERE round_ref = $1 AND day = $2";
    let n: i64 =
        on!(tx, |conn| sqlx::query_scalar(SQL).bind(round).bind(day).fetch_one(conn).await)?;
    Ok(n > 0)
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

/// The rows in the order in which PostgreSQL holds them, and by how many transactions they were
/// written.
#[cfg(test)]
pub(super) async fn order_in_heap(db: &crate::db::BallotsDb) -> (Vec<Vec<u8>>, i64) {
    const ROWS: &str = "SELECT row_id FROM ballot ORDER BY ctid";
    const WRITERS: &str = "SELECT COUNT(DISTINCT xmin::TEXT) FROM ballot";
    let mut tx = db.read().await.expect("a transaction");
    let rows = on!(tx, |conn| sqlx::query_scalar(sqlx::AssertSqlSafe(ROWS)).fetch_all(conn).await);
    let n = on!(tx, |conn| sqlx::query_scalar(sqlx::AssertSqlSafe(WRITERS)).fetch_one(conn).await);
    (rows.expect("rows"), n.expect("a number"))
}
