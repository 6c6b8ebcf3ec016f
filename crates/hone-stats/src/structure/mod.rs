//! How items hang together: polychoric correlations and factors.

mod polychoric;

pub use polychoric::{EmptyCells, PairCorrelation, Polychoric, polychoric};
