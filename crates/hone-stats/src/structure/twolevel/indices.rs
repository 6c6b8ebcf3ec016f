use nalgebra::DMatrix;

use super::maximum::maximum;
use super::model::{LevelMatrices, TwoLevelModel};
use super::saturated::Saturated;
use super::statistics::ClusterStatistics;
use crate::numeric::chi_square_above;

/// How far a two-level model is from the data.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TwoLevelIndices {
    /// Likelihood ratio against the saturated model.
    pub chi_square: f64,
    /// Degrees of freedom.
    pub df: usize,
    /// Chance of a larger one, were the model right; `NaN` without degrees of freedom.
    pub p_value: f64,
    /// Comparative fit index, against items without any relation.
    pub cfi: f64,
    /// Tucker-Lewis index.
    pub tli: f64,
    /// Root mean square error of approximation.
    pub rmsea: f64,
    /// Root mean square of the differences between correlations within clusters.
    pub srmr_within: f64,
    /// The same between clusters; `NaN` where a variance between clusters is not positive.
    pub srmr_between: f64,
    /// Likelihood ratio of items without any relation.
    pub baseline_chi_square: f64,
    /// Its degrees of freedom.
    pub baseline_df: usize,
    /// Akaike's criterion.
    pub aic: f64,
    /// Bayesian criterion, with the number of rows.
    pub bic: f64,
}

/// As lavaan has them: RMSEA and BIC with the number of rows, SRMR of correlations at each level.
pub(super) fn indices(
    statistics: &ClusterStatistics,
    saturated: &Saturated,
    levels: &[LevelMatrices; 2],
    log_likelihood: f64,
    n_parameters: usize,
) -> Option<TwoLevelIndices> {
    let p = statistics.n_items();
    let df = (p * (p + 1) + p).checked_sub(n_parameters)?;
    let baseline = maximum(statistics, &TwoLevelModel::of_nothing(p).ok()?).ok()?;
    let baseline_df = p * (p - 1);
    let ratio = |of: f64| (2.0 * (saturated.log_likelihood - of)).max(0.0);
    let chi_square = ratio(log_likelihood);
    let baseline_chi_square = ratio(baseline.likelihood.value);
    let n = statistics.n_rows as f64;
    let (d, baseline_d) = (df as f64, baseline_df as f64);
    let k = n_parameters as f64;
    let excess = (chi_square - d).max(0.0);
    let worst = excess.max(baseline_chi_square - baseline_d).max(0.0);
    Some(TwoLevelIndices {
        chi_square,
        df,
        p_value: chi_square_above(chi_square, d),
        cfi: if worst > 0.0 { 1.0 - excess / worst } else { 1.0 },
        tli: tucker_lewis(chi_square, d, baseline_chi_square, baseline_d),
        rmsea: if df > 0 { (excess / (d * n)).sqrt() } else { 0.0 },
        srmr_within: srmr(&saturated.within, &levels[0].implied()),
        srmr_between: srmr(&saturated.between, &levels[1].implied()),
        baseline_chi_square,
        baseline_df,
        aic: 2.0 * (k - log_likelihood),
        bic: k * n.ln() - 2.0 * log_likelihood,
    })
}

fn tucker_lewis(chi_square: f64, df: f64, baseline: f64, baseline_df: f64) -> f64 {
    if df <= 0.0 || baseline_df <= 0.0 {
        return 1.0;
    }
    let (of_model, of_baseline) = (chi_square / df, baseline / baseline_df);
    if of_baseline == 1.0 { f64::NAN } else { (of_baseline - of_model) / (of_baseline - 1.0) }
}

fn srmr(observed: &DMatrix<f64>, implied: &DMatrix<f64>) -> f64 {
    let p = observed.nrows();
    let correlation =
        |m: &DMatrix<f64>, a: usize, b: usize| m[(a, b)] / (m[(a, a)] * m[(b, b)]).sqrt();
    let mut sum = 0.0;
    for a in 0..p {
        for b in 0..a {
            sum += (correlation(observed, a, b) - correlation(implied, a, b)).powi(2);
        }
    }
    (sum / (p * (p + 1) / 2) as f64).sqrt()
}
