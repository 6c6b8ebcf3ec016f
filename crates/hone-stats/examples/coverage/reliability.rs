//! Reliability of scales and of leaders' means.

use hone_stats::reliability::{
    alpha, group_icc, omega, omega_factors, omega_ordinal, two_level_omega,
};
use hone_stats::simulate::{Plan, Variances, simulate};
use hone_stats::{Estimate, Scores};

use crate::items::{answers, one_factor};
use crate::rounds::{leader, of_scale_mean, one_scale, plan, shared};
use crate::study::{Study, Told};

pub(crate) fn studies() -> Vec<Study> {
    [alphas(), leaders_iccs(), omegas(), ordinal_omegas(), factor_omegas(), leaders_omegas()]
        .into_iter()
        .flatten()
        .collect()
}

/// Alpha of a scale of five equal items, one ballot for each leader so that rows are independent.
fn alphas() -> Vec<Study> {
    let study = |n: usize| {
        let what = ("alpha, Feldt's interval", format!("{n} rows, 5 items"), 4_000);
        Study::interval(what, move |seed| one_alpha(n, seed))
    };
    [30, 100, 500].map(study).into()
}

fn one_alpha(n: usize, seed: u64) -> Vec<Told> {
    let told = of_alike_items(n, seed).and_then(|scores| alpha(&scores).ok());
    told.map(|told| vec![Told::of(told.raw, reliability_of_alike_items())]).unwrap_or_default()
}

/// Five items of one scale that are all alike, one ballot for each leader.
fn of_alike_items(n: usize, seed: u64) -> Option<Scores> {
    let plan = Plan { n_scales: 1, difficulty_sd: 0.0, ..plan(n, 1) };
    simulate(&plan, seed).ok().map(|round| round.scores)
}

fn reliability_of_alike_items() -> f64 {
    let plan = Plan::typical(1);
    let Variances { noise, .. } = plan.variances;
    let k = plan.items_per_scale as f64;
    let common = shared(&plan.variances);
    k * common / (k * common + noise)
}

/// ICC(1) and ICC(2) of a scale mean, raters inside leaders.
fn leaders_iccs() -> Vec<Study> {
    let sizes = [(20, 3), (20, 10), (100, 3), (100, 8), (500, 5), (2_000, 8)];
    let study = |n_leaders: usize, n_raters: usize, is_mean: bool| {
        let method =
            if is_mean { "ICC(2), raters in leaders" } else { "ICC(1), raters in leaders" };
        let runs = if n_leaders > 200 { 200 } else { 2_000 };
        let what = (method, format!("{n_leaders} leaders, {n_raters} raters"), runs);
        Study::interval(what, move |seed| leaders_icc(n_leaders, n_raters, is_mean, seed))
    };
    sizes.into_iter().flat_map(|(n, k)| [study(n, k, false), study(n, k, true)]).collect()
}

fn leaders_icc(n_leaders: usize, n_raters: usize, is_mean: bool, seed: u64) -> Vec<Told> {
    let Some((round, leaders)) = one_scale(n_leaders, n_raters, seed) else { return Vec::new() };
    let (between, within) = of_scale_mean();
    let Ok(told) = group_icc(&round.scores.row_means(), &leaders) else { return Vec::new() };
    let n_averaged = if is_mean { n_raters as f64 } else { 1.0 };
    let estimate = if is_mean { told.icc2 } else { told.icc1 };
    vec![Told::of(estimate, between / (between + within / n_averaged))]
}

/// Omega of a scale of five equal items, one ballot for each leader.
fn omegas() -> Vec<Study> {
    let study = |n: usize| {
        let what = ("omega, delta method", format!("{n} rows, 5 items"), 1_000);
        Study::interval(what, move |seed| {
            let told = of_alike_items(n, seed).and_then(|scores| omega(&scores, None).ok());
            told.map(|told| vec![Told::of(told.omega, reliability_of_alike_items())])
                .unwrap_or_default()
        })
    };
    [100, 500].map(study).into()
}

