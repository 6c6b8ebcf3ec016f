use nalgebra::{Cholesky, DMatrix, DVector};

use super::statistics::ClusterStatistics;

/// The likelihood at given covariances, and what its derivatives are made of.
pub(super) struct Likelihood {
    pub(super) value: f64,
    /// Means of the items, counted from the centre.
    pub(super) mean: DVector<f64>,
    /// Distances within clusters, and then the means of each size.
    pub(super) parts: Vec<Part>,
}

/// Something normal with covariances `within + size * between`.
pub(super) struct Part {
    /// How often the covariances between clusters are in it: 0 within.
    pub(super) size: f64,
    /// How many of them there are.
    pub(super) weight: f64,
    /// Inverse of its covariances.
    pub(super) inverse: DMatrix<f64>,
    /// Derivative of minus twice the log-likelihood by its covariances.
    pub(super) slope: DMatrix<f64>,
    /// Inverse times the summed distances of cluster means; nothing within.
    pub(super) pull: DVector<f64>,
}

impl Likelihood {
    /// Normal likelihood of unbalanced clusters (`McDonald` & Goldstein 1989; Muthén 1994):
    ///
    /// `-2 log L = (N - J) (log|W| + tr W^-1 S_w) + sum over sizes s of
    /// J_s (log|W + s B| + tr (W + s B)^-1 M_s) + N p log 2 pi`,
    ///
    /// `M_s` being the mean cross product of `sqrt(s)` times the distances of cluster means from the
    /// means, which are the most likely ones for these covariances. `None` where a matrix is not
    /// positive definite.
    pub(super) fn at(
        statistics: &ClusterStatistics,
        within: &DMatrix<f64>,
        between: &DMatrix<f64>,
    ) -> Option<Self> {
        let first = Factored::of(within.clone())?;
        let of_sizes: Vec<Factored> = statistics
            .by_size
            .iter()
            .map(|of| Factored::of(within + between * of.size))
            .collect::<Option<_>>()?;
        let mean = best_mean(statistics, of_sizes.iter().map(|of| &of.inverse))?;

        let nothing = DVector::zeros(mean.len());
        let df = statistics.df_within();
        let mut parts = vec![first.part(0.0, df, &statistics.within, &nothing)];
        let mut twice = parts[0].1;
        for (of, factored) in statistics.by_size.iter().zip(of_sizes) {
            let distance = &of.sum - &mean * of.count;
            let part = factored.part(of.size, of.count, &of.around(&mean), &distance);
            twice += part.1;
            parts.push(part);
        }
        let value = -0.5 * (twice + constant(statistics));
        value.is_finite().then(|| Self {
            value,
            mean,
            parts: parts.into_iter().map(|(part, _)| part).collect(),
        })
    }

    /// Derivatives of minus twice the log-likelihood by the covariances within and between.
    pub(super) fn slopes(&self) -> [DMatrix<f64>; 2] {
        let p = self.mean.len();
        let mut slopes = [DMatrix::zeros(p, p), DMatrix::zeros(p, p)];
        for part in &self.parts {
            slopes[0] += &part.slope;
            slopes[1] += &part.slope * part.size;
        }
        slopes
    }
}

/// What the log-likelihood owes to the number of values alone, as part of minus twice of it.
pub(super) fn constant(statistics: &ClusterStatistics) -> f64 {
    (statistics.n_rows * statistics.n_items()) as f64 * std::f64::consts::TAU.ln()
}

/// Generalised least squares over the sizes.
fn best_mean<'a>(
    statistics: &ClusterStatistics,
    inverses: impl Iterator<Item = &'a DMatrix<f64>>,
) -> Option<DVector<f64>> {
    let p = statistics.n_items();
    let (mut weight, mut sum) = (DMatrix::zeros(p, p), DVector::zeros(p));
    for (of, inverse) in statistics.by_size.iter().zip(inverses) {
        weight += inverse * (of.size * of.count);
        sum += inverse * &of.sum * of.size;
    }
    Some(Cholesky::new(weight)?.solve(&sum))
}

/// Covariances, as a likelihood needs them.
pub(super) struct Factored {
    log_determinant: f64,
    pub(super) inverse: DMatrix<f64>,
}

impl Factored {
    pub(super) fn of(matrix: DMatrix<f64>) -> Option<Self> {
        let cholesky = Cholesky::new(matrix)?;
        let log_determinant =
            2.0 * cholesky.l_dirty().diagonal().iter().map(|d| d.ln()).sum::<f64>();
        log_determinant.is_finite().then(|| Self { log_determinant, inverse: cholesky.inverse() })
    }

    /// Minus twice the log-likelihood of one observation with mean cross product `observed`.
    pub(super) fn misfit(&self, observed: &DMatrix<f64>) -> f64 {
        self.log_determinant + self.inverse.dot(observed)
    }

    /// The part, and its share of minus twice the log-likelihood.
    fn part(
        self,
        size: f64,
        weight: f64,
        observed: &DMatrix<f64>,
        distance: &DVector<f64>,
    ) -> (Part, f64) {
        let product = &self.inverse * observed;
        let share = weight * (self.log_determinant + product.trace());
        let slope = (&self.inverse - &product * &self.inverse) * weight;
        let pull = &self.inverse * distance;
        (Part { size, weight, inverse: self.inverse, slope, pull }, share)
    }
}
