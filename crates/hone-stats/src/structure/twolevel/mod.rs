//! Factor models within and between clusters: raters within leaders, and leaders.

mod derivatives;
mod expectation;
mod fit;
mod indices;
mod levels;
mod likelihood;
mod maximum;
mod model;
mod saturated;
mod start;
mod statistics;

pub use expectation::saturated_as_lavaan;
pub use fit::{CellEstimate, TwoLevelFit, two_level_cfa};
pub use indices::TwoLevelIndices;
pub use levels::{NamedModel, parse_levels};
pub use model::{Cell, Level, LevelMatrices, Place, TwoLevelModel, Unit, Value};
pub use saturated::Saturated;
pub use statistics::{ClusterStatistics, SizeStatistics};
