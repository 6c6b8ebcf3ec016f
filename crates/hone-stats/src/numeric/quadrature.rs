use nalgebra::{DMatrix, SymmetricEigen};

/// Nodes and weights of a quadrature for the standard normal distribution; weights sum to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Nodes {
    /// Where the integrand is evaluated, ascending.
    pub points: Vec<f64>,
    /// How much each point weighs.
    pub weights: Vec<f64>,
}

/// Gauss-Hermite nodes for the standard normal distribution (Golub & Welsch 1969): exact for
/// polynomials of degree `2 n - 1`.
///
/// # Panics
/// Never for `n >= 1`; `n = 0` gives no nodes.
pub fn gauss_hermite(n: usize) -> Nodes {
    if n == 0 {
        return Nodes { points: Vec::new(), weights: Vec::new() };
    }
    let jacobi =
        DMatrix::from_fn(
            n,
            n,
            |a, b| {
                if a.abs_diff(b) == 1 { (a.max(b) as f64).sqrt() } else { 0.0 }
            },
        );
    let eigen = SymmetricEigen::new(jacobi);
    let mut pairs: Vec<(f64, f64)> =
        (0..n).map(|i| (eigen.eigenvalues[i], eigen.eigenvectors[(0, i)].powi(2))).collect();
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (points, weights) = pairs.into_iter().unzip();
    Nodes { points, weights }
}

/// `n` equally spaced nodes from `-limit` to `limit`, weighing as much as the normal density there.
///
/// For smooth integrands that vanish at the limits this converges as fast as Gauss-Hermite does, and
/// its nodes reach where posteriors of extreme patterns are (as mirt and TAM use it).
pub fn normal_grid(n: usize, limit: f64) -> Nodes {
    let step = 2.0 * limit / (n.max(2) - 1) as f64;
    let points: Vec<f64> = (0..n).map(|i| step.mul_add(i as f64, -limit)).collect();
    let densities: Vec<f64> = points.iter().map(|x| (-0.5 * x * x).exp()).collect();
    let total: f64 = densities.iter().sum();
    Nodes { points, weights: densities.iter().map(|density| density / total).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_rules_integrate_the_moments_of_the_normal_distribution() {
        for nodes in [gauss_hermite(21), normal_grid(61, 8.0)] {
            let moment = |power: i32| -> f64 {
                nodes.points.iter().zip(&nodes.weights).map(|(x, w)| w * x.powi(power)).sum()
            };

            assert!((moment(0) - 1.0).abs() < 1e-12);
            assert!(moment(3).abs() < 1e-10);
            assert!((moment(2) - 1.0).abs() < 1e-9);
            assert!((moment(6) - 15.0).abs() < 1e-6);
        }
    }
}
