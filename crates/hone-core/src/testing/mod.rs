//! Fresh databases on both engines, and people to put into them, for tests.

mod backup;
mod people;

pub use backup::Backup;
pub use people::{Northfold, northfold, sign_in_as, stranger};

pub mod attack;
pub mod columns;
pub mod crews;
pub mod letters;
pub mod made;
pub mod many;
pub mod practice;
pub mod rating;
pub mod round;
pub mod truth;

use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::clock::{Clock, Moment};
use crate::db::{self, Storage};
use crate::{Hone, Settings};

/// Monday, 4 May 2026, 08:00 UTC: when tests begin.
pub const START: Moment = Moment(1_777_881_600);

/// A Hone of its own for one test, with a clock that stands still. Its data go with it.
#[derive(Debug)]
pub struct Fresh {
    /// The Hone under test.
    pub hone: Hone,
    /// `sqlite` or `postgres`, for messages.
    pub engine: &'static str,
    /// Where the SQLite files are; empty on PostgreSQL.
    pub folder: tempfile::TempDir,
    /// The same place, as the program is told of it.
    pub storage: Storage,
}

/// One on SQLite and, where `HONE_TEST_POSTGRES` names a server, one on PostgreSQL.
///
/// The variable holds the URL of a database whose login is a superuser: it makes databases and roles,
/// and looks at raw pages.
pub async fn each_engine() -> Vec<Fresh> {
    let mut engines = vec![on_sqlite().await];
    if let Ok(url) = std::env::var("HONE_TEST_POSTGRES") {
        engines.push(on_postgres(&url).await);
    }
    engines
}

/// One on SQLite.
pub async fn on_sqlite() -> Fresh {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let storage = Storage::Folder(folder.path().to_owned());
    let hone = start(&storage).await;
    Fresh { hone, engine: "sqlite", folder, storage }
}

async fn on_postgres(server: &str) -> Fresh {
    let name = format!("hone_test_{}", crate::chance::id().simple());
    let mut connection = PgConnection::connect(server).await.expect("the PostgreSQL of the tests");
    let create = AssertSqlSafe(format!("CREATE DATABASE {name}"));
    sqlx::query(create).execute(&mut connection).await.expect("a database for the test");
    let folder = tempfile::tempdir().expect("a folder for the test");
    let storage = Storage::Postgres(with_name(server, &name));
    let hone = start(&storage).await;
    Fresh { hone, engine: "postgres", folder, storage }
}

/// The address of another database of the same server.
fn with_name(server: &str, name: &str) -> String {
    let mut url = url::Url::parse(server).expect("HONE_TEST_POSTGRES is a URL");
    url.set_path(name);
    url.into()
}

async fn start(storage: &Storage) -> Hone {
    let databases = db::open(storage, None).await.expect("fresh databases");
    let settings = Settings {
        public_url: "http://localhost:4663".to_owned(),
        smtp_url: None,
        mail_from: "Hone <hone@hone.test>".to_owned(),
        is_demo: false,
    };
    Hone::new(databases, Clock::standing_at(START), settings)
}

/// Does to a database what Hone never would: one statement as it is.
pub async fn tamper<K>(db: &db::Db<K>, sql: &str) {
    let mut tx = db.write().await.expect("a transaction");
    let sql = AssertSqlSafe(sql.to_owned());
    db::on!(tx, |conn| sqlx::query(sql).execute(conn).await.map(drop)).expect("a statement");
    tx.commit().await.expect("a commit");
}

/// Whose the rows of a table of the people database are.
pub async fn people_in(db: &db::PeopleDb, table: &str) -> Vec<crate::ids::PersonId> {
    let mut tx = db.read().await.expect("a transaction");
    let sql = AssertSqlSafe(format!("SELECT person_id FROM {table}"));
    db::on!(tx, |conn| sqlx::query_scalar(sql).fetch_all(conn).await).expect("a table of people")
}

/// A transaction of PostgreSQL that still sees all that is deleted while it lasts, as one that counts
/// something long would. On SQLite one that has seen nothing yet.
pub async fn old_snapshot<K>(db: &db::Db<K>) -> db::Tx<K> {
    const ISOLATED: &str = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ";
    const LOOK: &str = "SELECT COUNT(*) FROM pg_class";
    let mut tx = db.read().await.expect("a transaction");
    if tx.is_postgres() {
        for sql in [ISOLATED, LOOK] {
            db::on!(tx, |conn| sqlx::query(AssertSqlSafe(sql)).execute(conn).await.map(drop))
                .expect("a snapshot");
        }
    }
    tx
}

#[tokio::test]
async fn fresh_databases_open_on_each_engine() {
    for fresh in each_engine().await {
        let people = fresh.hone.people.write().await.unwrap();
        people.commit().await.unwrap();
        fresh.hone.ballots.read().await.unwrap();
    }
}
