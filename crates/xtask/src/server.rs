//! The server under load: the real program, as a child process on data of its own.

use std::path::PathBuf;
use std::process::{ExitCode, Stdio};
use std::time::Duration;

use anyhow::Context;
use hone_core::clock::Clock;
use hone_core::db::{self, Storage};
use hone_core::{Hone, Settings};
use tokio::process::{Child, Command};

use crate::http::Connection;
use crate::rater::Crowd;
use crate::{Setup, Site, say};

/// Where the server keeps its data, and how it is started.
pub(crate) struct Place {
    site: Site,
    folder: tempfile::TempDir,
}

impl Place {
    /// A fresh place.
    pub(crate) fn fresh(site: &Site) -> anyhow::Result<Self> {
        let folder = match &site.data {
            Some(data) => tempfile::tempdir_in(data)?,
            None => tempfile::tempdir()?,
        };
        Ok(Self { site: site.clone(), folder })
    }

    /// The folder of its files.
    pub(crate) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Opens the data beside the server, or while there is none.
    pub(crate) async fn hone(&self) -> anyhow::Result<Hone> {
        let storage = match &self.site.database {
            Some(url) => Storage::Postgres(url.clone()),
            None => Storage::Folder(self.folder.path().join("data")),
        };
        let databases = db::open(&storage, None).await?;
        let settings = Settings {
            public_url: format!("http://localhost:{}", self.site.port),
            smtp_url: None,
            mail_from: "Hone <hone@localhost>".to_owned(),
            is_demo: false,
        };
        Ok(Hone::new(databases, Clock::Machine, settings))
    }

    /// Starts the server and waits until it answers.
    pub(crate) async fn serve(&self) -> anyhow::Result<Child> {
        let mut command = Command::new(self.program()?);
        command.arg("serve").args(["--listen", &format!("127.0.0.1:{}", self.site.port)]);
        match &self.site.database {
            Some(url) => command.args(["--database", url]),
            None => command.arg("--data").arg(self.folder.path().join("data")),
        };
        let child = command
            .kill_on_drop(true)
            .stdout(Stdio::null())
            .spawn()
            .context("cannot start hone; build it with `cargo build --release`")?;
        for _ in 0..500 {
            if let Ok(mut connection) = Connection::open(self.site.port).await
                && connection.get("/healthz").await.is_ok_and(|answer| answer.status == 200)
            {
                return Ok(child);
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        anyhow::bail!("hone did not answer within five seconds")
    }

    fn program(&self) -> anyhow::Result<PathBuf> {
        if let Some(hone) = &self.site.hone {
            return Ok(hone.clone());
        }
        let here = std::env::current_exe()?;
        Ok(here.with_file_name("hone"))
    }
}

/// Serves a small round until the terminal says stop.
pub(crate) async fn stay(setup: Setup) -> anyhow::Result<ExitCode> {
    let place = Place::fresh(&setup.site)?;
    let hone = place.hone().await?;
    let crowd = Crowd::invite(&hone, setup.raters.min(100), &setup.form).await;
    hone.people.close().await;
    hone.ballots.close().await;
    let mut server = place.serve().await?;
    for rater in crowd.raters.iter().take(5) {
        say(&format!("http://localhost:{}/rate#{}", setup.site.port, rater.secret));
    }
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = server.wait() => {}
    }
    Ok(ExitCode::SUCCESS)
}
