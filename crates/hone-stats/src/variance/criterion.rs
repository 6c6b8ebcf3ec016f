//! The profiled deviance at given variance ratios, its gradient and the average information.

use nalgebra::DMatrix;
use rayon::prelude::*;

use super::Criterion;
use super::held::Held;
use super::products::Products;
use super::sparse::{Factor, Scaling, Tree};
use crate::Error;

/// The model at given ratios of the variances to the residual variance.
pub(super) struct Model {
    pub(super) products: Products,
    pub(super) tree: Tree,
    pub(super) factor: Factor,
    /// What the search may not move.
    pub(super) held: Held,
    criterion: Criterion,
    /// Per position: the term, or `None` for fixed effects and values.
    terms: Vec<Option<u32>>,
}

/// What was found at given ratios.
pub(super) struct Point {
    pub(super) deviance: f64,
    /// Residual variance.
    pub(super) residual: f64,
    /// Weighted sum of squares of what is left.
    left: f64,
    /// By position: effects in units in which they have the residual variance, and fixed effects.
    solution: Vec<f64>,
}

/// First and second derivatives by the logarithms of the free ratios.
pub(super) struct Slope {
    pub(super) gradient: Vec<f64>,
    pub(super) information: DMatrix<f64>,
}

impl Model {
    pub(super) fn new(products: Products, criterion: Criterion) -> Self {
        let largest = products.n_levels.iter().enumerate().max_by_key(|(_, n)| **n);
        let range = products.levels(largest.map_or(0, |(term, _)| term));
        let tree = Tree::new(&products.graph, &products.counts, &products.last, |node| {
            range.contains(&node)
        });
        let term = |unknown: &u32| {
            let unknown = *unknown as usize;
            (unknown < products.n_nodes()).then(|| products.term_of(unknown) as u32)
        };
        let terms = tree.unknowns.iter().map(term).collect();
        let factor = Factor::new(&tree);
        Self { products, tree, factor, held: Held::Nothing, criterion, terms }
    }

    /// Rows less what the criterion takes off for fixed effects.
    pub(super) fn degrees_of_freedom(&self) -> f64 {
        match self.criterion {
            Criterion::Reml => (self.products.n_rows - self.products.n_fixed) as f64,
            Criterion::Ml => self.products.n_rows as f64,
        }
    }

    /// The terms whose ratios may move: those that are not 0 and do not follow from others.
    pub(super) fn free(&self, ratios: &[f64]) -> Vec<usize> {
        (0..ratios.len()).filter(|term| ratios[*term] > 0.0 && !self.held.ties(*term)).collect()
    }

    fn scaling(&self, ratios: &[f64]) -> Scaling {
        let roots: Vec<f64> = ratios.iter().map(|ratio| ratio.sqrt()).collect();
        let scale = |term: &Option<u32>| term.map_or(1.0, |term| roots[term as usize]);
        Scaling {
            scales: self.terms.iter().map(scale).collect(),
            added: self.terms.iter().map(|term| f64::from(u8::from(term.is_some()))).collect(),
        }
    }

    /// Factors anew and computes the deviance, as `lme4` does (Bates et al. 2015,
    /// doi:10.18637/jss.v067.i01, equations 34 and 41).
    pub(super) fn point(&mut self, ratios: &[f64]) -> Result<Point, Error> {
        let scaling = self.scaling(ratios);
        let n = self.terms.len();
        self.factor.refactor(&self.tree, &scaling).map_err(|at| {
            if at + 1 == n { Error::NoVariance } else { Error::NotPositiveDefinite }
        })?;
        let pivots = self.factor.last_pivots(&self.tree);
        let left = pivots.last().map_or(0.0, |pivot| pivot * pivot);
        let n_counted = match self.criterion {
            Criterion::Reml => n - 1,
            Criterion::Ml => n - 1 - self.products.n_fixed,
        };
        let log_determinant = self.factor.log_determinant(&self.tree, |at| at < n_counted);
        let freedom = self.degrees_of_freedom();
        let residual = self.held.residual(ratios).unwrap_or(left / freedom);
        let mut solution = vec![0.0; n];
        solution[n - 1] = -1.0;
        self.factor.backward(&self.tree, &mut solution, 1);
        let deviance =
            log_determinant + freedom * (std::f64::consts::TAU * residual).ln() + left / residual;
        if deviance.is_finite() {
            Ok(Point { deviance, residual, left, solution })
        } else {
            Err(Error::NoVariance)
        }
    }

