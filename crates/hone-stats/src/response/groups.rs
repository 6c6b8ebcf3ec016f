use super::fit::{BLOCK, End, climb, climb_on, curves, start};
use super::patterns::Patterns;
use super::population::Population;
use super::problem::{Curve, Problem, Sample};
use super::{Item, Model, Options};
use crate::{Categories, Error, Fit, Groups, MISSING};

/// A fitted model of one trait in several groups.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupedItemResponse {
    /// How answers depend on the trait.
    pub model: Model,
    /// For each group the items in their order; alike but for those that were let free.
    pub items: Vec<Vec<Item>>,
    /// Mean and standard deviation of the trait in each group; 0 and 1 in the first.
    pub populations: Vec<TraitPopulation>,
    /// Log of the chance of all answers.
    pub log_likelihood: f64,
    /// How many parameters were estimated.
    pub n_parameters: usize,
    /// The residual is what a further step promised in twice the log-likelihood.
    pub fit: Fit,
    /// How many nodes the trait had in the end.
    pub nodes: usize,
}

/// How a trait is distributed in a group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TraitPopulation {
    /// In standard deviations of the first group, from its mean.
    pub mean: f64,
    /// In standard deviations of the first group.
    pub sd: f64,
}

/// The model of [`item_response`](super::item_response) in several groups (Bock & Zimowski 1997).
///
/// Items in `free` have parameters of their own in each group, the others are anchors: the same in
/// all. The trait is standard normal in the first group, with a mean and a variance of its own in
/// each other. Means of groups are comparable only as far as the anchors work alike in all. Needs an
/// anchor; refuses a free item that does not vary in a group. A category that a group did not use
/// has no parameter there.
///
/// Checked against R mirt 1.47 `multipleGroup`.
pub fn grouped_item_response(
    answers: &Categories,
    groups: &Groups,
    model: Model,
    free: &[usize],
    options: &Options,
) -> Result<GroupedItemResponse, Error> {
    let start = Start::Fresh(options);
    let (problem, end) = fit_groups(answers, groups, model, free, &start)?;
    Ok(result(&problem, &end))
}

/// Where a search begins.
pub(super) enum Start<'a> {
    Fresh(&'a Options),
    /// At a fitted model.
    From(&'a GroupedItemResponse, &'a Options),
}

pub(super) fn fit_groups(
    answers: &Categories,
    groups: &Groups,
    model: Model,
    free: &[usize],
    start: &Start<'_>,
) -> Result<(Problem, End), Error> {
    check(answers, groups, free)?;
    let problem = problem(answers, groups, model, free)?;
    let end = match start {
        Start::Fresh(options) => climb(&problem, fresh(&problem, answers, free), options)?,
        Start::From(fitted, options) => {
            climb_on(&problem, fitted.nodes, from(&problem, fitted), options)?
        }
    };
    Ok((problem, end))
}

fn check(answers: &Categories, groups: &Groups, free: &[usize]) -> Result<(), Error> {
    answers.refuse_constant()?;
    if groups.n_rows() != answers.n_rows() {
        return Err(Error::LengthsDiffer);
    }
    if groups.n_groups() < 2 {
        return Err(Error::TooFewGroups { found: groups.n_groups(), needed: 2 });
    }
    let n_anchors = (0..answers.n_items()).filter(|item| !free.contains(item)).count();
    if n_anchors == 0 || answers.n_items() < 2 {
        return Err(Error::TooFewItems { found: n_anchors, needed: 1 });
    }
    Ok(())
}

