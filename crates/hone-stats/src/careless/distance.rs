use std::ops::Range;

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

use super::patterns::by_rows;
use crate::numeric::{chi_square_above, count_answered, sum_answered};
use crate::{Error, Scores};

/// How unusual the answers of a row are together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Distance {
    /// Mahalanobis distance from the means, squared.
    pub d2: f64,
    /// How many items were answered: its degrees of freedom.
    pub df: usize,
    /// Chance of a distance as large, if answers were normal.
    pub p: f64,
}

/// Mahalanobis distance of each row (Mahalanobis 1936), squared: of the answered items, with pairwise
/// covariances. `None` for a row without answers, or whose items' covariance is not positive definite.
///
/// `d' S^-1 d`, and its chance from chi-square with as many degrees of freedom as items were
/// answered. Answers are not normal, so far more rows than that chance says lie far out: it orders
/// rows and proves nothing. Items that do not vary are left out.
///
/// Checked against R `psych::outlier` 2.2.9 for complete rows. For rows with gaps that sets what is
/// missing to the mean, which makes them look usual; here only answered items count.
pub fn distances(scores: &Scores) -> Result<Vec<Option<Distance>>, Error> {
    let varying: Vec<usize> =
        (0..scores.n_items()).filter(|item| varies(scores.item(*item))).collect();
    if varying.is_empty() {
        return Err(Error::NoVariance);
    }
    let kept;
    let scores = if varying.len() == scores.n_items() {
        scores
    } else {
        kept = Scores::new(varying.iter().map(|item| scores.item(*item).to_vec()).collect())?;
        &kept
    };
    let covariance = scores.pairwise_covariance()?.covariance;
    let whole = whitening(&covariance);
    let means: Vec<f64> =
        scores.items().map(|column| sum_answered(column) / count_answered(column) as f64).collect();
    let around = Around { scores, means, covariance, whole };
    Ok(by_rows(scores.n_rows(), |rows| around.distances(rows)))
}

fn varies(column: &[f64]) -> bool {
    let mut answered = column.iter().filter(|value| !value.is_nan());
    answered.next().is_some_and(|first| answered.any(|value| value != first))
}

/// Turns rows of deviations into independent ones of variance 1, from the right.
fn whitening(covariance: &DMatrix<f64>) -> Option<DMatrix<f64>> {
    let factor: Cholesky<f64, Dyn> = covariance.clone().cholesky()?;
    let k = covariance.nrows();
    let mut inverse = DMatrix::identity(k, k);
    factor.l_dirty().solve_lower_triangular_mut(&mut inverse);
    Some(inverse.transpose())
}

/// The middle from which distances are taken, and their unit.
struct Around<'a> {
    scores: &'a Scores,
    means: Vec<f64>,
    covariance: DMatrix<f64>,
    /// For rows without gaps.
    whole: Option<DMatrix<f64>>,
}

impl Around<'_> {
    /// Rows without gaps all at once; the others one by one.
    fn distances(&self, rows: Range<usize>) -> Vec<Option<Distance>> {
        let k = self.scores.n_items();
        let mut n_answered = vec![0_usize; rows.len()];
        let mut deviations = Vec::with_capacity(rows.len() * k);
        for (column, mean) in self.scores.items().zip(&self.means) {
            let part = &column[rows.clone()];
            for (count, value) in n_answered.iter_mut().zip(part) {
                *count += usize::from(!value.is_nan());
            }
            deviations.extend(part.iter().map(|value| value - mean));
        }
        let deviations = DMatrix::from_vec(rows.len(), k, deviations);
        let whole = self.whole.as_ref().map(|whole| squares(&deviations, whole));
        n_answered
            .into_iter()
            .enumerate()
            .map(|(row, df)| {
                let d2 = if df == k {
                    whole.as_ref()?[row]
                } else {
                    self.square_of_answered(&deviations.row(row).transpose())?
                };
                Some(Distance { d2, df, p: chi_square_above(d2, df as f64) })
            })
            .collect()
    }

    fn square_of_answered(&self, deviations: &DVector<f64>) -> Option<f64> {
        let items: Vec<usize> =
            (0..deviations.len()).filter(|item| !deviations[*item].is_nan()).collect();
        if items.is_empty() {
            return None;
        }
        let k = items.len();
        let part = DMatrix::from_fn(k, k, |a, b| self.covariance[(items[a], items[b])]);
        let deviations = DMatrix::from_fn(1, k, |_, item| deviations[items[item]]);
        Some(squares(&deviations, &whitening(&part)?)[0])
    }
}

/// Squared length of each row after whitening; `NaN` for a row with a gap.
fn squares(deviations: &DMatrix<f64>, whitening: &DMatrix<f64>) -> Vec<f64> {
    let white = deviations * whitening;
    let mut squares = vec![0.0; white.nrows()];
    for column in white.column_iter() {
        for (square, value) in squares.iter_mut().zip(column.as_slice()) {
            *square += value * value;
        }
    }
    squares
}
