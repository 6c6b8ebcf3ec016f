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

/// A rater changes their ballot so many others later.
const APART: usize = 50;

/// The largest difference of medians.
const MOST: Duration = Duration::from_millis(1);

pub(super) async fn run(fresh: &Fresh, wanted: &Wanted) -> anyhow::Result<bool> {
    let hone = &fresh.hone;
    let running = rating::running(hone, INES).await;
    let group = running.group("Ines Okafor", Category::Reports);
    let n_raters = wanted.ballots / 3;
    let mut rows: Vec<[String; 3]> = Vec::new();
    for _ in 0..n_raters {
        let browser = Browser::fresh();
        let sheets = [rating::sheet("pulse", 2), rating::sheet("pulse", 4), Sheet::default()];
        let mut ballots = [const { String::new() }; 3];
        for (ballot, sheet) in ballots.iter_mut().zip(&sheets) {
            *ballot = sent(&browser.seal(hone, group, sheet).await);
        }
        rows.push(ballots);
    }
    let mut server = serve(fresh, wanted).await?;
    let mut connection = Connection::open(wanted.port).await?;
    let mut took: [Vec<Duration>; 3] = Default::default();
    // At any time as many of each kind, so that a machine that slows down does not tell them apart.
    for step in 0..n_raters + 2 * APART {
        let rater = |kind: usize| Some((step.checked_sub(kind * APART)?, kind));
        let mut now: Vec<_> =
            (0..3).filter_map(rater).filter(|(rater, _)| *rater < n_raters).collect();
        chance::shuffle(&mut now);
        let is_steady = now.len() == 3;
        for (rater, kind) in now {
            let begun = Instant::now();
            let answer = connection.post("/ballots", &rows[rater][kind], false).await?;
            anyhow::ensure!(answer.status == 200, "a ballot was refused");
            if is_steady {
                took[kind].push(begun.elapsed());
            }
        }
    }
    server.kill().await?;
    anyhow::ensure!(!took[0].is_empty(), "these are too few ballots to time; ask for more");
    let medians = took.map(|mut all| {
        all.sort_unstable();
        all[all.len() / 2]
    });
    let [first, changed, back] = medians;
    say(&format!(
        "  {} ballots one after another, medians: first {first:?}, changed {changed:?}, taken back \
         {back:?}",
        3 * n_raters
    ));
    Ok(medians.iter().all(|one| medians.iter().all(|other| one.abs_diff(*other) < MOST)))
}
