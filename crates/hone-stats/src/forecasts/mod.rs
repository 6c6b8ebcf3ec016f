//! How good somebody's forecasts are: bets with odds, of which it is known by now how they ended.

mod boldness;
mod brier;
mod calibration;
mod decomposition;
mod discrimination;
mod optimism;
mod record;
mod reliability_curve;

pub use boldness::{Boldness, boldness};
pub use brier::{Brier, brier};
pub use calibration::{Calibration, Told, calibration};
pub use decomposition::{Decomposition, Parts, decomposition};
pub use discrimination::{Discrimination, discrimination};
pub use optimism::{Leaning, Optimism, optimism};
pub use record::Record;
pub use reliability_curve::{CurvePoint, ReliabilityCurve, reliability_curve};
