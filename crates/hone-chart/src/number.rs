//! Numbers as words: one decimal, and never alone.

use crate::span::Span;

/// One decimal with a true minus; an en dash where there is no number.
pub fn number(x: f64) -> String {
    if !x.is_finite() {
        return "–".into();
    }
    match format!("{x:.1}") {
        zero if zero == "-0.0" => "0.0".into(),
        digits => digits.replace('-', "−"),
    }
}

/// The interval in words: "3.5 to 4.3", or the bound: "4.6 or higher".
pub fn range(span: &Span) -> String {
    match bound(span) {
        Some(words) => format!("{} {words}", number(span.value)),
        None => ends(span),
    }
}

/// What stands beside the number itself: "3.5 to 4.3", or "or higher".
///
/// Unlike [`range`] it does not repeat the number of a bound.
pub fn aside(span: &Span) -> String {
    bound(span).map_or_else(|| ends(span), Into::into)
}

/// The number with its interval for a sentence: "3.9 (3.5 to 4.3)", or "4.6 or higher".
pub(crate) fn in_sentence(span: &Span) -> String {
    match bound(span) {
        Some(_) => range(span),
        None => format!("{} ({})", number(span.value), ends(span)),
    }
}

fn bound(span: &Span) -> Option<&'static str> {
    match (span.open_low, span.open_high) {
        (false, true) => Some("or higher"),
        (true, false) => Some("or lower"),
        _ => None,
    }
}

fn ends(span: &Span) -> String {
    format!("{} to {}", number(span.low), number(span.high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_one_decimal_and_a_true_minus() {
        assert_eq!(number(3.0), "3.0");
        assert_eq!(number(3.96), "4.0");
        assert_eq!(number(-0.72), "−0.7");
        assert_eq!(number(-0.01), "0.0");
        assert_eq!(number(f64::NAN), "–");
        assert_eq!(number(f64::INFINITY), "–");
    }

    #[test]
    fn a_range_says_to_and_a_bound_says_its_side() {
        assert_eq!(range(&Span::new(3.9, 3.5, 4.3)), "3.5 to 4.3");
        assert_eq!(range(&Span::or_higher(4.6, 4.2)), "4.6 or higher");
        assert_eq!(range(&Span::or_lower(1.4, 2.0)), "1.4 or lower");
    }

    #[test]
    fn beside_its_number_a_bound_does_not_repeat_it() {
        assert_eq!(aside(&Span::new(3.9, 3.5, 4.3)), "3.5 to 4.3");
        assert_eq!(aside(&Span::or_higher(4.6, 4.2)), "or higher");
    }
}
