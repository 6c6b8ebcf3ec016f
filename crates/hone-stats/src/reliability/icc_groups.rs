use rayon::prelude::*;

use super::one_way::{OneWay, Reml};
use crate::numeric::f_quantile;
use crate::{Error, Estimate, Groups, Interval, Scores};

/// How alike the raters of one group are, item by item and for the mean of the items.
#[derive(Debug, Clone, PartialEq)]
pub struct IccGroups {
    /// Each item for itself, in their order; an item that bears none has its reason.
    pub items: Vec<Result<GroupIcc, Error>>,
    /// The mean of the items, of the rows that answered all of them.
    pub scale: Result<GroupIcc, Error>,
}

/// Intraclass correlations of one variable in groups.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupIcc {
    /// `ICC(1)`: of one rater, by analysis of variance with the arithmetic mean of group sizes.
    pub icc1: Estimate,
    /// `ICC(2)`: of the mean of a group, by analysis of variance.
    pub icc2: Estimate,
    /// `ICC(1)` with `n0` in place of the mean group size, which is free of bias when sizes differ.
    pub icc1_n0: f64,
    /// `ICC(1)` and `ICC(2)` by restricted maximum likelihood.
    pub reml: Reml,
    /// How many rows have a value.
    pub n: usize,
    /// How many groups have a row with a value.
    pub n_groups: usize,
    /// Arithmetic mean of group sizes.
    pub mean_size: f64,
    /// `(n - sum of squared sizes / n) / (groups - 1)`.
    pub n0: f64,
    /// Mean square between groups.
    pub between: f64,
    /// Mean square within groups.
    pub within: f64,
}

/// ICC(1) and ICC(2) of raters in groups (Bartko 1976, doi:10.1037/0033-2909.83.5.762; Bliese 2000).
///
/// With mean squares `B` between and `W` within groups: `icc1 = (B - W) / (B + (m - 1) W)` with the
/// arithmetic mean `m` of group sizes, and `icc2 = (B - W) / B`, as R's `multilevel` has them. When
/// sizes differ, `m` is too large and `icc1` too small: `icc1_n0` has `n0` in its place (Donner 1986),
/// and `reml` takes the variances that are most likely, as `multilevel::mult.icc` does.
///
/// The interval is that of Thomas & Hultquist (1978): the F of unweighted
/// group means with the harmonic mean of sizes, exact for equal sizes; that of `icc2` is Spearman and
/// Brown's of its ends. It takes values to be normal.
///
/// Rows without a value are left out item by item. Groups of one count, as in R.
///
/// Checked against R `multilevel::ICC1`, `ICC2` and `mult.icc` 2.7.
pub fn icc_groups(scores: &Scores, groups: &Groups) -> Result<IccGroups, Error> {
    if scores.n_rows() != groups.n_rows() {
        return Err(Error::LengthsDiffer);
    }
    let columns: Vec<&[f64]> = scores.items().collect();
    Ok(IccGroups {
        items: columns.par_iter().map(|column| group_icc(column, groups)).collect(),
        scale: group_icc(&complete_means(scores), groups),
    })
}

/// Of one variable; rows without a value are left out.
pub fn group_icc(values: &[f64], groups: &Groups) -> Result<GroupIcc, Error> {
    if values.len() != groups.n_rows() {
        return Err(Error::LengthsDiffer);
    }
    of_table(&OneWay::of(values, groups))
}

pub(crate) fn of_table(table: &OneWay) -> Result<GroupIcc, Error> {
    let (n, n_groups) = (table.n(), table.n_groups());
    if n_groups < 2 {
        return Err(Error::TooFewGroups { found: n_groups, needed: 2 });
    }
    if n == n_groups {
        return Err(Error::NoDegreesOfFreedom);
    }
    let (between, within) = (table.mean_square_between(), table.within_square());
    if between <= 0.0 {
        return Err(Error::NoVariance);
    }
    let size = n as f64 / n_groups as f64;
    let of_one = |size: f64| (between - within) / (between + (size - 1.0) * within);
    let interval = thomas_hultquist(table, within);
    let of_mean = |icc: f64| size * icc / (1.0 + (size - 1.0) * icc);
    let n0 = table.n0();
    Ok(GroupIcc {
        icc1: Estimate { value: of_one(size), se: None, ci95: Some(interval) },
        icc2: Estimate {
            value: (between - within) / between,
            se: None,
            ci95: Some(interval.map(of_mean)),
        },
        icc1_n0: of_one(n0),
        reml: table.reml(),
        n,
        n_groups,
        mean_size: size,
        n0,
        between,
        within,
    })
}

/// The interval of an `ICC(1)` that is known, of groups of `size` each; see [`icc_groups`].
///
/// Refuses fewer than two groups, and groups of one or less.
pub fn icc1_interval(icc1: f64, n_groups: usize, size: f64) -> Result<Interval, Error> {
    if n_groups < 2 {
        return Err(Error::TooFewGroups { found: n_groups, needed: 2 });
    }
    if size <= 1.0 {
        return Err(Error::NoDegreesOfFreedom);
    }
    let n_groups = n_groups as f64;
    let between = (1.0 + (size - 1.0) * icc1) / (1.0 - icc1);
    Ok(f_interval(between, 1.0, size, (n_groups - 1.0, n_groups * (size - 1.0))))
}

/// From mean squares between and within groups of a size, and their degrees of freedom.
fn f_interval(between: f64, within: f64, size: f64, (df1, df2): (f64, f64)) -> Interval {
    let at = |p: f64| {
        let error = f_quantile(p, df1, df2) * within;
        (between - error) / (between + (size - 1.0) * error)
    };
    Interval { low: at(0.975), high: at(0.025) }
}

fn thomas_hultquist(table: &OneWay, within: f64) -> Interval {
    let df1 = (table.n_groups() - 1) as f64;
    let df2 = (table.n() - table.n_groups()) as f64;
    let size = table.harmonic_size();
    f_interval(size * table.variance_of_means(), within, size, (df1, df2))
}

/// Mean over items of each row; `NaN` for a row with a gap.
fn complete_means(scores: &Scores) -> Vec<f64> {
    let mut sums = vec![0.0; scores.n_rows()];
    for column in scores.items() {
        for (sum, value) in sums.iter_mut().zip(column) {
            *sum += value;
        }
    }
    let k = scores.n_items() as f64;
    sums.iter().map(|sum| sum / k).collect()
}
