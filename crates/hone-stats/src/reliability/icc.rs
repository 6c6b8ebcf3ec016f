use crate::numeric::f_quantile;
use crate::{Error, Estimate, Interval, Scores};

/// The six intraclass correlations of a table of targets by raters.
#[derive(Debug, Clone, PartialEq)]
pub struct Icc {
    /// One rater, each target with raters of its own.
    pub icc1: Estimate,
    /// One rater of many who could have rated; agreement.
    pub icc2: Estimate,
    /// One of these very raters; consistency.
    pub icc3: Estimate,
    /// As `icc1`, for the mean of the raters.
    pub icc1k: Estimate,
    /// As `icc2`, for the mean of the raters.
    pub icc2k: Estimate,
    /// As `icc3`, for the mean of the raters.
    pub icc3k: Estimate,
    /// How many targets every rater rated; only they count.
    pub n: usize,
    /// How many targets were left out because of a gap.
    pub n_left_out: usize,
    /// How many raters.
    pub n_raters: usize,
    /// What the correlations are made of.
    pub mean_squares: MeanSquares,
}

/// Mean squares of a two-way table without repetition.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeanSquares {
    /// Between targets.
    pub targets: f64,
    /// Between raters.
    pub raters: f64,
    /// What neither targets nor raters explain.
    pub error: f64,
    /// Within targets: raters and error together.
    pub within: f64,
}

/// Intraclass correlations (Shrout & Fleiss 1979, doi:10.1037/0033-2909.86.2.420).
///
/// With mean squares `B` (targets), `J` (raters), `E` (error), `W` (within targets), `n` targets and
/// `k` raters: `icc1 = (B - W) / (B + (k - 1) W)`, `icc2 = (B - E) / (B + (k - 1) E + k (J - E) / n)`,
/// `icc3 = (B - E) / (B + (k - 1) E)`, `icc1k = (B - W) / B`, `icc2k = (B - E) / (B + (J - E) / n)`,
/// `icc3k = (B - E) / B`. Intervals are theirs, from F; that of `icc2` is approximate.
///
/// A target with a gap is left out (listwise). `icc2` and `icc3` need the same raters in the same
/// columns for all targets; with other raters for each target only `icc1` and `icc1k` mean
/// something. Values below 0 are kept as they are: raters differ more within targets than between.
/// Intervals take ratings to be normal.
///
/// Checked against table 4 of the paper and R `psych::ICC(lmer = FALSE)` 2.2.9, which refuses gaps.
pub fn icc(ratings: &Scores) -> Result<Icc, Error> {
    if ratings.n_items() < 2 {
        return Err(Error::TooFewItems { found: ratings.n_items(), needed: 2 });
    }
    let rows = ratings.complete_rows();
    if rows.len() < 2 {
        return Err(Error::TooFewRows { found: rows.len(), needed: 2 });
    }
    let squares = mean_squares(ratings, &rows);
    if squares.targets <= 0.0 {
        return Err(Error::NoVariance);
    }
    let (n, k) = (rows.len() as f64, ratings.n_items() as f64);
    let one_way = OneOfSeveral { targets: squares.targets, error: squares.within, k };
    let two_way = OneOfSeveral { targets: squares.targets, error: squares.error, k };
    let within = one_way.interval(n - 1.0, n * (k - 1.0));
    let consistent = two_way.interval(n - 1.0, (n - 1.0) * (k - 1.0));
    let agreement = agreement(&squares, n, k);
    let agreeing = agreement_interval(&squares, agreement, n, k);
    let mean_of = |interval: Interval| interval.map(|icc| k * icc / (1.0 + (k - 1.0) * icc));
    let estimate = |value: f64, ci95: Option<Interval>| Estimate { value, se: None, ci95 };
    let over_targets = |error: f64| 1.0 - error / squares.targets;
    let mean_agreement = (squares.targets - squares.error)
        / (squares.targets + (squares.raters - squares.error) / n);
    Ok(Icc {
        icc1: estimate(one_way.value(), Some(within)),
        icc2: estimate(agreement, agreeing),
        icc3: estimate(two_way.value(), Some(consistent)),
        icc1k: estimate(over_targets(squares.within), Some(mean_of(within))),
        icc2k: estimate(mean_agreement, agreeing.map(mean_of)),
        icc3k: estimate(over_targets(squares.error), Some(mean_of(consistent))),
        n: rows.len(),
        n_left_out: ratings.n_rows() - rows.len(),
        n_raters: ratings.n_items(),
        mean_squares: squares,
    })
}

