use nalgebra::{DMatrix, DVector};

use super::likelihood::{Likelihood, Part};
use super::model::{Cell, LevelMatrices, Place, TwoLevelModel, Value};

/// How covariances change with the free parameters: each by `share (u v' + v u')`, which is what makes
/// the derivatives cheap.
pub(super) struct Derivatives {
    /// Unit vectors of the items, then for each level the loadings and the loadings times the
    /// covariances of the factors.
    vectors: DMatrix<f64>,
    changes: Vec<Change>,
    n_free: usize,
}

struct Change {
    free: usize,
    place: Place,
    level: usize,
    u: usize,
    v: usize,
    share: f64,
}

impl Derivatives {
    pub(super) fn of(model: &TwoLevelModel, levels: &[LevelMatrices; 2]) -> Self {
        let p = model.n_items;
        let starts = [p, p + 2 * model.n_factors[0]];
        let mut vectors = DMatrix::zeros(p, p + 2 * (model.n_factors[0] + model.n_factors[1]));
        vectors.columns_mut(0, p).fill_with_identity();
        for (level, matrices) in levels.iter().enumerate() {
            let k = model.n_factors[level];
            vectors.columns_mut(starts[level], k).copy_from(&matrices.loadings);
            vectors
                .columns_mut(starts[level] + k, k)
                .copy_from(&(&matrices.loadings * &matrices.factors));
        }
        let change = |cell: &Cell| {
            let Value::Free(free) = cell.value else { return None };
            let level = cell.level.place();
            let (u, v, is_twice) = match cell.place {
                Place::Loading { item, factor } => {
                    (item, starts[level] + model.n_factors[level] + factor, false)
                }
                Place::Factors(a, b) => (starts[level] + a, starts[level] + b, a == b),
                Place::Residuals(a, b) => (a, b, a == b),
            };
            Some(Change {
                free,
                place: cell.place,
                level,
                u,
                v,
                share: if is_twice { 0.5 } else { 1.0 },
            })
        };
        let changes = model.cells.iter().filter_map(change).collect();
        Self { vectors, changes, n_free: model.n_free }
    }

    /// Derivative of the log-likelihood by the free parameters.
    pub(super) fn score(&self, likelihood: &Likelihood) -> DVector<f64> {
        let products = likelihood.slopes().map(|slope| slope * &self.vectors);
        let mut score = DVector::zeros(self.n_free);
        for change in &self.changes {
            let product = &products[change.level];
            score[change.free] -=
                change.share * self.vectors.column(change.u).dot(&product.column(change.v));
        }
        score
    }

    /// Expected information of the free parameters.
    pub(super) fn information(&self, likelihood: &Likelihood) -> DMatrix<f64> {
        let mut information = DMatrix::zeros(self.n_free, self.n_free);
        for part in &likelihood.parts {
            let q = self.vectors.tr_mul(&(&part.inverse * &self.vectors));
            let times = [1.0, part.size];
            self.for_pairs(&mut information, |a, b| {
                let share = times[a.level] * a.share * times[b.level] * b.share;
                let trace = q[(a.v, b.u)] * q[(b.v, a.u)] + q[(a.v, b.v)] * q[(b.u, a.u)];
                part.weight * share * trace
            });
        }
        information
    }

    /// Observed information of the free parameters and, after them, of the means.
    pub(super) fn observed(
        &self,
        likelihood: &Likelihood,
        levels: &[LevelMatrices; 2],
    ) -> DMatrix<f64> {
        let (k, p) = (self.n_free, likelihood.mean.len());
        let mut information = DMatrix::zeros(k + p, k + p);
        for part in &likelihood.parts {
            self.add_curvature(&mut information, part);
            self.add_means(&mut information, part);
        }
        for (level, slope) in likelihood.slopes().iter().enumerate() {
            self.add_second(&mut information, level, slope, &levels[level]);
        }
        information
    }

    /// `-tr(A V_a A V_b) / 2 + tr(V_a A V_b A S A)`, with `A` the inverse and `S` the observed.
    fn add_curvature(&self, information: &mut DMatrix<f64>, part: &Part) {
        let q = self.vectors.tr_mul(&(&part.inverse * &self.vectors));
        let r = &q * part.weight - self.vectors.tr_mul(&(&part.slope * &self.vectors));
        let times = [1.0, part.size];
        self.for_pairs(information, |a, b| {
            let share = times[a.level] * a.share * times[b.level] * b.share;
            if share == 0.0 {
                return 0.0;
            }
            let expected = q[(a.v, b.u)] * q[(b.v, a.u)] + q[(a.v, b.v)] * q[(b.u, a.u)];
            let crossed = q[(a.v, b.u)] * r[(b.v, a.u)]
                + q[(a.v, b.v)] * r[(b.u, a.u)]
                + q[(a.u, b.u)] * r[(b.v, a.v)]
                + q[(a.u, b.v)] * r[(b.u, a.v)];
            share * (crossed - part.weight * expected)
        });
    }

    fn add_means(&self, information: &mut DMatrix<f64>, part: &Part) {
        if part.size == 0.0 {
            return;
        }
        let (k, p) = (self.n_free, part.pull.len());
        let images = &part.inverse * &self.vectors;
        let pulls = self.vectors.tr_mul(&part.pull);
        for change in &self.changes {
            let share = part.size * change.share * if change.level == 1 { part.size } else { 1.0 };
            for item in 0..p {
                let value = share
                    * (images[(item, change.u)] * pulls[change.v]
                        + images[(item, change.v)] * pulls[change.u]);
                information[(k + item, change.free)] += value;
                information[(change.free, k + item)] += value;
            }
        }
        let mut of_means = information.view_mut((k, k), (p, p));
        of_means += &part.inverse * (part.size * part.weight);
    }

    /// What the covariances owe to two parameters at once: loadings with each other, and loadings
    /// with the covariances of factors.
    fn add_second(
        &self,
        information: &mut DMatrix<f64>,
        level: usize,
        slope: &DMatrix<f64>,
        matrices: &LevelMatrices,
    ) {
        let by_loading = slope * &matrices.loadings;
        let mixed = |item: usize, factor: usize, a: usize, b: usize| {
            let of_a = if factor == a { by_loading[(item, b)] } else { 0.0 };
            let of_b = if factor == b && a != b { by_loading[(item, a)] } else { 0.0 };
            of_a + of_b
        };
        self.for_pairs(information, |x, y| {
            if x.level != level || y.level != level {
                return 0.0;
            }
            match (x.place, y.place) {
                (Place::Loading { item: i, factor: k }, Place::Loading { item: j, factor: l }) => {
                    matrices.factors[(k, l)] * slope[(i, j)]
                }
                (Place::Loading { item, factor }, Place::Factors(a, b))
                | (Place::Factors(a, b), Place::Loading { item, factor }) => {
                    mixed(item, factor, a, b)
                }
                _ => 0.0,
            }
        });
    }

    /// Adds a value for each pair of changes, in both orders.
    fn for_pairs(&self, information: &mut DMatrix<f64>, value: impl Fn(&Change, &Change) -> f64) {
        for (place, a) in self.changes.iter().enumerate() {
            for b in &self.changes[..place] {
                let value = value(a, b);
                information[(a.free, b.free)] += value;
                information[(b.free, a.free)] += value;
            }
            information[(a.free, a.free)] += value(a, a);
        }
    }
}
