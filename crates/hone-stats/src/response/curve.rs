//! Chances of answers, and their derivatives by the parameters of an item.
//!
//! Both models see the traits only through `eta`, the sum of slope times trait; so the code is the
//! same for any number of traits. Parameters of an item are its slopes, then its intercepts.

use nalgebra::DMatrix;

use super::Model;
use crate::MAX_CATEGORIES;

/// `1 / (1 + exp(-x))`, held off 0 so that ratios of two stay finite.
fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x.clamp(-350.0, 350.0)).exp())
}

/// Whether intercepts describe an item: finite, and falling in the graded model.
pub(super) fn is_valid(model: Model, parameters: &[f64], n_slopes: usize) -> bool {
    let intercepts = &parameters[n_slopes..];
    let falls = || intercepts.windows(2).all(|pair| pair[0] > pair[1]);
    parameters.iter().all(|value| value.is_finite()) && (model == Model::PartialCredit || falls())
}

/// Chances by category, then by node: `table[category * nodes + node]`.
pub(super) fn probabilities(model: Model, intercepts: &[f64], eta: &[f64], table: &mut [f64]) {
    match model {
        Model::Graded => graded_table(intercepts, eta, table),
        Model::PartialCredit => partial_credit_table(intercepts, eta, table),
    }
}

/// `P_k = S_k (1 - S_(k+1)) (1 - exp(d_(k+1) - d_k))` with `S_k` the chance of `k` or more: no
/// difference of nearly equal numbers.
fn graded_table(intercepts: &[f64], eta: &[f64], table: &mut [f64]) {
    let n = eta.len();
    table.fill(1.0);
    for (k, d) in intercepts.iter().enumerate() {
        let share = intercepts.get(k + 1).map_or(1.0, |next| -(next - d).exp_m1());
        let (below, above) = table[k * n..(k + 2) * n].split_at_mut(n);
        for ((eta, below), above) in eta.iter().zip(below).zip(above) {
            *below *= logistic(-eta - d);
            *above = logistic(eta + d) * share;
        }
    }
}

fn partial_credit_table(intercepts: &[f64], eta: &[f64], table: &mut [f64]) {
    let n = eta.len();
    let mut chances = [0.0; MAX_CATEGORIES];
    for (node, eta) in eta.iter().enumerate() {
        for (k, chance) in softmax(intercepts, *eta, &mut chances).iter().enumerate() {
            table[k * n + node] = *chance;
        }
    }
}

fn softmax<'a>(intercepts: &[f64], eta: f64, chances: &'a mut [f64; MAX_CATEGORIES]) -> &'a [f64] {
    let chances = &mut chances[..=intercepts.len()];
    chances[0] = 0.0;
    for (k, d) in intercepts.iter().enumerate() {
        chances[k + 1] = (k + 1) as f64 * eta + d;
    }
    let highest = chances.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut total = 0.0;
    for chance in chances.iter_mut() {
        *chance = (*chance - highest).exp();
        total += *chance;
    }
    for chance in chances.iter_mut() {
        *chance /= total;
    }
    chances
}

/// First and second derivative by `eta` of the log of the chance of a category.
pub(super) fn by_trait(model: Model, intercepts: &[f64], eta: f64, category: usize) -> (f64, f64) {
    match model {
        Model::Graded => {
            let at_least = |k: usize| {
                if k == 0 { 1.0 } else { intercepts.get(k - 1).map_or(0.0, |d| logistic(eta + d)) }
            };
            let (here, next) = (at_least(category), at_least(category + 1));
            (1.0 - here - next, -(here * (1.0 - here) + next * (1.0 - next)))
        }
        Model::PartialCredit => {
            let mut chances = [0.0; MAX_CATEGORIES];
            let found = softmax(intercepts, eta, &mut chances);
            let mean: f64 = found.iter().enumerate().map(|(k, chance)| k as f64 * chance).sum();
            let square = |(k, chance): (usize, &f64)| (k as f64 - mean).powi(2) * chance;
            (category as f64 - mean, -found.iter().enumerate().map(square).sum::<f64>())
        }
    }
}

/// First derivatives of the log-likelihood of counted answers by an item's parameters, and minus
/// the expected second ones.
pub(super) struct Derivatives {
    pub(super) gradient: Vec<f64>,
    pub(super) information: DMatrix<f64>,
}

