use rayon::prelude::*;

use super::arranged::Arranged;
use crate::numeric::chi_square_above;
use crate::{Categories, Error, Groups, Scores};

/// Whether items ask the same of all groups.
#[derive(Debug, Clone, PartialEq)]
pub struct Dif {
    /// Each item, in their order; an item that bears no test has its reason.
    pub items: Vec<Result<ItemDif, Error>>,
}

/// One item in groups of equal level.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemDif {
    /// How many rows have an answer and a level.
    pub n: usize,
    /// How many answers occur.
    pub n_categories: usize,
    /// One group answers higher at every level: level and group, against level alone.
    pub uniform: Comparison,
    /// Groups differ more at some levels than at others: with their product, against without.
    pub non_uniform: Comparison,
    /// Both together.
    pub total: Comparison,
    /// How much the coefficient of the level changes when groups are taken in, as a share.
    pub coefficient_change: f64,
    /// Log-odds of each further group against the first, at equal level.
    pub group_effects: Vec<f64>,
    /// Log-likelihoods: of thresholds alone, with the level, with groups, with their product.
    pub log_likelihoods: [f64; 4],
    /// Whether all fits have converged.
    pub converged: bool,
}

/// A model against one that is part of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// Gain in `McFadden`'s share of explained log-likelihood: the size of the effect.
    pub r2_mcfadden: f64,
    /// Gain in Nagelkerke's share of explained variance.
    pub r2_nagelkerke: f64,
    /// Likelihood ratio.
    pub chi_square: f64,
    /// Its degrees of freedom.
    pub df: usize,
    /// Chance of a ratio as large, if there were no difference.
    pub p: f64,
}

/// Differential item functioning by ordinal logistic regression (Zumbo 1999; Crane, Gibbons, Jolley &
/// van Belle 2006, doi:10.1097/01.mlr.0000245183.28384.ed).
///
/// Three proportional odds regressions of each item: on the level; on level and group; on level,
/// group and their product; compared by likelihood ratios. `levels` has one column for all items, or
/// one for each, such as [`rest_scores`].
///
/// With many rows the smallest difference is significant: read the size first. Zumbo calls a gain in
/// `R^2` below .13 negligible, Jodoin & Gierl below .035. With many items some are flagged by chance.
/// A level that holds biased items is biased itself; see [`super::purified_dif`].
///
/// Checked against R `MASS::polr` 7.3 and its nested log-likelihoods.
pub fn logistic_dif(
    categories: &Categories,
    groups: &Groups,
    levels: &Scores,
) -> Result<Dif, Error> {
    let n_rows = categories.n_rows();
    if groups.n_rows() != n_rows || levels.n_rows() != n_rows {
        return Err(Error::LengthsDiffer);
    }
    if levels.n_items() != 1 && levels.n_items() != categories.n_items() {
        return Err(Error::LengthsDiffer);
    }
    if groups.n_groups() < 2 {
        return Err(Error::TooFewGroups { found: groups.n_groups(), needed: 2 });
    }
    let one = |item: usize| {
        let level = levels.item(if levels.n_items() == 1 { 0 } else { item });
        item_dif(categories.item(item), level, groups)
    };
    Ok(Dif { items: (0..categories.n_items()).into_par_iter().map(one).collect() })
}

/// For each item the sum of the others, of the rows that answered all; `NaN` elsewhere.
pub fn rest_scores(scores: &Scores) -> Result<Scores, Error> {
    let mut sums = vec![0.0; scores.n_rows()];
    for column in scores.items() {
        for (sum, value) in sums.iter_mut().zip(column) {
            *sum += value;
        }
    }
    let rest = |column: &[f64]| sums.iter().zip(column).map(|(sum, value)| sum - value).collect();
    Scores::new(scores.items().map(rest).collect())
}

