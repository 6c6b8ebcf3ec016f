//! Numerical tools that more than one method needs.

mod beta;
mod bivariate;
mod distribution;
mod least_squares;
mod noncentral;
mod normal;
mod percentile;
mod quadrature;
mod quasi_newton;
mod random;
mod scoring;
mod triangle;
mod vector;

pub use bivariate::BivariateNormal;
pub use distribution::{chi_square_above, f_above, f_quantile, t_quantile, t_two_sided};
pub(crate) use least_squares::{Regression, least_squares};
pub use noncentral::noncentral_chi_square_below;
pub use normal::{normal_above, normal_below, normal_density, normal_quantile};
pub use percentile::{percentile, percentiles};
pub use quadrature::{Nodes, gauss_hermite, normal_grid};
pub(crate) use quasi_newton::{Ascent, Climb, climb, learn};
pub use random::{chi_square, normal, stream};
pub use scoring::{Minimum, Quadratic, minimise};
pub(crate) use triangle::Triangle;
pub(crate) use vector::{count_answered, dot, range_answered, sum_answered};
