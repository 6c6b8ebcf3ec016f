//! Numbers as people read them.

use hone_stats::{Estimate, Interval};

/// What stands where there is no number.
const NONE: &str = "–";

/// A number with a fixed count of decimals.
pub fn fixed(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return NONE.to_owned();
    }
    let text = format!("{value:.decimals$}");
    let is_zero = text.trim_start_matches('-').chars().all(|c| c == '0' || c == '.');
    if is_zero { text.trim_start_matches('-').to_owned() } else { text }
}

/// A number with three decimals, or with fewer where it is large.
pub fn number(value: f64) -> String {
    let size = value.abs();
    let decimals = match size {
        _ if size < 100.0 => 3,
        _ if size < 10_000.0 => 2,
        _ => 1,
    };
    if size > 0.0 && size < 0.0005 { format!("{value:.1e}") } else { fixed(value, decimals) }
}

/// A count, with commas between thousands.
pub fn count(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A share of 1 as a percentage.
pub fn percent(share: f64) -> String {
    if share.is_finite() { format!("{} %", fixed(100.0 * share, 1)) } else { NONE.to_owned() }
}

/// A chance under the null hypothesis.
pub fn p_value(p: f64) -> String {
    if p < 0.001 { "< 0.001".to_owned() } else { fixed(p, 3) }
}

/// An interval.
pub fn interval(interval: Option<Interval>) -> String {
    interval.map_or_else(
        || NONE.to_owned(),
        |Interval { low, high }| format!("{} to {}", number(low), number(high)),
    )
}

/// A value and its interval: `0.891 (0.887 to 0.896)`.
pub fn with_interval(value: f64, around: Option<Interval>) -> String {
    match around {
        Some(around) => format!("{} ({})", number(value), interval(Some(around))),
        None => number(value),
    }
}

/// An estimate and its interval.
pub fn estimate(estimate: &Estimate) -> String {
    with_interval(estimate.value, estimate.ci95)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_as_long_as_they_need_to_be() {
        assert_eq!(number(0.891343), "0.891");
        assert_eq!(number(-1234.567), "-1234.57");
        assert_eq!(number(-123456.78), "-123456.8");
        assert_eq!(number(-0.0), "0.000");
        assert_eq!(number(0.00001234), "1.2e-5");
        assert_eq!(number(f64::NAN), "–");
        assert_eq!(fixed(-0.0004, 2), "0.00");
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(count(999), "999");
        assert_eq!(percent(0.1234), "12.3 %");
        assert_eq!(p_value(0.0001), "< 0.001");
        assert_eq!(p_value(f64::NAN), "–");
    }

    #[test]
    fn an_estimate_stands_with_its_interval() {
        let around = Some(Interval { low: 0.887, high: 0.8956 });
        let found = Estimate { value: 0.8913, se: None, ci95: around };

        assert_eq!(estimate(&found), "0.891 (0.887 to 0.896)");
        assert_eq!(estimate(&Estimate { ci95: None, ..found }), "0.891");
    }
}
