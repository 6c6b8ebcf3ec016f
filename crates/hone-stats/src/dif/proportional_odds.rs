use nalgebra::{DMatrix, DVector};

use super::arranged::{Arranged, Step};
use crate::{Error, Fit};

const MOST_STEPS: usize = 100;

/// An ordinal logistic regression.
#[derive(Debug, Clone, PartialEq)]
pub struct ProportionalOdds {
    /// Of the columns, in their order.
    pub coefficients: Vec<f64>,
    /// Standard errors of the coefficients; `NaN` where the information has no inverse.
    pub errors: Vec<f64>,
    /// Where one answer passes into the next, ascending.
    pub thresholds: Vec<f64>,
    /// Log-likelihood at the end.
    pub log_likelihood: f64,
    /// How Newton's method ended; its residual is the largest absolute gradient.
    pub fit: Fit,
}

/// Proportional odds regression of ordered answers (`McCullagh` 1980,
/// doi:10.1111/j.2517-6161.1980.tb01109.x).
///
/// `logit P(answer <= k) = threshold_k - columns * coefficients`, by Newton's method with the analytic
/// Hessian and halved steps; the log-likelihood is concave (Pratt 1981), so the end is its maximum.
///
/// `codes` are dense from 0 to `n_codes - 1`, each given at least once. Where an answer is separated
/// fully by a column there is no maximum, and the fit has not converged. Odds are taken to be
/// proportional.
///
/// Checked against R `MASS::polr` 7.3.
pub fn proportional_odds(
    codes: &[u8],
    n_codes: usize,
    columns: &[&[f64]],
    start: Option<&ProportionalOdds>,
) -> Result<ProportionalOdds, Error> {
    Ok(Arranged::new(codes, n_codes, columns)?.fit(columns.len(), start))
}

impl Arranged {
    /// Fits the first columns; the start may have fewer.
    pub(super) fn fit(
        &self,
        n_columns: usize,
        start: Option<&ProportionalOdds>,
    ) -> ProportionalOdds {
        let mut at = self.start(n_columns, start);
        let mut step = self.derivatives(&at);
        let mut fit = Fit { converged: false, iterations: 0, residual: step.gradient.amax() };
        while fit.iterations < MOST_STEPS && !fit.converged {
            let Some(next) = self.better(&at, &step) else { break };
            fit.iterations += 1;
            // Where answers are separated the gradient vanishes too, but steps stay long. Newton's
            // method squares the error: after a step as short as this nothing is left to gain.
            fit.converged = (&next.0 - &at).amax() <= 1e-5 * (1.0 + at.amax());
            (at, step) = next;
            fit.residual = step.gradient.amax();
        }
        self.result(&at, &step, fit)
    }

    fn start(&self, n_columns: usize, start: Option<&ProportionalOdds>) -> DVector<f64> {
        let n = self.n_rows() as f64;
        let mut at = DVector::zeros(self.n_thresholds() + n_columns);
        for (place, end) in self.ends[..self.n_thresholds()].iter().enumerate() {
            let below = *end as f64;
            at[place] = (below / (n - below)).ln();
        }
        if let Some(start) = start.filter(|start| start.thresholds.len() == self.n_thresholds()) {
            let known = start.thresholds.iter().chain(&start.coefficients);
            for (value, known) in at.iter_mut().zip(known) {
                *value = *known;
            }
        }
        at
    }

    /// A point further up: Newton's step, halved until it is one.
    fn better(&self, at: &DVector<f64>, step: &Step) -> Option<(DVector<f64>, Step)> {
        let direction = solve(&step.information, &step.gradient)?;
        let mut share = 1.0;
        while share > 1e-10 {
            let next = at + share * &direction;
            if self.is_ordered(&next) {
                let found = self.derivatives(&next);
                // Less than rounding is no fall.
                if found.log_likelihood >= step.log_likelihood * (1.0 + 1e-14) {
                    return Some((next, found));
                }
            }
            share *= 0.5;
        }
        None
    }

    fn is_ordered(&self, at: &DVector<f64>) -> bool {
        at.as_slice()[..self.n_thresholds()].windows(2).all(|pair| pair[0] < pair[1])
    }

    fn result(&self, at: &DVector<f64>, step: &Step, fit: Fit) -> ProportionalOdds {
        let inverse = step.information.clone().cholesky().map(|factor| factor.inverse());
        let error = |place: usize| {
            inverse.as_ref().map_or(f64::NAN, |inverse| inverse[(place, place)].sqrt())
        };
        let size = at.len();
        ProportionalOdds {
            coefficients: at.as_slice()[self.n_thresholds()..].to_vec(),
            errors: (self.n_thresholds()..size).map(error).collect(),
            thresholds: at.as_slice()[..self.n_thresholds()].to_vec(),
            log_likelihood: step.log_likelihood,
            fit,
        }
    }
}

fn solve(information: &DMatrix<f64>, gradient: &DVector<f64>) -> Option<DVector<f64>> {
    let scale = information.diagonal().max();
    let mut ridge = 0.0;
    while ridge <= 1.0 {
        let mut matrix = information.clone();
        for place in 0..matrix.nrows() {
            matrix[(place, place)] += ridge * scale;
        }
        if let Some(factor) = matrix.cholesky() {
            return Some(factor.solve(gradient));
        }
        ridge = if ridge == 0.0 { 1e-10 } else { ridge * 100.0 };
    }
    None
}
