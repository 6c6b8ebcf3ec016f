use nalgebra::{Cholesky, DMatrix, DVector};
use rayon::prelude::*;

use super::likelihood::{Derivative, Discrepancy, Sample};

/// How many rows are taken at once.
const ROWS: usize = 1024;

/// The rows of one group, and the cluster of each.
pub(crate) struct Cases {
    /// A column per measured variable.
    pub(crate) columns: Vec<Vec<f64>>,
    /// The cluster of each row, from 0, and how many clusters there are.
    pub(crate) clusters: Option<(Vec<u32>, usize)>,
}

impl Cases {
    fn n(&self) -> usize {
        self.columns.first().map_or(0, Vec::len)
    }

    /// Rows from a place on, centred, with a constant 1 at the end where means are in the model.
    fn block(&self, from: usize, centre: &DVector<f64>, has_means: bool) -> DMatrix<f64> {
        let n = ROWS.min(self.n() - from);
        let p = self.columns.len();
        let n_columns = p + usize::from(has_means);
        let mut values = Vec::with_capacity(n * n_columns);
        for (column, centre) in self.columns.iter().zip(centre) {
            let centre = if has_means { 0.0 } else { *centre };
            values.extend(column[from..from + n].iter().map(|value| value - centre));
        }
        values.resize(n * n_columns, 1.0);
        DMatrix::from_vec(n, n_columns, values)
    }

    fn starts(&self) -> Vec<usize> {
        (0..self.n()).step_by(ROWS).collect()
    }

    /// What few clusters cost: `k / (k - 1)`.
    fn correction(&self) -> f64 {
        match &self.clusters {
            Some((_, k)) => *k as f64 / (*k as f64 - 1.0),
            None => 1.0,
        }
    }
}

/// Sum over rows, or over clusters of sums over rows, of the products of each row's score: the
/// derivatives of its log-likelihood.
pub(crate) fn products_of_scores(
    cases: &Cases,
    sample: &Sample,
    at: &Discrepancy,
    of: &[Derivative],
    n_free: usize,
) -> DMatrix<f64> {
    let has_means = sample.moments.nrows() > sample.means.len();
    let weights = &at.inverse * &at.columns;
    let scores = |from: &usize| {
        let rows = cases.block(*from, &sample.means, has_means) * &weights;
        let mut scores = DMatrix::zeros(rows.nrows(), n_free);
        for a in of {
            let expected = at.columns.column(a.u).dot(&weights.column(a.v));
            let (u, v) = (rows.column(a.u), rows.column(a.v));
            let mut score = scores.column_mut(a.free);
            let products = u.as_slice().iter().zip(v.as_slice());
            for (to, (u, v)) in score.as_mut_slice().iter_mut().zip(products) {
                *to += a.factor * (u * v - expected);
            }
        }
        scores
    };
    let Some((cluster_of, n_clusters)) = &cases.clusters else {
        let parts: Vec<DMatrix<f64>> = cases
            .starts()
            .par_iter()
            .map(|from| {
                let scores = scores(from);
                // The product that is taken in blocks; `tr_mul` is not.
                scores.transpose() * &scores
            })
            .collect();
        return parts.into_iter().fold(DMatrix::zeros(n_free, n_free), |sum, part| sum + part);
    };
    let blocks: Vec<DMatrix<f64>> = cases.starts().par_iter().map(scores).collect();
    let mut sums = DMatrix::zeros(*n_clusters, n_free);
    for (block, from) in blocks.iter().zip(cases.starts()) {
        for free in 0..n_free {
            let mut sum = sums.column_mut(free);
            for (cluster, score) in cluster_of[from..].iter().zip(&block.column(free)) {
                sum[*cluster as usize] += score;
            }
        }
    }
    sums.transpose() * &sums * cases.correction()
}

/// Trace of the products of scores under the unrestricted model with its information's inverse: the
/// fourth moments that a normal distribution lacks or exceeds.
///
/// For single rows it is Mardia's kurtosis: `(mean of m^2 - p) / 2` with the squared distances `m`.
pub(crate) fn unrestricted_trace(cases: &Cases, sample: &Sample, has_means: bool) -> Option<f64> {
    let p = sample.means.len();
    let factor = Cholesky::new(sample.covariances.clone())?;
    let whitening = factor.l().solve_lower_triangular(&DMatrix::identity(p, p))?;
    let whitened = |from: &usize| &whitening * cases.block(*from, &sample.means, false).transpose();
    let blocks: Vec<DMatrix<f64>> = cases.starts().par_iter().map(whitened).collect();
    let n = sample.n as f64;
    let Some((cluster_of, n_clusters)) = &cases.clusters else {
        let distances = blocks.iter().flat_map(|block| block.column_iter());
        let fourth: f64 = distances.map(|row| row.norm_squared().powi(2)).sum();
        let means = if has_means { p as f64 } else { 0.0 };
        return Some(0.5 * (fourth / n - p as f64) + means);
    };
    let mut members = vec![Vec::new(); *n_clusters];
    for (row, cluster) in cluster_of.iter().enumerate() {
        members[*cluster as usize].push(row);
    }
    let of_cluster = |rows: &Vec<usize>| {
        let columns: Vec<_> =
            rows.iter().map(|row| blocks[row / ROWS].column(row % ROWS)).collect();
        let together = DMatrix::from_columns(&columns);
        let products =
            &together * together.transpose() - DMatrix::identity(p, p) * rows.len() as f64;
        let means = if has_means { together.column_sum().norm_squared() } else { 0.0 };
        0.5 * products.norm_squared() + means
    };
    let parts: Vec<f64> = members.par_iter().map(of_cluster).collect();
    Some(parts.iter().sum::<f64>() / n * cases.correction())
}
