//! How sure the mean of a few raters is.

use crate::numeric::normal_quantile;
use crate::{Error, Interval};

/// A value, and the range that would hold the true one in `level` of such cases.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeanInterval {
    /// The value the interval is about.
    pub value: f64,
    /// The lower end, not cut at the end of any scale.
    pub low: f64,
    /// The upper end, not cut at the end of any scale.
    pub high: f64,
    /// The standard error it was made from.
    pub standard_error: f64,
    /// The share of such intervals that hold the true value.
    pub level: f64,
}

/// Normal-theory interval for a mean of `n` raters, the spread being known.
///
/// `value ± z((1 + level) / 2) * sd / sqrt(n)`.
///
/// `sd` has to come from elsewhere: pooled over many groups, or assumed. A group's own spread is no
/// good here, for two reasons: with four answers it is mostly chance, and its width would tell what
/// single people answered. Raters are taken to answer independently and to stand for more raters
/// like them, so the interval is too narrow where they have agreed among themselves.
///
/// Checked against the textbook case `100 ± 1.96 * 15 / sqrt(9)`, and by simulation: 95 in 100
/// intervals hold the mean that the answers were drawn around.
pub fn interval_of_mean(value: f64, sd: f64, n: usize, level: f64) -> Result<MeanInterval, Error> {
    if n == 0 {
        return Err(Error::NoAnswers);
    }
    interval(value, error_of_mean(sd, n), level)
}

/// The standard error of a mean of `n` raters who differ by `sd`: `sd / sqrt(n)`. Infinite for none.
pub fn error_of_mean(sd: f64, n: usize) -> f64 {
    sd / (n as f64).sqrt()
}

/// The standard error of a weighted mean of independent values, given their weights and standard
/// errors: `sqrt(sum of (w / sum of w)^2 * se^2)`. `NaN` where nothing has a weight.
pub fn error_of_weighted_mean(parts: impl Iterator<Item = (f64, f64)> + Clone) -> f64 {
    let total: f64 = parts.clone().map(|(weight, _)| weight).sum();
    parts.map(|(weight, error)| (weight / total * error).powi(2)).sum::<f64>().sqrt()
}

/// How far the interval of a difference of two independent values reaches from it, from how far
/// theirs reach: `sqrt(a^2 + b^2)` (MOVER; Zou and Donner 2008).
///
/// Checked against the interval of a difference by its standard error.
pub fn reach_of_difference(a: f64, b: f64) -> f64 {
    a.hypot(b)
}

/// The spread between raters of one of `k` scales less the mean of all of them (ipsatized), given that
/// of the difference of two: `sd * sqrt((1 - 1 / k) / 2)`.
///
/// With the variance `v` of a scale between raters and the covariance `c` of two, a difference has
/// `2 (v - c)`, and a scale less the mean of `k` has `(v - c) (1 - 1 / k)`. A rater who is kinder
/// throughout is in neither. Takes all scales to differ and to go together alike; where they do not,
/// use [`crate::raters::leniency()`], which needs the ballots. Not a number for `k` of 0.
///
/// Checked by its two plain cases: of two scales it is half the difference, of independent ones
/// `sqrt(1 - 1 / k)` of their spread.
pub fn spread_about_own_mean(sd_of_difference: f64, k: usize) -> f64 {
    sd_of_difference * ((1.0 - 1.0 / k as f64) / 2.0).sqrt()
}

/// Normal-theory interval from a standard error, for values that combine several means.
///
/// `value ± z((1 + level) / 2) * standard_error`.
///
/// For a mean of several the standard error is [`error_of_weighted_mean`]. The limits of [`interval_of_mean`] hold here too.
///
/// Checked against [`interval_of_mean`].
pub fn interval(value: f64, standard_error: f64, level: f64) -> Result<MeanInterval, Error> {
    if !(standard_error.is_finite() && standard_error >= 0.0) {
        return Err(Error::NotASpread);
    }
    if !(level > 0.0 && level < 1.0) {
        return Err(Error::NotAShare);
    }
    let half_width = normal_quantile(f64::midpoint(1.0, level)) * standard_error;
    Ok(MeanInterval {
        value,
        low: value - half_width,
        high: value + half_width,
        standard_error,
        level,
    })
}

