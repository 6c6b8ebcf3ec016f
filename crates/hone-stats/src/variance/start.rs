use nalgebra::{DMatrix, DVector};

use super::products::Products;

/// Where to start: variance ratios by Henderson's first method (Henderson 1953,
/// doi:10.2307/3001853), which equates sums of squares of level means with what they are expected to
/// be; of what the fixed columns leave. None is below a small share.
pub(super) fn start(products: &Products) -> Vec<f64> {
    let n_terms = products.n_levels.len();
    let floors: Vec<f64> = (0..n_terms).map(|t| 0.05 / products.rows_per_level(t)).collect();
    let fallback = || floors.iter().map(|floor| floor.max(0.1)).collect();
    let Some((sums, total)) = residual_sums(products) else { return fallback() };
    let n = products.n_rows as f64;

    let mut of_mean = vec![0.0; n_terms];
    for (term, value) in of_mean.iter_mut().enumerate() {
        *value = products.levels(term).map(|l| products.counts[l].powi(2)).sum::<f64>() / n;
    }
    let mut expected = DMatrix::zeros(n_terms + 1, n_terms + 1);
    let mut observed = DVector::zeros(n_terms + 1);
    for term in 0..n_terms {
        expected[(term, term)] = n - of_mean[term];
        for level in products.levels(term) {
            let count = products.counts[level];
            observed[term] += sums[level].powi(2) / count;
            for (other, common) in products.graph.edges(level) {
                expected[(term, products.term_of(other))] += common * common / count;
            }
        }
        for other in (0..n_terms).filter(|other| *other != term) {
            expected[(term, other)] -= of_mean[other];
        }
        expected[(term, n_terms)] = products.n_levels[term] as f64 - 1.0;
        expected[(n_terms, term)] = n - of_mean[term];
    }
    expected[(n_terms, n_terms)] = n - 1.0;
    observed[n_terms] = total;

    let Some(found) = expected.lu().solve(&observed) else { return fallback() };
    let residual = found[n_terms].max(0.02 * total / n);
    let ratio = |term: usize| (found[term] / residual).clamp(floors[term], 1e3);
    if found.iter().all(|value| value.is_finite()) {
        (0..n_terms).map(ratio).collect()
    } else {
        fallback()
    }
}

/// Per level the sum of what an ordinary regression on the fixed columns leaves, and its sum of
/// squares.
fn residual_sums(products: &Products) -> Option<(Vec<f64>, f64)> {
    let (matrix, with_values) = products.fixed_products();
    let slopes = matrix.cholesky()?.solve(&with_values);
    let n = products.last.n;
    let sum = |row: &[f64]| row[n - 1] - (0..n - 1).map(|k| slopes[k] * row[k]).sum::<f64>();
    let sums = products.last.with_nodes.chunks_exact(n).map(sum).collect();
    let total = products.last.among[n * n - 1] - slopes.dot(&with_values);
    Some((sums, total))
}
