use std::ops::Range;

use nalgebra::{DMatrix, DVector};
use rayon::prelude::*;

use super::Polychoric;
use crate::{Categories, Error, Groups, MISSING};

/// Rows whose influences are held at once.
const ROWS: usize = 1024;
/// Side of the blocks of the matrix that are summed independently of each other.
const SIDE: usize = 96;

/// How much each row moves one statistic: looked up by the codes of one item or of two.
struct Column<'a> {
    of_codes: &'a [f64],
    width: usize,
    first: &'a [u8],
    second: Option<&'a [u8]>,
}

impl Column<'_> {
    fn of(&self, row: usize) -> f64 {
        let first = usize::from(self.first[row]);
        let place = match self.second {
            Some(second) => first * self.width + usize::from(second[row]),
            None => first,
        };
        self.of_codes[place]
    }

    /// Appends the values of some rows.
    fn fill(&self, rows: Range<usize>, to: &mut Vec<f64>) {
        let first = self.first[rows.clone()].iter().map(|code| usize::from(*code));
        match self.second {
            Some(second) => {
                let both = first.zip(&second[rows]);
                let place = |(a, b): (usize, &u8)| a * self.width + usize::from(*b);
                to.extend(both.map(|codes| self.of_codes[place(codes)]));
            }
            None => to.extend(first.map(|code| self.of_codes[code])),
        }
    }
}

impl Polychoric {
    /// Diagonal of [`covariance`](Self::covariance) for rows that are independent: the weights of
    /// diagonally weighted least squares are one over it.
    pub fn variances(&self, categories: &Categories) -> Result<DVector<f64>, Error> {
        let codes = self.codes(categories)?;
        let columns = self.columns(&codes);
        let square = |column: &Column| {
            let rows = 0..categories.n_rows();
            rows.map(|row| column.of(row).powi(2)).sum::<f64>() / self.n as f64
        };
        let squares: Vec<f64> = columns.par_iter().map(square).collect();
        Ok(DVector::from_vec(squares))
    }

    /// Asymptotic covariance of `sqrt(n)` times [`statistics`](Self::statistics): lavaan's gamma or
    /// NACOV, in its order: all thresholds item by item, then correlations (0, 1), (0, 2), …
    ///
    /// Sum over the rows of the products of the influence functions of the two-step estimator
    /// (Muthén 1984), over `n`. Where rows come in clusters (raters of one leader), influences are
    /// summed within each cluster first and the sum is multiplied by `clusters / (clusters - 1)`.
    ///
    /// `categories` are those that the correlations were made from. The matrix has not more rank than
    /// there are rows or clusters.
    pub fn covariance(
        &self,
        categories: &Categories,
        clusters: Option<&Groups>,
    ) -> Result<DMatrix<f64>, Error> {
        let codes = self.codes(categories)?;
        let columns = self.columns(&codes);
        if columns.iter().any(|column| column.of_codes.iter().any(|x| !x.is_finite())) {
            return Err(Error::NotPositiveDefinite);
        }
        let Some(clusters) = clusters else {
            let fill =
                |column: &Column, rows: Range<usize>, to: &mut Vec<f64>| column.fill(rows, to);
            return Ok(cross_products(&columns, categories.n_rows(), fill) / self.n as f64);
        };
        if clusters.n_rows() != categories.n_rows() {
            return Err(Error::LengthsDiffer);
        }
        let members = clusters.members();
        let n_clusters = members.len();
        if n_clusters < 2 {
            return Err(Error::TooFewGroups { found: n_clusters, needed: 2 });
        }
        let fill = |column: &Column, clusters: Range<usize>, to: &mut Vec<f64>| {
            let sum = |rows: &Vec<usize>| rows.iter().map(|row| column.of(*row)).sum::<f64>();
            to.extend(members[clusters].iter().map(sum));
        };
        let few = n_clusters as f64 / (n_clusters - 1) as f64;
        Ok(cross_products(&columns, n_clusters, fill) * (few / self.n as f64))
    }

