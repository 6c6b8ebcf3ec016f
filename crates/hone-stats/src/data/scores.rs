use nalgebra::{DMatrix, DVector};

use crate::Error;
use crate::numeric::dot;

/// Answers as numbers, a column per item, `NaN` where nothing was answered.
///
/// At least one item and one row; all columns are of one length and nothing is infinite.
#[derive(Debug, Clone, PartialEq)]
pub struct Scores {
    columns: Vec<Vec<f64>>,
}

impl Scores {
    /// Takes the columns, one per item.
    pub fn new(columns: Vec<Vec<f64>>) -> Result<Self, Error> {
        let Some(first) = columns.first() else { return Err(Error::NoItems) };
        if first.is_empty() {
            return Err(Error::NoRows);
        }
        for (item, column) in columns.iter().enumerate() {
            if column.len() != first.len() {
                return Err(Error::Ragged { item });
            }
            if let Some(row) = column.iter().position(|value| value.is_infinite()) {
                return Err(Error::Infinite { item, row });
            }
        }
        Ok(Self { columns })
    }

    /// How many rows there are, with and without gaps.
    pub fn n_rows(&self) -> usize {
        self.columns[0].len()
    }

    /// How many items there are.
    pub fn n_items(&self) -> usize {
        self.columns.len()
    }

    /// The answers to one item, in the order of the rows.
    pub fn item(&self, item: usize) -> &[f64] {
        &self.columns[item]
    }

    /// The answers to all items.
    pub fn items(&self) -> impl ExactSizeIterator<Item = &[f64]> {
        self.columns.iter().map(Vec::as_slice)
    }

    /// The rows in which every item was answered.
    pub fn complete_rows(&self) -> Vec<usize> {
        let is_complete = |row: &usize| self.columns.iter().all(|column| !column[*row].is_nan());
        (0..self.n_rows()).filter(is_complete).collect()
    }

    /// Whether nothing is missing.
    pub fn is_complete(&self) -> bool {
        self.columns.iter().all(|column| column.iter().all(|value| !value.is_nan()))
    }

    /// Some of the rows, in the given order. A row may come more than once.
    pub fn rows(&self, rows: &[usize]) -> Result<Self, Error> {
        let pick = |column: &Vec<f64>| rows.iter().map(|row| column[*row]).collect();
        Self::new(self.columns.iter().map(pick).collect())
    }

    /// The rows in which every item was answered (listwise deletion).
    pub fn complete(&self) -> Result<Self, Error> {
        if self.is_complete() { Ok(self.clone()) } else { self.rows(&self.complete_rows()) }
    }

    /// The mean of what each row answered; `NaN` for a row that answered nothing.
    pub fn row_means(&self) -> Vec<f64> {
        let mut sums = vec![0.0; self.n_rows()];
        let mut counts = vec![0_u32; self.n_rows()];
        for column in &self.columns {
            for (row, value) in column.iter().enumerate().filter(|(_, value)| !value.is_nan()) {
                sums[row] += value;
                counts[row] += 1;
            }
        }
        sums.iter().zip(&counts).map(|(sum, count)| sum / f64::from(*count)).collect()
    }

    /// Mean of each item over the rows that answered it; `NaN` where nobody did.
    pub fn means(&self) -> DVector<f64> {
        DVector::from_iterator(self.n_items(), self.items().map(mean))
    }

    /// Covariances with `n - 1`, of the complete rows. At least two complete rows.
    pub fn covariance(&self) -> Result<DMatrix<f64>, Error> {
        let complete = self.complete()?;
        let n = complete.n_rows();
        if n < 2 {
            return Err(Error::TooFewRows { found: n, needed: 2 });
        }
        let centred: Vec<Vec<f64>> = complete
            .items()
            .map(|column| {
                let centre = mean(column);
                column.iter().map(|value| value - centre).collect()
            })
            .collect();
        let k = self.n_items();
        let mut covariance = DMatrix::zeros(k, k);
        for a in 0..k {
            for b in a..k {
                covariance[(a, b)] = dot(&centred[a], &centred[b]) / (n - 1) as f64;
                covariance[(b, a)] = covariance[(a, b)];
            }
        }
        Ok(covariance)
    }
}

fn mean(column: &[f64]) -> f64 {
    let answered = || column.iter().filter(|value| !value.is_nan());
    answered().sum::<f64>() / answered().count() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_different_lengths_and_infinite_answers_are_refused() {
        let ragged = Scores::new(vec![vec![1.0, 2.0], vec![1.0]]);
        let infinite = Scores::new(vec![vec![1.0, f64::INFINITY]]);

        assert_eq!(ragged, Err(Error::Ragged { item: 1 }));
        assert_eq!(infinite, Err(Error::Infinite { item: 0, row: 1 }));
        assert_eq!(Scores::new(vec![]), Err(Error::NoItems));
        assert_eq!(Scores::new(vec![vec![]]), Err(Error::NoRows));
    }

    #[test]
    fn a_gap_leaves_its_row_out_of_covariances_only() {
        let scores =
            Scores::new(vec![vec![1.0, 2.0, 3.0, 9.0], vec![2.0, 4.0, 6.0, f64::NAN]]).unwrap();

        let covariance = scores.covariance().unwrap();

        assert_eq!(scores.complete_rows(), [0, 1, 2]);
        assert!((covariance[(0, 1)] - 2.0).abs() < 1e-12);
        assert_eq!(scores.row_means(), [1.5, 3.0, 4.5, 9.0]);
    }
}
