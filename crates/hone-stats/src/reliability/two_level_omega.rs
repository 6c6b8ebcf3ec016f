use nalgebra::{DMatrix, DVector};

use crate::numeric::normal_quantile;
use crate::structure::twolevel::{
    ClusterStatistics, LevelMatrices, TwoLevelFit, TwoLevelModel, two_level_cfa,
};
use crate::{Error, Estimate, Groups, Interval, Scores};

/// Reliability of a scale that several raters fill in about each leader.
#[derive(Debug, Clone, PartialEq)]
pub struct TwoLevelOmega {
    /// Of one rater's score, as a measure of everything: what raters share and what they see alone.
    pub omega_2l: Estimate,
    /// Of the mean over a leader's raters, as a measure of the leader.
    pub omega_b: Estimate,
    /// Of what one rater sees beyond the others.
    pub omega_w: Estimate,
    /// The same three with loadings taken to be alike; values only.
    pub alpha_2l: f64,
    /// See `alpha_2l`.
    pub alpha_b: f64,
    /// See `alpha_2l`.
    pub alpha_w: f64,
    /// Of the leaders' true means, had each endlessly many raters (Geldhof et al. 2014). Not the
    /// reliability of any mean that was observed: with eight raters and little agreement it may be
    /// .998 where `omega_b` is .718.
    pub geldhof_between: f64,
    /// Harmonic mean of the numbers of raters.
    pub typical_raters: f64,
    /// The model behind it.
    pub model: TwoLevelModel,
    /// How it fits.
    pub fit: TwoLevelFit,
}

/// Reliability of the mean of some number of raters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RatersReliability {
    /// How many raters.
    pub raters: f64,
    /// By the factor model: what is special to an item counts as error.
    pub omega: Estimate,
    /// By the variances of the scale's score: what is special to an item counts as the leader's.
    pub icc: Estimate,
}

/// Multilevel omega (Lai 2021, doi:10.1037/met0000287), from one factor with the same loadings `l`
/// within and between leaders.
///
/// With `L = sum l`, factor variances `w` and `b`, sums of residual variances `W` and `B` and `n` the
/// harmonic mean of the numbers of raters:
/// `omega_2l = L^2 (w + b) / (L^2 (w + b) + W + B)`,
/// `omega_b = L^2 b / (L^2 (b + w / n) + B + W / n)`,
/// `omega_w = L^2 w / (L^2 w + W)`. Intervals by the delta method on the logit. The alphas are the same
/// ratios with the unrestricted covariances, `p / (p - 1)` times what is not on their diagonals.
///
/// Takes one factor, and the scale to mean the same within as between: look at the fit. With few
/// leaders (below about 100) `omega_b` comes out too low, and its interval is wide.
///
/// Checked against semTools 0.5-6 on lavaan 0.6-14 (`mlrel_demo2l`, `mlrel_bhr2000`,
/// `mlrel_sim360c1`) to 1e-5, and against the values that Lai published to 1e-5.
pub fn two_level_omega(scores: &Scores, leaders: &Groups) -> Result<TwoLevelOmega, Error> {
    let n_items = scores.n_items();
    if n_items < 3 {
        return Err(Error::TooFewItems { found: n_items, needed: 3 });
    }
    let statistics = ClusterStatistics::of(scores, leaders)?;
    let model = TwoLevelModel::of_one_scale(n_items)?;
    let fit = two_level_cfa(&statistics, &model)?;
    let n = statistics.harmonic_size();
    let saturated = fit.saturated.as_ref();
    let alphas = saturated.map_or([f64::NAN; 3], |of| alphas(&of.within, &of.between, n));
    let parts = Parts::of(&fit.levels);
    Ok(TwoLevelOmega {
        omega_2l: delta(&model, &fit, |parts| {
            let common = parts.common[0] + parts.common[1];
            common / (common + parts.special[0] + parts.special[1])
        }),
        omega_b: delta(&model, &fit, |parts| parts.of_mean(n)),
        omega_w: delta(&model, &fit, |parts| {
            parts.common[0] / (parts.common[0] + parts.special[0])
        }),
        alpha_2l: alphas[0],
        alpha_b: alphas[1],
        alpha_w: alphas[2],
        geldhof_between: parts.common[1] / (parts.common[1] + parts.special[1]),
        typical_raters: n,
        model,
        fit,
    })
}

