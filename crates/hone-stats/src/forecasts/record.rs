use crate::Error;

/// Forecasts beside what came of them, sorted by the odds that were given.
///
/// At least one forecast; all odds lie between 0 and 1, both included.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    odds: Vec<f64>,
    outcomes: Vec<bool>,
}

impl Record {
    /// Takes the odds of 'yes' and whether it was 'yes', in the same order.
    ///
    /// What is not decided yet, or void, is left out by the caller, who says how much that was.
    pub fn new(odds: &[f64], outcomes: &[bool]) -> Result<Self, Error> {
        if odds.len() != outcomes.len() {
            return Err(Error::LengthsDiffer);
        }
        if odds.is_empty() {
            return Err(Error::NoRows);
        }
        if let Some(row) = odds.iter().position(|p| !(0.0..=1.0).contains(p)) {
            return Err(Error::NotAProbability { row });
        }
        let mut pairs: Vec<(f64, bool)> =
            odds.iter().copied().zip(outcomes.iter().copied()).collect();
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let (odds, outcomes) = pairs.into_iter().unzip();
        Ok(Self { odds, outcomes })
    }

    /// How many forecasts there are.
    pub fn n(&self) -> usize {
        self.odds.len()
    }

    /// The odds, ascending.
    pub fn odds(&self) -> &[f64] {
        &self.odds
    }

    /// Whether it was 'yes', in the order of the odds.
    pub fn outcomes(&self) -> &[bool] {
        &self.outcomes
    }

    /// How often it was 'yes'.
    pub fn n_yes(&self) -> usize {
        self.outcomes.iter().filter(|yes| **yes).count()
    }

    /// The share of 'yes'.
    pub fn base_rate(&self) -> f64 {
        self.n_yes() as f64 / self.n() as f64
    }

    /// Pairs of odds and outcome, the outcome as 0 or 1.
    pub(super) fn pairs(&self) -> impl ExactSizeIterator<Item = (f64, f64)> {
        self.odds.iter().zip(&self.outcomes).map(|(p, yes)| (*p, f64::from(u8::from(*yes))))
    }

    /// One bin for each value of the odds: the value, how many forecasts, how many 'yes'.
    pub(super) fn bins(&self) -> Vec<Bin> {
        let mut bins: Vec<Bin> = Vec::new();
        for (p, o) in self.pairs() {
            match bins.last_mut() {
                Some(bin) if bin.odds == p => {
                    bin.n += 1.0;
                    bin.yes += o;
                }
                _ => bins.push(Bin { odds: p, n: 1.0, yes: o }),
            }
        }
        bins
    }
}

/// Forecasts with the same odds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bin {
    /// The odds; the mean of them where bins were pooled.
    pub(super) odds: f64,
    /// How many forecasts, as a number to reckon with.
    pub(super) n: f64,
    /// How many of them were 'yes'.
    pub(super) yes: f64,
}

impl Bin {
    pub(super) fn rate(&self) -> f64 {
        self.yes / self.n
    }

    pub(super) fn join(&self, other: &Self) -> Self {
        let n = self.n + other.n;
        Self { odds: (self.odds * self.n + other.odds * other.n) / n, n, yes: self.yes + other.yes }
    }
}
