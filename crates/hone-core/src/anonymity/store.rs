//! Queries on whatever is stored, whether Hone made it or somebody else.

use crate::Result;
use crate::clock::Moment;
use crate::db::{BallotsTx, KeysTx, PeopleTx, Tx, on};
use crate::ids::RoundRef;

/// A column of a table or view, as the database itself lists it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Column {
    /// The table or view.
    pub table_name: String,
    /// Its name.
    pub name: String,
    /// Whether Hone may read it.
    pub is_readable: bool,
}

/// Every column of a database, those that somebody added included.
pub async fn list_columns<K>(tx: &mut Tx<K>) -> Result<Vec<Column>> {
    const SQLITE: &str = "
        SELECT m.name AS table_name, c.name AS name, TRUE AS is_readable
        FROM sqlite_schema AS m, pragma_table_xinfo(m.name) AS c
        WHERE m.type IN ('table', 'view')
          AND m.name NOT IN ('_sqlx_migrations', 'sqlite_sequence', 'sqlite_stat1', 'sqlite_stat4')
        ORDER BY m.name, c.cid";
    const POSTGRES: &str = "
        SELECT c.relname::TEXT AS table_name, a.attname::TEXT AS name,
               has_table_privilege(c.oid, 'SELECT') AS is_readable
        FROM pg_class AS c
        JOIN pg_namespace AS n ON n.oid = c.relnamespace
        JOIN pg_attribute AS a ON a.attrelid = c.oid
        WHERE n.nspname = current_schema() AND c.relname <> '_sqlx_migrations'
          AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND a.attnum > 0 AND NOT a.attisdropped
        ORDER BY c.relname, a.attnum";
    let sql = if tx.is_postgres() { POSTGRES } else { SQLITE };
    Ok(on!(tx, |conn| sqlx::query_as(sql).fetch_all(conn).await)?)
}

/// Every trigger of a database: Hone makes none.
pub(super) async fn list_triggers<K>(tx: &mut Tx<K>) -> Result<Vec<String>> {
    const SQLITE: &str = "SELECT name FROM sqlite_schema WHERE type = 'trigger'";
    const POSTGRES: &str = "
        SELECT t.tgname::TEXT
        FROM pg_trigger AS t
        JOIN pg_class AS c ON c.oid = t.tgrelid
        JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE n.nspname = current_schema() AND NOT t.tgisinternal";
    let sql = if tx.is_postgres() { POSTGRES } else { SQLITE };
    Ok(on!(tx, |conn| sqlx::query_scalar(sql).fetch_all(conn).await)?)
}

/// The tables in which SQLite numbers the rows as they come.
pub(super) async fn list_numbered<K>(tx: &mut Tx<K>) -> Result<Vec<String>> {
    const SQLITE: &str = "
        SELECT name
        FROM sqlite_schema
        WHERE type = 'table' AND name <> '_sqlx_migrations' AND name NOT LIKE 'sqlite%'
          AND sql NOT LIKE '%WITHOUT ROWID%'";
    if tx.is_postgres() {
        return Ok(Vec::new());
    }
    Ok(on!(tx, |conn| sqlx::query_scalar(SQLITE).fetch_all(conn).await)?)
}