    /// The derivatives at the point that was computed last. The second ones are average information
    /// (Gilmour, Thompson and Cullis 1995, doi:10.2307/2533274), for the profiled deviance.
    pub(super) fn slope(&self, ratios: &[f64], point: &Point) -> Slope {
        let freedom = self.degrees_of_freedom();
        let (diagonal, _) = self.factor.inverse_diagonal(&self.tree, self.n_left_out());
        let mut traces = vec![0.0; ratios.len()];
        for (term, value) in self.terms.iter().zip(&diagonal) {
            if let Some(term) = term {
                traces[*term as usize] += value;
            }
        }
        let active: Vec<usize> = (0..ratios.len()).filter(|term| ratios[*term] > 0.0).collect();
        let (squares, products) = self.quadratic_forms(ratios, point, &active);
        // By the logarithm of a ratio, at a residual variance that does not move.
        let falls: Vec<f64> = active
            .iter()
            .zip(&squares)
            .map(|(term, square)| ratios[*term] * square / point.residual)
            .collect();
        let gradient = active
            .iter()
            .zip(&falls)
            .map(|(term, fall)| self.products.n_levels[*term] as f64 - traces[*term] - fall);
        let information = DMatrix::from_fn(active.len(), active.len(), |a, b| {
            ratios[active[a]] * ratios[active[b]] * products[(a, b)] / point.residual
        });
        let fixed = Slope { gradient: gradient.collect(), information };
        let lost = point.left / point.residual;
        self.held.slope(fixed, &active, ratios, &Residual { falls, lost, freedom })
    }

    /// The last unknowns whose inverse the criterion leaves out: the values, and with maximum
    /// likelihood the fixed effects.
    fn n_left_out(&self) -> usize {
        match self.criterion {
            Criterion::Reml => 1,
            Criterion::Ml => 1 + self.products.n_fixed,
        }
    }

    /// With `f = Z Z' P y` of each active term and `P` at residual variance 1: `y' P f`, and `f' P f`
    /// for each pair.
    fn quadratic_forms(
        &self,
        ratios: &[f64],
        point: &Point,
        active: &[usize],
    ) -> (Vec<f64>, DMatrix<f64>) {
        let working: Vec<Working> =
            active.par_iter().map(|term| self.working(ratios, point, *term)).collect();
        let squares = working.iter().map(|w| w.weights.iter().map(|v| v * v).sum()).collect();
        let products = DMatrix::from_fn(active.len(), active.len(), |a, b| {
            let (a, b) = (a.min(b), a.max(b));
            let range = self.products.levels(active[a]);
            let plain: f64 =
                working[a].weights.iter().zip(&working[b].sums[range]).map(|(x, y)| x * y).sum();
            let fitted: f64 =
                working[a].solved.iter().zip(&working[b].solved).map(|(x, y)| x * y).sum();
            plain - fitted
        });
        (squares, products)
    }

    fn working(&self, ratios: &[f64], point: &Point, term: usize) -> Working {
        let products = &self.products;
        let root = ratios[term].sqrt();
        let range = products.levels(term);
        let mut weights = vec![0.0; range.len()];
        for (at, unknown) in self.tree.unknowns.iter().enumerate() {
            if range.contains(&(*unknown as usize)) {
                weights[*unknown as usize - range.start] = point.solution[at] / root;
            }
        }
        let n = products.last.n;
        let mut sums = vec![0.0; products.n_nodes()];
        let mut fixed = vec![0.0; n];
        for (level, weight) in range.zip(&weights) {
            sums[level] += products.counts[level] * weight;
            for (other, common) in products.graph.edges(level) {
                sums[other] += common * weight;
            }
            for (sum, x) in fixed.iter_mut().zip(&products.last.with_nodes[level * n..]) {
                *sum += x * weight;
            }
        }
        fixed[n - 1] = 0.0;
        let solved = self.solved(ratios, &sums, &fixed);
        Working { weights, sums, solved }
    }

