//! What is true of every chart, whatever the numbers are.

mod pages;
mod properties;
pub(crate) mod random;
mod snapshots;
pub(crate) mod xml;
