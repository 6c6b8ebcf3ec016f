//! How often a report says 'more' or 'less than before', by drawing rounds whose truth is known.
//!
//! `cargo run --release -p hone-gate --example growth [-- --write]`
//!
//! Prints a page; with `--write` it becomes `docs/method/change-figures.md`. Ends with an error if, where
//! nothing changed, more than 5 in 100 scales are said to have changed.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it is a command")]

mod rounds;

use std::fmt::Write;
use std::process::ExitCode;

use rounds::{Plan, Tally};

const HEAD: &str = "# How often a report says that something has changed

Made by `cargo run --release -p hone-gate --example growth -- --write`; do not edit it by hand.
The rule is in [change](change.md), 'In a report'; these figures come from the very function that the page uses.

Each line draws two rounds about many leaders, ten scales of four questions each, and releases them by the rule.
Raters' means of a scale differ by about 0.8 points, and a quarter of that variance goes through all scales of a rater.
'Assumed' rounds have four leaders and take the planning value for that; 'measured' ones have twenty and measure it.
'Others' means that other people answer the second time, 'the same' that all answer again, which the rule does not know.

";

const NOTHING: &str = "## Where nothing has changed

'Compared' is the share of scales that can be compared, 'Scales' the share of those that are said to have changed; the aim is at most 5 in 100.
'Pages' is the share of leaders of whom at least one of ten scales is said to have changed.

| Raters in a group | Groups | Spread | Who answers again | Mean answer | Not seen | Compared | Scales | Pages | Noise floor |
|---|---|---|---|---|---|---|---|---|---|
";

const CHANGED: &str = "
## Where all scales have risen

The share of scales that are said to be 'more than before', by how far they rose; in brackets the share said to be 'less'.

| Raters in a group | Groups | Spread | Who answers again | Rose by 0.5 | Rose by 1.0 | Rose by 1.5 |
|---|---|---|---|---|---|---|
";

const LIMITS: &str = "
## What this does not say

- Means near an end of the answers are held back by bounds and by the end itself, so rises there are told less often.
- Where raters differ by more than the spread says, more is called change than should be; where a round is too small to measure it, that cannot be seen.
";

/// Raters in each group, groups, and the floor.
const SIZES: [(usize, usize, usize); 7] =
    [(3, 1, 3), (4, 1, 4), (6, 1, 4), (8, 1, 4), (4, 3, 4), (6, 3, 4), (8, 3, 4)];

fn main() -> ExitCode {
    let is_written = std::env::args().any(|argument| argument == "--write");
    let mut page = HEAD.to_owned();
    let nothing = where_nothing_changed(&mut page);
    where_all_rose(&mut page);
    page.push_str(LIMITS);
    println!("{page}");
    if is_written && let Err(error) = std::fs::write("docs/method/change-figures.md", &page) {
        eprintln!("docs/method/change-figures.md: {error}");
        return ExitCode::FAILURE;
    }
    if nothing > 0.05 {
        eprintln!("{nothing:.3} of the scales that did not change are said to have changed");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// The lines of the first table, and the largest share of scales among them.
fn where_nothing_changed(page: &mut String) -> f64 {
    page.push_str(NOTHING);
    let mut largest: f64 = 0.0;
    for plan in plans() {
        let tally = tally(&plan);
        largest = largest.max(tally.share_changed());
        let _ = writeln!(
            page,
            "{} {:.1} | {:.0} % | {:.0} % | {:.1} % | {:.0} % | {:.1} |",
            head(&plan),
            plan.levels[0],
            100.0 * plan.unseen,
            100.0 * tally.share_compared(),
            100.0 * tally.share_changed(),
            100.0 * tally.share_of_pages(),
            tally.mean_floor(),
        );
    }
    largest
}

/// Every size, assumed and measured; then the same raters, high means and questions not seen.
fn plans() -> Vec<Plan> {
    let mut plans = Vec::new();
    for size in SIZES {
        plans.extend([4, 20].map(|n_leaders| plan(size, n_leaders)));
    }
    for size in [(4, 1, 4), (8, 1, 4)] {
        let plan = plan(size, 20);
        plans.push(Plan { same_raters: true, ..plan });
        plans.push(Plan { levels: [4.3, 4.3], ..plan });
        plans.push(Plan { levels: [1.8, 1.8], ..plan });
    }
    plans.push(Plan { unseen: 0.05, ..plan((4, 3, 4), 20) });
    plans.push(Plan { unseen: 0.05, ..plan((8, 3, 4), 20) });
    plans.push(Plan { unseen: 0.4, ..plan((8, 1, 4), 20) });
    plans
}

fn plan((n, n_groups, floor): (usize, usize, usize), n_leaders: usize) -> Plan {
    let n_raters = [0, 1, 2].map(|group| if group < n_groups { n } else { 0 });
    let levels = [3.2, 3.2];
    Plan { n_raters, floor, n_leaders, levels, same_raters: false, unseen: 0.0 }
}

fn where_all_rose(page: &mut String) {
    page.push_str(CHANGED);
    for (size, same_raters) in
        SIZES.map(|size| (size, false)).into_iter().chain([((4, 3, 4), true)])
    {
        let plan = Plan { same_raters, ..plan(size, 20) };
        let shares = [0.5, 1.0, 1.5].map(|rise| {
            let tally = tally(&Plan { levels: [2.6, 2.6 + rise], ..plan });
            let (more, less) = (100.0 * tally.share_more(), 100.0 * tally.share_less());
            format!("{more:.0} % ({less:.1} %)")
        });
        let _ = writeln!(page, "{} {} |", head(&plan), shares.join(" | "));
    }
}

fn head(plan: &Plan) -> String {
    let n_groups = plan.n_raters.iter().filter(|n| **n > 0).count();
    let spread = if plan.measures() { "measured" } else { "assumed" };
    let again = if plan.same_raters { "the same" } else { "others" };
    format!("| {} | {n_groups} | {spread} | {again} |", plan.n_raters[0])
}

/// Ten scales of 1,000 leaders.
fn tally(plan: &Plan) -> Tally {
    let mut tally = Tally::default();
    for seed in 0..(1_000 / plan.n_leaders) as u64 {
        for told in plan.draw(seed) {
            tally.add(&told);
        }
    }
    assert!(tally.n_told >= 1_000, "only {} scales were told", tally.n_told);
    tally
}
