use nalgebra::DMatrix;
use rayon::prelude::*;

use super::ascent::Ascent;
use super::expect::posterior;
use super::fit::{BLOCK, curves, start};
use super::patterns::Patterns;
use super::population::{Grid, Population, correlations};
use super::problem::{Problem, Sample};
use super::{Model, Options, TraitScores, reliability};
use crate::{Categories, Error, Fit};

/// A fitted model of up to three traits, each standard normal over the rows.
#[derive(Debug, Clone, PartialEq)]
pub struct MultitraitResponse {
    /// How answers depend on the traits.
    pub model: Model,
    /// In the order of the items.
    pub items: Vec<MultitraitItem>,
    /// Between traits.
    pub correlations: DMatrix<f64>,
    /// Log of the chance of all answers.
    pub log_likelihood: f64,
    /// How many parameters were estimated.
    pub n_parameters: usize,
    /// How many rows answered anything.
    pub n: usize,
    /// Akaike's criterion.
    pub aic: f64,
    /// Bayes' criterion, with `n` rows.
    pub bic: f64,
    /// For each trait the mean of what each row's answers leave possible, and its deviation.
    pub scores: Vec<TraitScores>,
    /// The residual is what a further step promised in twice the log-likelihood.
    pub fit: Fit,
    /// How many nodes each trait had.
    pub nodes: usize,
}

/// An item of a model with several traits.
#[derive(Debug, Clone, PartialEq)]
pub struct MultitraitItem {
    /// On each of all traits; 0 where the item does not depend on it.
    pub slopes: Vec<f64>,
    /// Of each category but the lowest.
    pub intercepts: Vec<f64>,
}

/// Confirmatory model of up to three traits for ordinal items (Muraki & Carlson 1995,
/// doi:10.1177/014662169501900109), by marginal maximum likelihood over all combinations of nodes.
///
/// `eta` is the sum of slope times trait over the traits in `traits` of the item, in place of
/// `a theta`. Traits have correlations of their own where `is_oblique`, and none otherwise. Each
/// trait needs two items, and two traits may not have the same items: then it could not be told
/// which is which. Signs of a trait may be turned round together. With 31 nodes per trait (15 for
/// three) integrals are right to about three figures where answers tell a lot; give more nodes, or
/// use [`bifactor`](super::bifactor()), where that matters. Rows are taken to be independent.
///
/// Checked against the model of one trait, and by recovery of simulated slopes and correlations.
pub fn multitrait_response(
    answers: &Categories,
    model: Model,
    traits: &[Vec<usize>],
    is_oblique: bool,
    options: &Options,
) -> Result<MultitraitResponse, Error> {
    answers.refuse_constant()?;
    let n_traits = check(answers, traits)?;
    let problem = problem(answers, model, traits, n_traits, is_oblique);
    let usual = if n_traits < 3 { 31 } else { 15 };
    let nodes = options.nodes.unwrap_or(usual).max(2);
    let mut begin = start(&problem.curves, answers, model);
    begin.resize(problem.n_parameters, 0.3);
    let mut ascent = Ascent::new(options.most_iterations);
    let coarse = Grid::product(n_traits, nodes.div_ceil(2), options.limit);
    let fine = Grid::product(n_traits, nodes, options.limit);
    let first = ascent
        .climb(begin, 0.1, &|parameters| problem.evaluate(&coarse, parameters))
        .ok_or(Error::NotPositiveDefinite)?;
    let summit = ascent
        .climb(first.parameters, options.tolerance, &|parameters| {
            problem.evaluate(&fine, parameters)
        })
        .ok_or(Error::NotPositiveDefinite)?;
    let all = &summit.parameters;
    let item = |curve: &super::problem::Curve| {
        let (slopes, intercepts) = curve.parameters(all).split_at(curve.traits.len());
        let mut whole = vec![0.0; n_traits];
        for (d, slope) in curve.traits.iter().zip(slopes) {
            whole[*d] = *slope;
        }
        MultitraitItem { slopes: whole, intercepts: intercepts.to_vec() }
    };
    let n = problem.samples[0].patterns.of.iter().flatten().count();
    let n_parameters = problem.n_parameters as f64;
    Ok(MultitraitResponse {
        model,
        items: problem.curves.iter().map(item).collect(),
        correlations: match problem.samples[0].population {
            Population::Correlated { first } => correlations(n_traits, &all[first..]),
            _ => DMatrix::identity(n_traits, n_traits),
        },
        log_likelihood: summit.value,
        n_parameters: problem.n_parameters,
        n,
        aic: 2.0 * n_parameters - 2.0 * summit.value,
        bic: (n as f64).ln() * n_parameters - 2.0 * summit.value,
        scores: scores(&problem, &fine, all).ok_or(Error::NotPositiveDefinite)?,
        fit: Fit {
            converged: summit.converged,
            iterations: ascent.evaluations,
            residual: summit.gain,
        },
        nodes,
    })
}

