//! Numerical tools that more than one method needs.

mod distribution;
mod percentile;
mod quadrature;
mod random;

pub use distribution::{
    chi_square_above, f_above, f_quantile, normal_above, normal_below, normal_density,
    normal_quantile, t_quantile, t_two_sided,
};
pub use percentile::percentiles;
pub use quadrature::{Nodes, gauss_hermite, normal_grid};
pub use random::{normal, stream};
