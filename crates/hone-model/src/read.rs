//! From text to a document: syntax, then the shape of every table, each told in full.

use std::collections::HashMap;

use serde::de::DeserializeOwned;
use toml::de::{DeTable, Deserializer};

use crate::finding::{Finding, Severity};
use crate::shape::{Fields, MOST_ENTRIES, Schema};

/// Far above any questionnaire, far below what would keep a server busy.
const MOST_BYTES: usize = 512 * 1024;

/// More would not be read by anybody.
const MOST_FINDINGS: usize = 100;

/// Where a field stands: table, which one of them, field; no field for the table itself.
pub(crate) type Spot = (&'static str, usize, &'static str);

/// The lines of a file's fields and the names of its tables, for what the linter says of them.
pub(crate) struct Places {
    pub(crate) file: String,
    lines: HashMap<Spot, usize>,
    names: HashMap<(&'static str, usize), String>,
}

impl Places {
    /// The line of a field, or of its table where the field is not there.
    pub(crate) fn line(&self, spot: Spot) -> Option<usize> {
        let (table, index, _) = spot;
        self.lines.get(&spot).or_else(|| self.lines.get(&(table, index, ""))).copied()
    }

    /// The table of a field as its writer knows it.
    pub(crate) fn name(&self, (table, index, _): Spot) -> &str {
        self.names.get(&(table, index)).map_or(table, String::as_str)
    }
}

/// Reads a document, or says everything that is wrong with its syntax or its shape.
pub(crate) fn document<D: DeserializeOwned>(
    file: &str,
    text: &str,
    schema: &'static Schema,
) -> Result<(D, Places), Vec<Finding>> {
    let mut reader = Reader::new(file, text, schema);
    if text.len() > MOST_BYTES {
        let message = format!(
            "the file has {} KiB; at most {}",
            text.len().div_ceil(1024),
            MOST_BYTES / 1024
        );
        let way_out = format!("Give a {} file.", schema.name.trim_start_matches("the "));
        reader.refuse(None, "the file", message, &way_out);
        return Err(reader.findings);
    }
    let (root, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        reader.syntax(error);
    }
    if reader.findings.is_empty() {
        reader.root(root.get_ref());
    }
    if reader.findings.is_empty() {
        match D::deserialize(Deserializer::from(root)) {
            Ok(document) => return Ok((document, reader.places)),
            Err(error) => reader.syntax(&error),
        }
    }
    Err(reader.told())
}

struct Reader<'a> {
    text: &'a str,
    schema: &'static Schema,
    line_starts: Vec<usize>,
    places: Places,
    findings: Vec<Finding>,
}

