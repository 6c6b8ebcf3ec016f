//! An estimate and where the true value likely lies.

/// An estimate on the scale of answers, 1 to 5, with its interval.
///
/// Where an end is open, `value` is the bound that may be told ("4.6 or higher"), and the blade is
/// drawn from there to the end of the scale, whatever `high` says. So a picture never gives away
/// more than the words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    /// The estimate, or the bound where an end is open.
    pub value: f64,
    /// Where the true value likely starts.
    pub low: f64,
    /// Where the true value likely ends.
    pub high: f64,
    /// The value is this or lower.
    pub open_low: bool,
    /// The value is this or higher.
    pub open_high: bool,
}

impl Span {
    /// An estimate with both ends known.
    pub fn new(value: f64, low: f64, high: f64) -> Span {
        Span { value, low, high, open_low: false, open_high: false }
    }

    /// "`bound` or higher"; the interval reaches down to `low`.
    pub fn or_higher(bound: f64, low: f64) -> Span {
        Span { value: bound, low, high: 5.0, open_low: false, open_high: true }
    }

    /// "`bound` or lower"; the interval reaches up to `high`.
    pub fn or_lower(bound: f64, high: f64) -> Span {
        Span { value: bound, low: 1.0, high, open_low: true, open_high: false }
    }
}
