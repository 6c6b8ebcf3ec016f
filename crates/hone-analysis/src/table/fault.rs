//! What can be wrong with a file, in words.

use super::cell::NoNumber;
use super::records::Broken;
use crate::error::{Error, Kind};

/// Where a cell is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) file: &'a str,
    pub(crate) row: u32,
    pub(crate) column: &'a str,
}

pub(crate) fn no_number(place: Place<'_>, cell: &str, why: NoNumber) -> Error {
    let Place { file, row, column } = place;
    let cell = short(cell);
    let message = match why {
        NoNumber::Text => format!(
            "{file}: row {row}, column '{column}': '{cell}' is not a number; \
             correct it, or say that it stands for 'no answer' with --missing \"{cell}\""
        ),
        NoNumber::Infinite => {
            format!("{file}: row {row}, column '{column}': '{cell}' is infinite; correct it")
        }
        NoNumber::Extreme => format!(
            "{file}: row {row}, column '{column}': '{cell}' is too large, or too close to 0, to be \
             reckoned with; give the column in another unit"
        ),
    };
    Error::new(Kind::Row, message)
}

pub(crate) fn not_utf8(place: Place<'_>) -> Error {
    let Place { file, row, column } = place;
    Error::new(
        Kind::Row,
        format!(
            "{file}: row {row}, column '{column}': this is not UTF-8; save the file as UTF-8 \
             (in a spreadsheet: 'CSV UTF-8')"
        ),
    )
}

pub(crate) fn header_not_utf8(file: &str) -> Error {
    Error::new(
        Kind::Format,
        format!(
            "{file}: its first line is not UTF-8 text; save the file as UTF-8 (in a spreadsheet: \
             'CSV UTF-8'), Parquet or XLSX"
        ),
    )
}

pub(crate) fn ragged(file: &str, row: u32, found: usize, header: usize) -> Error {
    let hint = if found == header + 1 {
        "; are row names without a column name in front, or a comma too many at the end?"
    } else {
        "; is a cell with a comma in it not in quotes?"
    };
    Error::new(
        Kind::Row,
        format!("{file}: row {row} has {found} cells, the header has {header}{hint}"),
    )
}

pub(crate) fn empty_file(file: &str) -> Error {
    Error::new(
        Kind::Format,
        format!("{file}: it is empty; it needs a line of names and rows below"),
    )
}

pub(crate) fn no_rows(file: &str) -> Error {
    Error::new(Kind::Format, format!("{file}: it has names of columns, and no rows below"))
}

pub(crate) fn too_many_rows(file: &str) -> Error {
    Error::new(Kind::Format, format!("{file}: it has more rows than can be counted; split it"))
}

pub(crate) fn broken_text(file: &str, is_gzip: bool, broken: &Broken) -> Error {
    match broken {
        Broken::OpenQuote(line) => Error::new(
            Kind::Row,
            format!("{file}: row {line} opens a quote that is never closed; close it"),
        ),
        Broken::Io(error) if is_gzip => Error::new(
            Kind::Format,
            format!("{file}: the gzip data are broken or cut short ({error}); get the file again"),
        ),
        Broken::Io(error) => Error::new(Kind::File, format!("{file}: cannot be read: {error}")),
    }
}

/// A cell as a message shows it.
fn short(cell: &str) -> String {
    const MOST: usize = 40;
    let plain: String =
        cell.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).take(MOST).collect();
    if cell.trim().chars().count() > MOST { format!("{plain}…") } else { plain }
}