fn item_dif(codes: &[u8], level: &[f64], groups: &Groups) -> Result<ItemDif, Error> {
    let rows: Vec<usize> = (0..codes.len())
        .filter(|row| codes[*row] != crate::MISSING && !level[*row].is_nan())
        .collect();
    let (codes, n_categories) = dense(rows.iter().map(|row| codes[*row]).collect());
    let (groups, _) = groups.rows(&rows)?;
    if groups.n_groups() < 2 {
        return Err(Error::TooFewGroups { found: groups.n_groups(), needed: 2 });
    }
    if n_categories < 2 {
        return Err(Error::NoVariance);
    }
    let level = standardised(&rows, level).ok_or(Error::NoVariance)?;
    let columns = columns(level, &groups);
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let arranged = Arranged::new(&codes, n_categories, &columns)?;
    let further = groups.n_groups() - 1;
    let plain = arranged.fit(1, None);
    let uniform = arranged.fit(1 + further, Some(&plain));
    let full = arranged.fit(1 + 2 * further, Some(&uniform));
    let empty = log_likelihood_of_counts(&codes, n_categories);
    let compared = Compared { empty, n: rows.len() as f64 };
    let (first, second, third) =
        (plain.log_likelihood, uniform.log_likelihood, full.log_likelihood);
    let coefficient = plain.coefficients[0];
    Ok(ItemDif {
        n: rows.len(),
        n_categories,
        uniform: compared.models(first, second, further),
        non_uniform: compared.models(second, third, further),
        total: compared.models(first, third, 2 * further),
        coefficient_change: ((uniform.coefficients[0] - coefficient) / coefficient).abs(),
        group_effects: uniform.coefficients[1..].to_vec(),
        log_likelihoods: [empty, first, second, third],
        converged: plain.fit.converged && uniform.fit.converged && full.fit.converged,
    })
}

/// Codes without those that no row has any more.
fn dense(codes: Vec<u8>) -> (Vec<u8>, usize) {
    let mut occurs = [false; 256];
    for code in &codes {
        occurs[usize::from(*code)] = true;
    }
    let mut number = [0_u8; 256];
    let mut next = 0_u8;
    for (code, _) in occurs.iter().enumerate().filter(|(_, occurs)| **occurs) {
        number[code] = next;
        next = next.saturating_add(1);
    }
    (codes.into_iter().map(|code| number[usize::from(code)]).collect(), usize::from(next))
}

/// Mean 0 and standard deviation 1; `None` where nothing varies.
fn standardised(rows: &[usize], level: &[f64]) -> Option<Vec<f64>> {
    let n = rows.len() as f64;
    let mean = rows.iter().map(|row| level[*row]).sum::<f64>() / n;
    let square: f64 = rows.iter().map(|row| (level[*row] - mean).powi(2)).sum();
    let sd = (square / (n - 1.0)).sqrt();
    (sd > 0.0).then(|| rows.iter().map(|row| (level[*row] - mean) / sd).collect())
}

/// The level, one column for each further group, and their products with the level.
fn columns(level: Vec<f64>, groups: &Groups) -> Vec<Vec<f64>> {
    let mut all = vec![level];
    for group in 1..groups.n_groups() {
        let is_in = |of: &u32| if *of as usize == group { 1.0 } else { 0.0 };
        all.push(groups.of().iter().map(is_in).collect());
    }
    for group in 1..groups.n_groups() {
        all.push(all[0].iter().zip(&all[group]).map(|(level, is_in)| level * is_in).collect());
    }
    all
}

fn log_likelihood_of_counts(codes: &[u8], n_categories: usize) -> f64 {
    let mut counts = vec![0.0_f64; n_categories];
    for code in codes {
        counts[usize::from(*code)] += 1.0;
    }
    counts.iter().map(|count| count * (count / codes.len() as f64).ln()).sum()
}

struct Compared {
    empty: f64,
    n: f64,
}

impl Compared {
    fn models(&self, without: f64, with: f64, df: usize) -> Comparison {
        let chi_square = (2.0 * (with - without)).max(0.0);
        Comparison {
            r2_mcfadden: (without - with) / self.empty,
            r2_nagelkerke: self.nagelkerke(with) - self.nagelkerke(without),
            chi_square,
            df,
            p: chi_square_above(chi_square, df as f64),
        }
    }

    fn nagelkerke(&self, log_likelihood: f64) -> f64 {
        let most = -(2.0 * self.empty / self.n).exp_m1();
        -(2.0 * (self.empty - log_likelihood) / self.n).exp_m1() / most
    }
}
