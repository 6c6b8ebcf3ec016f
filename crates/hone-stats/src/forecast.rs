//! What a round will be worth, before anybody has answered.

use crate::Error;

/// Reliability of one rater that plans start from, until the round has been measured.
///
/// An assumption, not a finding about this organisation: ratings of leaders by others commonly have
/// a single-rater ICC between 0.1 and 0.3.
pub const PLANNING_ICC: f64 = 0.20;

/// The share of those invited who are expected to answer. An assumption.
pub const EXPECTED_RESPONSE: f64 = 0.75;

/// The share who answer when things go badly. An assumption.
pub const LOW_RESPONSE: f64 = 0.55;

/// The share who answer when things go well. An assumption.
pub const HIGH_RESPONSE: f64 = 0.90;

/// How alike two means of `n_raters` raters would be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reliability {
    /// Between 0 and 1.
    pub value: f64,
    /// How many raters the mean is over; a fraction where it is an expectation.
    pub n_raters: f64,
}

/// The reliability to expect from a number of invitations.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Forecast {
    /// With [`EXPECTED_RESPONSE`].
    pub value: f64,
    /// With [`LOW_RESPONSE`].
    pub low: f64,
    /// With [`HIGH_RESPONSE`].
    pub high: f64,
}

/// How many to invite for a reliability.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RatersNeeded {
    /// How many have to answer.
    pub answers: usize,
    /// How many have to be invited for that.
    pub invited: usize,
}

/// Reliability of a mean over raters (Spearman 1910 and Brown 1910; with an ICC: Shrout and Fleiss
/// 1979, `ICC(1,k)`).
///
/// `k * icc / (1 + (k - 1) * icc)`, with `k` raters and the ICC of one.
///
/// Takes raters to be alike and independent. With different people for each leader this is the
/// one-way case. Not for raters who spoke about their answers.
///
/// Checked against Shrout and Fleiss (1979), table 4: an ICC(1,1) of 0.17 for one judge is 0.44 for
/// the mean of four.
pub fn spearman_brown(n_raters: f64, icc: f64) -> Result<Reliability, Error> {
    if !(0.0..=1.0).contains(&icc) {
        return Err(Error::NotAShare);
    }
    if !(n_raters.is_finite() && n_raters > 0.0) {
        return Err(Error::NoAnswers);
    }
    Ok(Reliability { value: n_raters * icc / (1.0 + (n_raters - 1.0) * icc), n_raters })
}

/// The reliability to expect when `n_invited` are asked (Spearman–Brown at an expected response).
///
/// [`spearman_brown`] with `k = response * n_invited`, rounded to whole raters, at three shares of
/// response.
///
/// A plan, not a result: the ICC is assumed (see [`PLANNING_ICC`]), and the range is about how many
/// answer, not about how sure the ICC is.
///
/// Checked by hand for 13, 16, 20 and 27 invited.
pub fn forecast(n_invited: usize, icc: f64) -> Result<Forecast, Error> {
    let at = |response: f64| {
        spearman_brown((response * n_invited as f64).round(), icc).map(|mean| mean.value)
    };
    Ok(Forecast { value: at(EXPECTED_RESPONSE)?, low: at(LOW_RESPONSE)?, high: at(HIGH_RESPONSE)? })
}

/// How many raters a reliability takes (Spearman–Brown, solved for the number of raters).
///
/// `k = target * (1 - icc) / (icc * (1 - target))`, rounded up; invited `k / response`, rounded up.
///
/// The limits are those of [`forecast`].
///
/// Checked against [`spearman_brown`]: that many reach the target, one fewer does not.
pub fn raters_needed(target: f64, icc: f64, response: f64) -> Result<RatersNeeded, Error> {
    for share in [target, icc] {
        if !(0.0..1.0).contains(&share) {
            return Err(Error::NotAShare);
        }
    }
    if !(0.0..=1.0).contains(&response) {
        return Err(Error::NotAShare);
    }
    if icc == 0.0 || response == 0.0 {
        return Err(Error::OutOfReach);
    }
    let answers = target * (1.0 - icc) / (icc * (1.0 - target));
    Ok(RatersNeeded { answers: up(answers), invited: up(answers / response) })
}

/// The next whole number, where 16.000000001 is still 16.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "not negative, and a float that is too large becomes the largest number"
)]
fn up(x: f64) -> usize {
    ((x - 1e-9).ceil() as usize).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64) -> bool {
        (found - expected).abs() < 0.005
    }

    #[test]
    fn four_judges_reach_what_shrout_and_fleiss_print() {
        // ICC(1,1) = (BMS - WMS) / (BMS + 3 WMS) with BMS = 11.24 and WMS = 6.26.
        let single = (11.24 - 6.26) / (11.24 + 3.0 * 6.26);

        assert!(near(single, 0.17));
        assert!(near(spearman_brown(4.0, single).unwrap().value, 0.44));
    }

    #[test]
    fn forecasts_are_those_worked_out_by_hand() {
        let by_hand = [
            (13, 0.71, 0.64, 0.75),
            (16, 0.75, 0.69, 0.78),
            (20, 0.79, 0.73, 0.82),
            (27, 0.83, 0.79, 0.86),
        ];

        for (n_invited, value, low, high) in by_hand {
            let found = forecast(n_invited, PLANNING_ICC).unwrap();
            assert!(
                near(found.value, value) && near(found.low, low) && near(found.high, high),
                "{n_invited}: {found:?}"
            );
        }
    }

    #[test]
    fn that_many_raters_are_enough_and_one_fewer_is_not() {
        for target in [0.5, 0.7, 0.75, 0.8, 0.9] {
            for icc in [0.1, 0.2, 0.35] {
                let n = raters_needed(target, icc, 0.75).unwrap().answers as f64;
                assert!(spearman_brown(n, icc).unwrap().value >= target - 1e-9);
                if n > 1.0 {
                    assert!(spearman_brown(n - 1.0, icc).unwrap().value < target);
                }
            }
        }
    }

    #[test]
    fn a_reliability_of_0_8_takes_16_answers_and_22_invitations() {
        // 0.8 * 0.8 / (0.2 * 0.2) = 16; 16 / 0.75 = 21.3.
        let found = raters_needed(0.8, PLANNING_ICC, EXPECTED_RESPONSE).unwrap();

        assert_eq!(found, RatersNeeded { answers: 16, invited: 22 });
    }

    #[test]
    fn what_no_number_of_raters_reaches_is_said() {
        assert_eq!(raters_needed(0.8, 0.0, 0.75), Err(Error::OutOfReach));
        assert_eq!(raters_needed(0.8, 0.2, 0.0), Err(Error::OutOfReach));
        assert_eq!(raters_needed(1.0, 0.2, 0.75), Err(Error::NotAShare));
        assert_eq!(forecast(0, PLANNING_ICC), Err(Error::NoAnswers));
    }
}
