//! How alike repeated measures of the same thing are.

mod alpha;

pub use alpha::{Alpha, AlphaItem, alpha};
