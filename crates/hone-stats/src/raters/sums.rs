use crate::{Error, Groups, Scores};

/// What is kept of the ballots about one leader: how many, the sum of each item and the sum of each
/// product of two items.
///
/// Ballots are added one at a time and are not kept, and the sums of two urns can be merged. Only
/// ballots with an answer to every item count.
#[derive(Debug, Clone, PartialEq)]
pub struct BallotSums {
    n: u32,
    sums: Vec<f64>,
    /// Products of item `a` and `b`, for `a <= b`, row by row.
    products: Vec<f64>,
}

impl BallotSums {
    /// No ballot yet.
    pub fn new(n_items: usize) -> Self {
        let n_products = n_items * (n_items + 1) / 2;
        Self { n: 0, sums: vec![0.0; n_items], products: vec![0.0; n_products] }
    }

    /// Adds a ballot. One with a gap, or with another number of items, is passed over and `false` is
    /// returned.
    pub fn add(&mut self, answers: &[f64]) -> bool {
        if answers.len() != self.sums.len() || answers.iter().any(|answer| !answer.is_finite()) {
            return false;
        }
        self.n += 1;
        let mut products = self.products.iter_mut();
        for (place, first) in answers.iter().enumerate() {
            self.sums[place] += first;
            for (second, sum) in answers[place..].iter().zip(products.by_ref()) {
                *sum += first * second;
            }
        }
        true
    }

    /// Adds the ballots of another urn about the same leader. Urns with other items are refused.
    pub fn merge(&mut self, other: &Self) -> Result<(), Error> {
        if other.sums.len() != self.sums.len() {
            return Err(Error::LengthsDiffer);
        }
        self.n += other.n;
        add(&mut self.sums, &other.sums);
        add(&mut self.products, &other.products);
        Ok(())
    }

    /// The sums of each leader.
    pub fn of(scores: &Scores, leaders: &Groups) -> Result<Vec<Self>, Error> {
        if scores.n_rows() != leaders.n_rows() {
            return Err(Error::LengthsDiffer);
        }
        let mut sums = vec![Self::new(scores.n_items()); leaders.n_groups()];
        let mut ballot = vec![0.0; scores.n_items()];
        for (row, leader) in leaders.of().iter().enumerate() {
            for (answer, item) in ballot.iter_mut().zip(scores.items()) {
                *answer = item[row];
            }
            sums[*leader as usize].add(&ballot);
        }
        Ok(sums)
    }

    /// How many ballots were added.
    pub fn n(&self) -> u32 {
        self.n
    }

    /// How many items a ballot has.
    pub fn n_items(&self) -> usize {
        self.sums.len()
    }

    /// The mean of each item.
    pub(super) fn means(&self) -> Vec<f64> {
        self.sums.iter().map(|sum| sum / f64::from(self.n)).collect()
    }
}

/// The scatter of ballots within and between leaders, split from their sums.
#[derive(Clone)]
pub(super) struct Scatter {
    n: f64,
    n_squared: f64,
    n_leaders: f64,
    sums: Vec<f64>,
    /// Products about the mean of each leader.
    within: Vec<f64>,
    /// Products of the means of leaders, each as often as it has ballots.
    means: Vec<f64>,
}

/// Covariances of items: between raters of one leader, and between leaders.
pub(super) struct Split {
    pub(super) within: Vec<f64>,
    pub(super) between: Vec<f64>,
}

impl Scatter {
    /// That of one leader with at least one ballot.
    pub(super) fn of(leader: &BallotSums) -> Self {
        let n = f64::from(leader.n);
        let means = upper(&leader.sums, |a, b| a * b / n);
        let within = leader.products.iter().zip(&means).map(|(all, mean)| all - mean).collect();
        Self { n, n_squared: n * n, n_leaders: 1.0, sums: leader.sums.clone(), within, means }
    }

    /// Adds `sign` times that of others.
    pub(super) fn add(&mut self, other: &Self, sign: f64) {
        self.n += sign * other.n;
        self.n_squared += sign * other.n_squared;
        self.n_leaders += sign * other.n_leaders;
        add_times(&mut self.sums, &other.sums, sign);
        add_times(&mut self.within, &other.within, sign);
        add_times(&mut self.means, &other.means, sign);
    }

    /// How many ballots there are more than leaders.
    pub(super) fn degrees_of_freedom(&self) -> f64 {
        self.n - self.n_leaders
    }

    /// How many raters a leader has, as the analysis of variance counts unequal numbers.
    pub(super) fn typical_raters(&self) -> f64 {
        (self.n - self.n_squared / self.n) / (self.n_leaders - 1.0)
    }

    /// Splits the covariances by the analysis of variance; `None` without two leaders, one of them
    /// with two ballots.
    pub(super) fn split(&self) -> Option<Split> {
        let df = self.degrees_of_freedom();
        if df < 1.0 || self.n_leaders < 2.0 {
            return None;
        }
        let within: Vec<f64> = self.within.iter().map(|product| product / df).collect();
        let grand = upper(&self.sums, |a, b| a * b / self.n);
        let typical = self.typical_raters();
        let between = self.means.iter().zip(&grand).zip(&within).map(|((means, grand), within)| {
            ((means - grand) / (self.n_leaders - 1.0) - within) / typical
        });
        let between = between.collect();
        Some(Split { within, between })
    }
}

/// The upper triangle of a matrix, row by row.
fn upper(values: &[f64], of: impl Fn(f64, f64) -> f64) -> Vec<f64> {
    let of = &of;
    let row = |(place, a): (usize, &f64)| {
        let a = *a;
        values[place..].iter().map(move |b| of(a, *b))
    };
    values.iter().enumerate().flat_map(row).collect()
}

/// Where the diagonal stands in an upper triangle.
pub(super) fn diagonal(n_items: usize) -> impl Iterator<Item = usize> {
    (0..n_items).scan(0, move |next, item| {
        let place = *next;
        *next += n_items - item;
        Some(place)
    })
}

fn add(sums: &mut [f64], values: &[f64]) {
    add_times(sums, values, 1.0);
}

fn add_times(sums: &mut [f64], values: &[f64], times: f64) {
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum += times * value;
    }
}
