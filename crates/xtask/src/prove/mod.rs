//! What is promised to raters, tried at full size: the long versions of tests that every `./check`
//! runs with fewer raters.
//!
//! Each runs on SQLite and, where `HONE_TEST_POSTGRES` names a server, on PostgreSQL.

mod cost;
mod crashes;
mod latency;
mod linking;
mod once;
mod participation;
mod program;
mod reports;
mod solving;
mod whole;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use hone_core::clock::Clock;
use hone_core::db::Storage;
use hone_core::testing::{Fresh, each_engine};
use tokio::process::{Child, Command};

use crate::http::Connection;
use crate::say;

pub(crate) use crashes::{One, close_once};

/// What is tried, and how often.
#[derive(Args, Clone, Debug)]
pub(crate) struct Wanted {
    /// Which of them; all where none is named
    #[arg(value_enum)]
    proofs: Vec<Proof>,
    /// On which engine; on all that there are where none is named
    #[arg(long, value_parser = ["sqlite", "postgres"])]
    engine: Option<String>,
    /// The program under test [default: `hone` beside this one]
    #[arg(long)]
    hone: Option<PathBuf>,
    /// The port to listen on
    #[arg(long, default_value_t = 4_674)]
    port: u16,
    /// How many closes are killed
    #[arg(long, default_value_t = 600)]
    crashes: usize,
    /// How many tokens are sent 64 times at once, or timed
    #[arg(long, default_value_t = 1_000)]
    tokens: usize,
    /// How many organisations are read
    #[arg(long, default_value_t = 1_000)]
    organisations: usize,
    /// How many pairs of states of participation are compared
    #[arg(long, default_value_t = 5_000)]
    pairs: usize,
    /// How many ballots are timed
    #[arg(long, default_value_t = 10_000)]
    ballots: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Proof {
    /// Whoever holds everything at rest links nobody: 1,000 raters, 150 groups, 5 copies
    Linking,
    /// A close that is killed anywhere makes each release once
    Crashes,
    /// One token sent 64 times at once is one ballot
    Once,
    /// A first ballot, a changed one and one that is taken back take as long
    Latency,
    /// Whoever reads all pages works out no answer: by solving integer programs
    Reports,
    /// No page tells two states of participation apart on one side of the floor
    Participation,
    /// To issue and to redeem a token takes the server less than a millisecond
    Cost,
}

/// Tries what is wanted on each engine, and says whether all of it holds.
pub(crate) async fn run(wanted: Wanted) -> anyhow::Result<ExitCode> {
    let mut is_proven = true;
    for proof in Proof::value_variants() {
        if !wanted.proofs.is_empty() && !wanted.proofs.contains(proof) {
            continue;
        }
        for fresh in each_engine().await {
            if wanted.engine.as_deref().is_some_and(|only| only != fresh.engine) {
                continue;
            }
            let fresh = Fresh { hone: fresh.hone.clone().at(Clock::Machine), ..fresh };
            say(&format!("{proof:?} on {}", fresh.engine));
            let holds = match proof {
                Proof::Linking => linking::run(&fresh).await,
                Proof::Crashes => crashes::run(&fresh, &wanted).await?,
                Proof::Once => once::run(&fresh, &wanted).await?,
                Proof::Latency => latency::run(&fresh, &wanted).await?,
                Proof::Reports => reports::run(&fresh, &wanted).await?,
                Proof::Participation => participation::run(&fresh, &wanted).await?,
                Proof::Cost => cost::run(&fresh, &wanted).await?,
            };
            say(if holds { "  holds" } else { "  DOES NOT HOLD" });
            is_proven &= holds;
        }
    }
    Ok(if is_proven { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Starts the program on the data under test, and waits until it answers.
async fn serve(fresh: &Fresh, wanted: &Wanted) -> anyhow::Result<Child> {
    let beside = std::env::current_exe()?.with_file_name("hone");
    let mut command = Command::new(wanted.hone.clone().unwrap_or(beside));
    command.arg("serve").args(["--listen", &format!("127.0.0.1:{}", wanted.port)]);
    match &fresh.storage {
        Storage::Folder(folder) => command.arg("--data").arg(folder),
        Storage::Postgres(url) => command.args(["--database", url]),
    };
    let child = command.kill_on_drop(true).stdout(std::process::Stdio::null()).spawn()?;
    for _ in 0..1_000 {
        if let Ok(mut connection) = Connection::open(wanted.port).await
            && connection.get("/healthz").await.is_ok_and(|answer| answer.status == 200)
        {
            return Ok(child);
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    anyhow::bail!("hone did not answer within ten seconds")
}
