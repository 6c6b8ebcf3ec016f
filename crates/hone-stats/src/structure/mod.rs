//! How items hang together: polychoric correlations and factors.

pub mod cfa;
mod likelihood;
mod model_problem;
pub mod model_syntax;
mod model_tokens;
mod moments;
pub mod parameters;
mod polychoric;
mod robust;
mod start;
pub mod twolevel;

pub use model_problem::ModelProblem;
pub use polychoric::{EmptyCells, PairCorrelation, Polychoric, polychoric};
