use nalgebra::DMatrix;
use rayon::prelude::*;

use super::curve::derivatives;
use super::expect::posterior;
use super::population::{Grid, Population};
use super::problem::Problem;
use super::scores::{matching, parameters};
use super::{Item, ItemResponse, Model};
use crate::{Categories, Error};

/// Where the standard errors of items come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Information {
    /// Minus the second derivatives of the log-likelihood, by central differences of its exact
    /// gradient.
    Observed,
    /// The sum over rows of the products of their gradients: quick, and too small a sample makes it
    /// unsteady.
    CrossProduct,
}

/// Standard errors of an item's parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemErrors {
    /// Of the slope.
    pub slope: f64,
    /// Of each intercept.
    pub intercepts: Vec<f64>,
    /// Of each location, by the delta method.
    pub locations: Vec<f64>,
}

/// Standard errors of all items, in their order, by maximum-likelihood theory.
///
/// The covariance of all parameters is the inverse of the information; see [`Information`] for both
/// ways. Rows are taken to be independent; with several raters of the same leader the errors are too
/// small. Refuses a matrix that is not positive definite: then the fit is no maximum, or the data do
/// not tell all parameters.
///
/// Checked by each other on large data, and against simulated coverage.
pub fn item_errors(
    answers: &Categories,
    fitted: &ItemResponse,
    information: Information,
) -> Result<Vec<ItemErrors>, Error> {
    let problem = matching(answers, fitted)?;
    let all = parameters(fitted);
    let grid = Grid::product(1, fitted.nodes, fitted.limit);
    let matrix = match information {
        Information::Observed => observed(&problem, &grid, &all)?,
        Information::CrossProduct => cross_product(&problem, &grid, &all)?,
    };
    let covariance = matrix.cholesky().ok_or(Error::NotPositiveDefinite)?.inverse();
    let of_item = |(curve, item): (&super::problem::Curve, &Item)| {
        let n = curve.n_parameters();
        let own = covariance.view((curve.first, curve.first), (n, n)).into_owned();
        ItemErrors {
            slope: own[(0, 0)].sqrt(),
            intercepts: (1..n).map(|k| own[(k, k)].sqrt()).collect(),
            locations: (1..n).map(|k| location_error(fitted.model, item, &own, k)).collect(),
        }
    };
    Ok(problem.curves.iter().zip(&fitted.items).map(of_item).collect())
}

/// `b_k` is `-d_k / a`, or `(d_(k-1) - d_k) / a`.
fn location_error(model: Model, item: &Item, covariance: &DMatrix<f64>, k: usize) -> f64 {
    let mut by = vec![0.0; covariance.nrows()];
    by[0] = -item.locations(model)[k - 1] / item.slope;
    by[k] = -1.0 / item.slope;
    if model == Model::PartialCredit && k > 1 {
        by[k - 1] = 1.0 / item.slope;
    }
    let by = nalgebra::DVector::from_vec(by);
    (by.transpose() * covariance * &by)[(0, 0)].sqrt()
}

pub(super) fn observed(problem: &Problem, grid: &Grid, all: &[f64]) -> Result<DMatrix<f64>, Error> {
    let n = problem.n_parameters;
    let gradient = |place: usize, step: f64| {
        let mut moved = all.to_vec();
        moved[place] += step;
        problem.evaluate(grid, &moved).map(|found| found.gradient)
    };
    let column = |place: usize| {
        let step = step(problem, all, place);
        let (up, down) = (gradient(place, step)?, gradient(place, -step)?);
        Some(up.iter().zip(&down).map(|(up, down)| (down - up) / (2.0 * step)).collect())
    };
    let columns: Option<Vec<Vec<f64>>> = (0..n).into_par_iter().map(column).collect();
    let columns = columns.ok_or(Error::NotPositiveDefinite)?;
    Ok(DMatrix::from_fn(n, n, |a, b| 0.5 * (columns[a][b] + columns[b][a])))
}

/// Small beside the parameter, and beside the gap to the next threshold.
fn step(problem: &Problem, all: &[f64], place: usize) -> f64 {
    let usual = 1e-4 * all[place].abs().max(0.1);
    let gap = |other: Option<&f64>| other.map_or(f64::INFINITY, |other| (other - all[place]).abs());
    if problem.model == Model::PartialCredit {
        return usual;
    }
    let before = if place > 0 { gap(all.get(place - 1)) } else { f64::INFINITY };
    usual.min(0.1 * before.min(gap(all.get(place + 1))).max(1e-9))
}

fn cross_product(problem: &Problem, grid: &Grid, all: &[f64]) -> Result<DMatrix<f64>, Error> {
    const PIECE: usize = 512;
    let sample = &problem.samples[0];
    let n = grid.n_nodes();
    let curves = problem.curve_tables(grid, all).ok_or(Error::Unordered)?;
    let prior = Population::Standard.weights(grid, all).ok_or(Error::Unordered)?;
    let tables = sample.tables(&problem.curves, &curves, n);
    let slopes = slopes(problem, grid, all);
    let size = problem.n_parameters;
    let patterns = &sample.patterns;
    let piece = |first: usize| {
        let last = (first + PIECE).min(patterns.n_patterns());
        let mut rows = DMatrix::<f64>::zeros(size, last - first);
        let mut weights = vec![0.0; n];
        for pattern in first..last {
            let found = posterior(patterns.entries(pattern), &tables, &prior, &mut weights);
            let scale = patterns.weights[pattern].sqrt() / found.total;
            for (block, entry) in patterns.blocks.iter().zip(patterns.entries(pattern)) {
                for part in &block.parts {
                    let code = *entry as usize - block.start;
                    let Some(category) = part.category(code) else { continue };
                    let curve = &problem.curves[part.item];
                    for (k, by) in slopes[part.item][category].iter().enumerate() {
                        let mean: f64 = by.iter().zip(&*found.weights).map(|(x, y)| x * y).sum();
                        rows[(curve.first + k, pattern - first)] = scale * mean;
                    }
                }
            }
        }
        &rows * rows.transpose()
    };
    let firsts: Vec<usize> = (0..patterns.n_patterns()).step_by(PIECE).collect();
    let pieces: Vec<DMatrix<f64>> = firsts.into_par_iter().map(piece).collect();
    Ok(pieces.into_iter().fold(DMatrix::zeros(size, size), |sum, piece| sum + piece))
}

/// For each item, category and parameter: derivative of the log of the category's chance by node.
fn slopes(problem: &Problem, grid: &Grid, all: &[f64]) -> Vec<Vec<Vec<Vec<f64>>>> {
    let points = &grid.points[0];
    let of_category = |item: &Item, category: usize| {
        let mut one = vec![0.0; item.n_categories()];
        one[category] = 1.0;
        let mut found = vec![vec![0.0; points.len()]; item.n_categories()];
        for (node, level) in points.iter().enumerate() {
            let level = [*level];
            let eta = [item.slope * level[0]];
            let by = derivatives(problem.model, &item.intercepts, &[&level], &eta, &one);
            for (k, value) in by.gradient.iter().enumerate() {
                found[k][node] = *value;
            }
        }
        found
    };
    let of_item = |item: Item| {
        (0..item.n_categories()).map(|category| of_category(&item, category)).collect()
    };
    problem.curves.iter().map(|curve| of_item(curve.item(all))).collect()
}
