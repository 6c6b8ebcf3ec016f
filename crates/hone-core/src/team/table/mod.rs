//! The tables of the tools as files have them: what each column holds, and who reads a row.
//!
//! A tool names its tables once, in `TABLES`. By them a team or a person takes everything along, a team
//! brings a file in, and a name is taken out of every text when somebody is erased. A test holds them
//! against the databases, so that no table and no column is forgotten.

pub(crate) mod store;

use hone_model::Tool;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::Team;
use crate::clock::Moment;
use crate::ids::PersonId;
use crate::text;

/// A row: each column by its name. An id is 32 hexadecimal digits, a moment is as of RFC 3339.
pub type Row = Map<String, Value>;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Holds {
    /// The id of the row itself.
    Id,
    /// The id of a row of another table, or of this one.
    Of(&'static str),
    /// The id of a row of such a table that another team may have. A file has it only where the row is in
    /// the file too; else it is empty, and other columns hold these words.
    Within(&'static str, &'static [(&'static str, &'static str)]),
    /// Somebody who is or was in the team.
    Person,
    /// One line of at most so many characters.
    Line(usize),
    /// Several lines of at most so many characters.
    Text(usize),
    /// One of these words.
    Word(&'static [&'static str]),
    /// A whole number, from and to.
    Whole(i64, i64),
    /// A number that is at most so large, up and down. A file has 15 digits of it.
    Number(f64),
    /// True or false.
    YesNo,
    /// A day.
    Day,
    /// A moment.
    Moment,
}

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Column {
    /// Its name, in the database and in files.
    pub name: &'static str,
    /// What it holds.
    pub holds: Holds,
    /// Whether it can be empty: `null` in a file.
    pub is_optional: bool,
    /// The column that names whose own word it is, where it counts as such: from a file that somebody else
    /// brings in it is not taken.
    pub word_of: Option<&'static str>,
}

/// A column that is always filled.
pub const fn of(name: &'static str, holds: Holds) -> Column {
    Column { name, holds, is_optional: false, word_of: None }
}

/// A column that can be empty.
pub const fn perhaps(name: &'static str, holds: Holds) -> Column {
    Column { name, holds, is_optional: true, word_of: None }
}

/// Who reads a row, among those in the team.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    /// Everybody.
    Team,
    /// While its `state` is `draft`, whoever this column names, and nobody else.
    Draft(&'static str),
    /// The same; and then everybody, without who wrote it and who changed it: that stands in it for whoever
    /// this column names, and for whoever did it, alone.
    Unsigned(&'static str),
    /// The member whom the first column names; and whom the second one does, as long as they lead the team.
    Two(&'static str, &'static str),
    /// Whoever the first column names; and everybody once, in the row that the second column points to,
    /// the third one is filled.
    Once(&'static str, &'static str, &'static str),
}

/// A table of a tool. Besides its columns it has `organisation_id`, `team_id`, and perhaps `version`.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// Its name in the database, and the key of its entries in a file.
    pub name: &'static str,
    /// The tool that it belongs to.
    pub tool: Tool,
    /// Its columns.
    pub columns: &'static [Column],
    /// By which columns a row is known within its team; none where there is one row at most.
    pub key: &'static [&'static str],
    /// Where there is at most one row in a state: for each value of this column, with this `state`.
    pub alone: Option<(&'static str, &'static str)>,
    /// Whether it counts its changes in `version`.
    pub has_version: bool,
    /// The kind of its events, where it has any.
    pub kind: Option<&'static str>,
    /// Who reads a row.
    pub reads: Reads,
    /// What has to be so in a row beyond its columns: a column that is wrong, and why.
    pub rule: fn(&Row) -> Result<(), (&'static str, &'static str)>,
}

/// The rule of a table that has none.
pub fn nothing_more(_: &Row) -> Result<(), (&'static str, &'static str)> {
    Ok(())
}

impl Table {
    /// The columns that name somebody.
    pub fn people(&self) -> impl Iterator<Item = &'static str> {
        let columns = self.columns.iter();
        columns.filter(|column| column.holds == Holds::Person).map(|column| column.name)
    }

    /// The column that names who wrote a row, where nobody else reads that.
    pub fn unsigned(&self) -> Option<&'static str> {
        match self.reads {
            Reads::Unsigned(writer) => Some(writer),
            _ => None,
        }
    }

    /// The columns that somebody writes into.
    pub fn texts(&self) -> impl Iterator<Item = &'static str> {
        let is_text = |column: &&Column| matches!(column.holds, Holds::Line(_) | Holds::Text(_));
        self.columns.iter().filter(is_text).map(|column| column.name)
    }

    /// By what a row is known within its team.
    pub fn key_of(&self, row: &Row) -> Vec<String> {
        self.key
            .iter()
            .map(|name| row.get(*name).map(Value::to_string).unwrap_or_default())
            .collect()
    }

    /// The id by which events know a row.
    pub fn entity_of(&self, row: &Row) -> Option<Uuid> {
        id_of(row, "id")
    }

    /// The columns that name the two who read a row, where it is theirs alone.
    pub fn two(&self) -> Option<(&'static str, &'static str)> {
        match self.reads {
            Reads::Two(one, lead) => Some((one, lead)),
            _ => None,
        }
    }

    /// Whether somebody in the team reads a row, as far as the row itself decides; `above` finds the row
    /// that a column points to.
    pub fn is_read_by<'a>(
        &self,
        team: &Team,
        person: PersonId,
        row: &Row,
        above: impl Fn(&str, Uuid) -> Option<&'a Row>,
    ) -> bool {
        let is = |name: &str| id_of(row, name) == Some(person.0);
        match self.reads {
            Reads::Team => true,
            Reads::Draft(writer) | Reads::Unsigned(writer) => {
                text_of(row, "state") != "draft" || is(writer)
            }
            Reads::Two(one, lead) => is(one) || team.lead_id == person && is(lead),
            Reads::Once(giver, of, filled) => {
                let table = self.columns.iter().find(|column| column.name == of);
                let Some(Column { holds: Holds::Of(table), .. }) = table else { return is(giver) };
                let above = id_of(row, of).and_then(|id| above(table, id));
                is(giver) || above.is_some_and(|row| !row[filled].is_null())
            }
        }
    }
}

