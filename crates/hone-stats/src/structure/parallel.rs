use std::cmp::Ordering;

use nalgebra::DMatrix;
use rand::{Rng, RngExt};
use rayon::prelude::*;

use super::factors::{Extraction, sorted};
use super::{EmptyCells, polychoric};
use crate::numeric::{chi_square, normal, percentile, stream};
use crate::{Categories, Error, Scores};

/// How often a draw that has no correlations is drawn anew.
const TRIES: usize = 100;

/// Eigenvalues of the data beside those of data without any factor.
#[derive(Debug, Clone, PartialEq)]
pub struct Parallel {
    /// Of the correlations with the communalities of one minres factor in the diagonal.
    pub factors: Vec<f64>,
    /// Of the correlations.
    pub components: Vec<f64>,
    /// Of answers drawn from those to each item, independently of the other items.
    pub resampled: ParallelValues,
    /// Of independent normal variables; none for ordinal items.
    pub simulated: Option<ParallelValues>,
    /// How many of the first factors exceed the 95th percentile of the resampled ones.
    pub n_factors: usize,
    /// How many of the first components do.
    pub n_components: usize,
    /// How many data sets were drawn.
    pub n_draws: usize,
    /// Rows.
    pub n: usize,
}

/// Eigenvalues that come about by chance, by place.
#[derive(Debug, Clone, PartialEq)]
pub struct ParallelValues {
    /// Mean of those of factors.
    pub factors_mean: Vec<f64>,
    /// 95th percentile of those of factors.
    pub factors_95: Vec<f64>,
    /// Mean of those of components.
    pub components_mean: Vec<f64>,
    /// 95th percentile of those of components.
    pub components_95: Vec<f64>,
}

/// Parallel analysis (Horn 1965, doi:10.1007/BF02289447) on Pearson's correlations: how many factors
/// say more than chance would.
///
/// Eigenvalues are compared with the 95th percentile of those of `n_draws` data sets in which each
/// item keeps its answers (with its gaps) and nothing is shared. Beside it stand those of normal
/// variables, whose correlations are drawn at once as a Wishart matrix (Bartlett 1934). Factors are
/// those of psych: eigenvalues with the communalities of a single minres factor in the diagonal.
/// These find many small factors in large samples; the number of components is the more careful one.
///
/// Deterministic for a `seed`. Correlations are pairwise.
///
/// Checked against psych 2.2.9 `fa.parallel`: eigenvalues of the data to 1e-4, of chance within
/// Monte Carlo error.
pub fn parallel(scores: &Scores, n_draws: usize, seed: u64) -> Result<Parallel, Error> {
    let correlations = scores.pairwise_correlation()?;
    let (n, n_items) = (scores.n_rows(), scores.n_items());
    let draws: Vec<(Values, Values)> = numbers(n_draws)?
        .into_par_iter()
        .map(|number| {
            let resampled =
                draw(seed, 2 * number, |rng| resample(scores, rng)?.pairwise_correlation())?;
            let simulated = draw(seed, 2 * number + 1, |rng| Ok(by_chance(n, n_items, rng)))?;
            Ok((resampled, simulated))
        })
        .collect::<Result<_, Error>>()?;
    let (resampled, simulated): (Vec<_>, Vec<_>) = draws.into_iter().unzip();
    Parallel::new(&correlations, &resampled, Some(&simulated), n)
}

/// [`parallel`] on polychoric correlations of ordinal items. Resampling keeps the margins, so the
/// larger errors of polychoric correlations are in what chance gives as well.
pub fn parallel_ordinal(scores: &Scores, n_draws: usize, seed: u64) -> Result<Parallel, Error> {
    let correlations = ordinal(scores)?;
    let draws: Vec<Values> = numbers(n_draws)?
        .into_par_iter()
        .map(|number| draw(seed, 2 * number, |rng| ordinal(&resample(scores, rng)?)))
        .collect::<Result<_, Error>>()?;
    Parallel::new(&correlations, &draws, None, scores.n_rows())
}

fn ordinal(scores: &Scores) -> Result<DMatrix<f64>, Error> {
    Ok(polychoric(&Categories::of(scores)?, EmptyCells::default())?.correlations)
}

