//! Whether raters say the same: one word for a scale, and only where either word leaves every rater every
//! answer that the numbers leave.
//!
//! A spread beside a mean gives more away than the mean alone. So the word is about all cells of a
//! scale together, a cell being the answers of one class to one item; and whether there is a word
//! follows from what is published already, never from the answers (`docs/adr/0013-agreement.md`).

use std::collections::{BTreeMap, BTreeSet};

use crate::estimate::published;
use crate::lines::Lines;
use crate::{Answer, Class, Floor, Form, Sheets, Shown};

/// With fewer raters than this, nothing is said about agreement.
pub const AGREEMENT_RATERS: usize = 8;

/// The fewest items with a number that a word rests on.
const ITEMS_NEEDED: usize = 2;

/// Up to this mean square about the means of their cells, answers are close, in points squared.
///
/// That is a quarter of what answers at random have (2), so `r*_wg` is .75, and .71 where the squares
/// of eight are divided by seven.
const CLOSE: f64 = 0.5;

/// What a sum of squares may be off by.
const ROUNDING: f64 = 1e-9;

/// Whether raters say the same, each held against their own class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreement {
    /// Their answers lie close together.
    Close,
    /// They do not.
    Apart,
}

/// The answers of a class to an item of which a number is published.
struct Cell {
    answers: Vec<i64>,
    /// Every number of answers, and sum of them, that the published number can stand for.
    cases: Vec<(i64, i64)>,
}

/// The words for the scales of a form, as far as there are any; none for a scale without a number.
pub(crate) fn agreements(
    form: &Form,
    sheets: &Sheets,
    classes: &[Class],
    k: Floor,
    lines: &Lines,
) -> BTreeMap<String, Agreement> {
    let word = |scale: &str| {
        let (mut cells, mut told, mut n_items) = (Vec::new(), BTreeSet::new(), 0);
        for item in form.items_of(scale) {
            let shown = classes.iter().filter_map(|class| {
                Some((class, lines.items.get(item)?.class(class.id())?.shown()?))
            });
            let before = cells.len();
            for (class, shown) in shown {
                told.insert(class.id());
                cells.push(Cell::of(sheets, class, k, item, shown));
            }
            n_items += usize::from(cells.len() > before);
        }
        let n_raters: usize =
            classes.iter().filter(|class| told.contains(class.id())).map(Class::n).sum();
        let is_told = lines.scales[scale].overall.shown().is_some();
        let is_enough = n_raters >= AGREEMENT_RATERS && n_items >= ITEMS_NEEDED;
        (is_told && is_enough && is_open(&cells)).then(|| said(&cells))
    };
    let scales = form.scales().iter();
    scales.filter_map(|scale| Some((scale.id.clone(), word(&scale.id)?))).collect()
}

impl Cell {
    fn of(sheets: &Sheets, class: &Class, k: Floor, item: &str, shown: &Shown) -> Self {
        let sheets = sheets.of(&class.categories).into_iter();
        let answers = sheets.filter_map(|sheet| Some(sheet.answers.get(item)?.points())).collect();
        let cases = (class.answers_needed(k)..=class.n).flat_map(|m| {
            let n = i64::try_from(m).expect("a count of raters fits");
            let sums = Answer::LOWEST * n..=Answer::HIGHEST * n;
            let fits = move |sum: &i64| published(*sum, m) == (shown.value, shown.bound);
            sums.filter(fits).map(move |sum| (n, sum))
        });
        Self { answers, cases: cases.collect() }
    }

    /// The least and the most excess that answers with the published number can have; with one of
    /// them given, if it is.
    fn ends(&self, given: Option<i64>) -> Option<(f64, f64)> {
        let ends = |(m, sum): &(i64, i64)| {
            let (rest, left) = given.map_or((*m, *sum), |answer| (m - 1, sum - answer));
            if !(Answer::LOWEST * rest..=Answer::HIGHEST * rest).contains(&left) {
                return None;
            }
            let own = given.map_or(0, |answer| answer * answer);
            let of = |squares: i64| excess(*m, *sum, own + squares);
            Some((of(even(rest, left)), of(extreme(rest, left))))
        };
        let all = self.cases.iter().filter_map(ends);
        all.reduce(|(least, most), (low, high)| (least.min(low), most.max(high)))
    }
}

