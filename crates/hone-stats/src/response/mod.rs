//! Item response: how answers to each item depend on a trait that is not seen.

mod ascent;
mod curve;
mod errors;
mod expect;
mod fit;
mod information;
mod model;
mod patterns;
mod population;
mod problem;
mod scores;

pub use errors::{Information, ItemErrors, item_errors};
pub use fit::{ItemResponse, Options, item_response};
pub use model::{Item, Model};
pub use scores::{Scoring, TraitScores, trait_scores};
