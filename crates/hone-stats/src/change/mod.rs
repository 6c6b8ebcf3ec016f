//! Whether somebody changed, or whether it is noise.

mod components;
mod leader_change;
mod reliable_change;
mod retest;
mod waves;

pub use components::{NoiseComponents, NoiseFloor, Overlap, noise_components};
pub use leader_change::{ChangeOfLeaders, LeaderChange, leader_change};
pub use reliable_change::{PersonChange, ReliableChange, reliable_change};
pub use retest::retest_correlation;
pub use waves::{Waves, two_waves};

/// What can be said of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// More than noise, upwards.
    Rose,
    /// More than noise, downwards.
    Fell,
    /// Within the noise. This is not 'nothing changed'.
    CannotTell,
}

impl Verdict {
    fn of(change: f64, floor: f64) -> Self {
        if change > floor {
            Self::Rose
        } else if change < -floor {
            Self::Fell
        } else {
            Self::CannotTell
        }
    }
}
