//! What methods take: answers as numbers, as ordered categories, and in groups.

mod categories;
mod correlation;
mod covariance;
mod groups;
mod scores;

pub use categories::{Categories, MAX_CATEGORIES, MISSING};
pub use covariance::PairwiseCovariance;
pub use groups::Groups;
pub use scores::Scores;
