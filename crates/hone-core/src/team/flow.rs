//! How things go through a tool: what is open, what was finished, how long it took and what was late. The
//! figures come from `hone-stats`, and are told only where there are enough cases.

use hone_stats::flow::{self, FOR_P50, FOR_P85, Quantile, Share, Throughput};
use hone_stats::forecasts::Told;

use crate::clock::Moment;

/// Figures are about so many weeks.
pub const WEEKS: i64 = 26;
const DAY: f64 = 86_400.0;

/// Since when figures are made at a moment.
pub fn since(now: Moment) -> Moment {
    now.plus(-WEEKS * 7 * 24 * 3600)
}

/// How things went through in the last [`WEEKS`] weeks.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// For how many days each thing is open that still is, the longest first.
    pub open_days: Vec<i64>,
    /// How many were finished.
    pub n_finished: usize,
    /// How many a week, and how many would be open if as many began as ended.
    pub throughput: Option<Throughput>,
    /// How many days half of them took; from [`FOR_P50`] on.
    pub half: Option<Quantile>,
    /// How many days 85 of 100 took at most; from [`FOR_P85`] on.
    pub most: Option<Quantile>,
}

/// The course of things that are open since a moment, and of those that were finished: from when to when.
pub fn course(open: &[Moment], finished: &[(Moment, Moment)], now: Moment) -> Course {
    let days = |from: Moment, to: Moment| (to.0 - from.0).max(0) as f64 / DAY;
    let took: Vec<f64> = finished
        .iter()
        .filter(|(_, to)| *to >= since(now) && *to <= now)
        .map(|(from, to)| days(*from, *to))
        .collect();
    let told = |share: f64, needed: usize| {
        (took.len() >= needed).then(|| flow::quantile(&took, share).ok()).flatten()
    };
    let mut open_days: Vec<i64> =
        open.iter().map(|since| (now.0 - since.0).max(0) / (24 * 3600)).collect();
    open_days.sort_by_key(|days| std::cmp::Reverse(*days));
    Course {
        open_days,
        n_finished: took.len(),
        throughput: flow::throughput(&took, (WEEKS * 7) as f64),
        half: told(0.5, FOR_P50),
        most: told(0.85, FOR_P85),
    }
}

/// What was late, of all that had a day in the last [`WEEKS`] weeks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Late {
    /// How many were late.
    pub n_late: usize,
    /// How many had a day.
    pub n_due: usize,
    /// The share; from ten on.
    pub share: Told<Share>,
}

/// What was late: for each thing that had a day, whether it was.
pub fn late(due: impl Iterator<Item = bool>) -> Late {
    let (mut n_late, mut n_due) = (0, 0);
    for is_late in due {
        n_due += 1;
        n_late += usize::from(is_late);
    }
    let none = Told::CannotTellYet { n: n_due, needed: flow::FOR_SHARE };
    Late { n_late, n_due, share: flow::share(n_late, n_due).unwrap_or(none) }
}
