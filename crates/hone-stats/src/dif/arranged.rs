use nalgebra::{DMatrix, DVector};

use crate::Error;
use crate::numeric::dot;

/// Rows whose slopes are held at once: they stay in the fastest memory.
const BLOCK: usize = 256;

/// Beyond this a logit is no longer told apart from certainty.
const FARTHEST: f64 = 700.0;

/// Rows of a regression in the order of their answers, so that what depends on thresholds is computed
/// once for each answer and the rest goes along columns.
pub(super) struct Arranged {
    columns: Vec<Vec<f64>>,
    /// Where the rows of each answer end.
    pub(super) ends: Vec<usize>,
}

/// At one point: thresholds first, then coefficients.
pub(super) struct Step {
    pub(super) log_likelihood: f64,
    pub(super) gradient: DVector<f64>,
    /// Negative second derivatives.
    pub(super) information: DMatrix<f64>,
}

impl Arranged {
    /// Refuses codes of which one is not given.
    pub(super) fn new(codes: &[u8], n_codes: usize, columns: &[&[f64]]) -> Result<Self, Error> {
        if columns.iter().any(|column| column.len() != codes.len()) {
            return Err(Error::LengthsDiffer);
        }
        let mut ends = vec![0; n_codes];
        for code in codes {
            *ends.get_mut(usize::from(*code)).ok_or(Error::EmptyGroup)? += 1;
        }
        if n_codes < 2 || ends.contains(&0) {
            return Err(Error::NoVariance);
        }
        for code in 1..n_codes {
            ends[code] += ends[code - 1];
        }
        let mut next = [&[0], &ends[..n_codes - 1]].concat();
        let mut order = vec![0; codes.len()];
        for (row, code) in codes.iter().enumerate() {
            let place = &mut next[usize::from(*code)];
            order[*place] = row;
            *place += 1;
        }
        let arrange = |column: &&[f64]| order.iter().map(|row| column[*row]).collect();
        Ok(Self { columns: columns.iter().map(arrange).collect(), ends })
    }

    pub(super) fn n_rows(&self) -> usize {
        self.ends.last().copied().unwrap_or(0)
    }

    pub(super) fn n_thresholds(&self) -> usize {
        self.ends.len() - 1
    }

    /// The log-likelihood and its derivatives, with as many columns as there are coefficients.
    pub(super) fn derivatives(&self, at: &DVector<f64>) -> Step {
        let (thresholds, coefficients) = at.as_slice().split_at(self.n_thresholds());
        let columns = &self.columns[..coefficients.len()];
        let mut sums = Sums::new(at.len(), thresholds.len());
        let mut slopes = Slopes::new();
        let mut begin = 0;
        for (code, end) in self.ends.iter().enumerate() {
            let answer = Answer::new(thresholds, code);
            for first in (begin..*end).step_by(BLOCK) {
                let rows = first..(first + BLOCK).min(*end);
                let part: Vec<&[f64]> =
                    columns.iter().map(|column| &column[rows.clone()]).collect();
                slopes.fill(&answer, &part, coefficients, rows.len());
                sums.add(&slopes, code, &part);
            }
            begin = *end;
        }
        sums.into_step()
    }
}

/// What all rows with one answer have in common: the answer lies between two thresholds.
struct Answer {
    /// The threshold from which rows are seen: the upper, or the lower where there is no upper.
    threshold: f64,
    is_last: bool,
    /// `exp(lower - upper)`, 0 for the first answer.
    closeness: f64,
    /// One less that.
    gap: f64,
}

impl Answer {
    fn new(thresholds: &[f64], code: usize) -> Self {
        let Some(upper) = thresholds.get(code) else {
            let threshold = thresholds[code - 1];
            return Self { threshold, is_last: true, closeness: 0.0, gap: 1.0 };
        };
        let lower = if code == 0 { f64::NEG_INFINITY } else { thresholds[code - 1] };
        let between = lower - upper;
        Self { threshold: *upper, is_last: false, closeness: between.exp(), gap: -between.exp_m1() }
    }
}

/// Derivatives of the log of `F(upper) - F(lower)`, with the logistic distribution function `F`, by
/// both ends, in the rows of a block.
struct Slopes {
    log_likelihood: f64,
    /// By the upper end.
    upper: Vec<f64>,
    /// By the lower end, with its sign turned.
    lower: Vec<f64>,
    /// By the upper end and by both at once.
    by_upper: Vec<f64>,
    /// By the lower end and by both at once.
    by_lower: Vec<f64>,
}

impl Slopes {
    fn new() -> Self {
        let room = || Vec::with_capacity(BLOCK);
        Self {
            log_likelihood: 0.0,
            upper: room(),
            lower: room(),
            by_upper: room(),
            by_lower: room(),
        }
    }

    fn fill(&mut self, answer: &Answer, columns: &[&[f64]], coefficients: &[f64], n: usize) {
        let mut odds = [-answer.threshold; BLOCK];
        let odds = &mut odds[..n];
        for (column, coefficient) in columns.iter().zip(coefficients) {
            for (level, value) in odds.iter_mut().zip(*column) {
                *level += coefficient * value;
            }
        }
        for level in odds.iter_mut() {
            *level = level.clamp(-FARTHEST, FARTHEST).exp();
        }
        for part in [&mut self.upper, &mut self.lower, &mut self.by_upper, &mut self.by_lower] {
            part.resize(n, 0.0);
        }
        let log = if answer.is_last { self.last(odds) } else { self.bounded(answer, odds) };
        self.log_likelihood = log + n as f64 * answer.gap.max(f64::MIN_POSITIVE).ln();
    }

