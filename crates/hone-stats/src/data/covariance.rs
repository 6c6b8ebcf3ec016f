use nalgebra::DMatrix;
use rayon::prelude::*;

use crate::numeric::{count_answered, dot, sum_answered};
use crate::{Error, Scores};

/// Covariances with `n - 1`, each of the rows that answered both items (as R's
/// `cov(use = "pairwise")`).
///
/// With gaps the matrix need not be positive definite.
#[derive(Debug, Clone, PartialEq)]
pub struct PairwiseCovariance {
    /// Items by items.
    pub covariance: DMatrix<f64>,
    /// How many rows answered both items.
    pub n: DMatrix<usize>,
}

impl Scores {
    /// Covariances of what is there. Refuses two items that fewer than two rows answered together.
    pub fn pairwise_covariance(&self) -> Result<PairwiseCovariance, Error> {
        let k = self.n_items();
        let columns: Vec<Centred> = self.items().map(Centred::of).collect();
        let entries: Vec<Vec<(f64, usize)>> = (0..k)
            .into_par_iter()
            .map(|a| (a..k).map(|b| columns[a].with(&columns[b])).collect())
            .collect();
        let mut found =
            PairwiseCovariance { covariance: DMatrix::zeros(k, k), n: DMatrix::zeros(k, k) };
        for (a, row) in entries.iter().enumerate() {
            for (offset, (covariance, n)) in row.iter().enumerate() {
                let b = a + offset;
                if *n < 2 {
                    return Err(Error::NeverTogether { item: a, other: b });
                }
                for at in [(a, b), (b, a)] {
                    found.covariance[at] = *covariance;
                    found.n[at] = *n;
                }
            }
        }
        Ok(found)
    }
}

/// Deviations from the mean of what was answered, and 0 in gaps; `answered` is 1 or 0, and empty
/// where nothing is missing.
struct Centred {
    deviations: Vec<f64>,
    answered: Vec<f64>,
}

impl Centred {
    fn of(column: &[f64]) -> Self {
        let n = count_answered(column);
        let mean = sum_answered(column) / n as f64;
        if n == column.len() {
            let deviations = column.iter().map(|value| value - mean).collect();
            return Self { deviations, answered: Vec::new() };
        }
        let deviation = |value: &f64| if value.is_nan() { 0.0 } else { value - mean };
        let is_there = |value: &f64| if value.is_nan() { 0.0 } else { 1.0 };
        Self {
            deviations: column.iter().map(deviation).collect(),
            answered: column.iter().map(is_there).collect(),
        }
    }

    fn with(&self, other: &Self) -> (f64, usize) {
        let product = dot(&self.deviations, &other.deviations);
        if self.answered.is_empty() && other.answered.is_empty() {
            let n = self.deviations.len();
            return (product / (n as f64 - 1.0), n);
        }
        let n = match (self.answered.as_slice(), other.answered.as_slice()) {
            ([], there) | (there, []) => dot(there, there),
            (a, b) => dot(a, b),
        };
        let correction = self.sum_where(other) * other.sum_where(self) / n;
        ((product - correction) / (n - 1.0), whole(n))
    }

    /// Sum of the deviations in the rows that answered the other.
    fn sum_where(&self, other: &Self) -> f64 {
        if other.answered.is_empty() { 0.0 } else { dot(&self.deviations, &other.answered) }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count of rows is exact in a float"
)]
fn whole(count: f64) -> usize {
    count as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    // R 4.2.2: cov(cbind(c(1,2,4,NA,3), c(2,1,NA,5,7), c(1,1,2,3,5)), use = "pairwise").
    #[test]
    fn each_covariance_uses_the_rows_that_answered_both() {
        let gap = f64::NAN;
        let scores = Scores::new(vec![
            vec![1.0, 2.0, 4.0, gap, 3.0],
            vec![2.0, 1.0, gap, 5.0, 7.0],
            vec![1.0, 1.0, 2.0, 3.0, 5.0],
        ])
        .unwrap();

        let found = scores.pairwise_covariance().unwrap();

        let expected =
            [5.0 / 3.0, 2.5, 7.0 / 6.0, 2.5, 91.0 / 12.0, 31.0 / 6.0, 7.0 / 6.0, 31.0 / 6.0, 2.8];
        for (ours, reference) in found.covariance.iter().zip(expected) {
            assert!((ours - reference).abs() < 1e-14, "{ours} for {reference}");
        }
        assert_eq!(found.n.as_slice(), [4, 3, 4, 3, 4, 4, 4, 4, 5]);
    }

    #[test]
    fn items_that_nobody_answered_together_are_named() {
        let gap = f64::NAN;
        let scores = Scores::new(vec![vec![1.0, 2.0, gap, gap], vec![gap, 4.0, 5.0, 6.0]]).unwrap();

        let found = scores.pairwise_covariance();

        assert_eq!(found, Err(Error::NeverTogether { item: 0, other: 1 }));
    }
}
