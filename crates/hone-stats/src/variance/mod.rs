//! How much of what ratings differ by comes from leaders, from raters and from chance.
#![expect(
    clippy::cast_possible_truncation,
    reason = "rows and unknowns are numbered with 32 bits, which is checked as they are counted"
)]

mod columns;
mod criterion;
mod dependability;
mod growth;
mod mixed;
mod products;
mod scores;
mod search;
mod sparse;
mod start;
mod study;

pub use columns::{crossed, treatment_columns};
pub use dependability::{Dependability, dependability};
pub use growth::{Growth, event_columns, growth};
pub use mixed::{Criterion, Mixed, mixed};
pub use scores::{Effect, Scored, scores};
pub use study::{Facets, Study, mean_square_components};