    /// Answers below a threshold: `F(upper) - F(lower) = F(upper) (1 - F(lower)) gap` does not cancel,
    /// and with the odds `u` of lying above the upper end the slopes need no further exponential.
    fn bounded(&mut self, answer: &Answer, odds: &[f64]) -> f64 {
        let (c, inverse_gap) = (answer.closeness, 1.0 / answer.gap);
        let mut product = LogProduct::new();
        for (row, u) in odds.iter().copied().enumerate() {
            let below_upper = 1.0 / (1.0 + u);
            let inverse = 1.0 / (u + c);
            let (above_lower, below_lower) = (u * inverse, c * inverse);
            let up = (u + c) * below_upper * inverse_gap;
            let low = c * (1.0 + u) * inverse * inverse_gap;
            let both = up * low;
            self.upper[row] = up;
            self.lower[row] = low;
            self.by_upper[row] = up * ((u - 1.0) * below_upper - up) + both;
            self.by_lower[row] = low * (below_lower - above_lower - low) + both;
            product.times(below_upper * above_lower);
        }
        product.log()
    }

    /// The last answer has no upper end.
    fn last(&mut self, odds: &[f64]) -> f64 {
        let mut product = LogProduct::new();
        for (row, u) in odds.iter().copied().enumerate() {
            let below = 1.0 / (1.0 + u);
            let above = u * below;
            self.upper[row] = 0.0;
            self.lower[row] = below;
            self.by_upper[row] = 0.0;
            self.by_lower[row] = -below * above;
            product.times(above);
        }
        product.log()
    }
}

/// The log of a product of chances, with few logarithms.
struct LogProduct {
    log: f64,
    product: f64,
}

impl LogProduct {
    fn new() -> Self {
        Self { log: 0.0, product: 1.0 }
    }

    fn times(&mut self, chance: f64) {
        if chance < 1e-100 {
            self.log += chance.max(f64::MIN_POSITIVE).ln();
            return;
        }
        self.product *= chance;
        if self.product < 1e-200 {
            self.log += self.product.ln();
            self.product = 1.0;
        }
    }

    fn log(&self) -> f64 {
        self.log + self.product.ln()
    }
}

/// Entries of the information above the diagonal only, by row.
struct Sums {
    size: usize,
    n_thresholds: usize,
    log_likelihood: f64,
    gradient: Vec<f64>,
    information: Vec<f64>,
}

impl Sums {
    fn new(size: usize, n_thresholds: usize) -> Self {
        let (gradient, information) = (vec![0.0; size], vec![0.0; size * size]);
        Self { size, n_thresholds, log_likelihood: 0.0, gradient, information }
    }

    fn add(&mut self, slopes: &Slopes, code: usize, columns: &[&[f64]]) {
        self.log_likelihood += slopes.log_likelihood;
        let (has_upper, has_lower) = (code < self.n_thresholds, code > 0);
        let sum = |of: &[f64]| of.iter().sum::<f64>();
        let both = dot(&slopes.upper, &slopes.lower);
        if has_upper {
            self.gradient[code] += sum(&slopes.upper);
            *self.at(code, code) -= sum(&slopes.by_upper) - both;
        }
        if has_lower {
            self.gradient[code - 1] -= sum(&slopes.lower);
            *self.at(code - 1, code - 1) -= sum(&slopes.by_lower) - both;
        }
        if has_upper && has_lower {
            *self.at(code - 1, code) -= both;
        }
        let mut weighted = [0.0; BLOCK];
        let weighted = &mut weighted[..slopes.upper.len()];
        for (a, column) in columns.iter().enumerate() {
            let place = self.n_thresholds + a;
            self.gradient[place] -= dot(&slopes.upper, column) - dot(&slopes.lower, column);
            if has_upper {
                *self.at(code, place) += dot(&slopes.by_upper, column);
            }
            if has_lower {
                *self.at(code - 1, place) += dot(&slopes.by_lower, column);
            }
            let twice = slopes.by_upper.iter().zip(&slopes.by_lower).map(|(x, y)| x + y);
            for ((weighted, twice), value) in weighted.iter_mut().zip(twice).zip(*column) {
                *weighted = twice * value;
            }
            for (b, other) in columns.iter().enumerate().skip(a) {
                *self.at(place, self.n_thresholds + b) -= dot(weighted, other);
            }
        }
    }

    fn at(&mut self, a: usize, b: usize) -> &mut f64 {
        &mut self.information[a * self.size + b]
    }

    fn into_step(self) -> Step {
        let size = self.size;
        let information =
            DMatrix::from_fn(size, size, |a, b| self.information[a.min(b) * size + a.max(b)]);
        Step {
            log_likelihood: self.log_likelihood,
            gradient: DVector::from_vec(self.gradient),
            information,
        }
    }
}
