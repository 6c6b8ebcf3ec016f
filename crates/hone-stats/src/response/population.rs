//! How the traits are distributed over a grid.

use nalgebra::DMatrix;

/// Nodes: for each trait its level at each node.
pub(super) struct Grid {
    pub(super) points: Vec<Vec<f64>>,
}

impl Grid {
    /// All combinations of `n` equally spaced levels of each trait from `-limit` to `limit`.
    pub(super) fn product(n_traits: usize, n: usize, limit: f64) -> Self {
        let levels = crate::numeric::normal_grid(n, limit).points;
        let size = n.pow(u32::try_from(n_traits).unwrap_or(1));
        let level = |d: u32| (0..size).map(|node| levels[node / n.pow(d) % n]).collect();
        Self { points: (0..).take(n_traits).map(level).collect() }
    }

    pub(super) fn n_nodes(&self) -> usize {
        self.points[0].len()
    }
}

/// A normal distribution of the traits, its parameters among those of the whole model.
///
/// Weights are densities at the nodes, scaled to sum to 1 (as in mirt and TAM).
pub(super) enum Population {
    /// Means 0, variances 1, no correlation.
    Standard,
    /// One trait; from `first` on its mean and the log of its standard deviation.
    Normal {
        /// Where its parameters begin.
        first: usize,
    },
    /// Means 0, variances 1; from `first` on the correlations, by rows of the lower triangle.
    Correlated {
        /// Where its parameters begin.
        first: usize,
    },
}

/// Derivatives by the parameters of a population.
pub(super) struct PopulationDerivatives {
    pub(super) first: usize,
    pub(super) gradient: Vec<f64>,
    pub(super) information: DMatrix<f64>,
}

impl Population {
    /// Weights of the nodes; `None` where the parameters are of no distribution.
    pub(super) fn weights(&self, grid: &Grid, parameters: &[f64]) -> Option<Vec<f64>> {
        let logs = self.log_densities(grid, parameters)?;
        let highest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut weights: Vec<f64> = logs.iter().map(|log| (log - highest).exp()).collect();
        let total: f64 = weights.iter().sum();
        for weight in &mut weights {
            *weight /= total;
        }
        total.is_finite().then_some(weights)
    }

    fn log_densities(&self, grid: &Grid, parameters: &[f64]) -> Option<Vec<f64>> {
        let nodes = 0..grid.n_nodes();
        match self {
            Self::Standard => {
                let square = |node: usize| -> f64 {
                    grid.points.iter().map(|levels| levels[node] * levels[node]).sum()
                };
                Some(nodes.map(|node| -0.5 * square(node)).collect())
            }
            Self::Normal { first } => {
                let (mean, sd) = (parameters[*first], parameters[first + 1].exp());
                let from_mean = |level: &f64| -0.5 * ((level - mean) / sd).powi(2);
                (mean.is_finite() && sd.is_finite() && sd > 0.0)
                    .then(|| grid.points[0].iter().map(from_mean).collect())
            }
            Self::Correlated { first } => {
                let inverse =
                    correlations(grid.points.len(), &parameters[*first..]).cholesky()?.inverse();
                let form = |node: usize| -> f64 {
                    let mut sum = 0.0;
                    for (a, levels) in grid.points.iter().enumerate() {
                        for (b, others) in grid.points.iter().enumerate() {
                            sum += levels[node] * inverse[(a, b)] * others[node];
                        }
                    }
                    -0.5 * sum
                };
                Some(nodes.map(form).collect())
            }
        }
    }

    /// Derivatives with expected counts of rows by node.
    ///
    /// An exponential family on a grid: with `t` the derivative of the log-density at each node, the
    /// gradient is the sum of `t` over rows less its expectation, the information its variance.
    pub(super) fn derivatives(
        &self,
        grid: &Grid,
        parameters: &[f64],
        weights: &[f64],
        counts: &[f64],
    ) -> Option<PopulationDerivatives> {
        let (first, slopes) = self.slopes(grid, parameters)?;
        let total: f64 = counts.iter().sum();
        let mean = |t: &[f64]| -> f64 { t.iter().zip(weights).map(|(t, w)| t * w).sum() };
        let n = slopes.len();
        let information = DMatrix::from_fn(n, n, |a, b| {
            let product: Vec<f64> = slopes[a].iter().zip(&slopes[b]).map(|(x, y)| x * y).collect();
            total * (mean(&product) - mean(&slopes[a]) * mean(&slopes[b]))
        });
        let gradient = slopes
            .iter()
            .map(|t| t.iter().zip(counts).map(|(t, n)| t * n).sum::<f64>() - total * mean(t))
            .collect();
        Some(PopulationDerivatives { first, gradient, information })
    }

    /// Of the log-density at each node, by each parameter, but for what is the same at each node.
    fn slopes(&self, grid: &Grid, parameters: &[f64]) -> Option<(usize, Vec<Vec<f64>>)> {
        match self {
            Self::Standard => None,
            Self::Normal { first } => {
                let (mean, sd) = (parameters[*first], parameters[first + 1].exp());
                let by_mean = grid.points[0].iter().map(|level| (level - mean) / (sd * sd));
                let by_log_sd = grid.points[0].iter().map(|level| ((level - mean) / sd).powi(2));
                Some((*first, vec![by_mean.collect(), by_log_sd.collect()]))
            }
            Self::Correlated { first } => {
                let n = grid.points.len();
                let inverse = correlations(n, &parameters[*first..]).cholesky()?.inverse();
                let turned = |a: usize, node: usize| -> f64 {
                    (0..n).map(|b| inverse[(a, b)] * grid.points[b][node]).sum()
                };
                let product = |(a, b): (usize, usize)| -> Vec<f64> {
                    (0..grid.n_nodes()).map(|node| turned(a, node) * turned(b, node)).collect()
                };
                let pairs = (0..n).flat_map(|a| (0..a).map(move |b| (a, b)));
                Some((*first, pairs.map(product).collect()))
            }
        }
    }
}

/// The matrix of correlations given by rows of its lower triangle.
pub(super) fn correlations(n: usize, lower: &[f64]) -> DMatrix<f64> {
    DMatrix::from_fn(n, n, |a, b| {
        let (high, low) = (a.max(b), a.min(b));
        if a == b { 1.0 } else { lower[high * (high - 1) / 2 + low] }
    })
}
