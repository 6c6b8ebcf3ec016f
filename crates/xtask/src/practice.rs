//! How soon the pages of practice begin to come where very many teams practise.

use std::cell::RefCell;
use std::process::ExitCode;
use std::time::Instant;

use clap::Args;
use hone_core::testing::crews::{PER_TEAM, Practising, Size, practising};

use crate::leaders::each;
use crate::load::memory;
use crate::pages::{MOST, tell};
use crate::server::Place;
use crate::{Site, say};

/// What is asked for.
#[derive(Args, Clone, Debug)]
pub(crate) struct Wanted {
    #[command(flatten)]
    site: Site,
    /// How many teams practise, eight people in each
    #[arg(long, default_value_t = 100)]
    teams: usize,
    /// How many areas there are, and objectives, and bets, and challenges and experiments together
    #[arg(long, default_value_t = 10_000)]
    things: usize,
    /// How many of each of these are in the largest team
    #[arg(long, default_value_t = 300)]
    largest: usize,
    /// How often each page is asked for, half of it in the largest team
    #[arg(long, default_value_t = 200)]
    asked: usize,
    /// How many ask at once
    #[arg(long, default_value_t = 4)]
    concurrency: usize,
}

/// A page by name, and where it is for a member.
type Page = (&'static str, fn(&Practising) -> String);

const PAGES: [Page; 20] = [
    ("today", |_| "/".to_owned()),
    ("all lines", |_| "/today".to_owned()),
    ("week", |_| "/week".to_owned()),
    ("month", |_| "/month".to_owned()),
    ("teams", |_| "/team".to_owned()),
    ("team", |who| of_team(who, "")),
    ("areas", |who| of_team(who, "/delegation")),
    ("vision and objectives", |who| of_team(who, "/vision")),
    ("people who matter", |who| of_team(who, "/stakeholders")),
    ("bets", |who| of_team(who, "/bets")),
    ("challenges and experiments", |who| of_team(who, "/experiments")),
    ("an area", |who| of_team(who, &format!("/delegation/{}", who.area))),
    ("an objective", |who| of_team(who, &format!("/objectives/{}", who.objective))),
    ("a bet", |who| of_team(who, &format!("/bets/{}", who.bet))),
    ("an experiment", |who| of_team(who, &format!("/experiments/{}", who.experiment))),
    ("own bets", |who| of_team(who, "/bets/mine")),
    ("lessons", |who| of_team(who, "/delegation/lessons")),
    ("search, a word in everything", |who| of_team(who, "/search?q=name")),
    ("search, two words", |who| of_team(who, "/search?q=depot+sign")),
    ("search, nothing found", |who| of_team(who, "/search?q=zebra")),
];

fn of_team(who: &Practising, page: &str) -> String {
    format!("/team/{}{page}", who.team)
}

/// Asks for each page as many members, and says how soon it began to come.
pub(crate) async fn run(wanted: Wanted) -> anyhow::Result<ExitCode> {
    let size = Size { n_teams: wanted.teams, n_things: wanted.things, n_largest: wanted.largest };
    anyhow::ensure!(size.n_teams > 1, "--teams: at least 2");
    anyhow::ensure!(size.n_largest <= size.n_things, "--largest: at most as many as --things");
    let place = Place::fresh(&wanted.site)?;
    let hone = place.hone().await?;
    let begun = Instant::now();
    let all = practising(&hone, size).await;
    hone.close().await;
    let engine = if wanted.site.database.is_some() { "PostgreSQL" } else { "SQLite" };
    say(&format!(
        "{} teams with {} areas, objectives, bets, and challenges and experiments each on {engine}, set up in {:.0} s",
        size.n_teams,
        size.n_things,
        begun.elapsed().as_secs_f64()
    ));
    let server = place.serve().await?;
    let asking = asking(&all, wanted.asked);
    // Once unmeasured: the first who ask wait for connections and for pages of the database.
    for (_, path) in PAGES {
        let ask = |who: &&Practising| (path(who), who.token.text().to_owned());
        let first = &asking[..asking.len().min(8 * wanted.concurrency)];
        each(wanted.site.port, first, wanted.concurrency, ask, drop).await?;
    }
    say(&format!("first byte of a page, {} asked for at once:", wanted.concurrency));
    let mut is_soon = true;
    for (name, path) in PAGES {
        let waits = RefCell::new(Vec::new());
        let ask = |who: &&Practising| (path(who), who.token.text().to_owned());
        let take = |answer: crate::http::Answer| waits.borrow_mut().push(answer.first_byte);
        each(wanted.site.port, &asking, wanted.concurrency, ask, take).await?;
        is_soon &= tell(name, waits.into_inner());
    }
    say(&memory(server.id()));
    say(&format!("  p95 below {MOST:?}: {}", if is_soon { "holds" } else { "DOES NOT HOLD" }));
    Ok(if is_soon { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Who asks, so often in all: by turns somebody of the largest team, its lead among them, and somebody of
/// another.
fn asking(all: &[Practising], n: usize) -> Vec<&Practising> {
    let (largest, others) = all.split_at(PER_TEAM.min(all.len()));
    let others = others.iter().step_by(PER_TEAM + 1).cycle();
    largest.iter().cycle().zip(others).flat_map(|(one, other)| [one, other]).take(n).collect()
}
