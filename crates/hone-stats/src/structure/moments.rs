use nalgebra::{DMatrix, DVector};

use super::model_syntax::Operator;
use super::parameters::Parameters;

/// Where a free parameter stands in the matrices of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// From the second variable to the first.
    Path(usize, usize),
    /// Between two variables.
    Covariance(usize, usize),
    /// A threshold of an item.
    Threshold(usize, usize),
    /// The scale of an item.
    Scale(usize),
}

/// A free parameter, or one of the places of a parameter that has several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Its place among the estimates.
    pub(crate) free: usize,
    /// Its place in the matrices.
    pub(crate) place: Place,
}

/// The model of one group as paths and covariances between all variables (`McArdle` and `McDonald` 1984,
/// doi:10.1111/j.2044-8317.1984.tb00802.x).
///
/// The variables are the measured ones, the constant 1 where means are part of the model, and the
/// factors. With a variance of 1 the constant makes raw moments of the covariances, so that the means
/// are estimated like everything else; with a variance of 0 they stay covariances.
#[derive(Debug, Clone)]
pub(crate) struct GroupModel {
    /// How many variables are measured.
    pub(crate) n_measured: usize,
    /// The constant's place.
    pub(crate) constant: Option<usize>,
    /// How many variables there are.
    pub(crate) n_variables: usize,
    /// The free parameters.
    pub(crate) entries: Vec<Entry>,
    /// The matrices with the values that are fixed.
    fixed: Values,
}

/// What a group's matrices are made of.
#[derive(Debug, Clone)]
struct Values {
    paths: DMatrix<f64>,
    covariances: DMatrix<f64>,
    thresholds: Vec<Vec<f64>>,
    scales: Vec<f64>,
}

/// The matrices of a group with the values of its parameters.
#[derive(Debug, Clone)]
pub(crate) struct Moments {
    /// From each variable, directly and indirectly, to each: `(I - A)^-1`.
    pub(crate) effects: DMatrix<f64>,
    /// Covariances, or raw moments, of all variables: `E S E'`.
    pub(crate) all: DMatrix<f64>,
    /// Variances and covariances of what nothing explains.
    pub(crate) covariances: DMatrix<f64>,
    /// Thresholds per item.
    pub(crate) thresholds: Vec<Vec<f64>>,
    /// Scale per item.
    pub(crate) scales: Vec<f64>,
}

impl GroupModel {
    /// The matrices of one group; `has_moments` for raw moments.
    pub(crate) fn of(model: &Parameters, group: usize, has_moments: bool) -> Self {
        let p = model.n_measured();
        let constant = (model.has_means || model.is_ordinal).then_some(p);
        let shift = usize::from(constant.is_some());
        let n_variables = model.names.len() + shift;
        let place = |name: &str| {
            let place = model.place(name).unwrap_or(0);
            if place < p { place } else { place + shift }
        };
        let mut found = Self {
            n_measured: p,
            constant,
            n_variables,
            entries: Vec::new(),
            fixed: Values {
                paths: DMatrix::zeros(n_variables, n_variables),
                covariances: DMatrix::zeros(n_variables, n_variables),
                thresholds: vec![Vec::new(); p],
                scales: vec![1.0; p],
            },
        };
        if let Some(constant) = constant {
            found.fixed.covariances[(constant, constant)] = if has_moments { 1.0 } else { 0.0 };
        }
        for row in model.rows.iter().filter(|row| row.group == group) {
            let (lhs, rhs) = (place(&row.lhs), place(&row.rhs));
            let at = match row.operator {
                Operator::Loading => Place::Path(rhs, lhs),
                Operator::Regression => Place::Path(lhs, rhs),
                Operator::Covariance => Place::Covariance(lhs, rhs),
                Operator::Scale => Place::Scale(lhs),
                Operator::Threshold => {
                    let number = row.rhs[1..].parse::<usize>().map_or(0, |k| k.saturating_sub(1));
                    let n = found.fixed.thresholds[lhs].len().max(number + 1);
                    found.fixed.thresholds[lhs].resize(n, 0.0);
                    Place::Threshold(lhs, number)
                }
                Operator::Intercept => match constant {
                    Some(constant) => Place::Path(lhs, constant),
                    None => continue,
                },
            };
            match row.free {
                Some(free) => found.entries.push(Entry { free, place: at }),
                None => found.fixed.set(at, row.value),
            }
        }
        found
    }

    /// The matrices at some estimates; `None` where variables explain each other without end.
    pub(crate) fn moments(&self, estimates: &DVector<f64>) -> Option<Moments> {
        let mut with = self.fixed.clone();
        for entry in &self.entries {
            with.set(entry.place, estimates[entry.free]);
        }
        let effects = effects(with.paths)?;
        let all = &effects * &with.covariances * effects.transpose();
        all.iter().all(|value| value.is_finite()).then_some(Moments {
            effects,
            all,
            covariances: with.covariances,
            thresholds: with.thresholds,
            scales: with.scales,
        })
    }
}

impl Values {
    fn set(&mut self, place: Place, value: f64) {
        // The residual of an ordinal item, which follows from the rest, has no value of its own.
        let value = if value.is_nan() { 0.0 } else { value };
        match place {
            Place::Path(to, from) => self.paths[(to, from)] = value,
            Place::Covariance(a, b) => {
                self.covariances[(a, b)] = value;
                self.covariances[(b, a)] = value;
            }
            Place::Threshold(item, k) => self.thresholds[item][k] = value,
            Place::Scale(item) => self.scales[item] = value,
        }
    }
}

/// `(I - A)^-1`. Where no variable explains itself on a way round the powers of `A` end, mostly with
/// the first; their sum is the inverse.
fn effects(paths: DMatrix<f64>) -> Option<DMatrix<f64>> {
    const MOST_POWERS: usize = 4;
    let n = paths.nrows();
    let mut sum = DMatrix::identity(n, n) + &paths;
    let mut power = paths.clone();
    for _ in 0..MOST_POWERS {
        power *= &paths;
        if power.iter().all(|value| *value == 0.0) {
            return Some(sum);
        }
        sum += &power;
    }
    (DMatrix::identity(n, n) - paths).try_inverse()
}
