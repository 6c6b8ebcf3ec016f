//! The three databases on the two engines, and their transactions.
//!
//! People, ballots and keys are three databases: three files on SQLite, three schemas with a role
//! each on PostgreSQL. A transaction carries in its type which of them it belongs to, so that no
//! query can be sent to the wrong one. Every query has one SQL text for both engines.

mod open;
#[cfg(test)]
mod tests;

use std::marker::PhantomData;

use sqlx::{PgPool, Postgres, Sqlite, SqlitePool, Transaction};

pub use open::{Databases, Storage, look, open};

use crate::{Error, Result};

/// Marks the database of who there is.
#[derive(Clone, Copy, Debug)]
pub struct People;
/// Marks the database of what was answered.
#[derive(Clone, Copy, Debug)]
pub struct Ballots;
/// Marks the database of the keys by which ballots are taken and opened.
#[derive(Clone, Copy, Debug)]
pub struct Keys;

/// The people database.
pub type PeopleDb = Db<People>;
/// The ballots database.
pub type BallotsDb = Db<Ballots>;
/// The keys database.
pub type KeysDb = Db<Keys>;
/// A transaction on people.
pub type PeopleTx = Tx<People>;
/// A transaction on ballots.
pub type BallotsTx = Tx<Ballots>;
/// A transaction on keys.
pub type KeysTx = Tx<Keys>;

/// One of the three databases.
#[derive(Clone, Debug)]
pub struct Db<K> {
    pools: Pools,
    kind: PhantomData<K>,
}

#[derive(Clone, Debug)]
enum Pools {
    /// One connection writes, several read: a writer waits in line and never finds the file busy.
    Sqlite {
        readers: SqlitePool,
        writer: SqlitePool,
    },
    Postgres(PgPool),
}

/// A transaction on one of the databases; dropped without [`Tx::commit`], it leaves no trace.
#[derive(Debug)]
pub struct Tx<K> {
    pub(crate) engine: Engine,
    kind: PhantomData<K>,
}

/// The engine that holds a transaction.
#[derive(Debug)]
pub(crate) enum Engine {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl<K> Db<K> {
    /// Begins to read.
    pub async fn read(&self) -> Result<Tx<K>> {
        let engine = match &self.pools {
            Pools::Sqlite { readers, .. } => Engine::Sqlite(readers.begin().await?),
            Pools::Postgres(pool) => Engine::Postgres(pool.begin().await?),
        };
        Ok(Tx { engine, kind: PhantomData })
    }

    /// Begins to write. On SQLite the writer waits here, and not in the middle.
    pub async fn write(&self) -> Result<Tx<K>> {
        let engine = match &self.pools {
            Pools::Sqlite { writer, .. } => Engine::Sqlite(begin_immediate(writer).await?),
            Pools::Postgres(pool) => Engine::Postgres(pool.begin().await?),
        };
        Ok(Tx { engine, kind: PhantomData })
    }

    /// Overwrites what was deleted from a table, so that neither its file nor, on SQLite, the
    /// write-ahead log holds it any longer. `column` is one of bytes.
    ///
    /// # Errors
    /// [`Error::NotWiped`] if somebody reads the file for so long that its log cannot be emptied.
    pub(crate) async fn wipe(&self, table: &str, column: &str) -> Result<()> {
        match &self.pools {
            Pools::Sqlite { writer, .. } => {
                // Once to fold the log into the file, and once to fold the rewritten file.
                empty_log(writer).await?;
                sqlx::query("VACUUM").execute(writer).await?;
                empty_log(writer).await
            }
            Pools::Postgres(pool) => rewrite(pool, table, column).await,
        }
    }

    /// The same where SQLite needs no more than that it overwrites what it deletes: on PostgreSQL
    /// alone. The log of SQLite is emptied by the next fold.
    pub(crate) async fn wipe_dead_rows(&self, table: &str, column: &str) -> Result<()> {
        match &self.pools {
            Pools::Sqlite { .. } => Ok(()),
            Pools::Postgres(pool) => rewrite(pool, table, column).await,
        }
    }

    /// Folds the write-ahead log into the file and empties it, on SQLite: until then it holds the
    /// changes in the order in which they came.
    pub async fn fold(&self) -> Result<()> {
        if let Pools::Sqlite { writer, .. } = &self.pools {
            sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(writer).await?;
        }
        Ok(())
    }

    /// Closes all connections; on SQLite this also folds the write-ahead log into the file.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { readers, writer } => {
                readers.close().await;
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

/// Writes the rows of a table of PostgreSQL that live into new files, and nothing else.
///
/// A vacuum leaves the bytes of dead rows in the gaps of pages, and a full one takes those along that
/// some snapshot may still see. A change of type does neither.
async fn rewrite(pool: &PgPool, table: &str, column: &str) -> Result<()> {
    let sql =
        format!("ALTER TABLE {table} ALTER COLUMN {column} TYPE BYTEA USING {column} || ''::BYTEA");
    sqlx::query(sqlx::AssertSqlSafe(sql)).execute(pool).await?;
    Ok(())
}

/// Folds the write-ahead log of SQLite into the file, and cuts it off.
async fn empty_log(writer: &SqlitePool) -> Result<()> {
    let (is_busy, _, _): (bool, i64, i64) =
        sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(writer).await?;
    if is_busy { Err(Error::NotWiped) } else { Ok(()) }
}

impl<K> Tx<K> {
    /// Whether PostgreSQL holds it; for the few texts that both engines cannot share.
    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self.engine, Engine::Postgres(_))
    }

    /// Makes everything in the transaction last.
    pub async fn commit(self) -> Result<()> {
        match self.engine {
            Engine::Sqlite(tx) => tx.commit().await?,
            Engine::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

/// Begins to write on SQLite, where need be on a new connection.
///
/// When the disk is full, SQLite itself rolls back, and the driver takes the connection to be in a
/// transaction for ever after. Such a connection has to go, or no write would ever succeed again.
async fn begin_immediate(writer: &SqlitePool) -> sqlx::Result<Transaction<'static, Sqlite>> {
    const BEGIN: &str = "BEGIN IMMEDIATE";
    match writer.begin_with(BEGIN).await {
        Err(sqlx::Error::InvalidSavePointStatement) => {
            writer.acquire().await?.close().await?;
            writer.begin_with(BEGIN).await
        }
        begun => begun,
    }
}

/// Runs one query on whichever engine the transaction holds.
macro_rules! on {
    ($tx:expr, |$conn:ident| $query:expr) => {
        match &mut $tx.engine {
            $crate::db::Engine::Sqlite(tx) => {
                let $conn = &mut **tx;
                $query
            }
            $crate::db::Engine::Postgres(tx) => {
                let $conn = &mut **tx;
                $query
            }
        }
    };
}
pub(crate) use on;
