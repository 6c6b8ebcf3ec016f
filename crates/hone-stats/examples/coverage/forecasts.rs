//! Calibration of forecasts.

use hone_stats::forecasts::{
    Record, brier, decomposition, discrimination, optimism, reliability_curve,
};
use hone_stats::numeric::stream;
use rand::RngExt;

use crate::study::{Study, Told};

const EXACT: &str = "The test is exact: a count takes whole numbers, so with few forecasts less than 5 in \
     100 can be reached.";
const POINT_WISE: &str = "The band holds at each point by itself and is cut at 0 and 1 and at the steps \
     that so few forecasts allow, so fewer points than 5 in 100 lie outside.";

pub(crate) fn studies() -> Vec<Study> {
    [scores(), leanings(), telling_apart(), parts(), curves()].into_iter().flatten().collect()
}

fn bets(n: usize) -> String {
    format!("{n} bets")
}

/// True chances are drawn evenly from 0.1 to 0.9; odds go further out by `boldness`.
fn draw(n: usize, boldness: f64, seed: u64) -> Option<Record> {
    let mut rng = stream(seed, 0);
    let chances: Vec<f64> = (0..n).map(|_| rng.random_range(0.1..0.9)).collect();
    let odds: Vec<f64> = chances.iter().map(|p: &f64| odds(*p, boldness)).collect();
    let came_true: Vec<bool> = chances.iter().map(|p| rng.random_bool(*p)).collect();
    Record::new(&odds, &came_true).ok()
}

fn odds(p: f64, boldness: f64) -> f64 {
    boldness.mul_add(p - 0.5, 0.5).clamp(0.02, 0.98)
}

/// Mean over the true chances, by the midpoint rule.
fn mean(of: impl Fn(f64) -> f64) -> f64 {
    let n = 100_000;
    let at = |i: i32| 0.8f64.mul_add((f64::from(i) + 0.5) / f64::from(n), 0.1);
    (0..n).map(|i| of(at(i))).sum::<f64>() / f64::from(n)
}

/// The Brier score of somebody whose odds are a little too bold.
fn scores() -> Vec<Study> {
    const BOLD: f64 = 1.5;
    [10, 30, 100]
        .map(|n| {
            Study::interval(("Brier score", bets(n), 4_000), move |seed| {
                let Some(record) = draw(n, BOLD, seed) else { return Vec::new() };
                let told = brier(&record);
                let truth = mean(|p| {
                    let odds = odds(p, BOLD);
                    p * (1.0 - odds).powi(2) + (1.0 - p) * odds.powi(2)
                });
                vec![Told { value: told.value, interval: told.ci95, truth }]
            })
        })
        .into()
}

/// Optimism: its interval, and its test where the odds are right.
fn leanings() -> Vec<Study> {
    let interval = |n: usize| {
        Study::interval(("optimism", bets(n), 4_000), move |seed| {
            let told = draw(n, 1.0, seed).map(|record| optimism(&record));
            told.map(|told| vec![Told { value: told.value, interval: told.ci95, truth: 0.0 }])
                .unwrap_or_default()
        })
    };
    let test = |n: usize| {
        Study::level(("optimism, exact test of right odds", bets(n), 4_000), move |seed| {
            let told = draw(n, 1.0, seed).map(|record| optimism(&record));
            told.map(|told| vec![Told::chance(told.p_value)]).unwrap_or_default()
        })
        .except_if(n < 100, EXACT)
    };
    vec![interval(10), interval(30), interval(100), test(10), test(30), test(100)]
}

/// Mean odds of what came less mean odds of what did not.
fn telling_apart() -> Vec<Study> {
    [30, 100]
        .map(|n| {
            Study::interval(("telling apart", bets(n), 4_000), move |seed| {
                let told = draw(n, 1.0, seed).and_then(|record| discrimination(&record));
                // Of odds that are right: the variance of the chances over that of the outcomes.
                let truth = (mean(|p| p * p) - 0.25) / 0.25;
                told.map(|told| vec![Told { value: told.value, interval: told.ci95, truth }])
                    .unwrap_or_default()
            })
        })
        .into()
}

/// The corrected parts of a Brier score, on a grid of nine odds that are right.
fn parts() -> Vec<Study> {
    let grid: Vec<f64> = (1..10).map(|tenth| f64::from(tenth) / 10.0).collect();
    let of_grid = move |n: usize, seed: u64| {
        let mut rng = stream(seed, 1);
        let odds: Vec<f64> = (0..n).map(|_| grid[rng.random_range(0..grid.len())]).collect();
        let came: Vec<bool> = odds.iter().map(|p| rng.random_bool(*p)).collect();
        Record::new(&odds, &came).ok().and_then(|record| decomposition(&record))
    };
    let other = of_grid.clone();
    let resolution =
        (1..10).map(|tenth| (f64::from(tenth) / 10.0 - 0.5).powi(2)).sum::<f64>() / 9.0;
    vec![
        Study::value(
            ("Brier score, corrected reliability of right odds", bets(100), 2_000),
            move |seed| {
                let told = of_grid(100, seed);
                told.map(|told| vec![Told::value(told.corrected.reliability, 0.0)])
                    .unwrap_or_default()
            },
        ),
        Study::value(
            ("Brier score, corrected resolution of right odds", bets(100), 2_000),
            move |seed| {
                let told = other(100, seed);
                told.map(|told| vec![Told::value(told.corrected.resolution, resolution)])
                    .unwrap_or_default()
            },
        ),
    ]
}

/// Points of the reliability curve outside their band, on a grid of nine odds that are right.
fn curves() -> Vec<Study> {
    [50, 200]
        .map(|n| {
            Study::level(
                ("reliability curve, points outside the band", bets(n), 400),
                move |seed| {
                    let mut rng = stream(seed, 2);
                    let odds: Vec<f64> =
                        (0..n).map(|_| f64::from(rng.random_range(1..10)) / 10.0).collect();
                    let came: Vec<bool> = odds.iter().map(|p| rng.random_bool(*p)).collect();
                    let Ok(record) = Record::new(&odds, &came) else { return Vec::new() };
                    let curve = reliability_curve(&record, seed);
                    let n_points = curve.points.len();
                    (0..n_points)
                        .map(|point| Told::chance(if point < curve.n_outside { 0.0 } else { 1.0 }))
                        .collect()
                },
            )
            .except(POINT_WISE)
        })
        .into()
}
