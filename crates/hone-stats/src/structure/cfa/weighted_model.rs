use nalgebra::{DMatrix, DVector};

use super::prepare::Prepared;
use super::slopes::Slopes;
use crate::numeric::Quadratic;
use crate::structure::moments::{GroupModel, Moments, Place};
use crate::structure::parameters::Parameters;
use crate::structure::robust::Cases;
use crate::structure::{EmptyCells, Polychoric, polychoric};
use crate::{Categories, Error, Groups, Scores};

/// Thresholds and correlations of one group, and how they vary.
pub(super) struct Statistics {
    pub(super) polychoric: Polychoric,
    /// All thresholds, then all correlations.
    pub(super) values: DVector<f64>,
    /// Asymptotic covariance of `sqrt(n)` times the values.
    pub(super) gamma: DMatrix<f64>,
    /// One over its diagonal.
    pub(super) weights: DVector<f64>,
    pub(super) n: usize,
}

/// A model and the statistics of its groups.
pub(super) struct Problem<'a> {
    pub(super) model: &'a Parameters,
    pub(super) groups: Vec<GroupModel>,
    pub(super) statistics: Vec<Statistics>,
    pub(super) n: usize,
}

/// What the model says of a group's statistics, and their derivatives.
pub(super) struct Implied {
    pub(super) values: DVector<f64>,
    pub(super) slopes: Slopes,
}

impl<'a> Problem<'a> {
    pub(super) fn new(model: &'a Parameters, prepared: &Prepared) -> Result<Self, Error> {
        let statistics: Result<Vec<Statistics>, Error> = prepared
            .groups
            .iter()
            .enumerate()
            .map(|(group, cases)| statistics(model, group, cases))
            .collect();
        let statistics = statistics?;
        let groups = (0..model.n_groups).map(|group| GroupModel::of(model, group, false)).collect();
        let n = statistics.iter().map(|of| of.n).sum();
        Ok(Self { model, groups, statistics, n })
    }

    pub(super) fn share(&self, group: usize) -> f64 {
        self.statistics[group].n as f64 / self.n as f64
    }

    pub(super) fn implied(&self, estimates: &DVector<f64>) -> Option<Vec<Implied>> {
        let groups = self.groups.iter();
        groups
            .map(|group| Some(implied(group, &group.moments(estimates)?, estimates.len())))
            .collect()
    }

    /// Rows that count: one less per group, as in lavaan.
    pub(super) fn n_counting(&self) -> usize {
        self.n - self.statistics.len()
    }

    /// The weight of a group in the criterion, which lavaan multiplies by `(n - 1) / n`.
    pub(super) fn weight(&self, group: usize) -> f64 {
        (self.statistics[group].n as f64 - 1.0) / self.n as f64
    }

    /// Sum over groups of the weighted squares of what is left over.
    pub(super) fn quadratic(&self, estimates: &DVector<f64>) -> Option<Quadratic> {
        let n_free = estimates.len();
        let (mut value, mut gradient) = (0.0, DVector::zeros(n_free));
        let mut curvature = DMatrix::zeros(n_free, n_free);
        for (group, implied) in self.implied(estimates)?.iter().enumerate() {
            let (of, share) = (&self.statistics[group], self.weight(group));
            let left = &of.values - &implied.values;
            let weighted = left.component_mul(&of.weights);
            value += share * left.dot(&weighted);
            implied.slopes.add_to_gradient(-2.0 * share, &weighted, &mut gradient);
            implied.slopes.add_square(2.0 * share, &of.weights, &mut curvature);
        }
        value.is_finite().then_some(Quadratic { value, gradient, curvature })
    }
}

