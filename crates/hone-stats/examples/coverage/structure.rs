//! Correlations and factors of ordinal answers.

use hone_stats::numeric::{normal, stream};
use hone_stats::structure::{EmptyCells, polychoric};
use hone_stats::{Categories, Scores};

use crate::study::{Study, Told};

/// Thresholds of answers that are mostly 4.
const THRESHOLDS: [f64; 4] = [-1.8, -1.0, -0.2, 1.0];

/// The polychoric correlation of two answers from 1 to 5.
pub(crate) fn polychorics() -> Vec<Study> {
    [(100, 0.4), (300, 0.4), (1_000, 0.7)]
        .map(|(n, rho)| Study {
            method: "polychoric correlation",
            size: format!("{n} rows, true {rho:.1}"),
            runs: 4_000,
            exception: None,
            round: Box::new(move |seed| one_polychoric(n, rho, seed)),
        })
        .into()
}

fn one_polychoric(n: usize, rho: f64, seed: u64) -> Vec<Told> {
    let told = Scores::new(answers(n, rho, 2, seed))
        .and_then(|scores| Categories::of(&scores))
        .and_then(|categories| polychoric(&categories, EmptyCells::Keep));
    let Ok(told) = told else { return Vec::new() };
    let estimate = told.pairs[0].correlation;
    vec![Told { value: estimate.value, interval: estimate.ci95, truth: rho }]
}

/// Answers to items that share one factor and correlate by `rho` before rounding.
pub(crate) fn answers(n: usize, rho: f64, n_items: usize, seed: u64) -> Vec<Vec<f64>> {
    let mut rng = stream(seed, 0);
    let factor: Vec<f64> = (0..n).map(|_| normal(&mut rng)).collect();
    let answer = |latent: f64| THRESHOLDS.iter().filter(|limit| latent > **limit).count() as f64;
    (0..n_items)
        .map(|_| {
            let one = |f: &f64| rho.sqrt().mul_add(*f, (1.0 - rho).sqrt() * normal(&mut rng));
            factor.iter().map(one).map(|latent| 1.0 + answer(latent)).collect()
        })
        .collect()
}
