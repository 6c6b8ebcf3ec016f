//! How raters use the scale, known or not.

mod halo;
mod leniency;
mod sums;

pub use halo::{Habit, Habits, Halo, halo};
pub use leniency::{LeaderProfile, Leniency, Parts, leniency};
pub use sums::BallotSums;
