//! The Laplace approximation of a marginal likelihood, with its gradient.

use nalgebra::{DMatrix, DVector};
use rayon::prelude::*;

use super::crossing::Crossing;
use super::response::{Local, Response};
use crate::numeric::{Ascent, dot};

/// Rows that are one thread's work.
const ROWS: usize = 4096;
/// Most steps to the modes.
const MOST_STEPS: usize = 60;
/// A step to the modes, in the metric of their matrix and squared, that is shorter than this moves the
/// determinant by less than 1e-9; one that is below the other and no longer shrinks is rounding.
const SETTLED: f64 = 1e-20;
const ROUNDING: f64 = 1e-10;

/// Answers with fixed columns and random terms.
///
/// Parameters in order: those of the response, fixed effects, the standard deviation of each term
/// (of either sign, which does not matter).
pub(crate) struct Model<'a, R> {
    pub(crate) response: &'a R,
    pub(crate) fixed: &'a [Vec<f64>],
    pub(crate) crossing: Crossing,
}

/// The criterion at given parameters.
#[derive(Clone)]
pub(crate) struct Point {
    pub(crate) parameters: DVector<f64>,
    /// The log-likelihood by Laplace's approximation.
    pub(crate) value: f64,
    pub(crate) gradient: DVector<f64>,
    /// The modes of the effects, in units of the standard deviation of their term.
    pub(crate) modes: Vec<f64>,
    /// Their variances, given the parameters, in that unit.
    pub(crate) variances: Vec<f64>,
}

/// Rows at given effects.
struct Look {
    places: Vec<f64>,
    first: Vec<f64>,
    /// Minus the second derivatives.
    weights: Vec<f64>,
    third: Vec<f64>,
    /// Log-likelihood with the density of the effects, but for its constant.
    value: f64,
}

/// Parameters in their parts.
struct Parts<'a> {
    thresholds: Vec<f64>,
    effects: &'a [f64],
    sds: &'a [f64],
}

impl<R> Clone for Model<'_, R> {
    fn clone(&self) -> Self {
        Self { response: self.response, fixed: self.fixed, crossing: self.crossing.clone() }
    }
}

