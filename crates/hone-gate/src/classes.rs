//! Who is counted together: the part of the rule that decides whether anything is released.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Category, Floor, Sheets};

/// Raters that are counted together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    pub(crate) id: String,
    pub(crate) categories: Vec<Category>,
    pub(crate) n: usize,
}

impl Class {
    /// The categories joined by `+`, such as `peers+others`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The categories it was made of. A merged class names all that were invited to it, whether or
    /// not all of them answered.
    pub fn categories(&self) -> &[Category] {
        &self.categories
    }

    /// How many sheets it holds: never fewer than the floor.
    pub fn n(&self) -> usize {
        self.n
    }

    pub(crate) fn new(categories: Vec<Category>, n: usize) -> Self {
        Self { id: id_of(&categories), categories, n }
    }

    /// How many of this class have to answer an item before it is released.
    pub(crate) fn answers_needed(&self, k: Floor) -> usize {
        k.get().max(self.n.div_ceil(2))
    }
}

pub(crate) fn id_of(categories: &[Category]) -> String {
    categories.iter().map(|category| category.as_str()).collect::<Vec<_>>().join("+")
}

/// Whether so many sheets from anonymous categories are enough for a release.
///
/// The categories do not matter for this, since they are merged until they are enough.
pub fn is_enough(n_anonymous: usize, k: Floor) -> bool {
    n_anonymous >= k.get()
}

/// The order in which categories of equal size give up their own line.
const FIRST_TO_MERGE: [Category; 3] = [Category::Others, Category::Peers, Category::Reports];

/// Splits the raters into classes of at least `k`: everybody is in one, or there is none.
///
/// Depends on counts only. Categories below the floor are merged; while that is still too few, the
/// smallest of the others joins them.
pub(crate) fn classes(sheets: &Sheets, k: Floor) -> Vec<Class> {
    partition(&sheets.counts(), sheets.invited(), k)
}

fn partition(
    counts: &BTreeMap<Category, usize>,
    invited: &BTreeSet<Category>,
    k: Floor,
) -> Vec<Class> {
    let n = |category: &Category| counts.get(category).copied().unwrap_or(0);
    let mut keep: Vec<Category> =
        Category::ANONYMOUS.into_iter().filter(|category| n(category) >= k.get()).collect();
    let mut n_merged: usize = Category::ANONYMOUS.iter().map(n).filter(|&n| n < k.get()).sum();
    while 0 < n_merged && n_merged < k.get() {
        let Some(smallest) =
            FIRST_TO_MERGE.into_iter().filter(|category| keep.contains(category)).min_by_key(n)
        else {
            return Vec::new();
        };
        keep.retain(|category| *category != smallest);
        n_merged += n(&smallest);
    }
    let merged = || {
        let is_merged =
            |category: &Category| invited.contains(category) && !keep.contains(category);
        Class::new(Category::ANONYMOUS.into_iter().filter(is_merged).collect(), n_merged)
    };
    let mut classes: Vec<Class> =
        keep.iter().map(|category| Class::new(vec![*category], n(category))).collect();
    if n_merged > 0 {
        classes.push(merged());
    }
    classes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(reports: usize, peers: usize, others: usize) -> Vec<(String, usize)> {
        let counts = BTreeMap::from([
            (Category::Reports, reports),
            (Category::Peers, peers),
            (Category::Others, others),
        ]);
        partition(&counts, &Category::ANONYMOUS.into(), Floor::DEFAULT)
            .into_iter()
            .map(|class| (class.id, class.n))
            .collect()
    }

    fn class(id: &str, n: usize) -> (String, usize) {
        (id.to_owned(), n)
    }

    #[test]
    fn categories_at_the_floor_have_a_line_of_their_own() {
        assert_eq!(split(6, 5, 4), [class("reports", 6), class("peers", 5), class("others", 4)]);
    }

    #[test]
    fn two_small_categories_make_one_class() {
        assert_eq!(split(6, 3, 2), [class("reports", 6), class("peers+others", 5)]);
    }

    #[test]
    fn a_remainder_takes_in_the_smallest_of_the_others() {
        assert_eq!(split(6, 5, 1), [class("reports", 6), class("peers+others", 6)]);
        assert_eq!(split(4, 6, 1), [class("peers", 6), class("reports+others", 5)]);
        assert_eq!(split(4, 0, 1), [class("reports+peers+others", 5)]);
    }

    #[test]
    fn of_two_equal_categories_reports_keep_their_line() {
        assert_eq!(split(5, 5, 1), [class("reports", 5), class("peers+others", 6)]);
        assert_eq!(split(5, 1, 5), [class("reports", 5), class("peers+others", 6)]);
        assert_eq!(split(1, 5, 5), [class("peers", 5), class("reports+others", 6)]);
    }

    #[test]
    fn a_category_in_which_nobody_answered_takes_no_line_along() {
        assert_eq!(split(6, 0, 0), [class("reports", 6)]);
    }

    #[test]
    fn there_is_no_class_where_all_together_are_too_few() {
        assert_eq!(split(1, 1, 1), []);
        assert_eq!(split(3, 0, 0), []);
        assert_eq!(split(2, 1, 1), [class("reports+peers+others", 4)]);
    }

    #[test]
    fn a_merged_class_is_named_after_those_invited() {
        let counts = BTreeMap::from([(Category::Reports, 3), (Category::Others, 2)]);
        let invited = [Category::Reports, Category::Others].into();

        let found = partition(&counts, &invited, Floor::DEFAULT);

        assert_eq!(found[0].id, "reports+others");
    }

    #[test]
    fn enough_is_when_there_would_be_a_class() {
        for (reports, peers, others) in [(3, 0, 0), (2, 1, 1), (1, 1, 1), (4, 0, 0), (0, 3, 3)] {
            let is_split = !split(reports, peers, others).is_empty();
            assert_eq!(is_enough(reports + peers + others, Floor::DEFAULT), is_split);
        }
    }
}