    /// `L⁻¹` times sums per level and fixed column; the last, of the values, is 0.
    fn solved(&self, ratios: &[f64], sums: &[f64], fixed: &[f64]) -> Vec<f64> {
        let n_nodes = self.products.n_nodes();
        let value = |(term, unknown): (&Option<u32>, &u32)| match term {
            Some(term) => ratios[*term as usize].sqrt() * sums[*unknown as usize],
            None => fixed[*unknown as usize - n_nodes],
        };
        let mut solved: Vec<f64> = self.terms.iter().zip(&self.tree.unknowns).map(value).collect();
        self.factor.forward(&self.tree, &mut solved);
        if let Some(last) = solved.last_mut() {
            *last = 0.0;
        }
        solved
    }

    /// Average information of the logarithms of the active variances and, last, of the residual
    /// variance.
    pub(super) fn information(&self, ratios: &[f64], point: &Point) -> DMatrix<f64> {
        let active: Vec<usize> = (0..ratios.len()).filter(|term| ratios[*term] > 0.0).collect();
        let (squares, products) = self.quadratic_forms(ratios, point, &active);
        let left = point.left;
        let is_random = |at: &usize| self.terms[*at].is_some();
        let mut solved = vec![0.0; self.terms.len()];
        (0..solved.len()).filter(is_random).for_each(|at| solved[at] = point.solution[at]);
        let effects: f64 = solved.iter().map(|u| u * u).sum();
        self.factor.forward(&self.tree, &mut solved);
        if let Some(last) = solved.last_mut() {
            *last = 0.0;
        }
        let of_residual = left - effects - solved.iter().map(|c| c * c).sum::<f64>();
        let working: Vec<Working> =
            active.iter().map(|term| self.working(ratios, point, *term)).collect();
        let k = active.len();
        DMatrix::from_fn(k + 1, k + 1, |a, b| {
            let (a, b) = (a.min(b), a.max(b));
            let (raw, scale) = if b < k {
                (products[(a, b)], ratios[active[a]] * ratios[active[b]])
            } else if a < k {
                let fitted: f64 = working[a].solved.iter().zip(&solved).map(|(x, y)| x * y).sum();
                (squares[a] - fitted, ratios[active[a]])
            } else {
                (of_residual, 1.0)
            };
            0.5 * raw * scale / point.residual
        })
    }

    /// Effects of all levels, in the order of the terms.
    pub(super) fn effects(&self, ratios: &[f64], point: &Point) -> Vec<f64> {
        self.by_unknown(&point.solution)
            .into_iter()
            .enumerate()
            .map(|(unknown, value)| ratios[self.products.term_of(unknown)].sqrt() * value)
            .collect()
    }

    /// Variances of the errors of all effects, in units of the residual variance; with or without
    /// those of the fixed effects.
    pub(super) fn effect_variances(&self, ratios: &[f64], with_fixed: bool) -> Vec<f64> {
        let n_left_out = if with_fixed { 1 } else { 1 + self.products.n_fixed };
        let (diagonal, _) = self.factor.inverse_diagonal(&self.tree, n_left_out);
        self.by_unknown(&diagonal)
            .into_iter()
            .enumerate()
            .map(|(unknown, value)| ratios[self.products.term_of(unknown)] * value)
            .collect()
    }

    fn by_unknown(&self, by_position: &[f64]) -> Vec<f64> {
        let mut values = vec![0.0; self.products.n_nodes()];
        for (unknown, value) in self.tree.unknowns.iter().zip(by_position) {
            if let Some(place) = values.get_mut(*unknown as usize) {
                *place = *value;
            }
        }
        values
    }

    /// Fixed effects of the centred columns, and their covariances in units of the residual
    /// variance.
    pub(super) fn fixed(&self, point: &Point) -> (Vec<f64>, DMatrix<f64>) {
        let p = self.products.n_fixed;
        let n = self.terms.len();
        let effects = point.solution[n - 1 - p..n - 1].to_vec();
        (effects, self.factor.last_inverse(&self.tree, p))
    }
}

/// How the deviance depends on the residual variance.
pub(super) struct Residual {
    /// Per active term: how much what is left falls with the logarithm of its ratio.
    pub(super) falls: Vec<f64>,
    /// What is left, in units of the residual variance.
    pub(super) lost: f64,
    pub(super) freedom: f64,
}

/// What one term contributes to the average information.
struct Working {
    /// `Z' P y`.
    weights: Vec<f64>,
    /// Sums of `Z Z' P y` over the rows of each level of all terms.
    sums: Vec<f64>,
    /// The same, and over fixed columns, solved with the factor.
    solved: Vec<f64>,
}