/// The id in a column of a row.
pub fn id_of(row: &Row, name: &str) -> Option<Uuid> {
    row.get(name)?.as_str()?.parse().ok()
}

/// The text in a column of a row; empty where there is none.
pub fn text_of<'a>(row: &'a Row, name: &str) -> &'a str {
    row.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Whether a column of a row is empty.
pub fn is_empty(row: &Row, name: &str) -> bool {
    row.get(name).is_none_or(|value| value.is_null() || value.as_str() == Some(""))
}

impl Column {
    /// The same, where it counts as the own word of whoever another column names.
    #[must_use]
    pub const fn word_of(self, person: &'static str) -> Self {
        Self { word_of: Some(person), ..self }
    }

    /// What stands in it where nobody said anything.
    pub fn unsaid(&self) -> Value {
        if self.holds == Holds::YesNo { Value::from(false) } else { Value::Null }
    }

    /// A value as it is stored, or what it should be instead.
    pub fn checked(&self, value: &Value) -> Result<Value, String> {
        if value.is_null() && self.is_optional {
            return Ok(Value::Null);
        }
        let stored = match self.holds {
            Holds::Id | Holds::Of(_) | Holds::Within(..) => {
                value.as_str().and_then(|text| text.parse::<Uuid>().ok()).map(id)
            }
            Holds::Person => value.as_str().map(Value::from),
            Holds::Line(longest) => typed(value, text::one_line, longest),
            Holds::Text(longest) => typed(value, text::lines, longest),
            Holds::Word(words) => {
                value.as_str().filter(|word| words.contains(word)).map(Value::from)
            }
            Holds::Whole(from, to) => {
                value.as_i64().filter(|n| (from..=to).contains(n)).map(Value::from)
            }
            Holds::Number(largest) => {
                value.as_f64().filter(|n| n.abs() <= largest).map(|n| Value::from(figure(n)))
            }
            Holds::YesNo => value.as_bool().map(Value::from),
            Holds::Day => {
                let day = value.as_str().and_then(|text| text.parse::<Date>().ok());
                day.map(|day| Value::from(day.to_string()))
            }
            Holds::Moment => {
                value.as_str().and_then(|text| text.parse().ok()).and_then(whole_second)
            }
        };
        stored.ok_or_else(|| self.holds.says())
    }
}

fn id(id: Uuid) -> Value {
    Value::from(id.simple().to_string())
}

fn typed(value: &Value, tidied: fn(&str) -> String, longest: usize) -> Option<Value> {
    let text = tidied(value.as_str()?);
    (text.chars().count() <= longest).then(|| Value::from(text))
}

/// A number with 15 digits, so that it is the same each time it is written and read; zero has no sign.
pub fn figure(number: f64) -> f64 {
    format!("{number:.14e}").parse().map_or(number, |short: f64| short + 0.0)
}

/// A moment of a file, if Hone could have noted it: whole seconds, from 1970 to 9999.
fn whole_second(moment: Timestamp) -> Option<Value> {
    let is_fine = moment.subsec_nanosecond() == 0 && moment.as_second() >= 0;
    is_fine.then(|| said(Moment(moment.as_second())))
}

/// A moment as files have it.
pub fn said(moment: Moment) -> Value {
    let stamp = Timestamp::from_second(moment.0).unwrap_or(Timestamp::MAX);
    Value::from(stamp.to_string())
}

/// The moment in a column of a row.
pub fn moment_of(row: &Row, name: &str) -> Option<Moment> {
    let stamp: Timestamp = row.get(name)?.as_str()?.parse().ok()?;
    Some(Moment(stamp.as_second()))
}

impl Holds {
    /// The table to whose rows it points, where it does.
    pub fn table(self) -> Option<&'static str> {
        match self {
            Self::Of(table) | Self::Within(table, _) => Some(table),
            _ => None,
        }
    }

    /// What has to stand there, in words that go on from 'this has to be'.
    fn says(self) -> String {
        match self {
            Self::Id | Self::Of(_) | Self::Within(..) => {
                "an id of 32 hexadecimal digits".to_owned()
            }
            Self::Person => "the id of somebody under ‘people’".to_owned(),
            Self::Line(longest) | Self::Text(longest) => {
                format!("a text of at most {longest} characters")
            }
            Self::Word(words) => format!("one of: {}", words.join(", ")),
            Self::Whole(from, to) => format!("a whole number from {from} to {to}"),
            Self::Number(largest) => format!("a number from -{largest} to {largest}"),
            Self::YesNo => "true or false".to_owned(),
            Self::Day => "a day, such as 2026-06-12".to_owned(),
            Self::Moment => "a moment, such as 2026-06-12T08:00:00Z".to_owned(),
        }
    }
}
