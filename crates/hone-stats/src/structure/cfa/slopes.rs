use nalgebra::{DMatrix, DVector};

/// Derivatives of statistics by estimates, statistics by estimates: a matrix that is nearly empty,
/// since a threshold moves with one estimate and a correlation with few.
pub(super) struct Slopes {
    /// Where the entries of each statistic begin, and where the last end.
    starts: Vec<usize>,
    /// The estimate and the derivative; what has the same place adds up.
    entries: Vec<(usize, f64)>,
    n_free: usize,
}

impl Slopes {
    /// Takes statistic, estimate and derivative of each entry.
    pub(super) fn new(n_values: usize, n_free: usize, entries: &[(usize, usize, f64)]) -> Self {
        let mut starts = vec![0; n_values + 1];
        for (value, _, _) in entries {
            starts[value + 1] += 1;
        }
        for value in 0..n_values {
            starts[value + 1] += starts[value];
        }
        let mut next = starts.clone();
        let mut by_value = vec![(0, 0.0); entries.len()];
        for (value, free, slope) in entries {
            by_value[next[*value]] = (*free, *slope);
            next[*value] += 1;
        }
        Self { starts, entries: by_value, n_free }
    }

    pub(super) fn n_values(&self) -> usize {
        self.starts.len() - 1
    }

    fn of(&self, value: usize) -> &[(usize, f64)] {
        &self.entries[self.starts[value]..self.starts[value + 1]]
    }

    /// Some of the statistics, and of the estimates those that move them, renumbered; with their
    /// former numbers.
    pub(super) fn from(&self, first: usize) -> (Self, Vec<usize>) {
        let kept = &self.entries[self.starts[first]..];
        let mut free: Vec<usize> = kept.iter().map(|(free, _)| *free).collect();
        free.sort_unstable();
        free.dedup();
        let number = |former: usize| free.partition_point(|other| *other < former);
        let entries = kept.iter().map(|(free, slope)| (number(*free), *slope)).collect();
        let starts = self.starts[first..].iter().map(|start| start - self.starts[first]).collect();
        (Self { starts, entries, n_free: free.len() }, free)
    }

    /// The whole matrix.
    pub(super) fn dense(&self) -> DMatrix<f64> {
        let mut dense = DMatrix::zeros(self.n_values(), self.n_free);
        for value in 0..self.n_values() {
            for (free, slope) in self.of(value) {
                dense[(value, *free)] += slope;
            }
        }
        dense
    }

    /// Adds `scale D' x`.
    pub(super) fn add_to_gradient(&self, scale: f64, x: &DVector<f64>, into: &mut DVector<f64>) {
        for (value, x) in x.iter().enumerate() {
            for (free, slope) in self.of(value) {
                into[*free] += scale * x * slope;
            }
        }
    }

    /// Adds `scale D' W D`, with the diagonal of `W`.
    pub(super) fn add_square(&self, scale: f64, weights: &DVector<f64>, into: &mut DMatrix<f64>) {
        for (value, weight) in weights.iter().enumerate() {
            let of = self.of(value);
            for (b, slope) in of {
                let weighted = scale * weight * slope;
                for (a, other) in of {
                    into[(*a, *b)] += weighted * other;
                }
            }
        }
    }

    /// `matrix W D`, with the diagonal of `W`.
    pub(super) fn after(&self, matrix: &DMatrix<f64>, weights: &DVector<f64>) -> DMatrix<f64> {
        let mut product = DMatrix::zeros(matrix.nrows(), self.n_free);
        for (value, weight) in weights.iter().enumerate() {
            for (free, slope) in self.of(value) {
                product.column_mut(*free).axpy(weight * slope, &matrix.column(value), 1.0);
            }
        }
        product
    }

    /// Adds `scale D' W matrix`, with the diagonal of `W`.
    pub(super) fn add_before(
        &self,
        scale: f64,
        weights: &DVector<f64>,
        matrix: &DMatrix<f64>,
        into: &mut DMatrix<f64>,
    ) {
        for (from, mut to) in matrix.column_iter().zip(into.column_iter_mut()) {
            for (value, weight) in weights.iter().enumerate() {
                let weighted = scale * weight * from[value];
                for (free, slope) in self.of(value) {
                    to[*free] += weighted * slope;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_those_of_the_whole_matrix() {
        let entries = [(2, 0, 0.5), (0, 1, 2.0), (2, 3, -1.0), (1, 0, 3.0), (2, 0, 0.25)];
        let slopes = Slopes::new(3, 4, &entries);
        let weights = DVector::from_column_slice(&[1.0, 0.5, 2.0]);
        let matrix = DMatrix::from_fn(3, 3, |a, b| (a * 3 + b) as f64);

        let dense = slopes.dense();
        let (mut square, mut before) = (DMatrix::zeros(4, 4), DMatrix::zeros(4, 3));
        slopes.add_square(2.0, &weights, &mut square);
        slopes.add_before(2.0, &weights, &matrix, &mut before);
        let (last, kept) = slopes.from(2);

        let weighted = DMatrix::from_diagonal(&weights) * &dense;
        assert_eq!(dense[(2, 0)], 0.75);
        assert!((square - 2.0 * dense.transpose() * &weighted).amax() < 1e-14);
        assert!((before - 2.0 * weighted.transpose() * &matrix).amax() < 1e-14);
        assert!((slopes.after(&matrix, &weights) - &matrix * &weighted).amax() < 1e-14);
        assert_eq!(
            (kept, last.dense()),
            (vec![0, 3], DMatrix::from_row_slice(1, 2, &[0.75, -1.0]))
        );
    }
}
