use nalgebra::DMatrix;

use super::columns::Columns;
use super::response::Response;
use super::{Doubt, Found, Link, Mode, Model, Ordinal};
use crate::variance::NORMAL_95;
use crate::{Estimate, Interval};

/// An effect over the whole range of its column, or a standard deviation of a term, that is larger
/// than this many standard deviations of the error is one that runs away.
const ENDLESS: f64 = 8.0;

/// A fit in the words of the caller.
pub(super) struct Told<'a, R> {
    pub(super) model: &'a Model<'a, R>,
    pub(super) columns: &'a Columns,
    pub(super) found: &'a Found,
}

impl<R: Response> Told<'_, R> {
    pub(super) fn ordinal(
        &self,
        values: Vec<f64>,
        effects: Vec<Vec<Option<Mode>>>,
        link: Link,
    ) -> Ordinal {
        let point = &self.found.point;
        let (n_thresholds, first_sd) = (self.model.n_own(), self.model.first_sd());
        let turn = self.turn();
        let places = &turn * point.parameters.rows(0, first_sd);
        let covariance = self.found.covariance.as_ref().map(|all| {
            let fixed = all.view((0, 0), (first_sd, first_sd));
            &turn * fixed * turn.transpose()
        });
        let estimates: Vec<Estimate> = (0..first_sd)
            .map(|k| symmetric(places[k], covariance.as_ref().map(|all| all[(k, k)].sqrt())))
            .collect();
        let (thresholds, fixed) = estimates.split_at(n_thresholds);
        let mut fit = self.found.fit;
        let doubts = self.doubts(link);
        fit.converged &= doubts.is_empty();
        Ordinal {
            values,
            thresholds: thresholds.to_vec(),
            fixed: fixed.to_vec(),
            components: variances(self.found, first_sd),
            log_likelihood: point.value,
            effects,
            n: self.model.crossing.n_rows(),
            n_parameters: point.parameters.len(),
            n_sets: self.model.crossing.n_sets,
            doubts,
            fit,
        }
    }

    /// What turns parameters of scaled columns into those of the columns as they were given.
    fn turn(&self) -> DMatrix<f64> {
        let (n_thresholds, n) = (self.model.n_own(), self.model.first_sd());
        let mut turn = DMatrix::identity(n, n);
        for column in 0..n - n_thresholds {
            let place = n_thresholds + column;
            turn[(place, place)] = 1.0 / self.columns.scale(column);
            (0..n_thresholds).for_each(|k| turn[(k, place)] = self.columns.shift(column));
        }
        turn
    }

    /// The effects of all levels; `former` has the number that each level had before rows were left
    /// out.
    pub(super) fn effects(
        &self,
        former: &[Vec<u32>],
        n_levels: &[usize],
    ) -> Vec<Vec<Option<Mode>>> {
        let of_term = |(term, former): (usize, &Vec<u32>)| {
            let mut effects = vec![None; n_levels[term]];
            for (mode, former) in modes(self.model, self.found, term).zip(former) {
                effects[*former as usize] = Some(mode);
            }
            effects
        };
        former.iter().enumerate().map(of_term).collect()
    }

    fn doubts(&self, link: Link) -> Vec<Doubt> {
        let (first, first_sd) = (self.model.n_own(), self.model.first_sd());
        let runs_away = |place: &usize| runs_away(self.found, *place, link.error_sd());
        let columns = (first..first_sd)
            .filter(runs_away)
            .map(|place| Doubt::Separated { column: place - first });
        let terms = (first_sd..self.found.point.parameters.len())
            .filter(runs_away)
            .map(|place| Doubt::Endless { term: place - first_sd });
        columns.chain(terms).collect()
    }
}

/// Whether a parameter, of which a column or an effect reaches about 1, runs away: it is far beyond
/// the standard deviation of the error, or less far and not told from 0.
pub(crate) fn runs_away(found: &Found, place: usize, error_sd: f64) -> bool {
    let size = found.point.parameters[place].abs() / error_sd;
    let is_told = |all: &DMatrix<f64>| {
        let variance = all[(place, place)];
        variance.sqrt() < 0.5 * size * error_sd
    };
    size > ENDLESS || size > 0.5 * ENDLESS && !found.covariance.as_ref().is_some_and(is_told)
}

/// The variances of the terms, of which the standard deviations stand from `first_sd` on.
pub(crate) fn variances(found: &Found, first_sd: usize) -> Vec<Estimate> {
    let parameters = &found.point.parameters;
    let variance = |place: usize| {
        let sd = parameters[place].abs();
        let se = found.covariance.as_ref().map(|all| all[(place, place)].sqrt());
        let Some(se) = se.filter(|_| sd > 0.0) else {
            return Estimate { value: sd * sd, se: None, ci95: None };
        };
        let factor = (2.0 * NORMAL_95 * se / sd).exp();
        let ci95 = Interval { low: sd * sd / factor, high: sd * sd * factor };
        Estimate {
            value: sd * sd,
            se: Some(2.0 * sd * se),
            ci95: Some(ci95).filter(|ci| ci.high.is_finite()),
        }
    };
    (first_sd..parameters.len()).map(variance).collect()
}

/// The effects of the levels of a term.
pub(crate) fn modes<R: Response>(
    model: &Model<'_, R>,
    found: &Found,
    term: usize,
) -> impl Iterator<Item = Mode> {
    let point = &found.point;
    let sd = point.parameters[model.first_sd() + term];
    model.crossing.ranges[term].clone().map(move |node| Mode {
        value: sd * point.modes[node],
        sd: sd.abs() * point.variances[node].max(0.0).sqrt(),
    })
}

pub(crate) fn symmetric(value: f64, se: Option<f64>) -> Estimate {
    let around = |se: f64| Interval { low: value - NORMAL_95 * se, high: value + NORMAL_95 * se };
    Estimate { value, se, ci95: se.map(around) }
}
