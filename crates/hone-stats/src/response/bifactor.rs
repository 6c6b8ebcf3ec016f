use rayon::prelude::*;

use super::ascent::{Ascent, Evaluation};
use super::fit::{BLOCK, curves, start};
use super::patterns::Patterns;
use super::population::{Grid, Population};
use super::problem::{Curve, Sample, add_curves, curve_tables};
use super::{Model, Options, TraitScores, reliability};
use crate::numeric::normal_grid;
use crate::{Categories, Error, Fit};

/// A fitted model of one general trait and one more for each group of items.
#[derive(Debug, Clone, PartialEq)]
pub struct Bifactor {
    /// How answers depend on the traits.
    pub model: Model,
    /// In the order of the items.
    pub items: Vec<BifactorItem>,
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
    /// Share of the squared slopes that is the general trait's (explained common variance).
    pub general_share: f64,
    /// Of the general trait: mean of what each row's answers leave possible, and its deviation.
    pub scores: TraitScores,
    /// The residual is what a further step promised in twice the log-likelihood.
    pub fit: Fit,
    /// How many nodes each trait had.
    pub nodes: usize,
}

/// An item of a bifactor model.
#[derive(Debug, Clone, PartialEq)]
pub struct BifactorItem {
    /// Slope on the general trait.
    pub general: f64,
    /// Slope on the trait of its group; `None` for an item of no group.
    pub specific: Option<f64>,
    /// Of each category but the lowest.
    pub intercepts: Vec<f64>,
}

/// Bifactor model for ordinal items (Gibbons et al. 2007, doi:10.1177/0146621606289485).
///
/// `eta = a theta + s u + d_k` in place of `a theta + d_k`, with `theta` the general trait and `u`
/// that of the item's group; all traits are independent and standard normal. Given the general
/// trait, groups are independent, so integrals have two dimensions however many groups there are
/// (Gibbons & Hedeker 1992). What a group's answers say is computed once for each pattern within the
/// group, not for each row.
///
/// `groups` holds for each item its group, numbered from 0, or `None`. A group needs three items: of
/// two only the product of the slopes could be told. Slopes of a group may be turned round together.
/// A bifactor model fits about anything better than one trait does; a better fit is no proof that
/// the specific traits mean something. Rows are taken to be independent.
///
/// Checked against R mirt 1.47 `bfactor`.
pub fn bifactor(
    answers: &Categories,
    model: Model,
    groups: &[Option<usize>],
    options: &Options,
) -> Result<Bifactor, Error> {
    answers.refuse_constant()?;
    let problem = problem(answers, model, groups)?;
    let nodes = options.nodes.unwrap_or(31).max(2);
    let mut ascent = Ascent::new(options.most_iterations);
    let coarse = Grids::of(nodes.div_ceil(2), options.limit);
    let fine = Grids::of(nodes, options.limit);
    let begin = start(&problem.curves, answers, model);
    let first = ascent
        .climb(begin, 0.1, &|parameters| problem.evaluate(&coarse, parameters))
        .ok_or(Error::NotPositiveDefinite)?;
    let summit = ascent
        .climb(first.parameters, options.tolerance, &|parameters| {
            problem.evaluate(&fine, parameters)
        })
        .ok_or(Error::NotPositiveDefinite)?;
    let items: Vec<BifactorItem> =
        problem.curves.iter().map(|curve| item(curve, &summit.parameters)).collect();
    let n = problem.rows.iter().filter(|row| row.iter().any(Option::is_some)).count();
    let n_parameters = problem.n_parameters;
    let scores = problem.scores(&fine, &summit.parameters).ok_or(Error::NotPositiveDefinite)?;
    Ok(Bifactor {
        model,
        general_share: general_share(&items),
        items,
        log_likelihood: summit.value,
        n_parameters,
        n,
        aic: 2.0 * n_parameters as f64 - 2.0 * summit.value,
        bic: (n as f64).ln() * n_parameters as f64 - 2.0 * summit.value,
        scores,
        fit: Fit {
            converged: summit.converged,
            iterations: ascent.evaluations,
            residual: summit.gain,
        },
        nodes,
    })
}

fn item(curve: &Curve, all: &[f64]) -> BifactorItem {
    let own = curve.parameters(all);
    let (slopes, intercepts) = own.split_at(curve.traits.len());
    BifactorItem {
        general: slopes[0],
        specific: slopes.get(1).copied(),
        intercepts: intercepts.to_vec(),
    }
}

fn general_share(items: &[BifactorItem]) -> f64 {
    let general: f64 = items.iter().map(|item| item.general.powi(2)).sum();
    let specific: f64 = items.iter().filter_map(|item| item.specific).map(|s| s * s).sum();
    general / (general + specific)
}

/// Levels of one trait with their weights, and all pairs of levels of two.
struct Grids {
    levels: Vec<f64>,
    weights: Vec<f64>,
    /// The general trait runs fastest.
    pairs: Grid,
}

impl Grids {
    fn of(n: usize, limit: f64) -> Self {
        let one = normal_grid(n, limit);
        Self { levels: one.points, weights: one.weights, pairs: Grid::product(2, n, limit) }
    }
}

