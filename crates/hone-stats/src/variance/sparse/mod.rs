//! Cholesky factor and selected inverse of a large sparse matrix whose last unknowns are few and
//! tied to all others.
mod factor;
mod graph;
mod inverse;
mod kernel;
mod order;
mod tree;

pub(crate) use factor::{Factor, Scaling};
pub(crate) use graph::Graph;
pub(crate) use tree::{Last, Tree};
