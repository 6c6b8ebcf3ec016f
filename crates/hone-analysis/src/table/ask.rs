//! Asking a file for columns.

use super::cell::{Missing, NO_LABEL};
use super::choice::{Choice, Header};
use super::chunk::{Cells, Chunk, Role, Want};
use super::data::{Column, Data, LeftOut};
use super::fault;
use super::file::File;
use super::labels::Labels;
use super::long;
use super::source::{Long, Only};
use crate::error::{Error, Kind};

/// The columns that a command wants of a file: items, other numbers, and labels.
#[derive(Debug)]
#[must_use]
pub struct Ask<'a> {
    pub(super) file: File,
    pub(super) missing: Missing,
    long: Option<Long>,
    only: Option<&'a Only>,
    pub(super) items: Option<&'a Choice>,
    pub(super) numbers: Vec<&'a str>,
    pub(super) labels: Vec<&'a str>,
}

/// Some rows, each with all of its labels.
#[derive(Debug)]
pub struct Part<'a> {
    /// Where a person finds each row.
    pub rows: &'a [u32],
    /// The answers, a column per item and then per other number.
    pub numbers: Vec<&'a [f64]>,
    /// The code of each label, a column per label asked for; numbered as they come.
    pub labels: Vec<&'a [u32]>,
}

/// What is known when all rows were read.
#[derive(Debug)]
pub struct Summary {
    /// The file, as messages name it.
    pub file: String,
    /// How many rows the file has.
    pub rows: usize,
    /// Which of them were left out.
    pub left_out: Vec<LeftOut>,
    /// The names of the items.
    pub items: Vec<String>,
    /// For each label asked for, the labels by code.
    pub labels: Vec<Vec<String>>,
}

impl<'a> Ask<'a> {
    pub(super) fn new(
        file: File,
        missing: Missing,
        long: Option<Long>,
        only: Option<&'a Only>,
    ) -> Self {
        Self { file, missing, long, only, items: None, numbers: vec![], labels: vec![] }
    }

    /// The names of all columns, in their order.
    pub fn columns(&self) -> &[String] {
        &self.file.columns
    }

    /// Asks for the items.
    pub fn items(mut self, choice: &'a Choice) -> Self {
        self.items = Some(choice);
        self
    }

    /// Asks for another column of numbers.
    pub fn number(mut self, name: &'a str) -> Self {
        self.numbers.push(name);
        self
    }

    /// Asks for a column of labels. Rows without one are left out.
    pub fn label(mut self, name: &'a str) -> Self {
        self.labels.push(name);
        self
    }

    /// Reads the columns.
    pub fn read(mut self) -> Result<Data, Error> {
        if let Some(only) = self.only.take() {
            let mut data = self.label(&only.column).read()?.only(&only.label)?;
            data.labels.pop();
            return Ok(data);
        }
        if let Some(long) = self.long.clone() {
            return long::read(&self, &long);
        }
        let n_items = self.item_places()?.len();
        let number_names: Vec<String> = self.numbers.iter().map(|n| (*n).to_owned()).collect();
        let label_names: Vec<String> = self.labels.iter().map(|n| (*n).to_owned()).collect();
        let mut numbers: Vec<Vec<f64>> = vec![vec![]; n_items + self.numbers.len()];
        let mut codes: Vec<Vec<u32>> = vec![vec![]; self.labels.len()];
        let mut lines = vec![];
        let (missing, decimal) = (self.missing.clone(), self.file.decimal);
        let summary = self.each(|part| {
            lines.extend_from_slice(part.rows);
            for (all, some) in numbers.iter_mut().zip(&part.numbers) {
                all.extend_from_slice(some);
            }
            for (all, some) in codes.iter_mut().zip(&part.labels) {
                all.extend_from_slice(some);
            }
            Ok(())
        })?;
        let mut numbers = numbers.into_iter();
        let items: Vec<Column> = summary
            .items
            .iter()
            .zip(numbers.by_ref().take(n_items))
            .map(|(name, values)| Column { name: name.clone(), values })
            .collect();
        let others = number_names.into_iter().zip(numbers);
        let labels = label_names.into_iter().zip(codes).zip(&summary.labels);
        let data = Data {
            items,
            numbers: others.map(|(name, values)| Column { name, values }).collect(),
            labels: labels.map(|((name, codes), by)| Labels::new(name, codes, by)).collect(),
            lines,
            file: summary.file,
            rows: summary.rows,
            left_out: summary.left_out,
            missing,
            decimal,
        };
        data.refuse_unusable_columns()?;
        Ok(data)
    }

