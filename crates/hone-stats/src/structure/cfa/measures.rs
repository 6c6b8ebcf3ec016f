use nalgebra::{DMatrix, DVector};

use crate::Interval;
use crate::numeric::{chi_square_above, noncentral_chi_square_below, normal_quantile};

/// A discrepancy as a chi-square value, with its degrees of freedom.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Test {
    /// The value.
    pub chisq: f64,
    /// Degrees of freedom.
    pub df: usize,
    /// Chance of a larger value if the model were true; `NaN` without degrees of freedom.
    pub pvalue: f64,
}

impl Test {
    pub(super) fn new(chisq: f64, df: usize) -> Self {
        Self { chisq, df, pvalue: chi_square_above(chisq, df as f64) }
    }
}

/// How far a model is from the data, beside a model in which nothing is related.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Indices {
    /// Comparative fit (Bentler 1990, doi:10.1037/0033-2909.107.2.238).
    pub cfi: f64,
    /// Tucker and Lewis (1973, doi:10.1007/BF02291170).
    pub tli: f64,
    /// Root mean square error of approximation (Steiger 1990, `doi:10.1207/s15327906mbr2502_4`).
    pub rmsea: f64,
    /// Its 90 % interval.
    pub rmsea_ci90: Interval,
}

/// A corrected test and the indices that go with it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scaled {
    /// The corrected test.
    pub test: Test,
    /// By which the uncorrected value was divided.
    pub factor: f64,
    /// What was added afterwards; 0 without a second-order correction.
    pub shift: f64,
    /// The corrected test of the model in which nothing is related.
    pub baseline: Test,
    /// The indices from the corrected values.
    pub indices: Indices,
}

/// A criterion and what is expected of it: `chisq`, its `df`, and by how much chance inflates it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Inflated {
    pub(super) chisq: f64,
    pub(super) df: usize,
    pub(super) inflation: f64,
}

impl From<Test> for Inflated {
    fn from(test: Test) -> Self {
        Self { chisq: test.chisq, df: test.df, inflation: 1.0 }
    }
}

/// The comparative indices of a model and of the one in which nothing is related.
pub(super) fn comparative(model: Inflated, baseline: Inflated) -> (f64, f64) {
    let excess = |of: Inflated| of.chisq - of.inflation * of.df as f64;
    let (own, other) = (excess(model).max(0.0), excess(model).max(excess(baseline)).max(0.0));
    let cfi = if other == 0.0 { 1.0 } else { 1.0 - own / other };
    let (top, bottom) = (excess(model) * baseline.df as f64, excess(baseline) * model.df as f64);
    let tli = if model.df > 0 && bottom != 0.0 { 1.0 - top / bottom } else { 1.0 };
    (cfi, tli)
}

/// The root mean square error of approximation; `df` need not be whole.
pub(super) fn rmsea(chisq: f64, df: f64, inflation: f64, n: usize, n_groups: usize) -> f64 {
    if df <= 0.0 {
        return 0.0;
    }
    let n = n as f64;
    (chisq / (n * df) - inflation / n).max(0.0).sqrt() * (n_groups as f64).sqrt()
}

/// The 90 % interval of the root mean square error, from the noncentral chi-square values between
/// which `chisq` lies.
pub(crate) fn rmsea_interval(
    chisq: f64,
    df: f64,
    inflation: f64,
    n: usize,
    n_groups: usize,
) -> Interval {
    let end = |share: f64| {
        let above = |excess: f64| noncentral_chi_square_below(chisq, df, excess) - share;
        // Also where the chance has no value.
        if df <= 0.0 || above(0.0).is_nan() || above(0.0) <= 0.0 {
            return 0.0;
        }
        let excess = crossing(above, normal_start(chisq, df, share));
        (inflation * excess * n_groups as f64 / (n as f64 * df)).sqrt()
    };
    Interval { low: end(0.95), high: end(0.05) }
}

