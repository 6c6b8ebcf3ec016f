//! A model and its data: the log-likelihood of all answers and its derivatives.

use rayon::prelude::*;

use super::ascent::Evaluation;
use super::curve::{Derivatives, derivatives, is_valid, probabilities};
use super::expect::expect;
use super::patterns::Patterns;
use super::population::{Grid, Population};
use super::{Item, Model};

/// Rows of one population, and which parameters their answers to each item have.
pub(super) struct Sample {
    pub(super) patterns: Patterns,
    /// For each item its place among the curves.
    pub(super) curves: Vec<usize>,
    pub(super) population: Population,
}

/// The parameters of an item in one or several samples.
pub(super) struct Curve {
    /// Where they begin: slopes, then intercepts.
    pub(super) first: usize,
    /// The traits it depends on.
    pub(super) traits: Vec<usize>,
    /// The codes of its categories; a sample that lacks one has no parameter for it.
    pub(super) categories: Vec<usize>,
}

impl Curve {
    pub(super) fn n_parameters(&self) -> usize {
        self.traits.len() + self.n_categories() - 1
    }

    pub(super) fn n_categories(&self) -> usize {
        self.categories.len()
    }

    /// The place of a code among the categories.
    fn place(&self, code: usize) -> Option<usize> {
        match self.categories.get(code) {
            Some(same) if *same == code => Some(code),
            _ => self.categories.iter().position(|category| *category == code),
        }
    }

    pub(super) fn parameters<'a>(&self, all: &'a [f64]) -> &'a [f64] {
        &all[self.first..][..self.n_parameters()]
    }

    /// The item of a curve with one trait.
    pub(super) fn item(&self, all: &[f64]) -> Item {
        let own = self.parameters(all);
        Item { slope: own[0], intercepts: own[1..].to_vec() }
    }
}

pub(super) struct Problem {
    pub(super) model: Model,
    pub(super) curves: Vec<Curve>,
    pub(super) samples: Vec<Sample>,
    pub(super) n_parameters: usize,
}

/// The chances of each curve by category and node, and the linear predictor by node.
pub(super) struct CurveTable {
    eta: Vec<f64>,
    chances: Vec<f64>,
}

impl Problem {
    /// Log-likelihood and derivatives; `None` where parameters are of no model.
    pub(super) fn evaluate(&self, grid: &Grid, parameters: &[f64]) -> Option<Evaluation> {
        let tables = self.curve_tables(grid, parameters)?;
        let n = grid.n_nodes();
        let mut counts: Vec<Vec<f64>> =
            self.curves.iter().map(|curve| vec![0.0; curve.n_categories() * n]).collect();
        let mut found = Evaluation {
            value: 0.0,
            gradient: vec![0.0; self.n_parameters],
            information: Vec::new(),
        };
        for sample in &self.samples {
            let prior = sample.population.weights(grid, parameters)?;
            let expected =
                expect(&sample.patterns, &sample.tables(&self.curves, &tables, n), &prior);
            found.value += expected.log_likelihood;
            sample.share_out(&self.curves, &expected.counts, n, &mut counts);
            let rows = sample.rows_by_node(&expected.counts, n);
            if let Some(part) = sample.population.derivatives(grid, parameters, &prior, &rows) {
                found.gradient[part.first..][..part.gradient.len()].copy_from_slice(&part.gradient);
                found.information.push((part.first, part.information));
            }
        }
        if !found.value.is_finite() {
            return None;
        }
        add_curves(self.model, &self.curves, grid, parameters, &tables, &counts, &mut found);
        Some(found)
    }

    /// Chances of all curves; `None` where parameters are of no model.
    pub(super) fn curve_tables(&self, grid: &Grid, parameters: &[f64]) -> Option<Vec<CurveTable>> {
        curve_tables(self.model, &self.curves, grid, parameters)
    }

    /// How many rows have an answer.
    pub(super) fn n_rows(&self) -> f64 {
        self.samples.iter().map(|sample| sample.patterns.n_rows()).sum()
    }
}

