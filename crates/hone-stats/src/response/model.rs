/// How the chance of each answer depends on the trait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Model {
    /// Graded response model (Samejima 1969): `P(answer >= k) = logistic(a theta + d_k)`.
    Graded,
    /// Generalised partial credit model (Muraki 1992): the odds of `k` against `k - 1` are
    /// `exp(a theta + d_k - d_(k-1))`.
    PartialCredit,
}

/// An item of a model with one trait.
///
/// With two categories both models are the two-parameter logistic model.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// How steeply answers rise with the trait (`a`); negative for an item keyed the other way.
    pub slope: f64,
    /// Of each category but the lowest (`d`): falling with the category in the graded model,
    /// cumulative in the partial credit model.
    pub intercepts: Vec<f64>,
}

impl Item {
    /// Where on the trait the categories part (`b`): in the graded model where `k` or more becomes
    /// as likely as less, in the partial credit model where `k` becomes as likely as `k - 1`.
    ///
    /// Infinite for an item whose answers do not depend on the trait.
    pub fn locations(&self, model: Model) -> Vec<f64> {
        let before = std::iter::once(0.0).chain(self.intercepts.iter().copied());
        match model {
            Model::Graded => self.intercepts.iter().map(|d| -d / self.slope).collect(),
            Model::PartialCredit => self
                .intercepts
                .iter()
                .zip(before)
                .map(|(d, last)| (last - d) / self.slope)
                .collect(),
        }
    }

    /// How many categories there are.
    pub fn n_categories(&self) -> usize {
        self.intercepts.len() + 1
    }

    /// Chance of each category at a trait level.
    pub fn probabilities(&self, model: Model, theta: f64) -> Vec<f64> {
        let mut found = vec![0.0; self.n_categories()];
        super::curve::probabilities(model, &self.intercepts, &[self.slope * theta], &mut found);
        found
    }
}
