use nalgebra::{Cholesky, DMatrix, SymmetricEigen};

use super::likelihood::Likelihood;
use super::statistics::ClusterStatistics;

const MOST_ITERATIONS: usize = 500;

/// Promised gain of log-likelihood below which the maximum counts as reached.
const ENOUGH: f64 = 1e-8;

/// Covariances within and between without a model.
#[derive(Debug, Clone, PartialEq)]
pub struct Saturated {
    /// Covariances within clusters.
    pub within: DMatrix<f64>,
    /// Covariances between clusters. Not forced to be possible: small ones may come out as a matrix
    /// with a negative eigenvalue.
    pub between: DMatrix<f64>,
    /// Log-likelihood.
    pub log_likelihood: f64,
    /// Whether it is the maximum.
    pub converged: bool,
}

/// Scoring in the basis in which both matrices are diagonal, where the information of each pair of
/// items stands alone. `None` where covariances within are singular.
pub(super) fn saturated(statistics: &ClusterStatistics) -> Option<Saturated> {
    let (mut within, mut between) = start(statistics);
    let mut best = Likelihood::at(statistics, &within, &between)?;
    let mut converged = false;
    for _ in 0..MOST_ITERATIONS {
        let (steps, decrement) = steps(statistics, &within, &between, &best)?;
        let next = (0..40).find_map(|halvings| {
            let share = 0.5_f64.powi(halvings);
            let tried = (&within + &steps[0] * share, &between + &steps[1] * share);
            let found = Likelihood::at(statistics, &tried.0, &tried.1)?;
            (found.value >= best.value).then_some((tried, found))
        });
        if decrement < ENOUGH {
            converged = true;
        }
        let Some((tried, found)) = next else { break };
        (within, between) = tried;
        best = found;
        if converged {
            break;
        }
    }
    Some(Saturated { within, between, log_likelihood: best.value, converged })
}

/// Moments: pooled covariances within, and what the cluster means vary beyond them, on the diagonal.
pub(super) fn start(statistics: &ClusterStatistics) -> (DMatrix<f64>, DMatrix<f64>) {
    let p = statistics.n_items();
    let within = statistics.within.clone();
    let mut cross = DMatrix::zeros(p, p);
    for of in &statistics.by_size {
        cross += &of.cross * of.size;
    }
    let squares: f64 = statistics.by_size.iter().map(|of| of.count * of.size * of.size).sum();
    let n = statistics.n_rows as f64;
    let groups = (statistics.n_clusters - 1) as f64;
    let typical = (n - squares / n) / groups;
    let between = (cross / groups - &within) / typical;
    let mut diagonal = DMatrix::zeros(p, p);
    for item in 0..p {
        diagonal[(item, item)] = between[(item, item)].max(0.05 * within[(item, item)]);
    }
    (within, diagonal)
}

/// The steps of both matrices, and how much likelihood they promise.
fn steps(
    statistics: &ClusterStatistics,
    within: &DMatrix<f64>,
    between: &DMatrix<f64>,
    at: &Likelihood,
) -> Option<([DMatrix<f64>; 2], f64)> {
    let lower = Cholesky::new(within.clone())?.l();
    let reduced = lower.solve_lower_triangular(between)?;
    let reduced = lower.solve_lower_triangular(&reduced.transpose())?;
    let eigen = SymmetricEigen::new((&reduced + reduced.transpose()) * 0.5);
    let basis = &lower * &eigen.eigenvectors;
    let slopes = at.slopes().map(|slope| basis.tr_mul(&(slope * &basis)));

    let p = statistics.n_items();
    let mut turned = [DMatrix::zeros(p, p), DMatrix::zeros(p, p)];
    let mut decrement = 0.0;
    for i in 0..p {
        for j in 0..p {
            let (mut ww, mut wb, mut bb) = (statistics.df_within(), 0.0, 0.0);
            for of in &statistics.by_size {
                let both = |d: f64| 1.0 + of.size * d;
                let share = of.count / (both(eigen.eigenvalues[i]) * both(eigen.eigenvalues[j]));
                ww += share;
                wb += of.size * share;
                bb += of.size * of.size * share;
            }
            let determinant = ww * bb - wb * wb;
            let (w, b) = (-slopes[0][(i, j)], -slopes[1][(i, j)]);
            if determinant <= 0.0 {
                return None;
            }
            let step = ((bb * w - wb * b) / determinant, (ww * b - wb * w) / determinant);
            turned[0][(i, j)] = step.0;
            turned[1][(i, j)] = step.1;
            decrement += 0.5 * (step.0 * w + step.1 * b);
        }
    }
    Some((turned.map(|step| &basis * step * basis.transpose()), decrement))
}
