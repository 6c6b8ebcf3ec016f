use rayon::prelude::*;

use super::ItemResponse;
use super::scores::matching;
use crate::numeric::{chi_square_above, normal_grid};
use crate::{Categories, Error, MISSING};

/// How well an item follows its curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ItemFit {
    /// Sum over scores and categories of `(observed - expected)^2 / expected`.
    pub chi_square: f64,
    /// Cells less one per score, less the item's parameters; 0 where too few are left.
    pub df: usize,
    /// Chance of a value as large where the model holds; `NaN` without degrees of freedom.
    pub p: f64,
    /// Root mean square error of approximation: misfit per degree of freedom and row, which does not
    /// grow with the number of rows.
    pub rmsea: f64,
}

/// Item fit S-X2 (Orlando & Thissen 2000, doi:10.1177/01466216000241003; for several categories Kang
/// & Chen 2008, doi:10.1111/j.1745-3984.2008.00071.x).
///
/// Rows are grouped by the sum of their categories. What the model expects of an item in each group
/// follows from the distribution of the sum of the others (Lord & Wingersky 1984). Neighbouring
/// categories are joined until each cell expects one row or more. Uses complete rows only. With many
/// rows any item misfits significantly: look at `rmsea` first.
///
/// Checked by simulation: where the model holds, values are about as large as their degrees of
/// freedom.
pub fn item_fit(answers: &Categories, fitted: &ItemResponse) -> Result<Vec<ItemFit>, Error> {
    matching(answers, fitted)?;
    let is_complete =
        |row: &usize| (0..answers.n_items()).all(|item| answers.item(item)[*row] != MISSING);
    let rows: Vec<usize> = (0..answers.n_rows()).filter(is_complete).collect();
    if rows.len() < 2 {
        return Err(Error::TooFewRows { found: rows.len(), needed: 2 });
    }
    let nodes = normal_grid(61, fitted.limit);
    let chances: Vec<Vec<Vec<f64>>> = fitted
        .items
        .iter()
        .map(|item| nodes.points.iter().map(|x| item.probabilities(fitted.model, *x)).collect())
        .collect();
    let observed = Observed::of(answers, &rows);
    let of_item = |item: usize| {
        let expected = expected(&chances, &nodes.weights, item);
        compare(&observed.counts[item], &expected, rows.len())
    };
    Ok((0..answers.n_items()).into_par_iter().map(of_item).collect())
}

/// For each item, score and category the number of rows.
struct Observed {
    counts: Vec<Vec<Vec<f64>>>,
}

impl Observed {
    fn of(answers: &Categories, rows: &[usize]) -> Self {
        let n_items = answers.n_items();
        let highest: usize = (0..n_items).map(|item| answers.n_categories(item) - 1).sum();
        let empty = |item: usize| vec![vec![0.0; answers.n_categories(item)]; highest + 1];
        let mut counts: Vec<Vec<Vec<f64>>> = (0..n_items).map(empty).collect();
        for row in rows {
            let code = |item: usize| usize::from(answers.item(item)[*row]);
            let score: usize = (0..n_items).map(code).sum();
            for (item, counts) in counts.iter_mut().enumerate() {
                counts[score][code(item)] += 1.0;
            }
        }
        Self { counts }
    }
}

/// Chance of each score together with each category of an item.
fn expected(chances: &[Vec<Vec<f64>>], weights: &[f64], item: usize) -> Vec<Vec<f64>> {
    let n_categories = chances[item][0].len();
    let highest: usize = chances.iter().map(|item| item[0].len() - 1).sum();
    let mut found = vec![vec![0.0; n_categories]; highest + 1];
    for (node, weight) in weights.iter().enumerate() {
        let others = chances.iter().enumerate().filter(|(other, _)| *other != item);
        let rest = others.fold(vec![*weight], |scores, (_, other)| convolve(&scores, &other[node]));
        for (score, chance) in rest.iter().enumerate() {
            for (category, own) in chances[item][node].iter().enumerate() {
                found[score + category][category] += chance * own;
            }
        }
    }
    found
}

fn convolve(scores: &[f64], chances: &[f64]) -> Vec<f64> {
    let mut found = vec![0.0; scores.len() + chances.len() - 1];
    for (score, weight) in scores.iter().enumerate() {
        for (category, chance) in chances.iter().enumerate() {
            found[score + category] += weight * chance;
        }
    }
    found
}

fn compare(observed: &[Vec<f64>], expected: &[Vec<f64>], n: usize) -> ItemFit {
    let (mut chi_square, mut cells) = (0.0, 0);
    for (observed, expected) in observed.iter().zip(expected) {
        let rows: f64 = observed.iter().sum();
        let total: f64 = expected.iter().sum();
        let joined = join(observed, expected, rows / total);
        if joined.len() > 1 {
            cells += joined.len() - 1;
            chi_square += joined.iter().map(|(o, e)| (o - e).powi(2) / e).sum::<f64>();
        }
    }
    let n_parameters = observed.first().map_or(0, Vec::len);
    let df = cells.saturating_sub(n_parameters);
    let excess = (chi_square - df as f64).max(0.0);
    ItemFit {
        chi_square,
        df,
        p: chi_square_above(chi_square, df as f64),
        rmsea: (excess / (df as f64 * (n as f64 - 1.0))).sqrt(),
    }
}

/// Neighbouring cells joined until each expects one row or more.
fn join(observed: &[f64], expected: &[f64], scale: f64) -> Vec<(f64, f64)> {
    let mut joined: Vec<(f64, f64)> = Vec::new();
    let mut open = (0.0, 0.0);
    for (count, chance) in observed.iter().zip(expected) {
        open = (open.0 + count, open.1 + scale * chance);
        if open.1 >= 1.0 {
            joined.push(open);
            open = (0.0, 0.0);
        }
    }
    if let Some(last) = joined.last_mut() {
        *last = (last.0 + open.0, last.1 + open.1);
    }
    joined
}
