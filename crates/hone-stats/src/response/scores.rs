use rayon::prelude::*;

use super::curve::by_trait;
use super::expect::posterior;
use super::fit::one_trait;
use super::patterns::Patterns;
use super::population::{Grid, Population};
use super::problem::Problem;
use super::{Item, ItemResponse, Model};
use crate::{Categories, Error, MISSING};

/// How a trait is read off the answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scoring {
    /// Mean and standard deviation of what the answers leave possible (Bock & Mislevy 1982).
    Eap,
    /// The most likely level given the answers and the population (Samejima 1969).
    Map,
}

/// A level of the trait for each row.
#[derive(Debug, Clone, PartialEq)]
pub struct TraitScores {
    /// In standard deviations of the trait, from its mean; `NaN` for a row without answers.
    pub theta: Vec<f64>,
    /// Standard error of each; `NaN` for a row without answers.
    pub se: Vec<f64>,
    /// Empirical reliability: variance of the scores, over that and the mean squared error.
    pub reliability: f64,
}

/// Scores of each row by a fitted model: EAP (Bock & Mislevy 1982, doi:10.1177/014662168200600405)
/// or MAP (Samejima 1969).
///
/// EAP: mean and standard deviation of `prior x likelihood` over the nodes of the fit. MAP: Newton's
/// method on its log; the error is from the curvature at the top. Both pull towards 0, the more the
/// fewer answers there are, and take the items to be known: with a few hundred rows errors are
/// somewhat too small. `answers` have to be those that were fitted, or have the same categories.
///
/// Checked against R mirt 1.47 `fscores` and `empirical_rxx`.
pub fn trait_scores(
    answers: &Categories,
    fitted: &ItemResponse,
    scoring: Scoring,
) -> Result<TraitScores, Error> {
    let problem = matching(answers, fitted)?;
    let patterns = &problem.samples[0].patterns;
    let of_patterns = match scoring {
        Scoring::Eap => eap(&problem, fitted)?,
        Scoring::Map => map(patterns, answers, fitted),
    };
    let pick = |pattern: &Option<u32>| {
        pattern.map_or((f64::NAN, f64::NAN), |pattern| of_patterns[pattern as usize])
    };
    let (theta, se): (Vec<f64>, Vec<f64>) = patterns.of.iter().map(pick).unzip();
    let reliability = reliability(&theta, &se);
    Ok(TraitScores { theta, se, reliability })
}

/// The problem of a fitted model with some answers; refuses those that do not fit it.
pub(super) fn matching(answers: &Categories, fitted: &ItemResponse) -> Result<Problem, Error> {
    let is_alike = answers.n_items() == fitted.items.len()
        && (0..answers.n_items())
            .all(|item| answers.n_categories(item) == fitted.items[item].n_categories());
    if is_alike { Ok(one_trait(answers, fitted.model)) } else { Err(Error::LengthsDiffer) }
}

/// The parameters of a fitted model in the order of its problem.
pub(super) fn parameters(fitted: &ItemResponse) -> Vec<f64> {
    let of_item = |item: &Item| {
        let mut all = vec![item.slope];
        all.extend(&item.intercepts);
        all
    };
    fitted.items.iter().flat_map(of_item).collect()
}

fn eap(problem: &Problem, fitted: &ItemResponse) -> Result<Vec<(f64, f64)>, Error> {
    let grid = Grid::product(1, fitted.nodes, fitted.limit);
    let all = parameters(fitted);
    let curves = problem.curve_tables(&grid, &all).ok_or(Error::Unordered)?;
    let prior = Population::Standard.weights(&grid, &all).ok_or(Error::Unordered)?;
    let sample = &problem.samples[0];
    let tables = sample.tables(&problem.curves, &curves, grid.n_nodes());
    let points = &grid.points[0];
    let of_pattern = |weights: &mut Vec<f64>, pattern: usize| {
        let found = posterior(sample.patterns.entries(pattern), &tables, &prior, weights);
        let mean = moment(found.weights, points, |level| level) / found.total;
        let square = moment(found.weights, points, |level| (level - mean).powi(2)) / found.total;
        (mean, square.sqrt())
    };
    Ok((0..sample.patterns.n_patterns())
        .into_par_iter()
        .map_init(|| vec![0.0; prior.len()], of_pattern)
        .collect())
}

fn moment(weights: &[f64], points: &[f64], of: impl Fn(f64) -> f64) -> f64 {
    weights.iter().zip(points).map(|(weight, level)| weight * of(*level)).sum()
}

fn map(patterns: &Patterns, answers: &Categories, fitted: &ItemResponse) -> Vec<(f64, f64)> {
    let mut rows = vec![0; patterns.n_patterns()];
    for (row, pattern) in patterns.of.iter().enumerate() {
        if let Some(pattern) = pattern {
            rows[*pattern as usize] = row;
        }
    }
    rows.par_iter().map(|row| most_likely(answers, *row, fitted)).collect()
}

/// The log posterior is concave in both models, so Newton's method within the limits finds its top.
fn most_likely(answers: &Categories, row: usize, fitted: &ItemResponse) -> (f64, f64) {
    let (mut low, mut high) = (-20.0, 20.0);
    let mut theta = 0.0;
    let mut curvature = 1.0;
    for _ in 0..100 {
        let mut slope = -theta;
        curvature = 1.0;
        for (place, item) in fitted.items.iter().enumerate() {
            let code = answers.item(place)[row];
            if code != MISSING {
                let found = by_item(fitted.model, item, usize::from(code), theta);
                slope += found.0;
                curvature -= found.1;
            }
        }
        if slope > 0.0 {
            low = theta;
        } else {
            high = theta;
        }
        let mut next = theta + slope / curvature;
        if !(next > low && next < high) {
            next = 0.5 * (low + high);
        }
        let step = (next - theta).abs();
        theta = next;
        if step < 1e-12 {
            break;
        }
    }
    (theta, curvature.sqrt().recip())
}

/// First and second derivative by the trait of the log of the chance of a category.
pub(super) fn by_item(model: Model, item: &Item, category: usize, theta: f64) -> (f64, f64) {
    let (first, second) = by_trait(model, &item.intercepts, item.slope * theta, category);
    (item.slope * first, item.slope * item.slope * second)
}

pub(super) fn reliability(theta: &[f64], se: &[f64]) -> f64 {
    let there = || theta.iter().zip(se).filter(|(theta, _)| !theta.is_nan());
    let n = there().count() as f64;
    let mean = there().map(|(theta, _)| theta).sum::<f64>() / n;
    let variance = there().map(|(theta, _)| (theta - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let error = there().map(|(_, se)| se * se).sum::<f64>() / n;
    variance / (variance + error)
}
