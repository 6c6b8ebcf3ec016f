//! Text to rows: separator, columns, and cells that can be checked on their own.

use std::collections::HashMap;

use csv::{ReaderBuilder, StringRecord};

use super::decode::Decoded;
use super::{Encoding, MOST_ROWS, Problems};
use crate::person;

/// What a column says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Column {
    /// The name.
    Name,
    /// The e-mail address.
    Email,
    /// Whom they report to: an address, or a name that only one person has.
    Manager,
    /// The team.
    Team,
    /// The department.
    Department,
    /// The language they read.
    Language,
}

impl Column {
    /// All of them, in the order of the template.
    pub const ALL: [Self; 6] =
        [Self::Name, Self::Email, Self::Manager, Self::Team, Self::Department, Self::Language];

    /// What it is called.
    pub fn name(self) -> &'static str {
        self.names()[0]
    }

    /// What it may be called, in small letters without spaces and signs.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Name => {
                &["name", "fullname", "displayname", "person", "employee", "employeename"]
            }
            Self::Email => {
                &["email", "mail", "emailaddress", "mailaddress", "workemail", "address"]
            }
            Self::Manager => &[
                "manager",
                "manageremail",
                "managername",
                "linemanager",
                "reportsto",
                "supervisor",
                "boss",
            ],
            Self::Team => &["team", "group", "teamname"],
            Self::Department => &["department", "dept", "division", "unit", "businessunit"],
            Self::Language => &["language", "lang", "locale", "preferredlanguage"],
        }
    }

    fn from_header(text: &str) -> Option<Self> {
        let plain: String =
            text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        Self::ALL.into_iter().find(|column| column.names().contains(&plain.as_str()))
    }
}

/// A row with a person. A column that the file does not have is `None`: it changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) number: usize,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) manager: Option<String>,
    pub(super) team: Option<String>,
    pub(super) department: Option<String>,
    pub(super) language: Option<String>,
}

/// A file as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Its encoding.
    pub encoding: Encoding,
    /// The sign between its cells.
    pub separator: char,
    /// The columns that are taken over.
    pub columns: Vec<Column>,
    /// The names of the columns that are not.
    pub ignored: Vec<String>,
    pub(super) rows: Vec<Row>,
}

impl Sheet {
    /// The separator in words.
    pub fn separator_text(&self) -> &'static str {
        match self.separator {
            ';' => "semicolons",
            '\t' => "tabs",
            _ => "commas",
        }
    }

    /// How many people are in it.
    pub fn n_rows(&self) -> usize {
        self.rows.len()
    }
}

/// Reads a text, with everything that is wrong in its rows; or says why there are none to read.
pub(super) fn read(decoded: &Decoded) -> Result<(Sheet, Problems), Problems> {
    let separator = separator(&decoded.text);
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(u8::try_from(separator).unwrap_or(b','))
        .from_reader(decoded.text.as_bytes());
    let mut record = StringRecord::new();
    let mut header = None;
    let mut rows = Vec::new();
    let mut problems = Problems::default();
    // A cell may hold line breaks: rows as a spreadsheet counts them are fewer than lines.
    let mut n_inner_breaks = 0;
    while reader.read_record(&mut record).map_err(|error| Problems::one(error.to_string()))? {
        let row = line_of(&record, &decoded.text).saturating_sub(n_inner_breaks);
        n_inner_breaks += record.iter().map(|cell| cell.matches('\n').count()).sum::<usize>();
        let Some(header) = &header else {
            header = Some(Header::read(&record)?);
            continue;
        };
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if rows.len() == MOST_ROWS {
            return Err(Problems::one(format!(
                "The file has more than {MOST_ROWS} people. Send it in parts."
            )));
        }
        rows.push(header.row(row, &record, &mut problems));
    }
    let header = header.unwrap_or_default();
    if rows.is_empty() {
        let text = "The file has the names of the columns, but no person below them.";
        return Err(Problems::one(text));
    }
    find_twins(&rows, &mut problems);
    let columns = Column::ALL.into_iter().filter(|c| header.places.contains_key(c)).collect();
    let encoding = decoded.encoding;
    Ok((Sheet { encoding, separator, columns, ignored: header.ignored, rows }, problems))
}

/// The line on which a record begins. The reader counts empty lines as part of what follows them.
fn line_of(record: &StringRecord, text: &str) -> usize {
    let Some(position) = record.position() else { return 1 };
    let before = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let rest = text.as_bytes().get(before..).unwrap_or_default();
    let breaks = rest.iter().take_while(|byte| matches!(byte, b'\n' | b'\r'));
    let n_empty = breaks.filter(|byte| **byte == b'\n').count();
    usize::try_from(position.line()).unwrap_or(usize::MAX).saturating_add(n_empty)
}