    /// Reads the columns some thousand rows at a time, for what needs a single pass only.
    pub fn each(
        self,
        mut visit: impl FnMut(&Part<'_>) -> Result<(), Error>,
    ) -> Result<Summary, Error> {
        if self.long.is_some() || self.only.is_some() {
            return self.read()?.each(visit);
        }
        let (items, wants) = self.wants()?;
        let n_numbers = items.len() + self.numbers.len();
        let (mut rows, mut without) = (0, vec![0_usize; self.labels.len()]);
        let mut kept = Chunk::new(&wants);
        let labels = self.file.read(&wants, &self.missing, &mut |chunk| {
            rows += chunk.rows.len();
            let part = keep_labelled(chunk, &mut kept, n_numbers, &mut without);
            if part.rows.is_empty() { Ok(()) } else { visit(&part_of(part, n_numbers)) }
        })?;
        if rows == 0 {
            return Err(fault::no_rows(&self.file.name));
        }
        let reason = |name: &&str| format!("no '{name}'");
        let left_out: Vec<LeftOut> = self
            .labels
            .iter()
            .zip(&without)
            .filter(|(_, rows)| **rows > 0)
            .map(|(name, rows)| LeftOut { reason: reason(name), rows: *rows })
            .collect();
        if without.iter().sum::<usize>() == rows {
            let message =
                format!("{}: no row has '{}'", self.file.name, self.labels.join("' and '"));
            return Err(Error::new(Kind::Column, message));
        }
        Ok(Summary {
            items: items.iter().map(|place| self.file.columns[*place].clone()).collect(),
            file: self.file.name,
            rows,
            left_out,
            labels: labels.into_iter().skip(n_numbers).collect(),
        })
    }

    fn header(&self) -> Header<'_> {
        Header { file: &self.file.name, what: "columns", names: &self.file.columns }
    }

    fn item_places(&self) -> Result<Vec<usize>, Error> {
        self.items.map_or(Ok(vec![]), |choice| self.header().choose(choice))
    }

    /// The places of the items, and all columns to read: items, other numbers, labels.
    fn wants(&self) -> Result<(Vec<usize>, Vec<Want>), Error> {
        let header = self.header();
        let items = self.item_places()?;
        let want = |role: Role| move |column: usize| Want { column, role };
        let mut wants: Vec<Want> = items.iter().copied().map(want(Role::Number)).collect();
        for (names, role) in [(&self.numbers, Role::Number), (&self.labels, Role::Label)] {
            for name in names {
                wants.push(want(role)(header.find(name)?));
            }
        }
        Ok((items, wants))
    }
}

/// Leaves out rows without a label, and counts them by the first label that they lack.
fn keep_labelled<'c>(
    chunk: &'c Chunk,
    kept: &'c mut Chunk,
    n_numbers: usize,
    without: &mut [usize],
) -> &'c Chunk {
    let labels = &chunk.columns[n_numbers..];
    let is_lacking = |cells: &Cells, row: usize| match cells {
        Cells::Labels(codes) => codes[row] == NO_LABEL,
        Cells::Numbers(_) => false,
    };
    let lacks = |row: usize| labels.iter().position(|cells: &Cells| is_lacking(cells, row));
    let n = chunk.rows.len();
    let keep: Vec<usize> = (0..n)
        .filter(|row| match lacks(*row) {
            Some(label) => {
                without[label] += 1;
                false
            }
            None => true,
        })
        .collect();
    if keep.len() == n {
        return chunk;
    }
    kept.clear();
    kept.rows.extend(keep.iter().map(|row| chunk.rows[*row]));
    for (into, from) in kept.columns.iter_mut().zip(&chunk.columns) {
        match (into, from) {
            (Cells::Numbers(into), Cells::Numbers(from)) => {
                into.extend(keep.iter().map(|row| from[*row]));
            }
            (Cells::Labels(into), Cells::Labels(from)) => {
                into.extend(keep.iter().map(|row| from[*row]));
            }
            _ => {}
        }
    }
    kept
}

fn part_of(chunk: &Chunk, n_numbers: usize) -> Part<'_> {
    let numbers = chunk.columns[..n_numbers].iter().filter_map(|cells| match cells {
        Cells::Numbers(numbers) => Some(numbers.as_slice()),
        Cells::Labels(_) => None,
    });
    let labels = chunk.columns[n_numbers..].iter().filter_map(|cells| match cells {
        Cells::Labels(codes) => Some(codes.as_slice()),
        Cells::Numbers(_) => None,
    });
    Part { rows: &chunk.rows, numbers: numbers.collect(), labels: labels.collect() }
}
