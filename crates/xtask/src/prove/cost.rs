//! What a token costs the server: to issue and to redeem it.

use std::time::{Duration, Instant};

use anyhow::Context;
use hone_core::chance;
use hone_core::testing::Fresh;
use hone_token::{Request, Seed};
use tokio::process::Child;

use super::{Wanted, serve};
use crate::http::Connection;
use crate::rater::Crowd;
use crate::say;

/// To issue and to redeem one together.
const MOST: Duration = Duration::from_millis(1);

/// The length of a tick in `/proc`, the same on every Linux.
const TICK: Duration = Duration::from_millis(10);

pub(super) async fn run(fresh: &Fresh, wanted: &Wanted) -> anyhow::Result<bool> {
    let bare = bare(wanted.tokens)?;
    let crowd = Crowd::invite(&fresh.hone, wanted.tokens.div_ceil(2), "pulse").await;
    let mut ballots = Vec::new();
    for rater in &crowd.raters {
        for group in rater.groups {
            ballots.push(rater.ballot(&fresh.hone, group, "pulse", "a mark").await);
        }
    }
    let mut server = serve(fresh, wanted).await?;
    let mut connection = Connection::open(wanted.port).await?;
    // The first of each kind fills caches.
    let opening = crowd.raters[0].opening();
    connection.post("/rate/opening", &opening, false).await?;
    let before = processor_time(&server)?;
    for rater in &crowd.raters {
        let answer = connection.post("/rate/issuance", &rater.issuance(), false).await?;
        anyhow::ensure!(answer.status == 200, "no token: {}", answer.status);
    }
    let issued = processor_time(&server)?;
    for ballot in &ballots {
        let answer = connection.post("/ballots", ballot, false).await?;
        anyhow::ensure!(answer.status == 200, "no ballot: {}", answer.status);
    }
    let redeemed = processor_time(&server)?;
    server.kill().await?;
    let n = u32::try_from(ballots.len())?;
    let (issuing, redeeming) =
        (issued.saturating_sub(before) / n, redeemed.saturating_sub(issued) / n);
    say(&format!(
        "  {n} tokens: {bare:?} of arithmetic for issuing and redeeming one; with requests and \
         database {issuing:?} and {redeeming:?} of processor time"
    ));
    Ok(bare < MOST && issuing + redeeming < MOST)
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
