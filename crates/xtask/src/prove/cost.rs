//! What a token costs the server: to issue and to redeem it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;
use hone_core::chance;
use hone_core::testing::Fresh;
use hone_token::{Request, Seed};
use tokio::process::Child;

use super::{Wanted, serve};
use crate::http::{Connection, all_of};
use crate::rater::{Crowd, Rater};
use crate::say;

/// To issue and to redeem one together.
const MOST: Duration = Duration::from_millis(1);

/// The length of a tick in `/proc`, the same on every Linux.
const TICK: Duration = Duration::from_millis(10);

/// How many requests are under way at once where a whole organisation was invited this morning.
const CROWD: usize = 16;

pub(super) async fn run(fresh: &Fresh, wanted: &Wanted) -> anyhow::Result<bool> {
    let bare = bare(wanted.tokens)?;
    let crowd = Crowd::invite(&fresh.hone, wanted.tokens, "pulse").await;
    let mut ballots = Vec::new();
    for rater in &crowd.raters {
        for group in rater.groups {
            ballots.push(rater.ballot(&fresh.hone, group, "pulse", "a mark").await);
        }
    }
    let requests: Vec<_> = crowd.raters.iter().map(Rater::issuance).collect();
    let mut server = serve(fresh, wanted).await?;
    // The first of each kind fills caches.
    let opening = crowd.raters[0].opening();
    Connection::open(wanted.port).await?.post("/rate/opening", &opening, false).await?;
    let (alone, together) = (requests.len() / 2, ballots.len() / 2);
    let alone = spend(&server, wanted, 1, &requests[..alone], &ballots[..together]).await?;
    let (rest, ballots) = (&requests[requests.len() / 2..], &ballots[together..]);
    let together = spend(&server, wanted, CROWD, rest, ballots).await?;
    server.kill().await?;
    say(&format!(
        "  {} tokens: {bare:?} of arithmetic for issuing and redeeming one",
        wanted.tokens
    ));
    say(&format!("  with requests and database, one after another: {alone}"));
    say(&format!("  with requests and database, {CROWD} at once: {together}"));
    Ok(bare < MOST && together.sum() < MOST)
}

/// The processor time that the server spends on one token.
struct Spent {
    issuing: Duration,
    redeeming: Duration,
}

impl Spent {
    fn sum(&self) -> Duration {
        self.issuing + self.redeeming
    }
}

impl std::fmt::Display for Spent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} and {:?} of processor time", self.issuing, self.redeeming)
    }
}

/// What it costs the server to issue and redeem, with so many requests under way at once.
async fn spend(
    server: &Child,
    wanted: &Wanted,
    at_once: usize,
    requests: &[String],
    ballots: &[String],
) -> anyhow::Result<Spent> {
    let n = u32::try_from(ballots.len())?;
    let before = processor_time(server)?;
    send(wanted, at_once, "/rate/issuance", requests).await?;
    let issued = processor_time(server)?;
    send(wanted, at_once, "/ballots", ballots).await?;
    let redeemed = processor_time(server)?;
    Ok(Spent {
        issuing: issued.saturating_sub(before) / n,
        redeeming: redeemed.saturating_sub(issued) / n,
    })
}

async fn send(
    wanted: &Wanted,
    at_once: usize,
    path: &str,
    bodies: &[String],
) -> anyhow::Result<()> {
    let next = AtomicUsize::new(0);
    let worker = async || {
        let mut connection = Connection::open(wanted.port).await?;
        while let Some(body) = bodies.get(next.fetch_add(1, Ordering::Relaxed)) {
            let answer = connection.post(path, body, false).await?;
            anyhow::ensure!(answer.status == 200, "{path} says {}", answer.status);
        }
        Ok(())
    };
    all_of((0..at_once).map(|_| worker())).await.into_iter().collect()
}

/// The arithmetic alone, as the median of some.
fn bare(n: usize) -> anyhow::Result<Duration> {
    let group: [u8; 16] = chance::bytes();
    let key = Seed::new(chance::bytes()).group_key(&group);
    let mut took = Vec::new();
    for _ in 0..n {
        let request = Request::new(&chance::bytes(), &group);
        let blinded = request.blinded();
        let begun = Instant::now();
        let evaluation = key.evaluate(&blinded)?;
        let issuing = begun.elapsed();
        let token = request.finish(&evaluation, &key.public())?;
        let begun = Instant::now();
        anyhow::ensure!(key.redeems(&token), "a token is refused");
        took.push(issuing + begun.elapsed());
    }
    took.sort_unstable();
    took.get(n / 2).copied().context("no token was tried")
}

/// How long a process has been at work so far.
fn processor_time(server: &Child) -> anyhow::Result<Duration> {
    let pid = server.id().context("the server is gone")?;
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // Fields 14 and 15, counted from behind the name, which may hold anything.
    let (_, fields) = stat.rsplit_once(") ").context("no fields")?;
    let fields: Vec<&str> = fields.split(' ').collect();
    let ticks = |field: usize| -> anyhow::Result<u32> { Ok(fields[field - 3].parse()?) };
    Ok(TICK * (ticks(14)? + ticks(15)?))
}
