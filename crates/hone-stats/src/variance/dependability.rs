use nalgebra::{DMatrix, DVector};

use super::mixed::{Criterion, Fitted, Mixed, NORMAL_95, ROUGH};
use super::profile::Figure;
use crate::{Error, Estimate, Groups, Interval};

/// How far leaders are told apart by whoever happened to rate them.
#[derive(Debug, Clone, PartialEq)]
pub struct Dependability {
    /// The model: leaders, then raters, then the residual.
    pub model: Mixed,
    /// The reliability of leaders' means in the design as it is, `G(q,k)`.
    pub g: Estimate,
    /// The multiplier of the raters' variance: 0 where all leaders have the same raters, `1/k` where
    /// no two share one.
    pub q: f64,
    /// Ratings per leader, harmonic mean.
    pub n_raters: f64,
    log_odds: LogOdds,
}

/// The logarithm of the odds of a reliability.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct LogOdds {
    value: f64,
    error: Option<f64>,
    interval: Option<Interval>,
}

/// `G(q,k)` for ratings in which raters partly overlap (Putka and others 2008,
/// doi:10.1037/0021-9010.93.5.959), from the components of leaders and raters by REML.
///
/// `G = leader / (leader + q rater + residual / k)`, with `q` from who rated whom and `k` the harmonic
/// mean of ratings per leader. Intraclass correlations take raters as either the same for all or all
/// different, and are wrong in between. Intervals are by the delta method on log odds where the standard
/// error of these is below a quarter, and by the profile likelihood otherwise, as those of
/// [`mixed`](super::mixed()). With one rating per pair, a rater's own view of a leader is in the residual.
///
/// Checked against `lme4` with the formula: `reference/results/Gqk_*.json`.
pub fn dependability(
    values: &[f64],
    leaders: &Groups,
    raters: &Groups,
) -> Result<Dependability, Error> {
    if leaders.n_rows() != values.len() || raters.n_rows() != values.len() {
        return Err(Error::LengthsDiffer);
    }
    let mut fitted = Fitted::new(values, &[leaders, raters], None, Criterion::Reml)?;
    let rows: Vec<usize> = (0..values.len()).filter(|row| !values[*row].is_nan()).collect();
    let (leaders, raters) = (leaders.rows(&rows)?.0, raters.rows(&rows)?.0);
    let (q, n_raters) = overlap(&leaders, &raters);
    let variances = fitted.variances();
    let covariance = fitted.log_covariance();
    let model = fitted.mixed(ROUGH);
    let mut odds = |weights: [f64; 2]| {
        let (value, error) = log_odds(&variances, covariance.as_ref(), &weights);
        match error {
            Some(error) if error < ROUGH => LogOdds::by_delta(value, Some(error)),
            _ => {
                let interval = fitted.profile(Figure::Odds(weights), error);
                LogOdds { value, error, interval: interval.map(|odds| odds.map(f64::ln)) }
            }
        }
    };
    let g = odds([q, 1.0 / n_raters]).reliability();
    let log_odds = odds([1.0, 1.0]);
    Ok(Dependability { model, g, q, n_raters, log_odds })
}

impl Dependability {
    /// The reliability of the mean of `n_raters` raters of whom no two leaders share one (`Phi`).
    pub fn phi(&self, n_raters: f64) -> Result<Estimate, Error> {
        if !n_raters.is_finite() || n_raters <= 0.0 {
            return Err(Error::NoAnswers);
        }
        Ok(self.log_odds.plus(n_raters.ln()).reliability())
    }

    /// How many raters reach a reliability; not a whole number, so that it can be compared. The upper end
    /// is infinite where the data do not tell leaders apart.
    pub fn raters_needed(&self, target: f64) -> Result<Estimate, Error> {
        if target.is_nan() || target <= 0.0 || target >= 1.0 {
            return Err(Error::NotAShare);
        }
        if self.log_odds.value == f64::NEG_INFINITY {
            return Err(Error::OutOfReach);
        }
        let target = (target / (1.0 - target)).ln();
        let needed = |log_odds: f64| (target - log_odds).exp();
        let value = needed(self.log_odds.value);
        let turned =
            |around: Interval| Interval { low: needed(around.high), high: needed(around.low) };
        let ci95 = self.log_odds.interval.map(turned);
        Ok(Estimate { value, se: self.log_odds.error.map(|error| value * error), ci95 })
    }
}

/// `q`, and the harmonic mean of ratings per leader.
fn overlap(leaders: &Groups, raters: &Groups) -> (f64, f64) {
    let n = leaders.n_groups() as f64;
    let inverse: Vec<f64> = leaders.sizes().iter().map(|size| 1.0 / f64::from(*size)).collect();
    let mean_inverse = inverse.iter().sum::<f64>() / n;
    let mut pairs: Vec<(u32, u32)> =
        leaders.of().iter().copied().zip(raters.of().iter().copied()).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let mut of_rater = vec![0.0; raters.n_groups()];
    let mut squares = 0.0;
    for (leader, rater) in pairs {
        let share = inverse[leader as usize];
        of_rater[rater as usize] += share;
        squares += share * share;
    }
    let shared = of_rater.iter().map(|sum: &f64| sum * sum).sum::<f64>() - squares;
    (mean_inverse - shared / (n * (n - 1.0)), 1.0 / mean_inverse)
}

/// The logarithm of the ratio of the first variance to a weighted sum of the others, and its
/// standard error.
pub(super) fn log_odds(
    variances: &[f64],
    covariance: Option<&DMatrix<f64>>,
    weights: &[f64],
) -> (f64, Option<f64>) {
    let errors: Vec<f64> = weights.iter().zip(&variances[1..]).map(|(w, v)| w * v).collect();
    let sum: f64 = errors.iter().sum();
    let slopes = DVector::from_iterator(
        variances.len(),
        std::iter::once(1.0).chain(errors.iter().map(|error| -error / sum)),
    );
    let variance = covariance.map(|covariance| slopes.dot(&(covariance * &slopes)));
    let error = variance.filter(|v| *v >= 0.0 && variances[0] > 0.0).map(f64::sqrt);
    ((variances[0] / sum).ln(), error)
}

impl LogOdds {
    /// With the interval of the normal distribution.
    pub(super) fn by_delta(value: f64, error: Option<f64>) -> Self {
        let around = |error: f64| Interval {
            low: value - NORMAL_95 * error,
            high: value + NORMAL_95 * error,
        };
        Self { value, error, interval: error.map(around) }
    }

    fn plus(self, more: f64) -> Self {
        let interval = self.interval.map(|around| around.map(|log_odds| log_odds + more));
        Self { value: self.value + more, interval, ..self }
    }

    pub(super) fn reliability(self) -> Estimate {
        let share = |log_odds: f64| 1.0 / (1.0 + (-log_odds).exp());
        let value = share(self.value);
        Estimate {
            value,
            se: self.error.map(|error| value * (1.0 - value) * error),
            ci95: self.interval.map(|around| around.map(share)),
        }
    }
}
