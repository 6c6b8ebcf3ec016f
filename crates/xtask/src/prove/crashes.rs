//! A close that is killed anywhere makes each release once: `SIGKILL` to a process that does nothing
//! but close.

use std::process::{ExitCode, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context;
use clap::Args;
use hone_core::clock::Clock;
use hone_core::db::{self, Storage};
use hone_core::ids::{OrganisationId, RoundId};
use hone_core::testing::Fresh;
use hone_core::testing::round::{Staged, launched};
use hone_core::{Hone, Settings, anonymity, ballot, chance, round};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use super::Wanted;
use crate::say;

/// The close of one round, in a process of its own.
#[derive(Args, Clone, Debug)]
pub(crate) struct One {
    /// A folder, or the address of a database
    storage: String,
    organisation: String,
    round: String,
}

/// Opens the data, says so, and closes one round.
pub(crate) async fn close_once(one: One) -> anyhow::Result<ExitCode> {
    let storage = if one.storage.contains("://") {
        Storage::Postgres(one.storage)
    } else {
        Storage::Folder(one.storage.into())
    };
    let settings = Settings {
        public_url: "http://localhost:4663".to_owned(),
        smtp_url: None,
        mail_from: "Hone <hone@localhost>".to_owned(),
        is_demo: false,
    };
    let hone = Hone::new(db::open(&storage, None).await?, Clock::Machine, settings);
    say("begun");
    let organisation: OrganisationId = serde_json::from_value(one.organisation.into())?;
    let round: RoundId = serde_json::from_value(one.round.into())?;
    match round::close(&hone, organisation, round, None).await {
        // Killed after its last step, it finds nothing left to do.
        Ok(()) | Err(hone_core::Error::Refused(_)) => Ok(ExitCode::SUCCESS),
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn run(fresh: &Fresh, wanted: &Wanted) -> anyhow::Result<bool> {
    let hone = &fresh.hone;
    let staged = answered(hone).await;
    let begun = Instant::now();
    let mut child = start(fresh, &staged).await?;
    anyhow::ensure!(child.wait().await?.success(), "a close that nobody kills fails");
    let whole = begun.elapsed();
    let n_invited = n_thanks(hone).await?;
    let (mut n_crashes, mut n_rounds, mut n_unread) = (0, 1, 0);
    let mut faults: Vec<&str> = Vec::new();
    while n_crashes < wanted.crashes && faults.is_empty() {
        let staged = answered(hone).await;
        let mut earlier = None;
        let mut must = |holds: bool, fault: &'static str| {
            if !holds {
                faults.push(fault);
            }
        };
        loop {
            let mut child = start(fresh, &staged).await?;
            let share = chance::below(1_000);
            tokio::time::sleep(whole.mul_f64(share as f64 / 1_000.0)).await;
            child.start_kill().ok();
            let ended = child.wait().await?;
            if ended.code().is_some() {
                must(ended.success(), "a close ended with an error");
                break;
            }
            n_crashes += 1;
            let now = released(hone, &staged).await?;
            n_unread += usize::from(now.is_none());
            must(earlier.is_none() || earlier == now, "a release was changed");
            earlier = now;
        }
        n_rounds += 1;
        let round = staged.round.round_ref;
        let last = released(hone, &staged).await?;
        must(last.is_some(), "nothing was released");
        must(earlier.is_none() || earlier == last, "a release was changed at the end");
        must(ballot::list_released(hone, round).await?.len() == 1, "there is not one release");
        must(ballot::counted(hone, round).await?.len() == 4, "not every ballot was counted");
        must(ballot::n_kept(hone, round).await == 0, "sheets are left");
        must(n_thanks(hone).await? == n_rounds * n_invited, "not everybody was thanked once");
    }
    for fault in &faults {
        say(&format!("  {fault}"));
    }
    say(&format!(
        "  {n_crashes} closes killed within {whole:?}, {n_unread} of them before anything could be \
         read, over {n_rounds} rounds"
    ));
    Ok(faults.is_empty() && n_unread > 0 && n_unread < n_crashes)
}

async fn answered(hone: &Hone) -> Staged {
    let staged = launched(hone, 30).await;
    staged.answer(hone, &staged.anonymous()[..4], 4).await;
    staged
}

/// How many thanks for a round that has closed were ever queued.
async fn n_thanks(hone: &Hone) -> anyhow::Result<usize> {
    let mut tx = hone.people.read().await?;
    let subjects = anonymity::store::list_values(&mut tx, "outbox", "subject").await?;
    Ok(subjects.iter().filter(|subject| subject.starts_with(b"The round has closed: ")).count())
}

async fn released(hone: &Hone, staged: &Staged) -> anyhow::Result<Option<String>> {
    let leader = staged.leaders(hone).await.remove(0);
    Ok(ballot::find_released(hone, leader.leader_ref).await?)
}

/// Starts a process that closes a round, and waits until it has opened the data.
async fn start(fresh: &Fresh, staged: &Staged) -> anyhow::Result<Child> {
    let storage = match &fresh.storage {
        Storage::Folder(folder) => folder.display().to_string(),
        Storage::Postgres(url) => url.clone(),
    };
    let mut child = Command::new(std::env::current_exe()?)
        .arg("close-once")
        .arg(storage)
        .arg(staged.round.organisation_id.to_string())
        .arg(staged.round.id.to_string())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let out = child.stdout.take().context("no output")?;
    let mut lines = BufReader::new(out).lines();
    let begun = tokio::time::timeout(Duration::from_secs(20), lines.next_line());
    begun.await??.context("it did not begin")?;
    Ok(child)
}