/// The sign that occurs most in the first line, outside of quotes.
fn separator(text: &str) -> char {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let mut is_quoted = false;
    let mut counts = [(',', 0), (';', 0), ('\t', 0)];
    for sign in first.chars() {
        is_quoted ^= sign == '"';
        for (separator, n) in &mut counts {
            *n += i32::from(!is_quoted && sign == *separator);
        }
    }
    // The first of equals: a file with one column has none of them.
    counts.into_iter().rev().max_by_key(|(_, n)| *n).map_or(',', |(separator, _)| separator)
}

#[derive(Debug, Default)]
struct Header {
    places: HashMap<Column, usize>,
    ignored: Vec<String>,
    n_cells: usize,
}

impl Header {
    fn read(record: &StringRecord) -> Result<Self, Problems> {
        let mut header = Self { n_cells: record.len(), ..Self::default() };
        let mut problems = Problems::default();
        for (place, text) in record.iter().enumerate() {
            match Column::from_header(text) {
                None if text.trim().is_empty() => {}
                None => header.ignored.push(text.trim().to_owned()),
                Some(column) => {
                    if header.places.insert(column, place).is_some() {
                        let text = format!("Two columns are called {}. Keep one.", column.name());
                        problems.add(Some(1), None, text);
                    }
                }
            }
        }
        for column in [Column::Name, Column::Email] {
            if !header.places.contains_key(&column) {
                let found: Vec<&str> = record.iter().map(str::trim).take(12).collect();
                problems.add(
                    Some(1),
                    None,
                    format!(
                        "There is no column {}. The first row must have the names of the columns; it has: {}.",
                        column.name(),
                        found.join(", ")
                    ),
                );
            }
        }
        if problems.is_empty() { Ok(header) } else { Err(problems) }
    }

    fn row(&self, row: usize, record: &StringRecord, problems: &mut Problems) -> Row {
        if record.iter().skip(self.n_cells).any(|cell| !cell.trim().is_empty()) {
            let text = format!(
                "it has {} cells, but there are {} columns; put quotes around a cell that has the separator in it",
                record.len(),
                self.n_cells
            );
            problems.add(Some(row), None, text);
        }
        let cell = |column: Column| self.places.get(&column).map(|place| tidy(record.get(*place)));
        let read = Row {
            number: row,
            name: cell(Column::Name).unwrap_or_default(),
            email: cell(Column::Email).unwrap_or_default().to_lowercase(),
            manager: cell(Column::Manager),
            team: cell(Column::Team),
            department: cell(Column::Department),
            language: cell(Column::Language).filter(|text| !text.is_empty()),
        };
        read.check(problems);
        read
    }
}

/// A cell without spaces around, and without the apostrophe that an export puts before a formula.
fn tidy(cell: Option<&str>) -> String {
    let text = cell.unwrap_or_default().trim();
    let plain = text.strip_prefix('\'').filter(|rest| rest.starts_with(super::export::FORMULA));
    let text = plain.unwrap_or(text);
    if text.contains(['\n', '\r', '\t']) {
        return text.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    text.to_owned()
}

impl Row {
    fn check(&self, problems: &mut Problems) {
        if self.name.is_empty() {
            problems.at(self.number, Column::Name, "there is no name");
        }
        if self.email.is_empty() {
            problems.at(self.number, Column::Email, "there is no e-mail address");
        } else if !person::is_email(&self.email) {
            problems.at(
                self.number,
                Column::Email,
                format!("{:?} is no e-mail address", self.email),
            );
        }
        let texts = [
            (Column::Name, Some(&self.name)),
            (Column::Team, self.team.as_ref()),
            (Column::Department, self.department.as_ref()),
        ];
        for (column, text) in texts {
            if let Some(wrong) = text.and_then(|text| person::wrong_with_text(text)) {
                problems.at(self.number, column, format!("the text {wrong}"));
            }
        }
        if let Some(language) = self.language.as_ref().filter(|text| !person::is_language(text)) {
            let text = format!("{language:?} is no language; write a tag such as en or de-AT");
            problems.at(self.number, Column::Language, text);
        }
    }
}

fn find_twins(rows: &[Row], problems: &mut Problems) {
    let mut seen: HashMap<&str, usize> = HashMap::with_capacity(rows.len());
    for row in rows.iter().filter(|row| !row.email.is_empty()) {
        let first = *seen.entry(&row.email).or_insert(row.number);
        if first != row.number {
            let text = format!("{:?} stands in row {first} already", row.email);
            problems.at(row.number, Column::Email, text);
        }
    }
}
