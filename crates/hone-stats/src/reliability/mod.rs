//! How alike repeated measures of the same thing are.

mod alpha;
mod bootstrap;
mod generalised;
mod icc;
mod icc_groups;
mod omega;
mod omega_factors;
mod omega_ordinal;
mod one_way;
mod two_level_omega;

pub use alpha::{Alpha, AlphaItem, alpha, alpha_interval};
pub(crate) use alpha::{ItemMoments, Moments, from_moments};
pub use generalised::Generalised;
pub use icc::{Icc, MeanSquares, icc};
pub(crate) use icc_groups::of_table;
pub use icc_groups::{GroupIcc, IccGroups, group_icc, icc_groups, icc1_interval};
pub use omega::{Omega, omega};
pub use omega_factors::{OmegaFactors, omega_factors};
pub use omega_ordinal::{OmegaOrdinal, omega_ordinal};
pub(crate) use one_way::OneWay;
pub use one_way::Reml;
pub use two_level_omega::{RatersReliability, TwoLevelOmega, two_level_omega};
