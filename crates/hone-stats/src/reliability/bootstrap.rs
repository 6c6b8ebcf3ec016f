use rand::RngExt;
use rayon::prelude::*;

use crate::numeric::{percentiles, stream};
use crate::{Error, Estimate, Groups, Interval, Scores};

/// Fewer draws have no percentiles to speak of.
const FEWEST: usize = 40;

/// What samples of the rows say about the error of a value.
pub(super) struct Bootstrap {
    se: f64,
    interval: Interval,
}

impl Bootstrap {
    fn new(values: &mut [f64]) -> Self {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let variance = values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
        let (low, high) = percentiles(values);
        Self { se: variance.sqrt(), interval: Interval { low, high } }
    }

    /// The value of all rows with this error.
    pub(super) fn around(&self, value: f64) -> Estimate {
        Estimate { value, se: Some(self.se), ci95: Some(self.interval) }
    }

    /// The same for a share that comes out too low or too high: resampling adds as much bias again, which
    /// is taken out by turning the interval round the value, on the scale of log odds (the basic bootstrap;
    /// Davison & Hinkley 1997, doi:10.1017/CBO9780511802843, ch. 5).
    pub(super) fn turned(&self, value: f64) -> Estimate {
        let log_odds = |share: f64| (share / (1.0 - share)).ln();
        let turned = |end: f64| 1.0 / (1.0 + (log_odds(end) - 2.0 * log_odds(value)).exp());
        let interval =
            Interval { low: turned(self.interval.high), high: turned(self.interval.low) };
        let is_share = interval.low.is_finite() && interval.high.is_finite();
        let interval = if is_share { interval } else { self.interval };
        Estimate { value, se: Some(self.se), ci95: Some(interval) }
    }
}

/// Draws rows, or whole clusters, with replacement, as often as asked. None where that is too seldom,
/// or where more than a tenth of the samples has no value: then the data hardly have one.
pub(super) fn bootstrap(
    scores: &Scores,
    clusters: Option<&Groups>,
    n_draws: usize,
    seed: u64,
    value: impl Fn(&Scores) -> Result<f64, Error> + Sync,
) -> Option<Bootstrap> {
    if n_draws < FEWEST {
        return None;
    }
    let units: Vec<Vec<usize>> = match clusters {
        Some(clusters) => clusters.members(),
        None => (0..scores.n_rows()).map(|row| vec![row]).collect(),
    };
    let numbers: Vec<u64> = (0..).take(n_draws).collect();
    let mut values: Vec<f64> = numbers
        .into_par_iter()
        .filter_map(|number| {
            let mut rng = stream(seed, number);
            let drawn = (0..units.len()).flat_map(|_| &units[rng.random_range(0..units.len())]);
            let rows: Vec<usize> = drawn.copied().collect();
            value(&scores.rows(&rows).ok()?).ok().filter(|value| value.is_finite())
        })
        .collect();
    (values.len() >= FEWEST && values.len() * 10 >= n_draws * 9)
        .then(|| Bootstrap::new(&mut values))
}
