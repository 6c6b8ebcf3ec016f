use nalgebra::{Cholesky, DMatrix, DVector};

use super::moments::{Entry, GroupModel, Moments, Place};

/// Means and covariances, with `n` as their denominator, of one group.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sample {
    /// How many rows.
    pub(crate) n: usize,
    /// The means.
    pub(crate) means: DVector<f64>,
    /// The covariances.
    pub(crate) covariances: DMatrix<f64>,
    /// The covariances, or with means the raw moments with those of the constant 1.
    pub(crate) moments: DMatrix<f64>,
    /// Log of the determinant of both.
    pub(crate) log_determinant: f64,
}

impl Sample {
    /// `None` if the covariances are not positive definite.
    pub(crate) fn new(
        n: usize,
        means: DVector<f64>,
        covariances: DMatrix<f64>,
        has_means: bool,
    ) -> Option<Self> {
        let factor = Cholesky::new(covariances.clone())?;
        let is_left = |i: usize| factor.l_dirty()[(i, i)].powi(2) > 1e-12 * covariances[(i, i)];
        if !(0..means.len()).all(is_left) {
            return None;
        }
        let log_determinant = factor.ln_determinant();
        let p = means.len();
        let moments = if has_means {
            DMatrix::from_fn(p + 1, p + 1, |a, b| match (a < p, b < p) {
                (true, true) => covariances[(a, b)] + means[a] * means[b],
                (true, false) => means[a],
                (false, true) => means[b],
                (false, false) => 1.0,
            })
        } else {
            covariances.clone()
        };
        Some(Self { n, means, covariances, moments, log_determinant })
    }
}

/// The normal-theory discrepancy `log|M| + tr(S M^-1) - log|S| - p` of a group at some estimates, and
/// what its derivatives are made of.
///
/// Each derivative of the moments has rank two: `c (u v' + v u')` with `u` and `v` among the columns
/// of `X = (G, H)`, where `G = E` and `H = E S E'` in the rows of the measured variables. So gradient,
/// information and Hessian are sums of few products of entries of `X'WX` and `X'WSWX`.
pub(crate) struct Discrepancy {
    /// The discrepancy.
    pub(crate) value: f64,
    /// Inverse of the model's moments.
    pub(crate) inverse: DMatrix<f64>,
    /// `X`.
    pub(crate) columns: DMatrix<f64>,
    moments: Moments,
    inner: DMatrix<f64>,
    sample: DMatrix<f64>,
}

/// A derivative of the moments: `factor (u v' + v u')`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Derivative {
    /// Which estimate.
    pub(crate) free: usize,
    /// Which column of `X` is `u`.
    pub(crate) u: usize,
    /// Which column of `X` is `v`.
    pub(crate) v: usize,
    /// The factor.
    pub(crate) factor: f64,
}

/// The derivatives of the moments by all entries of a group.
pub(crate) fn derivatives(model: &GroupModel) -> Vec<Derivative> {
    let derivative = |entry: &Entry| {
        let free = entry.free;
        match entry.place {
            Place::Path(to, from) => {
                Some(Derivative { free, u: to, v: model.n_variables + from, factor: 1.0 })
            }
            Place::Covariance(a, b) => {
                let factor = if a == b { 0.5 } else { 1.0 };
                Some(Derivative { free, u: a, v: b, factor })
            }
            Place::Threshold(..) | Place::Scale(_) => None,
        }
    };
    model.entries.iter().filter_map(derivative).collect()
}

