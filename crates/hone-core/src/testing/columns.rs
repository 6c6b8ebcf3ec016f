//! What a database has: its tables and columns, and every text in it.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::AssertSqlSafe;

use crate::Hone;
use crate::db::{PeopleTx, on};

/// The columns of each table of the people database, each with whether it holds text.
pub async fn columns(hone: &Hone) -> BTreeMap<String, Vec<(String, bool)>> {
    const SQLITE: &str = "
        SELECT sqlite_master.name, pragma_table_info.name, pragma_table_info.type = 'TEXT'
        FROM sqlite_master, pragma_table_info(sqlite_master.name)
        WHERE sqlite_master.type = 'table' AND sqlite_master.name NOT LIKE 'practice_index%'
          AND sqlite_master.name NOT LIKE 'sqlite_%'
        ORDER BY sqlite_master.name, pragma_table_info.cid";
    const POSTGRES: &str = "
        SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT), data_type = 'text'
        FROM information_schema.columns
        WHERE table_schema = current_schema()
        ORDER BY table_name, ordinal_position";
    let mut tx = hone.people.read().await.expect("a transaction");
    let sql = if tx.is_postgres() { POSTGRES } else { SQLITE };
    let rows: Vec<(String, String, bool)> =
        on!(tx, |conn| sqlx::query_as(sql).fetch_all(conn).await).expect("the columns");
    let mut columns: BTreeMap<String, Vec<(String, bool)>> = BTreeMap::new();
    for (table, column, is_text) in rows {
        columns.entry(table).or_default().push((column, is_text));
    }
    columns
}

/// The columns of the people database that point to a person or an account, whatever they are called; and
/// those that are called so.
pub async fn of_people(hone: &Hone) -> BTreeSet<(String, String)> {
    const CALLED: [&str; 3] = ["person_id", "account_id", "actor_id"];
    const SQLITE: &str = "
        SELECT sqlite_master.name, keys.\"from\"
        FROM sqlite_master, pragma_foreign_key_list(sqlite_master.name) AS keys
        WHERE sqlite_master.type = 'table' AND keys.\"table\" IN ('person', 'account')";
    const POSTGRES: &str = "
        SELECT CAST(pointing.relname AS TEXT), CAST(pg_attribute.attname AS TEXT)
        FROM pg_constraint
        JOIN pg_class AS pointing ON pointing.oid = pg_constraint.conrelid
        JOIN pg_class AS meant ON meant.oid = pg_constraint.confrelid
        JOIN pg_namespace ON pg_namespace.oid = pointing.relnamespace
        JOIN pg_attribute ON pg_attribute.attrelid = pointing.oid
                         AND pg_attribute.attnum = ANY (pg_constraint.conkey)
        WHERE pg_constraint.contype = 'f' AND meant.relname IN ('person', 'account')
          AND pg_namespace.nspname = current_schema()";
    let mut tx = hone.people.read().await.expect("a transaction");
    let sql = if tx.is_postgres() { POSTGRES } else { SQLITE };
    let keys: Vec<(String, String)> =
        on!(tx, |conn| sqlx::query_as(sql).fetch_all(conn).await).expect("the keys");
    drop(tx);
    let mut all: BTreeSet<(String, String)> = keys.into_iter().collect();
    for (table, columns) in columns(hone).await {
        let called = columns.into_iter().map(|(column, _)| column);
        let called = called.filter(|column| CALLED.contains(&column.as_str()));
        all.extend(called.map(|column| (table.clone(), column)));
    }
    all.retain(|(_, column)| column != "organisation_id");
    all
}

/// Where some words stand in the people database: `table.column` for each text that has them.
pub async fn saying(hone: &Hone, words: &str) -> Vec<String> {
    let mut places = Vec::new();
    for (table, columns) in columns(hone).await {
        for (column, _) in columns.into_iter().filter(|(_, is_text)| *is_text) {
            let mut tx = hone.people.read().await.expect("a transaction");
            let texts = texts(&mut tx, &table, &column).await;
            let n = texts.iter().filter(|text| text.contains(words)).count();
            places.extend((0..n).map(|_| format!("{table}.{column}")));
        }
    }
    places
}

async fn texts(tx: &mut PeopleTx, table: &str, column: &str) -> Vec<String> {
    let sql = format!("SELECT {column} FROM {table} WHERE {column} IS NOT NULL");
    on!(tx, |conn| sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(conn).await).expect("the texts")
}