/// Derivatives with counts of answers by category, then by node.
///
/// `points` holds for each slope the trait at each node.
pub(super) fn derivatives(
    model: Model,
    intercepts: &[f64],
    points: &[&[f64]],
    eta: &[f64],
    counts: &[f64],
) -> Derivatives {
    let (slopes, size) = (points.len(), points.len() + intercepts.len());
    let mut gradient = vec![0.0; size];
    let mut information = DMatrix::zeros(size, size);
    let mut at = AtNode::new(intercepts);
    let mut answers = vec![0.0; intercepts.len() + 1];
    for (node, eta) in eta.iter().enumerate() {
        let mut total = 0.0;
        for (k, answers) in answers.iter_mut().enumerate() {
            *answers = counts[k * points[0].len() + node];
            total += *answers;
        }
        if total <= 0.0 {
            continue;
        }
        match model {
            Model::Graded => at.graded(*eta, &answers, total),
            Model::PartialCredit => at.partial_credit(*eta, &answers, total),
        }
        for (d, trait_levels) in points.iter().enumerate() {
            let level = trait_levels[node];
            gradient[d] += at.by_eta * level;
            for (e, others) in points[..=d].iter().enumerate() {
                information[(d, e)] += at.eta_eta * level * others[node];
            }
            for (k, value) in at.eta_intercept.iter().enumerate() {
                information[(slopes + k, d)] += value * level;
            }
        }
        for (k, value) in at.by_intercept.iter().enumerate() {
            gradient[slopes + k] += value;
        }
        at.add_intercepts(model, slopes, &mut information);
    }
    information.fill_upper_triangle_with_lower_triangle();
    Derivatives { gradient, information }
}

/// What one node adds.
struct AtNode<'a> {
    intercepts: &'a [f64],
    by_eta: f64,
    by_intercept: Vec<f64>,
    eta_eta: f64,
    eta_intercept: Vec<f64>,
    diagonal: Vec<f64>,
    /// Beside the diagonal in the graded model; the chances of categories in the other.
    beside: Vec<f64>,
    /// `1 - exp(d_(k+1) - d_k)`, the last 1.
    shares: Vec<f64>,
    chances: [f64; MAX_CATEGORIES],
    total: f64,
}

impl<'a> AtNode<'a> {
    fn new(intercepts: &'a [f64]) -> Self {
        let n = intercepts.len();
        let share =
            |k: usize| intercepts.get(k + 1).map_or(1.0, |next| -(next - intercepts[k]).exp_m1());
        Self {
            intercepts,
            by_eta: 0.0,
            by_intercept: vec![0.0; n],
            eta_eta: 0.0,
            eta_intercept: vec![0.0; n],
            diagonal: vec![0.0; n],
            beside: vec![0.0; n],
            shares: (0..n).map(share).collect(),
            chances: [0.0; MAX_CATEGORIES],
            total: 0.0,
        }
    }

    /// By the thresholds `x_k = eta + d_k`, of which each touches the categories on its two sides;
    /// `eta` moves all of them.
    fn graded(&mut self, eta: f64, answers: &[f64], total: f64) {
        let n = self.intercepts.len();
        self.total = total;
        (self.by_eta, self.eta_eta) = (0.0, 0.0);
        let mut above = 1.0; // S of the threshold before, 1 - S of this one
        let mut below = logistic(-eta - self.intercepts[0]);
        let mut chance = below;
        let mut share = 1.0;
        for k in 0..n {
            let here = logistic(eta + self.intercepts[k]);
            let next_below = match self.intercepts.get(k + 1) {
                Some(next) => logistic(-eta - next),
                None => 1.0,
            };
            let next_chance = here * next_below * self.shares[k];
            // d log P by x: of the category above this threshold, minus that of the one below.
            let up = below / (next_below * self.shares[k]);
            let down = here / (above * share);
            self.by_intercept[k] = answers[k + 1] * up - answers[k] * down;
            self.diagonal[k] = total * (next_chance * up * up + chance * down * down);
            if k + 1 < n {
                let next_here = logistic(eta + self.intercepts[k + 1]);
                self.beside[k] = -total * next_chance * up * (next_here / (here * self.shares[k]));
            }
            self.by_eta += self.by_intercept[k];
            (above, below, chance, share) = (here, next_below, next_chance, self.shares[k]);
        }
        for k in 0..n {
            let before = if k > 0 { self.beside[k - 1] } else { 0.0 };
            let after = if k + 1 < n { self.beside[k] } else { 0.0 };
            self.eta_intercept[k] = self.diagonal[k] + before + after;
            self.eta_eta += self.eta_intercept[k];
        }
    }

