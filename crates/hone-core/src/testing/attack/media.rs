//! What lies on the disk, byte by byte: files of SQLite, pages of PostgreSQL with their dead rows.

use aho_corasick::AhoCorasick;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::Hone;
use crate::db::{Storage, on};
use crate::testing::Fresh;

/// Something with bytes in an order.
pub(super) struct Medium {
    pub(super) name: String,
    bytes: Vec<u8>,
}

/// Where each of some needles lies in a medium: every place, in ascending order.
pub(super) fn places(medium: &Medium, needles: &[Vec<u8>]) -> Vec<Vec<usize>> {
    let searcher = AhoCorasick::new(needles).expect("needles");
    let mut places = vec![Vec::new(); needles.len()];
    for found in searcher.find_iter(&medium.bytes) {
        places[found.pattern().as_usize()].push(found.start());
    }
    places
}

/// Everything in which ballots lie.
pub(super) async fn of_ballots(fresh: &Fresh) -> Vec<Medium> {
    match &fresh.storage {
        Storage::Folder(_) => files(fresh, "ballots"),
        Storage::Postgres(url) => {
            let heap = pages(url, "hone_ballots.ballot", "the heap of ballots").await;
            let toast = "(SELECT reltoastrelid::regclass::text FROM pg_class
                          WHERE oid = 'hone_ballots.ballot'::regclass)";
            let name = scalar(url, &format!("SELECT {toast}")).await;
            let toast = match name {
                Some(name) => pages(url, &name, "the long values of ballots").await,
                None => None,
            };
            heap.into_iter().chain(toast).collect()
        }
    }
}

/// Everything in which it lies who fetched tokens.
pub(super) async fn of_people(fresh: &Fresh) -> Vec<Medium> {
    match &fresh.storage {
        Storage::Folder(_) => files(fresh, "people"),
        Storage::Postgres(url) => {
            pages(url, "hone_people.issuance", "the heap of issuances").await.into_iter().collect()
        }
    }
}

fn files(fresh: &Fresh, database: &str) -> Vec<Medium> {
    let names = ["", "-wal"].map(|end| format!("{database}.sqlite{end}"));
    let read = |name: String| {
        let bytes = std::fs::read(fresh.folder.path().join(&name)).unwrap_or_default();
        Medium { name, bytes }
    };
    names.into_iter().map(read).collect()
}

/// The pages of a table as they are, dead rows and what is left in gaps included. Nothing where the
/// login may not look at pages.
pub(super) async fn pages(url: &str, table: &str, name: &str) -> Option<Medium> {
    let mut connection = PgConnection::connect(url).await.expect("the PostgreSQL of the tests");
    let sql = "CREATE EXTENSION IF NOT EXISTS pageinspect";
    sqlx::query(sql).execute(&mut connection).await.ok()?;
    let sql = format!("SELECT pg_relation_size('{table}') / 8192");
    let n: i64 =
        sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut connection).await.expect("a size");
    let mut bytes = Vec::new();
    for page in 0..n {
        let sql = format!("SELECT get_raw_page('{table}', {page})");
        let page: Vec<u8> = sqlx::query_scalar(AssertSqlSafe(sql))
            .fetch_one(&mut connection)
            .await
            .expect("a page");
        bytes.extend(page);
    }
    connection.close().await.expect("a closed connection");
    Some(Medium { name: name.to_owned(), bytes })
}

async fn scalar(url: &str, sql: &str) -> Option<String> {
    let mut connection = PgConnection::connect(url).await.expect("the PostgreSQL of the tests");
    let sql = AssertSqlSafe(sql.to_owned());
    sqlx::query_scalar(sql).fetch_one(&mut connection).await.expect("a value")
}

/// Every row of a ballot: its name, and what it holds.
pub(super) async fn rows(hone: &Hone) -> Vec<(Vec<u8>, Vec<u8>)> {
    const SQL: &str = "SELECT row_id, wrapped FROM ballot";
    let mut tx = hone.ballots.read().await.expect("a transaction");
    on!(tx, |conn| sqlx::query_as(SQL).fetch_all(conn).await).expect("rows")
}

/// The ids of counted ballots as they lie.
pub(super) async fn counted(hone: &Hone) -> Vec<Vec<u8>> {
    const SQLITE: &str = "SELECT ballot_id FROM counted";
    const POSTGRES: &str = "SELECT ballot_id FROM counted ORDER BY ctid";
    let mut tx = hone.ballots.read().await.expect("a transaction");
    let sql = if tx.is_postgres() { POSTGRES } else { SQLITE };
    on!(tx, |conn| sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(conn).await).expect("ids")
}
