use crate::numeric::{normal_density, normal_quantile};

/// What the answers to one item say about its thresholds.
pub(super) struct Margin {
    pub(super) thresholds: Vec<f64>,
    /// Share of the answers below each threshold.
    pub(super) below: Vec<f64>,
    /// Normal density at each threshold.
    pub(super) density: Vec<f64>,
    /// Answers to the item.
    n: f64,
}

impl Margin {
    /// Takes how often each category was chosen, of which each was.
    pub(super) fn new(counts: &[u32]) -> Self {
        let n: f64 = counts.iter().copied().map(f64::from).sum();
        let mut sum = 0.0;
        let below: Vec<f64> = counts[..counts.len() - 1]
            .iter()
            .map(|count| {
                sum += f64::from(*count);
                sum / n
            })
            .collect();
        let thresholds: Vec<f64> = below.iter().map(|share| normal_quantile(*share)).collect();
        let density = thresholds.iter().map(|threshold| normal_density(*threshold)).collect();
        Self { thresholds, below, density, n }
    }

    pub(super) fn n_categories(&self) -> usize {
        self.thresholds.len() + 1
    }

    /// How much an answer with each code moves each threshold: `n / n_item` times
    /// `(1 if the code is below the threshold else 0 - share below) / density`, by threshold, then
    /// code. A missing answer, the last code, moves nothing.
    pub(super) fn influence(&self, n: usize) -> Vec<Vec<f64>> {
        let n_categories = self.n_categories();
        let scale = n as f64 / self.n;
        (0..self.thresholds.len())
            .map(|threshold| {
                let of_code = |code: usize| {
                    let is_below = if code <= threshold { 1.0 } else { 0.0 };
                    scale * (is_below - self.below[threshold]) / self.density[threshold]
                };
                (0..n_categories).map(of_code).chain([0.0]).collect()
            })
            .collect()
    }
}
