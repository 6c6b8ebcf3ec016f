use crate::{Error, Groups, Scores};

/// The complete rows of each group, one group after the other.
pub(super) struct Members {
    rows: Vec<u32>,
    starts: Vec<usize>,
}

impl Members {
    pub(super) fn of(scores: &Scores, groups: &Groups) -> Result<Self, Error> {
        if scores.n_rows() != groups.n_rows() {
            return Err(Error::LengthsDiffer);
        }
        let mut is_complete = vec![true; scores.n_rows()];
        for column in scores.items() {
            for (complete, value) in is_complete.iter_mut().zip(column) {
                *complete &= !value.is_nan();
            }
        }
        let mut starts = vec![0; groups.n_groups() + 1];
        let complete = || groups.of().iter().zip(&is_complete).filter(|(_, complete)| **complete);
        for (group, _) in complete() {
            starts[*group as usize + 1] += 1;
        }
        for group in 1..starts.len() {
            starts[group] += starts[group - 1];
        }
        let mut next = starts.clone();
        let mut rows = vec![0; starts[groups.n_groups()]];
        for ((row, group), complete) in (0_u32..).zip(groups.of()).zip(&is_complete) {
            if *complete {
                rows[next[*group as usize]] = row;
                next[*group as usize] += 1;
            }
        }
        Ok(Self { rows, starts })
    }

    pub(super) fn n_groups(&self) -> usize {
        self.starts.len() - 1
    }

    pub(super) fn size(&self, group: usize) -> usize {
        self.starts[group + 1] - self.starts[group]
    }

    /// Mean over items of a number that a group's answers to one item have; `None` for a group of
    /// fewer than two, and where no item has the number.
    pub(super) fn mean_over_items(
        &self,
        scores: &Scores,
        number: impl Fn(&mut [f64]) -> Option<f64>,
    ) -> Vec<Option<f64>> {
        let mut sums = vec![0.0; self.n_groups()];
        let mut counts = vec![0_u32; self.n_groups()];
        let mut answers = Vec::new();
        for column in scores.items() {
            for group in (0..self.n_groups()).filter(|group| self.size(*group) > 1) {
                let rows = &self.rows[self.starts[group]..self.starts[group + 1]];
                answers.clear();
                answers.extend(rows.iter().map(|row| column[*row as usize]));
                if let Some(found) = number(&mut answers) {
                    sums[group] += found;
                    counts[group] += 1;
                }
            }
        }
        let mean = |(sum, count): (&f64, &u32)| (*count > 0).then(|| sum / f64::from(*count));
        sums.iter().zip(&counts).map(mean).collect()
    }
}

/// Variance with `n - 1`.
pub(super) fn variance(answers: &[f64]) -> f64 {
    let n = answers.len() as f64;
    let mean = answers.iter().sum::<f64>() / n;
    answers.iter().map(|answer| (answer - mean).powi(2)).sum::<f64>() / (n - 1.0)
}

pub(super) fn median(sorted: &[f64]) -> Option<f64> {
    let middle = sorted.len() / 2;
    let upper = *sorted.get(middle)?;
    Some(if sorted.len() % 2 == 1 { upper } else { f64::midpoint(sorted[middle - 1], upper) })
}

/// One number for each group, and what is usual.
#[derive(Debug, Clone, PartialEq)]
pub struct ByGroup {
    /// Of each group; `None` where a group has fewer than two complete rows, or no such number.
    pub values: Vec<Option<f64>>,
    /// How many complete rows each group has.
    pub sizes: Vec<usize>,
    /// Mean over the groups that have a number.
    pub mean: Option<f64>,
    /// Median over the groups that have a number.
    pub median: Option<f64>,
    /// How many groups have a number.
    pub n_groups: usize,
}

impl ByGroup {
    pub(super) fn of(values: Vec<Option<f64>>, members: &Members) -> Self {
        let mut found: Vec<f64> = values.iter().flatten().copied().collect();
        found.sort_by(f64::total_cmp);
        let mean = found.iter().sum::<f64>() / found.len() as f64;
        Self {
            sizes: (0..members.n_groups()).map(|group| members.size(group)).collect(),
            mean: (!found.is_empty()).then_some(mean),
            median: median(&found),
            n_groups: found.len(),
            values,
        }
    }
}
