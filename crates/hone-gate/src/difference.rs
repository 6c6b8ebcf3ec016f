//! How a leader's own view and that of others lie apart.

use crate::Figure;
use crate::figure::Tenths;

/// One voice less a class of raters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Difference {
    value: Tenths,
    low: Tenths,
    high: Tenths,
}

impl Difference {
    /// Above zero where the one voice is the higher.
    pub fn value(&self) -> f64 {
        self.value.to_f64()
    }

    /// The lower end of its interval.
    pub fn low(&self) -> f64 {
        self.low.to_f64()
    }

    /// The upper end of its interval.
    pub fn high(&self) -> f64 {
        self.high.to_f64()
    }

    /// Whether zero lies outside the interval, so that a word such as 'higher' is in place.
    pub fn is_beyond_noise(&self) -> bool {
        self.low.0 > 0 || self.high.0 < 0
    }
}

/// Self–other difference, from published figures.
///
/// `own - others`, with the interval of the others turned round.
///
/// The interval is about which raters were asked. One person's answer has no interval, so that
/// person's own wavering is not in it. Not for two classes of raters: their intervals would have to
/// be combined.
///
/// Checked by hand in the tests below.
pub fn difference(own: &Figure, others: &Figure) -> Option<Difference> {
    let (own, others) = (own.voice()?, others.shown()?);
    Some(Difference {
        value: Tenths(own.value.0 - others.value.0),
        low: Tenths(own.value.0 - others.high.0),
        high: Tenths(own.value.0 - others.low.0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Bound, Shown, Untold, Voice};

    fn own(tenths: i64) -> Figure {
        Figure::OneVoice(Voice { value: Tenths(tenths), n_voices: 1 })
    }

    fn others(value: i64, low: i64, high: i64) -> Figure {
        Figure::Shown(Shown {
            value: Tenths(value),
            low: Tenths(low),
            high: Tenths(high),
            bound: Bound::None,
            is_coded: false,
        })
    }

    #[test]
    fn the_interval_of_the_others_is_turned_round() {
        let found = difference(&own(35), &others(24, 20, 28)).unwrap();

        assert_eq!((found.value, found.low, found.high), (Tenths(11), Tenths(7), Tenths(15)));
        assert!(found.is_beyond_noise());
    }

    #[test]
    fn a_difference_that_touches_zero_is_noise() {
        assert!(!difference(&own(28), &others(24, 20, 28)).unwrap().is_beyond_noise());
        assert!(!difference(&own(20), &others(24, 20, 28)).unwrap().is_beyond_noise());
        assert!(difference(&own(19), &others(24, 20, 28)).unwrap().is_beyond_noise());
    }

    #[test]
    fn there_is_no_difference_where_a_side_is_missing() {
        assert_eq!(difference(&Figure::Untold(Untold::NotSeen), &others(24, 20, 28)), None);
        assert_eq!(difference(&own(30), &Figure::NotShown), None);
        assert_eq!(difference(&others(24, 20, 28), &others(24, 20, 28)), None);
    }
}
