//! Confirmatory factor analysis and structural equation models.

mod invariance;
mod maximum_likelihood;
mod measures;
mod prepare;
mod slopes;
mod standard;
mod weighted;
mod weighted_model;

use nalgebra::{DMatrix, DVector};

use super::model_syntax::{Operator, parse_model};
use super::parameters::{Defaults, Equality, Parameters, parameters};
use crate::numeric::Triangle;
use crate::{Error, Fit, Groups, Scores};

pub use invariance::{Level, Step, difference, invariance};
pub(crate) use measures::rmsea_interval;
pub use measures::{Indices, Residuals, Scaled, Test};

/// How the parameters are estimated and what is corrected for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Estimator {
    /// Maximum likelihood under normal distributions.
    MaximumLikelihood,
    /// The same estimates, with errors and a test that hold for other distributions, and for rows in
    /// clusters.
    RobustMaximumLikelihood,
    /// Diagonally weighted least squares on polychoric correlations, for ordinal items.
    WeightedLeastSquares,
}

/// What a model is fitted to.
#[derive(Debug, Clone, Copy)]
pub struct Sampled<'a> {
    /// The names of the columns.
    pub names: &'a [&'a str],
    /// The answers.
    pub scores: &'a Scores,
    /// Whom the model is fitted to side by side.
    pub groups: Option<&'a Groups>,
    /// Rows that belong together, such as the raters of one leader; for
    /// [`Estimator::RobustMaximumLikelihood`].
    pub clusters: Option<&'a Groups>,
}

/// How a model is fitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// The estimator.
    pub estimator: Estimator,
    /// Whether factors have variance 1, instead of a first loading of 1.
    pub has_unit_factors: bool,
    /// What is the same in all groups.
    pub equal: Equality,
}

/// A parameter with its estimate.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted {
    /// Left of the operator.
    pub lhs: String,
    /// The operator.
    pub operator: Operator,
    /// Right of the operator.
    pub rhs: String,
    /// Its group, from 0.
    pub group: usize,
    /// Whether it was estimated.
    pub is_free: bool,
    /// Its value.
    pub value: f64,
    /// Its standard error; 0 if it was fixed.
    pub se: f64,
    /// Its value if all variables, factors too, had variance 1.
    pub standard: f64,
    /// The standard error of that, by the delta method.
    pub standard_se: f64,
}

/// Something in a solution that cannot be.
#[derive(Debug, Clone, PartialEq)]
pub enum Improper {
    /// A variance below 0 (a Heywood case).
    NegativeVariance {
        /// Whose.
        name: String,
        /// In which group.
        group: usize,
    },
    /// A correlation above 1 or below -1.
    Correlation {
        /// Between the first
        a: String,
        /// and the second,
        b: String,
        /// in which group.
        group: usize,
    },
    /// A polychoric correlation at the bound of its search: the answers to one item all but say those
    /// to the other, and what the data say of it has no end.
    AtBound {
        /// Between the first
        a: String,
        /// and the second,
        b: String,
        /// in which group.
        group: usize,
    },
}

/// A fitted model.
#[derive(Debug, Clone, PartialEq)]
pub struct Cfa {
    /// All parameters, fixed ones too.
    pub parameters: Vec<Fitted>,
    /// How many different parameters are free.
    pub n_free: usize,
    /// The test against any means and covariances; not corrected.
    pub test: Test,
    /// The same test of a model in which nothing is related.
    pub baseline: Test,
    /// The indices from these two.
    pub indices: Indices,
    /// Standardised root mean square residual.
    pub srmr: f64,
    /// Log-likelihood, where there is one.
    pub likelihood: Option<Likelihood>,
    /// The corrected test: Yuan-Bentler for [`Estimator::RobustMaximumLikelihood`], scaled and shifted
    /// for [`Estimator::WeightedLeastSquares`].
    pub scaled: Option<Scaled>,
    /// Indices that estimate, from corrected values, what the uncorrected ones would be without what
    /// is corrected for; `NaN` where they cannot be had.
    pub robust: Option<Indices>,
    /// How the search ended; the residual is the largest absolute derivative.
    pub fit: Fit,
    /// What cannot be in the solution; it is to be looked at before anything else.
    pub improper: Vec<Improper>,
    /// Differences between data and model, by group.
    pub residuals: Vec<Residuals>,
    /// How many complete rows each group has.
    pub n_rows: Vec<usize>,
    /// How many rows were left out for a gap.
    pub n_left_out: usize,
    /// The estimates of the free parameters.
    pub estimates: DVector<f64>,
    /// Their covariances.
    pub covariance: DMatrix<f64>,
    /// What the test of a model within this one needs.
    nested: Option<invariance::Nested>,
}

/// Log-likelihood and what is made of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Likelihood {
    /// Log-likelihood.
    pub log: f64,
    /// Akaike's criterion.
    pub aic: f64,
    /// Schwarz' criterion.
    pub bic: f64,
}

/// Most iterations.
const MAX_ITERATIONS: usize = 1000;

