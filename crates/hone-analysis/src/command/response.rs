//! What the models of item response share: how they fit, and scores.

use hone_stats::response::{Bifactor, ItemResponse, MultitraitResponse};
use serde::Serialize;

use crate::report::{TextTable, count, fixed};

/// What every model says of its fit.
#[derive(Serialize)]
pub(super) struct ModelKeys {
    pub(super) n: usize,
    log_likelihood: f64,
    aic: f64,
    bic: f64,
    n_parameters: usize,
    pub(super) converged: bool,
    iterations: usize,
    nodes: usize,
}

macro_rules! from_fitted {
    ($($fitted:ty),*) => {$(
        impl From<&$fitted> for ModelKeys {
            fn from(fitted: &$fitted) -> Self {
                Self {
                    n: fitted.n,
                    log_likelihood: fitted.log_likelihood,
                    aic: fitted.aic,
                    bic: fitted.bic,
                    n_parameters: fitted.n_parameters,
                    converged: fitted.fit.converged,
                    iterations: fitted.fit.iterations,
                    nodes: fitted.nodes,
                }
            }
        }
    )*};
}

from_fitted!(ItemResponse, Bifactor, MultitraitResponse);

impl ModelKeys {
    /// The fit for people, with what else the model says of itself.
    pub(super) fn table(&self, more: impl IntoIterator<Item = (String, f64)>) -> TextTable {
        let mut table = TextTable::new("The model", &["", "value"]);
        let mut row = |name: &str, value: String| table.row([name.to_owned(), value]);
        row("rows with an answer", count(self.n));
        row("log-likelihood", fixed(self.log_likelihood, 4));
        row("AIC", fixed(self.aic, 2));
        row("BIC", fixed(self.bic, 2));
        row("parameters", count(self.n_parameters));
        row("steps", count(self.iterations));
        for (name, value) in more {
            row(&name, fixed(value, 3));
        }
        table
    }
}

/// A score of a row of the file.
#[derive(Serialize)]
pub(super) struct ScoreKeys {
    pub(super) row: u32,
    pub(super) theta: f64,
    pub(super) se: f64,
}
