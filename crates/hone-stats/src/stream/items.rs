use nalgebra::DMatrix;
use rayon::prelude::*;

use crate::numeric::{range_answered, t_quantile};
use crate::reliability::{Alpha, ItemMoments, Moments, from_moments};
use crate::{Error, Estimate, Interval};

/// Rows that are worked on at a time, so that all items of them stay in the cache.
const BLOCK: usize = 512;

/// Rows that one thread takes; sums are added in their order, so threads change no result.
const SPAN: usize = 8 * BLOCK;

/// Sums of one item with another, over the rows that answered both; distances are from the origin of
/// each item.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ItemSums {
    /// A value of each item, near all of them so that no figures are lost; `None` before the first.
    origins: Vec<Option<f64>>,
    lowest: Vec<f64>,
    highest: Vec<f64>,
    /// `[a, b]`: rows that answered both.
    counts: DMatrix<f64>,
    /// `[a, b]`: sum of the distances of `a` in the rows that answered `b` too.
    sums: DMatrix<f64>,
    /// `[a, b]`, `b >= a`: sum of products of distances.
    products: DMatrix<f64>,
    n_rows: usize,
    n_answered: usize,
    n_complete: usize,
    row_origin: Option<f64>,
    row_sum: f64,
    row_squares: f64,
}

/// What is known of each item.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// Each item, in their order.
    pub items: Vec<ItemSummary>,
    /// How many rows were seen.
    pub n_rows: usize,
    /// How many of them answered at least one item.
    pub n_answered: usize,
    /// How many of them answered every item.
    pub n_complete: usize,
    /// Mean over rows of the mean of what was answered.
    pub mean: f64,
    /// Standard deviation over rows of the mean of what was answered.
    pub sd: f64,
}

/// What is known of an item.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ItemSummary {
    /// How many answered it.
    pub n: usize,
    /// The mean of their answers; no interval for fewer than two, `NaN` for none.
    pub mean: Estimate,
    /// The standard deviation of their answers.
    pub sd: f64,
    /// The lowest answer.
    pub lowest: f64,
    /// The highest answer.
    pub highest: f64,
    /// The share of rows without an answer.
    pub missing: f64,
}

impl ItemSums {
    pub(super) fn new(n_items: usize) -> Self {
        let square = || DMatrix::zeros(n_items, n_items);
        Self {
            origins: vec![None; n_items],
            lowest: vec![f64::INFINITY; n_items],
            highest: vec![f64::NEG_INFINITY; n_items],
            counts: square(),
            sums: square(),
            products: square(),
            n_rows: 0,
            n_answered: 0,
            n_complete: 0,
            row_origin: None,
            row_sum: 0.0,
            row_squares: 0.0,
        }
    }

    fn n_items(&self) -> usize {
        self.origins.len()
    }

    pub(super) fn push(&mut self, columns: &[&[f64]]) -> Result<(), Error> {
        if columns.len() != self.n_items() {
            return Err(Error::LengthsDiffer);
        }
        let n = columns.first().map_or(0, |column| column.len());
        for (item, column) in columns.iter().enumerate() {
            if column.len() != n {
                return Err(Error::Ragged { item });
            }
            let is_infinite = column.iter().fold(false, |any, value| any | value.is_infinite());
            if is_infinite && let Some(row) = column.iter().position(|value| value.is_infinite()) {
                return Err(Error::Infinite { item, row });
            }
        }
        self.settle_origins(columns, n);
        let starts: Vec<usize> = (0..n).step_by(SPAN).collect();
        let of_span = |start: &usize| {
            let mut sums = self.around_the_same();
            let end = (start + SPAN).min(n);
            for begin in (*start..end).step_by(BLOCK) {
                let rows = begin..(begin + BLOCK).min(end);
                let block: Vec<&[f64]> =
                    columns.iter().map(|column| &column[rows.clone()]).collect();
                sums.push_block(&block);
            }
            sums
        };
        let spans: Vec<Self> = starts.par_iter().map(of_span).collect();
        spans.iter().try_for_each(|span| self.merge(span))
    }

