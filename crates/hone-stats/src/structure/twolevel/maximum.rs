use nalgebra::{Cholesky, DMatrix, DVector};

use super::derivatives::Derivatives;
use super::likelihood::Likelihood;
use super::model::TwoLevelModel;
use super::start::start;
use super::statistics::ClusterStatistics;
use crate::{Error, Fit};

const MOST_ITERATIONS: usize = 1_000;

/// Promised gain of log-likelihood below which the maximum counts as reached.
const ENOUGH: f64 = 1e-11;

/// Promised gain from which on steps are Newton's.
const NEAR: f64 = 10.0;

/// Where the likelihood of a model is highest.
pub(super) struct Maximum {
    pub(super) free: Vec<f64>,
    pub(super) likelihood: Likelihood,
    pub(super) fit: Fit,
}

/// Fisher scoring, and Newton's steps near the maximum, both halved where they lead down. The means
/// are the most likely ones throughout.
pub(super) fn maximum(
    statistics: &ClusterStatistics,
    model: &TwoLevelModel,
) -> Result<Maximum, Error> {
    let k = model.n_free;
    let mut free = start(statistics, model);
    let mut likelihood = at(statistics, model, &free).ok_or(Error::NotPositiveDefinite)?;
    let mut fit = Fit { converged: false, iterations: 0, residual: f64::INFINITY };
    while fit.iterations < MOST_ITERATIONS && k > 0 {
        let levels = model.at(&free);
        let derivatives = Derivatives::of(model, &levels);
        let score = derivatives.score(&likelihood);
        let is_near = fit.residual < NEAR;
        let newton = is_near
            .then(|| derivatives.observed(&likelihood, &levels))
            .and_then(|observed| Cholesky::new(observed.view((0, 0), (k, k)).into_owned()))
            .map(|cholesky| cholesky.solve(&score));
        let fisher = || solve(&derivatives.information(&likelihood), &score);
        let Some(step) = newton.or_else(fisher) else { break };
        fit.residual = 0.5 * score.dot(&step);
        fit.iterations += 1;
        let Some((next, found)) = climb(statistics, model, &free, &step, &likelihood) else {
            fit.converged = fit.residual < 1e-6;
            break;
        };
        (free, likelihood) = (next, found);
        if fit.residual < ENOUGH {
            fit.converged = true;
            break;
        }
    }
    Ok(Maximum { free, likelihood, fit })
}

fn at(statistics: &ClusterStatistics, model: &TwoLevelModel, free: &[f64]) -> Option<Likelihood> {
    let [within, between] = model.at(free).map(|level| level.implied());
    Likelihood::at(statistics, &within, &between)
}

/// The longest of the step and its halves that does not lead down.
fn climb(
    statistics: &ClusterStatistics,
    model: &TwoLevelModel,
    free: &[f64],
    step: &DVector<f64>,
    from: &Likelihood,
) -> Option<(Vec<f64>, Likelihood)> {
    (0..30).find_map(|halvings| {
        let share = 0.5_f64.powi(halvings);
        let next: Vec<f64> = free.iter().zip(step).map(|(x, s)| x + share * s).collect();
        let found = at(statistics, model, &next)?;
        (found.value >= from.value).then_some((next, found))
    })
}

/// The step; where the information is singular, with a ridge that leaves unidentified directions be.
fn solve(information: &DMatrix<f64>, score: &DVector<f64>) -> Option<DVector<f64>> {
    let mut ridge = 0.0;
    for _ in 0..12 {
        let mut tried = information.clone();
        for i in 0..tried.nrows() {
            tried[(i, i)] += ridge * information[(i, i)].max(1e-12);
        }
        if let Some(cholesky) = Cholesky::new(tried) {
            let step = cholesky.solve(score);
            if step.iter().all(|x| x.is_finite()) {
                return Some(step);
            }
        }
        ridge = if ridge == 0.0 { 1e-10 } else { ridge * 10.0 };
    }
    None
}

/// Covariances of the estimates, free parameters first and means after them, from the observed
/// information. `None` where it is not positive definite.
pub(super) fn covariance(model: &TwoLevelModel, maximum: &Maximum) -> Option<DMatrix<f64>> {
    let levels = model.at(&maximum.free);
    let information = Derivatives::of(model, &levels).observed(&maximum.likelihood, &levels);
    Cholesky::new(information).map(|cholesky| cholesky.inverse())
}
