//! Numbers in, estimates out; no I/O, no clock, no global randomness.
//!
//! Every estimate is a struct, and every function says where its formula comes from and what it
//! was checked against.

pub mod agreement;
pub mod careless;
mod chance;
pub mod change;
mod data;
pub mod dif;
mod error;
mod estimate;
pub mod facets;
pub mod flow;
mod forecast;
pub mod forecasts;
pub mod numeric;
pub mod ordinal;
mod precision;
pub mod raters;
pub mod reliability;
pub mod response;
pub mod simulate;
mod spread;
pub mod stream;
pub mod structure;
pub mod variance;

pub use agreement::{AnswerScale, Null};
pub use chance::{AtLeast, LineChance, at_least, line_chance};
pub use data::{Categories, Groups, MAX_CATEGORIES, MISSING, PairwiseCovariance, Scores};
pub use error::Error;
pub use estimate::{Estimate, Fit, Interval};
pub use forecast::{
    EXPECTED_RESPONSE, Forecast, HIGH_RESPONSE, LOW_RESPONSE, PLANNING_ICC, RatersNeeded,
    Reliability, forecast, raters_needed, spearman_brown,
};
pub use precision::{
    MeanInterval, error_of_mean, error_of_weighted_mean, interval, interval_of_correlation,
    interval_of_mean, reach_of_difference, spread_about_own_mean,
};
pub use spread::{Pooled, Pooling, pooled};
pub use structure::ModelProblem;
