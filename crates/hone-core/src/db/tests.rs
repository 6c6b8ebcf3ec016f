//! The tables of the two engines beside each other.

use std::collections::BTreeMap;

use sqlx::AssertSqlSafe;

use super::{Db, on};
use crate::testing::each_engine;

/// A column: kind, whether it may be empty, and its place in the primary key (0 for none).
type Column = (String, bool, i64);

const SQLITE_TABLES: &str = "
    SELECT name FROM sqlite_schema
    WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_sqlx_%'";
const SQLITE_COLUMNS: &str = "
    SELECT name, type, CASE WHEN pk > 0 OR \"notnull\" = 1 THEN 0 ELSE 1 END, pk
    FROM pragma_table_info";
const POSTGRES_COLUMNS: &str = "
    SELECT c.table_name::TEXT, c.column_name::TEXT, c.data_type::TEXT,
           CASE WHEN c.is_nullable = 'YES' THEN 1::BIGINT ELSE 0::BIGINT END,
           COALESCE(k.ordinal_position, 0)::BIGINT
    FROM information_schema.columns c
    LEFT JOIN information_schema.table_constraints p
        ON p.table_schema = c.table_schema AND p.table_name = c.table_name
       AND p.constraint_type = 'PRIMARY KEY'
    LEFT JOIN information_schema.key_column_usage k
        ON k.constraint_schema = p.constraint_schema AND k.constraint_name = p.constraint_name
       AND k.table_name = c.table_name AND k.column_name = c.column_name
    WHERE c.table_schema = current_schema() AND c.table_name NOT LIKE '\\_sqlx\\_%'";

type Tables = BTreeMap<(String, String), Column>;

/// How a search is served is where the engines differ on purpose.
fn is_index((table, column): &(String, String)) -> bool {
    table.starts_with("practice_index") || (table == "practice_text" && column == "terms")
}

/// What a kind of column is called where one engine has fewer kinds than the other.
fn kind(name: &str, column: &str) -> String {
    let is_flag = ["is_", "has_", "wants_", "can_"].iter().any(|start| column.starts_with(start));
    match name {
        "INTEGER" if is_flag => "flag",
        "boolean" => "flag",
        "INTEGER" | "bigint" => "number",
        "BLOB" | "bytea" | "uuid" => "bytes",
        "TEXT" | "text" => "text",
        "REAL" | "double precision" => "real",
        other => other,
    }
    .to_owned()
}

async fn tables<K>(db: &Db<K>, engine: &str) -> Tables {
    let mut tx = db.read().await.unwrap();
    let mut found = Tables::new();
    if engine == "postgres" {
        let rows: Vec<(String, String, String, i64, i64)> =
            on!(tx, |conn| sqlx::query_as(POSTGRES_COLUMNS).fetch_all(conn).await).unwrap();
        for (table, column, name, is_empty, key) in rows {
            let kind = kind(&name, &column);
            found.insert((table, column), (kind, is_empty == 1, key));
        }
        found.retain(|column, _| !is_index(column));
        return found;
    }
    let names: Vec<String> =
        on!(tx, |conn| sqlx::query_scalar(SQLITE_TABLES).fetch_all(conn).await).unwrap();
    for table in names {
        let sql = format!("{SQLITE_COLUMNS}('{table}')");
        let rows: Vec<(String, String, i64, i64)> =
            on!(tx, |conn| sqlx::query_as(AssertSqlSafe(sql)).fetch_all(conn).await).unwrap();
        for (column, name, is_empty, key) in rows {
            let kind = kind(&name, &column);
            found.insert((table.clone(), column), (kind, is_empty == 1, key));
        }
    }
    found.retain(|column, _| !is_index(column));
    found
}

#[tokio::test]
async fn both_engines_have_the_same_tables_columns_and_keys() {
    let engines = each_engine().await;
    let [sqlite, postgres] = &engines[..] else { return };

    let people = tables(&sqlite.hone.people, sqlite.engine).await;
    let ballots = tables(&sqlite.hone.ballots, sqlite.engine).await;

    assert!(people.len() > 50 && ballots.len() > 10, "{} and {}", people.len(), ballots.len());
    assert_eq!(people, tables(&postgres.hone.people, postgres.engine).await);
    assert_eq!(ballots, tables(&postgres.hone.ballots, postgres.engine).await);
}
