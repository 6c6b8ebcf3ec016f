//! A figure beside its reference.

use std::time::Instant;

/// How far ours may be from the reference.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Tolerance {
    /// As a share of the reference.
    Relative(f64),
    /// In units of the figure.
    Absolute(f64),
    /// A criterion that is maximised: ours may be higher by anything, and lower by this much.
    AtLeast(f64),
}

/// Where R's time is from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Timing {
    /// Taken in this run.
    Live(f64),
    /// On record.
    Recorded(f64),
    /// Not known.
    Unknown,
}

/// A figure beside its reference.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) method: String,
    pub(crate) data: String,
    /// The function and version of the reference.
    pub(crate) function: String,
    /// Which figure it is.
    pub(crate) what: String,
    pub(crate) reference: f64,
    pub(crate) ours: f64,
    pub(crate) tolerance: Tolerance,
    pub(crate) seconds_r: Timing,
    pub(crate) seconds: f64,
}

impl Row {
    /// How far ours is off, in the unit of the tolerance.
    pub(crate) fn difference(&self) -> f64 {
        let difference = self.ours - self.reference;
        match self.tolerance {
            Tolerance::Relative(_) if difference == 0.0 => 0.0,
            Tolerance::Relative(_) => difference.abs() / self.reference.abs(),
            Tolerance::Absolute(_) => difference.abs(),
            Tolerance::AtLeast(_) => -difference,
        }
    }

    pub(crate) fn is_met(&self) -> bool {
        let (Tolerance::Relative(most) | Tolerance::Absolute(most) | Tolerance::AtLeast(most)) =
            self.tolerance;
        self.difference() <= most
    }
}

/// What a method returned, and how many seconds it took: the median of several runs.
pub(crate) fn timed<T>(run: impl Fn() -> T) -> (T, f64) {
    const ENOUGH: f64 = 0.5;
    let begin = Instant::now();
    let mut seconds = vec![];
    loop {
        let start = Instant::now();
        let result = run();
        seconds.push(start.elapsed().as_secs_f64());
        let is_enough = begin.elapsed().as_secs_f64() > ENOUGH && seconds.len() >= 3;
        if is_enough || seconds.len() >= 101 || begin.elapsed().as_secs_f64() > 20.0 {
            seconds.sort_by(f64::total_cmp);
            return (result, seconds[seconds.len() / 2]);
        }
    }
}