impl Discrepancy {
    /// `None` where the model's moments are not positive definite.
    pub(crate) fn of(
        model: &GroupModel,
        sample: &Sample,
        estimates: &DVector<f64>,
    ) -> Option<Self> {
        let moments = model.moments(estimates)?;
        let q = sample.moments.nrows();
        let factor = Cholesky::new(moments.all.view((0, 0), (q, q)).into_owned())?;
        let log_determinant = factor.ln_determinant();
        let inverse = factor.inverse();
        let fitted = &inverse * &sample.moments;
        let value = log_determinant + fitted.trace() - sample.log_determinant - q as f64;
        let v = model.n_variables;
        let mut columns = DMatrix::zeros(q, 2 * v);
        columns.columns_mut(0, v).copy_from(&moments.effects.rows(0, q));
        columns.columns_mut(v, v).copy_from(&moments.all.rows(0, q));
        let weighted = &inverse * &columns;
        let inner = columns.tr_mul(&weighted);
        let sample = weighted.tr_mul(&(&sample.moments * &weighted));
        value.is_finite().then_some(Self { value, inverse, columns, moments, inner, sample })
    }

    /// The model's moments of the measured variables.
    pub(crate) fn moments(&self) -> DMatrix<f64> {
        let q = self.inverse.nrows();
        self.moments.all.view((0, 0), (q, q)).into_owned()
    }

    /// Adds `scale` times the first derivatives.
    pub(crate) fn add_gradient(&self, of: &[Derivative], scale: f64, gradient: &mut DVector<f64>) {
        for a in of {
            gradient[a.free] += scale * 2.0 * a.factor * self.slope(a.u, a.v);
        }
    }

    /// Adds `scale` times the expected second derivatives.
    pub(crate) fn add_expected(&self, of: &[Derivative], scale: f64, matrix: &mut DMatrix<f64>) {
        for a in of {
            for b in of {
                matrix[(a.free, b.free)] += scale * 2.0 * self.both(a, b);
            }
        }
    }

    /// Adds `scale` times the second derivatives.
    pub(crate) fn add_observed(&self, of: &[Derivative], scale: f64, matrix: &mut DMatrix<f64>) {
        for a in of {
            for b in of {
                let second = self.curve(a, b) + 2.0 * self.crossed(a, b) - 2.0 * self.both(a, b);
                matrix[(a.free, b.free)] += scale * second;
            }
        }
    }

    /// `u' (W - W S W) v`.
    fn slope(&self, u: usize, v: usize) -> f64 {
        self.inner[(u, v)] - self.sample[(u, v)]
    }

    /// `tr(W dA W dB) / 2`.
    fn both(&self, a: &Derivative, b: &Derivative) -> f64 {
        let w = &self.inner;
        let products = w[(a.u, b.u)] * w[(a.v, b.v)] + w[(a.u, b.v)] * w[(a.v, b.u)];
        a.factor * b.factor * products
    }

    /// `tr(W dA W S W dB)`.
    fn crossed(&self, a: &Derivative, b: &Derivative) -> f64 {
        let (w, k) = (&self.inner, &self.sample);
        let products = w[(a.u, b.u)] * k[(a.v, b.v)]
            + w[(a.v, b.v)] * k[(a.u, b.u)]
            + w[(a.u, b.v)] * k[(a.v, b.u)]
            + w[(a.v, b.u)] * k[(a.u, b.v)];
        a.factor * b.factor * products
    }

    /// `tr((W - W S W) d2M)`: a path moves the columns that the derivative of another is made of.
    fn curve(&self, a: &Derivative, b: &Derivative) -> f64 {
        let v = self.moments.effects.nrows();
        let (is_path_a, is_path_b) = (a.v >= v, b.v >= v);
        let (path, other) = match (is_path_a, is_path_b) {
            (_, true) => (b, a),
            (true, false) => (a, b),
            (false, false) => return 0.0,
        };
        let (k, l) = (path.u, path.v - v);
        let (effects, all) = (&self.moments.effects, &self.moments.all);
        if other.v >= v {
            let (i, j) = (other.u, other.v - v);
            2.0 * (effects[(l, i)] * self.slope(k, v + j)
                + all[(l, j)] * self.slope(i, k)
                + effects[(j, k)] * self.slope(i, v + l))
        } else {
            let (i, j) = (other.u, other.v);
            let slopes = effects[(l, i)] * self.slope(k, j) + effects[(l, j)] * self.slope(i, k);
            2.0 * other.factor * slopes
        }
    }
}
