use crate::Error;

/// Correlation of two measurements of the same people (Pearson 1896), as a reliability.
///
/// Of the rows with both. It is a reliability only if nobody truly changed in between and nobody
/// remembers; otherwise it is too small, or too large.
///
/// Checked against `reference/results/rci_univbct.json` (`r12`), to 1e-12.
pub fn retest_correlation(first: &[f64], second: &[f64]) -> Result<f64, Error> {
    if first.len() != second.len() {
        return Err(Error::LengthsDiffer);
    }
    let pairs: Vec<(f64, f64)> = first
        .iter()
        .zip(second)
        .filter(|(a, b)| a.is_finite() && b.is_finite())
        .map(|(a, b)| (*a, *b))
        .collect();
    let n = pairs.len() as f64;
    if pairs.len() < 3 {
        return Err(Error::TooFewRows { found: pairs.len(), needed: 3 });
    }
    let (mean_a, mean_b) = (
        pairs.iter().map(|(a, _)| a).sum::<f64>() / n,
        pairs.iter().map(|(_, b)| b).sum::<f64>() / n,
    );
    let sum = |of: fn(f64, f64) -> f64| -> f64 {
        pairs.iter().map(|(a, b)| of(a - mean_a, b - mean_b)).sum()
    };
    let scale = (sum(|a, _| a * a) * sum(|_, b| b * b)).sqrt();
    if scale > 0.0 { Ok(sum(|a, b| a * b) / scale) } else { Err(Error::NoVariance) }
}
