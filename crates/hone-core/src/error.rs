use thiserror::Error;

/// What can go wrong in the domain.
#[derive(Debug, Error)]
pub enum Error {
    /// The viewer can act on it: the text says what is wrong and the way out.
    #[error("{0}")]
    Refused(String),
    /// The disk has no room left; nothing was written.
    #[error("the disk is full")]
    DiskFull,
    /// What was deleted is not overwritten yet, since somebody reads the file; it is tried again.
    #[error("what was deleted is not overwritten yet: another program reads the database")]
    NotWiped,
    /// The database was written by a newer Hone.
    #[error(
        "the {database} database was made by a newer version of Hone (migration {version} is unknown here); \
         start that version, or restore a backup made before the upgrade"
    )]
    NewerDatabase {
        /// `people` or `ballots`.
        database: &'static str,
        /// The first migration that this program does not know.
        version: i64,
    },
    /// The database could not be opened or set up.
    #[error("cannot open the {database} database: {source}")]
    Open {
        /// `people` or `ballots`.
        database: &'static str,
        /// What the database said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The database failed while it was used.
    #[error("the database failed")]
    Db(#[source] sqlx::Error),
    /// Something failed that others waited for too; the text says what.
    #[error("{0}")]
    Shared(String),
    /// Something stored cannot be read back; the text names it.
    #[error("stored data cannot be read: {0}")]
    Corrupt(String),
}

/// The result of everything in the domain.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// A refusal in the words of a rule.
    pub fn refused(reason: impl std::fmt::Display) -> Self {
        Self::Refused(reason.to_string())
    }

    /// The same for somebody else whose work failed with it.
    pub(crate) fn again(&self) -> Self {
        match self {
            Self::DiskFull => Self::DiskFull,
            other => Self::Shared(match std::error::Error::source(other) {
                Some(cause) => format!("{other}: {cause}"),
                None => other.to_string(),
            }),
        }
    }
}

/// SQLite's `SQLITE_FULL`, and `SQLITE_IOERR_WRITE`, `SQLITE_IOERR_FSYNC`, `SQLITE_IOERR_TRUNCATE`
/// and `SQLITE_IOERR_SHMSIZE`, which it says where a quota or a limit on the size of files is
/// reached; PostgreSQL's `disk_full`.
const DISK_FULL: [&str; 6] = ["13", "778", "1034", "1546", "4874", "53100"];

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        let code =
            error.as_database_error().and_then(|e| e.code().map(std::borrow::Cow::into_owned));
        match code {
            Some(code) if DISK_FULL.contains(&code.as_str()) => Self::DiskFull,
            _ => Self::Db(error),
        }
    }
}

/// Whether a statement failed because a row with the same key is already there.
pub(crate) fn is_duplicate(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation)
}