    /// Takes the first answers as origins where there are none yet.
    fn settle_origins(&mut self, columns: &[&[f64]], n: usize) {
        for (origin, column) in self.origins.iter_mut().zip(columns) {
            if origin.is_none() {
                *origin = column.iter().copied().find(|value| !value.is_nan());
            }
        }
        let mean = |row: usize| {
            let answers = columns.iter().map(|column| column[row]).filter(|value| !value.is_nan());
            let (sum, count) = answers.fold((0.0, 0.0), |(sum, n), value| (sum + value, n + 1.0));
            (count > 0.0).then_some(sum / count)
        };
        if self.row_origin.is_none() {
            self.row_origin = (0..n).find_map(mean);
        }
    }

    /// No sums, with the origins of these.
    fn around_the_same(&self) -> Self {
        let mut empty = Self::new(self.n_items());
        empty.origins.clone_from(&self.origins);
        empty.row_origin = self.row_origin;
        empty
    }

    fn push_block(&mut self, columns: &[&[f64]]) {
        let (n, k) = (columns.first().map_or(0, |column| column.len()), columns.len());
        let mut distances = Vec::with_capacity(n * k);
        for (item, column) in columns.iter().enumerate() {
            let (lowest, highest) = range_answered(column);
            self.lowest[item] = self.lowest[item].min(lowest);
            self.highest[item] = self.highest[item].max(highest);
            let origin = self.origins[item].unwrap_or_default();
            let distance = |value: &f64| if value.is_nan() { 0.0 } else { value - origin };
            distances.extend(column.iter().map(distance));
        }
        let distances = DMatrix::from_vec(n, k, distances);
        let across = distances.transpose();
        self.products.gemm(1.0, &across, &distances, 1.0);
        if self.note_rows(columns) == n {
            let totals = across.column_sum();
            self.sums.column_iter_mut().for_each(|mut of| of += &totals);
            self.counts.add_scalar_mut(n as f64);
        } else {
            let mut answered = Vec::with_capacity(n * k);
            for column in columns {
                answered.extend(column.iter().map(|value| f64::from(u8::from(!value.is_nan()))));
            }
            let answered = DMatrix::from_vec(n, k, answered);
            self.sums.gemm(1.0, &across, &answered, 1.0);
            self.counts.gemm(1.0, &answered.transpose(), &answered, 1.0);
        }
    }

    /// Returns how many rows are complete.
    fn note_rows(&mut self, columns: &[&[f64]]) -> usize {
        let n = columns.first().map_or(0, |column| column.len());
        let (mut sums, mut counts) = ([0.0; BLOCK], [0.0; BLOCK]);
        for column in columns {
            for ((sum, count), value) in sums.iter_mut().zip(&mut counts).zip(*column) {
                *sum += if value.is_nan() { 0.0 } else { *value };
                *count += if value.is_nan() { 0.0 } else { 1.0 };
            }
        }
        let mut n_complete = 0;
        for (sum, count) in sums.iter().zip(&counts).take(n) {
            n_complete += usize::from(*count == columns.len() as f64);
            if *count > 0.0 {
                self.n_answered += 1;
                let mean = sum / count;
                let distance = mean - *self.row_origin.get_or_insert(mean);
                self.row_sum += distance;
                self.row_squares += distance * distance;
            }
        }
        self.n_complete += n_complete;
        self.n_rows += n;
        n_complete
    }