/// Mean squares of the given rows, which are complete.
fn mean_squares(ratings: &Scores, rows: &[usize]) -> MeanSquares {
    let (n, k) = (rows.len() as f64, ratings.n_items() as f64);
    let mut targets = vec![0.0; rows.len()];
    let mut raters = Vec::with_capacity(ratings.n_items());
    for column in ratings.items() {
        let mut sum = 0.0;
        for (target, row) in targets.iter_mut().zip(rows) {
            *target += column[*row];
            sum += column[*row];
        }
        raters.push(sum / n);
    }
    for sum in &mut targets {
        *sum /= k;
    }
    let mean = raters.iter().sum::<f64>() / k;
    let mut left = 0.0;
    for (column, rater) in ratings.items().zip(&raters) {
        for (target, row) in targets.iter().zip(rows) {
            left += ((column[*row] - target) - (rater - mean)).powi(2);
        }
    }
    let around_mean = |means: &[f64]| means.iter().map(|x| (x - mean).powi(2)).sum::<f64>();
    let (of_targets, of_raters) = (k * around_mean(&targets), n * around_mean(&raters));
    MeanSquares {
        targets: of_targets / (n - 1.0),
        raters: of_raters / (k - 1.0),
        error: left / ((n - 1.0) * (k - 1.0)),
        within: (of_raters + left) / (n * (k - 1.0)),
    }
}

/// A ratio of mean squares as a correlation.
struct OneOfSeveral {
    targets: f64,
    error: f64,
    k: f64,
}

impl OneOfSeveral {
    fn value(&self) -> f64 {
        self.at(1.0)
    }

    /// The correlation if the ratio of mean squares were that many times smaller.
    fn at(&self, times: f64) -> f64 {
        let error = times * self.error;
        (self.targets - error) / (self.targets + (self.k - 1.0) * error)
    }

    fn interval(&self, df1: f64, df2: f64) -> Interval {
        Interval {
            low: self.at(f_quantile(0.975, df1, df2)),
            high: self.at(f_quantile(0.025, df1, df2)),
        }
    }
}

fn agreement(squares: &MeanSquares, n: f64, k: f64) -> f64 {
    (squares.targets - squares.error)
        / (squares.targets + (k - 1.0) * squares.error + k * (squares.raters - squares.error) / n)
}

/// Shrout & Fleiss (1979), p. 424, with Satterthwaite's degrees of freedom; `None` where raters
/// agree to the last and there are none.
fn agreement_interval(squares: &MeanSquares, icc: f64, n: f64, k: f64) -> Option<Interval> {
    let of_raters = k * icc * squares.raters;
    let of_error = (n * (1.0 + (k - 1.0) * icc) - k * icc) * squares.error;
    let df = (k - 1.0) * (n - 1.0) * (of_raters + of_error).powi(2)
        / ((n - 1.0) * of_raters.powi(2) + of_error.powi(2));
    let spread = k * squares.raters + (k * n - k - n) * squares.error;
    let above = f_quantile(0.975, n - 1.0, df);
    let below = f_quantile(0.975, df, n - 1.0);
    let low =
        n * (squares.targets - above * squares.error) / (above * spread + n * squares.targets);
    let high =
        n * (below * squares.targets - squares.error) / (spread + n * below * squares.targets);
    (low.is_finite() && high.is_finite()).then_some(Interval { low, high })
}
