use nalgebra::{DMatrix, DVector};

/// The triangular factor of a symmetric, positive definite matrix (Cholesky's).
///
/// Faster than nalgebra's where the matrix is large or has many zeros: those are skipped, and the
/// inverse is made of one triangle and one product by blocks.
pub(crate) struct Triangle {
    lower: DMatrix<f64>,
}

impl Triangle {
    /// `None` where the matrix is not positive definite.
    pub(crate) fn of(matrix: &DMatrix<f64>) -> Option<Self> {
        let n = matrix.nrows();
        let mut lower = matrix.lower_triangle();
        for j in 0..n {
            let (done, mut rest) = lower.columns_range_pair_mut(0..j, j..n);
            let mut column = rest.column_mut(0);
            let mut column = column.rows_mut(j, n - j);
            for former in done.column_iter() {
                if former[j] != 0.0 {
                    column.axpy(-former[j], &former.rows(j, n - j), 1.0);
                }
            }
            let pivot = column[0];
            if !(pivot > 0.0 && pivot.is_finite()) {
                return None;
            }
            column /= pivot.sqrt();
        }
        Some(Self { lower })
    }

    /// The matrix' inverse times a vector.
    pub(crate) fn solve(&self, vector: &DVector<f64>) -> DVector<f64> {
        let mut solved = vector.clone();
        self.lower.solve_lower_triangular_mut(&mut solved);
        self.lower.tr_solve_lower_triangular_mut(&mut solved);
        solved
    }

    /// The matrix' inverse.
    pub(crate) fn inverse(&self) -> DMatrix<f64> {
        let n = self.lower.nrows();
        let mut inverse = DMatrix::zeros(n, n);
        for (start, mut column) in inverse.column_iter_mut().enumerate() {
            column[start] = 1.0;
            for row in start..n {
                let value = column[row] / self.lower[(row, row)];
                column[row] = value;
                let n_below = n - row - 1;
                if value != 0.0 && n_below > 0 {
                    let below = self.lower.column(row);
                    column.rows_mut(row + 1, n_below).axpy(
                        -value,
                        &below.rows(row + 1, n_below),
                        1.0,
                    );
                }
            }
        }
        inverse.transpose() * &inverse
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_times_its_inverse_is_one_and_a_singular_one_has_none() {
        let matrix = DMatrix::from_fn(9, 9, |a, b| {
            let near = 0.6_f64.powi(i32::try_from(a.abs_diff(b)).unwrap());
            if a == b { 1.3 } else { near * f64::from(u8::from(a + b > 4)) }
        });
        let vector = DVector::from_fn(9, |a, _| a as f64 - 3.0);

        let found = Triangle::of(&matrix).unwrap();

        assert!((&matrix * found.inverse() - DMatrix::identity(9, 9)).amax() < 1e-13);
        assert!((&matrix * found.solve(&vector) - vector).amax() < 1e-13);
        assert!(Triangle::of(&DMatrix::from_row_slice(2, 2, &[1.0, 2.0, 2.0, 1.0])).is_none());
        assert!(Triangle::of(&DMatrix::from_row_slice(1, 1, &[f64::NAN])).is_none());
    }
}