/// The 95 % interval of a correlation of `n` independent rows (Fisher 1921):
/// `tanh(atanh(r) ± 1.96 / sqrt(n - 3))`. `None` for fewer than four rows.
pub fn interval_of_correlation(r: f64, n: usize) -> Option<Interval> {
    let half = normal_quantile(0.975) / (n.checked_sub(3).filter(|n| *n > 0)? as f64).sqrt();
    let z = r.clamp(-1.0, 1.0).atanh();
    Some(Interval { low: (z - half).tanh(), high: (z + half).tanh() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_of_a_mean_of_means_is_that_of_all_raters() {
        let parts = [(4.0, error_of_mean(0.8, 4)), (12.0, error_of_mean(0.8, 12))];

        let error = error_of_weighted_mean(parts.into_iter());

        assert!((error - error_of_mean(0.8, 16)).abs() < 1e-15);
    }

    #[test]
    fn the_interval_is_that_of_the_textbook() {
        let found = interval_of_mean(100.0, 15.0, 9, 0.95).unwrap();

        assert!((found.low - 90.200_18).abs() < 1e-4);
        assert!((found.high - 109.799_82).abs() < 1e-4);
        assert!((found.standard_error - 5.0).abs() < 1e-12);
    }

    #[test]
    fn four_times_the_raters_halve_the_width() {
        let width = |n| {
            let found = interval_of_mean(3.0, 0.8, n, 0.95).unwrap();
            found.high - found.low
        };

        assert!((width(4) - 2.0 * width(16)).abs() < 1e-12);
    }

    #[test]
    fn ninety_five_in_a_hundred_intervals_hold_the_true_mean() {
        // A fixed linear congruential generator (Knuth, MMIX); normal by the sum of 12 uniforms.
        let mut state = 2_026_u64;
        let mut uniform = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / (1_u64 << 53) as f64
        };
        let (true_mean, sd, n, runs) = (3.4, 0.8, 6, 4_000);

        let held = (0..runs)
            .filter(|_| {
                let sum: f64 = (0..n)
                    .map(|_| true_mean + sd * ((0..12).map(|_| uniform()).sum::<f64>() - 6.0))
                    .sum();
                let found = interval_of_mean(sum / f64::from(n), sd, 6, 0.95).unwrap();
                (found.low..=found.high).contains(&true_mean)
            })
            .count();

        // Three standard errors of a share of 0.95 in 4,000 runs are 0.010.
        let share = held as f64 / f64::from(runs);
        assert!((share - 0.95).abs() < 0.011, "{share}");
    }

    #[test]
    fn the_reach_of_a_difference_is_that_of_its_standard_error() {
        let reach = |error| interval(0.0, error, 0.95).unwrap().high;
        let (few, many) = (error_of_mean(0.8, 4), error_of_mean(0.8, 9));

        let found = reach_of_difference(reach(few), reach(many));

        // 0.64 / 4 + 0.64 / 9 = 0.2311.
        assert!((found - reach(0.231_111_f64.sqrt())).abs() < 1e-5, "{found}");
    }

    #[test]
    fn a_scale_varies_about_the_mean_of_all_as_its_differences_say() {
        assert!((spread_about_own_mean(0.9, 2) - 0.45).abs() < 1e-12);
        let independent = spread_about_own_mean(2.0_f64.sqrt() * 0.8, 10);
        assert!((independent - 0.8 * 0.9_f64.sqrt()).abs() < 1e-12);
        assert!(spread_about_own_mean(0.9, 0).is_nan());
    }

    #[test]
    fn what_cannot_be_is_refused() {
        assert_eq!(interval_of_mean(3.0, 0.8, 0, 0.95), Err(Error::NoAnswers));
        assert_eq!(interval_of_mean(3.0, -0.8, 4, 0.95), Err(Error::NotASpread));
        assert_eq!(interval_of_mean(3.0, f64::NAN, 4, 0.95), Err(Error::NotASpread));
        assert_eq!(interval_of_mean(3.0, 0.8, 4, 1.0), Err(Error::NotAShare));
    }
}