/// Omega of ordinal items: the bootstrap that the command takes, and the delta method.
fn ordinal_omegas() -> Vec<Study> {
    const DRAWS: usize = 200;
    let study = |n: usize, n_draws: usize| {
        let method = match n_draws {
            0 => "omega of ordinal items, delta method",
            _ => "omega of ordinal items, bootstrap of 200",
        };
        let what = (method, format!("{n} rows, 5 items"), if n_draws > 0 { 300 } else { 1_000 });
        Study::interval(what, move |seed| ordinal_omega(n, n_draws, seed))
    };
    vec![study(150, 0), study(500, 0), study(150, DRAWS), study(500, DRAWS)]
}

fn ordinal_omega(n: usize, n_draws: usize, seed: u64) -> Vec<Told> {
    let told = Scores::new(answers(&one_factor(n, &[0.7; 5], seed)))
        .and_then(|scores| omega_ordinal(&scores, None, n_draws, seed));
    told.map(|told| vec![Told::of(told.omega, true_ordinal_omega())]).unwrap_or_default()
}

/// Omega of five such items in a sample so large that it is the truth to three figures.
fn true_ordinal_omega() -> f64 {
    static TRUTH: std::sync::OnceLock<f64> = std::sync::OnceLock::new();
    *TRUTH.get_or_init(|| {
        let scores = Scores::new(answers(&one_factor(1_000_000, &[0.7; 5], 1 << 40)));
        let found = scores.and_then(|scores| omega_ordinal(&scores, None, 0, 0));
        found.map_or(f64::NAN, |found| found.omega.value)
    })
}

/// Omega hierarchical and total of nine items with a general factor and three of groups.
fn factor_omegas() -> Vec<Study> {
    let study = |n: usize, is_total: bool| {
        let method = if is_total {
            "omega total by three factors, bootstrap of 100"
        } else {
            "omega hierarchical by three factors, bootstrap of 100"
        };
        let what = (method, format!("{n} rows, 9 items"), 120);
        Study::interval(what, move |seed| factor_omega(n, is_total, seed))
    };
    vec![study(300, false), study(1_000, false), study(300, true)]
}

fn factor_omega(n: usize, is_total: bool, seed: u64) -> Vec<Told> {
    let (general, group): (f64, f64) = (0.6, 0.5);
    let unique = 1.0 - general * general - group * group;
    let columns = crate::items::bifactor(n, 3, 3, (general, group), seed);
    let Ok(told) = Scores::new(columns).and_then(|scores| omega_factors(&scores, 3, 100, seed))
    else {
        return Vec::new();
    };
    let of_general = (9.0 * general).powi(2);
    let all = of_general + 3.0 * (3.0 * group).powi(2) + 9.0 * unique;
    let (estimate, truth) = if is_total {
        (told.total, 1.0 - 9.0 * unique / all)
    } else {
        (told.hierarchical, of_general / all)
    };
    vec![Told::of(estimate, truth)]
}

/// The reliability of a leader's mean, of one ballot and within leaders, by a factor model at two
/// levels.
fn leaders_omegas() -> Vec<Study> {
    let study = |n_leaders: usize, n_raters: usize, place: usize| {
        let method = [
            "omega of a leader's mean (two levels)",
            "omega of one ballot (two levels)",
            "omega within leaders (two levels)",
        ][place];
        let runs = if n_leaders < 200 { 1_000 } else { 300 };
        let what = (method, format!("{n_leaders} leaders, {n_raters} raters"), runs);
        Study::interval(what, move |seed| leaders_omega(n_leaders, n_raters, place, seed))
    };
    [(20, 3), (50, 4), (200, 5), (1_000, 8)]
        .into_iter()
        .flat_map(|(n, k)| [study(n, k, 0), study(n, k, 1), study(n, k, 2)])
        .collect()
}

fn leaders_omega(n_leaders: usize, n_raters: usize, place: usize, seed: u64) -> Vec<Told> {
    let Some((round, leaders)) = one_scale(n_leaders, n_raters, seed) else { return Vec::new() };
    let Ok(told) = two_level_omega(&round.scores, &leaders) else { return Vec::new() };
    let plan = Plan::typical(1);
    let between = leader(&plan.variances);
    let within = shared(&plan.variances) - between;
    let noise = plan.variances.noise / plan.items_per_scale as f64;
    let (estimate, truth): (Estimate, f64) = match place {
        0 => (told.omega_b, between / (between + (within + noise) / n_raters as f64)),
        1 => (told.omega_2l, (between + within) / (between + within + noise)),
        _ => (told.omega_w, within / (within + noise)),
    };
    vec![Told::of(estimate, truth)]
}
