mod covariance;
mod influence;
mod margin;
mod pair;
mod tables;

use nalgebra::{DMatrix, DVector};
use rayon::prelude::*;

use crate::numeric::normal_quantile;
use crate::{Categories, Error, Estimate, Fit, Interval};
use influence::Influence;
use margin::Margin;
use tables::{Blocks, Table};

/// Polychoric correlations of several ordinal items, with what is known of their errors.
#[derive(Debug, Clone)]
pub struct Polychoric {
    /// Per item where the normal variable behind it is cut: one threshold fewer than categories.
    pub thresholds: Vec<Vec<f64>>,
    /// Correlations of the normal variables behind the items.
    pub correlations: DMatrix<f64>,
    /// Each correlation with its error, in the order (0, 1), (0, 2), …, (1, 2), …
    pub pairs: Vec<PairCorrelation>,
    /// Rows with at least one answer.
    pub n: usize,
    /// Per item and code, how much an answer moves each threshold.
    threshold_influence: Vec<Vec<Vec<f64>>>,
    /// Per pair and pair of codes, how much a row moves the correlation.
    influence: Vec<Influence>,
}

/// The correlation of two items.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairCorrelation {
    /// The first item, from 0.
    pub first: usize,
    /// The second item, from 0.
    pub second: usize,
    /// Rows in which both were answered.
    pub n: usize,
    /// The correlation; its interval is symmetric on Fisher's z scale.
    pub correlation: Estimate,
    /// How Newton's method ended; its residual is the last step.
    pub fit: Fit,
    /// Whether the correlation is at -.999 or .999, beyond which it is not sought. Its standard
    /// error is not to be relied on then.
    pub is_at_bound: bool,
    /// Pairs of categories that nobody chose.
    pub n_empty_cells: usize,
}

/// What is done about pairs of categories that nobody chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EmptyCells {
    /// As lavaan: in a table of 2 by 2 with one empty cell, half an answer is moved so that both
    /// margins stay; otherwise nothing is done. Without it such a table has its maximum at -1 or 1.
    #[default]
    KeepMargins,
    /// Nothing.
    Keep,
    /// Half an answer is added to each empty cell: psych's `correct`, which psych itself applies only
    /// where it makes thresholds for each pair anew (`global = FALSE`).
    AddHalf,
}

/// Polychoric correlations in two steps (Olsson 1979, doi:10.1007/BF02296207): thresholds from the
/// margin of each item, then each correlation by maximum likelihood given the thresholds. Items
/// with two categories give tetrachoric correlations.
///
/// Per pair `sum of n_ab log(pi_ab)` is maximised over rho, where `pi_ab` is the chance of the
/// bivariate normal distribution between the thresholds, by Newton's method with analytic
/// derivatives, kept between -.999 and .999. Each pair uses the rows in which both items were
/// answered, each margin all answers to its item; for listwise deletion give complete rows. Chances
/// below 1.5e-8 count as that much and have no slope, as in lavaan.
///
/// Standard errors are those of Muthén (1984, doi:10.1007/BF02294210): they include the error of the
/// thresholds.
///
/// Not for items with many categories (use Pearson's correlations) nor where the variable behind an
/// item cannot be normal. A correlation of a sparse table is uncertain even when its standard error
/// does not say so. The matrix may fail to be positive definite.
///
/// Checked against lavaan 0.6.14 `lavCor`: correlations to 1e-7, and `lavInspect(fit, "gamma")` to
/// 1e-6 relative. psych 2.2.9 differs by up to 2e-5, the tolerance of its one-dimensional search.
pub fn polychoric(categories: &Categories, empty: EmptyCells) -> Result<Polychoric, Error> {
    let n_items = categories.n_items();
    if n_items < 2 {
        return Err(Error::TooFewItems { found: n_items, needed: 2 });
    }
    categories.refuse_constant()?;
    let blocks = Blocks::new(categories);
    let n = blocks.n_answered();
    let margins: Vec<Margin> = (0..n_items).map(|item| Margin::new(&blocks.counts(item))).collect();
    let mut fitted: Vec<(PairCorrelation, Influence)> = blocks
        .pairs()
        .into_par_iter()
        .flat_map_iter(|places| blocks.tables(places))
        .map(|table| correlate(&table, &margins, n, empty))
        .collect::<Result<_, _>>()?;
    fitted.sort_by_key(|(pair, _)| (pair.first, pair.second));
    let (pairs, influence): (Vec<_>, Vec<_>) = fitted.into_iter().unzip();
    let mut correlations = DMatrix::identity(n_items, n_items);
    for pair in &pairs {
        correlations[(pair.first, pair.second)] = pair.correlation.value;
        correlations[(pair.second, pair.first)] = pair.correlation.value;
    }
    Ok(Polychoric {
        thresholds: margins.iter().map(|margin| margin.thresholds.clone()).collect(),
        correlations,
        pairs,
        n,
        threshold_influence: margins.iter().map(|margin| margin.influence(n)).collect(),
        influence,
    })
}

impl Polychoric {
    /// All thresholds, then all correlations: the order of [`covariance`](Self::covariance), which
    /// is that of lavaan. Thresholds item by item; correlations (0, 1), (0, 2), …, (1, 2), …
    pub fn statistics(&self) -> DVector<f64> {
        let thresholds = self.thresholds.iter().flatten().copied();
        let correlations = self.pairs.iter().map(|pair| pair.correlation.value);
        DVector::from_vec(thresholds.chain(correlations).collect())
    }

    /// How many thresholds all items have together.
    pub fn n_thresholds(&self) -> usize {
        self.thresholds.iter().map(Vec::len).sum()
    }
}

/// Fits one pair.
fn correlate(
    table: &Table,
    margins: &[Margin],
    n: usize,
    empty: EmptyCells,
) -> Result<(PairCorrelation, Influence), Error> {
    let (first, second) = (table.first, table.second);
    let (a, b) = (&margins[first], &margins[second]);
    let counts = table.joint();
    let n_both = table.n_both();
    if n_both == 0 {
        return Err(Error::NeverTogether { item: first, other: second });
    }
    let found = pair::fit(a, b, &pair::without_empty(&counts, b.n_categories(), empty));
    let influence = Influence::new(table, a, b, found.rho, n);
    let pair = PairCorrelation {
        first,
        second,
        n: n_both,
        correlation: estimate(found.rho, influence.variance(table, n)),
        fit: found.fit,
        is_at_bound: found.is_at_bound,
        n_empty_cells: counts.iter().filter(|count| **count == 0.0).count(),
    };
    Ok((pair, influence))
}

/// The interval of Fisher's z, by the delta method.
fn estimate(rho: f64, variance: Option<f64>) -> Estimate {
    let se = variance.map(f64::sqrt);
    let ci95 = se.map(|se| {
        let reach = normal_quantile(0.975) * se / (1.0 - rho * rho);
        Interval { low: (rho.atanh() - reach).tanh(), high: (rho.atanh() + reach).tanh() }
    });
    Estimate { value: rho, se, ci95 }
}