/// Chances of some curves; `None` where parameters are of no model.
pub(super) fn curve_tables(
    model: Model,
    curves: &[Curve],
    grid: &Grid,
    parameters: &[f64],
) -> Option<Vec<CurveTable>> {
    let is_fine = |curve: &Curve| is_valid(model, curve.parameters(parameters), curve.traits.len());
    if !curves.iter().all(is_fine) {
        return None;
    }
    let table = |curve: &Curve| {
        let n = grid.n_nodes();
        let (slopes, intercepts) = curve.parameters(parameters).split_at(curve.traits.len());
        let mut eta = vec![0.0; n];
        for (d, slope) in curve.traits.iter().zip(slopes) {
            for (eta, level) in eta.iter_mut().zip(&grid.points[*d]) {
                *eta += slope * level;
            }
        }
        let mut chances = vec![0.0; curve.n_categories() * n];
        probabilities(model, intercepts, &eta, &mut chances);
        CurveTable { eta, chances }
    };
    Some(curves.par_iter().map(table).collect())
}

/// Adds the derivatives by the parameters of curves, from expected counts by category and node.
pub(super) fn add_curves(
    model: Model,
    curves: &[Curve],
    grid: &Grid,
    parameters: &[f64],
    tables: &[CurveTable],
    counts: &[Vec<f64>],
    found: &mut Evaluation,
) {
    let part = |place: usize| {
        let curve = &curves[place];
        let points: Vec<&[f64]> = curve.traits.iter().map(|d| grid.points[*d].as_slice()).collect();
        let intercepts = &curve.parameters(parameters)[curve.traits.len()..];
        derivatives(model, intercepts, &points, &tables[place].eta, &counts[place])
    };
    let parts: Vec<Derivatives> = (0..curves.len()).into_par_iter().map(part).collect();
    for (curve, part) in curves.iter().zip(parts) {
        found.gradient[curve.first..][..part.gradient.len()].copy_from_slice(&part.gradient);
        found.information.push((curve.first, part.information));
    }
}

impl Sample {
    /// Chances of the combinations of answers in each block, by entry, then by node.
    pub(super) fn tables(&self, curves: &[Curve], chances: &[CurveTable], n: usize) -> Vec<f64> {
        let mut tables = vec![1.0; self.patterns.n_entries * n];
        for block in &self.patterns.blocks {
            for code in 0..block.n_codes {
                let entry = &mut tables[(block.start + code) * n..][..n];
                for part in &block.parts {
                    let place = self.curves[part.item];
                    let category = part.category(code).and_then(|code| curves[place].place(code));
                    let Some(category) = category else { continue };
                    let chances = &chances[place].chances[category * n..][..n];
                    for (value, chance) in entry.iter_mut().zip(chances) {
                        *value *= chance;
                    }
                }
            }
        }
        tables
    }

    /// Adds expected counts of combinations to those of each curve's categories.
    pub(super) fn share_out(
        &self,
        curves: &[Curve],
        expected: &[f64],
        n: usize,
        counts: &mut [Vec<f64>],
    ) {
        for block in &self.patterns.blocks {
            for code in 0..block.n_codes {
                let entry = &expected[(block.start + code) * n..][..n];
                for part in &block.parts {
                    let place = self.curves[part.item];
                    let category = part.category(code).and_then(|code| curves[place].place(code));
                    let Some(category) = category else { continue };
                    let counts = &mut counts[place][category * n..][..n];
                    for (count, value) in counts.iter_mut().zip(entry) {
                        *count += value;
                    }
                }
            }
        }
    }

    /// Expected rows by node: every row has one code of the first block.
    fn rows_by_node(&self, expected: &[f64], n: usize) -> Vec<f64> {
        let mut rows = vec![0.0; n];
        let n_codes = self.patterns.blocks.first().map_or(0, |block| block.n_codes);
        for entry in expected.chunks_exact(n).take(n_codes) {
            for (count, value) in rows.iter_mut().zip(entry) {
                *count += value;
            }
        }
        rows
    }
}
