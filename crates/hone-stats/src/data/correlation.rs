use nalgebra::DMatrix;
use rayon::prelude::*;

use crate::numeric::dot;
use crate::{Error, Scores};

impl Scores {
    /// Pearson correlations, each with means and variances of the rows that answered both items (as
    /// R's `cor(use = "pairwise")`).
    ///
    /// With gaps the matrix need not be positive definite. Refuses two items that fewer than two rows
    /// answered together, and an item that does not vary in rows shared with another.
    pub fn pairwise_correlation(&self) -> Result<DMatrix<f64>, Error> {
        let k = self.n_items();
        let means = self.means();
        let columns: Vec<Vec<f64>> = self
            .items()
            .enumerate()
            .map(|(item, column)| column.iter().map(|value| value - means[item]).collect())
            .collect();
        let is_complete = self.is_complete();
        let entries: Vec<f64> = (0..k * k)
            .into_par_iter()
            .map(|place| {
                let (a, b) = (place / k, place % k);
                if a < b { correlation((a, b), &columns, is_complete) } else { Ok(1.0) }
            })
            .collect::<Result<_, _>>()?;
        Ok(DMatrix::from_fn(k, k, |a, b| entries[a.min(b) * k + a.max(b)]))
    }
}

fn correlation(
    (a, b): (usize, usize),
    columns: &[Vec<f64>],
    is_complete: bool,
) -> Result<f64, Error> {
    let (x, y) = (&columns[a], &columns[b]);
    let (n, xx, xy, yy) = if is_complete {
        (x.len() as f64, dot(x, x), dot(x, y), dot(y, y))
    } else {
        shared_moments(x, y)
    };
    if n < 2.0 {
        return Err(Error::NeverTogether { item: a, other: b });
    }
    if xx <= 0.0 || yy <= 0.0 {
        return Err(Error::Constant { item: if xx <= 0.0 { a } else { b } });
    }
    Ok(xy / (xx * yy).sqrt())
}

/// How many rows have both, and their sums of squares and products about their means.
fn shared_moments(x: &[f64], y: &[f64]) -> (f64, f64, f64, f64) {
    let (mut n, mut sx, mut sy, mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
    for (x, y) in x.iter().zip(y) {
        if !(x + y).is_nan() {
            n += 1.0;
            sx += x;
            sy += y;
            xx += x * x;
            xy += x * y;
            yy += y * y;
        }
    }
    (n, xx - sx * sx / n, xy - sx * sy / n, yy - sy * sy / n)
}

#[cfg(test)]
mod tests {
    use super::*;

    // R 4.2.2: cor(cbind(c(1,2,4,NA,3), c(2,1,NA,5,7), c(1,1,2,3,5)), use = "pairwise").
    #[test]
    fn each_correlation_uses_the_rows_that_answered_both() {
        let gap = f64::NAN;
        let scores = Scores::new(vec![
            vec![1.0, 2.0, 4.0, gap, 3.0],
            vec![2.0, 1.0, gap, 5.0, 7.0],
            vec![1.0, 1.0, 2.0, 3.0, 5.0],
        ])
        .unwrap();

        let found = scores.pairwise_correlation().unwrap();

        assert!((found[(0, 1)] - 0.777_713_771_047_818_91).abs() < 1e-14);
        assert!((found[(2, 0)] - 0.477_396_037_629_331_47).abs() < 1e-14);
        assert!((found[(1, 2)] - 0.979_816_288_923_571_64).abs() < 1e-14);
    }
}
