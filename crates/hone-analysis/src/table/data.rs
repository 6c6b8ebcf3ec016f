//! Columns that were read.

use hone_stats::Scores;
use serde::Serialize;

use super::ask::{Part, Summary};
use super::cell::{Decimal, Missing, number};
use super::choice::{Choice, Header};
use super::labels::Labels;
use crate::error::{Error, Kind};

/// A column of numbers; `NaN` where there is no answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its name in the file.
    pub name: String,
    /// Its cells.
    pub values: Vec<f64>,
}

/// From this many standard deviations between zero and the mean on, rounding shows in results: methods
/// with means in the model lose twice as many figures as this has.
const FAR_OFF: f64 = 1e5;

impl Column {
    /// Whether the mean lies too many standard deviations from zero. A column that does not vary is
    /// for the methods to judge.
    fn is_far_off(&self) -> bool {
        let known = || self.values.iter().filter(|value| !value.is_nan());
        let n = known().count() as f64;
        let mean = known().sum::<f64>() / n;
        let square = known().map(|value| (value - mean) * (value - mean)).sum::<f64>() / n;
        let (low, high) = known().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(*value), high.max(*value))
        });
        low < high && mean.abs() > FAR_OFF * square.sqrt()
    }
}

/// Rows that a method does not use, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// What they lack, as in `no 'group'`.
    pub reason: String,
    /// How many there are.
    pub rows: usize,
}

/// What was read of a file. All columns are of one length.
#[derive(Debug, Clone)]
pub struct Data {
    /// The file, as messages name it.
    pub file: String,
    /// How many rows the file has, with those left out.
    pub rows: usize,
    /// Rows left out so far.
    pub left_out: Vec<LeftOut>,
    /// The items, in the order in which they were chosen.
    pub items: Vec<Column>,
    /// Other columns of numbers, in the order in which they were asked for.
    pub numbers: Vec<Column>,
    /// Labels, in the order in which they were asked for.
    pub labels: Vec<Labels>,
    /// Where a person finds each row in the file.
    pub lines: Vec<u32>,
    pub(super) missing: Missing,
    pub(super) decimal: Decimal,
}

impl Data {
    /// How many rows are used.
    pub fn n(&self) -> usize {
        self.lines.len()
    }

    /// The names of the items.
    pub fn names(&self) -> Vec<String> {
        self.items.iter().map(|item| item.name.clone()).collect()
    }

    /// The places of some of the items.
    pub(crate) fn places(&self, choice: &Choice) -> Result<Vec<usize>, Error> {
        Header { file: &self.file, what: "items", names: &self.names() }.choose(choice)
    }

    /// The items as the methods take them.
    pub fn scores(&self) -> Result<Scores, Error> {
        let columns = self.items.iter().map(|item| item.values.clone()).collect();
        self.named(Scores::new(columns))
    }

    /// The items as the methods take them, and no longer here: half the memory where they are many.
    pub fn take_scores(&mut self) -> Result<Scores, Error> {
        let columns = self.items.iter_mut().map(|item| std::mem::take(&mut item.values)).collect();
        let scores = Scores::new(columns);
        self.named(scores)
    }

    /// Leaves out the rows in which an item was not answered.
    pub fn complete(self) -> Result<Self, Error> {
        self.keep("an item without an answer", |data, row| {
            data.items.iter().all(|item| !item.values[row].is_nan())
        })
    }

    /// Leaves out the rows in which no item was answered.
    pub fn answered(self) -> Result<Self, Error> {
        self.keep("no item answered", |data, row| {
            data.items.iter().any(|item| !item.values[row].is_nan())
        })
    }

    /// Leaves out the rows in which another number is missing.
    pub fn with_numbers(self) -> Result<Self, Error> {
        self.keep("a number is missing", |data, row| {
            data.numbers.iter().all(|column| !column.values[row].is_nan())
        })
    }

    /// Leaves out the rows without a label in the last column of labels.
    pub(super) fn only(self, label: &str) -> Result<Self, Error> {
        let last = self.labels.len().saturating_sub(1);
        let column = self.labels.get(last);
        if !column.is_some_and(|column| column.names().iter().any(|name| name == label)) {
            let names = column.map(|column| column.names().iter().take(12).cloned());
            let names: Vec<String> = names.into_iter().flatten().collect();
            let name = column.map_or("", |column| column.name.as_str());
            let message = format!(
                "{}: no row has '{label}' in '{name}'; it has {}",
                self.file,
                names.join(", ")
            );
            return Err(Error::new(Kind::Column, message));
        }
        let data =
            self.keep(&format!("not '{label}'"), |data, row| data.labels[last].of(row) == label)?;
        data.refuse_unusable_columns()?;
        Ok(data)
    }

