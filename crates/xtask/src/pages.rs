//! How soon the pages of a leader begin to come where very many leaders have results.

use std::cell::RefCell;
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use hone_core::testing::many::Rated;

use crate::load::memory;
use crate::{Site, leaders, say};

/// Half of what nobody notices (Nielsen 1993: a tenth of a second), so that the other half is left for
/// the way to the reader.
pub(crate) const MOST: Duration = Duration::from_millis(50);

/// What is asked for.
#[derive(Args, Clone, Debug)]
pub(crate) struct Wanted {
    #[command(flatten)]
    site: Site,
    /// How many leaders have results; each asks once for each page
    #[arg(long, default_value_t = 1_000)]
    leaders: usize,
    /// How many ask at once
    #[arg(long, default_value_t = 4)]
    concurrency: usize,
}

/// A page by name, and where it is for a leader.
type Page = (&'static str, fn(&Rated) -> String);

const PAGES: [Page; 6] = [
    ("today", |_| "/".to_owned()),
    ("report", |leader| format!("/reports/{}", leader.report)),
    ("a contrast in depth", |leader| format!("/reports/{}/trust", leader.report)),
    ("why", |leader| format!("/reports/{}/why", leader.report)),
    ("growth", |leader| format!("/reports/{}/growth", leader.report)),
    ("plan", |leader| format!("/reports/{}/plan", leader.report)),
];

/// Asks for each page as each leader, and says how soon it began to come.
pub(crate) async fn run(wanted: Wanted) -> anyhow::Result<ExitCode> {
    let shown = leaders::show(&wanted.site, wanted.leaders).await?;
    say(&format!("first byte of a page, {} asked for at once:", wanted.concurrency));
    let mut is_soon = true;
    for (name, path) in PAGES {
        let waits = RefCell::new(Vec::new());
        shown
            .each(wanted.concurrency, path, |answer| waits.borrow_mut().push(answer.first_byte))
            .await?;
        is_soon &= tell(name, waits.into_inner());
    }
    say(&memory(shown.server.id()));
    say(&format!("  p95 below {MOST:?}: {}", if is_soon { "holds" } else { "DOES NOT HOLD" }));
    Ok(if is_soon { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Says how long a page was waited for, and whether that is soon enough.
pub(crate) fn tell(name: &str, mut waits: Vec<Duration>) -> bool {
    waits.sort_unstable();
    let [half, most, longest] = [50, 95, 100].map(|of_hundred| quantile(&waits, of_hundred));
    say(&format!("  {name}: p50 {half:.1?}, p95 {most:.1?}, longest {longest:.1?}"));
    most < MOST
}

/// The wait that so many of a hundred stay below.
fn quantile(waits: &[Duration], of_hundred: usize) -> Duration {
    let at = (waits.len() * of_hundred / 100).min(waits.len().max(1) - 1);
    waits.get(at).copied().unwrap_or_default()
}
