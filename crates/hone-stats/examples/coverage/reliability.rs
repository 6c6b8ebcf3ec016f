//! Reliability of scales and of leaders' means.

use hone_stats::reliability::alpha;
use hone_stats::simulate::{Plan, Variances, simulate};

use crate::rounds::plan;
use crate::study::{Study, Told};

/// Alpha of a scale of five equal items, one ballot for each leader so that rows are independent.
pub(crate) fn alphas() -> Vec<Study> {
    [30, 100, 500]
        .map(|n| Study {
            method: "alpha, Feldt's interval",
            size: format!("{n} rows, 5 items"),
            runs: 4_000,
            exception: None,
            round: Box::new(move |seed| one_alpha(n, seed)),
        })
        .into()
}

fn one_alpha(n: usize, seed: u64) -> Vec<Told> {
    let plan = Plan { n_scales: 1, difficulty_sd: 0.0, ..plan(n, 1) };
    let Variances { noise, .. } = plan.variances;
    let common = shared(&plan.variances);
    let k = plan.items_per_scale as f64;
    let truth = k * common / (k * common + noise);
    let told = simulate(&plan, seed).and_then(|round| alpha(&round.scores));
    let Ok(told) = told else { return Vec::new() };
    vec![Told { value: told.raw.value, interval: told.raw.ci95, truth }]
}

/// What the items of one ballot share.
pub(crate) fn shared(variances: &Variances) -> f64 {
    leader(variances) + variances.leniency + variances.halo + variances.halo_specific
}

/// What the ballots about one leader share, in one scale.
pub(crate) fn leader(variances: &Variances) -> f64 {
    variances.general + variances.specific
}
