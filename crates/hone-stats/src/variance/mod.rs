//! How much of what ratings differ by comes from leaders, from raters and from chance.
#![expect(
    clippy::cast_possible_truncation,
    reason = "rows and unknowns are numbered with 32 bits, which is checked as they are counted"
)]

mod columns;
mod criterion;
mod mixed;
mod products;
mod scores;
mod search;
mod sparse;
mod start;

pub use columns::{crossed, treatment_columns};
pub use mixed::{Criterion, Mixed, mixed};
pub use scores::{Effect, Scored, scores};
