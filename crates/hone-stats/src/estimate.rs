/// A range that holds the true value with the stated confidence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// Both ends by a function that does not fall.
    #[must_use]
    pub fn map(self, function: impl Fn(f64) -> f64) -> Self {
        Self { low: function(self.low), high: function(self.high) }
    }
}

/// A value with what is known of its error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The value.
    pub value: f64,
    /// Its standard error; `None` where the method gives none.
    pub se: Option<f64>,
    /// Its 95 % interval; `None` where the method gives none.
    pub ci95: Option<Interval>,
}

/// How an iteration ended.
///
/// Not converged is something to show, not an error: the values are there, and they are not to be
/// relied on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// Whether the criterion of the method was met.
    pub converged: bool,
    /// How many iterations it took.
    pub iterations: usize,
    /// Largest absolute gradient, or last change of the criterion: the docstring of the method says
    /// which.
    pub residual: f64,
}
