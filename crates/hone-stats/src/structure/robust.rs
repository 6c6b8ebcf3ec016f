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
        DMatrix::from_fn(n, p + usize::from(has_means), |row, column| match column < p {
            true if has_means => self.columns[column][from + row],
            true => self.columns[column][from + row] - centre[column],
            false => 1.0,
        })
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
            let mut score = scores.column_mut(a.free);
            for ((to, u), v) in score.iter_mut().zip(&rows.column(a.u)).zip(&rows.column(a.v)) {
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
                scores.tr_mul(&scores)
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
    sums.tr_mul(&sums) * cases.correction()
}

/// Trace of the products of scores under the unrestricted model with its information's inverse: the
/// fourth moments that a normal distribution lacks or exceeds.
///
/// For single rows it is Mardia's kurtosis: `(mean of m^2 - p) / 2` with the squared distances `m`.
pub(crate) fn unrestricted_trace(cases: &Cases, sample: &Sample, has_means: bool) -> Option<f64> {
    let p = sample.means.len();
    let factor = Cholesky::new(sample.covariances.clone())?;
    let whitened = |from: &usize| {
        let mut rows = cases.block(*from, &sample.means, false).transpose();
        factor.l_dirty().solve_lower_triangular_mut(&mut rows).then_some(rows)
    };
    let blocks: Option<Vec<DMatrix<f64>>> = cases.starts().par_iter().map(whitened).collect();
    let blocks = blocks?;
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
