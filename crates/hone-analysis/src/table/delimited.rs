//! CSV: cells parted by commas, semicolons or tabs, plain or gzip.

use std::io::{BufRead, BufReader, Read};

use flate2::read::MultiGzDecoder;

use super::cell::{Decimal, Missing, NoLabel, Register, number};
use super::chunk::{CHUNK, Cells, Chunk, Visit, Want};
use super::fault::{self, Place};
use super::file::File;
use super::records::{Record, Records};
use crate::error::{Error, Kind};

const BUFFER: usize = 1 << 17;

type Input = BufReader<Box<dyn Read>>;

fn start(file: &File, is_gzip: bool) -> Result<Input, Error> {
    let plain = file.open()?;
    let input: Box<dyn Read> = if is_gzip {
        Box::new(MultiGzDecoder::new(BufReader::new(plain)))
    } else {
        Box::new(plain)
    };
    let mut input = BufReader::with_capacity(BUFFER, input);
    let first = input.fill_buf().map_err(|error| {
        fault::broken_text(&file.name, is_gzip, &super::records::Broken::Io(error))
    })?;
    if first.starts_with(&[0xFF, 0xFE]) || first.starts_with(&[0xFE, 0xFF]) {
        return Err(Error::new(
            Kind::Format,
            format!("{}: this is UTF-16 text; save the file as UTF-8", file.name),
        ));
    }
    if first.starts_with(b"PAR1") || first.starts_with(b"PK\x03\x04") {
        return Err(Error::new(
            Kind::Format,
            format!("{}: gzip holds a Parquet or XLSX file; unpack it first", file.name),
        ));
    }
    if first.starts_with(&[0xEF, 0xBB, 0xBF]) {
        input.consume(3);
    }
    Ok(input)
}

/// The sign that parts the names in the first line, quotes aside; a comma where there is none.
fn delimiter(input: &mut Input) -> u8 {
    let Ok(buffer) = input.fill_buf() else { return b',' };
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut is_quoted = false;
    let mut has_text = false;
    for byte in buffer {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' | b'\r' if !is_quoted && has_text => break,
            b'\n' | b'\r' => continue,
            _ if !is_quoted => {
                for (sign, count) in &mut counts {
                    *count += usize::from(sign == byte);
                }
            }
            _ => {}
        }
        has_text = true;
    }
    // The first of equals is the comma.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(sign, _)| *sign)
}

struct Opened {
    records: Records<Input>,
    decimal: Decimal,
    names: Vec<String>,
}

fn open(file: &File, is_gzip: bool) -> Result<Opened, Error> {
    let mut input = start(file, is_gzip)?;
    let delimiter = delimiter(&mut input);
    let mut records = Records::new(input, delimiter);
    let mut record = Record::default();
    let read = records.next(&mut record);
    if !read.map_err(|broken| fault::broken_text(&file.name, is_gzip, &broken))? {
        return Err(fault::empty_file(&file.name));
    }
    let name = |cell: &[u8]| String::from_utf8(cell.trim_ascii().to_vec());
    let names: Result<Vec<String>, _> = record.cells().map(name).collect();
    let names = names.map_err(|_| fault::header_not_utf8(&file.name))?;
    if names.iter().any(|name| name.contains('\0')) {
        return Err(Error::new(
            Kind::Format,
            format!("{}: this is no table; Hone reads CSV, Parquet and XLSX", file.name),
        ));
    }
    let decimal = if delimiter == b';' { Decimal::Comma } else { Decimal::Point };
    Ok(Opened { records, decimal, names })
}

/// The names in the first line, and how numbers below are written.
pub(crate) fn names(file: &File, is_gzip: bool) -> Result<(Vec<String>, Decimal), Error> {
    let opened = open(file, is_gzip)?;
    Ok((opened.names, opened.decimal))
}

/// Reads the wanted columns; returns the labels of each by code.
pub(crate) fn read(
    file: &File,
    is_gzip: bool,
    wants: &[Want],
    missing: &Missing,
    visit: &mut Visit<'_>,
) -> Result<Vec<Vec<String>>, Error> {
    let Opened { mut records, decimal, names } = open(file, is_gzip)?;
    let mut registers: Vec<Register> = wants.iter().map(|_| Register::default()).collect();
    let (mut chunk, mut record) = (Chunk::new(wants), Record::default());
    loop {
        let read = records.next(&mut record);
        let is_row = read.map_err(|broken| fault::broken_text(&file.name, is_gzip, &broken))?;
        if chunk.rows.len() == CHUNK || !is_row {
            visit(&chunk)?;
            chunk.clear();
        }
        if !is_row {
            return Ok(registers.into_iter().map(Register::into_names).collect());
        }
        if record.n_cells() != names.len() {
            return Err(fault::ragged(&file.name, record.line, record.n_cells(), names.len()));
        }
        chunk.rows.push(record.line);
        for ((cells, want), register) in chunk.columns.iter_mut().zip(wants).zip(&mut registers) {
            let cell = record.cell(want.column).unwrap_or_default();
            let place = Place { file: &file.name, row: record.line, column: &names[want.column] };
            match cells {
                Cells::Numbers(numbers) => {
                    let number = number(cell, missing, decimal);
                    numbers.push(number.map_err(|why| {
                        fault::no_number(place, &String::from_utf8_lossy(cell), why)
                    })?);
                }
                Cells::Labels(codes) => codes.push(label(place, register, cell, missing)?),
            }
        }
    }
}

/// The code of a label, or why there is none.
pub(crate) fn label(
    place: Place<'_>,
    register: &mut Register,
    cell: &[u8],
    missing: &Missing,
) -> Result<u32, Error> {
    register.code(cell, missing).map_err(|why| match why {
        NoLabel::NotUtf8 => fault::not_utf8(place),
        NoLabel::TooMany => fault::too_many_rows(place.file),
    })
}
