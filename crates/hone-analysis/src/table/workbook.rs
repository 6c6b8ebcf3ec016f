//! XLSX: one sheet, cell by cell.

use calamine::{Data, DataRef, Reader, Xlsx, open_workbook_from_rs};

use super::cell::{Decimal, Missing, NO_LABEL, Register, finite, number};
use super::chunk::{CHUNK, Cells, Chunk, Visit, Want};
use super::delimited::label;
use super::fault::{self, Place};
use super::file::{File, Seekable};
use super::guard::{guarded, own};
use crate::error::{Error, Kind};

type Book = Xlsx<std::io::BufReader<Box<dyn Seekable>>>;

/// The most rows that a sheet has.
const MOST_ROWS: u32 = 1_048_576;

fn open(file: &File) -> Result<Book, Error> {
    open_workbook_from_rs(std::io::BufReader::new(file.open()?))
        .map_err(|error: calamine::XlsxError| broken(file, &error))
}

fn broken(file: &File, error: &calamine::XlsxError) -> Error {
    let message = format!("{}: the XLSX file cannot be read ({error}); save it again", file.name);
    Error::new(Kind::Format, message)
}

/// The sheet that was asked for, or the only one.
fn choose(file: &File, book: &Book, sheet: Option<&str>) -> Result<String, Error> {
    let sheets = book.sheet_names();
    let listed = sheets.join("', '");
    match (sheet, sheets.as_slice()) {
        (_, []) => Err(Error::new(Kind::Format, format!("{}: there is no sheet in it", file.name))),
        (Some(name), _) if sheets.iter().any(|sheet| sheet == name) => Ok(name.to_owned()),
        (Some(name), _) => Err(Error::new(
            Kind::Format,
            format!("{}: there is no sheet '{name}'; it has '{listed}'", file.name),
        )),
        (None, [only]) => Ok(only.clone()),
        (None, _) => Err(Error::new(
            Kind::Usage,
            format!("{}: it has the sheets '{listed}'; choose one with --sheet", file.name),
        )),
    }
}

/// Calls `visit` with each row that has a cell: its number, from 1, and its cells by column.
fn each_row(
    file: &File,
    sheet: Option<&str>,
    mut visit: impl FnMut(u32, &[Data]) -> Result<bool, Error>,
) -> Result<(), Error> {
    let visit = |row: u32, cells: &[Data]| own(|| visit(row, cells));
    let unsound =
        || broken(file, &calamine::XlsxError::Unexpected("its parts contradict each other"));
    guarded(|| rows(file, sheet, visit)).unwrap_or_else(|| Err(unsound()))
}

fn rows(
    file: &File,
    sheet: Option<&str>,
    mut visit: impl FnMut(u32, &[Data]) -> Result<bool, Error>,
) -> Result<(), Error> {
    let mut book = open(file)?;
    let sheet = choose(file, &book, sheet)?;
    let mut reader = book.worksheet_cells_reader(&sheet).map_err(|error| broken(file, &error))?;
    let mut row: Option<u32> = None;
    let mut cells: Vec<Data> = Vec::new();
    while let Some(cell) = reader.next_cell().map_err(|error| broken(file, &error))? {
        let (next, column) = cell.get_position();
        if *cell.get_value() == DataRef::Empty {
            continue;
        }
        if let Some(last) = row.filter(|row| *row != next) {
            if next < last || next >= MOST_ROWS {
                let message = format!("{}: rows of the sheet are out of order", file.name);
                return Err(Error::new(Kind::Format, message));
            }
            if !visit(last + 1, &cells)? {
                return Ok(());
            }
            cells.clear();
        }
        row = Some(next);
        let column = column as usize;
        if column >= 1 << 14 {
            let message = format!("{}: row {} has too many cells", file.name, next + 1);
            return Err(Error::new(Kind::Format, message));
        }
        if cells.len() <= column {
            cells.resize(column + 1, Data::Empty);
        }
        cells[column] = Data::from(cell.get_value().clone());
    }
    if let Some(last) = row {
        visit(last.saturating_add(1), &cells)?;
    }
    Ok(())
}

/// The names in the first row that has any.
pub(crate) fn names(file: &File, sheet: Option<&str>) -> Result<Vec<String>, Error> {
    let mut names = vec![];
    each_row(file, sheet, |_, cells| {
        names = cells.iter().map(|cell| text(cell).trim().to_owned()).collect();
        Ok(false)
    })?;
    if names.is_empty() { Err(fault::empty_file(&file.name)) } else { Ok(names) }
}

/// Reads the wanted columns; returns the labels of each by code.
pub(crate) fn read(
    file: &File,
    sheet: Option<&str>,
    wants: &[Want],
    missing: &Missing,
    visit: &mut Visit<'_>,
) -> Result<Vec<Vec<String>>, Error> {
    let mut registers: Vec<Register> = wants.iter().map(|_| Register::default()).collect();
    let mut chunk = Chunk::new(wants);
    let mut is_header = true;
    each_row(file, sheet, |row, cells| {
        if std::mem::take(&mut is_header) {
            return Ok(true);
        }
        if cells.len() > file.columns.len() {
            return Err(fault::ragged(&file.name, row, cells.len(), file.columns.len()));
        }
        chunk.rows.push(row);
        for ((into, want), register) in chunk.columns.iter_mut().zip(wants).zip(&mut registers) {
            let cell = cells.get(want.column).unwrap_or(&Data::Empty);
            let place = Place { file: &file.name, row, column: &file.columns[want.column] };
            match into {
                Cells::Numbers(numbers) => numbers.push(as_number(place, cell, missing)?),
                Cells::Labels(codes) => codes.push(as_label(place, register, cell, missing)?),
            }
        }
        if chunk.rows.len() == CHUNK {
            visit(&chunk)?;
            chunk.clear();
        }
        Ok(true)
    })?;
    visit(&chunk)?;
    Ok(registers.into_iter().map(Register::into_names).collect())
}

fn as_number(place: Place<'_>, cell: &Data, missing: &Missing) -> Result<f64, Error> {
    let number = match cell {
        Data::Empty => return Ok(f64::NAN),
        Data::Int(value) => finite(*value as f64, missing),
        Data::Float(value) => finite(*value, missing),
        other => number(text(other).as_bytes(), missing, Decimal::Point),
    };
    number.map_err(|why| fault::no_number(place, &text(cell), why))
}

fn as_label(
    place: Place<'_>,
    register: &mut Register,
    cell: &Data,
    missing: &Missing,
) -> Result<u32, Error> {
    match cell {
        Data::Empty => Ok(NO_LABEL),
        other => label(place, register, text(other).as_bytes(), missing),
    }
}

/// A cell as a person sees it, near enough.
fn text(cell: &Data) -> String {
    match cell {
        Data::DateTime(time) => time.as_f64().to_string(),
        other => other.to_string(),
    }
}
