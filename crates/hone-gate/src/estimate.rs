//! From answers to published numbers, and from published numbers to totals.
//!
//! Whatever is made of several numbers is made of the published ones, so that nothing can be
//! subtracted from it to find what was not published.

use hone_stats::{error_of_mean, error_of_weighted_mean, interval};

use crate::figure::Tenths;
use crate::{Answer, Bound, Class, Figure, Floor, LEVEL, Sd, Shown, Untold};

/// A published number on its way to a [`Figure`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Estimate {
    value: Tenths,
    bound: Bound,
    is_coded: bool,
    /// How much higher the value would be, at most, had no bound gone into it.
    up: f64,
    /// How much lower.
    down: f64,
    /// The standard error.
    error: f64,
}

/// An estimate, or the figure that stands in its place.
pub(crate) type Told = Result<Estimate, Figure>;

/// The lowest and the highest value that an interval may reach.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Range {
    low: Tenths,
    high: Tenths,
}

impl Range {
    pub(crate) const ANSWERS: Self =
        Self { low: Tenths(10 * Answer::LOWEST), high: Tenths(10 * Answer::HIGHEST) };
    pub(crate) const DIFFERENCES: Self = Self {
        low: Tenths(10 * (Answer::LOWEST - Answer::HIGHEST)),
        high: Tenths(10 * (Answer::HIGHEST - Answer::LOWEST)),
    };

    /// How many numbers of answers a number in this range is made of: both ends of a difference.
    fn n_ends(self) -> f64 {
        if self.low == Self::DIFFERENCES.low { 2.0 } else { 1.0 }
    }

    pub(crate) fn holds(self, value: Tenths) -> bool {
        (self.low..=self.high).contains(&value)
    }
}

impl Estimate {
    /// The number of one item for one class, by the rule.
    ///
    /// Below `max(k, n / 2)` answers there is none; which of the two reasons is given depends on
    /// the class alone, so it does not tell how many answered. The spread counts as that of
    /// `max(k, n / 2)` answers however many there were, for the same reason.
    pub(crate) fn of_item(answers: &[Answer], class: &Class, k: Floor, sd: Sd) -> Told {
        let needed = class.answers_needed(k);
        if answers.len() < needed {
            let is_half = class.n.div_ceil(2) >= k.get();
            let untold = Figure::Untold(Untold::MostCouldNotSee);
            return Err(if is_half { untold } else { Figure::NotShown });
        }
        let sum: i64 = answers.iter().map(|answer| answer.points()).sum();
        let (value, bound) = published(sum, answers.len());
        let top = Answer::HIGHEST as f64 - value.to_f64();
        let bottom = value.to_f64() - Answer::LOWEST as f64;
        Ok(Self {
            value,
            bound,
            is_coded: false,
            up: if bound == Bound::AtLeast { top } else { 0.0 },
            down: if bound == Bound::AtMost { bottom } else { 0.0 },
            error: error_of_mean(sd.value(), needed),
        })
    }

    /// The mean of items, for one class.
    pub(crate) fn of_scale(items: &[Self], class: &Class, k: Floor, sd: Sd) -> Self {
        let weighted: Vec<(Self, usize)> = items.iter().map(|item| (*item, 1)).collect();
        let error = error_of_mean(sd.value(), class.answers_needed(k));
        Self { error, ..Self::mean(&weighted) }
    }

    /// The mean over classes, each weighing as much as it has raters.
    pub(crate) fn mean(parts: &[(Self, usize)]) -> Self {
        let n: usize = parts.iter().map(|(_, n)| n).sum();
        let share = |weight: usize| weight as f64 / n as f64;
        let sum: i64 = parts.iter().map(|(part, weight)| part.value.0 * whole(*weight)).sum();
        let bound = shared_bound(parts);
        Self {
            value: match bound {
                Bound::None => Tenths::mean(sum, whole(n)),
                Bound::AtLeast => Tenths(sum.div_euclid(whole(n))),
                Bound::AtMost => Tenths(-(-sum).div_euclid(whole(n))),
            },
            bound,
            is_coded: bound == Bound::None && parts.iter().any(|(part, _)| part.is_bounded()),
            up: parts.iter().map(|(part, weight)| share(*weight) * part.up).sum(),
            down: parts.iter().map(|(part, weight)| share(*weight) * part.down).sum(),
            error: error_of_weighted_mean(
                parts.iter().map(|(part, weight)| (*weight as f64, part.error)),
            ),
        }
    }

    /// `self - other`, which the same raters told. `error` is that of the difference, since the two
    /// are not independent.
    pub(crate) fn minus(self, other: Self, error: f64) -> Self {
        Self {
            value: Tenths(self.value.0 - other.value.0),
            bound: Bound::None,
            is_coded: self.is_bounded() || other.is_bounded(),
            up: self.up + other.down,
            down: self.down + other.up,
            error,
        }
    }

