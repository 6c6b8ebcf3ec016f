use super::Verdict;
use crate::numeric::normal_quantile;
use crate::{Error, Interval};

/// One person's change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PersonChange {
    /// Which row of the data.
    pub row: usize,
    /// After less before.
    pub change: f64,
    /// 95 % interval of the change of the true score.
    pub ci95: Interval,
    /// The change in standard errors of a difference.
    pub index: f64,
    /// Whether it is more than noise.
    pub verdict: Verdict,
    /// What a person who began there would change by regression to the mean alone.
    pub by_regression: f64,
}

/// Changes of many persons against the noise of the instrument.
#[derive(Debug, Clone, PartialEq)]
pub struct ReliableChange {
    /// Rows with both measurements.
    pub n: usize,
    /// The reliability that was used.
    pub reliability: f64,
    /// Standard deviation before.
    pub sd_before: f64,
    /// Standard error of a difference.
    pub se_difference: f64,
    /// The smallest change that is more than noise in 95 of 100 cases.
    pub noise_floor: f64,
    /// Mean before.
    pub mean_before: f64,
    /// Mean change.
    pub mean_change: f64,
    /// How many rose by more than the noise.
    pub n_rose: usize,
    /// How many fell by more than the noise.
    pub n_fell: usize,
    /// One entry for each row with both measurements, in their order.
    pub people: Vec<PersonChange>,
}

/// Reliable change index (Jacobson & Truax 1991, doi:10.1037/0022-006X.59.1.12).
///
/// `index = (after - before) / (sd sqrt(2 (1 - r)))`, `sd` that of the first measurement and `r` its
/// reliability; more than noise beyond 1.96. Regression to the mean: without any true change, who
/// began at `x` is expected to move by `(1 - r) (mean - x)`.
///
/// Takes the error to be alike for everybody, and the reliability as known. A retest correlation over
/// a time in which people truly changed is too small as `r`, which makes the floor too high. In 100
/// people without any change 5 come out as changed: count them before telling anybody. For the mean
/// of a few raters use [`leader_change`](super::leader_change()): that error depends on how many and
/// which raters answered.
///
/// Checked against `reference/results/rci_univbct.json` (R, 442 soldiers), to 1e-12.
pub fn reliable_change(
    before: &[f64],
    after: &[f64],
    reliability: f64,
) -> Result<ReliableChange, Error> {
    if before.len() != after.len() {
        return Err(Error::LengthsDiffer);
    }
    if !(0.0..1.0).contains(&reliability) {
        return Err(Error::NotAShare);
    }
    let rows: Vec<usize> = (0..before.len())
        .filter(|row| before[*row].is_finite() && after[*row].is_finite())
        .collect();
    let n = rows.len();
    if n < 2 {
        return Err(Error::TooFewRows { found: n, needed: 2 });
    }
    let mean_before = rows.iter().map(|row| before[*row]).sum::<f64>() / n as f64;
    let squares: f64 = rows.iter().map(|row| (before[*row] - mean_before).powi(2)).sum();
    let sd_before = (squares / (n - 1) as f64).sqrt();
    if sd_before <= 0.0 || !sd_before.is_finite() {
        return Err(Error::NoVariance);
    }
    let se_difference = sd_before * (2.0 * (1.0 - reliability)).sqrt();
    let noise_floor = normal_quantile(0.975) * se_difference;
    let person = |row: usize| {
        let change = after[row] - before[row];
        PersonChange {
            row,
            change,
            ci95: Interval { low: change - noise_floor, high: change + noise_floor },
            index: change / se_difference,
            verdict: Verdict::of(change, noise_floor),
            by_regression: (1.0 - reliability) * (mean_before - before[row]),
        }
    };
    let people: Vec<PersonChange> = rows.into_iter().map(person).collect();
    let count = |verdict| people.iter().filter(|person| person.verdict == verdict).count();
    Ok(ReliableChange {
        n,
        reliability,
        sd_before,
        se_difference,
        noise_floor,
        mean_before,
        mean_change: people.iter().map(|person| person.change).sum::<f64>() / n as f64,
        n_rose: count(Verdict::Rose),
        n_fell: count(Verdict::Fell),
        people,
    })
}
