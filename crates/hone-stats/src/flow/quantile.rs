use crate::numeric::percentile;
use crate::{Error, Interval};

/// The fewest values at which a median has an interval.
pub const FOR_P50: usize = 6;
/// The fewest values at which the 85th percentile has an interval.
pub const FOR_P85: usize = 23;

/// Below which value a share of all cases lies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantile {
    /// The value (R's type 7).
    pub value: f64,
    /// Its 95 % interval; `None` where there are too few values for one.
    pub ci95: Option<Interval>,
    /// How many values.
    pub n: usize,
}

/// A quantile with an interval between two of the values themselves (order statistics; Conover 1999,
/// section 3.2), whatever their distribution.
///
/// With `B` binomial of `n` and `share`, the lower end is the largest value `x(l)` with
/// `P(B < l) <= 0.025`, the upper end the smallest `x(u)` with `P(B >= u) <= 0.025`. For the median it
/// takes [`FOR_P50`] values, for the 85th percentile [`FOR_P85`]. Values are taken to be independent.
///
/// # Errors
/// [`Error::NoRows`] without values; [`Error::NotAShare`] unless `0 < share < 1`.
///
/// Checked against the binomial distribution of `SciPy`, place by place.
pub fn quantile(values: &[f64], share: f64) -> Result<Quantile, Error> {
    if values.is_empty() {
        return Err(Error::NoRows);
    }
    if !(share > 0.0 && share < 1.0) {
        return Err(Error::NotAShare);
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let ci95 = places(sorted.len(), share)
        .map(|(low, high)| Interval { low: sorted[low - 1], high: sorted[high - 1] });
    Ok(Quantile { value: percentile(&sorted, share), ci95, n: sorted.len() })
}

/// The places of the two ends, counted from 1.
fn places(n: usize, share: f64) -> Option<(usize, usize)> {
    const TAIL: f64 = 0.025;
    let cases = n as f64;
    // ln of the chance of 0, then of one more each time, so that nothing vanishes for large n.
    let mut log_chance = cases * (1.0 - share).ln();
    let mut below = 0.0;
    let (mut low, mut high) = (None, None);
    for count in 0..n {
        below += log_chance.exp();
        if below <= TAIL {
            low = Some(count + 1);
        }
        if high.is_none() && 1.0 - below <= TAIL {
            high = Some(count + 1);
        }
        let k = count as f64;
        log_chance += ((cases - k) / (k + 1.0)).ln() + (share / (1.0 - share)).ln();
    }
    low.zip(high)
}
