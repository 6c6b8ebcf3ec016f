//! Numbers in, estimates out; no I/O, no clock, no global randomness.
//!
//! Every estimate is a struct, and every function says where its formula comes from and what it
//! was checked against.

mod chance;
mod forecast;
mod normal;
mod precision;
mod spread;

pub use chance::{AtLeast, LineChance, at_least, line_chance};
pub use forecast::{
    EXPECTED_RESPONSE, Forecast, HIGH_RESPONSE, LOW_RESPONSE, PLANNING_ICC, RatersNeeded,
    Reliability, forecast, raters_needed, spearman_brown,
};
pub use normal::quantile;
pub use precision::{MeanInterval, interval, interval_of_mean};
pub use spread::{Pooled, Pooling, pooled};

/// Which condition of the data failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No group had two values, so nothing can be said about differences within groups.
    #[error("no group has two values or more")]
    NoDegreesOfFreedom,
    /// A share or a probability has to lie between 0 and 1, both excluded.
    #[error("a share has to lie between 0 and 1")]
    NotAShare,
    /// A standard deviation, or a standard error, has to be finite and not negative.
    #[error("a spread has to be finite and not negative")]
    NotASpread,
    /// A mean needs somebody who answered.
    #[error("a mean needs at least one answer")]
    NoAnswers,
    /// No number of raters reaches a reliability with an ICC or a response of zero.
    #[error("no number of raters would be enough")]
    OutOfReach,
}
