//! Opening the databases, and bringing their tables up to date.

use std::marker::PhantomData;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, PgConnection};

use super::{BallotsDb, Db, KeysDb, PeopleDb, Pools};
use crate::{Error, Result};

/// Where the databases are.
#[derive(Clone, Debug)]
pub enum Storage {
    /// SQLite files in a folder.
    Folder(PathBuf),
    /// Schemas in a PostgreSQL database.
    Postgres(String),
}

/// The open databases.
#[derive(Clone, Debug)]
pub struct Databases {
    /// Who there is, and who rates whom.
    pub people: PeopleDb,
    /// What was answered, without who.
    pub ballots: BallotsDb,
    /// The keys of rounds that are under way.
    pub keys: KeysDb,
}

struct Kind {
    name: &'static str,
    sqlite: Migrator,
    postgres: Migrator,
}

fn people() -> Kind {
    Kind {
        name: "people",
        sqlite: sqlx::migrate!("migrations/people/sqlite"),
        postgres: sqlx::migrate!("migrations/people/postgres"),
    }
}

fn ballots() -> Kind {
    Kind {
        name: "ballots",
        sqlite: sqlx::migrate!("migrations/ballots/sqlite"),
        postgres: sqlx::migrate!("migrations/ballots/postgres"),
    }
}

fn keys() -> Kind {
    Kind {
        name: "keys",
        sqlite: sqlx::migrate!("migrations/keys/sqlite"),
        postgres: sqlx::migrate!("migrations/keys/postgres"),
    }
}

/// Opens all databases and brings their tables up to date.
///
/// `keys` says where the keys are, so that they can lie where nobody copies them; without it they
/// are beside the other databases.
pub async fn open(storage: &Storage, keys_storage: Option<&Storage>) -> Result<Databases> {
    let place = Place::reach(storage).await?;
    let keys = match keys_storage {
        Some(storage) => Place::reach(storage).await?.open(keys()).await?,
        None => place.open(keys()).await?,
    };
    Ok(Databases {
        people: place.open(people()).await?,
        ballots: place.open(ballots()).await?,
        keys,
    })
}

/// Opens all databases to look at them: nothing is made, brought up to date or changed.
pub async fn look(storage: &Storage, keys_storage: Option<&Storage>) -> Result<Databases> {
    Ok(Databases {
        people: look_at(storage, "people").await?,
        ballots: look_at(storage, "ballots").await?,
        keys: look_at(keys_storage.unwrap_or(storage), "keys").await?,
    })
}

async fn look_at<K>(storage: &Storage, name: &'static str) -> Result<Db<K>> {
    match storage {
        Storage::Folder(folder) => look_at_file(folder, name).await,
        Storage::Postgres(url) => look_at_schema(url, name).await,
    }
}

async fn look_at_file<K>(folder: &Path, name: &'static str) -> Result<Db<K>> {
    let file = folder.join(format!("{name}.sqlite"));
    if !file.is_file() {
        let way_out = "name the folder of the installation with --data, and with --keys that of its \
                       keys if they are elsewhere";
        let source = format!("there is no file {}; {way_out}", file.display()).into();
        return Err(Error::Open { database: name, source });
    }
    let options = SqliteConnectOptions::new()
        .filename(&file)
        .read_only(true)
        .busy_timeout(Duration::from_secs(10))
        .disable_statement_logging();
    let pool = SqlitePoolOptions::new()
        .max_connections(2)
        .connect_with(options)
        .await
        .map_err(|e| unusable(name, &file, &e))?;
    Ok(Db { pools: Pools::Sqlite { readers: pool.clone(), writer: pool }, kind: PhantomData })
}

