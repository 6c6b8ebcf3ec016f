use nalgebra::{DMatrix, DVector};

use super::Fitted;
use crate::Error;
use crate::structure::model_syntax::Operator;
use crate::structure::moments::{GroupModel, Moments};
use crate::structure::parameters::{Parameter, Parameters};

/// A model and its groups' matrices.
struct Solved<'a> {
    model: &'a Parameters,
    groups: &'a [GroupModel],
    /// Where both variables of each parameter stand in the matrices.
    places: Vec<(usize, usize)>,
}

impl<'a> Solved<'a> {
    fn new(model: &'a Parameters, groups: &'a [GroupModel]) -> Self {
        let has_constant = groups.first().is_some_and(|group| group.constant.is_some());
        let place = |name: &str| {
            let place = model.place(name).unwrap_or(0);
            if place < model.n_measured() { place } else { place + usize::from(has_constant) }
        };
        let places = model.rows.iter().map(|row| (place(&row.lhs), place(&row.rhs))).collect();
        Self { model, groups, places }
    }

    /// Variance of a variable; of an ordinal item, of the response behind it.
    fn variance(&self, moments: &Moments, group: &GroupModel, i: usize) -> f64 {
        if self.model.is_ordinal && i < group.n_measured {
            return moments.scales[i].powi(-2);
        }
        let mean = group.constant.map_or(0.0, |constant| moments.all[(i, constant)]);
        moments.all[(i, i)] - mean * mean
    }

    /// Variance of what a variable has beyond what explains it; of an ordinal item it follows from the
    /// rest.
    fn left_over(&self, moments: &Moments, group: &GroupModel, i: usize) -> f64 {
        if self.model.is_ordinal && i < group.n_measured {
            return moments.scales[i].powi(-2) - moments.all[(i, i)];
        }
        moments.covariances[(i, i)]
    }

    /// Value of a parameter.
    fn value(&self, number: usize, estimates: &DVector<f64>, at: &[Moments]) -> f64 {
        let row = &self.model.rows[number];
        let fixed = |value: f64| {
            if !value.is_nan() {
                return value;
            }
            self.left_over(&at[row.group], &self.groups[row.group], self.places[number].0)
        };
        row.free.map_or_else(|| fixed(row.value), |free| estimates[free])
    }

    /// Value of a parameter if all variables had variance 1.
    fn standard(&self, number: usize, estimates: &DVector<f64>, at: &[Moments]) -> f64 {
        let value = self.value(number, estimates, at);
        let row = &self.model.rows[number];
        let (moments, group) = (&at[row.group], &self.groups[row.group]);
        let (lhs, rhs) = self.places[number];
        let sd = |i: usize| self.variance(moments, group, i).sqrt();
        let left_over = |i: usize| self.left_over(moments, group, i).sqrt();
        match row.operator {
            Operator::Loading => value * sd(lhs) / sd(rhs),
            Operator::Regression => value * sd(rhs) / sd(lhs),
            Operator::Covariance if lhs == rhs => value / self.variance(moments, group, lhs),
            Operator::Covariance => value / (left_over(lhs) * left_over(rhs)),
            Operator::Intercept | Operator::Threshold => value / sd(lhs),
            Operator::Scale => value * sd(lhs),
        }
    }

    fn standards(&self, estimates: &DVector<f64>) -> Option<Vec<f64>> {
        let at: Option<Vec<Moments>> =
            self.groups.iter().map(|group| group.moments(estimates)).collect();
        let at = at?;
        let rows = 0..self.model.rows.len();
        Some(rows.map(|number| self.standard(number, estimates, &at)).collect())
    }

    /// The standardised parameters and their standard errors, by the delta method with numerical
    /// derivatives.
    fn with_errors(
        &self,
        estimates: &DVector<f64>,
        covariance: &DMatrix<f64>,
    ) -> Option<(Vec<f64>, Vec<f64>)> {
        let values = self.standards(estimates)?;
        let is_threshold = |row: &&Parameter| row.operator == Operator::Threshold;
        let mut slopes = DMatrix::zeros(values.len(), estimates.len());
        let mut moves = vec![true; estimates.len()];
        for (i, row) in self.model.rows.iter().enumerate().filter(|(_, row)| is_threshold(row)) {
            // A threshold changes nothing but itself.
            if let Some(free) = row.free {
                moves[free] = false;
                slopes[(i, free)] =
                    if estimates[free] == 0.0 { 1.0 } else { values[i] / estimates[free] };
            }
        }
        for free in (0..estimates.len()).filter(|free| moves[*free]) {
            // In the unit of the parameter, so that units of items change nothing.
            let step = 1e-4 * covariance[(free, free)].max(f64::MIN_POSITIVE).sqrt();
            let at = |sign: f64| {
                let mut moved = estimates.clone();
                moved[free] += sign * step;
                self.standards(&moved)
            };
            let (above, below) = (at(1.0)?, at(-1.0)?);
            for i in 0..values.len() {
                slopes[(i, free)] = (above[i] - below[i]) / (2.0 * step);
            }
        }
        let weighted = &slopes * covariance;
        let error = |i: usize| slopes.row(i).dot(&weighted.row(i)).max(0.0).sqrt();
        let errors = (0..values.len()).map(error).collect();
        Some((values, errors))
    }
}

/// All parameters with their estimates.
pub(super) fn fitted(
    model: &Parameters,
    groups: &[GroupModel],
    estimates: &DVector<f64>,
    covariance: &DMatrix<f64>,
) -> Result<Vec<Fitted>, Error> {
    let solved = Solved::new(model, groups);
    let at: Option<Vec<_>> = groups.iter().map(|group| group.moments(estimates)).collect();
    let at = at.ok_or(Error::NoStart)?;
    let (standards, errors) = solved.with_errors(estimates, covariance).ok_or(Error::NoStart)?;
    let fitted = |(i, row): (usize, &Parameter)| Fitted {
        lhs: row.lhs.clone(),
        operator: row.operator,
        rhs: row.rhs.clone(),
        group: row.group,
        is_free: row.free.is_some(),
        value: solved.value(i, estimates, &at),
        se: row.free.map_or(0.0, |free| covariance[(free, free)].max(0.0).sqrt()),
        standard: standards[i],
        standard_se: errors[i],
    };
    Ok(model.rows.iter().enumerate().map(fitted).collect())
}
