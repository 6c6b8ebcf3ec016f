//! A first ballot, a changed one and one that is taken back take as long: nobody who only sees how
//! long an answer takes learns which it was.

use std::time::{Duration, Instant};

use hone_core::ballot::Sheet;
use hone_core::category::Category;
use hone_core::chance;
use hone_core::testing::Fresh;
use hone_core::testing::rating::{self, Browser, INES};

use super::{Wanted, serve};
use crate::http::Connection;
use crate::rater::sent;
use crate::say;

/// The largest difference of medians.
const MOST: Duration = Duration::from_millis(1);

pub(super) async fn run(fresh: &Fresh, wanted: &Wanted) -> anyhow::Result<bool> {
    let hone = &fresh.hone;
    let running = rating::running(hone, INES).await;
    let group = running.group("Ines Okafor", Category::Reports);
    let mut rows: Vec<(usize, usize, String)> = Vec::new();
    for rater in 0..wanted.ballots / 3 {
        let browser = Browser::fresh();
        for (kind, sheet) in
            [rating::sheet("pulse", 2), rating::sheet("pulse", 4), Sheet::default()]
                .iter()
                .enumerate()
        {
            let sealed = browser.seal(hone, group, sheet).await;
            rows.push((rater, kind, sent(&sealed)));
        }
    }
    // In random order, but each rater's own in theirs.
    let mut order: Vec<usize> = rows.iter().map(|(rater, ..)| *rater).collect();
    chance::shuffle(&mut order);
    let mut next = vec![0; wanted.ballots / 3];
    let mut server = serve(fresh, wanted).await?;
    let mut connection = Connection::open(wanted.port).await?;
    let mut took: [Vec<Duration>; 3] = Default::default();
    for rater in order {
        let (_, kind, ballot) = &rows[rater * 3 + next[rater]];
        next[rater] += 1;
        let begun = Instant::now();
        let answer = connection.post("/ballots", ballot, false).await?;
        anyhow::ensure!(answer.status == 200, "a ballot was refused");
        took[*kind].push(begun.elapsed());
    }
    server.kill().await?;
    let medians = took.map(|mut all| {
        all.sort_unstable();
        all[all.len() / 2]
    });
    let [first, changed, back] = medians;
    say(&format!(
        "  {} ballots one after another, medians: first {first:?}, changed {changed:?}, taken back \
         {back:?}",
        rows.len()
    ));
    Ok(medians.iter().all(|one| medians.iter().all(|other| one.abs_diff(*other) < MOST)))
}