impl<R: Response> Model<'_, R> {
    pub(crate) fn n_own(&self) -> usize {
        self.response.n_parameters()
    }

    /// Where the standard deviations of the terms begin.
    pub(crate) fn first_sd(&self) -> usize {
        self.n_own() + self.fixed.len()
    }

    fn parts<'p>(&self, parameters: &'p DVector<f64>) -> Option<Parts<'p>> {
        let (own, others) = parameters.as_slice().split_at(self.n_own());
        let (effects, sds) = others.split_at(self.fixed.len());
        let thresholds = self.response.thresholds(own)?;
        Some(Parts { thresholds, effects, sds })
    }

    /// The criterion, with modes searched from those given. `None` where it has no value.
    pub(crate) fn point(&mut self, parameters: &DVector<f64>, modes: &[f64]) -> Option<Point> {
        let parts = self.parts(parameters)?;
        let (modes, look) = self.settle(&parts, modes)?;
        let value = look.value - 0.5 * self.crossing.log_determinant();
        if !value.is_finite() {
            return None;
        }
        let (variances, of_rows) = self.crossing.variances(parts.sds);
        let gradient = self.gradient(&parts, &modes, &look, &variances, &of_rows);
        Some(Point { parameters: parameters.clone(), value, gradient, modes, variances })
    }

    /// Newton's method to the modes; the factor is left there.
    fn settle(&mut self, parts: &Parts<'_>, modes: &[f64]) -> Option<(Vec<f64>, Look)> {
        let mut modes = modes.to_vec();
        let mut look = self.look(parts, &modes);
        if !look.value.is_finite() {
            modes.fill(0.0);
            look = self.look(parts, &modes);
        }
        let mut last = f64::INFINITY;
        for _ in 0..MOST_STEPS {
            if !look.value.is_finite() || !self.crossing.refactor(parts.sds, &look.weights) {
                return None;
            }
            let mut slope = self.crossing.scaled_sums(parts.sds, &look.first);
            slope.iter_mut().zip(&modes).for_each(|(slope, mode)| *slope -= mode);
            let mut step = slope.clone();
            self.crossing.solve(&mut step);
            let length: f64 = slope.iter().zip(&step).map(|(a, b)| a * b).sum();
            if length < SETTLED || length < ROUNDING && length > 0.1 * last {
                return Some((modes, look));
            }
            last = length;
            let mut share = 1.0;
            loop {
                let next: Vec<f64> = modes.iter().zip(&step).map(|(m, s)| m + share * s).collect();
                let found = self.look(parts, &next);
                // Short steps gain less than the sum over the rows can tell.
                let is_better = found.value >= look.value || length < 1e-6;
                if is_better && found.value.is_finite() {
                    (modes, look) = (next, found);
                    break;
                }
                share *= 0.5;
                if share < 1e-9 {
                    return None;
                }
            }
        }
        None
    }

    fn look(&self, parts: &Parts<'_>, modes: &[f64]) -> Look {
        let n = self.crossing.n_rows();
        let mut places = vec![0.0; n];
        for (column, effect) in self.fixed.iter().zip(parts.effects) {
            places.iter_mut().zip(column).for_each(|(place, x)| *place += effect * x);
        }
        self.crossing.add_effects(parts.sds, modes, &mut places);
        let mut look = Look {
            first: vec![0.0; n],
            weights: vec![0.0; n],
            third: vec![0.0; n],
            places,
            value: 0.0,
        };
        let columns = look.first.par_chunks_mut(ROWS).zip(look.weights.par_chunks_mut(ROWS));
        let chunks = columns.zip(look.third.par_chunks_mut(ROWS)).zip(look.places.par_chunks(ROWS));
        let logs: Vec<f64> = chunks
            .enumerate()
            .map(|(chunk, (((first, weights), third), places))| {
                let mut sum = 0.0;
                for (k, place) in places.iter().enumerate() {
                    let slopes = self.response.slopes(chunk * ROWS + k, *place, &parts.thresholds);
                    sum += slopes.log;
                    first[k] = slopes.first;
                    weights[k] = -slopes.second;
                    third[k] = slopes.third;
                }
                sum
            })
            .collect();
        let squares: f64 = modes.iter().map(|mode| mode * mode).sum();
        look.value = logs.iter().sum::<f64>() - 0.5 * squares;
        look
    }

    /// The derivatives of the criterion. The determinant changes with the parameters, with the modes,
    /// and these with the parameters; the latter comes in by one more solution with the factor, of
    /// which `leaning` is what it says of each row.
    fn gradient(
        &self,
        parts: &Parts<'_>,
        modes: &[f64],
        look: &Look,
        variances: &[f64],
        of_rows: &[f64],
    ) -> DVector<f64> {
        let bends: Vec<f64> = look.third.iter().zip(of_rows).map(|(t, v)| -t * v).collect();
        let mut solved = self.crossing.scaled_sums(parts.sds, &bends);
        self.crossing.solve(&mut solved);
        let mut leaning = vec![0.0; bends.len()];
        self.crossing.add_effects(parts.sds, &solved, &mut leaning);
        let by_place: Vec<f64> = (0..bends.len())
            .map(|row| look.first[row] + 0.5 * (look.weights[row] * leaning[row] - bends[row]))
            .collect();

        let mut gradient = self.response.pull(&self.by_threshold(parts, look, of_rows, &leaning));
        for column in self.fixed {
            gradient.push(column.iter().zip(&by_place).map(|(x, slope)| x * slope).sum());
        }
        let direct = self.crossing.products(modes, &by_place);
        for ((range, sd), direct) in self.crossing.ranges.iter().zip(parts.sds).zip(direct) {
            let term = |node: usize| 1.0 - variances[node] + 0.5 * solved[node] * modes[node];
            let indirect: f64 = range.clone().map(term).sum();
            // At 0 the criterion is flat: it is the same for both signs.
            gradient.push(if *sd == 0.0 { 0.0 } else { direct - indirect / sd });
        }
        DVector::from_vec(gradient)
    }

    fn by_threshold(
        &self,
        parts: &Parts<'_>,
        look: &Look,
        of_rows: &[f64],
        leaning: &[f64],
    ) -> Vec<f64> {
        let sums = look.places.par_chunks(ROWS).enumerate().map(|(chunk, places)| {
            let mut sums = vec![0.0; parts.thresholds.len()];
            let mut local = Local::default();
            for (k, place) in places.iter().enumerate() {
                let row = chunk * ROWS + k;
                self.response.local(row, *place, &parts.thresholds, &mut local);
                for (k, slope) in local.slope.iter().enumerate() {
                    sums[local.first + k] += slope + 0.5 * of_rows[row] * local.cross_twice[k]
                        - 0.5 * leaning[row] * local.cross[k];
                }
            }
            sums
        });
        let mut total = vec![0.0; parts.thresholds.len()];
        for sums in sums.collect::<Vec<_>>() {
            total.iter_mut().zip(sums).for_each(|(total, sum)| *total += sum);
        }
        total
    }

    /// About minus the second derivatives at a point that was computed last: those of the likelihood
    /// of given effects, with the effects taken out, and of each standard deviation as if levels were
    /// known as well as they are.
    pub(crate) fn information(&self, point: &Point) -> Option<DMatrix<f64>> {
        let parts = self.parts(&point.parameters)?;
        let look = self.look(&parts, &point.modes);
        let (mut among, with_levels) = self.fixed_information(&parts, &look);
        let solve = |sums: &Vec<f64>| {
            let mut solved = sums.clone();
            self.crossing.solve(&mut solved);
            solved
        };
        let solved: Vec<Vec<f64>> = with_levels.par_iter().map(solve).collect();
        let n = self.first_sd();
        for a in 0..n {
            for b in 0..n {
                among[(a, b)] -= dot(&with_levels[a], &solved[b]);
            }
        }
        let total = n + parts.sds.len();
        let mut information = among.resize(total, total, 0.0);
        for ((range, sd), place) in self.crossing.ranges.iter().zip(parts.sds).zip(n..) {
            let known = range.clone().map(|node| (1.0 - point.variances[node]).powi(2));
            information[(place, place)] = (2.0 * known.sum::<f64>() / (sd * sd)).max(1e-3);
        }
        Some(information)
    }

    /// Minus the second derivatives of the log-likelihood of given effects by the parameters of the
    /// response and the fixed effects; and by each of these and each level.
    fn fixed_information(&self, parts: &Parts<'_>, look: &Look) -> (DMatrix<f64>, Vec<Vec<f64>>) {
        let (n_thresholds, n_own, n) = (parts.thresholds.len(), self.n_own(), self.first_sd());
        let n_nodes = self.crossing.n_nodes();
        // By rows: a threshold, and last all thresholds, levels or fixed columns.
        let mut between = vec![vec![0.0; n_thresholds]; n_thresholds];
        let mut with_levels = vec![vec![0.0; n_thresholds]; n_nodes];
        let mut with_fixed = vec![vec![0.0; n_thresholds]; self.fixed.len()];
        let mut local = Local::default();
        for (row, place) in look.places.iter().enumerate() {
            self.response.local(row, *place, &parts.thresholds, &mut local);
            let width = local.slope.len();
            for k in 0..width {
                let threshold = local.first + k;
                for level in self.crossing.levels(row) {
                    with_levels[level][threshold] -= local.cross[k];
                }
                for (sums, x) in with_fixed.iter_mut().zip(self.fixed) {
                    sums[threshold] -= local.cross[k] * x[row];
                }
                for other in 0..width {
                    between[threshold][local.first + other] -= local.between[k * width + other];
                }
            }
        }
        let pull_all = |rows: &[Vec<f64>]| -> Vec<Vec<f64>> {
            rows.iter().map(|row| self.response.pull(row)).collect()
        };
        let turned = |rows: Vec<Vec<f64>>, n: usize| -> Vec<Vec<f64>> {
            (0..n).map(|k| rows.iter().map(|row| row[k]).collect()).collect()
        };
        let mut among = DMatrix::zeros(n, n);
        let own = pull_all(&turned(pull_all(&between), n_own));
        let mixed = pull_all(&with_fixed);
        for a in 0..n {
            for b in 0..=a {
                let value = if a < n_own {
                    own[a][b]
                } else if b < n_own {
                    mixed[a - n_own][b]
                } else {
                    let (x, y) = (&self.fixed[a - n_own], &self.fixed[b - n_own]);
                    x.iter().zip(y).zip(&look.weights).map(|((x, y), w)| x * y * w).sum()
                };
                among[(a, b)] = value;
                among[(b, a)] = value;
            }
        }
        let mut columns = turned(pull_all(&with_levels), n_own);
        for x in self.fixed {
            let weighted: Vec<f64> = x.iter().zip(&look.weights).map(|(x, w)| x * w).collect();
            columns.push(self.crossing.sums(&weighted));
        }
        for (range, sd) in self.crossing.ranges.iter().zip(parts.sds) {
            for column in &mut columns {
                column[range.clone()].iter_mut().for_each(|value| *value *= sd);
            }
        }
        (among, columns)
    }
}

impl Ascent for Point {
    fn place(&self) -> &DVector<f64> {
        &self.parameters
    }

    fn value(&self) -> f64 {
        self.value
    }

    fn gradient(&self) -> &DVector<f64> {
        &self.gradient
    }
}
