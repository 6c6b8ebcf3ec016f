use nalgebra::DMatrix;

use super::{Cfa, Estimator, Options, Sampled, Test, cfa};
use crate::Error;
use crate::structure::parameters::Equality;

/// What may be said of groups as long as a step holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// The same items measure the same factors.
    Configural,
    /// Ordinal items: answers are chosen at the same points of what is behind them.
    Thresholds,
    /// Relations between factors may be compared.
    Loadings,
    /// Means of factors may be compared.
    Intercepts,
    /// Means of answers may be compared, and they are as reliable in all groups.
    Residuals,
}

/// One step: what is equal, the fitted model, and what the step costs.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What the step adds.
    pub level: Level,
    /// All that is equal.
    pub equal: Equality,
    /// The fitted model.
    pub fitted: Cfa,
    /// The test against the step before; `None` for the first, and where the correction has no value.
    pub difference: Option<Test>,
    /// By how much the comparative fit index changed; of the corrected one, where there is one.
    pub delta_cfi: Option<f64>,
}

/// Fits a model to several groups in steps, in each of which more is equal (Meredith 1993,
/// doi:10.1007/BF02294825; for ordinal items Wu and Estabrook 2016, doi:10.1007/s11336-016-9506-0).
///
/// A step that costs little fit (a difference test that is not significant, or a fall of the
/// comparative fit index of no more than .01: Cheung and Rensvold 2002,
/// `doi:10.1207/S15328007SEM0902_5`) bears what its [`Level`] says. `options.equal` is not used.
///
/// Not for groups of fewer than about 200; see [`cfa`]. Ordinal items need all categories in all
/// groups, and those with two categories are not tested for equal thresholds alone.
///
/// Checked against lavaan 0.6-14 and semTools 0.5-6: `invariance_hs1939.json`,
/// `invariance_ord_bfiN_gender.json` and the differences in `invariance_lrt_*.json`, to 1e-5.
pub fn invariance(model: &str, sampled: &Sampled, options: &Options) -> Result<Vec<Step>, Error> {
    let n_groups = sampled.groups.map_or(1, crate::Groups::n_groups);
    if n_groups < 2 {
        return Err(Error::TooFewGroups { found: n_groups, needed: 2 });
    }
    let is_ordinal = options.estimator == Estimator::WeightedLeastSquares;
    let levels = if is_ordinal {
        [Level::Configural, Level::Thresholds, Level::Loadings, Level::Intercepts]
    } else {
        [Level::Configural, Level::Loadings, Level::Intercepts, Level::Residuals]
    };
    let mut steps: Vec<Step> = Vec::new();
    let mut equal = Equality::default();
    for level in levels {
        match level {
            Level::Configural => {}
            Level::Thresholds => equal.thresholds = true,
            Level::Loadings => equal.loadings = true,
            Level::Intercepts => equal.intercepts = true,
            Level::Residuals => equal.residuals = true,
        }
        let fitted = cfa(model, sampled, &Options { equal, ..*options })?;
        let before = steps.last().map(|step| &step.fitted);
        let difference = before.and_then(|before| difference(before, &fitted));
        let delta_cfi = before.map(|before| cfi(&fitted) - cfi(before));
        steps.push(Step { level, equal, fitted, difference, delta_cfi });
    }
    Ok(steps)
}

fn cfi(of: &Cfa) -> f64 {
    of.scaled.map_or(of.indices.cfi, |scaled| scaled.indices.cfi)
}

/// Tests a model against one in which more is equal; both were fitted alike, to the same rows.
///
/// Without corrections the difference of both values; for [`Estimator::RobustMaximumLikelihood`]
/// scaled after Satorra and Bentler (2001, doi:10.1007/BF02296192), and for
/// [`Estimator::WeightedLeastSquares`] scaled and shifted after Satorra (2000). `None` if the second
/// model does not have fewer free parameters, or if the scale is not positive.
pub fn difference(free: &Cfa, restricted: &Cfa) -> Option<Test> {
    let df = restricted.test.df.checked_sub(free.test.df).filter(|df| *df > 0)?;
    let fall = restricted.test.chisq - free.test.chisq;
    if let (Some(own), Some(other)) = (&free.nested, &restricted.nested) {
        let (slope, shift) = own.correction(other, df)?;
        return Some(Test::new(slope * fall + shift, df));
    }
    let scale = match (free.scaled, restricted.scaled) {
        (Some(own), Some(other)) => {
            let whole = |cfa: &Cfa, factor: f64| match cfa.test.df {
                0 => 0.0,
                df => df as f64 * factor,
            };
            (whole(restricted, other.factor) - whole(free, own.factor)) / df as f64
        }
        _ => 1.0,
    };
    (scale > 0.0).then(|| Test::new(fall / scale, df))
}

/// What the test of a model within another needs of both.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Nested {
    /// Derivatives of all groups' statistics, one below the other.
    pub(super) slopes: DMatrix<f64>,
    /// Inverse of the information of one row.
    pub(super) bread: DMatrix<f64>,
    /// Covariance of the estimating equations of one row.
    pub(super) meat: DMatrix<f64>,
}

impl Nested {
    /// Slope and shift for the fall from this model to another that is within it.
    fn correction(&self, within: &Self, df: usize) -> Option<(f64, f64)> {
        let across = self.slopes.transpose();
        let own = &across * &self.slopes;
        let places = own.cholesky()?.solve(&(across * &within.slopes));
        let lost = complement(&places, df)?;
        let spread = &lost * &self.bread;
        let inverse = (&spread * lost.transpose()).cholesky()?.inverse();
        let product = inverse * &spread * &self.meat * spread.transpose();
        let square = (&product * &product).trace();
        let slope = (df as f64 / square).sqrt();
        slope.is_finite().then(|| (slope, df as f64 - slope * product.trace()))
    }
}

/// What is orthogonal to all columns of a matrix, as rows; `None` if it is not of a dimension.
fn complement(matrix: &DMatrix<f64>, dimension: usize) -> Option<DMatrix<f64>> {
    let n = matrix.nrows();
    let inner = (matrix.transpose() * matrix).cholesky()?;
    let rest = DMatrix::identity(n, n) - matrix * inner.solve(&matrix.transpose());
    let found = rest.symmetric_eigen();
    let kept: Vec<usize> = (0..n).filter(|i| found.eigenvalues[*i] > 0.5).collect();
    (kept.len() == dimension).then(|| found.eigenvectors.select_columns(&kept).transpose())
}