struct Problem {
    model: Model,
    curves: Vec<Curve>,
    n_parameters: usize,
    /// A sample for each group: its rows are those of the data, its patterns those of its items.
    groups: Vec<Sample>,
    /// For each row its pattern in each group.
    rows: Vec<Vec<Option<u32>>>,
}

fn problem(answers: &Categories, model: Model, groups: &[Option<usize>]) -> Result<Problem, Error> {
    if groups.len() != answers.n_items() {
        return Err(Error::LengthsDiffer);
    }
    let n_groups = groups.iter().flatten().max().map_or(0, |last| last + 1);
    if n_groups > groups.len() {
        return Err(Error::EmptyGroup);
    }
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); n_groups + 1];
    for (item, group) in groups.iter().enumerate() {
        members[group.unwrap_or(n_groups)].push(item);
    }
    if let Some(few) = members[..n_groups].iter().find(|items| items.len() < 3) {
        return Err(Error::TooFewItems { found: few.len(), needed: 3 });
    }
    let traits: Vec<Vec<usize>> =
        groups.iter().map(|group| if group.is_some() { vec![0, 1] } else { vec![0] }).collect();
    let (curves, n_parameters) = curves(answers, &traits);
    let all_rows: Vec<usize> = (0..answers.n_rows()).collect();
    let samples: Vec<Sample> = members
        .iter()
        .filter(|items| !items.is_empty())
        .map(|items| Sample {
            patterns: Patterns::of_items(answers, items, &all_rows, BLOCK),
            curves: (0..answers.n_items()).collect(),
            population: Population::Standard,
        })
        .collect();
    let rows = all_rows
        .iter()
        .map(|row| samples.iter().map(|sample| sample.patterns.of[*row]).collect())
        .collect();
    Ok(Problem { model, curves, n_parameters, groups: samples, rows })
}

/// What one group's answers say.
struct Inner {
    /// Chances of combinations of answers by pair of levels.
    tables: Vec<f64>,
    /// Chance of each pattern by level of the general trait.
    chances: Vec<f64>,
}

/// Posterior of the general trait over some rows.
struct Outer {
    log_likelihood: f64,
    /// Row by level.
    weights: Vec<f64>,
}

/// How many rows are in memory with their posteriors at once.
const ROWS: usize = 16_384;

impl Problem {
    fn evaluate(&self, grids: &Grids, parameters: &[f64]) -> Option<Evaluation> {
        let tables = curve_tables(self.model, &self.curves, &grids.pairs, parameters)?;
        let n = grids.pairs.n_nodes();
        let inner: Vec<Inner> =
            self.groups.iter().map(|group| self.inner(group, grids, &tables)).collect();
        let mut shares: Vec<Vec<f64>> =
            inner.iter().map(|group| vec![0.0; group.chances.len()]).collect();
        let mut found = Evaluation {
            value: 0.0,
            gradient: vec![0.0; self.n_parameters],
            information: Vec::new(),
        };
        for rows in self.rows.chunks(ROWS) {
            let outer = outer(rows, &inner, grids);
            found.value += outer.log_likelihood;
            shares.par_iter_mut().enumerate().for_each(|(group, shares)| {
                share(rows, group, &inner[group], &outer, shares);
            });
        }
        if !found.value.is_finite() {
            return None;
        }
        let mut counts: Vec<Vec<f64>> =
            self.curves.iter().map(|curve| vec![0.0; curve.n_categories() * n]).collect();
        for ((group, inner), shares) in self.groups.iter().zip(&inner).zip(&shares) {
            let expected = expected(&group.patterns, inner, shares, grids);
            group.share_out(&self.curves, &expected, n, &mut counts);
        }
        add_curves(
            self.model,
            &self.curves,
            &grids.pairs,
            parameters,
            &tables,
            &counts,
            &mut found,
        );
        Some(found)
    }

    fn inner(&self, group: &Sample, grids: &Grids, tables: &[super::problem::CurveTable]) -> Inner {
        let n = grids.levels.len();
        let tables = group.tables(&self.curves, tables, n * n);
        let patterns = &group.patterns;
        let mut chances = vec![0.0; patterns.n_patterns() * n];
        chances.par_chunks_mut(n).enumerate().for_each_init(
            || vec![0.0; n * n],
            |product, (pattern, chances)| {
                multiply(patterns.entries(pattern), &tables, product);
                for (of_level, weight) in product.chunks_exact(n).zip(&grids.weights) {
                    for (chance, value) in chances.iter_mut().zip(of_level) {
                        *chance += weight * value;
                    }
                }
            },
        );
        Inner { tables, chances }
    }

