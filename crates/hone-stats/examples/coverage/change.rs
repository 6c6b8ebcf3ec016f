//! Changes of leaders between two rounds, and forecasts.

use hone_stats::Groups;
use hone_stats::change::{leader_change, two_waves};
use hone_stats::forecasts::{Record, brier};
use hone_stats::numeric::stream;
use hone_stats::simulate::{Plan, SecondWave, simulate};
use rand::RngExt;

use crate::rounds::plan;
use crate::study::{Study, Told};

/// The change of each leader's mean, with the same, partly other and other raters.
pub(crate) fn changes() -> Vec<Study> {
    let sizes = [(50, 4, 0.0), (50, 4, 0.5), (50, 4, 1.0), (200, 8, 0.3)];
    sizes
        .map(|(n_leaders, n_raters, turnover)| Study {
            method: "change of a leader's mean",
            size: format!(
                "{n_leaders} leaders, {n_raters} raters, {:.0} % of them new, answers 1 to 5",
                100.0 * turnover
            ),
            runs: (40_000 / n_leaders) as u64,
            exception: None,
            round: Box::new(move |seed| leaders_changes(n_leaders, n_raters, turnover, seed)),
        })
        .into()
}

fn leaders_changes(n_leaders: usize, n_raters: usize, turnover: f64, seed: u64) -> Vec<Told> {
    let plan = Plan {
        thresholds: Plan::typical(n_leaders).thresholds,
        n_scales: 1,
        second_wave: Some(SecondWave { change: 0.2, change_sd: 0.3, turnover }),
        ..plan(n_leaders, n_raters)
    };
    let Ok(round) = simulate(&plan, seed) else { return Vec::new() };
    let is_after: Vec<bool> = round.waves.iter().map(|wave| *wave == 1).collect();
    let (Ok((leaders, _)), Ok((raters, _))) =
        (Groups::by_label(&round.leaders), Groups::by_label(&round.raters))
    else {
        return Vec::new();
    };
    let told = two_waves(&round.scores.row_means(), &leaders, Some(&raters), &is_after)
        .and_then(|waves| leader_change(&waves));
    let Ok(told) = told else { return Vec::new() };
    let told = told.leaders.iter().map(|leader| {
        let expected = &round.truth.leaders[leader.leader].expected;
        Told { value: leader.change, interval: leader.ci95, truth: expected[1][0] - expected[0][0] }
    });
    told.collect()
}

/// The Brier score of somebody whose odds are a little too bold.
pub(crate) fn forecasts() -> Vec<Study> {
    [10, 30, 100]
        .map(|n| Study {
            method: "Brier score",
            size: format!("{n} bets"),
            runs: 4_000,
            exception: None,
            round: Box::new(move |seed| brier_score(n, seed)),
        })
        .into()
}

/// True chances are drawn evenly from 0.1 to 0.9; odds go further out by half.
fn brier_score(n: usize, seed: u64) -> Vec<Told> {
    let mut rng = stream(seed, 0);
    let chances: Vec<f64> = (0..n).map(|_| rng.random_range(0.1..0.9)).collect();
    let odds: Vec<f64> =
        chances.iter().map(|p: &f64| 1.5f64.mul_add(p - 0.5, 0.5).clamp(0.02, 0.98)).collect();
    let came_true: Vec<bool> = chances.iter().map(|p| rng.random_bool(*p)).collect();
    let Ok(record) = Record::new(&odds, &came_true) else { return Vec::new() };
    let told = brier(&record);
    vec![Told { value: told.value, interval: told.ci95, truth: true_brier() }]
}

/// The mean of `(odds - outcome)^2` over chances from 0.1 to 0.9, by the midpoint rule.
fn true_brier() -> f64 {
    let n = 100_000;
    let expected = (0..n).map(|i| {
        let p = 0.8f64.mul_add((f64::from(i) + 0.5) / f64::from(n), 0.1);
        let odds = 1.5f64.mul_add(p - 0.5, 0.5).clamp(0.02, 0.98);
        p * (1.0 - odds).powi(2) + (1.0 - p) * odds.powi(2)
    });
    expected.sum::<f64>() / f64::from(n)
}
