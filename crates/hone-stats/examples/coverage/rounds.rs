//! Means of leaders.

use hone_stats::simulate::{Plan, Pool, Round, Source, Variances, simulate};
use hone_stats::{Groups, Interval, interval_of_mean, pooled};

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

/// The variance of an answer that is shared by the ballots about one leader, in one scale.
pub(crate) fn leader(variances: &Variances) -> f64 {
    variances.general + variances.specific
}

/// That which is shared by the answers of one ballot, in one scale.
pub(crate) fn shared(variances: &Variances) -> f64 {
    leader(variances) + variances.leniency + variances.halo + variances.halo_specific
}

/// A round of one scale whose items are all alike, and the leader of each row.
pub(crate) fn one_scale(n_leaders: usize, n_raters: usize, seed: u64) -> Option<(Round, Groups)> {
    let plan =
        Plan { n_scales: 1, difficulty_sd: 0.0, own_view: None, ..plan(n_leaders, n_raters) };
    let round = simulate(&plan, seed).ok()?;
    let (leaders, _) = Groups::by_label(&round.leaders).ok()?;
    Some((round, leaders))
}

/// Variances of the mean of such a scale: between leaders, and between the raters of one.
pub(crate) fn of_scale_mean() -> (f64, f64) {
    let plan = Plan::typical(1);
    let between = leader(&plan.variances);
    let noise = plan.variances.noise / plan.items_per_scale as f64;
    (between, shared(&plan.variances) - between + noise)
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
        .map(|(n_leaders, n_raters)| {
            let size = format!("{n_leaders} leaders, {n_raters} raters, answers 1 to 5");
            let what =
                ("mean of a leader's raters, pooled spread", size, (40_000 / n_leaders) as u64);
            Study::interval(what, move |seed| leaders_means(n_leaders, n_raters, seed))
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
