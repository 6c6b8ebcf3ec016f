//! How far raters of the same thing agree.

mod ad;
mod awg;
mod cutoffs;
mod krippendorff;
mod members;
mod null;
mod rwg;
mod self_other;
mod surface;

pub use ad::{Centre, ad};
pub use awg::awg;
pub use cutoffs::{Cutoff, Questions, cutoffs};
pub use krippendorff::{FEW_UNITS, Krippendorff, Level, krippendorff};
pub use members::ByGroup;
pub use null::{AnswerScale, Null};
pub use rwg::{Rwg, rwg};
pub use self_other::{SelfOther, self_other};
pub use surface::{Surface, response_surface};
