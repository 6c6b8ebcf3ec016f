//! Whether an item asks the same of everybody.

mod arranged;
mod logistic;
mod proportional_odds;
mod purified;

pub use logistic::{Comparison, Dif, ItemDif, logistic_dif, rest_scores};
pub use proportional_odds::{ProportionalOdds, proportional_odds};
pub use purified::{Purification, PurifiedDif, purified_dif};
