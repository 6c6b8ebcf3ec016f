use crate::Error;

/// The answers that an item offers: whole numbers from the lowest to the highest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnswerScale {
    low: i32,
    high: i32,
}

impl AnswerScale {
    /// From the lowest answer to the highest, at least two answers.
    pub fn new(low: i32, high: i32) -> Result<Self, Error> {
        if low < high && i64::from(high) - i64::from(low) < 1000 {
            Ok(Self { low, high })
        } else {
            Err(Error::NotAScale)
        }
    }

    /// The lowest answer.
    pub fn low(self) -> f64 {
        f64::from(self.low)
    }

    /// The highest answer.
    pub fn high(self) -> f64 {
        f64::from(self.high)
    }

    /// How many answers there are.
    pub fn n_answers(self) -> usize {
        self.low.abs_diff(self.high) as usize + 1
    }
}

/// How people answer who do not look at what they rate: against this, agreement is measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Null {
    /// Each answer as often as any other.
    Uniform,
    /// A little to the high end: .05, .15, .20, .35, .25 of five answers.
    SlightSkew,
    /// To the high end: 0, .10, .15, .40, .35 of five answers.
    ModerateSkew,
    /// Far to the high end: 0, 0, .10, .40, .50 of five answers.
    HeavySkew,
    /// To the middle: .11, .22, .34, .22, .11 of five answers.
    Triangular,
    /// To the middle, as a normal distribution: .07, .24, .38, .24, .07 of five answers.
    Normal,
}

impl Null {
    /// How often each answer is given, the lowest first. Those that are not uniform are documented
    /// for five answers only (`LeBreton` & Senter 2008, doi:10.1177/1094428106296642, table 2).
    pub fn shares(self, scale: AnswerScale) -> Result<Vec<f64>, Error> {
        let n = scale.n_answers();
        let of_five = match self {
            Self::Uniform => return Ok(vec![1.0 / n as f64; n]),
            Self::SlightSkew => [0.05, 0.15, 0.20, 0.35, 0.25],
            Self::ModerateSkew => [0.0, 0.10, 0.15, 0.40, 0.35],
            Self::HeavySkew => [0.0, 0.0, 0.10, 0.40, 0.50],
            Self::Triangular => [0.11, 0.22, 0.34, 0.22, 0.11],
            Self::Normal => [0.07, 0.24, 0.38, 0.24, 0.07],
        };
        if n == 5 { Ok(of_five.to_vec()) } else { Err(Error::NotFiveAnswers { found: n }) }
    }

    /// Variance of such answers: of `a` uniform answers `(a^2 - 1) / 12`.
    pub fn variance(self, scale: AnswerScale) -> Result<f64, Error> {
        let n = scale.n_answers() as f64;
        if self == Self::Uniform {
            return Ok((n * n - 1.0) / 12.0);
        }
        let shares = self.shares(scale)?;
        let moment = |power: i32| -> f64 {
            shares.iter().enumerate().map(|(place, share)| share * (place as f64).powi(power)).sum()
        };
        Ok(moment(2) - moment(1) * moment(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Variances of five answers: LeBreton & Senter (2008), table 2.
    #[test]
    fn variances_are_those_of_the_table() {
        let five = AnswerScale::new(1, 5).unwrap();
        let printed = [
            (Null::Uniform, 2.0),
            (Null::SlightSkew, 1.34),
            (Null::ModerateSkew, 0.90),
            (Null::HeavySkew, 0.44),
            (Null::Triangular, 1.32),
            (Null::Normal, 1.04),
        ];

        for (null, variance) in printed {
            assert!((null.variance(five).unwrap() - variance).abs() < 1e-12, "{null:?}");
            assert!((null.shares(five).unwrap().iter().sum::<f64>() - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn skew_is_known_for_five_answers_only() {
        let seven = AnswerScale::new(1, 7).unwrap();

        assert_eq!(Null::Uniform.variance(seven), Ok(4.0));
        assert_eq!(Null::SlightSkew.variance(seven), Err(Error::NotFiveAnswers { found: 7 }));
        assert_eq!(AnswerScale::new(5, 5), Err(Error::NotAScale));
        assert_eq!(AnswerScale::new(i32::MIN, i32::MAX), Err(Error::NotAScale));
    }
}
