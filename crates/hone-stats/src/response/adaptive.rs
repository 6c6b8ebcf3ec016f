use super::ItemResponse;
use crate::Error;
use crate::numeric::normal_grid;

/// What is known of a person so far, and what to ask next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AdaptiveStep {
    /// Mean of what the answers so far leave possible (EAP).
    pub theta: f64,
    /// Its standard error.
    pub se: f64,
    /// The item to ask next; `None` when the rule says to stop or nothing is left.
    pub next: Option<usize>,
}

/// When to stop asking.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StoppingRule {
    /// Enough is known when the standard error is this small.
    pub se: f64,
    /// No more than so many questions.
    pub most: usize,
}

/// The next question of a short adaptive questionnaire: the item that tells most, on average over
/// what the answers so far leave possible (posterior-weighted information, van der Linden 1998,
/// doi:10.1007/BF02294775).
///
/// `answered` holds pairs of item and category, both from 0. Of items that tell the same the first is
/// taken, so the same answers always lead to the same question. Nothing keeps an item from being
/// asked of everybody. The model has to be fitted before, and hold for the person asked.
///
/// Checked by simulation: the error falls faster than with questions in a fixed order, and scores
/// are right to within it.
pub fn next_item(
    fitted: &ItemResponse,
    answered: &[(usize, usize)],
    rule: &StoppingRule,
) -> Result<AdaptiveStep, Error> {
    let is_known = |(item, category): &(usize, usize)| {
        fitted.items.get(*item).is_some_and(|item| *category < item.n_categories())
    };
    if !answered.iter().all(is_known) {
        return Err(Error::LengthsDiffer);
    }
    let nodes = normal_grid(fitted.nodes.max(61), fitted.limit);
    let mut weights = nodes.weights;
    for (item, category) in answered {
        let item = &fitted.items[*item];
        for (weight, theta) in weights.iter_mut().zip(&nodes.points) {
            *weight *= item.probabilities(fitted.model, *theta)[*category];
        }
        let total: f64 = weights.iter().sum();
        for weight in &mut weights {
            *weight /= total;
        }
    }
    let mean = |of: &dyn Fn(f64) -> f64| -> f64 {
        weights.iter().zip(&nodes.points).map(|(weight, theta)| weight * of(*theta)).sum()
    };
    let theta = mean(&|theta| theta);
    let se = mean(&|level| (level - theta).powi(2)).sqrt();
    let is_enough = se <= rule.se || answered.len() >= rule.most;
    let mut next: Option<(usize, f64)> = None;
    for (place, item) in fitted.items.iter().enumerate() {
        if is_enough || answered.iter().any(|(asked, _)| *asked == place) {
            continue;
        }
        let told = mean(&|theta| item.information(fitted.model, theta));
        if next.is_none_or(|(_, most)| told > most) {
            next = Some((place, told));
        }
    }
    Ok(AdaptiveStep { theta, se, next: next.map(|(place, _)| place) })
}
