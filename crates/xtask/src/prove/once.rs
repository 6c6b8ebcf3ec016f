//! One token sent 64 times at once is one ballot.

use std::sync::Arc;

use hone_core::ballot;
use hone_core::category::Category;
use hone_core::testing::Fresh;
use hone_core::testing::rating::{self, Browser, INES, Sealed};
use tokio::task::JoinSet;

use super::{Wanted, serve};
use crate::http::Connection;
use crate::rater::sent;
use crate::say;

const AT_ONCE: usize = 64;

/// As many different sheets are sent, each several times.
const N_SHEETS: usize = 8;

pub(super) async fn run(fresh: &Fresh, wanted: &Wanted) -> anyhow::Result<bool> {
    let hone = &fresh.hone;
    let running = rating::running(hone, INES).await;
    let group = running.group("Ines Okafor", Category::Reports);
    let mut server = serve(fresh, wanted).await?;
    let mut connections = Vec::new();
    for _ in 0..AT_ONCE {
        connections.push(Connection::open(wanted.port).await?);
    }
    let mut n_kept = 0;
    for _ in 0..wanted.tokens {
        let browser = Browser::fresh();
        let mut ballots = Vec::new();
        for i in 0..N_SHEETS {
            let answer = u8::try_from(1 + i % 5).unwrap_or(3);
            let sealed: Sealed = browser.seal(hone, group, &rating::sheet("pulse", answer)).await;
            ballots.push(sent(&sealed));
        }
        let ballots = Arc::new(ballots);
        let mut submits = JoinSet::new();
        for (i, mut connection) in connections.drain(..).enumerate() {
            let ballots = ballots.clone();
            submits.spawn(async move {
                let answer = connection.post("/ballots", &ballots[i % N_SHEETS], false).await;
                (connection, answer.is_ok_and(|answer| answer.status == 200))
            });
        }
        for (connection, is_kept) in submits.join_all().await {
            n_kept += usize::from(is_kept);
            connections.push(connection);
        }
    }
    server.kill().await?;
    let n_ballots = ballot::n_kept(hone, running.round_ref).await;
    let leader = running.leaders["Ines Okafor"];
    let n_counted = rating::casts(hone, &running).await[&leader].len();
    say(&format!(
        "  {} tokens, each sent {AT_ONCE} times at once: {n_kept} acknowledged, {n_ballots} ballots, \
         {n_counted} sheets",
        wanted.tokens
    ));
    Ok(n_kept == wanted.tokens * AT_ONCE
        && n_ballots == wanted.tokens
        && n_counted == wanted.tokens)
}
