//! The administrator who reads a round as a whole, and would like to know one leader's number.

use std::collections::BTreeMap;

use hone_core::testing::attack::cells::read_whole;
use hone_core::testing::attack::reader::Number;

/// What a leader's number can be, in tenths.
const LEADER: std::ops::RangeInclusive<usize> = 10..=50;

/// The fewest leaders whose numbers a cell is made of, as everybody can read.
const FEWEST: usize = 5;

/// What was told so far of rounds as a whole.
#[derive(Debug, Default)]
pub(super) struct Whole {
    pub(super) n_cells: usize,
    pub(super) n_numbers: usize,
    /// The fewest numbers that any of them leaves for a single leader.
    pub(super) fewest_left: Option<usize>,
}

impl Whole {
    /// Reads whatever cells stand on these pages.
    pub(super) fn attack(&mut self, pages: &BTreeMap<String, String>) -> anyhow::Result<()> {
        for cell in pages.values().flat_map(|html| read_whole(html)) {
            self.n_cells += 1;
            anyhow::ensure!(cell.n_leaders >= FEWEST, "a cell of {} leaders", cell.n_leaders);
            for number in cell.numbers {
                self.n_numbers += 1;
                let n_left = feasible(number, cell.n_leaders);
                self.fewest_left =
                    Some(self.fewest_left.map_or(n_left, |fewest| fewest.min(n_left)));
            }
        }
        Ok(())
    }
}

/// How many numbers a single leader can have, given the mean over `n` leaders: whoever of them has
/// none is not in it.
fn feasible(number: Number, n: usize) -> usize {
    let fits = |own: usize| {
        (FEWEST..=n).any(|n| {
            let others = (n - 1) * LEADER.start()..=(n - 1) * LEADER.end();
            let mut sums = others.map(|others| own + others);
            sums.any(|sum| number.is_about(sum as f64 / n as f64 / 10.0))
        })
    };
    LEADER.filter(|own| fits(*own)).count()
}

#[test]
fn a_mean_of_five_leaves_each_leader_many_numbers() {
    assert_eq!(feasible(Number::Mean(3.0, 2.0, 4.0), 5), 41);
    assert!(feasible(Number::Mean(5.0, 4.0, 5.0), 5) >= 3);
    assert_eq!(feasible(Number::Mean(5.0, 4.0, 5.0), 4), 0, "there is no such cell");
}
