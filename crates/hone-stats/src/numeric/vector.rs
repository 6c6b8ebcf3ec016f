/// Sum of products, in eight sums side by side: faster, and with smaller rounding errors, than one.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut lanes = [0.0_f64; 8];
    let (a_chunks, a_rest) = a.as_chunks::<8>();
    let (b_chunks, b_rest) = b.as_chunks::<8>();
    for (x, y) in a_chunks.iter().zip(b_chunks) {
        for lane in 0..8 {
            lanes[lane] += x[lane] * y[lane];
        }
    }
    let rest: f64 = a_rest.iter().zip(b_rest).map(|(x, y)| x * y).sum();
    lanes.iter().sum::<f64>() + rest
}

/// Sum of the values that are there.
pub(crate) fn sum_answered(column: &[f64]) -> f64 {
    let there = |value: f64| if value.is_nan() { 0.0 } else { value };
    let mut lanes = [0.0_f64; 8];
    let (chunks, rest) = column.as_chunks::<8>();
    for chunk in chunks {
        for lane in 0..8 {
            lanes[lane] += there(chunk[lane]);
        }
    }
    lanes.iter().sum::<f64>() + rest.iter().map(|value| there(*value)).sum::<f64>()
}

/// How many values are there.
pub(crate) fn count_answered(column: &[f64]) -> usize {
    column.iter().filter(|value| !value.is_nan()).count()
}

/// The lowest and the highest of the values that are there; infinities where none is.
pub(crate) fn range_answered(column: &[f64]) -> (f64, f64) {
    let (mut low, mut high) = ([f64::INFINITY; 8], [f64::NEG_INFINITY; 8]);
    let (chunks, rest) = column.as_chunks::<8>();
    // Comparisons with NaN are false, so gaps change nothing.
    let lower = |value: f64, than: f64| if value < than { value } else { than };
    let higher = |value: f64, than: f64| if value > than { value } else { than };
    for chunk in chunks {
        for lane in 0..8 {
            low[lane] = lower(chunk[lane], low[lane]);
            high[lane] = higher(chunk[lane], high[lane]);
        }
    }
    let low = low.iter().chain(rest).fold(f64::INFINITY, |low, value| lower(*value, low));
    let high = high.iter().chain(rest).fold(f64::NEG_INFINITY, |high, value| higher(*value, high));
    (low, high)
}
