/// The 2.5th and the 97.5th percentile (R's type 7); `NaN` of nothing. Sorts the values.
pub fn percentiles(values: &mut [f64]) -> (f64, f64) {
    values.sort_by(f64::total_cmp);
    (percentile(values, 0.025), percentile(values, 0.975))
}

/// Below which value a share of the sorted values lies (R's type 7); `NaN` of nothing.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a place within the values, which is not negative"
)]
pub fn percentile(sorted: &[f64], share: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let place = share * last as f64;
    let below = place as usize;
    let above = (below + 1).min(last);
    sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
}

#[cfg(test)]
mod tests {
    use super::*;

    // R 4.2.2: quantile(c(3, 1, 4, 1, 5, 9, 2, 6), c(.025, .975)).
    #[test]
    fn percentiles_are_those_of_r() {
        let (low, high) = percentiles(&mut [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0]);

        assert!((low - 1.0).abs() < 1e-12);
        assert!((high - 8.475).abs() < 1e-12);
        assert!(percentiles(&mut []).0.is_nan());
    }
}