fn numbers(n_draws: usize) -> Result<Vec<u64>, Error> {
    if n_draws < 2 {
        return Err(Error::TooFewDraws { found: n_draws, needed: 2 });
    }
    Ok((0..).take(n_draws).collect())
}

/// Eigenvalues of one matrix of correlations.
struct Values {
    factors: Vec<f64>,
    components: Vec<f64>,
}

impl Values {
    fn of(correlations: &DMatrix<f64>) -> Result<Self, Error> {
        Ok(Self {
            factors: Extraction::new(correlations, 1)?.eigenvalues(correlations),
            components: sorted(correlations.clone()).0,
        })
    }
}

impl Parallel {
    fn new(
        correlations: &DMatrix<f64>,
        resampled: &[Values],
        simulated: Option<&[Values]>,
        n: usize,
    ) -> Result<Self, Error> {
        let observed = Values::of(correlations)?;
        let chance = ParallelValues::new(resampled);
        Ok(Self {
            n_factors: n_above(&observed.factors, &chance.factors_95),
            n_components: n_above(&observed.components, &chance.components_95),
            factors: observed.factors,
            components: observed.components,
            resampled: chance,
            simulated: simulated.map(ParallelValues::new),
            n_draws: resampled.len(),
            n,
        })
    }
}

impl ParallelValues {
    fn new(draws: &[Values]) -> Self {
        let factors = by_place(draws, |values| &values.factors);
        let components = by_place(draws, |values| &values.components);
        let mean = |place: &Vec<f64>| place.iter().sum::<f64>() / place.len() as f64;
        let high = |place: &Vec<f64>| percentile(place, 0.95);
        Self {
            factors_mean: factors.iter().map(mean).collect(),
            factors_95: factors.iter().map(high).collect(),
            components_mean: components.iter().map(mean).collect(),
            components_95: components.iter().map(high).collect(),
        }
    }
}

/// Per place the values of all draws, sorted.
fn by_place(draws: &[Values], values: impl Fn(&Values) -> &Vec<f64>) -> Vec<Vec<f64>> {
    let n_places = draws.first().map_or(0, |draw| values(draw).len());
    let at = |place: usize| {
        let mut of_draws: Vec<f64> = draws.iter().map(|draw| values(draw)[place]).collect();
        of_draws.sort_by(f64::total_cmp);
        of_draws
    };
    (0..n_places).map(at).collect()
}

fn n_above(observed: &[f64], chance: &[f64]) -> usize {
    observed.iter().zip(chance).take_while(|(value, limit)| value > limit).count()
}

/// The eigenvalues of one draw. A draw in which an item does not vary is drawn anew.
fn draw(
    seed: u64,
    number: u64,
    mut correlations: impl FnMut(&mut rand_chacha::ChaCha8Rng) -> Result<DMatrix<f64>, Error>,
) -> Result<Values, Error> {
    let mut rng = stream(seed, number);
    let mut found = correlations(&mut rng);
    for _ in 1..TRIES {
        if found.is_ok() {
            break;
        }
        found = correlations(&mut rng);
    }
    Values::of(&found?)
}

/// Answers drawn, with replacement, from those to each item.
fn resample(scores: &Scores, rng: &mut impl Rng) -> Result<Scores, Error> {
    let n = scores.n_rows();
    let column = |answers: &[f64]| (0..n).map(|_| answers[rng.random_range(0..n)]).collect();
    Scores::new(scores.items().map(column).collect())
}

/// Correlations of independent normal variables in `n` rows.
fn by_chance(n: usize, n_items: usize, rng: &mut impl Rng) -> DMatrix<f64> {
    let df = n.saturating_sub(1);
    let triangle =
        DMatrix::from_fn(n_items, df.min(n_items), |item, place| match place.cmp(&item) {
            Ordering::Less => normal(rng),
            Ordering::Equal => chi_square(rng, df - place).sqrt(),
            Ordering::Greater => 0.0,
        });
    let products = &triangle * triangle.transpose();
    DMatrix::from_fn(n_items, n_items, |a, b| {
        if a == b { 1.0 } else { products[(a, b)] / (products[(a, a)] * products[(b, b)]).sqrt() }
    })
}
