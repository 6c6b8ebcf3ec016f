//! The profiled deviance of effects that vary between persons, and its gradient.

use nalgebra::{DMatrix, DVector};

use crate::variance::Criterion;
use crate::variance::products::refuse_dependent;
use crate::{Error, Groups, Scores};

/// Sums of squares and products of each person's rows: intercept, columns, values.
pub(super) struct Persons {
    products: Vec<DMatrix<f64>>,
    /// The former number of each person.
    pub(super) groups: Vec<usize>,
    /// Which columns vary.
    random: Vec<usize>,
    /// Root mean square of those.
    pub(super) scales: Vec<f64>,
    pub(super) n_rows: usize,
    /// What was taken off all values, so that sums of squares keep their figures.
    pub(super) middle: f64,
}

/// The deviance at one place, and what comes with it.
pub(super) struct State {
    pub(super) deviance: f64,
    /// By the entries of the scaled factor, see [`Persons::state`].
    pub(super) gradient: DVector<f64>,
    /// Weighted sum of squares of what is left.
    pub(super) left: f64,
    pub(super) effects: DVector<f64>,
    pub(super) fixed_inverse: DMatrix<f64>,
    /// Factor of the covariances, in units of the residual variance.
    factor: DMatrix<f64>,
    /// Per person: `Z' V⁻¹ (y - X b)`.
    weights: Vec<DVector<f64>>,
}

impl Persons {
    pub(super) fn new(
        values: &[f64],
        persons: &Groups,
        columns: &Scores,
        random: &[usize],
    ) -> Result<Self, Error> {
        let p = columns.n_items() + 2;
        let mut products = vec![DMatrix::zeros(p, p); persons.n_groups()];
        let mut n_of = vec![0_usize; persons.n_groups()];
        let mut row_values = vec![1.0; p];
        let known = || values.iter().filter(|value| value.is_finite());
        let middle = known().sum::<f64>() / known().count().max(1) as f64;
        for (row, person) in persons.of().iter().enumerate() {
            for (place, column) in columns.items().enumerate() {
                row_values[place + 1] = column[row];
            }
            row_values[p - 1] = values[row] - middle;
            if row_values.iter().any(|x| x.is_infinite()) {
                return Err(Error::Infinite { item: 0, row });
            }
            if row_values.iter().any(|x| x.is_nan()) {
                continue;
            }
            n_of[*person as usize] += 1;
            let products = &mut products[*person as usize];
            for a in 0..p {
                for b in 0..p {
                    products[(a, b)] += row_values[a] * row_values[b];
                }
            }
        }
        let groups: Vec<usize> = (0..n_of.len()).filter(|person| n_of[*person] > 0).collect();
        let n_rows: usize = n_of.iter().sum();
        let needed = p + random.len();
        if n_rows < needed {
            return Err(Error::TooFewRows { found: n_rows, needed });
        }
        if groups.len() < 2 {
            return Err(Error::TooFewGroups { found: groups.len(), needed: 2 });
        }
        if n_of.iter().all(|n| *n <= 1) {
            return Err(Error::NoDegreesOfFreedom);
        }
        let products: Vec<DMatrix<f64>> =
            groups.iter().map(|person| std::mem::take(&mut products[*person])).collect();
        let mean_square =
            |k: &usize| products.iter().map(|all| all[(*k, *k)]).sum::<f64>() / n_rows as f64;
        let scales: Vec<f64> = random.iter().map(|k| mean_square(k).sqrt()).collect();
        if let Some(place) = scales.iter().position(|scale| *scale == 0.0) {
            return Err(Error::DependentFixed { column: random[place].saturating_sub(1) });
        }
        let fixed = |all: &DMatrix<f64>| all.view((0, 0), (p - 1, p - 1)).into_owned();
        refuse_dependent(&products.iter().map(fixed).sum())?;
        Ok(Self { products, groups, random: random.to_vec(), scales, n_rows, middle })
    }

    pub(super) fn n_random(&self) -> usize {
        self.random.len()
    }

    pub(super) fn n_fixed(&self) -> usize {
        self.products.first().map_or(0, |all| all.nrows() - 1)
    }

    pub(super) fn degrees_of_freedom(&self, criterion: Criterion) -> f64 {
        match criterion {
            Criterion::Reml => (self.n_rows - self.n_fixed()) as f64,
            Criterion::Ml => self.n_rows as f64,
        }
    }

    /// Products of the varying columns with each other, and with all columns.
    fn parts(&self, person: usize) -> (DMatrix<f64>, DMatrix<f64>) {
        let all = &self.products[person];
        let k = self.random.len();
        let own = DMatrix::from_fn(k, k, |a, b| all[(self.random[a], self.random[b])]);
        let with = DMatrix::from_fn(k, all.ncols(), |a, b| all[(self.random[a], b)]);
        (own, with)
    }

