//! Signs that a ballot was filled in without looking, and how raters use the scale.

mod ballots;
mod distance;
mod patterns;
mod style;

pub use ballots::{Ballot, Careless, careless};
pub use distance::{Distance, distances};
pub use patterns::{even_odd, long_string, variability};
pub use style::{RaterStyle, Styles, rater_styles};
