use rayon::prelude::*;

use super::{ItemResponse, Scoring, trait_scores};
use crate::{Categories, Error, MISSING};

/// How well each row's answers go with the model and with its score; `NaN` for a row without
/// answers.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonFit {
    /// Standardised log-likelihood (`Zh`, also `lz`): far below 0 for answers that do not go
    /// together.
    pub zh: Vec<f64>,
    /// Mean squared residual, weighted by information; 1 is expected.
    pub infit: Vec<f64>,
    /// Mean squared standardised residual; 1 is expected, and far-off answers weigh more.
    pub outfit: Vec<f64>,
    /// Infit on a scale that is about standard normal (Wilson & Hilferty 1931).
    pub z_infit: Vec<f64>,
    /// Outfit on the same scale.
    pub z_outfit: Vec<f64>,
}

/// Person fit at EAP scores: `Zh` (Drasgow, Levine & Williams 1985,
/// doi:10.1111/j.2044-8317.1985.tb00817.x), infit and outfit (Wright & Masters 1982).
///
/// `Zh = (log-likelihood - its expectation) / its deviation`. It is taken for standard normal, but
/// with estimated scores and few items its spread is less than 1, so that fewer than 2.5 % of
/// honest rows lie below -1.96. A low value is a reason to look, not a proof of carelessness.
///
/// Checked against R mirt 1.47 `personfit`.
pub fn person_fit(answers: &Categories, fitted: &ItemResponse) -> Result<PersonFit, Error> {
    let theta = trait_scores(answers, fitted, Scoring::Eap)?.theta;
    let of_row = |(row, theta): (usize, &f64)| one(answers, fitted, row, *theta);
    let rows: Vec<[f64; 5]> = theta.par_iter().enumerate().map(of_row).collect();
    let pick = |place: usize| rows.iter().map(|row| row[place]).collect();
    Ok(PersonFit {
        zh: pick(0),
        infit: pick(1),
        outfit: pick(2),
        z_infit: pick(3),
        z_outfit: pick(4),
    })
}

/// Sums over the answers of a row.
#[derive(Default)]
struct Sums {
    n: f64,
    log: f64,
    expected_log: f64,
    variance_of_log: f64,
    squares: f64,
    standardised: f64,
    variances: f64,
    spread_outfit: f64,
    spread_infit: f64,
}

fn one(answers: &Categories, fitted: &ItemResponse, row: usize, theta: f64) -> [f64; 5] {
    if theta.is_nan() {
        return [f64::NAN; 5];
    }
    let mut sums = Sums::default();
    for (place, item) in fitted.items.iter().enumerate() {
        let code = answers.item(place)[row];
        if code != MISSING {
            sums.add(&item.probabilities(fitted.model, theta), usize::from(code));
        }
    }
    let outfit = sums.standardised / sums.n;
    let infit = sums.squares / sums.variances;
    let spread_outfit = (sums.spread_outfit / (sums.n * sums.n) - 1.0 / sums.n).max(0.0).sqrt();
    let spread_infit = sums.spread_infit.max(0.0).sqrt() / sums.variances;
    [
        (sums.log - sums.expected_log) / sums.variance_of_log.sqrt(),
        infit,
        outfit,
        standard(infit, spread_infit),
        standard(outfit, spread_outfit),
    ]
}

/// Cube-root scale; spreads beyond the root of 2 are cut there, as in mirt.
fn standard(mean_square: f64, spread: f64) -> f64 {
    let spread = spread.min(std::f64::consts::SQRT_2);
    (mean_square.cbrt() - 1.0) * 3.0 / spread + spread / 3.0
}

impl Sums {
    fn add(&mut self, chances: &[f64], answer: usize) {
        let (mut mean, mut log_mean, mut log_square) = (0.0, 0.0, 0.0);
        for (k, chance) in chances.iter().enumerate() {
            let log = chance.max(f64::MIN_POSITIVE).ln();
            mean += k as f64 * chance;
            log_mean += chance * log;
            log_square += chance * log * log;
        }
        let (mut variance, mut fourth) = (0.0, 0.0);
        for (k, chance) in chances.iter().enumerate() {
            let square = (k as f64 - mean).powi(2);
            variance += chance * square;
            fourth += chance * square * square;
        }
        let residual = (answer as f64 - mean).powi(2);
        self.n += 1.0;
        self.log += chances[answer].max(f64::MIN_POSITIVE).ln();
        self.expected_log += log_mean;
        self.variance_of_log += log_square - log_mean * log_mean;
        self.squares += residual;
        self.standardised += residual / variance;
        self.variances += variance;
        self.spread_outfit += fourth / (variance * variance);
        self.spread_infit += fourth - variance * variance;
    }
}