/// About where the noncentrality lies of which `chisq` is a quantile, as if the distribution were
/// normal, and an eighth of its standard deviation.
fn normal_start(chisq: f64, df: f64, share: f64) -> (f64, f64) {
    let sd = (2.0 * (df + 2.0 * (chisq - df).max(0.0))).sqrt();
    ((chisq - df - normal_quantile(share) * sd).max(0.0), 0.125 * sd)
}

/// Where a falling function that is positive at 0 crosses 0: regula falsi after Dowell and Jarratt
/// (1971, doi:10.1007/BF01934364), from `around` and within steps that double.
fn crossing(of: impl Fn(f64) -> f64, around: (f64, f64)) -> f64 {
    let (start, mut step) = around;
    let (mut low, mut high) = (start, start);
    let (mut at_low, mut at_high) = (of(low), of(high));
    while at_low < 0.0 {
        (high, at_high) = (low, at_low);
        low = (low - step).max(0.0);
        at_low = of(low);
        step *= 2.0;
    }
    while at_high > 0.0 && high < 1e12 {
        (low, at_low) = (high, at_high);
        high += step;
        at_high = of(high);
        step *= 2.0;
    }
    if at_high > 0.0 {
        return high;
    }
    let mut was_low = None;
    for _ in 0..200 {
        if high - low < 1e-10 * high {
            break;
        }
        let next = (low * at_high - high * at_low) / (at_high - at_low);
        let at = of(next);
        if at.abs() < 1e-13 {
            return next;
        }
        let is_low = at > 0.0;
        if is_low {
            (low, at_low) = (next, at);
        } else {
            (high, at_high) = (next, at);
        }
        // An end that stays twice would hold the other up.
        if was_low == Some(is_low) {
            if is_low { at_high *= 0.5 } else { at_low *= 0.5 }
        }
        was_low = Some(is_low);
    }
    low
}

/// The usual indices of a test.
pub(super) fn indices(test: Test, baseline: Test, n: usize, n_groups: usize) -> Indices {
    let (cfi, tli) = comparative(test.into(), baseline.into());
    let df = test.df as f64;
    Indices {
        cfi,
        tli,
        rmsea: rmsea(test.chisq, df, 1.0, n, n_groups),
        rmsea_ci90: rmsea_interval(test.chisq, df, 1.0, n, n_groups),
    }
}

/// Differences between data and model in standard deviations of the data: of covariances, and of
/// means where there are any.
#[derive(Debug, Clone, PartialEq)]
pub struct Residuals {
    /// Of correlations, and of variances on the diagonal.
    pub covariances: DMatrix<f64>,
    /// Of means.
    pub means: Option<DVector<f64>>,
}

impl Residuals {
    pub(super) fn of(
        data: &DMatrix<f64>,
        model: &DMatrix<f64>,
        means: Option<DVector<f64>>,
    ) -> Self {
        let sd = |i: usize| data[(i, i)].sqrt();
        let covariances = DMatrix::from_fn(data.nrows(), data.nrows(), |a, b| {
            (data[(a, b)] - model[(a, b)]) / (sd(a) * sd(b))
        });
        let means = means.map(|means| DVector::from_fn(means.len(), |i, _| means[i] / sd(i)));
        Self { covariances, means }
    }

    /// Root mean square over variances, covariances and means (Bentler 1995).
    pub(super) fn root_mean_square(&self) -> f64 {
        let p = self.covariances.nrows();
        let lower = (0..p).flat_map(|a| (0..=a).map(move |b| (a, b)));
        let squares: f64 = lower.map(|place| self.covariances[place].powi(2)).sum();
        let (of_means, n_means) =
            self.means.as_ref().map_or((0.0, 0), |means| (means.norm_squared(), means.len()));
        ((squares + of_means) / (p * (p + 1) / 2 + n_means) as f64).sqrt()
    }
}