async fn look_at_schema<K>(url: &str, name: &'static str) -> Result<Db<K>> {
    const HAS_ROLE: &str = "
        SELECT EXISTS (SELECT FROM pg_roles
                       WHERE rolname = $1 AND pg_has_role(current_user, oid, 'MEMBER'))";
    let role = format!("hone_{name}");
    let options = PgConnectOptions::from_str(url).map_err(failed(name))?;
    let mut connection =
        PgConnection::connect_with(&options).await.map_err(|e| no_answer(&options, &e))?;
    let has_role: bool = sqlx::query_scalar(HAS_ROLE)
        .bind(&role)
        .fetch_one(&mut connection)
        .await
        .map_err(failed(name))?;
    connection.close().await.map_err(failed(name))?;
    let mut settings =
        vec![("search_path", role.clone()), ("default_transaction_read_only", "on".to_owned())];
    if has_role {
        settings.push(("role", role));
    }
    let pool = PgPoolOptions::new()
        .max_connections(2)
        .connect_with(options.options(settings).disable_statement_logging())
        .await
        .map_err(failed(name))?;
    Ok(Db { pools: Pools::Postgres(pool), kind: PhantomData })
}

/// A storage that answers.
enum Place<'a> {
    Folder(&'a Path),
    Postgres { options: Box<PgConnectOptions>, has_roles: bool },
}

impl<'a> Place<'a> {
    async fn reach(storage: &'a Storage) -> Result<Self> {
        match storage {
            Storage::Folder(folder) => {
                make_folder(folder)?;
                Ok(Self::Folder(folder))
            }
            Storage::Postgres(url) => {
                let options = PgConnectOptions::from_str(url).map_err(failed("people"))?;
                let has_roles = reach(&options).await?;
                Ok(Self::Postgres { options: Box::new(options), has_roles })
            }
        }
    }

    async fn open<K>(&self, kind: Kind) -> Result<Db<K>> {
        match self {
            Self::Folder(folder) => open_file(folder, kind).await,
            Self::Postgres { options, has_roles } => open_schema(options, kind, *has_roles).await,
        }
    }
}

/// Makes the data folder, readable by its owner alone.
fn make_folder(folder: &Path) -> Result<()> {
    let failed = |what: &str, source: &std::io::Error| {
        Error::Open {
        database: "people",
        source: format!(
            "{what} {}: {source}; name a folder with --data that the user of this program may write",
            folder.display()
        )
        .into(),
    }
    };
    std::fs::create_dir_all(folder).map_err(|e| failed("cannot make the folder", &e))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))
            .map_err(|e| failed("cannot close to others the folder", &e))?;
    }
    Ok(())
}

