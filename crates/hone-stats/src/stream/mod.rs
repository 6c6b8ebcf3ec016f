//! Statistics of data that pass by once and are not kept.
//!
//! Memory does not grow with rows, only with items and leaders, so ten million ballots take no more
//! of it than a thousand. What is summed can be put together from parts in any order.

mod groups;
mod items;

pub use items::{ItemSummary, Summary};

use crate::reliability::{Alpha, GroupIcc};
use crate::{Error, Estimate};
use groups::GroupSums;
use items::ItemSums;

/// Sums over the ballots seen so far: items, cross products of items, and leaders.
#[derive(Debug, Clone, PartialEq)]
pub struct Stream {
    items: ItemSums,
    leaders: GroupSums,
}

impl Stream {
    /// Nothing seen yet, of this many items.
    pub fn new(n_items: usize) -> Self {
        Self { items: ItemSums::new(n_items), leaders: GroupSums::default() }
    }

    /// Takes some ballots: a column per item, `NaN` where nothing was answered.
    pub fn push(&mut self, columns: &[&[f64]]) -> Result<(), Error> {
        self.items.push(columns)
    }

    /// Takes some ballots and whom each is about: any numbers, the same leader the same number in
    /// every part. Memory grows with the highest.
    pub fn push_about(&mut self, columns: &[&[f64]], leaders: &[u32]) -> Result<(), Error> {
        if let Some(first) = columns.first()
            && first.len() != leaders.len()
        {
            return Err(Error::LengthsDiffer);
        }
        self.items.push(columns)?;
        self.leaders.push(columns, leaders);
        Ok(())
    }

    /// Adds what another has seen; its leaders have to be numbered alike.
    pub fn merge(&mut self, other: &Self) -> Result<(), Error> {
        self.items.merge(&other.items)?;
        self.leaders.merge(&other.leaders);
        Ok(())
    }

    /// Count, mean, spread and gaps of each item.
    ///
    /// Intervals of means are of t and take ballots to be independent: with several ballots about
    /// one leader they are too narrow.
    pub fn summary(&self) -> Summary {
        self.items.summary()
    }

    /// Cronbach's alpha, as [`crate::reliability::alpha`] has it.
    ///
    /// Checked against that function, with and without gaps.
    pub fn alpha(&self) -> Result<Alpha, Error> {
        self.items.alpha()
    }

    /// Intraclass correlations of the mean of the items, of ballots that answered all of them, as
    /// [`crate::reliability::group_icc`] has them.
    ///
    /// Checked against that function.
    pub fn icc(&self) -> Result<GroupIcc, Error> {
        self.leaders.icc()
    }

    /// The mean over ballots that answered every item, of the mean of the items; its error takes
    /// leaders to be independent, and not the ballots about one (Liang & Zeger 1986).
    ///
    /// Checked by counting a leader's ballots twice, which leaves the error as it is up to the count.
    pub fn mean_over_leaders(&self) -> Result<Estimate, Error> {
        self.leaders.mean()
    }
}
