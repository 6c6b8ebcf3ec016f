//! Means of leaders.

use hone_stats::simulate::{Plan, Pool, Source, Variances, simulate};
use hone_stats::{Interval, interval_of_mean, pooled};

use crate::study::{Study, Told};

/// A round without rounding to categories, so that its truth has a formula: each rater rates one
/// leader, and nobody sees what only their category sees.
pub(crate) fn plan(n_leaders: usize, n_raters: usize) -> Plan {
    let typical = Plan::typical(n_leaders);
    Plan {
        variances: Variances { source: 0.0, ..typical.variances },
        sources: vec![Source { name: "raters".to_owned(), raters_per_leader: n_raters }],
        pool: Pool::Own,
        thresholds: Vec::new(),
        ..typical
    }
}

/// Rows of each leader's ballots, in the order of leaders.
pub(crate) fn ballots_of(leaders: &[u32], n_leaders: usize) -> Vec<Vec<usize>> {
    let mut rows = vec![Vec::new(); n_leaders];
    for (row, leader) in leaders.iter().enumerate() {
        rows[*leader as usize].push(row);
    }
    rows
}

/// The mean of a leader's raters, with a spread pooled over the round: what a result shows.
pub(crate) fn means() -> Vec<Study> {
    let sizes = [(20, 4), (20, 10), (200, 3), (200, 8), (2_000, 5)];
    sizes
        .map(|(n_leaders, n_raters)| Study {
            method: "mean of a leader's raters, pooled spread",
            size: format!("{n_leaders} leaders, {n_raters} raters, answers 1 to 5"),
            runs: (40_000 / n_leaders) as u64,
            exception: None,
            round: Box::new(move |seed| leaders_means(n_leaders, n_raters, seed)),
        })
        .into()
}

fn leaders_means(n_leaders: usize, n_raters: usize, seed: u64) -> Vec<Told> {
    let typical = Plan::typical(n_leaders);
    let plan = Plan {
        thresholds: typical.thresholds,
        n_scales: 1,
        own_view: None,
        ..plan(n_leaders, n_raters)
    };
    let Ok(round) = simulate(&plan, seed) else { return Vec::new() };
    let views = round.scores.row_means();
    let leaders: Vec<Vec<f64>> = ballots_of(&round.leaders, n_leaders)
        .iter()
        .map(|rows| rows.iter().map(|row| views[*row]).filter(|view| !view.is_nan()).collect())
        .collect();
    let groups: Vec<&[f64]> = leaders.iter().map(Vec::as_slice).collect();
    let Ok(spread) = pooled(&groups) else { return Vec::new() };
    leaders
        .iter()
        .zip(&round.truth.leaders)
        .filter_map(|(views, truth)| {
            let mean = views.iter().sum::<f64>() / views.len() as f64;
            let told = interval_of_mean(mean, spread.sd(), views.len(), 0.95).ok()?;
            let interval = Interval { low: told.low, high: told.high };
            Some(Told { value: mean, interval: Some(interval), truth: truth.expected[0][0] })
        })
        .collect()
}
