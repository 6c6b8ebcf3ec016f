use super::variability;
use crate::agreement::AnswerScale;
use crate::{Error, Groups, Scores};

/// How one rater uses the scale.
#[derive(Debug, Clone, PartialEq)]
pub struct RaterStyle {
    /// How many ballots with two answers or more.
    pub n: usize,
    /// Mean of their answers less that of all raters': leniency, if all rated the same.
    pub leniency: Option<f64>,
    /// Mean over ballots of the standard deviation of the answers in it, by that of all raters:
    /// below 1, the rater tells items less apart than others do (halo).
    pub differentiation: Option<f64>,
    /// Share of answers at the middle of the scale; `None` for a scale without a middle.
    pub middle: Option<f64>,
    /// Share of answers at either end of the scale.
    pub ends: Option<f64>,
    /// Share of ballots in which all answers are the same.
    pub straight: Option<f64>,
}

/// How raters use the scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Styles {
    /// Each rater, in the order of the groups.
    pub raters: Vec<RaterStyle>,
    /// Mean over ballots of the standard deviation of the answers in one.
    pub usual_variability: f64,
    /// Mean over ballots of their mean.
    pub usual_mean: f64,
}

/// Indices of halo, central tendency, leniency and straight-lining for each rater (Saal, Downey &
/// Lahey 1980, doi:10.1037/0033-2909.88.2.413).
///
/// Halo is read off how little a rater's answers differ within a ballot, beside others'.
///
/// Descriptions, not faults: a leader who is the same in everything gives the picture of halo, and
/// raters of good leaders that of leniency. Raters of different leaders are compared with a model of
/// severity, not with this. With one or two ballots it is about them, not about the rater.
///
/// Checked by hand.
pub fn rater_styles(scores: &Scores, raters: &Groups, scale: AnswerScale) -> Result<Styles, Error> {
    if scores.n_rows() != raters.n_rows() {
        return Err(Error::LengthsDiffer);
    }
    let (means, spreads) = (scores.row_means(), variability(scores));
    let mut tallies = vec![Tally::default(); raters.n_groups()];
    for (row, rater) in raters.of().iter().enumerate() {
        let Some(spread) = spreads[row] else { continue };
        let tally = &mut tallies[*rater as usize];
        tally.ballots += 1.0;
        tally.means += means[row];
        tally.spreads += spread;
        tally.straight += f64::from(u8::from(spread == 0.0));
        for answer in scores.items().map(|column| column[row]).filter(|answer| !answer.is_nan()) {
            tally.answers += 1.0;
            let is_end = answer <= scale.low() || answer >= scale.high();
            let is_middle = answer == f64::midpoint(scale.low(), scale.high());
            tally.ends += f64::from(u8::from(is_end));
            tally.middle += f64::from(u8::from(is_middle));
        }
    }
    let sum = |pick: fn(&Tally) -> f64| tallies.iter().map(pick).sum::<f64>();
    let ballots = sum(|tally| tally.ballots);
    if ballots < 1.0 {
        return Err(Error::NoAnswers);
    }
    let usual_mean = sum(|tally| tally.means) / ballots;
    let usual_variability = sum(|tally| tally.spreads) / ballots;
    let has_middle = scale.n_answers() % 2 == 1;
    let sizes = ballots_of(raters, &spreads);
    let raters = tallies
        .iter()
        .zip(sizes)
        .map(|(tally, n)| {
            let share = |part: f64, of: f64| (n > 0).then(|| part / of);
            RaterStyle {
                n,
                leniency: share(tally.means, tally.ballots).map(|mean| mean - usual_mean),
                differentiation: share(tally.spreads, tally.ballots)
                    .filter(|_| usual_variability > 0.0)
                    .map(|spread| spread / usual_variability),
                middle: share(tally.middle, tally.answers).filter(|_| has_middle),
                ends: share(tally.ends, tally.answers),
                straight: share(tally.straight, tally.ballots),
            }
        })
        .collect();
    Ok(Styles { raters, usual_variability, usual_mean })
}

/// Sums over the ballots of one rater.
#[derive(Clone, Default)]
struct Tally {
    ballots: f64,
    means: f64,
    spreads: f64,
    straight: f64,
    answers: f64,
    middle: f64,
    ends: f64,
}

fn ballots_of(raters: &Groups, spreads: &[Option<f64>]) -> Vec<usize> {
    let mut sizes = vec![0; raters.n_groups()];
    for (rater, _) in raters.of().iter().zip(spreads).filter(|(_, spread)| spread.is_some()) {
        sizes[*rater as usize] += 1;
    }
    sizes
}
