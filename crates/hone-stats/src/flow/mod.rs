//! How work flows through a team: what waits, for how long, and what was late.

mod median;
mod quantile;
mod share;
mod throughput;
mod waiting;

pub use median::{MedianTime, median_time};
pub use quantile::{FOR_P50, FOR_P85, Quantile, quantile};
pub use share::{FOR_SHARE, Share, share};
pub use throughput::{Throughput, throughput};
pub use waiting::{AreaTime, FOR_STABLE, FOR_WAITING, WaitingShare, waiting_share};
