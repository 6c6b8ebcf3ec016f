use crate::Error;

/// How much was staked against the odds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Boldness {
    /// Share of the stakes that stood against the odds; between 0 and 1.
    pub value: f64,
    /// How many bets.
    pub n: usize,
}

/// Boldness of bets: `sum s (1 - p) / sum s`, with stakes `s`.
///
/// Described and never judged: bold is neither good nor bad without the calibration beside it. A
/// census of the bets that were placed, so it has no interval.
///
/// Checked by hand: stakes 1 and 3 at odds of 0.8 and 0.4 are `(0.2 + 1.8) / 4 = 0.5`.
pub fn boldness(odds: &[f64], stakes: &[f64]) -> Result<Boldness, Error> {
    if odds.len() != stakes.len() {
        return Err(Error::LengthsDiffer);
    }
    if let Some(row) = odds.iter().position(|p| !(0.0..=1.0).contains(p)) {
        return Err(Error::NotAProbability { row });
    }
    if let Some(row) = stakes.iter().position(|s| !(s.is_finite() && *s >= 0.0)) {
        return Err(Error::NotAStake { row });
    }
    let total: f64 = stakes.iter().sum();
    if total <= 0.0 {
        return Err(Error::NoRows);
    }
    let against: f64 = odds.iter().zip(stakes).map(|(p, s)| s * (1.0 - p)).sum();
    Ok(Boldness { value: against / total, n: odds.len() })
}
