use super::{
    Brier, Decomposition, Discrimination, Optimism, Record, ReliabilityCurve, brier, decomposition,
    discrimination, optimism, reliability_curve,
};

const FOR_SCORE: usize = 10;
const FOR_LEANING: usize = 30;
const FOR_PARTS: usize = 50;
const FOR_TELLING_APART: usize = 10;
const FOR_CURVE: usize = 30;

/// A figure, or how far away it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Told<T> {
    /// There is enough to say it.
    Known(T),
    /// There is not: the cases themselves say more than a figure would.
    CannotTellYet {
        /// How many there are of what is short.
        n: usize,
        /// How many it takes.
        needed: usize,
    },
}

impl<T> Told<T> {
    /// The figure, where there is one.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::CannotTellYet { .. } => None,
        }
    }
}

/// Everything that a record of forecasts bears.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    /// From 10 forecasts.
    pub brier: Told<Brier>,
    /// From 30 forecasts.
    pub optimism: Told<Optimism>,
    /// From 50 forecasts.
    pub decomposition: Told<Decomposition>,
    /// From 10 'yes' and 10 'no'.
    pub discrimination: Told<Discrimination>,
    /// From 30 forecasts.
    pub curve: Told<ReliabilityCurve>,
    /// How many forecasts.
    pub n: usize,
    /// The share of 'yes'.
    pub base_rate: f64,
}

/// Calibration of a person's or a team's forecasts, as far as their number allows.
///
/// Each figure comes from its own function in this module and is left out below the smallest number
/// of forecasts at which it says more than chance: a score at 10 has a standard deviation of .06, and
/// the uncorrected reliability of a perfect forecaster is .07 at 20.
///
/// A small record is no bad record; show the cases.
///
/// Checked at both sides of each threshold.
pub fn calibration(record: &Record, seed: u64) -> Calibration {
    let n = record.n();
    let fewer_kind = record.n_yes().min(n - record.n_yes());
    Calibration {
        brier: told(n, FOR_SCORE, || Some(brier(record))),
        optimism: told(n, FOR_LEANING, || Some(optimism(record))),
        decomposition: told(n, FOR_PARTS, || decomposition(record)),
        discrimination: told(fewer_kind, FOR_TELLING_APART, || discrimination(record)),
        curve: told(n, FOR_CURVE, || Some(reliability_curve(record, seed))),
        n,
        base_rate: record.base_rate(),
    }
}

fn told<T>(n: usize, needed: usize, figure: impl FnOnce() -> Option<T>) -> Told<T> {
    let known = if n >= needed { figure() } else { None };
    known.map_or(Told::CannotTellYet { n, needed }, Told::Known)
}
