//! One figure, one size of data, many rounds.

use hone_stats::numeric::normal_quantile;
use hone_stats::{Estimate, Interval};
use rayon::iter::{IntoParallelIterator, ParallelIterator};

/// What a study looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Claim {
    /// An interval: it holds the truth in 95 of 100 cases.
    Interval,
    /// A chance ('p'): where there is nothing to find it is below .05 in 5 of 100 cases.
    Level,
    /// A value without an interval: only how far it is off.
    Value,
}

/// What one round said.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Told {
    /// The estimate, or the chance.
    pub(crate) value: f64,
    /// Its 95 % interval, if the method gave one.
    pub(crate) interval: Option<Interval>,
    /// What it should have been; .05 for a chance.
    pub(crate) truth: f64,
}

impl Told {
    pub(crate) fn of(estimate: Estimate, truth: f64) -> Self {
        Self { value: estimate.value, interval: estimate.ci95, truth }
    }

    /// A value whose interval is that of the normal distribution.
    pub(crate) fn with_error(value: f64, se: f64, truth: f64) -> Self {
        let half = normal_quantile(0.975) * se;
        let interval = Interval { low: value - half, high: value + half };
        Self { value, interval: se.is_finite().then_some(interval), truth }
    }

    /// A chance.
    pub(crate) fn chance(p: f64) -> Self {
        Self { value: p, interval: None, truth: 0.05 }
    }

    /// A value without an interval.
    pub(crate) fn value(value: f64, truth: f64) -> Self {
        Self { value, interval: None, truth }
    }
}

type Draw = Box<dyn Fn(u64) -> Vec<Told> + Sync>;

/// What is drawn and estimated again and again.
pub(crate) struct Study {
    /// The method and its figure.
    pub(crate) method: &'static str,
    /// How many leaders or people, how many raters or items.
    pub(crate) size: String,
    /// How many rounds.
    pub(crate) runs: u64,
    /// What is counted.
    pub(crate) claim: Claim,
    /// Why coverage is not between 93 and 97 %, or the level not between 3 and 7 %, where it is not.
    pub(crate) exception: Option<&'static str>,
    /// Draws a round by its seed; empty where nothing could be estimated.
    pub(crate) round: Draw,
}

impl Study {
    fn new(
        claim: Claim,
        (method, size, runs): (&'static str, String, u64),
        round: impl Fn(u64) -> Vec<Told> + Sync + 'static,
    ) -> Self {
        Self { method, size, runs, claim, exception: None, round: Box::new(round) }
    }

    pub(crate) fn interval(
        what: (&'static str, String, u64),
        round: impl Fn(u64) -> Vec<Told> + Sync + 'static,
    ) -> Self {
        Self::new(Claim::Interval, what, round)
    }

    pub(crate) fn level(
        what: (&'static str, String, u64),
        round: impl Fn(u64) -> Vec<Told> + Sync + 'static,
    ) -> Self {
        Self::new(Claim::Level, what, round)
    }

    pub(crate) fn value(
        what: (&'static str, String, u64),
        round: impl Fn(u64) -> Vec<Told> + Sync + 'static,
    ) -> Self {
        Self::new(Claim::Value, what, round)
    }

    /// The reason why a line is not as it should be.
    pub(crate) fn except(self, reason: &'static str) -> Self {
        self.except_if(true, reason)
    }

    /// The same, for some sizes only.
    pub(crate) fn except_if(mut self, is_so: bool, reason: &'static str) -> Self {
        if is_so {
            self.exception = Some(reason);
        }
        self
    }
}

/// What all rounds of a study said.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outcome {
    pub(crate) n_rounds: u64,
    /// Rounds in which nothing could be estimated.
    pub(crate) n_without_result: u64,
    pub(crate) n_without_interval: usize,
    /// Share of intervals that hold the truth, or of chances below .05.
    pub(crate) share: f64,
    /// Standard error of the share; values of one round count as one draw.
    pub(crate) chance: f64,
    pub(crate) bias: f64,
    pub(crate) rmse: f64,
    /// Median, since a few intervals may be very wide.
    pub(crate) median_width: f64,
}

impl Study {
    pub(crate) fn run(&self, fewer: u64) -> Outcome {
        let n_rounds = (self.runs / fewer).max(20);
        // Once by itself, so that a truth that all rounds share is not computed within their pool.
        drop((self.round)(0));
        let rounds: Vec<Vec<Told>> =
            (0..n_rounds).into_par_iter().map(|seed| (self.round)(seed)).collect();
        let told = || rounds.iter().flatten();
        let n = told().count() as f64;
        let errors = || told().map(|told| told.value - told.truth);
        let mut widths: Vec<f64> = told()
            .filter_map(|told| told.interval)
            .map(|around| around.high - around.low)
            .collect();
        widths.sort_unstable_by(f64::total_cmp);
        let hits: Vec<(f64, f64)> = rounds.iter().map(|round| self.hits(round)).collect();
        let all = hits.iter().map(|(_, n)| n).sum::<f64>();
        let share = hits.iter().map(|(hits, _)| hits).sum::<f64>() / all;
        let squares: f64 = hits.iter().map(|(hits, n)| (hits - share * n).powi(2)).sum();
        // Where each of few rounds hits, nothing is known of how they vary.
        let least = (0.95 * 0.05 / all).sqrt();
        Outcome {
            n_rounds,
            n_without_result: rounds.iter().filter(|round| round.is_empty()).count() as u64,
            n_without_interval: told().count() - widths.len(),
            share,
            chance: (squares.sqrt() / all).max(least),
            bias: errors().sum::<f64>() / n,
            rmse: (errors().map(|error| error * error).sum::<f64>() / n).sqrt(),
            median_width: widths.get(widths.len() / 2).copied().unwrap_or(f64::NAN),
        }
    }

    /// How many values of a round count, and of how many.
    fn hits(&self, round: &[Told]) -> (f64, f64) {
        let is_hit = |told: &Told| match self.claim {
            Claim::Interval => {
                told.interval.map(|around| (around.low..=around.high).contains(&told.truth))
            }
            Claim::Level => Some(told.value < told.truth),
            Claim::Value => None,
        };
        let counted = || round.iter().filter_map(is_hit);
        (counted().filter(|hit| *hit).count() as f64, counted().count() as f64)
    }
}

impl Outcome {
    /// Whether the share is within 2 points of what is claimed.
    pub(crate) fn is_within(&self, claim: Claim) -> bool {
        self.is_within_by(claim, 0.0)
    }

    /// Whether the share is within 2 points of what is claimed, give or take what chance can do, or has
    /// a reason.
    pub(crate) fn is_as_stated(&self, study: &Study) -> bool {
        study.exception.is_some() || self.is_within_by(study.claim, 2.0 * self.chance)
    }

    fn is_within_by(&self, claim: Claim, slack: f64) -> bool {
        let claimed = match claim {
            Claim::Interval => 0.95,
            Claim::Level => 0.05,
            Claim::Value => return true,
        };
        (self.share - claimed).abs() <= 0.02 + slack
    }
}
