use std::cmp::Ordering;

use crate::Error;
use crate::numeric::normal_quantile;

/// How long half of all cases take, where some are not over yet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MedianTime {
    /// The median; `None` where more than half is not over within the longest time seen.
    pub value: Option<f64>,
    /// The lower end of its 95 % interval; `None` where there is none.
    pub low: Option<f64>,
    /// The upper end; `None` where it lies beyond what was seen.
    pub high: Option<f64>,
    /// How many cases are over.
    pub n_over: usize,
    /// How many cases there are.
    pub n: usize,
}

/// What is left after a time at which something was over.
struct Step {
    time: f64,
    /// The share that is not over then.
    left: f64,
    /// Greenwood's sum up to then.
    spread: f64,
}

/// The median of times of which some are only known to be longer (Kaplan & Meier 1958,
/// doi:10.1080/01621459.1958.10501452). A case is its time, and whether it is over.
///
/// It is the first time by which less than half is left, and the middle of the times at which exactly half
/// is, as in R. The interval holds the times at which the share
/// that is left cannot be told from a half, on the scale of `ln(-ln S)` with Greenwood's variance
/// (Brookmeyer & Crowley 1982, doi:10.2307/2530286; Borgan & Liestøl 1990).
///
/// That a case is not over must not depend on how long it would take: where old questions are taken
/// back because nobody answered, the median comes out too short.
///
/// # Errors
/// [`Error::NoRows`] without cases; [`Error::NotATime`] for a time that is no number or negative.
///
/// Checked against `statsmodels.duration.survfunc.SurvfuncRight`, `quantile(0.5)` and
/// `quantile_ci(0.5, method="cloglog")`.
pub fn median_time(cases: &[(f64, bool)]) -> Result<MedianTime, Error> {
    if cases.is_empty() {
        return Err(Error::NoRows);
    }
    if let Some(row) = cases.iter().position(|(time, _)| !(time.is_finite() && *time >= 0.0)) {
        return Err(Error::NotATime { row });
    }
    let steps = steps(cases);
    let z = normal_quantile(0.975);
    let near: Vec<usize> = (0..steps.len()).filter(|at| from_half(&steps[*at]) <= z).collect();
    let low = near.first().map(|at| steps[*at].time);
    let high = near.last().and_then(|at| steps.get(at + 1)).map(|step| step.time);
    Ok(MedianTime {
        value: half_left(&steps),
        low,
        high,
        n_over: cases.iter().filter(|(_, is_over)| *is_over).count(),
        n: cases.len(),
    })
}

/// The first time by which less than half is left. Where exactly half is left for a while, the middle of it,
/// as R's `survfit` has it.
fn half_left(steps: &[Step]) -> Option<f64> {
    const ROUNDING: f64 = 1e-9;
    let at = steps.iter().position(|step| step.left <= 0.5 + ROUNDING)?;
    let step = &steps[at];
    match steps.get(at + 1) {
        Some(next) if (step.left - 0.5).abs() <= ROUNDING => {
            Some(f64::midpoint(step.time, next.time))
        }
        _ => Some(step.time),
    }
}

/// How far the share that is left is from a half, in standard errors on the scale of `ln(-ln S)`.
fn from_half(step: &Step) -> f64 {
    let scale = |share: f64| (-share.ln()).ln();
    let error = step.spread.sqrt() / step.left.ln().abs();
    let far = (scale(step.left) - scale(0.5)).abs() / error;
    if far.is_nan() { f64::INFINITY } else { far }
}

fn steps(cases: &[(f64, bool)]) -> Vec<Step> {
    let mut sorted = cases.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut left, mut spread) = (1.0, 0.0);
    let mut steps = Vec::new();
    let mut from = 0;
    while from < sorted.len() {
        let time = sorted[from].0;
        let same =
            sorted[from..].iter().take_while(|one| one.0.total_cmp(&time) == Ordering::Equal);
        let (n_same, n_over) =
            same.fold((0, 0), |(n, over), one| (n + 1, over + usize::from(one.1)));
        if n_over > 0 {
            let (at_risk, over) = ((sorted.len() - from) as f64, n_over as f64);
            left *= 1.0 - over / at_risk;
            spread += over / (at_risk * (at_risk - over));
            steps.push(Step { time, left, spread });
        }
        from += n_same;
    }
    steps
}