/// Fits a model to rows in which everything that it names was answered.
///
/// The estimates make the discrepancy between data and model smallest: for maximum likelihood
/// `log|S| + tr(S_data S^-1) + (m_data - m)' S^-1 (m_data - m)` (Jöreskog 1969,
/// doi:10.1007/BF02289343; Bollen 1989), with covariances that have `n` as their denominator. Means are
/// part of the model if it names one, or with groups or clusters. Standard errors are of the expected
/// information; robust ones of the sandwich with the observed one, scores summed within clusters,
/// and the test is corrected after Yuan and Bentler as Mplus does (Asparouhov and Muthén 2005).
///
/// Weighted least squares takes thresholds and polychoric correlations (Muthén 1984,
/// doi:10.1007/BF02294210) with the inverse of their variances as weights (Muthén, du Toit and Spisic
/// 1997), errors and the scaled and shifted test from their full covariance (Asparouhov and Muthén
/// 2010), and robust indices after Savalei (2021, doi:10.1080/00273171.2020.1717922).
///
/// Not for few rows (fewer than about 200, or five per parameter): the test then rejects too often.
/// All measured variables are continuous, or all are ordinal. Gaps are left out by row, which is right
/// only if what is missing does not depend on what was answered. What nothing explains is taken as
/// random also where it is measured (`fixed.x = FALSE` in lavaan).
///
/// Checked against lavaan 0.6-14: `reference/results/cfa*.json`, `sem_poldem.json` and
/// `invariance*.json`, estimates and indices to 1e-5.
pub fn cfa(model: &str, sampled: &Sampled, options: &Options) -> Result<Cfa, Error> {
    let is_ordinal = options.estimator == Estimator::WeightedLeastSquares;
    if sampled.names.len() != sampled.scores.n_items() {
        return Err(Error::LengthsDiffer);
    }
    let terms = parse_model(model)?;
    let thresholds = if is_ordinal { prepare::n_thresholds(&terms, sampled)? } else { Vec::new() };
    let has_mean = terms.iter().any(|term| term.operator == Operator::Intercept);
    let defaults = Defaults {
        names: sampled.names,
        thresholds: &thresholds,
        n_groups: sampled.groups.map_or(1, Groups::n_groups),
        has_unit_factors: options.has_unit_factors,
        has_means: has_mean || sampled.groups.is_some() || sampled.clusters.is_some(),
        equal: options.equal,
    };
    let model = parameters(&terms, &defaults)?;
    let prepared = prepare::prepare(&model, sampled)?;
    if is_ordinal {
        return weighted::fit(&model, &prepared);
    }
    let is_robust = options.estimator == Estimator::RobustMaximumLikelihood;
    maximum_likelihood::fit(&model, &prepared, is_robust)
}

/// Refuses an information matrix that does not determine all combinations of parameters.
fn refuse_unidentified(information: &DMatrix<f64>) -> Result<(), Error> {
    const LEAST: f64 = 1e-9;
    let free = information.nrows();
    let scale = information.diagonal().map(f64::sqrt);
    let scaled = DMatrix::from_fn(free, free, |a, b| {
        let product = scale[a] * scale[b];
        if product > 0.0 { information[(a, b)] / product } else { 0.0 }
    });
    // The trace of the inverse is above the inverse of each eigenvalue, and cheaper than they are.
    let inverse = Triangle::of(&scaled).map(|triangle| triangle.inverse());
    if inverse.is_some_and(|inverse| inverse.trace() < LEAST.recip()) {
        return Ok(());
    }
    let rank = scaled.symmetric_eigenvalues().iter().filter(|value| **value > LEAST).count();
    if rank < free { Err(Error::NotIdentified { free, rank }) } else { Ok(()) }
}

/// Degrees of freedom; refuses a model with more parameters than there are moments.
fn degrees_of_freedom(model: &Parameters, n_moments: usize) -> Result<usize, Error> {
    let free = model.n_free;
    n_moments.checked_sub(free).ok_or(Error::NotIdentified { free, rank: n_moments })
}

/// Negative variances and correlations beyond 1.
fn improper(parameters: &[Fitted]) -> Vec<Improper> {
    let variances = |row: &&Fitted| row.operator == Operator::Covariance && row.lhs == row.rhs;
    let is_negative = |row: &&Fitted| row.value < 0.0;
    let negative = parameters
        .iter()
        .filter(variances)
        .filter(is_negative)
        .map(|row| Improper::NegativeVariance { name: row.lhs.clone(), group: row.group });
    let is_beyond = |row: &&Fitted| {
        row.operator == Operator::Covariance && row.lhs != row.rhs && row.standard.abs() > 1.0
    };
    let beyond = parameters.iter().filter(is_beyond).map(|row| Improper::Correlation {
        a: row.lhs.clone(),
        b: row.rhs.clone(),
        group: row.group,
    });
    negative.chain(beyond).collect()
}

fn invert(matrix: &DMatrix<f64>) -> Result<DMatrix<f64>, Error> {
    Ok(Triangle::of(matrix).ok_or(Error::NotPositiveDefinite)?.inverse())
}
