use std::ops::Range;

use nalgebra::DMatrix;
use rayon::prelude::*;

use crate::numeric::{count_answered, sum_answered};
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

/// Rows that are multiplied while they are in the cache.
const BLOCK: usize = 1024;

/// Rows that one thread takes; sums are added in their order, so threads change no result.
const SPAN: usize = 4 * BLOCK;

impl Scores {
    /// Covariances of what is there. Refuses two items that fewer than two rows answered together.
    ///
    /// In one pass over blocks of rows, with deviations from the means of what was answered.
    pub fn pairwise_covariance(&self) -> Result<PairwiseCovariance, Error> {
        let k = self.n_items();
        let means: Vec<f64> =
            self.items().map(|item| sum_answered(item) / count_answered(item) as f64).collect();
        let has_gaps = !self.is_complete();
        let starts: Vec<usize> = (0..self.n_rows()).step_by(SPAN).collect();
        let of_span = |start: &usize| {
            let mut sums = Sums::new(k, has_gaps);
            let end = (start + SPAN).min(self.n_rows());
            for begin in (*start..end).step_by(BLOCK) {
                sums.add(self, &means, begin, (begin + BLOCK).min(end));
            }
            sums
        };
        let spans: Vec<Sums> = starts.par_iter().map(of_span).collect();
        let mut all = Sums::new(k, has_gaps);
        for span in &spans {
            all.join(span);
        }
        all.covariance(self.n_rows())
    }
}

/// Sums over rows for each two items, items by items.
struct Sums {
    /// Of products of deviations.
    products: DMatrix<f64>,
    /// Of deviations of the first where the second was answered.
    deviations: DMatrix<f64>,
    /// Rows that answered both.
    counts: DMatrix<f64>,
}

impl Sums {
    fn new(k: usize, has_gaps: bool) -> Self {
        let gaps = if has_gaps { k } else { 0 };
        Self {
            products: DMatrix::zeros(k, k),
            deviations: DMatrix::zeros(gaps, gaps),
            counts: DMatrix::zeros(gaps, gaps),
        }
    }

    fn has_gaps(&self) -> bool {
        !self.counts.is_empty()
    }

    fn add(&mut self, scores: &Scores, means: &[f64], begin: usize, end: usize) {
        let block = matrix(scores, begin..end, means, |value, mean| value - mean);
        let across = block.transpose();
        self.products.gemm(1.0, &across, &block, 1.0);
        if self.has_gaps() {
            let answered = matrix(scores, begin..end, means, |_, _| 1.0);
            self.counts.gemm(1.0, &answered.transpose(), &answered, 1.0);
            self.deviations.gemm(1.0, &across, &answered, 1.0);
        }
    }

    fn join(&mut self, other: &Self) {
        self.products += &other.products;
        self.deviations += &other.deviations;
        self.counts += &other.counts;
    }

    fn covariance(&self, n_rows: usize) -> Result<PairwiseCovariance, Error> {
        let k = self.products.ncols();
        let mut found =
            PairwiseCovariance { covariance: DMatrix::zeros(k, k), n: DMatrix::zeros(k, k) };
        for a in 0..k {
            for b in a..k {
                let (there, back) = ((a, b), (b, a));
                let (n, correction) = if self.has_gaps() {
                    let n = self.counts[there];
                    (n, self.deviations[there] * self.deviations[back] / n)
                } else {
                    (n_rows as f64, 0.0)
                };
                if n < 2.0 {
                    return Err(Error::NeverTogether { item: a, other: b });
                }
                for at in [(a, b), (b, a)] {
                    found.covariance[at] = (self.products[there] - correction) / (n - 1.0);
                    found.n[at] = whole(n);
                }
            }
        }
        Ok(found)
    }
}

/// Of each answer in some rows something that it and the mean of its item make, and 0 for a gap.
fn matrix(
    scores: &Scores,
    rows: Range<usize>,
    means: &[f64],
    cell: impl Fn(f64, f64) -> f64,
) -> DMatrix<f64> {
    let mut values = Vec::with_capacity(rows.len() * means.len());
    for (column, mean) in scores.items().zip(means) {
        let of = |value: &f64| if value.is_nan() { 0.0 } else { cell(*value, *mean) };
        values.extend(column[rows.clone()].iter().map(of));
    }
    DMatrix::from_vec(rows.len(), means.len(), values)
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
