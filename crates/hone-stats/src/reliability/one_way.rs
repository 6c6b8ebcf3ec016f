use crate::numeric::dot;
use crate::{Fit, Groups};

/// A variable in groups, as far as the analysis of variance needs it. Groups without a value are
/// left out.
pub(crate) struct OneWay {
    sizes: Vec<f64>,
    means: Vec<f64>,
    square_within: f64,
}

/// Variances and intraclass correlations by restricted maximum likelihood.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reml {
    /// `ICC(1)`: the share of the variance that lies between groups; not below 0.
    pub icc1: f64,
    /// `ICC(2)`: Spearman and Brown's of `icc1`, with the arithmetic mean of group sizes.
    pub icc2: f64,
    /// Variance between groups.
    pub between: f64,
    /// Variance within groups.
    pub within: f64,
    /// How the iteration ended; its residual is the slope of the criterion by the ratio of
    /// variances.
    pub fit: Fit,
}

impl OneWay {
    pub(super) fn of(values: &[f64], groups: &Groups) -> Self {
        let mut sizes = vec![0.0; groups.n_groups()];
        let mut sums = vec![0.0; groups.n_groups()];
        for (value, group) in values.iter().zip(groups.of()).filter(|(value, _)| !value.is_nan()) {
            sizes[*group as usize] += 1.0;
            sums[*group as usize] += value;
        }
        let means: Vec<f64> = sums.iter().zip(&sizes).map(|(sum, size)| sum / size).collect();
        let deviations: Vec<f64> = values
            .iter()
            .zip(groups.of())
            .map(|(value, group)| value - means[*group as usize])
            .map(|deviation| if deviation.is_nan() { 0.0 } else { deviation })
            .collect();
        Self {
            square_within: dot(&deviations, &deviations),
            sizes: sizes.into_iter().filter(|size| *size > 0.0).collect(),
            means: means.into_iter().filter(|mean| !mean.is_nan()).collect(),
        }
    }

    /// From sums that were taken as the rows passed: of the values and of their squares, both of the
    /// distance from any one value.
    pub(crate) fn from_sums(sizes: &[f64], sums: &[f64], squares: f64) -> Self {
        let there = || sizes.iter().zip(sums).filter(|(size, _)| **size > 0.0);
        let explained: f64 = there().map(|(size, sum)| sum * sum / size).sum();
        Self {
            square_within: (squares - explained).max(0.0),
            sizes: there().map(|(size, _)| *size).collect(),
            means: there().map(|(size, sum)| sum / size).collect(),
        }
    }

    pub(super) fn n_groups(&self) -> usize {
        self.sizes.len()
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a count of rows is exact in a float"
    )]
    pub(super) fn n(&self) -> usize {
        self.sizes.iter().sum::<f64>() as usize
    }

    pub(super) fn mean_square_between(&self) -> f64 {
        let n: f64 = self.sizes.iter().sum();
        let mean = dot(&self.sizes, &self.means) / n;
        let square = |(size, of_group): (&f64, &f64)| size * (of_group - mean).powi(2);
        self.sizes.iter().zip(&self.means).map(square).sum::<f64>() / (self.n_groups() - 1) as f64
    }

    /// Mean square within groups.
    pub(super) fn within_square(&self) -> f64 {
        self.square_within / (self.n() - self.n_groups()) as f64
    }

    pub(super) fn n0(&self) -> f64 {
        let n: f64 = self.sizes.iter().sum();
        (n - dot(&self.sizes, &self.sizes) / n) / (self.n_groups() - 1) as f64
    }

    pub(super) fn harmonic_size(&self) -> f64 {
        self.n_groups() as f64 / self.sizes.iter().map(|size| 1.0 / size).sum::<f64>()
    }

    /// Of unweighted means.
    pub(super) fn variance_of_means(&self) -> f64 {
        let count = self.n_groups() as f64;
        let mean = self.means.iter().sum::<f64>() / count;
        self.means.iter().map(|of_group| (of_group - mean).powi(2)).sum::<f64>() / (count - 1.0)
    }

    /// The ratio of variances at which the slope of the profiled criterion vanishes, by regula falsi
    /// (Illinois); 0 where it only rises.
    pub(super) fn reml(&self) -> Reml {
        let (mut low, mut high) = (0.0, 1.0);
        let mut at_low = self.slope(low);
        if at_low >= 0.0 || self.square_within <= 0.0 {
            let all = if self.square_within > 0.0 { 0.0 } else { f64::INFINITY };
            return self.at(all, Fit { converged: true, iterations: 0, residual: 0.0 });
        }
        let mut at_high = self.slope(high);
        while at_high < 0.0 && high < 1e15 {
            (low, at_low) = (high, at_high);
            high *= 4.0;
            at_high = self.slope(high);
        }
        let mut fit = Fit { converged: false, iterations: 0, residual: f64::INFINITY };
        let mut ratio = high;
        while fit.iterations < 200 && !fit.converged {
            let next = (low * at_high - high * at_low) / (at_high - at_low);
            fit.iterations += 1;
            fit.converged = (next - ratio).abs() <= 1e-13 * next.abs() || next <= low;
            ratio = next;
            let slope = self.slope(ratio);
            fit.residual = slope.abs();
            if slope < 0.0 {
                (low, at_low) = (ratio, slope);
                at_high *= 0.5;
            } else {
                (high, at_high) = (ratio, slope);
                at_low *= 0.5;
            }
        }
        self.at(ratio, fit)
    }

    fn at(&self, ratio: f64, fit: Fit) -> Reml {
        let n: f64 = self.sizes.iter().sum();
        let size = n / self.n_groups() as f64;
        if ratio.is_infinite() {
            let between = self.variance_of_means();
            return Reml { icc1: 1.0, icc2: 1.0, between, within: 0.0, fit };
        }
        let within = self.weighted(ratio).square / (n - 1.0);
        let icc1 = ratio / (1.0 + ratio);
        let icc2 = size * icc1 / (1.0 + (size - 1.0) * icc1);
        Reml { icc1, icc2, between: ratio * within, within, fit }
    }

    /// Derivative by the ratio of `(n - 1) ln(square) + sum ln(1 + size ratio) + ln(sum of weights)`,
    /// which is -2 times the restricted log-likelihood, the variance within profiled out.
    fn slope(&self, ratio: f64) -> f64 {
        let n: f64 = self.sizes.iter().sum();
        let found = self.weighted(ratio);
        -(n - 1.0) * found.steepness / found.square + found.weights
            - found.square_weights / found.weights
    }

    fn weighted(&self, ratio: f64) -> Weighted {
        let (mut weights, mut square_weights, mut sum) = (0.0, 0.0, 0.0);
        for (size, mean) in self.sizes.iter().zip(&self.means) {
            let weight = size / (1.0 + size * ratio);
            weights += weight;
            square_weights += weight * weight;
            sum += weight * mean;
        }
        let centre = sum / weights;
        let (mut square, mut steepness) = (self.square_within, 0.0);
        for (size, mean) in self.sizes.iter().zip(&self.means) {
            let weight = size / (1.0 + size * ratio);
            let part = weight * (mean - centre).powi(2);
            square += part;
            steepness += weight * part;
        }
        Weighted { weights, square_weights, square, steepness }
    }
}

/// Sums over groups that weigh `size / (1 + size ratio)`.
struct Weighted {
    weights: f64,
    square_weights: f64,
    /// Of residuals.
    square: f64,
    /// How fast `square` falls with the ratio.
    steepness: f64,
}
