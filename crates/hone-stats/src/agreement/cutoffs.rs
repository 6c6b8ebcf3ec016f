use rand::RngExt;
use rayon::prelude::*;

use super::ad::{Centre, deviation};
use super::members::variance;
use super::rwg::james;
use crate::numeric::stream;
use crate::{AnswerScale, Error, Null};

/// What random answers reach in one case of twenty.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cutoff {
    /// How many raters.
    pub size: usize,
    /// The lowest `r_wg` that random answers reach or exceed in at most 5 % of cases; `None` where
    /// even full agreement comes more often.
    pub rwg: Option<f64>,
    /// The highest `AD(M)` that random answers reach or go below in at most 5 % of cases; `None`
    /// where even full agreement comes more often.
    pub ad: Option<f64>,
}

/// The questions and their answers that cut-offs are about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Questions {
    /// How many items.
    pub n_items: usize,
    /// Their answers.
    pub scale: AnswerScale,
    /// How people answer at random, and what `r_wg` is measured against.
    pub null: Null,
}

/// Cut-offs for agreement in groups of the given sizes, by simulation (Dunlap, Burke & Smith-Crowe
/// 2003, doi:10.1037/0021-9010.88.2.356; Cohen, Doveh & Nahum-Shani 2009).
///
/// `draws` groups of each size answer every item at random, independently; the 5 % are counted over
/// them. The same seed gives the same cut-offs, whatever other sizes are asked for.
///
/// Items are taken to be independent. Where they go together, as those of a scale do, random answers
/// reach higher values, and the cut-off is too easy. A group of fewer than two has no cut-off.
///
/// Checked against R `multilevel::rwg.sim`, `rwg.j.sim` and `ad.m.sim` 2.7, within their error.
pub fn cutoffs(
    sizes: &[usize],
    questions: Questions,
    draws: usize,
    seed: u64,
) -> Result<Vec<Cutoff>, Error> {
    if questions.n_items == 0 {
        return Err(Error::NoItems);
    }
    let null_variance = questions.null.variance(questions.scale)?;
    let shares = questions.null.shares(questions.scale)?;
    let cumulative: Vec<f64> = shares
        .iter()
        .scan(0.0, |sum, share| {
            *sum += share;
            Some(*sum)
        })
        .collect();
    let one =
        |size: &usize| cutoff(*size, questions.n_items, &cumulative, null_variance, draws, seed);
    Ok(sizes.par_iter().map(one).collect())
}

fn cutoff(
    size: usize,
    n_items: usize,
    cumulative: &[f64],
    null_variance: f64,
    draws: usize,
    seed: u64,
) -> Cutoff {
    if size < 2 || draws == 0 {
        return Cutoff { size, rwg: None, ad: None };
    }
    let mut rng = stream(seed, size as u64);
    let mut answers = vec![0.0; size];
    let mut rwgs = Vec::with_capacity(draws);
    let mut ads = Vec::with_capacity(draws);
    for _ in 0..draws {
        let (mut variances, mut deviations) = (0.0, 0.0);
        for _ in 0..n_items {
            for answer in &mut answers {
                let at: f64 = rng.random();
                let last = cumulative.len() - 1;
                *answer = cumulative[..last].iter().filter(|share| **share <= at).count() as f64;
            }
            variances += variance(&answers);
            deviations += deviation(&mut answers, Centre::Mean);
        }
        rwgs.push(james(variances / n_items as f64 / null_variance, n_items));
        ads.push(-deviations / n_items as f64);
    }
    Cutoff { size, rwg: reached_by_few(&mut rwgs), ad: reached_by_few(&mut ads).map(|ad| -ad) }
}

/// The lowest value that at most 5 % reach or exceed. Values closer than rounding are one.
fn reached_by_few(values: &mut [f64]) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    let few = values.len() / 20;
    let is_same = |a: f64, b: f64| (a - b).abs() < 1e-9;
    let beyond = *values.get(values.len() - few - 1)?;
    values[values.len() - few..].iter().copied().find(|value| !is_same(*value, beyond))
}
