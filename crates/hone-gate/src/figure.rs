//! What may stand in a report in the place of a number.

/// A gated number, or the reason why there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Figure {
    /// A number about a class of raters, with its uncertainty.
    Shown(Shown),
    /// What an identified person answered: the leader, or a manager.
    OneVoice(Voice),
    /// Cannot tell yet.
    Untold(Untold),
    /// Too few answers to show anything.
    NotShown,
}

impl Figure {
    /// The number about a class, if there is one.
    pub fn shown(&self) -> Option<&Shown> {
        match self {
            Self::Shown(shown) => Some(shown),
            _ => None,
        }
    }

    /// The identified voice, if it is one.
    pub fn voice(&self) -> Option<&Voice> {
        match self {
            Self::OneVoice(voice) => Some(voice),
            _ => None,
        }
    }
}

/// Why it cannot be told yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Untold {
    /// Fewer than half of the class could see it.
    MostCouldNotSee,
    /// Too few items of the scale have a figure.
    TooFewItems {
        /// How many have one.
        shown: usize,
        /// How many would be enough.
        needed: usize,
    },
    /// It can be told for no class.
    NoClass,
    /// The two ends were told by different classes, so their difference would compare people.
    NotTheSameClasses,
    /// At least one end of the contrast cannot be told.
    EndUntold,
    /// The identified person could not see it.
    NotSeen,
}

/// Whether the number is a bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Bound {
    /// It is the number itself.
    #[default]
    None,
    /// The number or higher.
    AtLeast,
    /// The number or lower.
    AtMost,
}

/// A number about a class of raters. Only the rule makes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    pub(crate) value: Tenths,
    pub(crate) low: Tenths,
    pub(crate) high: Tenths,
    pub(crate) bound: Bound,
    pub(crate) is_coded: bool,
}

impl Shown {
    /// The number, in steps of 0.1.
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

    /// Whether it is a bound.
    pub fn bound(&self) -> Bound {
        self.bound
    }

    /// Whether a bound went into it, so that it is a little nearer to the middle than it should be.
    pub fn is_coded(&self) -> bool {
        self.is_coded
    }

    /// Whether zero lies outside its interval. Of use for differences only.
    pub fn is_beyond_noise(&self) -> bool {
        self.low.0 > 0 || self.high.0 < 0
    }
}

/// What one identified person answered, or the mean of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Voice {
    pub(crate) value: Tenths,
    pub(crate) n_voices: usize,
}

impl Voice {
    /// The answer, or the mean of answers, in steps of 0.1.
    pub fn value(&self) -> f64 {
        self.value.to_f64()
    }

    /// How many people it is the mean of.
    pub fn n_voices(&self) -> usize {
        self.n_voices
    }
}

/// A number in steps of 0.1, kept whole so that equal numbers are equal bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Tenths(pub(crate) i64);

impl Tenths {
    pub(crate) fn to_f64(self) -> f64 {
        self.0 as f64 / 10.0
    }

    #[expect(clippy::cast_possible_truncation, reason = "callers pass numbers between -4 and 5")]
    pub(crate) fn nearest(x: f64) -> Self {
        Self((x * 10.0).round() as i64)
    }

    /// The next step below, where 3.5 less a rounding error of the machine is still 3.5.
    #[expect(clippy::cast_possible_truncation, reason = "callers pass numbers of a few points")]
    pub(crate) fn below(x: f64) -> Self {
        Self((x * 10.0 + 1e-6).floor() as i64)
    }

    /// The next step above.
    #[expect(clippy::cast_possible_truncation, reason = "callers pass numbers of a few points")]
    pub(crate) fn above(x: f64) -> Self {
        Self((x * 10.0 - 1e-6).ceil() as i64)
    }

    /// `sum / n`, where both are whole. A half goes to the even step, which favours neither end.
    pub(crate) fn mean(sum_of_tenths: i64, n: i64) -> Self {
        let (whole, rest) = (sum_of_tenths.div_euclid(n), sum_of_tenths.rem_euclid(n));
        let is_up = 2 * rest > n || (2 * rest == n && whole % 2 != 0);
        Self(whole + i64::from(is_up))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_go_to_the_even_step() {
        assert_eq!(Tenths::mean(170, 4), Tenths(42));
        assert_eq!(Tenths::mean(190, 4), Tenths(48));
        assert_eq!(Tenths::mean(130, 3), Tenths(43));
        assert_eq!(Tenths::mean(140, 3), Tenths(47));
    }

    #[test]
    fn turning_the_answers_round_turns_the_number_round() {
        for m in 3..40_i64 {
            for sum in m..=5 * m {
                let Tenths(found) = Tenths::mean(10 * sum, m);
                let Tenths(turned) = Tenths::mean(10 * (6 * m - sum), m);
                assert_eq!(found + turned, 60, "{sum} of {m}");
            }
        }
    }

    #[test]
    fn outward_rounding_leaves_a_whole_step_where_it_is() {
        assert_eq!(Tenths::below(3.5 - 1e-12), Tenths(35));
        assert_eq!(Tenths::above(3.5 + 1e-12), Tenths(35));
        assert_eq!((Tenths::below(3.51), Tenths::above(3.51)), (Tenths(35), Tenths(36)));
        assert_eq!((Tenths::below(-0.31), Tenths::above(-0.31)), (Tenths(-4), Tenths(-3)));
    }
}
