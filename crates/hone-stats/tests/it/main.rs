//! What the methods give on data that nobody of us wrote, beside what the references give.
#![expect(clippy::unwrap_used, reason = "this is a test")]

mod agreement;
mod careless;
mod change;
mod dependability;
mod dif;
mod facets;
mod flow;
mod forecasts;
mod growth;
mod icc;
mod omega;
mod ordinal;
mod random_raters;
mod raters;
mod reference;
mod reliability;
mod response;
mod simulate;
mod stream;
mod structure;
mod two_level_omega;
mod twolevel;
mod variance;