impl<'a> Reader<'a> {
    fn new(file: &str, text: &'a str, schema: &'static Schema) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let line_starts = std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect();
        let (lines, names) = (HashMap::new(), HashMap::new());
        let places = Places { file: file.to_owned(), lines, names };
        Self { text, schema, line_starts, places, findings: Vec::new() }
    }

    fn line(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= offset)
    }

    /// The column in characters, counted from 1, as editors count.
    fn column(&self, offset: usize) -> usize {
        let start = self.line_starts[self.line(offset) - 1];
        let before = self.text.as_bytes().get(start..offset).unwrap_or_default();
        String::from_utf8_lossy(before).chars().count() + 1
    }

    fn refuse(&mut self, line: Option<usize>, place: &str, message: String, way_out: &str) {
        self.findings.push(Finding {
            file: self.places.file.clone(),
            line,
            place: place.to_owned(),
            severity: Severity::Error,
            message,
            way_out: way_out.to_owned(),
        });
    }

    fn syntax(&mut self, error: &toml::de::Error) {
        let way_out = "Put the TOML right there; https://toml.io has the rules.";
        let message = error.message().trim_end_matches('.').replace('\n', "; ");
        let Some(span) = error.span() else {
            return self.refuse(None, "the file", message, way_out);
        };
        let line = self.line(span.start);
        let place = format!("line {line}, column {}", self.column(span.start));
        self.refuse(Some(line), &place, message, way_out);
    }

    fn root(&mut self, root: &DeTable<'_>) {
        let Schema { name: file, head, tables, later } = *self.schema;
        let lists = tables.iter().chain(later).map(|(name, _)| *name);
        self.unknown_fields(root, file, head.iter().map(|(name, _)| *name).chain(lists));
        self.table(root, 0, file, 0, head);
        let is_there = |(name, _): &&(&'static str, Fields)| root.get(*name).is_some();
        for (name, fields) in tables.iter().chain(later.iter().filter(is_there)) {
            self.list(root, name, fields);
        }
    }

    fn list(&mut self, root: &DeTable<'_>, name: &'static str, fields: Fields) {
        let file = self.schema.name;
        let way_out = format!("Begin each with a line [[{name}]].");
        let Some(value) = root.get(name) else {
            return self.refuse(None, file, format!("there is no {name}"), &way_out);
        };
        let line = self.line(value.span().start);
        let Some(list) = value.get_ref().as_array() else {
            let message = format!("'{name}' is not a list of tables");
            return self.refuse(Some(line), file, message, &way_out);
        };
        if list.len() > MOST_ENTRIES {
            let message = format!("'{name}' has {} entries; at most {MOST_ENTRIES}", list.len());
            return self.refuse(Some(line), file, message, "Take out what is not needed.");
        }
        for (index, entry) in list.iter().enumerate() {
            let start = entry.span().start;
            let Some(table) = entry.get_ref().as_table() else {
                let message = format!("an entry of '{name}' is not a table");
                let line = self.line(start);
                self.refuse(Some(line), file, message, &way_out);
                continue;
            };
            let place = self.place(table, name, index);
            self.unknown_fields(table, &place, fields.iter().map(|(name, _)| *name));
            self.table(table, start, name, index, fields);
        }
    }

    fn unknown_fields(
        &mut self,
        table: &DeTable<'_>,
        place: &str,
        known: impl Iterator<Item = &'static str>,
    ) {
        let known: Vec<_> = known.collect();
        for key in table.keys().filter(|key| !known.contains(&key.get_ref().as_ref())) {
            let line = self.line(key.span().start);
            let message = format!("there is no field '{}'", shortened(key.get_ref()));
            let way_out = format!("Take it out, or use one of: {}.", known.join(", "));
            self.refuse(Some(line), place, message, &way_out);
        }
    }

    fn table(
        &mut self,
        table: &DeTable<'_>,
        start: usize,
        name: &'static str,
        index: usize,
        fields: Fields,
    ) {
        let place = self.place(table, name, index);
        let first_line = self.line(start);
        self.places.lines.insert((name, index, ""), first_line);
        self.places.names.insert((name, index), place.clone());
        for (field, shape) in fields {
            let Some(value) = table.get(*field) else {
                let message = format!("'{field}' is missing");
                let way_out = format!("Add a line {field} = {}.", shape.example());
                self.refuse(Some(first_line), &place, message, &way_out);
                continue;
            };
            let line = self.line(value.span().start);
            self.places.lines.insert((name, index, field), line);
            if !shape.fits(value) {
                let message = format!("'{field}' is not {}", shape.words());
                let way_out = format!("Write it as {field} = {}.", shape.example());
                self.refuse(Some(line), &place, message, &way_out);
            }
        }
    }

    /// The table as its writer knows it: by its id, or by its number where it has none.
    fn place(&self, table: &DeTable<'_>, name: &str, index: usize) -> String {
        if name == self.schema.name {
            return name.to_owned();
        }
        match table.get("id").and_then(|id| id.get_ref().as_str()) {
            Some(id) => format!("{name} {}", shortened(id)),
            None => format!("{name} {}", index + 1),
        }
    }

    /// The findings in the order of the file, cut where nobody would read on.
    fn told(mut self) -> Vec<Finding> {
        self.findings.sort_by_key(|finding| finding.line);
        let n_more = self.findings.len().saturating_sub(MOST_FINDINGS);
        if n_more > 0 {
            self.findings.truncate(MOST_FINDINGS);
            let message = format!("there are {n_more} more findings");
            self.refuse(None, "the file", message, "Put these right first, then check again.");
        }
        self.findings
    }
}

/// A text from the file, safe and short enough to stand in a message.
pub(crate) fn shortened(text: &str) -> String {
    const MOST: usize = 60;
    let mut short: String = text.chars().take(MOST).flat_map(char::escape_debug).collect();
    if text.chars().nth(MOST).is_some() {
        short.push('…');
    }
    short
}