/// Every value of a column, as bytes: ids as their 16, and what is neither bytes nor id as its text.
pub async fn list_values<K>(tx: &mut Tx<K>, table: &str, column: &str) -> Result<Vec<Vec<u8>>> {
    let (table, column) = (table.replace('"', "\"\""), column.replace('"', "\"\""));
    let sql = if tx.is_postgres() {
        format!(
            r#"SELECT CASE pg_typeof("{column}")::text
                 WHEN 'bytea' THEN "{column}"::text::bytea
                 WHEN 'uuid' THEN decode(replace("{column}"::text, '-', ''), 'hex')
                 ELSE convert_to("{column}"::text, 'UTF8') END
               FROM "{table}" WHERE "{column}" IS NOT NULL"#
        )
    } else {
        format!(r#"SELECT CAST("{column}" AS BLOB) FROM "{table}" WHERE "{column}" IS NOT NULL"#)
    };
    let sql = sqlx::AssertSqlSafe(sql);
    Ok(on!(tx, |conn| sqlx::query_scalar(sql).fetch_all(conn).await)?)
}

/// The rounds that the ballots know, and whether their ballots should be destroyed.
pub(super) async fn list_rounds(tx: &mut BallotsTx) -> Result<Vec<(RoundRef, bool)>> {
    const SQL: &str = "
        SELECT round_ref, phase = 'shredded'
        FROM round";
    Ok(on!(tx, |conn| sqlx::query_as(SQL).fetch_all(conn).await)?)
}

/// As many rows are read at once.
const PAGE: i64 = 500;

/// Rows of ballots after one of them, in the order of their names; none when all were read.
pub(super) async fn list_sheets(
    tx: &mut BallotsTx,
    after: &[u8],
) -> Result<Vec<(Vec<u8>, Vec<u8>)>> {
    const SQL: &str = "
        SELECT row_id, wrapped
        FROM ballot
        WHERE row_id > $1
        ORDER BY row_id
        LIMIT $2";
    Ok(on!(tx, |conn| sqlx::query_as(SQL).bind(after).bind(PAGE).fetch_all(conn).await)?)
}

/// The names of rows in the order in which PostgreSQL holds them.
pub(super) async fn order_in_heap(tx: &mut BallotsTx) -> Result<Vec<Vec<u8>>> {
    const SQL: &str = "
        SELECT row_id
        FROM ballot
        ORDER BY ctid";
    // SQLite has no such column, and keeps rows in files that can be looked at.
    Ok(on!(tx, |conn| sqlx::query_scalar(sqlx::AssertSqlSafe(SQL)).fetch_all(conn).await)?)
}

/// The rounds of which some ballot, or some counted id, is there.
pub(super) async fn list_rounds_with(
    tx: &mut BallotsTx,
    what: &'static str,
) -> Result<Vec<RoundRef>> {
    let sql = sqlx::AssertSqlSafe(format!("SELECT DISTINCT round_ref FROM {what}"));
    Ok(on!(tx, |conn| sqlx::query_scalar(sql).fetch_all(conn).await)?)
}

/// The rounds that are over for people, and when they closed.
pub(super) async fn list_over(tx: &mut PeopleTx) -> Result<Vec<(RoundRef, Moment)>> {
    const SQL: &str = "
        SELECT round_ref, closes_at
        FROM round
        WHERE phase IN ('closed', 'released')";
    Ok(on!(tx, |conn| sqlx::query_as(SQL).fetch_all(conn).await)?)
}

/// The rounds in which it is recorded that somebody fetched a token.
pub(super) async fn list_rounds_with_issuance(tx: &mut PeopleTx) -> Result<Vec<RoundRef>> {
    const SQL: &str = "
        SELECT DISTINCT round.round_ref
        FROM issuance
        JOIN ballot_group ON ballot_group.group_ref = issuance.group_ref
        JOIN leader ON leader.organisation_id = ballot_group.organisation_id
                   AND leader.id = ballot_group.leader_id
        JOIN round ON round.organisation_id = leader.organisation_id
                  AND round.id = leader.round_id";
    Ok(on!(tx, |conn| sqlx::query_scalar(SQL).fetch_all(conn).await)?)
}

/// Whether it is recorded who could have written letters that are no longer under way.
pub(super) async fn has_old_rights(tx: &mut PeopleTx) -> Result<bool> {
    const SQL: &str = "
        SELECT COUNT(*)
        FROM letter_right
        WHERE group_ref NOT IN (SELECT group_ref FROM letter_box)";
    let n: i64 = on!(tx, |conn| sqlx::query_scalar(SQL).fetch_one(conn).await)?;
    Ok(n > 0)
}

/// The secrets of rounds.
pub(super) async fn list_keys(tx: &mut KeysTx) -> Result<Vec<(RoundRef, Vec<u8>)>> {
    const SQL: &str = "
        SELECT round_ref, secret
        FROM round_key";
    Ok(on!(tx, |conn| sqlx::query_as(SQL).fetch_all(conn).await)?)
}

/// Settings of the PostgreSQL server by name.
pub(super) async fn list_settings<K>(tx: &mut Tx<K>) -> Result<Vec<(String, String)>> {
    const SQL: &str = "
        SELECT name, setting
        FROM pg_settings
        WHERE name IN ('track_commit_timestamp', 'log_statement', 'log_min_duration_statement',
                       'archive_mode')";
    Ok(on!(tx, |conn| sqlx::query_as(SQL).fetch_all(conn).await)?)
}

/// Whether the role of a transaction may look into a schema.
pub(super) async fn may_use<K>(tx: &mut Tx<K>, schema: &str) -> Result<bool> {
    const SQL: &str = "SELECT has_schema_privilege($1, 'USAGE')";
    Ok(on!(tx, |conn| sqlx::query_scalar(SQL).bind(schema).fetch_one(conn).await)?)
}
