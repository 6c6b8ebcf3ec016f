use nalgebra::DMatrix;

use super::degrees_of_freedom;
use super::minres::Extraction;
use crate::Interval;
use crate::numeric::chi_square_above;
use crate::structure::cfa::rmsea_interval;

/// How well factors reproduce correlations, as psych's `fa` states it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FactorFit {
    /// Degrees of freedom.
    pub df: usize,
    /// Root of the mean squared residual correlation.
    pub rms: f64,
    /// The likelihood's discrepancy `tr(S^-1 R) - log|S^-1 R| - p`; none where the correlations or
    /// what the factors make of them are not positive definite.
    pub objective: Option<f64>,
    /// The discrepancy times `n - 1 - (2 p + 5) / 6 - 2 k / 3` (Bartlett).
    pub chi_square: Option<f64>,
    /// Its chance if the factors were all there is; none without degrees of freedom.
    pub p_value: Option<f64>,
    /// Tucker & Lewis' index.
    pub tli: Option<f64>,
    /// Root mean square error of approximation.
    pub rmsea: Option<f64>,
    /// Its 90 % interval.
    pub rmsea_ci90: Option<Interval>,
    /// Chi-square less `df log n`.
    pub bic: Option<f64>,
}

impl FactorFit {
    pub(super) fn new(correlations: &DMatrix<f64>, extraction: &Extraction, n: usize) -> Self {
        let (p, k) = extraction.loadings.shape();
        let df = usize::try_from(degrees_of_freedom(p, k)).unwrap_or(0);
        let mut model = &extraction.loadings * extraction.loadings.transpose();
        model.fill_diagonal(1.0);
        let residual = (correlations - &model).norm_squared();
        let rms = (residual / (p * (p - 1)) as f64).sqrt();
        let objective = discrepancy(correlations, &model);
        let rows = n as f64;
        let items = (2.0 * p as f64 + 5.0) / 6.0;
        let scale = rows - 1.0 - items - 2.0 * k as f64 / 3.0;
        let chi_square = objective.map(|objective| (objective * scale).max(0.0));
        let freedom = df as f64;
        let with_freedom = |value: Option<f64>| value.filter(|_| df > 0);
        let null = discrepancy(correlations, &DMatrix::identity(p, p));
        let tli = with_freedom(objective).zip(null).map(|(objective, null)| {
            let null = null * 2.0 / (p * (p - 1)) as f64;
            (null - objective / freedom) / (null - 1.0 / scale)
        });
        let rmsea = with_freedom(chi_square)
            .map(|chi| (chi / (freedom * rows) - 1.0 / (rows - 1.0)).max(0.0).sqrt());
        Self {
            df,
            rms,
            objective,
            chi_square,
            p_value: with_freedom(chi_square).map(|chi| chi_square_above(chi, freedom)),
            tli,
            rmsea,
            rmsea_ci90: with_freedom(chi_square)
                .map(|chi| rmsea_interval(chi, freedom, 1.0, n.saturating_sub(1), 1)),
            bic: chi_square.map(|chi| chi - freedom * rows.ln()),
        }
    }
}

fn discrepancy(correlations: &DMatrix<f64>, model: &DMatrix<f64>) -> Option<f64> {
    let observed = correlations.clone().cholesky()?;
    let expected = model.clone().cholesky()?;
    let trace = expected.solve(correlations).trace();
    let log_ratio = observed.ln_determinant() - expected.ln_determinant();
    Some(trace - log_ratio - correlations.nrows() as f64)
}
