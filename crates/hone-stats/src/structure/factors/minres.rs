use nalgebra::{DMatrix, DVector, SymmetricEigen};

use crate::{Error, Fit};

/// The smallest uniqueness that is sought, as in psych.
const FLOOR: f64 = 0.005;
const MOST_ITERATIONS: usize = 200;
const GRADIENT: f64 = 1e-11;

/// Factors before rotation.
pub(crate) struct Extraction {
    /// Items by factors, largest factor first; orthogonal.
    pub(crate) loadings: DMatrix<f64>,
    pub(crate) fit: Fit,
    uniquenesses: DVector<f64>,
}

impl Extraction {
    pub(crate) fn new(correlations: &DMatrix<f64>, n_factors: usize) -> Result<Self, Error> {
        if correlations.iter().any(|r| !r.is_finite()) {
            return Err(Error::NotPositiveDefinite);
        }
        let mut at = Reduced::new(correlations, start(correlations), n_factors);
        let mut fit = Fit { converged: false, iterations: 0, residual: f64::INFINITY };
        for iteration in 0..MOST_ITERATIONS {
            let gradient = at.gradient();
            let free = at.free(&gradient);
            let largest = free.iter().map(|item| gradient[*item].abs()).fold(0.0, f64::max);
            fit = Fit { converged: largest < GRADIENT, iterations: iteration, residual: largest };
            if fit.converged {
                break;
            }
            let Some(next) = at.improved(correlations, &gradient, &free) else {
                // Rounding keeps the criterion from falling any further.
                fit.converged = largest < GRADIENT.sqrt();
                break;
            };
            at = next;
        }
        Ok(Self { loadings: at.loadings(), uniquenesses: at.uniquenesses, fit })
    }

    pub(crate) fn communalities(&self) -> Vec<f64> {
        self.loadings.row_iter().map(|row| row.norm_squared()).collect()
    }

    /// Eigenvalues of the correlations with communalities in the diagonal.
    pub(crate) fn eigenvalues(&self, correlations: &DMatrix<f64>) -> Vec<f64> {
        let mut reduced = correlations.clone();
        reduced.set_diagonal(&DVector::from_vec(self.communalities()));
        sorted(reduced).0
    }

    pub(super) fn heywood(&self) -> Vec<usize> {
        (0..self.uniquenesses.len()).filter(|item| self.uniquenesses[*item] <= FLOOR).collect()
    }
}

/// One less the squared multiple correlation of each item with the others, or one half where the
/// matrix has no inverse.
fn start(correlations: &DMatrix<f64>) -> DVector<f64> {
    let n_items = correlations.nrows();
    match correlations.clone().cholesky() {
        Some(cholesky) => {
            cholesky.inverse().diagonal().map(|inverse| (1.0 / inverse).clamp(FLOOR, 1.0))
        }
        None => DVector::from_element(n_items, 0.5),
    }
}

/// The correlations less the uniquenesses, taken apart.
struct Reduced {
    uniquenesses: DVector<f64>,
    values: Vec<f64>,
    vectors: DMatrix<f64>,
    n_factors: usize,
}

impl Reduced {
    fn new(correlations: &DMatrix<f64>, uniquenesses: DVector<f64>, n_factors: usize) -> Self {
        let mut reduced = correlations.clone();
        for item in 0..uniquenesses.len() {
            reduced[(item, item)] = 1.0 - uniquenesses[item];
        }
        let (values, vectors) = sorted(reduced);
        Self { uniquenesses, values, vectors, n_factors }
    }

    /// Half the sum of the squared eigenvalues that the factors leave.
    fn criterion(&self) -> f64 {
        let rest = self.values[self.n_factors..].iter().map(|value| value * value).sum::<f64>();
        let negative = self.values[..self.n_factors].iter().map(|value| value.min(0.0).powi(2));
        0.5 * (rest + negative.sum::<f64>())
    }

    /// The eigenvalues that are left, by how much they are left: those of factors only where they
    /// are negative.
    fn left(&self, place: usize) -> f64 {
        if place < self.n_factors { self.values[place].min(0.0) } else { self.values[place] }
    }

    fn gradient(&self) -> DVector<f64> {
        let n_items = self.values.len();
        DVector::from_fn(n_items, |item, _| {
            let squares = self.vectors.row(item).map(|x| x * x);
            -(0..n_items).map(|place| self.left(place) * squares[place]).sum::<f64>()
        })
    }

    /// Second derivatives (Clarke 1970).
    fn hessian(&self, is_exact: bool) -> DMatrix<f64> {
        let (k, n_items) = (self.n_factors, self.values.len());
        let rest = self.vectors.columns(k, n_items - k);
        let mut hessian = (rest * rest.transpose()).map(|x| x * x);
        if !is_exact {
            return hessian;
        }
        for factor in 0..k {
            for place in k..n_items {
                let gap = self.values[place] - self.values[factor];
                let weight = 2.0 * self.values[place] / gap;
                let product =
                    self.vectors.column(factor).component_mul(&self.vectors.column(place));
                hessian.ger(weight, &product, &product, 1.0);
            }
        }
        hessian
    }

    /// Items that are not held at a bound by their gradient.
    fn free(&self, gradient: &DVector<f64>) -> Vec<usize> {
        let is_held = |item: usize| {
            let (at, slope) = (self.uniquenesses[item], gradient[item]);
            (at <= FLOOR && slope >= 0.0) || (at >= 1.0 && slope <= 0.0)
        };
        (0..self.uniquenesses.len()).filter(|item| !is_held(*item)).collect()
    }

    /// A step with the exact second derivatives, or with their positive part where those lead
    /// uphill; halved until the criterion falls.
    fn improved(
        &self,
        correlations: &DMatrix<f64>,
        gradient: &DVector<f64>,
        free: &[usize],
    ) -> Option<Self> {
        let slope = DVector::from_fn(free.len(), |i, _| gradient[free[i]]);
        for is_exact in [true, false] {
            let whole = self.hessian(is_exact);
            let hessian = DMatrix::from_fn(free.len(), free.len(), |i, j| {
                whole[(free[i], free[j])] + if i == j { 1e-12 } else { 0.0 }
            });
            let Some(cholesky) = hessian.cholesky() else { continue };
            let step = cholesky.solve(&slope);
            let mut length = 1.0;
            while length > 1e-10 {
                let mut next = self.uniquenesses.clone();
                for (place, item) in free.iter().enumerate() {
                    next[*item] = (next[*item] - length * step[place]).clamp(FLOOR, 1.0);
                }
                let next = Self::new(correlations, next, self.n_factors);
                if next.criterion() < self.criterion() {
                    return Some(next);
                }
                length *= 0.5;
            }
        }
        None
    }

    fn loadings(&self) -> DMatrix<f64> {
        DMatrix::from_fn(self.values.len(), self.n_factors, |item, factor| {
            self.vectors[(item, factor)] * self.values[factor].max(0.0).sqrt()
        })
    }
}

/// Eigenvalues, largest first, and their vectors.
pub(crate) fn sorted(matrix: DMatrix<f64>) -> (Vec<f64>, DMatrix<f64>) {
    let eigen = SymmetricEigen::new(matrix);
    let mut order: Vec<usize> = (0..eigen.eigenvalues.len()).collect();
    order.sort_by(|a, b| eigen.eigenvalues[*b].total_cmp(&eigen.eigenvalues[*a]));
    let values = order.iter().map(|place| eigen.eigenvalues[*place]).collect();
    let vectors = DMatrix::from_fn(order.len(), order.len(), |item, place| {
        eigen.eigenvectors[(item, order[place])]
    });
    (values, vectors)
}
