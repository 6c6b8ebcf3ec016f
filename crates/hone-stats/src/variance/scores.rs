use super::mixed::{Criterion, Fitted, Mixed, NORMAL_95};
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
    /// variance, with the uncertainty of the fixed effects.
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
/// are the diagonal of the inverse of their matrix. Intervals take the variances as known and hold
/// 95 % only where the model has every source of variance: where leaders of a unit are alike and the
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
    let fitted = Fitted::new(values, random, fixed, criterion)?;
    let (model, ratios, residual) = (&fitted.model, &fitted.ratios, fitted.point.residual);
    let values = model.effects(ratios, &fitted.point);
    let errors = model.effect_variances(ratios, true);
    let conditional = model.effect_variances(ratios, false);
    let effect = |node: usize, component: f64| {
        let se = (errors[node].max(0.0) * residual).sqrt();
        let (value, half) = (values[node], NORMAL_95 * se);
        let ci95 = Interval { low: value - half, high: value + half };
        Effect {
            estimate: Estimate { value, se: Some(se), ci95: Some(ci95) },
            conditional_sd: (conditional[node].max(0.0) * residual).sqrt(),
            reliability: if component > 0.0 { 1.0 - se * se / component } else { 0.0 },
        }
    };
    let effects = random
        .iter()
        .enumerate()
        .map(|(term, groups)| {
            let mut effects = vec![None; groups.n_groups()];
            for (node, former) in model.products.levels(term).zip(&fitted.former[term]) {
                effects[*former as usize] = Some(effect(node, ratios[term] * residual));
            }
            effects
        })
        .collect();
    Ok(Scored { model: fitted.mixed(), effects })
}
