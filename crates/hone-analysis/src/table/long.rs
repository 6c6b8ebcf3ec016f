//! A table with a row per answer becomes one with a row per ballot.

use std::collections::HashMap;

use super::ask::Ask;
use super::cell::NO_LABEL;
use super::choice::Header;
use super::chunk::{Cells, Role, Want};
use super::data::{Column, Data, LeftOut};
use super::fault;
use super::labels::Labels;
use super::source::Long;
use crate::error::{Error, Kind};

/// More cells than this are not laid out: a column of names as item column would fill any memory.
const MOST_CELLS: usize = 1 << 28;

struct Ballots {
    /// The place of each ballot by the codes of its labels.
    places: HashMap<Box<[u32]>, u32>,
    ids: Vec<Vec<u32>>,
    lines: Vec<u32>,
    /// A column of answers per item, as they come; shorter than the ballots where the last have none.
    answers: Vec<Vec<f64>>,
    rows: usize,
    without: usize,
}

pub(super) fn read(ask: &Ask<'_>, long: &Long) -> Result<Data, Error> {
    let file = &ask.file;
    let header = Header { file: &file.name, what: "columns", names: &file.columns };
    let mut ids: Vec<String> = ask.labels.iter().map(|name| (*name).to_owned()).collect();
    ids.extend(long.ids.iter().filter(|id| !ask.labels.contains(&id.as_str())).cloned());
    if !ask.numbers.is_empty() {
        return Err(Error::usage("a long table has one column of numbers, that of --value-column"));
    }
    if ids.is_empty() {
        return Err(Error::usage(
            "a long table needs columns that tell ballots apart: name them with --id, --ratee or --rater",
        ));
    }
    let mut wants = vec![
        Want { column: header.find(&long.value)?, role: Role::Number },
        Want { column: header.find(&long.item)?, role: Role::Label },
    ];
    for id in &ids {
        wants.push(Want { column: header.find(id)?, role: Role::Label });
    }
    let mut ballots = Ballots {
        places: HashMap::new(),
        ids: vec![vec![]; ids.len()],
        lines: vec![],
        answers: vec![],
        rows: 0,
        without: 0,
    };
    let mut labels = file.read(&wants, &ask.missing, &mut |chunk| {
        let Some(Cells::Numbers(values)) = chunk.columns.first() else { return Ok(()) };
        let codes: Vec<&[u32]> = chunk.columns[1..]
            .iter()
            .filter_map(|cells| match cells {
                Cells::Labels(codes) => Some(codes.as_slice()),
                Cells::Numbers(_) => None,
            })
            .collect();
        for (index, line) in chunk.rows.iter().enumerate() {
            let key: Box<[u32]> = codes[1..].iter().map(|codes| codes[index]).collect();
            ballots.take(file.name.as_str(), *line, codes[0][index], key, values[index])?;
        }
        Ok(())
    })?;
    if ballots.rows == 0 {
        return Err(fault::no_rows(&file.name));
    }
    // The first column has the answers, the second the items.
    let ids_by_code = labels.split_off(2);
    ballots.into_data(ask, &ids, &labels[1], &ids_by_code)
}

impl Ballots {
    fn take(
        &mut self,
        file: &str,
        line: u32,
        item: u32,
        key: Box<[u32]>,
        value: f64,
    ) -> Result<(), Error> {
        self.rows += 1;
        if item == NO_LABEL || key.contains(&NO_LABEL) {
            self.without += 1;
            return Ok(());
        }
        let next = u32::try_from(self.lines.len()).map_err(|_| fault::too_many_rows(file))?;
        let ballot = if let Some(place) = self.places.get(&key) {
            *place as usize
        } else {
            for (ids, id) in self.ids.iter_mut().zip(&key) {
                ids.push(*id);
            }
            self.lines.push(line);
            self.places.insert(key, next);
            next as usize
        };
        let item = item as usize;
        if self.answers.len() <= item {
            self.answers.resize(item + 1, vec![]);
        }
        if self.answers.len().saturating_mul(self.lines.len()) > MOST_CELLS {
            let message = format!(
                "{file}: {} items for {} ballots are too many; is the right column named by --item-column?",
                self.answers.len(),
                self.lines.len()
            );
            return Err(Error::usage(message));
        }
        let column = &mut self.answers[item];
        if column.len() <= ballot {
            column.resize(ballot + 1, f64::NAN);
        }
        if !column[ballot].is_nan() {
            let message = format!(
                "{file}: row {line} answers an item for a second time in the same ballot \
                 (it begins in row {}); name a column that tells them apart with --id",
                self.lines[ballot]
            );
            return Err(Error::new(Kind::Row, message));
        }
        column[ballot] = value;
        Ok(())
    }

    fn into_data(
        mut self,
        ask: &Ask<'_>,
        ids: &[String],
        items: &[String],
        labels: &[Vec<String>],
    ) -> Result<Data, Error> {
        // As they come, a range would lack an item that the first ballots left out.
        let mut order: Vec<usize> = (0..items.len()).collect();
        order.sort_by_cached_key(|item| (parts(&items[*item]), &items[*item]));
        let names: Vec<String> = order.iter().map(|item| items[*item].clone()).collect();
        let header = Header { file: &ask.file.name, what: "items", names: &names };
        let chosen = match ask.items {
            Some(choice) => header.choose(choice)?,
            None => vec![],
        };
        let chosen = chosen.into_iter().map(|place| order[place]);
        let n = self.lines.len();
        let mut columns = Vec::new();
        for item in chosen {
            let mut values = self.answers.get_mut(item).map(std::mem::take).unwrap_or_default();
            values.resize(n, f64::NAN);
            columns.push(Column { name: items[item].clone(), values });
        }
        let by_id = ids.iter().zip(self.ids).zip(labels).take(ask.labels.len());
        let reason = "no item, or none of what tells ballots apart".to_owned();
        let left_out = LeftOut { reason, rows: self.without };
        let data = Data {
            file: ask.file.name.clone(),
            rows: self.rows,
            left_out: if left_out.rows > 0 { vec![left_out] } else { vec![] },
            items: columns,
            numbers: vec![],
            labels: by_id.map(|((id, codes), by)| Labels::new(id.clone(), codes, by)).collect(),
            lines: self.lines,
            missing: ask.missing.clone(),
            decimal: ask.file.decimal,
        };
        data.refuse_unusable_columns()?;
        Ok(data)
    }
}

/// A part of a name. Numbers go by their size: `q2` stands before `q10`.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Part<'a> {
    /// How many digits, without zeros in front, and which.
    Number(usize, &'a str),
    Text(&'a str),
}

fn parts(name: &str) -> Vec<Part<'_>> {
    let (mut rest, mut parts) = (name, vec![]);
    while let Some(first) = rest.chars().next() {
        let is_number = first.is_ascii_digit();
        let end = rest.find(|c: char| c.is_ascii_digit() != is_number).unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        let digits = part.trim_start_matches('0');
        parts.push(if is_number { Part::Number(digits.len(), digits) } else { Part::Text(part) });
        rest = after;
    }
    parts
}
