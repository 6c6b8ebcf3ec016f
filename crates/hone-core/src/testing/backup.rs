//! A backup as operators are told to make it: people and ballots, and not the keys.

use sqlx::{AssertSqlSafe, Connection, PgConnection};

use super::{Fresh, start, with_name};
use crate::Hone;
use crate::db::{self, Storage};

/// People and ballots as they were at some moment.
#[derive(Debug)]
pub struct Backup {
    storage: Storage,
    _folder: tempfile::TempDir,
}

impl Fresh {
    /// Stops Hone, takes a backup and starts it again.
    pub async fn back_up(&mut self) -> Backup {
        self.hone.close().await;
        let folder = tempfile::tempdir().expect("a folder for the backup");
        let storage = match &self.storage {
            Storage::Folder(from) => {
                for name in ["people.sqlite", "ballots.sqlite"] {
                    std::fs::copy(from.join(name), folder.path().join(name)).expect("a copy");
                }
                Storage::Folder(folder.path().to_owned())
            }
            Storage::Postgres(url) => Storage::Postgres(copy_of(url).await),
        };
        self.hone = start(&self.storage).await.at(self.hone.clock.clone());
        Backup { storage, _folder: folder }
    }
}

impl Backup {
    /// What comes up when the backup is put in the place of people and ballots, beside the keys that
    /// there are now.
    pub async fn restore(&self, fresh: &Fresh) -> Hone {
        let databases = db::open(&self.storage, Some(&fresh.storage)).await.expect("old databases");
        Hone::new(databases, fresh.hone.clock.clone(), (*fresh.hone.settings).clone())
    }
}

/// A copy of a PostgreSQL database without its keys.
async fn copy_of(url: &str) -> String {
    let name = format!("hone_test_{}", crate::chance::id().simple());
    let original = url::Url::parse(url).expect("a URL");
    let original = original.path().trim_start_matches('/');
    let server = with_name(url, "postgres");
    let mut connection = PgConnection::connect(&server).await.expect("the PostgreSQL of the tests");
    let copy = AssertSqlSafe(format!("CREATE DATABASE {name} TEMPLATE {original}"));
    sqlx::query(copy).execute(&mut connection).await.expect("a copy of the database");
    let copy = with_name(url, &name);
    let mut connection = PgConnection::connect(&copy).await.expect("the copy");
    let without = "DROP SCHEMA hone_keys CASCADE";
    sqlx::query(without).execute(&mut connection).await.expect("a copy without keys");
    copy
}