    /// Variance of each of some combinations of [`statistics`](Self::statistics), given by their
    /// weights: what [`covariance`](Self::covariance) over `n` would give, without its size.
    pub fn variances_of(
        &self,
        categories: &Categories,
        combinations: &[DVector<f64>],
        clusters: Option<&Groups>,
    ) -> Result<Vec<f64>, Error> {
        let codes = self.codes(categories)?;
        let columns = self.columns(&codes);
        let n_rows = categories.n_rows();
        if clusters.is_some_and(|clusters| clusters.n_rows() != n_rows)
            || combinations.iter().any(|weights| weights.len() != columns.len())
        {
            return Err(Error::LengthsDiffer);
        }
        let n_clusters = clusters.map_or(n_rows, Groups::n_groups);
        if clusters.is_some() && n_clusters < 2 {
            return Err(Error::TooFewGroups { found: n_clusters, needed: 2 });
        }
        let few =
            if clusters.is_some() { n_clusters as f64 / (n_clusters - 1) as f64 } else { 1.0 };
        let square = self.n as f64 * self.n as f64;
        let variance = |weights: &DVector<f64>| {
            let mut moved = vec![0.0; n_rows];
            for (column, weight) in
                columns.iter().zip(weights).filter(|(_, weight)| **weight != 0.0)
            {
                for (row, moved) in moved.iter_mut().enumerate() {
                    *moved += weight * column.of(row);
                }
            }
            let moved = clusters.map_or(moved.clone(), |clusters| {
                let mut sums = vec![0.0; n_clusters];
                for (cluster, moved) in clusters.of().iter().zip(&moved) {
                    sums[*cluster as usize] += moved;
                }
                sums
            });
            few * moved.iter().map(|x| x * x).sum::<f64>() / square
        };
        Ok(combinations.par_iter().map(variance).collect())
    }

    /// Codes of all items, in which a missing answer is the code after the last category.
    fn codes(&self, categories: &Categories) -> Result<Vec<Vec<u8>>, Error> {
        let n_thresholds = self.thresholds.iter().map(Vec::len);
        let n_cuts = (0..categories.n_items()).map(|item| categories.n_categories(item) - 1);
        if !n_thresholds.eq(n_cuts) {
            return Err(Error::LengthsDiffer);
        }
        let recoded = |item: usize| {
            let missing = u8::try_from(categories.n_categories(item)).unwrap_or(MISSING);
            categories.item(item).iter().map(|code| (*code).min(missing)).collect()
        };
        Ok((0..categories.n_items()).map(recoded).collect())
    }

    fn columns<'a>(&'a self, codes: &'a [Vec<u8>]) -> Vec<Column<'a>> {
        let thresholds = self.threshold_influence.iter().zip(codes).flat_map(|(item, codes)| {
            let column = |of_codes: &'a Vec<f64>| Column {
                of_codes: of_codes.as_slice(),
                width: 0,
                first: codes.as_slice(),
                second: None,
            };
            item.iter().map(column)
        });
        let correlations = self.pairs.iter().zip(&self.influence).map(|(pair, influence)| Column {
            of_codes: &influence.of_codes,
            width: influence.width,
            first: &codes[pair.first],
            second: Some(&codes[pair.second]),
        });
        thresholds.chain(correlations).collect()
    }
}

/// `sum over rows of x x'`, where `x` holds the values of all columns in that row.
///
/// Each block of the result is summed over the rows in their order, so the number of threads changes
/// nothing.
fn cross_products(
    columns: &[Column],
    n_rows: usize,
    fill: impl Fn(&Column, Range<usize>, &mut Vec<f64>) + Sync,
) -> DMatrix<f64> {
    let size = columns.len();
    let starts: Vec<usize> = (0..size).step_by(SIDE).collect();
    let side = |start: usize| SIDE.min(size - start);
    let mut blocks: Vec<((usize, usize), DMatrix<f64>)> = (0..starts.len())
        .flat_map(|a| (a..starts.len()).map(move |b| (a, b)))
        .map(|(a, b)| ((a, b), DMatrix::zeros(side(starts[a]), side(starts[b]))))
        .collect();
    for start in (0..n_rows).step_by(ROWS) {
        let rows = start..(start + ROWS).min(n_rows);
        let held: Vec<(DMatrix<f64>, DMatrix<f64>)> = starts
            .par_iter()
            .map(|first| {
                let n_columns = side(*first);
                let mut values = Vec::with_capacity(rows.len() * n_columns);
                for column in &columns[*first..first + n_columns] {
                    fill(column, rows.clone(), &mut values);
                }
                let block = DMatrix::from_vec(rows.len(), n_columns, values);
                (block.transpose(), block)
            })
            .collect();
        blocks.par_iter_mut().for_each(|((a, b), sum)| {
            sum.gemm(1.0, &held[*a].0, &held[*b].1, 1.0);
        });
    }
    let mut whole = DMatrix::zeros(size, size);
    for ((a, b), sum) in blocks {
        let (a, b) = (starts[a], starts[b]);
        whole.view_mut((a, b), sum.shape()).copy_from(&sum);
        whole.view_mut((b, a), (sum.ncols(), sum.nrows())).copy_from(&sum.transpose());
    }
    whole
}
