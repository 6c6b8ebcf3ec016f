//! A table of an export, and how it is written for spreadsheets.

use hone_core::text::harmless;

/// One place of a table.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    /// Nothing to say here.
    Empty,
    Text(String),
    /// How many.
    Count(usize),
    /// A figure of a release, in steps of 0.1.
    Tenths(f64),
}

/// Named columns, and rows of as many cells.
pub(super) struct Table {
    pub(super) columns: &'static [&'static str],
    pub(super) rows: Vec<Vec<Cell>>,
}

impl Cell {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

impl Table {
    /// Comma-separated values after the mark by which spreadsheets know UTF-8.
    pub(super) fn to_csv(&self) -> Result<String, csv::Error> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(self.columns)?;
        for row in &self.rows {
            writer.write_record(row.iter().map(field))?;
        }
        let bytes = writer.into_inner().map_err(csv::IntoInnerError::into_error)?;
        Ok(format!("\u{feff}{}", String::from_utf8_lossy(&bytes)))
    }
}

fn field(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => harmless(text),
        Cell::Count(n) => n.to_string(),
        Cell::Tenths(x) => format!("{x:.1}"),
    }
}