impl TwoLevelOmega {
    /// Reliability of a leader's mean over some number of raters; the intervals as in
    /// [`two_level_omega`].
    ///
    /// `omega_b` with `n = raters`; beside it the variance of the scale's score between leaders, over
    /// that of the mean. The second is the larger: it counts what is special to an item as the leader's.
    pub fn of_raters(&self, raters: f64) -> RatersReliability {
        RatersReliability {
            raters,
            omega: delta(&self.model, &self.fit, |parts| parts.of_mean(raters)),
            icc: delta(&self.model, &self.fit, |parts| {
                let [within, between] = [0, 1].map(|l| parts.common[l] + parts.special[l]);
                between / (between + within / raters)
            }),
        }
    }

    /// How many raters a reliability (omega) takes; `None` where no number is enough.
    pub fn raters_for(&self, reliability: f64) -> Option<f64> {
        let parts = Parts::of(&self.fit.levels);
        let within = parts.common[0] + parts.special[0];
        let room = parts.common[1] * (1.0 - reliability) / reliability - parts.special[1];
        (reliability > 0.0 && room > 0.0).then(|| within / room)
    }
}

/// What the variance of a sum of items is made of, within and between.
struct Parts {
    /// Of the factor.
    common: [f64; 2],
    /// Of the residuals.
    special: [f64; 2],
}

impl Parts {
    fn of(levels: &[LevelMatrices; 2]) -> Self {
        let common = |level: &LevelMatrices| {
            let sums = level.loadings.row_sum();
            (&sums * &level.factors * sums.transpose()).sum()
        };
        Self {
            common: levels.each_ref().map(common),
            special: levels.each_ref().map(|level| level.residuals.sum()),
        }
    }

    fn of_mean(&self, raters: f64) -> f64 {
        let total = self.common[1] + self.special[1] + (self.common[0] + self.special[0]) / raters;
        self.common[1] / total
    }
}

fn alphas(within: &DMatrix<f64>, between: &DMatrix<f64>, n: f64) -> [f64; 3] {
    let p = within.nrows() as f64;
    let off_diagonal = |m: &DMatrix<f64>| m.sum() - m.trace();
    let both = within + between;
    let ratio = |common: &DMatrix<f64>, total: f64| off_diagonal(common) / total * p / (p - 1.0);
    [
        ratio(&both, both.sum()),
        ratio(between, between.sum() + within.sum() / n),
        ratio(within, within.sum()),
    ]
}

/// The value, with an interval by the delta method on the logit, so that it stays between 0 and 1.
fn delta(model: &TwoLevelModel, fit: &TwoLevelFit, of: impl Fn(&Parts) -> f64) -> Estimate {
    let at = |free: &[f64]| of(&Parts::of(&model.at(free)));
    let value = at(&fit.free);
    let slope = |number: usize| {
        let width = 1e-5 * fit.free[number].abs().max(0.01);
        let moved = |by: f64| {
            let mut free = fit.free.clone();
            free[number] += by;
            at(&free)
        };
        (moved(width) - moved(-width)) / (2.0 * width)
    };
    let k = fit.free.len();
    let variance = fit.covariance.as_ref().map(|covariance| {
        let slopes = DVector::from_iterator(k, (0..k).map(slope));
        slopes.dot(&(covariance.view((0, 0), (k, k)) * &slopes))
    });
    let se = variance.filter(|variance| *variance >= 0.0).map(f64::sqrt);
    Estimate { value, se, ci95: se.map(|se| on_logit(value, se)) }
}

fn on_logit(value: f64, se: f64) -> Interval {
    let z = normal_quantile(0.975);
    if value <= 0.0 || value >= 1.0 {
        return Interval { low: value - z * se, high: value + z * se };
    }
    let half_width = z * se / (value * (1.0 - value));
    let logit = (value / (1.0 - value)).ln();
    let back = |x: f64| 1.0 / (1.0 + (-x).exp());
    Interval { low: back(logit - half_width), high: back(logit + half_width) }
}
