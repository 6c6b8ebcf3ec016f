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
    Questions::of(fitted).next(answered, rule)
}

/// What each item of a model tells at each level of the trait, for asking many people.
pub(super) struct Questions {
    points: Vec<f64>,
    prior: Vec<f64>,
    /// By item, category and node.
    chances: Vec<Vec<Vec<f64>>>,
    /// By item and node.
    information: Vec<Vec<f64>>,
}

impl Questions {
    pub(super) fn of(fitted: &ItemResponse) -> Self {
        let nodes = normal_grid(fitted.nodes.max(61), fitted.limit);
        let (points, prior) = (nodes.points, nodes.weights);
        let chances = fitted.items.iter().map(|item| {
            let mut by_category = vec![vec![]; item.n_categories()];
            for theta in &points {
                let chances = item.probabilities(fitted.model, *theta);
                for (column, chance) in by_category.iter_mut().zip(chances) {
                    column.push(chance);
                }
            }
            by_category
        });
        let told = |item: &super::Item| -> Vec<f64> {
            points.iter().map(|theta| item.information(fitted.model, *theta)).collect()
        };
        Self {
            chances: chances.collect(),
            information: fitted.items.iter().map(told).collect(),
            points,
            prior,
        }
    }

    /// What an item tells on average over weights of the nodes that add up to 1.
    fn told(&self, item: usize, weights: &[f64]) -> f64 {
        weights.iter().zip(&self.information[item]).map(|(weight, told)| weight * told).sum()
    }

    /// What each item tells on average over the population.
    pub(super) fn on_average(&self) -> Vec<f64> {
        (0..self.information.len()).map(|item| self.told(item, &self.prior)).collect()
    }

    pub(super) fn next(
        &self,
        answered: &[(usize, usize)],
        rule: &StoppingRule,
    ) -> Result<AdaptiveStep, Error> {
        let mut weights = self.prior.clone();
        for (item, category) in answered {
            let chances = self.chances.get(*item).and_then(|by| by.get(*category));
            let chances = chances.ok_or(Error::LengthsDiffer)?;
            for (weight, chance) in weights.iter_mut().zip(chances) {
                *weight *= chance;
            }
            let total: f64 = weights.iter().sum();
            for weight in &mut weights {
                *weight /= total;
            }
        }
        let mean = |of: &dyn Fn(f64) -> f64| -> f64 {
            weights.iter().zip(&self.points).map(|(weight, theta)| weight * of(*theta)).sum()
        };
        let theta = mean(&|theta| theta);
        let se = mean(&|level| (level - theta).powi(2)).sqrt();
        let is_enough = se <= rule.se || answered.len() >= rule.most;
        let mut next: Option<(usize, f64)> = None;
        for place in 0..self.information.len() {
            if is_enough || answered.iter().any(|(asked, _)| *asked == place) {
                continue;
            }
            let told = self.told(place, &weights);
            if next.is_none_or(|(_, most)| told > most) {
                next = Some((place, told));
            }
        }
        Ok(AdaptiveStep { theta, se, next: next.map(|(place, _)| place) })
    }
}
