use super::curve::{by_trait, probabilities};
use super::{Item, ItemResponse, Model};

impl Item {
    /// How much an answer tells at a trait level (Fisher's information): the expected drop of the
    /// curve of the log-likelihood (Samejima 1969; Muraki 1993, doi:10.1177/014662169301700403).
    pub fn information(&self, model: Model, theta: f64) -> f64 {
        let eta = self.slope * theta;
        let mut chances = vec![0.0; self.n_categories()];
        probabilities(model, &self.intercepts, &[eta], &mut chances);
        let expected: f64 = chances
            .iter()
            .enumerate()
            .map(|(k, chance)| chance * by_trait(model, &self.intercepts, eta, k).0.powi(2))
            .sum();
        self.slope * self.slope * expected
    }
}

impl ItemResponse {
    /// How much all answers tell at a trait level: the sum over items.
    ///
    /// The error of a score at that level is about `1 / sqrt(information)`, and
    /// `1 / sqrt(information + 1)` where the population is known to be standard normal.
    pub fn information(&self, theta: f64) -> f64 {
        self.items.iter().map(|item| item.information(self.model, theta)).sum()
    }
}