    fn partial_credit(&mut self, eta: f64, answers: &[f64], total: f64) {
        let mut chances = self.chances;
        let found = softmax(self.intercepts, eta, &mut chances);
        let score = |weights: &[f64]| -> f64 {
            weights.iter().enumerate().map(|(k, weight)| k as f64 * weight).sum()
        };
        let mean = score(found);
        self.total = total;
        self.by_eta = score(answers) - total * mean;
        self.eta_eta = 0.0;
        for (k, chance) in found.iter().enumerate() {
            let from_mean = k as f64 - mean;
            self.eta_eta += total * chance * from_mean * from_mean;
            if k > 0 {
                self.by_intercept[k - 1] = answers[k] - total * chance;
                self.eta_intercept[k - 1] = total * chance * from_mean;
                self.beside[k - 1] = *chance;
            }
        }
    }

    fn add_intercepts(&self, model: Model, first: usize, information: &mut DMatrix<f64>) {
        let n = self.intercepts.len();
        for k in 0..n {
            match model {
                Model::Graded => {
                    information[(first + k, first + k)] += self.diagonal[k];
                    if k + 1 < n {
                        information[(first + k + 1, first + k)] += self.beside[k];
                    }
                }
                Model::PartialCredit => {
                    let weight = self.total * self.beside[k];
                    information[(first + k, first + k)] += weight;
                    for other in 0..=k {
                        information[(first + k, first + other)] -= weight * self.beside[other];
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ETA: [f64; 3] = [-1.3, 0.2, 2.4];
    const COUNTS: [f64; 12] = [3.0, 1.0, 0.5, 2.0, 4.0, 1.0, 1.0, 2.5, 3.0, 0.2, 1.0, 5.0];

    fn log_likelihood(model: Model, slope: f64, intercepts: &[f64]) -> f64 {
        let eta: Vec<f64> = ETA.iter().map(|x| slope * x).collect();
        let mut table = vec![0.0; COUNTS.len()];
        probabilities(model, intercepts, &eta, &mut table);
        table.iter().zip(&COUNTS).map(|(p, n)| n * p.ln()).sum()
    }

    #[test]
    fn gradients_are_those_of_differences() {
        for (model, intercepts) in
            [(Model::Graded, [1.5, 0.1, -1.0]), (Model::PartialCredit, [0.4, 0.9, -0.6])]
        {
            let eta: Vec<f64> = ETA.iter().map(|x| 1.2 * x).collect();

            let found = derivatives(model, &intercepts, &[&ETA], &eta, &COUNTS);

            for (place, ours) in found.gradient.iter().enumerate() {
                let moved = |step: f64| {
                    let mut all = [1.2, intercepts[0], intercepts[1], intercepts[2]];
                    all[place] += step;
                    log_likelihood(model, all[0], &all[1..])
                };
                let difference = (moved(1e-5) - moved(-1e-5)) / 2e-5;
                assert!((ours - difference).abs() < 1e-7, "{model:?} {place}: {ours} {difference}");
            }
        }
    }

    #[test]
    fn information_is_the_expected_product_of_gradients() {
        for (model, intercepts) in
            [(Model::Graded, [1.5, 0.1, -1.0]), (Model::PartialCredit, [0.4, 0.9, -0.6])]
        {
            let mut chances = [0.0; 4];
            probabilities(model, &intercepts, &[0.7], &mut chances);

            let found = derivatives(model, &intercepts, &[&[0.5]], &[0.7], &chances);

            let mut expected = DMatrix::<f64>::zeros(4, 4);
            for k in 0..4 {
                let mut one = [0.0; 4];
                one[k] = 1.0;
                let g = derivatives(model, &intercepts, &[&[0.5]], &[0.7], &one).gradient;
                expected += DMatrix::from_fn(4, 4, |a, b| chances[k] * g[a] * g[b]);
            }
            assert!((found.information - expected).abs().max() < 1e-12);
        }
    }

    #[test]
    fn chances_sum_to_one_even_far_out() {
        for model in [Model::Graded, Model::PartialCredit] {
            let mut table = vec![0.0; 8];

            probabilities(model, &[1.0, 0.9, -800.0], &[-900.0, 900.0], &mut table);

            let sum = |node: usize| -> f64 { (0..4).map(|k| table[2 * k + node]).sum() };
            assert!((sum(0) - 1.0).abs() < 1e-12 && (sum(1) - 1.0).abs() < 1e-12, "{table:?}");
        }
    }
}
