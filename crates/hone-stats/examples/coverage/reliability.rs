//! Reliability of scales and of leaders' means.

use hone_stats::numeric::{normal, stream};
use hone_stats::reliability::{Icc, alpha, group_icc, icc, omega, two_level_omega};
use hone_stats::simulate::{Plan, Variances, simulate};
use hone_stats::{Estimate, Groups, Scores};

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

/// ICC(1) and ICC(2) of a scale mean, raters inside leaders.
pub(crate) fn leaders_iccs() -> Vec<Study> {
    let sizes = [(20, 4), (20, 10), (100, 3), (100, 8), (500, 5), (2_000, 8)];
    let study = |n_leaders: usize, n_raters: usize, is_mean: bool| Study {
        method: if is_mean { "ICC(2), raters in leaders" } else { "ICC(1), raters in leaders" },
        size: format!("{n_leaders} leaders, {n_raters} raters"),
        runs: 2_000,
        exception: None,
        round: Box::new(move |seed| leaders_icc(n_leaders, n_raters, is_mean, seed)),
    };
    sizes.into_iter().flat_map(|(n, k)| [study(n, k, false), study(n, k, true)]).collect()
}

fn leaders_icc(n_leaders: usize, n_raters: usize, is_mean: bool, seed: u64) -> Vec<Told> {
    let plan = Plan { n_scales: 1, difficulty_sd: 0.0, ..plan(n_leaders, n_raters) };
    let between = leader(&plan.variances);
    let within =
        shared(&plan.variances) - between + plan.variances.noise / plan.items_per_scale as f64;
    let Ok(round) = simulate(&plan, seed) else { return Vec::new() };
    let Ok((leaders, _)) = Groups::by_label(&round.leaders) else { return Vec::new() };
    let Ok(told) = group_icc(&round.scores.row_means(), &leaders) else { return Vec::new() };
    let n_averaged = if is_mean { n_raters as f64 } else { 1.0 };
    let estimate = if is_mean { told.icc2 } else { told.icc1 };
    let truth = between / (between + within / n_averaged);
    vec![Told { value: estimate.value, interval: estimate.ci95, truth }]
}

const SATTERTHWAITE: &str = "the interval is that of Shrout and Fleiss, which psych gives too; its \
     degrees of freedom are approximate (Satterthwaite) and it holds about 92 of 100 true values.";

/// The two-way intraclass correlations: the same raters judge everybody.
pub(crate) fn crossed_iccs() -> Vec<Study> {
    let study =
        |n: usize, k: usize, name: &'static str, pick: fn(&Icc) -> Estimate, mean: bool| Study {
            method: name,
            size: format!("{n} people, the same {k} raters"),
            runs: 2_000,
            exception: name.contains("(2").then_some(SATTERTHWAITE),
            round: Box::new(move |seed| crossed_icc(n, k, pick, mean, name.contains("(2"), seed)),
        };
    [(20, 3), (50, 5), (200, 10)]
        .into_iter()
        .flat_map(|(n, k)| {
            [
                study(n, k, "ICC(2,1), agreement", |icc| icc.icc2, false),
                study(n, k, "ICC(3,1), consistency", |icc| icc.icc3, false),
                study(n, k, "ICC(2,k), agreement", |icc| icc.icc2k, true),
            ]
        })
        .collect()
}

/// Half of the variance is the people's, a fifth the raters'.
fn crossed_icc(
    n: usize,
    k: usize,
    pick: fn(&Icc) -> Estimate,
    is_mean: bool,
    is_agreement: bool,
    seed: u64,
) -> Vec<Told> {
    let (people, raters, rest) = (0.5, 0.2, 0.3);
    let mut rng = stream(seed, 0);
    let levels: Vec<f64> = (0..n).map(|_| normal(&mut rng) * f64::sqrt(people)).collect();
    let columns = (0..k).map(|_| {
        let leniency = normal(&mut rng) * f64::sqrt(raters);
        levels.iter().map(|level| level + leniency + normal(&mut rng) * f64::sqrt(rest)).collect()
    });
    let Ok(told) = Scores::new(columns.collect()).and_then(|scores| icc(&scores)) else {
        return Vec::new();
    };
    let estimate = pick(&told);
    let noise = if is_agreement { raters + rest } else { rest };
    let truth = people / (people + noise / if is_mean { k as f64 } else { 1.0 });
    vec![Told { value: estimate.value, interval: estimate.ci95, truth }]
}

/// Omega of a scale of five equal items, one ballot for each leader.
pub(crate) fn omegas() -> Vec<Study> {
    [100, 500]
        .map(|n| Study {
            method: "omega, delta method",
            size: format!("{n} rows, 5 items"),
            runs: 1_000,
            exception: None,
            round: Box::new(move |seed| one_omega(n, seed)),
        })
        .into()
}

fn one_omega(n: usize, seed: u64) -> Vec<Told> {
    let plan = Plan { n_scales: 1, difficulty_sd: 0.0, ..plan(n, 1) };
    let common = shared(&plan.variances);
    let k = plan.items_per_scale as f64;
    let truth = k * common / (k * common + plan.variances.noise);
    let told = simulate(&plan, seed).and_then(|round| omega(&round.scores, None));
    told.map(|told| vec![Told { value: told.omega.value, interval: told.omega.ci95, truth }])
        .unwrap_or_default()
}

/// The reliability of a leader's mean by a factor model within and between leaders.
pub(crate) fn leaders_omegas() -> Vec<Study> {
    [(50, 4), (200, 5), (1_000, 8)]
        .map(|(n_leaders, n_raters)| Study {
            method: "omega of a leader's mean (two levels)",
            size: format!("{n_leaders} leaders, {n_raters} raters"),
            runs: 300,
            exception: None,
            round: Box::new(move |seed| leaders_omega(n_leaders, n_raters, seed)),
        })
        .into()
}

fn leaders_omega(n_leaders: usize, n_raters: usize, seed: u64) -> Vec<Told> {
    let plan = Plan { n_scales: 1, difficulty_sd: 0.0, ..plan(n_leaders, n_raters) };
    let between = leader(&plan.variances);
    let within =
        shared(&plan.variances) - between + plan.variances.noise / plan.items_per_scale as f64;
    let truth = between / (between + within / n_raters as f64);
    let Ok(round) = simulate(&plan, seed) else { return Vec::new() };
    let Ok((leaders, _)) = Groups::by_label(&round.leaders) else { return Vec::new() };
    let told = two_level_omega(&round.scores, &leaders);
    told.map(|told| vec![Told { value: told.omega_b.value, interval: told.omega_b.ci95, truth }])
        .unwrap_or_default()
}
