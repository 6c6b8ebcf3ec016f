//! How much of what ratings differ by comes from leaders, from raters and from chance.
#![expect(
    clippy::cast_possible_truncation,
    reason = "rows and unknowns are numbered with 32 bits, which is checked as they are counted"
)]

mod columns;
mod criterion;
mod dependability;
mod facet_study;
mod growth;
mod held;
mod mixed;
mod products;
mod profile;
mod scores;
mod search;
pub(crate) mod sparse;
mod start;
mod study;

pub use columns::{crossed, treatment_columns};
pub use dependability::{Dependability, dependability};
pub use facet_study::{FacetStudy, StudyEstimates, facet_study};
pub use growth::{Growth, event_columns, growth};
pub(crate) use mixed::{Complete, NORMAL_95, complete};
pub use mixed::{Criterion, Mixed, mixed, mixed_profiled};
pub(crate) use products::first_dependent;
pub use scores::{Effect, Scored, scores};
pub use study::{Facets, Study, mean_square_components};
