//! What the program keeps, looked at from outside it.

use std::path::Path;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

fn on<T>(file: &Path, work: impl AsyncFnOnce(&mut sqlx::SqliteConnection) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let options = SqliteConnectOptions::new().filename(file);
        let mut connection = options.connect().await.unwrap();
        let found = work(&mut connection).await;
        connection.close().await.unwrap();
        found
    })
}

/// Makes a database look as if a newer version had changed its tables.
pub(crate) fn make_newer(file: &Path) {
    const SQL: &str = "
        INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
        VALUES (9999, 'from the future', TRUE, x'00', 0)";
    on(file, async |connection| sqlx::query(SQL).execute(connection).await.unwrap());
}

/// Adds a column to the ballots that Hone does not make.
pub(crate) fn add_time_of_ballots(file: &Path) {
    const SQL: &str = "ALTER TABLE ballot ADD COLUMN sent_at INTEGER";
    on(file, async |connection| sqlx::query(SQL).execute(connection).await.unwrap());
}

/// How many rows a table has.
pub(crate) fn n_rows(file: &Path, table: &str) -> i64 {
    let sql = AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
    on(file, async |connection| sqlx::query_scalar(sql).fetch_one(connection).await.unwrap())
}
