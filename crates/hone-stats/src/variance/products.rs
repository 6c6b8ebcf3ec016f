//! What a mixed model has to know of the rows: sums and counts per level and pair of levels.

use nalgebra::{DMatrix, DVector};
use rayon::prelude::*;

use super::sparse::{Graph, Last};
use crate::{Error, Groups};

/// Cross products of levels, fixed columns and values. Fixed columns and values are centred; the
/// first fixed column is the intercept.
pub(super) struct Products {
    pub(super) n_rows: usize,
    pub(super) n_fixed: usize,
    /// Levels of each term, and the number of its first among those of all terms.
    pub(super) n_levels: Vec<usize>,
    pub(super) offsets: Vec<usize>,
    /// Rows of each level.
    pub(super) counts: Vec<f64>,
    /// Rows that two levels have in common.
    pub(super) graph: Graph,
    /// Sums of the fixed columns, then of the values.
    pub(super) last: Last,
    /// What was subtracted from each fixed column, and from the values.
    pub(super) centres: Vec<f64>,
}

impl Products {
    /// Counts and sums. All rows are complete.
    pub(super) fn new(
        values: &[f64],
        random: &[Groups],
        fixed: &[Vec<f64>],
    ) -> Result<Self, Error> {
        let n_rows = values.len();
        refuse_confounded(random, n_rows)?;
        let columns: Vec<&[f64]> = fixed.iter().map(Vec::as_slice).chain([values]).collect();
        let mut centres = vec![0.0];
        centres.extend(columns.iter().map(|x| x.iter().sum::<f64>() / n_rows as f64));

        let order = by_largest(random);
        let sorted: Vec<Vec<u32>> = random
            .par_iter()
            .map(|groups| order.iter().map(|row| groups.of()[*row as usize]).collect())
            .collect();
        let terms: Vec<usize> = (0..random.len()).collect();
        let n_unknowns = random.iter().map(Groups::n_groups).sum::<usize>() + columns.len() + 1;
        if u32::try_from(n_unknowns.max(n_rows)).is_err() {
            return Err(Error::TooManyRows);
        }
        let n_levels: Vec<usize> = random.iter().map(Groups::n_groups).collect();
        let offsets: Vec<usize> = (0..random.len()).map(|t| n_levels[..t].iter().sum()).collect();
        let parts = terms
            .par_iter()
            .map(|term| Self::part(&sorted, &n_levels, &offsets, random[*term].sizes(), *term))
            .collect();
        let graph = Graph::of_parts(parts);
        refuse_alike(&graph, &n_levels, &offsets)?;

        let counts: Vec<f64> = random
            .iter()
            .flat_map(|groups| groups.sizes().iter().copied().map(f64::from))
            .collect();
        let n = columns.len() + 1;
        let mut with_nodes = vec![0.0; counts.len() * n];
        for (node, count) in counts.iter().enumerate() {
            with_nodes[node * n] = *count;
        }
        for (column, x) in columns.iter().enumerate() {
            for (groups, offset) in random.iter().zip(&offsets) {
                for (level, x) in groups.of().iter().zip(*x) {
                    with_nodes[(offset + *level as usize) * n + column + 1] +=
                        x - centres[column + 1];
                }
            }
        }
        let among = among(&columns, &centres);
        let last = Last { n, with_nodes, among };
        let n_fixed = n - 1;
        let products = Self { n_rows, n_fixed, n_levels, offsets, counts, graph, last, centres };
        let rounding = (1e-14 * products.centres[n_fixed]).powi(2);
        let square = products.mean_square();
        if !square.is_finite() || square <= rounding {
            return Err(Error::NoVariance);
        }
        refuse_dependent(&products.fixed_products().0)?;
        products.refuse_explained()?;
        Ok(products)
    }

    /// The rows of the graph that belong to one term.
    fn part(
        sorted: &[Vec<u32>],
        n_levels: &[usize],
        offsets: &[usize],
        sizes: &[u32],
        term: usize,
    ) -> (Vec<usize>, Vec<u32>, Vec<f64>) {
        let mut starts = vec![0_usize; sizes.len() + 1];
        for (level, size) in sizes.iter().enumerate() {
            starts[level + 1] = starts[level] + *size as usize;
        }
        let mut next = starts.clone();
        let mut rows = vec![0_u32; sorted[term].len()];
        for (row, level) in (0_u32..).zip(&sorted[term]) {
            rows[next[*level as usize]] = row;
            next[*level as usize] += 1;
        }
        let mut lengths = vec![0; sizes.len()];
        let (mut ends, mut weights) = (Vec::new(), Vec::new());
        let mut found: Vec<Vec<u32>> = n_levels.iter().map(|n| vec![0; *n]).collect();
        for level in 0..sizes.len() {
            let before = ends.len();
            for (other, levels) in sorted.iter().enumerate().filter(|(other, _)| *other != term) {
                let counts = &mut found[other];
                let offset = offsets[other] as u32;
                let first = ends.len();
                for row in &rows[starts[level]..starts[level + 1]] {
                    let other_level = levels[*row as usize];
                    let count = &mut counts[other_level as usize];
                    if *count == 0 {
                        ends.push(other_level + offset);
                    }
                    *count += 1;
                }
                for end in &ends[first..] {
                    let count = &mut counts[(end - offset) as usize];
                    weights.push(f64::from(*count));
                    *count = 0;
                }
            }
            lengths[level] = ends.len() - before;
        }
        (lengths, ends, weights)
    }