fn problem(
    answers: &Categories,
    groups: &Groups,
    model: Model,
    free: &[usize],
) -> Result<Problem, Error> {
    let traits = vec![vec![0]; answers.n_items()];
    let (mut curves, _) = curves(answers, &traits);
    let members = groups.members();
    let mut samples = Vec::with_capacity(members.len());
    for (group, rows) in members.iter().enumerate() {
        let mut of_items: Vec<usize> = (0..answers.n_items()).collect();
        for item in free {
            let categories = used(answers, *item, rows);
            if categories.len() < 2 {
                return Err(Error::ConstantInGroup { item: *item });
            }
            if group == 0 {
                curves[*item].categories = categories;
                continue;
            }
            of_items[*item] = curves.len();
            curves.push(Curve { first: 0, traits: vec![0], categories });
        }
        samples.push(Sample {
            patterns: Patterns::of(answers, rows, BLOCK),
            curves: of_items,
            population: Population::Standard,
        });
    }
    let mut n_parameters = 0;
    for curve in &mut curves {
        curve.first = n_parameters;
        n_parameters += curve.n_parameters();
    }
    for sample in samples.iter_mut().skip(1) {
        sample.population = Population::Normal { first: n_parameters };
        n_parameters += 2;
    }
    Ok(Problem { model, curves, samples, n_parameters })
}

/// The categories of an item that some rows used.
pub(super) fn used(answers: &Categories, item: usize, rows: &[usize]) -> Vec<usize> {
    let column = answers.item(item);
    let mut is_used = vec![false; answers.n_categories(item)];
    for row in rows.iter().filter(|row| column[**row] != MISSING) {
        if let Some(used) = is_used.get_mut(usize::from(column[*row])) {
            *used = true;
        }
    }
    (0..is_used.len()).filter(|code| is_used[*code]).collect()
}

fn fresh(problem: &Problem, answers: &Categories, free: &[usize]) -> Vec<f64> {
    let traits = vec![vec![0]; answers.n_items()];
    let (plain, _) = curves(answers, &traits);
    let values = start(&plain, answers, problem.model);
    let mut all = vec![0.0; problem.n_parameters];
    let others = (0..problem.samples.len().saturating_sub(1)).flat_map(|_| free.iter().copied());
    for (curve, item) in problem.curves.iter().zip((0..answers.n_items()).chain(others)) {
        let whole = plain[item].item(&values);
        put(curve, &whole, &mut all);
    }
    all
}

fn from(problem: &Problem, fitted: &GroupedItemResponse) -> Vec<f64> {
    let mut all = vec![0.0; problem.n_parameters];
    for (group, sample) in problem.samples.iter().enumerate() {
        for (item, curve) in sample.curves.iter().enumerate() {
            put(&problem.curves[*curve], &fitted.items[group][item], &mut all);
        }
        if let Population::Normal { first } = sample.population {
            all[first] = fitted.populations[group].mean;
            all[first + 1] = fitted.populations[group].sd.ln();
        }
    }
    all
}

/// Puts an item's parameters where a curve has them; what the curve's own categories lack is left
/// out, and what they have beyond the item's follows close behind.
fn put(curve: &Curve, item: &Item, all: &mut [f64]) {
    let own = &mut all[curve.first..][..curve.n_parameters()];
    own[0] = item.slope;
    let cumulative = |code: usize| code.checked_sub(1).map_or(0.0, |k| item.intercepts[k]);
    let is_whole = item.n_categories() == curve.n_categories();
    for (k, value) in own[1..].iter_mut().enumerate() {
        let code = if is_whole { k + 1 } else { curve.categories[k + 1] };
        *value = cumulative(code.min(item.intercepts.len()));
    }
    for k in 2..own.len() {
        if item.n_categories() < curve.n_categories() {
            own[k] = own[k].min(own[k - 1] - 0.1);
        }
    }
}

pub(super) fn result(problem: &Problem, end: &End) -> GroupedItemResponse {
    let all = &end.summit.parameters;
    let items = |sample: &Sample| {
        sample.curves.iter().map(|curve| problem.curves[*curve].item(all)).collect()
    };
    let population = |sample: &Sample| match sample.population {
        Population::Normal { first } => {
            TraitPopulation { mean: all[first], sd: all[first + 1].exp() }
        }
        _ => TraitPopulation { mean: 0.0, sd: 1.0 },
    };
    GroupedItemResponse {
        model: problem.model,
        items: problem.samples.iter().map(items).collect(),
        populations: problem.samples.iter().map(population).collect(),
        log_likelihood: end.summit.value,
        n_parameters: problem.n_parameters,
        fit: end.fit(),
        nodes: end.nodes,
    }
}
