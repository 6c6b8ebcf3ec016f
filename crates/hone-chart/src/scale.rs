//! From values to places on a line.

use crate::span::Span;

/// A line from `from` to `to`, drawn from `start` to `end`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scale {
    pub(crate) from: f64,
    pub(crate) to: f64,
    pub(crate) start: f64,
    pub(crate) end: f64,
}

impl Scale {
    /// The scale of answers, 1 to 5.
    pub(crate) fn answers(start: f64, end: f64) -> Scale {
        Scale { from: 1.0, to: 5.0, start, end }
    }

    /// The place of a value, at the nearer end if the value lies outside; none if it is no number.
    pub(crate) fn place(&self, value: f64) -> Option<f64> {
        if !value.is_finite() {
            return None;
        }
        let share = (value.clamp(self.from, self.to) - self.from) / (self.to - self.from);
        Some(self.start + share * (self.end - self.start))
    }

    /// The places of a span; none if its value is no number.
    ///
    /// Ends that are no numbers fall on the value, and ends on the wrong side of it do too.
    pub(crate) fn extent(&self, span: &Span) -> Option<Extent> {
        let at = self.place(span.value)?;
        let sign = (self.end - self.start).signum();
        let low = self.place(span.low).filter(|low| (at - low) * sign > 0.0).unwrap_or(at);
        let high = self.place(span.high).filter(|high| (high - at) * sign > 0.0).unwrap_or(at);
        Some(Extent {
            low: if span.open_low { self.start } else { low },
            at,
            high: if span.open_high { self.end } else { high },
            open_low: span.open_low,
            open_high: span.open_high,
        })
    }
}

/// A span in places rather than values.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Extent {
    pub(crate) low: f64,
    pub(crate) at: f64,
    pub(crate) high: f64,
    pub(crate) open_low: bool,
    pub(crate) open_high: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: Scale = Scale { from: 1.0, to: 5.0, start: 0.0, end: 400.0 };

    #[test]
    fn values_outside_stand_at_the_end_and_no_number_stands_nowhere() {
        assert_eq!(LINE.place(9.0), Some(400.0));
        assert_eq!(LINE.place(-3.0), Some(0.0));
        assert_eq!(LINE.place(f64::INFINITY), None);
        assert_eq!(LINE.place(f64::NAN), None);
    }

    #[test]
    fn an_end_on_the_wrong_side_falls_on_the_value() {
        let extent = LINE.extent(&Span::new(3.0, 4.0, f64::NAN)).unwrap();
        assert_eq!((extent.low, extent.at, extent.high), (200.0, 200.0, 200.0));
    }

    #[test]
    fn an_open_end_reaches_the_end_of_the_scale_whatever_the_interval_says() {
        let span = Span { high: 4.7, ..Span::or_higher(4.6, 4.2) };
        assert!(LINE.extent(&span).unwrap().high > 399.9);
    }
}
