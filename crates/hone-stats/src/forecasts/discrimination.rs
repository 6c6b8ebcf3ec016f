use super::Record;
use crate::Interval;
use crate::numeric::t_quantile;

/// Whether higher odds were given to what came than to what did not.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Discrimination {
    /// Mean odds of 'yes' less mean odds of 'no'; 0 where they cannot be told apart.
    pub value: f64,
    /// 95 % interval; `None` with fewer than two of either, or where odds do not differ.
    pub ci95: Option<Interval>,
    /// How many were 'yes'.
    pub n_yes: usize,
    /// How many were 'no'.
    pub n_no: usize,
}

/// Telling apart: mean odds of what came less mean odds of what did not (the discrimination slope of
/// Yates 1982).
///
/// The interval is Welch's (1947) for two means. `None` where all outcomes are alike.
///
/// Not to be read as calibration: who says 10 % for 'no' and 30 % for 'yes' tells apart well and is
/// far too careful. It depends on how hard the matters were.
///
/// Checked against R's `t.test` (`reference/scripts/60_change_forecasts.R`), to 1e-10.
pub fn discrimination(record: &Record) -> Option<Discrimination> {
    let odds_of = |which: f64| -> Vec<f64> {
        record.pairs().filter(|(_, o)| *o == which).map(|(p, _)| p).collect()
    };
    let (yes, no) = (Moments::of(&odds_of(1.0))?, Moments::of(&odds_of(0.0))?);
    let value = yes.mean - no.mean;
    Some(Discrimination { value, ci95: welch(value, &yes, &no), n_yes: yes.n, n_no: no.n })
}

struct Moments {
    n: usize,
    mean: f64,
    variance: f64,
}

impl Moments {
    fn of(values: &[f64]) -> Option<Self> {
        let n = values.len();
        if n == 0 {
            return None;
        }
        let mean = values.iter().sum::<f64>() / n as f64;
        let squares = values.iter().map(|x| (x - mean).powi(2)).sum::<f64>();
        Some(Self { n, mean, variance: squares / (n.max(2) - 1) as f64 })
    }

    fn of_mean(&self) -> f64 {
        self.variance / self.n as f64
    }
}

fn welch(value: f64, a: &Moments, b: &Moments) -> Option<Interval> {
    let variance = a.of_mean() + b.of_mean();
    if a.n < 2 || b.n < 2 || variance <= 0.0 {
        return None;
    }
    let share = |m: &Moments| m.of_mean().powi(2) / (m.n - 1) as f64;
    let df = variance.powi(2) / (share(a) + share(b));
    let half_width = t_quantile(0.975, df) * variance.sqrt();
    Some(Interval { low: value - half_width, high: value + half_width })
}
