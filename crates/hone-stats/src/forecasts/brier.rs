use rand::RngExt;

use super::Record;
use crate::Interval;
use crate::numeric::{normal_quantile, percentiles, stream};

/// How often the forecasts are drawn anew for an interval.
const DRAWS: usize = 2_000;

/// With more, both intervals are the same and only the analytic one is made.
const MOST_FOR_BOOTSTRAP: usize = 20_000;

/// The mean squared distance of odds from what happened.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Brier {
    /// 0 is best; who always says 50 % has 0.25.
    pub value: f64,
    /// Analytic standard error; `None` for a single forecast.
    pub se: Option<f64>,
    /// 95 % interval from the analytic standard error, not cut at 0.
    pub ci95: Option<Interval>,
    /// 95 % percentile interval by drawing forecasts anew; `None` beyond 20,000 forecasts.
    pub ci95_bootstrap: Option<Interval>,
    /// How many forecasts.
    pub n: usize,
}

/// Brier score (Brier 1950) with intervals.
///
/// `BS = sum (p - o)^2 / n`. Its standard error is that of a mean,
/// `sqrt(sum ((p - o)^2 - BS)^2 / (n - 1) / n)` (Bradley, Schwartz & Hashino 2008,
/// doi:10.1175/2007WAF2007049.1, with sample moments); the second interval is a percentile bootstrap
/// over forecasts with a fixed seed.
///
/// Forecasts count as independent: ten bets on one project are nearer to one bet than to ten, and
/// the intervals are then too narrow. Under about 30 forecasts the analytic one may reach below 0.
///
/// Checked against R (mean, sd): `reference/scripts/60_change_forecasts.R`, to 1e-12.
pub fn brier(record: &Record, seed: u64) -> Brier {
    let losses: Vec<f64> = record.pairs().map(|(p, o)| (p - o).powi(2)).collect();
    let n = losses.len();
    let value = losses.iter().sum::<f64>() / n as f64;
    if n < 2 {
        return Brier { value, se: None, ci95: None, ci95_bootstrap: None, n };
    }
    let spread = losses.iter().map(|loss| (loss - value).powi(2)).sum::<f64>() / (n - 1) as f64;
    let se = (spread / n as f64).sqrt();
    let half_width = normal_quantile(0.975) * se;
    Brier {
        value,
        se: Some(se),
        ci95: Some(Interval { low: value - half_width, high: value + half_width }),
        ci95_bootstrap: (n <= MOST_FOR_BOOTSTRAP).then(|| bootstrap(&losses, seed)),
        n,
    }
}

fn bootstrap(losses: &[f64], seed: u64) -> Interval {
    let mut rng = stream(seed, 0);
    let n = losses.len();
    let mut means: Vec<f64> = (0..DRAWS)
        .map(|_| (0..n).map(|_| losses[rng.random_range(0..n)]).sum::<f64>() / n as f64)
        .collect();
    let (low, high) = percentiles(&mut means);
    Interval { low, high }
}
