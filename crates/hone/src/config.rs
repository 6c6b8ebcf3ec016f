//! What whoever runs Hone decides: by command line, environment and file, in this order.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use clap::Args;
use hone_core::Settings;
use hone_core::db::Storage;
use serde::Deserialize;

/// The options of every command that opens an installation.
#[derive(Args, Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Options {
    /// Where to listen [default: 127.0.0.1:4663]
    #[arg(long, env = "HONE_LISTEN", value_name = "ADDR:PORT")]
    listen: Option<SocketAddr>,
    /// The folder of the embedded storage [default: hone-data]
    #[arg(long, env = "HONE_DATA", value_name = "DIR", conflicts_with = "database")]
    data: Option<PathBuf>,
    /// A PostgreSQL database in place of the folder, such as `postgres://user:password@host/name`
    #[arg(long, env = "HONE_DATABASE", hide_env_values = true, value_name = "URL")]
    database: Option<String>,
    /// Where the keys of open rounds are: a folder or a PostgreSQL URL [default: beside the data]
    ///
    /// Give a place that no backup copies: with the keys, sealed ballots in a copy can be read until
    /// their round closes.
    #[arg(long, env = "HONE_KEYS", hide_env_values = true, value_name = "PLACE")]
    keys: Option<String>,
    /// The address under which people reach Hone [default: http://localhost:PORT]
    #[arg(long, env = "HONE_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,
    /// The mail server: smtp://, or smtps:// for TLS, with user and password if it wants them
    #[arg(long, env = "HONE_SMTP", hide_env_values = true, value_name = "URL")]
    smtp: Option<String>,
    /// The sender of all mail; where it is not set, `Hone <hone@localhost>`
    #[arg(long, env = "HONE_MAIL_FROM", value_name = "ADDRESS")]
    mail_from: Option<String>,
    /// A model file of your own in place of the one that Hone ships; see `hone model check`
    #[arg(long, env = "HONE_MODEL", value_name = "FILE")]
    model: Option<PathBuf>,
    /// A TOML file with any of these options
    #[arg(long, env = "HONE_CONFIG", value_name = "FILE")]
    #[serde(skip)]
    config: Option<PathBuf>,
}

/// The options with nothing left open.
#[derive(Debug)]
pub(crate) struct Config {
    pub(crate) listen: SocketAddr,
    /// Where the data are, if that was said.
    pub(crate) storage: Option<Storage>,
    /// Where the keys are, if not beside the data.
    pub(crate) keys: Option<Storage>,
    pub(crate) settings: Settings,
    /// A model of somebody's own.
    pub(crate) model: Option<PathBuf>,
}

const DEFAULT_FOLDER: &str = "hone-data";

impl Options {
    /// Fills in from the file what the command line and the environment leave open.
    pub(crate) fn complete(self, is_demo: bool) -> anyhow::Result<Config> {
        let file = self.config.as_deref().map(read).transpose()?.unwrap_or_default();
        let said_storage = self.data.is_some() || self.database.is_some();
        let (data, database) =
            if said_storage { (self.data, self.database) } else { (file.data, file.database) };
        let listen = self.listen.or(file.listen).unwrap_or(([127, 0, 0, 1], 4663).into());
        let public_url = self.public_url.or(file.public_url);
        let storage = match (data, database) {
            (Some(_), Some(_)) => {
                bail!("both `data` and `database` are given; keep the one where the data are")
            }
            (Some(folder), None) => Some(Storage::Folder(folder)),
            (None, Some(url)) => Some(Storage::Postgres(checked_database(url)?)),
            (None, None) => None,
        };
        Ok(Config {
            listen,
            storage,
            keys: self.keys.or(file.keys).map(keys).transpose()?,
            model: self.model.or(file.model),
            settings: Settings {
                public_url: match public_url {
                    Some(url) => checked(&url)?,
                    None => format!("http://localhost:{}", listen.port()),
                },
                smtp_url: self.smtp.or(file.smtp),
                mail_from: self
                    .mail_from
                    .or(file.mail_from)
                    .unwrap_or_else(|| "Hone <hone@localhost>".to_owned()),
                is_demo,
            },
        })
    }
}

impl Config {
    /// Where the data are; by default a folder in the current one.
    pub(crate) fn storage_or_default(&self) -> Storage {
        self.storage.clone().unwrap_or_else(|| Storage::Folder(DEFAULT_FOLDER.into()))
    }
}

fn read(file: &Path) -> anyhow::Result<Options> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("cannot read the configuration file {}", file.display()))?;
    toml::from_str(&text).map_err(|error| {
        // Without the text of the line, which may hold a password.
        let line = error.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1);
        anyhow!("{}:{line}: {}", file.display(), error.message().replace('\n', " "))
    })
}

fn keys(place: String) -> anyhow::Result<Storage> {
    if place.contains("://") {
        return Ok(Storage::Postgres(checked_database(place)?));
    }
    Ok(Storage::Folder(place.into()))
}

/// The address of a database, which is never shown: it may hold a password.
fn checked_database(url: String) -> anyhow::Result<String> {
    let parsed = url::Url::parse(&url).ok();
    let is_postgres = parsed.is_some_and(|url| matches!(url.scheme(), "postgres" | "postgresql"));
    if !is_postgres {
        bail!(
            "the address of the database is not one of PostgreSQL; \
             write for instance postgres://user:password@host/name"
        );
    }
    Ok(url)
}

fn checked(text: &str) -> anyhow::Result<String> {
    let url = url::Url::parse(text).with_context(|| {
        format!(
            "the public URL {text:?} is no address; write for instance https://hone.example.org"
        )
    })?;
    if !matches!(url.scheme(), "http" | "https") || url.path() != "/" || url.host().is_none() {
        bail!(
            "the public URL {text:?} must be http or https and a host, with no path; \
             write for instance https://hone.example.org"
        );
    }
    Ok(text.trim_end_matches('/').to_owned())
}
