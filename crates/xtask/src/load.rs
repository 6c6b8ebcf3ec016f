//! How fast forms are served and ballots are kept.

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;
use hone_core::Hone;

use crate::http::{Connection, all_of};
use crate::rater::Crowd;
use crate::server::Place;
use crate::{Setup, disk, say};

/// What one step of every rater took.
struct Measured {
    n_done: usize,
    n_errors: usize,
    n_bytes: usize,
    took: Duration,
    /// Of each request, in order.
    latencies: Vec<Duration>,
}

/// Runs every step for every rater and prints what it took.
pub(crate) async fn run(setup: Setup) -> anyhow::Result<ExitCode> {
    let place = Place::fresh(&setup.site)?;
    let hone = place.hone().await?;
    let syncs = disk::syncs_per_second(place.folder())?;
    let commits = disk::commits_per_second(&hone).await;
    say(&format!(
        "the disk: {syncs:.0} writes of 4 KiB with fdatasync per second, one after another"
    ));
    say(&format!(
        "the database: {commits:.0} durable commits of one row per second, one after another"
    ));
    let crowd = Arc::new(Crowd::invite(&hone, setup.raters, &setup.form).await);
    let ballots = sealed(&hone, &crowd, &setup.form).await;
    hone.close().await;
    let server = place.serve().await?;
    let form = form_address(&setup, &crowd).await?;
    let n = crowd.raters.len();
    say(&format!("{n} raters, {} at once, {} form", setup.concurrency, setup.form));

    say("served, zipped:");
    measure("the page (GET /rate)", &setup, n, &crowd, async |_, at: &mut Connection, _| {
        at.get("/rate").await.map(|a| (a.status, a.n_bytes))
    })
    .await?;
    measure("whom about (POST /rate/opening)", &setup, n, &crowd, async |crowd, at, i| {
        let rater = &crowd.raters[i];
        at.post("/rate/opening", &rater.opening(), true).await.map(|a| (a.status, a.n_bytes))
    })
    .await?;
    let path = form.clone();
    measure("the questions (GET /rate/forms/…)", &setup, n, &crowd, async |_, at, _| {
        at.get(&path).await.map(|a| (a.status, a.n_bytes))
    })
    .await?;
    measure("the form, complete (all three)", &setup, n, &crowd, async |crowd, at, i| {
        let page = at.get("/rate").await?;
        let opening = at.post("/rate/opening", &crowd.raters[i].opening(), true).await?;
        let questions = at.get(&path).await?;
        let n_bytes = page.n_bytes + opening.n_bytes + questions.n_bytes;
        Ok((page.status.max(opening.status).max(questions.status), n_bytes))
    })
    .await?;

    say("kept, durable:");
    measure("tokens (POST /rate/issuance, two each)", &setup, n, &crowd, async |crowd, at, i| {
        let rater = &crowd.raters[i];
        at.post("/rate/issuance", &rater.issuance(), false).await.map(|a| (a.status, a.n_bytes))
    })
    .await?;
    measure("ballots (POST /ballots)", &setup, n * 2, &crowd, async |_, at, i| {
        at.post("/ballots", &ballots[i], false).await.map(|a| (a.status, a.n_bytes))
    })
    .await?;
    say(&memory(server.id()));
    Ok(ExitCode::SUCCESS)
}

/// Every ballot, sealed before the clock runs: that is the work of as many browsers.
async fn sealed(hone: &Hone, crowd: &Crowd, form: &str) -> Vec<String> {
    let mut ballots = Vec::with_capacity(crowd.raters.len() * 2);
    for rater in &crowd.raters {
        for group in rater.groups {
            let mark = format!("mark-{}", ballots.len());
            ballots.push(rater.ballot(hone, group, form, &mark).await);
        }
    }
    ballots
}

/// The address of the questions, which the opening names.
async fn form_address(setup: &Setup, crowd: &Crowd) -> anyhow::Result<String> {
    let mut connection = Connection::open(setup.site.port).await?;
    let opening = connection.post("/rate/opening", &crowd.raters[0].opening(), false).await?;
    let html = String::from_utf8_lossy(&opening.body).into_owned();
    let (_, rest) = html.split_once("data-form=\"").context("the opening names no form")?;
    let (address, _) = rest.split_once('"').context("the opening names no form")?;
    Ok(format!("{address}others"))
}

async fn measure<F>(
    name: &str,
    setup: &Setup,
    n: usize,
    crowd: &Arc<Crowd>,
    step: F,
) -> anyhow::Result<()>
where
    F: AsyncFn(&Crowd, &mut Connection, usize) -> anyhow::Result<(u16, usize)>,
{
    let next = AtomicUsize::new(0);
    let start = Instant::now();
    let worker = async || {
        let mut connection = Connection::open(setup.site.port).await?;
        let mut mine = Measured::nothing();
        loop {
            let i = next.fetch_add(1, Ordering::Relaxed);
            if i >= n {
                return anyhow::Ok(mine);
            }
            let begun = Instant::now();
            match step(crowd, &mut connection, i).await {
                Ok((200, n_bytes)) => {
                    mine.n_done += 1;
                    mine.n_bytes += n_bytes;
                    mine.latencies.push(begun.elapsed());
                }
                Ok(_) => mine.n_errors += 1,
                Err(_) => {
                    mine.n_errors += 1;
                    connection = Connection::open(setup.site.port).await?;
                }
            }
        }
    };
    let mut all = Measured::nothing();
    for mine in all_of((0..setup.concurrency).map(|_| worker())).await {
        all.add(mine?);
    }
    all.took = start.elapsed();
    all.latencies.sort_unstable();
    say(&format!("  {name}: {all}"));
    Ok(())
}

/// How much memory a process takes and took at most.
pub(crate) fn memory(pid: Option<u32>) -> String {
    let status = pid.and_then(|pid| std::fs::read_to_string(format!("/proc/{pid}/status")).ok());
    let line = |name: &str| {
        let status = status.as_deref()?;
        status.lines().find_map(|line| line.strip_prefix(name)).map(str::trim)
    };
    format!(
        "the server's memory: {} now, {} at most",
        line("VmRSS:").unwrap_or("unknown"),
        line("VmHWM:").unwrap_or("unknown")
    )
}

impl Measured {
    fn nothing() -> Self {
        Self { n_done: 0, n_errors: 0, n_bytes: 0, took: Duration::ZERO, latencies: Vec::new() }
    }

    fn add(&mut self, other: Self) {
        self.n_done += other.n_done;
        self.n_errors += other.n_errors;
        self.n_bytes += other.n_bytes;
        self.latencies.extend(other.latencies);
    }

    /// The latency that so many of a thousand stay below.
    fn quantile(&self, of_thousand: usize) -> f64 {
        let at = (self.latencies.len() * of_thousand / 1_000).min(self.latencies.len().max(1) - 1);
        self.latencies.get(at).map_or(0.0, |latency| latency.as_secs_f64() * 1_000.0)
    }
}

impl std::fmt::Display for Measured {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let rate = self.n_done as f64 / self.took.as_secs_f64();
        let kilobytes = self.n_bytes as f64 / self.n_done.max(1) as f64 / 1_000.0;
        write!(
            f,
            "{rate:.0}/s, p50 {:.1} ms, p99 {:.1} ms, longest {:.1} ms, {} errors of {}, {kilobytes:.1} kB each",
            self.quantile(500),
            self.quantile(990),
            self.quantile(1_000),
            self.n_errors,
            self.n_done + self.n_errors,
        )
    }
}
