mod closing;
mod keeping;
mod linking;
mod order;
mod standings;
mod waves;

use std::collections::BTreeMap;

use super::*;
use crate::ids::LeaderRef;
use crate::invitation::Issued;
use crate::testing::Fresh;
use crate::testing::rating::{self, Browser, INES, Running};

const AIKO: &str = "Aiko Brandt";
const LEON: &str = "Leon Fischer";

/// A round about Ines, in which Aiko's browser has fetched its token.
async fn with_aiko(fresh: &Fresh) -> (Running, GroupRef, Browser) {
    let running = rating::running(&fresh.hone, INES).await;
    let group = running.group("Ines Okafor", Category::Reports);
    let browser = Browser::fresh();
    fetch(fresh, &running, AIKO, &browser, group).await;
    (running, group, browser)
}

async fn fetch(fresh: &Fresh, running: &Running, who: &str, browser: &Browser, group: GroupRef) {
    let issued = browser.fetch(&fresh.hone, &running.secrets[who], &[group]).await;
    assert!(matches!(issued, Issued::Done(_)), "{}: {issued:?}", fresh.engine);
}

/// What was answered about Ines so far.
async fn casts(fresh: &Fresh, running: &Running) -> Vec<Cast> {
    rating::casts(&fresh.hone, running).await[&running.leaders["Ines Okafor"]].clone()
}

/// As many tokens fetched in every group as one likes.
fn issued(running: &Running, n: i64) -> BTreeMap<GroupRef, i64> {
    running.groups.values().map(|group| (*group, n)).collect()
}

/// The rows of ballots among all stored values, known by their length.
fn rows(values: &[Vec<u8>]) -> Vec<&Vec<u8>> {
    let is_row = |value: &&Vec<u8>| value.len() == 4_096 + hone_token::WRAPPING;
    values.iter().filter(is_row).collect()
}

/// Makes nothing of any sheet.
#[expect(clippy::unnecessary_wraps, reason = "as everything that makes releases")]
fn nothing(_: &BTreeMap<LeaderRef, Turnout>) -> Result<Made> {
    Ok(Made::default())
}

/// A release about each of these leaders, and nothing else.
fn made(releases: Vec<(LeaderRef, String)>) -> Made {
    Made { releases, quality: None }
}