    /// What a stored figure was, without its uncertainty, to check totals by.
    pub(crate) fn stored(shown: &Shown) -> Self {
        let Shown { value, bound, is_coded, .. } = *shown;
        Self { value, bound, is_coded, up: 0.0, down: 0.0, error: 0.0 }
    }

    /// A published number on its way into a mean over leaders, as far off as a bound in it can have
    /// brought it.
    ///
    /// At the side of a bound that is up to the end. Where bounds went into it, it is up to two points
    /// in `k` answers for each end, and the step to which the bound was rounded.
    pub(crate) fn published(shown: &Shown, k: Floor, range: Range) -> Self {
        let most = range.n_ends() * (CODED_POINTS as f64 / k.get() as f64 + 0.1);
        let coded = if shown.is_coded { most } else { 0.0 };
        let to = |end: Tenths| (end.to_f64() - shown.value.to_f64()).abs();
        let (up, down) = match shown.bound {
            Bound::None => (coded, coded),
            Bound::AtLeast => (to(range.high), 0.0),
            Bound::AtMost => (0.0, to(range.low)),
        };
        Self { up, down, ..Self::stored(shown) }
    }

    /// The same with another standard error.
    pub(crate) fn with_error(self, error: f64) -> Self {
        Self { error, ..self }
    }

    /// Whether a stored figure says the same as this.
    pub(crate) fn agrees_with(self, shown: &Shown) -> bool {
        (self.value, self.bound, self.is_coded) == (shown.value, shown.bound, shown.is_coded)
    }

    pub(crate) fn error(self) -> f64 {
        self.error
    }

    fn is_bounded(self) -> bool {
        self.is_coded || self.bound != Bound::None
    }

    pub(crate) fn figure(self, range: Range) -> Figure {
        let around = interval(self.value.to_f64(), self.error, LEVEL)
            .expect("an error is made of spreads, and the level is a constant");
        Figure::Shown(Shown {
            value: self.value,
            low: Tenths::below(around.low - self.down).max(range.low),
            high: Tenths::above(around.high + self.up).min(range.high),
            bound: self.bound,
            is_coded: self.is_coded,
        })
    }
}

/// How many points a sum may lie from its end before it is shown as it is.
const CODED_POINTS: i64 = 2;

/// The mean of an item in steps of 0.1, coded where it is within two points of an end.
///
/// The bound is rounded away from the end, so that it stays true.
pub(crate) fn published(sum: i64, n_answers: usize) -> (Tenths, Bound) {
    let m = whole(n_answers);
    let (lowest, highest) = (Answer::LOWEST * m, Answer::HIGHEST * m);
    let at_least = Tenths((10 * (highest - CODED_POINTS)).div_euclid(m));
    let at_most = Tenths(-(-10 * (lowest + CODED_POINTS)).div_euclid(m));
    let mean = Tenths::mean(10 * sum, m);
    if sum >= highest - CODED_POINTS || mean > at_least {
        (at_least, Bound::AtLeast)
    } else if sum <= lowest + CODED_POINTS || mean < at_most {
        (at_most, Bound::AtMost)
    } else {
        (mean, Bound::None)
    }
}

fn shared_bound(parts: &[(Estimate, usize)]) -> Bound {
    let all = |bound| parts.iter().all(|(part, _)| part.bound == bound);
    [Bound::AtLeast, Bound::AtMost].into_iter().find(|bound| all(*bound)).unwrap_or_default()
}

fn whole(n: usize) -> i64 {
    i64::try_from(n).expect("a count of raters fits")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_within_two_points_of_an_end_are_bounds() {
        assert_eq!(published(17, 4), (Tenths(42), Bound::None));
        for sum in 18..=20 {
            assert_eq!(published(sum, 4), (Tenths(45), Bound::AtLeast));
        }
        assert_eq!(published(7, 4), (Tenths(18), Bound::None));
        for sum in 4..=6 {
            assert_eq!(published(sum, 4), (Tenths(15), Bound::AtMost));
        }
        assert_eq!(published(23, 5), (Tenths(46), Bound::AtLeast));
        assert_eq!(published(28, 6), (Tenths(46), Bound::AtLeast));
    }

    #[test]
    fn a_bound_is_true_and_never_below_a_number_that_is_shown() {
        for m in 3..200_usize {
            let of = |sum| published(sum, m);
            for sum in whole(m)..=5 * whole(m) {
                let (value, bound) = of(sum);
                let mean = sum as f64 / m as f64;
                match bound {
                    Bound::AtLeast => assert!(mean >= value.to_f64() - 1e-9),
                    Bound::AtMost => assert!(mean <= value.to_f64() + 1e-9),
                    Bound::None => assert!((mean - value.to_f64()).abs() <= 0.05 + 1e-9),
                }
                if sum > whole(m) {
                    assert!(of(sum - 1).0 <= value, "{sum} of {m}");
                }
            }
        }
    }
}