    fn scores(&self, grids: &Grids, parameters: &[f64]) -> Option<TraitScores> {
        let tables = curve_tables(self.model, &self.curves, &grids.pairs, parameters)?;
        let inner: Vec<Inner> =
            self.groups.iter().map(|group| self.inner(group, grids, &tables)).collect();
        let n = grids.levels.len();
        let (mut theta, mut se) = (Vec::new(), Vec::new());
        for rows in self.rows.chunks(ROWS) {
            let outer = outer(rows, &inner, grids);
            for (row, weights) in rows.iter().zip(outer.weights.chunks_exact(n)) {
                let sum = |of: &dyn Fn(f64) -> f64| -> f64 {
                    weights.iter().zip(&grids.levels).map(|(w, level)| w * of(*level)).sum()
                };
                let is_answered = row.iter().any(Option::is_some);
                let mean = if is_answered { sum(&|level| level) } else { f64::NAN };
                theta.push(mean);
                se.push(sum(&|level| (level - mean).powi(2)).sqrt());
            }
        }
        let reliability = reliability(&theta, &se);
        Some(TraitScores { theta, se, reliability })
    }
}

/// Product of the chances of a pattern's answers, by pair of levels.
fn multiply(entries: &[u32], tables: &[f64], product: &mut [f64]) {
    let n = product.len();
    for (step, entry) in entries.iter().enumerate() {
        let chances = &tables[*entry as usize * n..][..n];
        if step == 0 {
            product.copy_from_slice(chances);
        } else {
            for (value, chance) in product.iter_mut().zip(chances) {
                *value *= chance;
            }
        }
    }
}

fn outer(rows: &[Vec<Option<u32>>], inner: &[Inner], grids: &Grids) -> Outer {
    const PIECE: usize = 512;
    let n = grids.levels.len();
    let mut weights = vec![0.0; rows.len() * n];
    let sums: Vec<f64> = weights
        .par_chunks_mut(n * PIECE)
        .zip(rows.par_chunks(PIECE))
        .map(|(weights, rows)| {
            let mut sum = 0.0;
            for (row, weights) in rows.iter().zip(weights.chunks_exact_mut(n)) {
                sum += posterior(row, inner, grids, weights);
            }
            sum
        })
        .collect();
    Outer { log_likelihood: sums.iter().sum(), weights }
}

/// The posterior of a row, and the log of its chance.
fn posterior(row: &[Option<u32>], inner: &[Inner], grids: &Grids, weights: &mut [f64]) -> f64 {
    let n = weights.len();
    let mut log_scale = 0.0;
    weights.copy_from_slice(&grids.weights);
    for (group, pattern) in inner.iter().zip(row) {
        let Some(pattern) = pattern else { continue };
        let chances = &group.chances[*pattern as usize * n..][..n];
        let mut highest: f64 = 0.0;
        for (weight, chance) in weights.iter_mut().zip(chances) {
            *weight *= chance;
            highest = highest.max(*weight);
        }
        if highest > 0.0 && highest < 1e-100 {
            for weight in weights.iter_mut() {
                *weight /= highest;
            }
            log_scale += highest.ln();
        }
    }
    let total: f64 = weights.iter().sum();
    for weight in weights.iter_mut() {
        *weight /= total;
    }
    total.ln() + log_scale
}

/// Adds each row's posterior over what its group's answers said: the weight of the pattern by level.
fn share(
    rows: &[Vec<Option<u32>>],
    group: usize,
    inner: &Inner,
    outer: &Outer,
    shares: &mut [f64],
) {
    let n = outer.weights.len() / rows.len();
    for (row, weights) in rows.iter().zip(outer.weights.chunks_exact(n)) {
        let Some(pattern) = row[group] else { continue };
        let first = pattern as usize * n;
        let chances = &inner.chances[first..][..n];
        for ((share, weight), chance) in shares[first..][..n].iter_mut().zip(weights).zip(chances) {
            *share += weight / chance.max(f64::MIN_POSITIVE);
        }
    }
}

/// Expected counts of combinations of answers by pair of levels; patterns in pieces that depend on
/// the data only.
fn expected(patterns: &Patterns, inner: &Inner, shares: &[f64], grids: &Grids) -> Vec<f64> {
    let n = grids.levels.len();
    let size = patterns.n_patterns().div_ceil(4).max(64);
    let piece = |first: usize| {
        let mut counts = vec![0.0; inner.tables.len()];
        let mut product = vec![0.0; n * n];
        for pattern in first..(first + size).min(patterns.n_patterns()) {
            let entries = patterns.entries(pattern);
            multiply(entries, &inner.tables, &mut product);
            let shares = &shares[pattern * n..][..n];
            for (of_level, weight) in product.chunks_exact_mut(n).zip(&grids.weights) {
                for (value, share) in of_level.iter_mut().zip(shares) {
                    *value *= weight * share;
                }
            }
            for entry in entries {
                let counts = &mut counts[*entry as usize * n * n..][..n * n];
                for (count, value) in counts.iter_mut().zip(&product) {
                    *count += value;
                }
            }
        }
        counts
    };
    let firsts: Vec<usize> = (0..patterns.n_patterns()).step_by(size).collect();
    let pieces: Vec<Vec<f64>> = firsts.into_par_iter().map(piece).collect();
    let mut pieces = pieces.into_iter();
    let mut whole = pieces.next().unwrap_or_else(|| vec![0.0; inner.tables.len()]);
    for piece in pieces {
        for (total, count) in whole.iter_mut().zip(&piece) {
            *total += count;
        }
    }
    whole
}