fn said(cells: &[Cell]) -> Agreement {
    let of = |cell: &Cell| {
        let m = i64::try_from(cell.answers.len()).expect("a count of raters fits");
        let squares = cell.answers.iter().map(|answer| answer * answer).sum();
        excess(m, cell.answers.iter().sum(), squares)
    };
    let total: f64 = cells.iter().map(of).sum();
    if total <= ROUNDING { Agreement::Close } else { Agreement::Apart }
}

/// The squares about the mean, less what close answers may have.
fn excess(m: i64, sum: i64, squares: i64) -> f64 {
    squares as f64 - (sum * sum) as f64 / m as f64 - CLOSE * m as f64
}

/// Whether both words are possible with every answer of a rater that its number leaves possible: so
/// that none of the two rules any answer out. It looks at published numbers alone.
fn is_open(cells: &[Cell]) -> bool {
    let Some(ends) = cells.iter().map(|cell| cell.ends(None)).collect::<Option<Vec<_>>>() else {
        return false;
    };
    let least: f64 = ends.iter().map(|(least, _)| least).sum();
    let most: f64 = ends.iter().map(|(_, most)| most).sum();
    cells.iter().zip(&ends).all(|(cell, (own_least, own_most))| {
        let answers = Answer::LOWEST..=Answer::HIGHEST;
        answers.filter_map(|answer| cell.ends(Some(answer))).all(|(low, high)| {
            let may_be_close = least - own_least + low <= ROUNDING;
            let may_be_apart = most - own_most + high > ROUNDING;
            may_be_close && may_be_apart
        })
    })
}

/// The sum of squares of `m` answers with a sum, as alike as can be.
fn even(m: i64, sum: i64) -> i64 {
    if m == 0 {
        return 0;
    }
    let (low, n_higher) = (sum / m, sum % m);
    (m - n_higher) * low * low + n_higher * (low + 1) * (low + 1)
}

/// The same, as far apart as can be.
fn extreme(m: i64, sum: i64) -> i64 {
    let room = Answer::HIGHEST - Answer::LOWEST;
    let over = sum - Answer::LOWEST * m;
    let (n_highest, between) = (over / room, over % room);
    let n_lowest = m - n_highest - i64::from(between > 0);
    let square = |x: i64| x * x;
    n_highest * square(Answer::HIGHEST)
        + n_lowest * square(Answer::LOWEST)
        + if between > 0 { square(Answer::LOWEST + between) } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sums of squares of all `m` answers with a sum.
    fn all_squares(m: i64, sum: i64) -> BTreeSet<i64> {
        if m == 0 {
            return if sum == 0 { BTreeSet::from([0]) } else { BTreeSet::new() };
        }
        let rest =
            |answer| all_squares(m - 1, sum - answer).into_iter().map(move |s| s + answer * answer);
        (1..=5).flat_map(rest).collect()
    }

    #[test]
    fn the_ends_of_the_squares_are_those_of_all_answers() {
        for m in 0..=6 {
            for sum in m..=5 * m {
                let all = all_squares(m, sum);
                assert_eq!(all.first(), Some(&even(m, sum)), "{m} with {sum}");
                assert_eq!(all.last(), Some(&extreme(m, sum)), "{m} with {sum}");
            }
        }
    }

    #[test]
    fn close_is_up_to_half_a_point_squared() {
        // Eight answers, squares about their mean of 4.0 and 4.5.
        assert!(excess(8, 32, 8 * 16 + 4) <= ROUNDING);
        assert!(excess(8, 32, 8 * 16 + 6) > ROUNDING);
    }
}