    /// The term that a level belongs to.
    pub(super) fn term_of(&self, node: usize) -> usize {
        self.offsets.partition_point(|offset| *offset <= node).saturating_sub(1)
    }

    pub(super) fn n_nodes(&self) -> usize {
        self.counts.len()
    }

    pub(super) fn levels(&self, term: usize) -> std::ops::Range<usize> {
        self.offsets[term]..self.offsets[term] + self.n_levels[term]
    }

    /// Mean square of the centred values.
    pub(super) fn mean_square(&self) -> f64 {
        self.last.among.last().map_or(0.0, |square| square / self.n_rows as f64)
    }

    /// Rows per level, on average.
    pub(super) fn rows_per_level(&self, term: usize) -> f64 {
        self.n_rows as f64 / self.n_levels[term] as f64
    }

    /// Cross products of the fixed columns with each other, and with the values.
    pub(super) fn fixed_products(&self) -> (DMatrix<f64>, DVector<f64>) {
        let (n, p) = (self.last.n, self.n_fixed);
        let products = DMatrix::from_fn(p, p, |a, b| self.last.among[a * n + b]);
        let with_values = DVector::from_fn(p, |a, _| self.last.among[a * n + p]);
        (products, with_values)
    }

    /// Refuses a term whose levels the fixed columns tell apart already.
    fn refuse_explained(&self) -> Result<(), Error> {
        let (products, _) = self.fixed_products();
        let Some(factor) = products.cholesky() else { return Ok(()) };
        let n = self.last.n;
        for term in 0..self.n_levels.len() {
            let explained = |level: usize| {
                let row =
                    DVector::from_row_slice(&self.last.with_nodes[level * n..level * n + n - 1]);
                factor.solve(&row).dot(&row)
            };
            let left: f64 =
                self.levels(term).map(|level| self.counts[level] - explained(level)).sum();
            if left < 1e-9 * self.n_rows as f64 {
                return Err(Error::NothingLeft { term });
            }
        }
        Ok(())
    }
}

/// Refuses a fixed column that is constant or follows from those before it; the first is the
/// intercept.
pub(super) fn refuse_dependent(products: &DMatrix<f64>) -> Result<(), Error> {
    match first_dependent(products) {
        Some(column) => Err(Error::DependentFixed { column: column.saturating_sub(1) }),
        None => Ok(()),
    }
}

/// The first of some columns that is 0 or follows from those before it, by their cross products.
pub(crate) fn first_dependent(products: &DMatrix<f64>) -> Option<usize> {
    let mut factor = products.clone();
    for k in 0..products.nrows() {
        for j in 0..k {
            factor[(k, j)] /= factor[(j, j)];
            for i in j + 1..=k {
                let other = if i == k { factor[(k, j)] } else { factor[(i, j)] };
                factor[(k, i)] -= factor[(k, j)] * other;
            }
        }
        if factor[(k, k)].is_nan()
            || factor[(k, k)] <= 1e-10 * products[(k, k)].max(f64::MIN_POSITIVE)
        {
            return Some(k);
        }
        factor[(k, k)] = factor[(k, k)].sqrt();
    }
    None
}

/// The rows in the order of the term with most levels, so that rows of a level lie together.
fn by_largest(random: &[Groups]) -> Vec<u32> {
    let Some(groups) = random.iter().max_by_key(|groups| groups.n_groups()) else {
        return Vec::new();
    };
    let mut next = vec![0_usize; groups.n_groups()];
    for level in 1..next.len() {
        next[level] = next[level - 1] + groups.sizes()[level - 1] as usize;
    }
    let mut order = vec![0; groups.n_rows()];
    for (row, level) in (0_u32..).zip(groups.of()) {
        order[next[*level as usize]] = row;
        next[*level as usize] += 1;
    }
    order
}

fn among(columns: &[&[f64]], centres: &[f64]) -> Vec<f64> {
    let n = columns.len() + 1;
    let mut among = vec![0.0; n * n];
    among[0] = columns[0].len() as f64;
    for a in 1..n {
        for b in a..n {
            let pairs = columns[a - 1].iter().zip(columns[b - 1]);
            let sum: f64 = pairs.map(|(x, y)| (x - centres[a]) * (y - centres[b])).sum();
            among[a * n + b] = sum;
            among[b * n + a] = sum;
        }
    }
    among
}

fn refuse_confounded(random: &[Groups], n_rows: usize) -> Result<(), Error> {
    if random.is_empty() {
        return Err(Error::TooFewTerms);
    }
    for (term, groups) in random.iter().enumerate() {
        if groups.n_rows() != n_rows {
            return Err(Error::Ragged { item: term });
        }
        if groups.n_groups() < 2 {
            return Err(Error::OneLevel { term });
        }
        if groups.n_groups() == n_rows {
            return Err(Error::LevelPerRow { term });
        }
    }
    Ok(())
}

/// Refuses two terms of which each level of one meets one level of the other.
fn refuse_alike(graph: &Graph, n_levels: &[usize], offsets: &[usize]) -> Result<(), Error> {
    for first in 0..n_levels.len() {
        for second in first + 1..n_levels.len() {
            if n_levels[first] != n_levels[second] {
                continue;
            }
            let range = offsets[second] as u32..(offsets[second] + n_levels[second]) as u32;
            let mut levels = offsets[first]..offsets[first] + n_levels[first];
            let meets_one = |level: usize| {
                graph.neighbours(level).iter().filter(|end| range.contains(end)).count() == 1
            };
            if levels.all(meets_one) {
                return Err(Error::AlikeTerms { first, second });
            }
        }
    }
    Ok(())
}
