//! Commands on real files, as the command line runs them.
#![allow(clippy::unwrap_used, reason = "a test that fails may say so in any way")]

mod facets;
mod files;
mod plan;
mod precision;
mod readers;
mod simulate;
mod support;