/// How many traits there are; refuses what cannot be told.
fn check(answers: &Categories, traits: &[Vec<usize>]) -> Result<usize, Error> {
    if traits.len() != answers.n_items() || traits.iter().any(Vec::is_empty) {
        return Err(Error::LengthsDiffer);
    }
    let n_traits = traits.iter().flatten().max().map_or(0, |last| last + 1);
    if n_traits > 3 {
        return Err(Error::TooManyTraits { found: n_traits });
    }
    let items_of = |d: usize| -> Vec<usize> {
        (0..traits.len()).filter(|item| traits[*item].contains(&d)).collect()
    };
    for d in 0..n_traits {
        let own = items_of(d);
        if own.len() < 2 {
            return Err(Error::TooFewItems { found: own.len(), needed: 2 });
        }
        if (0..d).any(|other| items_of(other) == own) {
            return Err(Error::NotPositiveDefinite);
        }
    }
    Ok(n_traits)
}

fn problem(
    answers: &Categories,
    model: Model,
    traits: &[Vec<usize>],
    n_traits: usize,
    is_oblique: bool,
) -> Problem {
    let (curves, first) = curves(answers, traits);
    let rows: Vec<usize> = (0..answers.n_rows()).collect();
    let (population, n_parameters) = if is_oblique && n_traits > 1 {
        (Population::Correlated { first }, first + n_traits * (n_traits - 1) / 2)
    } else {
        (Population::Standard, first)
    };
    // Tables of thousands of nodes leave the cache, so that joined items would not pay.
    let most = if n_traits < 3 { BLOCK } else { 1 };
    let sample = Sample {
        patterns: Patterns::of(answers, &rows, most),
        curves: (0..answers.n_items()).collect(),
        population,
    };
    Problem { model, curves, samples: vec![sample], n_parameters }
}

fn scores(problem: &Problem, grid: &Grid, all: &[f64]) -> Option<Vec<TraitScores>> {
    let sample = &problem.samples[0];
    let prior = sample.population.weights(grid, all)?;
    let chances = problem.curve_tables(grid, all)?;
    let tables = sample.tables(&problem.curves, &chances, grid.n_nodes());
    let of_pattern = |weights: &mut Vec<f64>, pattern: usize| -> Vec<(f64, f64)> {
        let found = posterior(sample.patterns.entries(pattern), &tables, &prior, weights);
        let mean = |levels: &[f64], of: &dyn Fn(f64) -> f64| -> f64 {
            let sum: f64 = levels.iter().zip(&*found.weights).map(|(x, w)| w * of(*x)).sum();
            sum / found.total
        };
        let of_trait = |levels: &Vec<f64>| {
            let theta = mean(levels, &|x| x);
            (theta, mean(levels, &|x| (x - theta).powi(2)).sqrt())
        };
        grid.points.iter().map(of_trait).collect()
    };
    let of_patterns: Vec<Vec<(f64, f64)>> = (0..sample.patterns.n_patterns())
        .into_par_iter()
        .map_init(|| vec![0.0; prior.len()], of_pattern)
        .collect();
    let of_trait = |d: usize| {
        let pick = |pattern: &Option<u32>| {
            pattern.map_or((f64::NAN, f64::NAN), |pattern| of_patterns[pattern as usize][d])
        };
        let (theta, se): (Vec<f64>, Vec<f64>) = sample.patterns.of.iter().map(pick).unzip();
        let reliability = reliability(&theta, &se);
        TraitScores { theta, se, reliability }
    };
    Some((0..grid.points.len()).map(of_trait).collect())
}
