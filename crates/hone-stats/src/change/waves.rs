use std::collections::BTreeMap;

use crate::{Error, Groups};

/// What each rater said about each leader before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct Waves {
    /// By leader, in the order of their numbers.
    pub(super) leaders: Vec<LeaderWaves>,
    /// How many rows repeated a leader, rater and wave; they were averaged.
    pub(super) n_repeated: usize,
}

/// The raters of one leader. Means need no rater to be known elsewhere.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct LeaderWaves {
    /// Who answered before and after: both values.
    pub(super) both: Vec<(f64, f64)>,
    /// Who answered before only.
    pub(super) only_before: Vec<f64>,
    /// Who answered after only.
    pub(super) only_after: Vec<f64>,
}

impl LeaderWaves {
    pub(super) fn n_before(&self) -> usize {
        self.both.len() + self.only_before.len()
    }

    pub(super) fn n_after(&self) -> usize {
        self.both.len() + self.only_after.len()
    }

    pub(super) fn before(&self) -> impl Iterator<Item = f64> + Clone {
        self.both.iter().map(|(before, _)| *before).chain(self.only_before.iter().copied())
    }

    pub(super) fn after(&self) -> impl Iterator<Item = f64> + Clone {
        self.both.iter().map(|(_, after)| *after).chain(self.only_after.iter().copied())
    }
}

/// Sorts ratings into two waves.
///
/// A rater is recognised within a leader, by the number in `raters`; without it everybody counts as
/// somebody else, which overstates the noise where the same people answered again. Missing values are
/// left out; repeated rows of a leader, rater and wave are averaged.
///
/// Refuses columns of different lengths. Checked by hand.
pub fn two_waves(
    values: &[f64],
    leaders: &Groups,
    raters: Option<&Groups>,
    is_after: &[bool],
) -> Result<Waves, Error> {
    let n = values.len();
    let lengths = [leaders.n_rows(), raters.map_or(n, Groups::n_rows), is_after.len()];
    if lengths.iter().any(|length| *length != n) {
        return Err(Error::LengthsDiffer);
    }
    let mut n_repeated = 0;
    let mut sorted = Vec::with_capacity(leaders.n_groups());
    for rows in leaders.members() {
        let mut by_rater: BTreeMap<usize, [(f64, f64); 2]> = BTreeMap::new();
        for row in rows.into_iter().filter(|row| values[*row].is_finite()) {
            let rater = raters.map_or(row, |raters| raters.of()[row] as usize);
            let cell = &mut by_rater.entry(rater).or_default()[usize::from(is_after[row])];
            cell.0 += values[row];
            cell.1 += 1.0;
            n_repeated += usize::from(cell.1 > 1.0);
        }
        sorted.push(leader(by_rater.values()));
    }
    Ok(Waves { leaders: sorted, n_repeated })
}

fn leader<'a>(raters: impl Iterator<Item = &'a [(f64, f64); 2]>) -> LeaderWaves {
    let mut waves = LeaderWaves::default();
    for [before, after] in raters {
        match (before.1 > 0.0, after.1 > 0.0) {
            (true, true) => waves.both.push((before.0 / before.1, after.0 / after.1)),
            (true, false) => waves.only_before.push(before.0 / before.1),
            (false, true) => waves.only_after.push(after.0 / after.1),
            (false, false) => {}
        }
    }
    waves
}
