//! Commands on real files, as the command line runs them.
#![allow(clippy::unwrap_used, reason = "a test that fails may say so in any way")]

mod agreement;
mod analyze;
mod brier;
mod careless;
mod cfa;
mod change;
mod contract;
mod describe;
mod dif;
mod documents;
mod dstudy;
mod facets;
mod files;
mod grm;
mod growth;
mod hostile;
mod kinds;
mod ordinal;
mod plan;
mod precision;
mod raters;
mod readers;
mod reliability;
mod simulate;
mod structure;
mod support;
mod two_levels;
mod variance;