async fn open_file<K>(folder: &Path, kind: Kind) -> Result<Db<K>> {
    let file = folder.join(format!("{}.sqlite", kind.name));
    let options = SqliteConnectOptions::new()
        .filename(&file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // An acknowledged ballot must survive a power cut: NORMAL does not sync at each commit.
        .synchronous(SqliteSynchronous::Full)
        .pragma("secure_delete", "on")
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        .statement_cache_capacity(200)
        .disable_statement_logging();
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(Duration::from_secs(20))
        .test_before_acquire(false)
        .connect_with(options.clone())
        .await
        .map_err(|e| unusable(kind.name, &file, &e))?;
    kind.sqlite.run(&writer).await.map_err(|error| match error {
        MigrateError::Execute(e) | MigrateError::ExecuteMigration(e, _) => {
            unusable(kind.name, &file, &e)
        }
        other => not_migrated(kind.name)(other),
    })?;
    let readers = SqlitePoolOptions::new()
        .max_connections(4)
        .test_before_acquire(false)
        // A list of many rows comes in one go, and not with a change of threads every so often.
        .connect_lazy_with(options.read_only(true).row_buffer_size(1_000));
    Ok(Db { pools: Pools::Sqlite { readers, writer }, kind: PhantomData })
}

/// Whoever starts Hone should not wait longer to read that the server does not answer.
const PATIENCE: Duration = Duration::from_secs(4);

/// Makes the schemas, or says which server does not answer.
async fn reach(options: &PgConnectOptions) -> Result<bool> {
    let why = match tokio::time::timeout(PATIENCE, make_schemas(options)).await {
        Ok(Ok(has_roles)) => return Ok(has_roles),
        Ok(Err(error)) => error.to_string(),
        Err(_) => format!("no answer within {} seconds", PATIENCE.as_secs()),
    };
    Err(no_answer(options, &why))
}

/// Which server does not answer, and what to look at.
fn no_answer(options: &PgConnectOptions, why: &dyn std::fmt::Display) -> Error {
    let place = format!(
        "PostgreSQL at {}:{}, database {}, user {}",
        options.get_host(),
        options.get_port(),
        options.get_database().unwrap_or("of the same name as the user"),
        options.get_username(),
    );
    let way_out = "check the address given with --database, and that the server runs";
    Error::Open { database: "people", source: format!("{place}: {why}; {way_out}").into() }
}

/// Makes a schema for each database and, where the login may, a role that owns it and sees no other.
///
/// Returns whether the roles are there. Without them the schemas still share no key, but one login
/// reads all of them.
async fn make_schemas(options: &PgConnectOptions) -> sqlx::Result<bool> {
    const ROLES: &str = "
        DO $$ BEGIN
            PERFORM pg_advisory_xact_lock(4663);
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'hone_people') THEN
                CREATE ROLE hone_people NOLOGIN;
            END IF;
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'hone_ballots') THEN
                CREATE ROLE hone_ballots NOLOGIN;
            END IF;
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'hone_keys') THEN
                CREATE ROLE hone_keys NOLOGIN;
            END IF;
            EXECUTE format('GRANT hone_people, hone_ballots, hone_keys TO %I', current_user);
            CREATE SCHEMA IF NOT EXISTS hone_people AUTHORIZATION hone_people;
            CREATE SCHEMA IF NOT EXISTS hone_ballots AUTHORIZATION hone_ballots;
            CREATE SCHEMA IF NOT EXISTS hone_keys AUTHORIZATION hone_keys;
        END $$";
    const SCHEMAS: &str = "
        DO $$ BEGIN
            PERFORM pg_advisory_xact_lock(4663);
            CREATE SCHEMA IF NOT EXISTS hone_people;
            CREATE SCHEMA IF NOT EXISTS hone_ballots;
            CREATE SCHEMA IF NOT EXISTS hone_keys;
        END $$";
    let mut connection = PgConnection::connect_with(options).await?;
    let has_roles = sqlx::raw_sql(ROLES).execute(&mut connection).await.is_ok();
    if !has_roles {
        sqlx::raw_sql(SCHEMAS).execute(&mut connection).await?;
    }
    connection.close().await?;
    Ok(has_roles)
}

async fn open_schema<K>(options: &PgConnectOptions, kind: Kind, has_role: bool) -> Result<Db<K>> {
    let role = format!("hone_{}", kind.name);
    let mut settings = vec![("search_path", role.clone())];
    if has_role {
        settings.push(("role", role));
    } else {
        tracing::warn!(
            "the PostgreSQL login may not create roles, so one login reads people, ballots and keys; \
             grant it CREATEROLE once, or create the roles hone_people, hone_ballots and hone_keys"
        );
    }
    let options = options.clone().options(settings).disable_statement_logging();
    let pool = PgPoolOptions::new()
        .max_connections(16)
        .acquire_timeout(Duration::from_secs(20))
        .test_before_acquire(false)
        .connect_with(options)
        .await
        .map_err(failed(kind.name))?;
    kind.postgres.run(&pool).await.map_err(not_migrated(kind.name))?;
    Ok(Db { pools: Pools::Postgres(pool), kind: PhantomData })
}

/// What is wrong with a file that SQLite cannot use, and the way out.
fn unusable(database: &'static str, file: &Path, error: &sqlx::Error) -> Error {
    let code = error.as_database_error().and_then(|e| e.code().map(std::borrow::Cow::into_owned));
    let way_out = match code.as_deref() {
        // SQLITE_CORRUPT and SQLITE_NOTADB.
        Some("11" | "26") => "the file is damaged; restore it from a backup",
        // SQLITE_FULL.
        Some("13") => "the disk is full; free some space and start again",
        _ => "can the user of this program write this file and its folder?",
    };
    let source = format!("{}: {error}; {way_out}", file.display()).into();
    Error::Open { database, source }
}

fn failed(database: &'static str) -> impl Fn(sqlx::Error) -> Error {
    move |source| Error::Open { database, source: source.into() }
}

fn not_migrated(database: &'static str) -> impl Fn(MigrateError) -> Error {
    move |error| match error {
        MigrateError::VersionMissing(version) => Error::NewerDatabase { database, version },
        other => Error::Open { database, source: other.into() },
    }
}