    /// The deviance where the covariances have the factor whose entries, by rows of the lower
    /// triangle and times the scale of the row, are given.
    pub(super) fn state(
        &self,
        entries: &DVector<f64>,
        criterion: Criterion,
    ) -> Result<State, Error> {
        let (k, p) = (self.n_random(), self.n_fixed());
        let factor = self.factor(entries);
        let mut sums = DMatrix::zeros(p + 1, p + 1);
        let mut trace = DMatrix::zeros(k, k);
        let mut weighted = Vec::with_capacity(self.products.len());
        let mut log_determinant = 0.0;
        for (person, all) in self.products.iter().enumerate() {
            let (own, with) = self.parts(person);
            let middle = middle(&factor, &own)?;
            log_determinant += middle.1;
            let shrunk = &middle.0 * &with;
            sums += all - with.tr_mul(&shrunk);
            let beyond = with - &own * &shrunk;
            trace += &own - &own * &middle.0 * &own;
            weighted.push(beyond);
        }
        let of_fixed = sums.view((0, 0), (p, p)).into_owned();
        let cholesky =
            of_fixed.cholesky().ok_or(Error::DependentFixed { column: p.saturating_sub(2) })?;
        let with_values = sums.view((0, p), (p, 1)).column(0).into_owned();
        let effects = cholesky.solve(&with_values);
        let fixed_inverse = cholesky.inverse();
        let left = sums[(p, p)] - with_values.dot(&effects);
        let freedom = self.degrees_of_freedom(criterion);
        if left.is_nan() || left <= 1e-12 * self.products.iter().map(|all| all[(p, p)]).sum::<f64>()
        {
            return Err(Error::NoVariance);
        }
        let mut weights = Vec::with_capacity(weighted.len());
        for beyond in &weighted {
            let of_fixed = beyond.view((0, 0), (k, p));
            let weight: DVector<f64> = beyond.column(p) - of_fixed * &effects;
            trace -= &weight * weight.transpose() * (freedom / left);
            if criterion == Criterion::Reml {
                trace -= of_fixed * &fixed_inverse * of_fixed.transpose();
            }
            weights.push(weight);
        }
        let slope = trace * &factor * 2.0;
        let gradient = DVector::from_iterator(
            entries.len(),
            (0..k)
                .flat_map(|a| (0..=a).map(move |b| (a, b)))
                .map(|(a, b)| slope[(a, b)] / self.scales[a]),
        );
        if criterion == Criterion::Reml {
            log_determinant += 2.0 * cholesky.l_dirty().diagonal().map(f64::ln).sum();
        }
        let deviance =
            log_determinant + freedom * (1.0 + (std::f64::consts::TAU * left / freedom).ln());
        Ok(State { deviance, gradient, left, effects, fixed_inverse, factor, weights })
    }

    fn factor(&self, entries: &DVector<f64>) -> DMatrix<f64> {
        let k = self.n_random();
        let mut factor = DMatrix::zeros(k, k);
        let mut entry = entries.iter();
        for a in 0..k {
            for b in 0..=a {
                factor[(a, b)] = entry.next().copied().unwrap_or_default() / self.scales[a];
            }
        }
        factor
    }

    /// For each varying effect 1.96 standard errors of a person's own estimate, for the median person.
    pub(super) fn noise_floor(&self, residual: f64) -> Vec<Option<f64>> {
        let inverses: Vec<DMatrix<f64>> = (0..self.products.len())
            .filter_map(|person| self.parts(person).0.cholesky().map(|factor| factor.inverse()))
            .collect();
        let floor = |k: usize| {
            let variance = |inverse: &DMatrix<f64>| inverse[(k, k)];
            let is_told =
                |variance: &f64| variance.is_finite() && *variance * self.scales[k].powi(2) < 1e6;
            let mut variances: Vec<f64> = inverses.iter().map(variance).filter(is_told).collect();
            variances.sort_by(f64::total_cmp);
            let median = variances.get(variances.len() / 2)?;
            Some(super::NORMAL_95 * (residual * median).sqrt())
        };
        (0..self.n_random()).map(floor).collect()
    }
}

/// `Λ (1 + Λ' Z'Z Λ)⁻¹ Λ'`, and the logarithm of the determinant of what is inverted.
fn middle(factor: &DMatrix<f64>, own: &DMatrix<f64>) -> Result<(DMatrix<f64>, f64), Error> {
    let mut inner = factor.tr_mul(own) * factor;
    for a in 0..inner.nrows() {
        inner[(a, a)] += 1.0;
    }
    let cholesky = inner.cholesky().ok_or(Error::NotPositiveDefinite)?;
    let log_determinant = 2.0 * cholesky.l_dirty().diagonal().map(f64::ln).sum();
    Ok((factor * cholesky.solve(&factor.transpose()), log_determinant))
}

impl State {
    /// Covariances of what varies, in units of the residual variance.
    pub(super) fn covariance(&self) -> DMatrix<f64> {
        &self.factor * self.factor.transpose()
    }

    /// A person's effects with their conditional variances, in units of the residual variance.
    pub(super) fn person(&self, data: &Persons, person: usize) -> Vec<(f64, f64)> {
        let effects = self.covariance() * &self.weights[person];
        let variances = middle(&self.factor, &data.parts(person).0).map(|found| found.0);
        let variance = |k: usize| variances.as_ref().map_or(f64::NAN, |all| all[(k, k)]);
        effects.iter().enumerate().map(|(k, effect)| (*effect, variance(k))).collect()
    }

    pub(super) fn is_singular(&self, data: &Persons) -> bool {
        let scale = |k: usize| self.factor[(k, k)].abs() * data.scales[k];
        (0..data.n_random()).any(|k| scale(k) < 1e-4)
    }
}
