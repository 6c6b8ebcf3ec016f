//! Item response: how answers to each item depend on a trait that is not seen.

mod adaptive;
mod ascent;
mod bifactor;
mod curve;
mod dif;
mod errors;
mod expect;
mod fit;
mod groups;
mod information;
mod item_fit;
mod model;
mod patterns;
mod person_fit;
mod population;
mod problem;
mod replay;
mod scores;
mod traits;

pub use adaptive::{AdaptiveStep, StoppingRule, next_item};
pub use bifactor::{Bifactor, BifactorItem, bifactor};
pub use dif::{ItemDif, LikelihoodRatioDif, dif_by_likelihood_ratio};
pub use errors::{Information, ItemErrors, item_errors};
pub use fit::{ItemResponse, Options, item_response};
pub use groups::{GroupedItemResponse, TraitPopulation, grouped_item_response};
pub use item_fit::{ItemFit, item_fit};
pub use model::{Item, Model};
pub use person_fit::{PersonFit, person_fit};
pub use replay::{Replay, ReplayStep, replay};
use scores::reliability;
pub use scores::{Scoring, TraitScores, trait_scores};
pub use traits::{MultitraitItem, MultitraitResponse, multitrait_response};
