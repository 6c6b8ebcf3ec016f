use super::mixed::{Criterion, Fitted, Mixed, NORMAL_95, ROUGH};
use crate::{Error, Estimate, Groups, Interval, Scores};

/// A fitted model with the effect of each level.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// The variances and fixed effects.
    pub model: Mixed,
    /// Per term, the effect of each level, in the order of its groups; `None` for a level without a
    /// complete row.
    pub effects: Vec<Vec<Option<Effect>>>,
}

/// How far a level lies from what the fixed effects say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    /// The best linear unbiased prediction. Its standard error is the root of the prediction error
    /// variance, with the uncertainty of the fixed effects and of the variances; it
    /// has none where the component is 0.
    pub estimate: Estimate,
    /// The conditional standard deviation with fixed effects taken as known, as `lme4` gives it.
    pub conditional_sd: f64,
    /// The share of the variance of the term that the data tell of this level: 1 less the ratio of
    /// prediction error variance to component.
    pub reliability: f64,
}

/// Empirical Bayes scores: the effect of each leader, adjusted for who rated, and of each rater
/// (Henderson 1975, doi:10.2307/2529430; Robinson 1991, doi:10.1214/ss/1177011926).
///
/// The predictions solve the mixed model equations at the estimated variances; the error variances
/// are the diagonal of the inverse of their matrix, and twice what a prediction moves with the error of
/// the variances (Prasad and Rao 1990, doi:10.1080/01621459.1990.10475320, after Kackar and Harville 1984;
/// for this prediction, not in expectation over the data). Intervals hold 95 % only where the model has
/// every source of variance: where leaders of a unit are alike and the
/// unit is not in the model, they are too short. Where the design falls into sets that share no
/// rater, levels of different sets compare only under the assumption that the sets are alike.
///
/// Checked against `lme4::ranef(condVar = TRUE)` (`reference/results/adjusted_sim360.json`,
/// `lmm_insteval_reml.json`).
pub fn scores(
    values: &[f64],
    random: &[&Groups],
    fixed: Option<&Scores>,
    criterion: Criterion,
) -> Result<Scored, Error> {
    let mut fitted = Fitted::new(values, random, fixed, criterion)?;
    let values = fitted.model.effects(&fitted.ratios, &fitted.point);
    let errors = fitted.model.effect_variances(&fitted.ratios, true);
    let conditional = fitted.model.effect_variances(&fitted.ratios, false);
    let moved = moved_by_variances(&mut fitted)?;
    let (ratios, residual) = (&fitted.ratios, fitted.point.residual);
    let effect = |node: usize, component: f64| {
        let known = errors[node].max(0.0) * residual;
        let value = values[node];
        // Of a component of 0 nothing is known but that it may be small.
        let se = (component > 0.0).then(|| 2.0f64.mul_add(moved[node], known).sqrt());
        let around = |half: f64| Interval { low: value - half, high: value + half };
        Effect {
            estimate: Estimate { value, se, ci95: se.map(|se| around(NORMAL_95 * se)) },
            conditional_sd: (conditional[node].max(0.0) * residual).sqrt(),
            reliability: if component > 0.0 { 1.0 - known / component } else { 0.0 },
        }
    };
    let effects = random
        .iter()
        .enumerate()
        .map(|(term, groups)| {
            let mut effects = vec![None; groups.n_groups()];
            for (node, former) in fitted.model.products.levels(term).zip(&fitted.former[term]) {
                effects[*former as usize] = Some(effect(node, ratios[term] * residual));
            }
            effects
        })
        .collect();
    Ok(Scored { model: fitted.mixed(ROUGH), effects })
}

/// A step of the logarithm of a ratio over which predictions are straight.
const STEP: f64 = 1e-3;

/// The variance of each prediction by the error of the estimated variances: the delta method by
/// differences.
fn moved_by_variances(fitted: &mut Fitted) -> Result<Vec<f64>, Error> {
    let n_terms = fitted.ratios.len();
    let mut moved = vec![0.0; fitted.model.products.n_nodes()];
    let Some(covariance) = fitted.log_covariance() else { return Ok(moved) };
    let active: Vec<usize> = (0..n_terms).filter(|term| fitted.ratios[*term] > 0.0).collect();
    let mut slopes = Vec::with_capacity(active.len());
    for term in &active {
        let mut at = |step: f64| {
            let mut ratios = fitted.ratios.clone();
            ratios[*term] *= step.exp();
            let point = fitted.model.point(&ratios)?;
            Ok(fitted.model.effects(&ratios, &point))
        };
        let (above, below): (Vec<f64>, Vec<f64>) = (at(STEP)?, at(-STEP)?);
        slopes
            .push(above.iter().zip(&below).map(|(a, b)| 0.5 * (a - b) / STEP).collect::<Vec<_>>());
    }
    // Predictions depend on the variances through their ratios to the residual variance only.
    let of_ratios = |a: usize, b: usize| {
        covariance[(a, b)] - covariance[(a, n_terms)] - covariance[(b, n_terms)]
            + covariance[(n_terms, n_terms)]
    };
    for (a, first) in active.iter().zip(&slopes) {
        for (b, second) in active.iter().zip(&slopes) {
            let shared = of_ratios(*a, *b);
            for ((moved, x), y) in moved.iter_mut().zip(first).zip(second) {
                *moved += shared * x * y;
            }
        }
    }
    for variance in &mut moved {
        *variance = variance.max(0.0);
    }
    // Later questions are about the optimum.
    fitted.model.point(&fitted.ratios)?;
    Ok(moved)
}
