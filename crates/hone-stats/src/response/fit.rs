use super::ascent::{Ascent, Summit};
use super::patterns::Patterns;
use super::population::{Grid, Population};
use super::problem::{Curve, Problem, Sample};
use super::{Item, Model};
use crate::{Categories, Error, Fit, MISSING};

/// How finely and how long to look.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// How many equally spaced nodes a trait has. `None` begins with 61 and doubles them until the
    /// log-likelihood moves by less than 1e-5; with several traits it takes 31, or 15 from
    /// three on.
    pub nodes: Option<usize>,
    /// Nodes lie from `-limit` to `limit`, in standard deviations of the trait.
    pub limit: f64,
    /// The search ends when a step promises less than this in twice the log-likelihood.
    pub tolerance: f64,
    /// It gives up after so many evaluations.
    pub most_iterations: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { nodes: None, limit: 6.0, tolerance: 1e-8, most_iterations: 600 }
    }
}

/// A fitted model of one trait, which is standard normal over the rows.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemResponse {
    /// How answers depend on the trait.
    pub model: Model,
    /// In the order of the items.
    pub items: Vec<Item>,
    /// Log of the chance of all answers.
    pub log_likelihood: f64,
    /// How many parameters were estimated.
    pub n_parameters: usize,
    /// How many rows answered anything; the others tell nothing.
    pub n: usize,
    /// Akaike's criterion.
    pub aic: f64,
    /// Bayes' criterion, with `n` rows.
    pub bic: f64,
    /// The residual is what a further step promised in twice the log-likelihood.
    pub fit: Fit,
    /// How many nodes the trait had in the end.
    pub nodes: usize,
    /// They lie from `-limit` to `limit`.
    pub limit: f64,
}

/// Graded response model (Samejima 1969, Psychometrika Monograph 17) or generalised partial credit
/// model (Muraki 1992, doi:10.1177/014662169201600206) with one trait, by marginal maximum
/// likelihood (Bock & Aitkin 1981, doi:10.1007/BF02293801).
///
/// Graded: `P(answer >= k) = 1 / (1 + exp(-(a theta + d_k)))`. Partial credit:
/// `P(answer = k) = exp(k a theta + d_k) / sum`. The trait is standard normal, on a grid of nodes.
/// Each step is that of EM, bent by what the steps before taught (Jamshidian & Jennrich 1997,
/// doi:10.1111/1467-9868.00083), until a further step would promise nothing.
///
/// A category that nobody used is left out. Gaps are taken to be at random. Rows are taken to be
/// independent: with several raters of the same leader the errors are too small, and the trait is
/// that of a rating, not of a leader. Slopes of items that hardly anybody answers differently are
/// not to be relied on. An item with the same answer in every row is refused.
///
/// Checked against R mirt 1.47: log-likelihoods to 1e-5, parameters to 1e-4.
pub fn item_response(
    answers: &Categories,
    model: Model,
    options: &Options,
) -> Result<ItemResponse, Error> {
    answers.refuse_constant()?;
    if answers.n_items() < 2 {
        return Err(Error::TooFewItems { found: answers.n_items(), needed: 2 });
    }
    let problem = one_trait(answers, model);
    if problem.n_rows() < 2.0 {
        return Err(Error::TooFewRows {
            found: problem.samples[0].patterns.n_patterns(),
            needed: 2,
        });
    }
    let start = start(&problem.curves, answers, model);
    let end = climb(&problem, start, options)?;
    let n = problem.n_rows();
    let deviance = -2.0 * end.summit.value;
    let n_parameters = problem.n_parameters as f64;
    Ok(ItemResponse {
        model,
        items: problem.curves.iter().map(|curve| curve.item(&end.summit.parameters)).collect(),
        log_likelihood: end.summit.value,
        n_parameters: problem.n_parameters,
        n: problem.samples[0].patterns.of.iter().flatten().count(),
        aic: deviance + 2.0 * n_parameters,
        bic: deviance + n.ln() * n_parameters,
        fit: end.fit(),
        nodes: end.nodes,
        limit: options.limit,
    })
}

/// Blocks of up to so many combinations: two items of five categories with gaps, or six of two.
pub(super) const BLOCK: usize = 64;

pub(super) fn one_trait(answers: &Categories, model: Model) -> Problem {
    let rows: Vec<usize> = (0..answers.n_rows()).collect();
    let traits = vec![vec![0]; answers.n_items()];
    let (curves, n_parameters) = curves(answers, &traits);
    let sample = Sample {
        patterns: Patterns::of(answers, &rows, BLOCK),
        curves: (0..answers.n_items()).collect(),
        population: Population::Standard,
    };
    Problem { model, curves, samples: vec![sample], n_parameters }
}