    /// Labels as numbers, where all of them are; `NaN` for a number that stands for 'no answer'.
    pub(crate) fn numbers_in(&self, labels: &Labels) -> Option<Vec<f64>> {
        let read = |label: &str| number(label.as_bytes(), &self.missing, self.decimal).ok();
        labels.numbers(read).into_iter().collect()
    }

    /// Those of the labels that are no numbers.
    pub(crate) fn texts_in<'l>(&self, labels: &'l Labels) -> Vec<&'l str> {
        let is_text =
            |label: &&String| number(label.as_bytes(), &self.missing, self.decimal).is_err();
        labels.names().iter().filter(is_text).map(String::as_str).collect()
    }

    /// Leaves out the rows in which labels that are numbers have one that stands for 'no answer'.
    pub(crate) fn with_number(self, name: &str) -> Result<Self, Error> {
        let labels = self.labels.iter().find(|labels| labels.name == name);
        let Some(numbers) = labels.and_then(|labels| self.numbers_in(labels)) else {
            return Ok(self);
        };
        self.keep(&format!("no '{name}'"), |_, row| !numbers[row].is_nan())
    }

    /// Leaves out the rows that do not fit, and notes the reason. Some have to be left.
    pub fn keep(
        mut self,
        reason: &str,
        fits: impl Fn(&Self, usize) -> bool,
    ) -> Result<Self, Error> {
        let rows: Vec<usize> = (0..self.n()).filter(|row| fits(&self, *row)).collect();
        let dropped = self.n() - rows.len();
        if dropped == 0 {
            return Ok(self);
        }
        if rows.is_empty() {
            let message =
                format!("{}: nothing is left to count: every row has {reason}", self.file);
            return Err(Error::data(message));
        }
        for column in self.items.iter_mut().chain(&mut self.numbers) {
            column.values = rows.iter().map(|row| column.values[*row]).collect();
        }
        self.labels = self.labels.iter().map(|labels| labels.rows(&rows)).collect();
        self.lines = rows.iter().map(|row| self.lines[*row]).collect();
        self.left_out.push(LeftOut { reason: reason.to_owned(), rows: dropped });
        Ok(self)
    }

    /// A result whose error names the item instead of its number.
    pub fn named<T>(&self, result: Result<T, hone_stats::Error>) -> Result<T, Error> {
        name_items(&self.names(), result)
    }

    /// Refuses columns without an answer, and those of which only the last figures differ.
    pub(super) fn refuse_unusable_columns(&self) -> Result<(), Error> {
        let columns = self.items.iter().chain(&self.numbers);
        for column in columns {
            if column.values.iter().all(|value| value.is_nan()) {
                return Err(empty_column(&self.file, &column.name));
            }
            if column.is_far_off() {
                let message = format!(
                    "{}: the numbers in column '{}' differ too little beside their size to be \
                     reckoned with; subtract one number from all of them",
                    self.file, column.name
                );
                return Err(Error::new(Kind::Column, message));
            }
        }
        Ok(())
    }

    /// Goes through the rows as if they were just being read.
    pub(super) fn each(
        self,
        mut visit: impl FnMut(&Part<'_>) -> Result<(), Error>,
    ) -> Result<Summary, Error> {
        let columns = self.items.iter().chain(&self.numbers);
        visit(&Part {
            rows: &self.lines,
            numbers: columns.map(|column| column.values.as_slice()).collect(),
            labels: self.labels.iter().map(Labels::codes).collect(),
        })?;
        Ok(Summary {
            items: self.names(),
            labels: self.labels.iter().map(|labels| labels.names().to_vec()).collect(),
            file: self.file,
            rows: self.rows,
            left_out: self.left_out,
        })
    }
}

pub(crate) fn empty_column(file: &str, name: &str) -> Error {
    Error::new(
        Kind::Column,
        format!("{file}: column '{name}' has no answer in any row; leave it out"),
    )
}

/// A result whose error names the item instead of its number.
pub fn name_items<T>(names: &[String], result: Result<T, hone_stats::Error>) -> Result<T, Error> {
    result.map_err(|error| {
        let text = error.to_string();
        // Every error of the statistics that is about an item says `item N`, from 0.
        let named = text.split_once("item ").and_then(|(before, after)| {
            let length = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
            let name = names.get(after[..length].parse::<usize>().ok()?)?;
            Some(format!("{before}'{name}'{}", &after[length..]))
        });
        Error::data(format!("this cannot be told: {}", named.unwrap_or(text)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_of_the_statistics_names_the_item() {
        let names = ["AF06".to_owned(), "AF07".to_owned()];

        let error = name_items::<()>(&names, Err(hone_stats::Error::Constant { item: 1 }));

        let message = error.unwrap_err().message;
        assert_eq!(message, "this cannot be told: 'AF07' has the same value in every row");
    }
}
