use super::leniency::{jackknife, level_share, total, without_each};
use super::sums::{BallotSums, Scatter};
use crate::agreement::AnswerScale;
use crate::careless::variability;
use crate::numeric::t_quantile;
use crate::reliability::group_icc;
use crate::{Error, Estimate, Groups, Interval, Scores};

/// How the raters of a round use the scale, all together.
#[derive(Debug, Clone, PartialEq)]
pub struct Halo {
    /// How many ballots with two answers or more.
    pub n_ballots: usize,
    /// How many leaders they are about.
    pub n_leaders: usize,
    /// How much two answers of one ballot share beside what is the leader's.
    pub within: Estimate,
    /// How much the true means of two items share over leaders; `None` if leaders do not differ.
    pub between: Option<Estimate>,
    /// How much more is shared within ballots than over leaders: halo, as a lower bound, since single
    /// answers hold noise that lowers `within`.
    pub excess: Option<Estimate>,
    /// Standard deviation of the answers in a ballot, on average.
    pub spread: Estimate,
    /// Share of ballots in which all answers are the same.
    pub straight: Estimate,
    /// Share of answers at either end of the scale.
    pub ends: Estimate,
    /// Share of answers nearest the middle of the scale.
    pub middle: Estimate,
    /// What is the raters' own in how they answer; `None` if raters are unknown.
    pub habits: Option<Habits>,
}

/// How much of the way ballots are filled in belongs to the rater, whomever the ballot is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Habits {
    /// The mean of a ballot, less that of its leader.
    pub level: Option<Habit>,
    /// The standard deviation of the answers in a ballot.
    pub spread: Option<Habit>,
    /// The share of answers at either end.
    pub ends: Option<Habit>,
}

/// Something in which raters differ.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Habit {
    /// The share that one ballot has of the rater's own (ICC 1).
    pub one_ballot: Estimate,
    /// How many ballots of a rater it takes until their mean is .7 the rater's own; `None` if no number
    /// does. With fewer, do not speak about a single rater.
    pub ballots_needed: Option<usize>,
}

/// Halo, central tendency and straight-lining in a round (Saal, Downey & Lahey 1980, doi:10.1037/
/// 0033-2909.88.2.413; Murphy, Jako & Anhalt 1993, doi:10.1037/0021-9010.78.2.218).
///
/// `within` is the mean covariance of two items over raters of one leader, by their mean variance;
/// `between` the same for the true means of leaders, from the analysis of variance. If raters saw each
/// item for itself, they would share no more than leaders do. Shares and means have standard errors over
/// leaders as clusters, intervals of shares are Wilson's with these, and covariances have the jackknife over
/// leaders.
///
/// These are statements about a round. About a single rater nothing can be said below the number of
/// ballots in [`Habit::ballots_needed`], and nothing at all if raters are unknown; indices of known
/// raters are in [`crate::careless::rater_styles`]. A leader who is the same in everything gives the
/// picture of halo too.
///
/// Checked by hand, and against the truth of simulated rounds: `tests/it/raters.rs`.
pub fn halo(
    scores: &Scores,
    leaders: &Groups,
    raters: Option<&Groups>,
    scale: AnswerScale,
) -> Result<Halo, Error> {
    if raters.is_some_and(|raters| raters.n_rows() != scores.n_rows()) {
        return Err(Error::LengthsDiffer);
    }
    if scores.n_items() < 2 {
        return Err(Error::TooFewItems { found: scores.n_items(), needed: 2 });
    }
    let ballots = ballots(scores, leaders, scale)?;
    let sums = BallotSums::of(scores, leaders)?;
    let scatters: Vec<Scatter> = sums.iter().filter(|s| s.n() > 0).map(Scatter::of).collect();
    let (all, split) = total(&scatters)?;
    let n_items = scores.n_items();
    let kept: Vec<_> = without_each(&scatters, &all)
        .filter_map(|rest| rest.split())
        .map(|split| Shared {
            within: level_share(&split.within, n_items),
            between: level_share(&split.between, n_items),
        })
        .collect();
    let within = level_share(&split.within, n_items).ok_or(Error::NoVariance)?;
    let between = level_share(&split.between, n_items);
    let over = |value: f64, of: fn(&Shared) -> Option<f64>| {
        jackknife(value, &kept.iter().filter_map(of).collect::<Vec<_>>())
    };
    let share = |of: fn(&Ballot) -> (f64, f64)| clustered(&ballots, of).of_share();
    Ok(Halo {
        n_ballots: ballots.len(),
        n_leaders: scatters.len(),
        within: over(within, |shared| shared.within),
        between: between.map(|between| over(between, |shared| shared.between)),
        excess: between.map(|between| over(within - between, Shared::excess)),
        spread: clustered(&ballots, |ballot| (ballot.spread, 1.0)).of_mean(),
        straight: share(|ballot| (f64::from(u8::from(ballot.spread == 0.0)), 1.0)),
        ends: share(|ballot| (ballot.ends, ballot.answers)),
        middle: share(|ballot| (ballot.middle, ballot.answers)),
        habits: raters.map(|raters| habits(&ballots, raters)),
    })
}

struct Shared {
    within: Option<f64>,
    between: Option<f64>,
}

impl Shared {
    fn excess(&self) -> Option<f64> {
        Some(self.within? - self.between?)
    }
}

struct Ballot {
    row: usize,
    leader: u32,
    level: f64,
    spread: f64,
    answers: f64,
    ends: f64,
    middle: f64,
}

