//! Which columns somebody means.

use std::str::FromStr;

use super::records::{Record, Records};
use crate::error::{Error, Kind};

/// Columns as somebody chose them: names and ranges, as in `a,b..d,"x, y"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pieces: Vec<String>,
}

impl FromStr for Choice {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let pieces = split(text);
        if pieces.iter().any(String::is_empty) {
            return Err("a name is empty; write a,b,c or a..c".to_owned());
        }
        Ok(Self { pieces })
    }
}

/// Splits a list at its commas; quotes keep a comma in a name.
pub(crate) fn split(text: &str) -> Vec<String> {
    let mut records = Records::new(text.as_bytes(), b',');
    let mut record = Record::default();
    if !records.next(&mut record).is_ok_and(|is_some| is_some) {
        return vec![String::new()];
    }
    let name = |cell: &[u8]| String::from_utf8_lossy(cell).trim().to_owned();
    record.cells().map(name).collect()
}

/// The columns of a file by name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Header<'a> {
    /// The file, as messages name it.
    pub(crate) file: &'a str,
    /// What the names are: columns, or items of a long table.
    pub(crate) what: &'a str,
    /// The names in their order.
    pub(crate) names: &'a [String],
}

impl Header<'_> {
    /// The positions of all chosen columns, in the order of the choice.
    pub(crate) fn choose(&self, choice: &Choice) -> Result<Vec<usize>, Error> {
        let mut chosen = Vec::new();
        for piece in &choice.pieces {
            let ends = piece.split_once("..").filter(|_| !self.names.contains(piece));
            match ends {
                Some((from, to)) => chosen.extend(self.range(from.trim(), to.trim())?),
                None => chosen.push(self.find(piece)?),
            }
        }
        for (index, column) in chosen.iter().enumerate() {
            if chosen[..index].contains(column) {
                let name = &self.names[*column];
                return Err(Error::usage(format!("'{name}' is chosen twice; name it once")));
            }
        }
        Ok(chosen)
    }

    fn range(&self, from: &str, to: &str) -> Result<Vec<usize>, Error> {
        let (first, last) = (self.find(from)?, self.find(to)?);
        if first > last {
            return Err(Error::usage(format!(
                "{}: '{to}' stands before '{from}'; write {to}..{from}",
                self.file
            )));
        }
        for position in first..=last {
            if self.names[position].is_empty() {
                return Err(Error::new(
                    Kind::Column,
                    format!(
                        "{}: column {} in {from}..{to} has no name; name it, or leave it out of the range",
                        self.file,
                        position + 1
                    ),
                ));
            }
            self.find(&self.names[position])?;
        }
        Ok((first..=last).collect())
    }

    /// The position of one column.
    pub(crate) fn find(&self, name: &str) -> Result<usize, Error> {
        let mut places = (0..self.names.len()).filter(|place| self.names[*place] == name);
        let Some(place) = places.next() else { return Err(self.unknown(name)) };
        match places.next() {
            None => Ok(place),
            Some(other) => Err(Error::new(
                Kind::Column,
                format!(
                    "{}: {} {} and {} are both called '{name}'; rename one",
                    self.file,
                    self.what,
                    place + 1,
                    other + 1
                ),
            )),
        }
    }

    fn unknown(&self, name: &str) -> Error {
        let near = self.nearest(name);
        let hint = if near.is_empty() {
            format!("it has {}", listed(self.names, 12))
        } else {
            format!("did you mean {}?", near.join(" or "))
        };
        let what = self.what.trim_end_matches('s');
        Error::new(Kind::Column, format!("{}: there is no {what} '{name}'; {hint}", self.file))
    }

    /// Up to three names that are like another one.
    fn nearest(&self, name: &str) -> Vec<String> {
        let plain = |text: &str| text.to_lowercase();
        let wanted = plain(name);
        let limit = (wanted.chars().count() / 3).max(1);
        let mut near: Vec<(usize, &String)> = self
            .names
            .iter()
            .filter(|known| !known.is_empty() && known.chars().count() < 100)
            .map(|known| (distance(&wanted, &plain(known)), known))
            .filter(|(distance, _)| *distance <= limit)
            .collect();
        near.sort_by_key(|(distance, _)| *distance);
        near.into_iter().take(3).map(|(_, known)| format!("'{known}'")).collect()
    }
}

/// The first names of a list, and how many more there are.
fn listed(names: &[String], most: usize) -> String {
    let shown: Vec<&str> = names.iter().take(most).map(String::as_str).collect();
    let rest = names.len().saturating_sub(most);
    let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    format!("{}{more}", shown.join(", "))
}

/// How many letters have to be changed, added or taken away (Levenshtein 1966).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.chars().take(100).enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for j in 0..b.len() {
            let changed = diagonal + usize::from(letter != b[j]);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(list: &[&str]) -> Vec<String> {
        list.iter().map(|name| (*name).to_owned()).collect()
    }

    fn choose(known: &[&str], text: &str) -> Result<Vec<usize>, String> {
        let known = names(known);
        let header = Header { file: "f.csv", what: "columns", names: &known };
        header.choose(&text.parse().unwrap()).map_err(|error| error.message)
    }

    #[test]
    fn names_and_ranges_may_be_mixed() {
        let known = ["id", "a", "b", "c", "d", "x, y", "p..q"];

        assert_eq!(choose(&known, "d,a..c"), Ok(vec![4, 1, 2, 3]));
        assert_eq!(choose(&known, "\"x, y\", a"), Ok(vec![5, 1]));
        assert_eq!(choose(&known, "p..q"), Ok(vec![6]));
    }

    #[test]
    fn what_is_not_there_is_said_with_the_nearest_names() {
        let known = ["AF06", "AF07", "HRS"];

        let near = choose(&known, "AF08").unwrap_err();
        assert_eq!(near, "f.csv: there is no column 'AF08'; did you mean 'AF06' or 'AF07'?");
        let far = choose(&known, "leadership").unwrap_err();
        assert_eq!(far, "f.csv: there is no column 'leadership'; it has AF06, AF07, HRS");
    }

    #[test]
    fn a_reversed_range_a_repeated_name_and_a_doubled_header_are_refused() {
        let known = ["a", "b", "c", "a", ""];

        assert_eq!(choose(&known, "c..b").unwrap_err(), "f.csv: 'b' stands before 'c'; write b..c");
        assert_eq!(choose(&known, "b,b").unwrap_err(), "'b' is chosen twice; name it once");
        assert_eq!(
            choose(&known, "a").unwrap_err(),
            "f.csv: columns 1 and 4 are both called 'a'; rename one"
        );
        assert!("a,,b".parse::<Choice>().is_err());
        assert!("".parse::<Choice>().is_err());
    }
}
