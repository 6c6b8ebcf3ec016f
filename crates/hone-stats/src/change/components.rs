use super::waves::{LeaderWaves, Waves};
use crate::Error;
use crate::numeric::t_quantile;

/// How much raters of one leader differ, and how much of it they take along to the next wave.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NoiseComponents {
    /// Variance between raters of a leader within a wave: all of the noise.
    pub within: f64,
    /// Its degrees of freedom.
    pub df_within: usize,
    /// The part that a rater brings anew each time (leader by rater by occasion); `None` where
    /// fewer than two raters of any leader answered twice.
    pub occasion: Option<f64>,
    /// Its degrees of freedom.
    pub df_occasion: usize,
}

/// Who answered, of those behind two means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overlap {
    /// The same raters both times.
    Same,
    /// Nobody answered both times.
    Other,
    /// Some answered both times.
    Partly,
}

/// The noise of a difference of two means.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NoiseFloor {
    /// Standard error of the difference.
    pub se: f64,
    /// Degrees of freedom of that standard error.
    pub df: f64,
    /// The smallest change that is more than noise in 95 of 100 cases.
    pub floor: f64,
    /// Who answered.
    pub overlap: Overlap,
}

/// Variance components of the noise in means of raters, pooled over all leaders.
///
/// `y = leader + change of leader + rater's view of the leader + occasion`. Within a leader,
/// differences `after - before` of the same raters have variance `2 occasion`; ratings within a wave
/// have variance `view + occasion`. Both are pooled mean squares (Fisher 1925), so no distribution is
/// assumed and nothing has to converge.
///
/// A rater's leniency and their view of this leader are one component here: they cancel together, or
/// not at all. Takes the noise to be alike for all leaders. Needs a leader with two raters in a wave.
///
/// Checked against the residual mean squares of R's `lm`: `reference/scripts/60_change_forecasts.R`,
/// to 1e-10.
pub fn noise_components(waves: &Waves) -> Result<NoiseComponents, Error> {
    let (mut squares, mut df) = (0.0, 0);
    let (mut squares_twice, mut df_twice) = (0.0, 0);
    for leader in &waves.leaders {
        for sum in [pool(leader.before()), pool(leader.after())] {
            squares += sum.0;
            df += sum.1;
        }
        let twice = pool(leader.both.iter().map(|(before, after)| after - before));
        squares_twice += twice.0;
        df_twice += twice.1;
    }
    if df == 0 {
        return Err(Error::NoDegreesOfFreedom);
    }
    Ok(NoiseComponents {
        within: squares / df as f64,
        df_within: df,
        occasion: (df_twice > 0).then(|| squares_twice / (2 * df_twice) as f64),
        df_occasion: df_twice,
    })
}

/// Sum of squares around the mean, and its degrees of freedom.
fn pool(values: impl Iterator<Item = f64> + Clone) -> (f64, usize) {
    let n = values.clone().count();
    if n < 2 {
        return (0.0, 0);
    }
    let mean = values.clone().sum::<f64>() / n as f64;
    (values.map(|value| (value - mean).powi(2)).sum(), n - 1)
}

impl NoiseComponents {
    /// The part that a rater takes along (rater, and leader by rater); 0 where it would be negative.
    pub fn stable(&self) -> Option<f64> {
        self.occasion.map(|occasion| (self.within - occasion).max(0.0))
    }

    /// Noise of the change of a mean of `n_before` raters to one of `n_after`, `n_both` of whom
    /// answered both times.
    ///
    /// `var = (stable + occasion) (1 / n_before + 1 / n_after) - stable * 2 n_both / (n_before n_after)`,
    /// with degrees of freedom by Satterthwaite (1946). `None` where a mean has no raters, where
    /// nothing is known of the occasion's part though some answered twice, or where counts clash.
    pub fn floor(&self, n_before: usize, n_after: usize, n_both: usize) -> Option<NoiseFloor> {
        if n_before == 0 || n_after == 0 || n_both > n_before.min(n_after) {
            return None;
        }
        let (before, after) = (n_before as f64, n_after as f64);
        let all = 1.0 / before + 1.0 / after;
        let shared = 2.0 * n_both as f64 / (before * after);
        let (variance, df) = if n_both == 0 {
            (self.within * all, self.df_within as f64)
        } else {
            self.with_shared(all, shared)?
        };
        let se = variance.sqrt();
        let overlap = match n_both {
            0 => Overlap::Other,
            _ if n_both == n_before && n_both == n_after => Overlap::Same,
            _ => Overlap::Partly,
        };
        Some(NoiseFloor { se, df, floor: t_quantile(0.975, df) * se, overlap })
    }

    fn with_shared(&self, all: f64, shared: f64) -> Option<(f64, f64)> {
        let (occasion, stable) = (self.occasion?, self.stable()?);
        let df_occasion = self.df_occasion as f64;
        if stable <= 0.0 {
            return Some((occasion * all, df_occasion));
        }
        // In terms of the two mean squares, `stable` being their difference.
        let of_within = self.within * (all - shared).max(0.0);
        let of_occasion = occasion * shared;
        let variance = of_within + of_occasion;
        let scatter = of_within.powi(2) / self.df_within as f64 + of_occasion.powi(2) / df_occasion;
        let df = if scatter > 0.0 { variance.powi(2) / scatter } else { df_occasion };
        Some((variance, df))
    }
}

impl LeaderWaves {
    pub(super) fn floor(&self, components: &NoiseComponents) -> Option<NoiseFloor> {
        components.floor(self.n_before(), self.n_after(), self.both.len())
    }
}