fn ballots(scores: &Scores, leaders: &Groups, scale: AnswerScale) -> Result<Vec<Ballot>, Error> {
    if leaders.n_rows() != scores.n_rows() {
        return Err(Error::LengthsDiffer);
    }
    let (means, spreads) = (scores.row_means(), variability(scores));
    let centre = f64::midpoint(scale.low(), scale.high());
    let of_row = |(row, leader): (usize, &u32)| {
        let spread = spreads[row]?;
        let answers = || scores.items().map(|item| item[row]).filter(|answer| !answer.is_nan());
        let count =
            |is: &dyn Fn(f64) -> bool| answers().filter(|answer| is(*answer)).count() as f64;
        Some(Ballot {
            row,
            leader: *leader,
            level: means[row],
            spread,
            answers: answers().count() as f64,
            ends: count(&|answer| answer <= scale.low() || answer >= scale.high()),
            middle: count(&|answer| (answer - centre).abs() <= 0.5),
        })
    };
    let ballots: Vec<Ballot> = leaders.of().iter().enumerate().filter_map(of_row).collect();
    if ballots.is_empty() { Err(Error::NoAnswers) } else { Ok(ballots) }
}

/// A ratio of sums over ballots.
struct Ratio {
    value: f64,
    /// Standard error over leaders as clusters.
    se: f64,
    /// What the value is a share or a mean of.
    whole: f64,
    /// Of the t distribution, with as many degrees of freedom as there are leaders, less one.
    width: f64,
}

/// A ratio with a standard error over leaders as clusters (Cochran 1977, ch. 6).
fn clustered(ballots: &[Ballot], of: fn(&Ballot) -> (f64, f64)) -> Ratio {
    let mut sums: Vec<(f64, f64)> = Vec::new();
    for ballot in ballots {
        let leader = ballot.leader as usize;
        if sums.len() <= leader {
            sums.resize(leader + 1, (0.0, 0.0));
        }
        let (part, whole) = of(ballot);
        sums[leader] = (sums[leader].0 + part, sums[leader].1 + whole);
    }
    let whole: f64 = sums.iter().map(|sum| sum.1).sum();
    let value = sums.iter().map(|sum| sum.0).sum::<f64>() / whole;
    let clusters = sums.iter().filter(|sum| sum.1 > 0.0).count() as f64;
    let squares: f64 = sums.iter().map(|(part, all)| (part - value * all).powi(2)).sum();
    let se = (clusters / (clusters - 1.0) * squares).sqrt() / whole;
    Ratio { value, se, whole, width: t_quantile(0.975, clusters - 1.0) }
}

impl Ratio {
    fn of_mean(self) -> Estimate {
        let se = self.se.is_finite().then_some(self.se);
        let around = |half: f64| Interval { low: self.value - half, high: self.value + half };
        Estimate { value: self.value, se, ci95: se.map(|se| around(self.width * se)) }
    }

    /// Wilson's interval with as many independent answers as would have this standard error (Dean & Pagano
    /// 2015, doi:10.1093/jssam/smv024): near 0 and 1 a symmetric one is too narrow and leaves the scale.
    fn of_share(self) -> Estimate {
        let (p, square) = (self.value, self.width * self.width);
        let n = if self.se > 0.0 { p * (1.0 - p) / (self.se * self.se) } else { self.whole };
        let centre = (p + 0.5 * square / n) / (1.0 + square / n);
        let half =
            self.width * (p * (1.0 - p) / n + 0.25 * square / (n * n)).sqrt() / (1.0 + square / n);
        let interval = Interval { low: (centre - half).max(0.0), high: (centre + half).min(1.0) };
        Estimate { ci95: half.is_finite().then_some(interval), ..self.of_mean() }
    }
}

fn habits(ballots: &[Ballot], raters: &Groups) -> Habits {
    let means = leader_means(ballots);
    let habit = |of: &dyn Fn(&Ballot) -> f64| {
        let values: Vec<f64> = ballots.iter().map(of).collect();
        let rows: Vec<usize> = ballots.iter().map(|ballot| ballot.row).collect();
        let icc = group_icc(&values, &raters.rows(&rows).ok()?.0).ok()?;
        Some(Habit { one_ballot: icc.icc1, ballots_needed: needed(icc.icc1.value) })
    };
    Habits {
        level: habit(&|ballot| ballot.level - means[ballot.leader as usize]),
        spread: habit(&|ballot| ballot.spread),
        ends: habit(&|ballot| ballot.ends / ballot.answers),
    }
}

/// How many ballots make a mean that is .7 the rater's own (Spearman-Brown).
fn needed(icc: f64) -> Option<usize> {
    const ENOUGH: f64 = 0.7;
    let ballots = (ENOUGH * (1.0 - icc) / (icc * (1.0 - ENOUGH))).ceil().max(1.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 to 10,000")]
    if icc > 0.0 && ballots <= 10_000.0 { Some(ballots as usize) } else { None }
}

fn leader_means(ballots: &[Ballot]) -> Vec<f64> {
    let n = ballots.iter().map(|ballot| ballot.leader as usize + 1).max().unwrap_or(0);
    let mut sums = vec![(0.0, 0.0); n];
    for ballot in ballots {
        let sum = &mut sums[ballot.leader as usize];
        *sum = (sum.0 + ballot.level, sum.1 + 1.0);
    }
    sums.iter().map(|(sum, n)| sum / n).collect()
}