/// A curve for each item, parameters one after the other; also how many these are.
pub(super) fn curves(answers: &Categories, traits: &[Vec<usize>]) -> (Vec<Curve>, usize) {
    let mut first = 0;
    let curve = |(item, traits): (usize, &Vec<usize>)| {
        let categories = (0..answers.n_categories(item)).collect();
        let curve = Curve { first, traits: traits.clone(), categories };
        first += curve.n_parameters();
        curve
    };
    let curves: Vec<Curve> = traits.iter().enumerate().map(curve).collect();
    (curves, first)
}

/// Where to begin: equal slopes, and intercepts that give each category the share it has.
pub(super) fn start(curves: &[Curve], answers: &Categories, model: Model) -> Vec<f64> {
    let mut found = Vec::new();
    for (item, curve) in curves.iter().enumerate() {
        let steps = match model {
            Model::Graded => 1.0,
            Model::PartialCredit => (curve.n_categories() - 1) as f64,
        };
        let slope = 1.0 / ((curve.traits.len() as f64).sqrt() * steps);
        found.extend(curve.traits.iter().map(|_| slope));
        found.extend(first_intercepts(answers.item(item), curve.n_categories(), model));
    }
    found
}

fn first_intercepts(column: &[u8], n_categories: usize, model: Model) -> Vec<f64> {
    let mut counts = vec![0.5; n_categories];
    for code in column.iter().filter(|code| **code != MISSING) {
        if let Some(count) = counts.get_mut(usize::from(*code)) {
            *count += 1.0;
        }
    }
    let total: f64 = counts.iter().sum();
    let mut below = 0.0;
    let threshold = |k: usize| match model {
        Model::Graded => {
            below += counts[k - 1];
            1.2 * ((total - below) / below).ln()
        }
        Model::PartialCredit => (counts[k] / counts[0]).ln(),
    };
    (1..n_categories).map(threshold).collect()
}

/// Where a search ended.
pub(super) struct End {
    pub(super) summit: Summit,
    pub(super) nodes: usize,
    evaluations: usize,
}

impl End {
    pub(super) fn fit(&self) -> Fit {
        Fit {
            converged: self.summit.converged,
            iterations: self.evaluations,
            residual: self.summit.gain,
        }
    }
}

/// A search over the parameters of a model with one trait.
struct Search<'a> {
    problem: &'a Problem,
    options: &'a Options,
    ascent: Ascent,
}

impl Search<'_> {
    fn on(&mut self, nodes: usize, start: Vec<f64>, tolerance: f64) -> Result<End, Error> {
        let grid = Grid::product(1, nodes, self.options.limit);
        let summit = self
            .ascent
            .climb(start, tolerance, &|parameters| self.problem.evaluate(&grid, parameters))
            .ok_or(Error::NotPositiveDefinite)?;
        Ok(End { summit, nodes, evaluations: self.ascent.evaluations })
    }

    fn value_on(&self, nodes: usize, parameters: &[f64]) -> f64 {
        let grid = Grid::product(1, nodes, self.options.limit);
        self.problem.evaluate(&grid, parameters).map_or(f64::NAN, |found| found.value)
    }
}

/// Half the nodes for a start, then all of them, then twice as many until that changes nothing.
pub(super) fn climb(problem: &Problem, start: Vec<f64>, options: &Options) -> Result<End, Error> {
    const FIRST: usize = 61;
    const MOST: usize = 961;
    const CHANGE: f64 = 1e-5;
    let mut search = Search { problem, options, ascent: Ascent::new(options.most_iterations) };
    let nodes = options.nodes.unwrap_or(FIRST).max(2);
    let coarse = search.on(nodes.div_ceil(2), start, 0.1)?;
    let mut end = search.on(nodes, coarse.summit.parameters, options.tolerance)?;
    while options.nodes.is_none() && end.nodes < MOST && end.summit.converged {
        let finer = 2 * end.nodes - 1;
        let value = search.value_on(finer, &end.summit.parameters);
        if (value - end.summit.value).abs() < CHANGE {
            break;
        }
        end = search.on(finer, end.summit.parameters, options.tolerance)?;
    }
    Ok(end)
}

/// From where another model of the same answers ended, on as many nodes.
pub(super) fn climb_on(
    problem: &Problem,
    nodes: usize,
    start: Vec<f64>,
    options: &Options,
) -> Result<End, Error> {
    let mut search = Search { problem, options, ascent: Ascent::new(options.most_iterations) };
    search.on(nodes, start, options.tolerance)
}