    pub(super) fn merge(&mut self, other: &Self) -> Result<(), Error> {
        let k = self.n_items();
        if other.n_items() != k {
            return Err(Error::LengthsDiffer);
        }
        let shifts: Vec<f64> = (0..k)
            .map(|item| match (self.origins[item], other.origins[item]) {
                (Some(ours), Some(theirs)) => theirs - ours,
                (ours, theirs) => {
                    self.origins[item] = ours.or(theirs);
                    0.0
                }
            })
            .collect();
        for a in 0..k {
            for b in 0..k {
                let count = other.counts[(a, b)];
                if b >= a {
                    self.products[(a, b)] += other.products[(a, b)]
                        + shifts[b] * other.sums[(a, b)]
                        + shifts[a] * other.sums[(b, a)]
                        + shifts[a] * shifts[b] * count;
                }
                self.sums[(a, b)] += other.sums[(a, b)] + shifts[a] * count;
                self.counts[(a, b)] += count;
            }
            self.lowest[a] = self.lowest[a].min(other.lowest[a]);
            self.highest[a] = self.highest[a].max(other.highest[a]);
        }
        if let Some(theirs) = other.row_origin {
            let shift = theirs - *self.row_origin.get_or_insert(theirs);
            let n = other.n_answered as f64;
            self.row_squares += other.row_squares + 2.0 * shift * other.row_sum + n * shift * shift;
            self.row_sum += other.row_sum + n * shift;
        }
        self.n_rows += other.n_rows;
        self.n_answered += other.n_answered;
        self.n_complete += other.n_complete;
        Ok(())
    }

    /// Covariance over the rows that answered both; `NaN` for fewer than two.
    fn covariance(&self, a: usize, b: usize) -> f64 {
        let n = self.counts[(a, b)];
        let centre = self.sums[(a, b)] * self.sums[(b, a)] / n;
        let covariance = (self.products[(a, b)] - centre) / (n - 1.0);
        if n < 2.0 { f64::NAN } else { covariance }
    }

    fn item(&self, item: usize) -> ItemMoments {
        let n = self.counts[(item, item)];
        let origin = self.origins[item].unwrap_or_default();
        ItemMoments {
            n: whole(n),
            mean: origin + self.sums[(item, item)] / n,
            sd: self.covariance(item, item).max(0.0).sqrt(),
        }
    }

    fn row_mean_and_sd(&self) -> (f64, f64) {
        let n = self.n_answered as f64;
        let distance = self.row_sum / n;
        let variance = (self.row_squares - self.row_sum * distance) / (n - 1.0);
        (self.row_origin.unwrap_or_default() + distance, variance.max(0.0).sqrt())
    }

    pub(super) fn summary(&self) -> Summary {
        let item = |index: usize| {
            let ItemMoments { n, mean, sd } = self.item(index);
            let se = sd / (n as f64).sqrt();
            let half = t_quantile(0.975, n as f64 - 1.0) * se;
            let ci95 = (n > 1).then_some(Interval { low: mean - half, high: mean + half });
            ItemSummary {
                n,
                mean: Estimate { value: mean, se: ci95.map(|_| se), ci95 },
                sd: if n > 1 { sd } else { f64::NAN },
                lowest: if n > 0 { self.lowest[index] } else { f64::NAN },
                highest: if n > 0 { self.highest[index] } else { f64::NAN },
                missing: 1.0 - n as f64 / self.n_rows as f64,
            }
        };
        let (mean, sd) = self.row_mean_and_sd();
        Summary {
            items: (0..self.n_items()).map(item).collect(),
            n_rows: self.n_rows,
            n_answered: self.n_answered,
            n_complete: self.n_complete,
            mean,
            sd,
        }
    }

    pub(super) fn alpha(&self) -> Result<Alpha, Error> {
        let varying: Vec<usize> =
            (0..self.n_items()).filter(|item| self.lowest[*item] < self.highest[*item]).collect();
        let k = varying.len();
        let mut covariance = DMatrix::zeros(k, k);
        for (a, item) in varying.iter().enumerate() {
            for (b, other) in varying.iter().enumerate().skip(a) {
                if self.counts[(*item, *other)] < 2.0 {
                    return Err(Error::NeverTogether { item: *item, other: *other });
                }
                covariance[(a, b)] = self.covariance(*item, *other);
                covariance[(b, a)] = covariance[(a, b)];
            }
        }
        let (mean, sd) = self.row_mean_and_sd();
        from_moments(&Moments {
            items: (0..self.n_items()).map(|item| self.item(item)).collect(),
            varying,
            covariance,
            n: self.n_answered,
            n_complete: self.n_complete,
            mean,
            sd,
        })
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
