use statrs::function::gamma::gamma_ur;

use super::{beta, normal_quantile};

/// Chance that a chi-square value with `df` degrees of freedom exceeds `x`. `NaN` for `df <= 0`.
pub fn chi_square_above(x: f64, df: f64) -> f64 {
    if df <= 0.0 || x.is_nan() || df.is_nan() {
        return f64::NAN;
    }
    if x <= 0.0 {
        return 1.0;
    }
    match whole(df).filter(|_| x < MOST_IN_SUM) {
        Some(df) => chi_square_above_by_sum(x, df),
        None => gamma_ur(0.5 * df, 0.5 * x),
    }
}

/// Degrees of freedom up to which a sum of half as many terms is faster than a series.
const MOST_TERMS: f64 = 100.0;

/// Beyond this `exp(-x / 2)` loses figures.
const MOST_IN_SUM: f64 = 1400.0;

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and below 100")]
fn whole(df: f64) -> Option<u32> {
    (df <= MOST_TERMS && df.fract() == 0.0).then_some(df as u32)
}

/// For whole degrees of freedom a finite sum of positive terms (Abramowitz & Stegun 1964, 26.4.4 and
/// 26.4.5).
fn chi_square_above_by_sum(x: f64, df: u32) -> f64 {
    let half = 0.5 * x;
    let fall = (-half).exp();
    let (mut sum, mut term, first) = if df.is_multiple_of(2) {
        (fall, fall, 2)
    } else {
        (libm::erfc(half.sqrt()), fall / (std::f64::consts::PI * half).sqrt(), 1)
    };
    for place in (first..df).step_by(2) {
        term *= x / f64::from(place);
        sum += term;
    }
    sum
}

/// Chance that an F value with `df1` and `df2` degrees of freedom exceeds `x`.
pub fn f_above(x: f64, df1: f64, df2: f64) -> f64 {
    if !(df1 > 0.0 && df2 > 0.0) || x.is_nan() {
        return f64::NAN;
    }
    if x <= 0.0 { 1.0 } else { f_tails(x, df1, df2).above }
}

/// Where a share `p` of the F distribution lies below.
///
/// Newton's method on the log of the quantile, within bounds that close in; on the smaller of both
/// tails, so that it keeps its precision.
pub fn f_quantile(p: f64, df1: f64, df2: f64) -> f64 {
    if !(df1 > 0.0 && df2 > 0.0 && (0.0..=1.0).contains(&p)) {
        return f64::NAN;
    }
    if p == 0.0 || p == 1.0 {
        return if p == 0.0 { 0.0 } else { f64::INFINITY };
    }
    let (mut low, mut high) = (-700.0, 700.0);
    let mut log = f_start(p, df1, df2).clamp(low, high);
    for _ in 0..200 {
        let tails = f_tails(log.exp(), df1, df2);
        let short = if p < 0.5 { p - tails.below } else { tails.above - (1.0 - p) };
        if short > 0.0 {
            low = log;
        } else {
            high = log;
        }
        let mut next = log + short / tails.slope;
        if !(next > low && next < high) {
            next = 0.5 * (low + high);
        }
        let step = (next - log).abs();
        log = next;
        if step <= 2.0 * f64::EPSILON * log.abs().max(0.1) {
            break;
        }
    }
    log.exp()
}

/// The slope is that by the log of `x`.
fn f_tails(x: f64, df1: f64, df2: f64) -> beta::Tails {
    let (first, second) = (df1 * x, df2);
    let total = first + second;
    beta::tails(0.5 * df1, 0.5 * df2, first / total, second / total)
}

/// The log of an F quantile, about: Paulson (1942), the cube roots of both chi-squares taken to be
/// normal.
fn f_start(p: f64, df1: f64, df2: f64) -> f64 {
    let z = normal_quantile(p);
    let (v1, v2) = (2.0 / (9.0 * df1), 2.0 / (9.0 * df2));
    let square = (1.0 - v2).powi(2) - z * z * v2;
    let inside = (v1 * (1.0 - v2).powi(2) + v2 * (1.0 - v1).powi(2) - z * z * v1 * v2).max(0.0);
    let root = ((1.0 - v1) * (1.0 - v2) + z * inside.sqrt()) / square;
    if root > 0.0 && root.is_finite() { 3.0 * root.ln() } else { 0.0 }
}

/// Chance that a t value with `df` degrees of freedom is further from 0 than `t`.
pub fn t_two_sided(t: f64, df: f64) -> f64 {
    f_above(t * t, 1.0, df)
}

/// Where a share `p` of the t distribution lies below.
pub fn t_quantile(p: f64, df: f64) -> f64 {
    if p.is_nan() || !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    let outside = 2.0 * p.min(1.0 - p);
    f_quantile(1.0 - outside, 1.0, df).sqrt().copysign(p - 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::{normal_above, normal_below, normal_quantile};

    fn close(ours: f64, reference: f64) {
        assert!((ours - reference).abs() <= 1e-11 * reference.abs(), "{ours} for {reference}");
    }

    // R 4.2.2: pnorm, qnorm, pchisq, pf, qf, qt.
    #[test]
    fn distributions_agree_with_r() {
        close(normal_below(1.0), 0.841_344_746_068_542_9);
        close(normal_above(6.0), 9.865_876_450_376_981e-10);
        close(normal_quantile(0.975), 1.959_963_984_540_054);
        close(normal_quantile(1e-10), -6.361_340_902_404_056);
        close(chi_square_above(10.0, 3.0), 0.018_566_135_463_043_25);
        close(chi_square_above(59.7, 30.0), 0.001_000_851_622_880_548_9);
        close(f_above(3.0, 4.0, 12.0), 0.062_5);
        close(f_quantile(0.975, 5.0, 15.0), 3.576_415_349_279_060_2);
        close(f_quantile(0.025, 5.0, 5.0), 0.139_930_950_229_861_57);
        close(f_quantile(0.975, 5399.0, 53990.0), 1.040_023_207_313_547_4);
        close(f_quantile(0.9999, 2.0, 1.0), 49_999_999.500_011_019);
        close(t_quantile(0.6, 1.0), 0.324_919_696_232_906_34);
        close(t_quantile(0.025, 7.0), -2.364_624_251_592_784);
    }

    #[test]
    fn a_finite_sum_is_the_series_of_the_gamma_function() {
        for df in 1..=100 {
            for x in [1e-8, 0.3, 1.0, 7.5, 40.0, 130.0, 900.0] {
                let df = f64::from(df);
                close(chi_square_above(x, df), gamma_ur(0.5 * df, 0.5 * x));
            }
        }
    }

    /// From 400,000 degrees of freedom on R's qf takes the denominator to be known, which is wrong
    /// from the fifth figure on; its pbeta, inverted, is not.
    #[test]
    fn quantiles_of_many_degrees_of_freedom_are_not_those_of_a_chi_square() {
        close(f_quantile(0.025, 15_999.0, 463_971.0), 0.977_842_611_702_751_44);
        close(f_quantile(0.975, 15_999.0, 463_971.0), 1.022_419_142_426_201_47);
        close(f_quantile(0.025, 999_999.0, 28_999_971.0), 0.997_182_900_307_701_85);
    }
}
