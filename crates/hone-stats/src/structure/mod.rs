//! How items hang together: polychoric correlations and factors.

pub mod cfa;
mod factors;
mod likelihood;
mod model_problem;
pub mod model_syntax;
mod model_tokens;
mod moments;
mod parallel;
pub mod parameters;
mod polychoric;
mod robust;
mod start;
pub mod twolevel;

pub use factors::{FactorFit, Factors, Rotation, factors};
pub use model_problem::ModelProblem;
pub use parallel::{Parallel, ParallelValues, parallel, parallel_ordinal};
pub use polychoric::{EmptyCells, PairCorrelation, Polychoric, polychoric};
