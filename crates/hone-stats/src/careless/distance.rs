use nalgebra::{Cholesky, DMatrix, Dyn};
use rayon::prelude::*;

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
    let kept = Scores::new(varying.iter().map(|item| scores.item(*item).to_vec()).collect())?;
    let covariance = kept.pairwise_covariance()?.covariance;
    let whole = Whitening::of(&covariance, (0..kept.n_items()).collect());
    let means: Vec<f64> =
        kept.items().map(|column| sum_answered(column) / count_answered(column) as f64).collect();
    let starts: Vec<usize> = (0..kept.n_rows()).step_by(256).collect();
    Ok(starts
        .into_par_iter()
        .flat_map_iter(|start| {
            let end = (start + 256).min(kept.n_rows());
            let mut row_of = RowOf { scores: &kept, means: &means, deviations: Vec::new() };
            let (whole, covariance) = (&whole, &covariance);
            (start..end).map(move |row| row_of.distance(row, whole.as_ref(), covariance))
        })
        .collect())
}

fn varies(column: &[f64]) -> bool {
    let mut answered = column.iter().filter(|value| !value.is_nan());
    answered.next().is_some_and(|first| answered.any(|value| value != first))
}

/// Turns deviations into independent ones of variance 1: the inverse of a Cholesky factor, by rows.
struct Whitening {
    items: Vec<usize>,
    rows: Vec<f64>,
}

impl Whitening {
    fn of(covariance: &DMatrix<f64>, items: Vec<usize>) -> Option<Self> {
        let k = items.len();
        let part = DMatrix::from_fn(k, k, |a, b| covariance[(items[a], items[b])]);
        let factor: Cholesky<f64, Dyn> = part.cholesky()?;
        let mut inverse = DMatrix::identity(k, k);
        factor.l_dirty().solve_lower_triangular_mut(&mut inverse);
        Some(Self { items, rows: inverse.transpose().as_slice().to_vec() })
    }

    fn square(&self, deviations: &[f64]) -> f64 {
        let k = deviations.len();
        self.rows
            .chunks_exact(k)
            .enumerate()
            .map(|(row, weights)| {
                crate::numeric::dot(&weights[..=row], &deviations[..=row]).powi(2)
            })
            .sum()
    }
}

struct RowOf<'a> {
    scores: &'a Scores,
    means: &'a [f64],
    deviations: Vec<f64>,
}

impl RowOf<'_> {
    fn distance(
        &mut self,
        row: usize,
        whole: Option<&Whitening>,
        covariance: &DMatrix<f64>,
    ) -> Option<Distance> {
        let answered = |item: &usize| !self.scores.item(*item)[row].is_nan();
        let df = (0..self.scores.n_items()).filter(answered).count();
        let part;
        let whitening = if df == self.scores.n_items() {
            whole?
        } else {
            part =
                Whitening::of(covariance, (0..self.scores.n_items()).filter(answered).collect())?;
            &part
        };
        if df == 0 {
            return None;
        }
        let deviation = |item: &usize| self.scores.item(*item)[row] - self.means[*item];
        self.deviations.clear();
        self.deviations.extend(whitening.items.iter().map(deviation));
        let d2 = whitening.square(&self.deviations);
        Some(Distance { d2, df, p: chi_square_above(d2, df as f64) })
    }
}
