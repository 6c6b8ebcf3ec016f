use nalgebra::{DMatrix, DVector};

use super::likelihood::{Factored, constant};
use super::saturated::Saturated;
use super::statistics::ClusterStatistics;

/// Gain of log-likelihood below which lavaan stops.
const LAZY: f64 = 1e-4;

const MOST_ITERATIONS: usize = 5_000;

/// The saturated model as lavaan 0.6 estimates it: by expectation and maximisation from identity
/// matrices, until a step gains less than 1e-4.
///
/// Covariances between clusters stay possible, and where the best ones lie on the edge of that the
/// steps become tiny long before the maximum: the likelihood ratio then comes out too small, and the
/// fit too good. It is here so that results can be compared; [`two_level_cfa`](super::two_level_cfa)
/// holds models against the true maximum. `None` where a matrix is singular.
///
/// Checked against the chi-squares of `twolevel_omega_bhr2000` and `twolevel_omega_sim360c1`.
pub fn saturated_as_lavaan(statistics: &ClusterStatistics) -> Option<Saturated> {
    let p = statistics.n_items();
    let mut state = State {
        within: DMatrix::identity(p, p),
        between: DMatrix::identity(p, p),
        mean: -&statistics.centre,
    };
    let mut log_likelihood = f64::NEG_INFINITY;
    let mut converged = false;
    for _ in 0..=MOST_ITERATIONS {
        let (found, next) = state.next(statistics)?;
        converged = found - log_likelihood < LAZY;
        log_likelihood = found;
        if converged {
            break;
        }
        state = next;
    }
    let State { within, between, .. } = state;
    Some(Saturated { within, between, log_likelihood, converged })
}

struct State {
    within: DMatrix<f64>,
    between: DMatrix<f64>,
    /// Counted from the centre.
    mean: DVector<f64>,
}

impl State {
    /// The log-likelihood here, and the next state.
    fn next(&self, statistics: &ClusterStatistics) -> Option<(f64, Self)> {
        let p = statistics.n_items();
        let (n, n_clusters) = (statistics.n_rows as f64, statistics.n_clusters as f64);
        let mut within = &statistics.within * statistics.df_within();
        let mut between = DMatrix::zeros(p, p);
        let mut shift = DVector::zeros(p);
        let mut rest = DVector::zeros(p);
        let mut twice =
            Factored::of(self.within.clone())?.misfit(&statistics.within) * statistics.df_within();
        for of in &statistics.by_size {
            let all = Factored::of(&self.within + &self.between * of.size)?;
            let around = of.around(&self.mean);
            twice += of.count * all.misfit(&around);
            let pulled = &self.between * &all.inverse * of.size;
            let left = &self.between - &pulled * &self.between;
            let remaining = DMatrix::identity(p, p) - &pulled;
            let distance = &of.sum - &self.mean * of.count;
            let squares = around * (of.count / of.size);
            between += &left * of.count + &pulled * &squares * pulled.transpose();
            within += (&left * of.count + &remaining * &squares * remaining.transpose()) * of.size;
            shift += &pulled * &distance;
            rest += &remaining * &distance * of.size;
        }
        shift /= n_clusters;
        rest /= n;
        let between = between / n_clusters - &shift * shift.transpose();
        let within = within / n - &rest * rest.transpose();
        let next = Self {
            within: (&within + within.transpose()) * 0.5,
            between: (&between + between.transpose()) * 0.5,
            mean: &self.mean + shift + rest,
        };
        Some((-0.5 * (twice + constant(statistics)), next))
    }
}
