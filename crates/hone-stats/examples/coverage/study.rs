//! One interval, one size of data, many rounds.

use hone_stats::Interval;
use rayon::iter::{IntoParallelIterator, ParallelIterator};

/// What one round said.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Told {
    /// The estimate.
    pub(crate) value: f64,
    /// Its 95 % interval, if the method gave one.
    pub(crate) interval: Option<Interval>,
    /// What it should have been.
    pub(crate) truth: f64,
}

/// What is drawn and estimated again and again.
pub(crate) struct Study {
    /// The method and its figure.
    pub(crate) method: &'static str,
    /// How many leaders or people, how many raters or items.
    pub(crate) size: String,
    /// How many rounds.
    pub(crate) runs: u64,
    /// Why coverage is not between 93 and 97 %, where it is not.
    pub(crate) exception: Option<&'static str>,
    /// Draws a round by its seed; empty where nothing could be estimated.
    pub(crate) round: Box<dyn Fn(u64) -> Vec<Told> + Sync>,
}

/// What all rounds of a study said.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outcome {
    pub(crate) n_told: usize,
    pub(crate) n_without_interval: usize,
    pub(crate) n_held: usize,
    pub(crate) bias: f64,
    pub(crate) rmse: f64,
    pub(crate) mean_width: f64,
    /// Rounds with several values count once: their values are not independent.
    pub(crate) n_rounds: u64,
}

impl Study {
    pub(crate) fn run(&self, fewer: u64) -> Outcome {
        let n_rounds = (self.runs / fewer).max(20);
        let told: Vec<Told> =
            (0..n_rounds).into_par_iter().map(|seed| (self.round)(seed)).flatten().collect();
        let n = told.len() as f64;
        let errors = || told.iter().map(|told| told.value - told.truth);
        let intervals = || told.iter().filter_map(|told| Some((told.interval?, told.truth)));
        let n_intervals = intervals().count();
        Outcome {
            n_told: told.len(),
            n_without_interval: told.len() - n_intervals,
            n_held: intervals()
                .filter(|(interval, truth)| (interval.low..=interval.high).contains(truth))
                .count(),
            bias: errors().sum::<f64>() / n,
            rmse: (errors().map(|error| error * error).sum::<f64>() / n).sqrt(),
            mean_width: intervals().map(|(interval, _)| interval.high - interval.low).sum::<f64>()
                / n_intervals as f64,
            n_rounds,
        }
    }
}

impl Outcome {
    pub(crate) fn coverage(&self) -> f64 {
        self.n_held as f64 / (self.n_told - self.n_without_interval) as f64
    }

    /// Standard error of the coverage by the number of rounds.
    pub(crate) fn chance(&self) -> f64 {
        let p = self.coverage();
        (p * (1.0 - p) / self.n_rounds as f64).sqrt()
    }

    /// Whether coverage is between 93 and 97 %, give or take what chance can do, or has a reason.
    pub(crate) fn is_as_stated(&self, study: &Study) -> bool {
        let slack = 2.0 * self.chance();
        study.exception.is_some() || (0.93 - slack..=0.97 + slack).contains(&self.coverage())
    }
}
