//! Labels: who or what a row is about.

use hone_stats::Groups;

use super::cell::NO_LABEL;
use crate::error::Error;

/// The labels of a column, one per row: numbers in their order, else in the order of the alphabet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    /// The name of the column.
    pub name: String,
    codes: Vec<u32>,
    names: Vec<String>,
}

impl Labels {
    /// Orders labels that were numbered as they came; those that no row has are dropped.
    pub fn new(name: String, mut codes: Vec<u32>, labels: &[String]) -> Self {
        let mut is_used = vec![false; labels.len()];
        for code in codes.iter().filter(|code| **code != NO_LABEL) {
            is_used[*code as usize] = true;
        }
        let mut order: Vec<usize> = (0..labels.len()).filter(|code| is_used[*code]).collect();
        let number = |code: &usize| labels[*code].parse::<f64>().ok().filter(|n| n.is_finite());
        let numbers: Option<Vec<f64>> = order.iter().map(number).collect();
        if numbers.is_some() {
            let key = |code: &usize| number(code).unwrap_or_default();
            order.sort_by(|a, b| {
                key(a).total_cmp(&key(b)).then_with(|| labels[*a].cmp(&labels[*b]))
            });
        } else {
            order.sort_by(|a, b| labels[*a].cmp(&labels[*b]));
        }
        let mut places = vec![NO_LABEL; labels.len()];
        for (place, code) in (0..).zip(&order) {
            places[*code] = place;
        }
        for code in codes.iter_mut().filter(|code| **code != NO_LABEL) {
            *code = places[*code as usize];
        }
        Self { name, codes, names: order.iter().map(|code| labels[*code].clone()).collect() }
    }

    /// The different labels, in their order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The number of each row's label in [`Self::names`].
    pub fn codes(&self) -> &[u32] {
        &self.codes
    }

    /// The label of a row.
    pub fn of(&self, row: usize) -> &str {
        self.codes.get(row).and_then(|code| self.names.get(*code as usize)).map_or("", |l| l)
    }

    /// The rows in groups; group `g` is `names()[g]`.
    pub fn groups(&self) -> Result<Groups, Error> {
        Ok(Groups::new(self.codes.clone())?)
    }

    /// The same labels in the order of some names, which have to be all that rows have.
    pub(crate) fn ordered(&self, names: &[String]) -> Self {
        let place = |name: &String| names.iter().position(|other| other == name);
        let places: Vec<u32> = self
            .names
            .iter()
            .map(|name| place(name).and_then(|at| u32::try_from(at).ok()).unwrap_or(NO_LABEL))
            .collect();
        let codes = self.codes.iter().map(|code| places[*code as usize]).collect();
        Self { name: self.name.clone(), codes, names: names.to_vec() }
    }

    /// The different labels in the order in which rows first have them.
    pub(crate) fn as_they_come(&self) -> Vec<String> {
        let mut is_seen = vec![false; self.names.len()];
        let first = self.codes.iter().map(|code| *code as usize);
        let first = first.filter(|code| !std::mem::replace(&mut is_seen[*code], true));
        first.map(|code| self.names[code].clone()).collect()
    }

    /// Some of the rows.
    #[must_use]
    pub fn rows(&self, rows: &[usize]) -> Self {
        let codes = rows.iter().map(|row| self.codes[*row]).collect();
        Self::new(self.name.clone(), codes, &self.names)
    }

    /// The number of each label, as `read` has it.
    pub(crate) fn numbers(&self, read: impl Fn(&str) -> Option<f64>) -> Vec<Option<f64>> {
        let values: Vec<Option<f64>> = self.names.iter().map(|label| read(label)).collect();
        self.codes.iter().map(|code| values[*code as usize]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(list: &[&str]) -> Labels {
        let names: Vec<String> = list.iter().map(|name| (*name).to_owned()).collect();
        Labels::new("rater".to_owned(), (0..).take(list.len()).collect(), &names)
    }

    #[test]
    fn numbers_are_ordered_as_numbers_and_words_as_words() {
        assert_eq!(labels(&["10", "9", "1"]).names(), ["1", "9", "10"]);
        assert_eq!(labels(&["10", "9", "x"]).names(), ["10", "9", "x"]);
        assert_eq!(labels(&["10", "9", "1"]).codes(), [2, 1, 0]);
    }

    #[test]
    fn a_label_that_no_row_has_is_dropped() {
        let kept = labels(&["c", "a", "b"]).rows(&[0, 2]);

        assert_eq!(kept.names(), ["b", "c"]);
        assert_eq!((kept.of(0), kept.of(1)), ("c", "b"));
    }
}