fn statistics(model: &Parameters, group: usize, cases: &Cases) -> Result<Statistics, Error> {
    let scores = Scores::new(cases.columns.clone())?;
    let categories = Categories::of(&scores)?;
    for (place, item) in model.columns.iter().enumerate() {
        let n_thresholds = model.n_thresholds(place);
        if categories.n_categories(place) < 2 {
            return Err(Error::Constant { item: *item });
        }
        if categories.n_categories(place) != n_thresholds + 1 {
            return Err(Error::CategoryLeftOut { item: *item, group });
        }
    }
    let polychoric = polychoric(&categories, EmptyCells::KeepMargins)?;
    let clusters = match &cases.clusters {
        Some((of, _)) => Some(Groups::new(of.clone())?),
        None => None,
    };
    let gamma = polychoric.covariance(&categories, clusters.as_ref())?;
    if gamma.diagonal().iter().any(|variance| variance.is_nan() || *variance <= 0.0) {
        return Err(Error::NotPositiveDefinite);
    }
    let weights = gamma.diagonal().map(f64::recip);
    let (values, n) = (polychoric.statistics(), scores.n_rows());
    Ok(Statistics { polychoric, values, gamma, weights, n })
}

/// Thresholds `d_i (t_ik - m_i)` and correlations `d_i d_j s_ij` of the responses behind the items,
/// with their scales `d`, means `m` and covariances `s`, and the derivatives of both.
fn implied(group: &GroupModel, moments: &Moments, n_free: usize) -> Implied {
    let p = group.n_measured;
    let d = &moments.scales;
    let (effects, all) = (&moments.effects, &moments.all);
    let constant = group.constant.unwrap_or(p);
    let mean = |i: usize| effects[(i, constant)];
    let starts: Vec<usize> = moments
        .thresholds
        .iter()
        .scan(0, |next, of| {
            *next += of.len();
            Some(*next - of.len())
        })
        .collect();
    let n_thresholds: usize = moments.thresholds.iter().map(Vec::len).sum();
    let n_values = n_thresholds + p * (p - 1) / 2;
    let pair = |i: usize, j: usize| n_thresholds + i * p - i * (i + 1) / 2 + j - i - 1;
    let mut values = DVector::zeros(n_values);
    for i in 0..p {
        for (k, threshold) in moments.thresholds[i].iter().enumerate() {
            values[starts[i] + k] = d[i] * (threshold - mean(i));
        }
        for j in i + 1..p {
            values[pair(i, j)] = d[i] * d[j] * all[(i, j)];
        }
    }
    let mut slopes = Vec::new();
    for entry in &group.entries {
        let mut add = |value: usize, slope: f64| {
            if slope != 0.0 {
                slopes.push((value, entry.free, slope));
            }
        };
        match entry.place {
            Place::Threshold(i, k) => add(starts[i] + k, d[i]),
            Place::Scale(i) => {
                for (k, threshold) in moments.thresholds[i].iter().enumerate() {
                    add(starts[i] + k, threshold - mean(i));
                }
                for j in (0..p).filter(|j| *j != i) {
                    add(pair(i.min(j), i.max(j)), d[j] * all[(i, j)]);
                }
            }
            Place::Path(to, from) => {
                for i in (0..p).filter(|i| effects[(*i, to)] != 0.0) {
                    for k in 0..moments.thresholds[i].len() {
                        add(starts[i] + k, -d[i] * effects[(i, to)] * effects[(from, constant)]);
                    }
                    for j in (0..p).filter(|j| *j != i) {
                        let change = d[i] * d[j] * effects[(i, to)] * all[(j, from)];
                        add(pair(i.min(j), i.max(j)), change);
                    }
                }
            }
            Place::Covariance(a, b) => {
                let factor = if a == b { 0.5 } else { 1.0 };
                for i in (0..p).filter(|i| effects[(*i, a)] != 0.0) {
                    for j in (0..p).filter(|j| *j != i) {
                        let change = factor * d[i] * d[j] * effects[(i, a)] * effects[(j, b)];
                        add(pair(i.min(j), i.max(j)), change);
                    }
                }
            }
        }
    }
    Implied { values, slopes: Slopes::new(n_values, n_free, &slopes) }
}
