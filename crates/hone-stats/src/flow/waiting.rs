use rand::RngExt;

use crate::forecasts::Told;
use crate::numeric::{percentiles, stream};
use crate::{Error, Interval};

/// From so many questions on, the share is told.
pub const FOR_WAITING: usize = 30;
/// From so many questions on, it is stable enough to be compared with itself later.
pub const FOR_STABLE: usize = 50;

/// The interval rests on so many samples of the areas.
const DRAWS: u64 = 2000;

/// The time that questions of one area took.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AreaTime {
    /// For how long they waited for the lead.
    pub waited: f64,
    /// For how long they took in all, in the same unit; at least as long.
    pub took: f64,
    /// How many questions.
    pub n: usize,
}

/// Which share of the time questions took was spent waiting for the lead.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WaitingShare {
    /// The share, from 0 to 1.
    pub value: f64,
    /// Its 95 % interval; `None` with fewer than two areas.
    pub ci95: Option<Interval>,
    /// How many questions.
    pub n: usize,
    /// How many areas.
    pub n_areas: usize,
    /// Whether there are [`FOR_STABLE`] questions.
    pub is_stable: bool,
}

/// The share of time that was spent waiting: the sum over all areas of the time waited over that of all
/// time, from [`FOR_WAITING`] questions on.
///
/// The interval is the percentile bootstrap over areas (Efron 1979), since questions of one area are
/// alike; the same seed gives the same interval. With few areas it is too narrow: with two, three kinds
/// of samples are all there are.
///
/// # Errors
/// [`Error::NotATime`] for a time that is no number, negative, or waited longer than it took;
/// [`Error::NoRows`] where no time was taken at all.
///
/// Checked by hand, and against the exact distribution of the bootstrap for two areas.
pub fn waiting_share(areas: &[AreaTime], seed: u64) -> Result<Told<WaitingShare>, Error> {
    let is_time =
        |one: &AreaTime| one.took.is_finite() && one.waited >= 0.0 && one.waited <= one.took;
    if let Some(row) = areas.iter().position(|one| !is_time(one)) {
        return Err(Error::NotATime { row });
    }
    let n: usize = areas.iter().map(|one| one.n).sum();
    if n < FOR_WAITING {
        return Ok(Told::CannotTellYet { n, needed: FOR_WAITING });
    }
    let value = share_of(areas.iter()).ok_or(Error::NoRows)?;
    let (n_areas, is_stable) = (areas.len(), n >= FOR_STABLE);
    Ok(Told::Known(WaitingShare { value, ci95: interval(areas, seed), n, n_areas, is_stable }))
}

fn share_of<'a>(areas: impl Iterator<Item = &'a AreaTime>) -> Option<f64> {
    let (waited, took) =
        areas.fold((0.0, 0.0), |(waited, took), one| (waited + one.waited, took + one.took));
    (took > 0.0).then(|| waited / took)
}

fn interval(areas: &[AreaTime], seed: u64) -> Option<Interval> {
    if areas.len() < 2 {
        return None;
    }
    let sample = |number| {
        let mut rng = stream(seed, number);
        let drawn: Vec<usize> =
            (0..areas.len()).map(|_| rng.random_range(0..areas.len())).collect();
        share_of(drawn.iter().map(|place| &areas[*place]))
    };
    let mut shares: Vec<f64> = (0..DRAWS).filter_map(sample).collect();
    let (low, high) = percentiles(&mut shares);
    (!shares.is_empty()).then_some(Interval { low, high })
}
