use nalgebra::{DMatrix, DVector};

use super::dot;
use crate::Error;

/// A linear regression by least squares.
pub(crate) struct Regression {
    /// Of the columns, in their order.
    pub(crate) coefficients: DVector<f64>,
    /// Covariance of the coefficients.
    pub(crate) covariance: DMatrix<f64>,
    /// Rows less columns.
    pub(crate) df: usize,
    /// Share of the variance that is explained.
    pub(crate) r2: f64,
}

/// Regression of an outcome on columns, of which the first has to be constant. More rows than
/// columns, and no column may be a sum of others.
pub(crate) fn least_squares(columns: &[Vec<f64>], outcome: &[f64]) -> Result<Regression, Error> {
    let (n, k) = (outcome.len(), columns.len());
    if n <= k {
        return Err(Error::TooFewRows { found: n, needed: k + 1 });
    }
    let products = DMatrix::from_fn(k, k, |a, b| dot(&columns[a], &columns[b]));
    let against = DVector::from_fn(k, |a, _| dot(&columns[a], outcome));
    let scale: Vec<f64> = products.diagonal().iter().map(|square| square.sqrt()).collect();
    let scaled = DMatrix::from_fn(k, k, |a, b| products[(a, b)] / (scale[a] * scale[b]));
    let factor = scaled.cholesky().filter(|factor| factor.l().diagonal().min() > 1e-7);
    let inverse = factor.ok_or(Error::NotPositiveDefinite)?.inverse();
    let inverse = DMatrix::from_fn(k, k, |a, b| inverse[(a, b)] / (scale[a] * scale[b]));
    let mut coefficients = &inverse * against;
    let mut residuals = residuals(columns, outcome, &coefficients);
    let left = DVector::from_fn(k, |a, _| dot(&columns[a], &residuals));
    coefficients += &inverse * left;
    residuals = self::residuals(columns, outcome, &coefficients);
    let mean = outcome.iter().sum::<f64>() / n as f64;
    let total: f64 = outcome.iter().map(|value| (value - mean).powi(2)).sum();
    let unexplained = dot(&residuals, &residuals);
    if total <= 0.0 {
        return Err(Error::NoVariance);
    }
    Ok(Regression {
        coefficients,
        covariance: inverse * (unexplained / (n - k) as f64),
        df: n - k,
        r2: 1.0 - unexplained / total,
    })
}

fn residuals(columns: &[Vec<f64>], outcome: &[f64], coefficients: &DVector<f64>) -> Vec<f64> {
    let mut residuals = outcome.to_vec();
    for (column, coefficient) in columns.iter().zip(coefficients.iter()) {
        for (residual, value) in residuals.iter_mut().zip(column) {
            *residual -= coefficient * value;
        }
    }
    residuals
}
