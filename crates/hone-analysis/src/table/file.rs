//! A file with a table in it, of whatever kind.

use std::io::{Cursor, Read, Seek};
use std::path::{Path, PathBuf};

use bytes::Bytes;

use super::cell::{Decimal, Missing};
use super::chunk::{Visit, Want};
use super::{delimited, parquet, workbook};
use crate::error::{Error, Kind};

/// Something that is read from any place.
pub(crate) trait Seekable: Read + Seek {}
impl<T: Read + Seek> Seekable for T {}

/// Where the bytes are.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    Path(PathBuf),
    Memory(Bytes),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Format {
    Delimited { is_gzip: bool },
    Parquet,
    Workbook { sheet: Option<String> },
}

/// A file with a table in it.
#[derive(Debug, Clone)]
pub(crate) struct File {
    /// Its name, as messages show it.
    pub(crate) name: String,
    place: Place,
    format: Format,
    /// The names of its columns.
    pub(crate) columns: Vec<String>,
    /// How its numbers are written, where they are text.
    pub(crate) decimal: Decimal,
}

impl File {
    /// Opens a file and reads the names of its columns.
    pub(crate) fn at(path: &Path, sheet: Option<&str>) -> Result<Self, Error> {
        Self::new(path.display().to_string(), Place::Path(path.to_owned()), sheet)
    }

    /// A file that is in memory.
    pub(crate) fn in_memory(bytes: Vec<u8>, sheet: Option<&str>) -> Result<Self, Error> {
        Self::new("the data".to_owned(), Place::Memory(bytes.into()), sheet)
    }

    fn new(name: String, place: Place, sheet: Option<&str>) -> Result<Self, Error> {
        let format = Format::Delimited { is_gzip: false };
        let mut file = Self { name, place, format, columns: vec![], decimal: Decimal::Point };
        file.format = file.recognise(sheet)?;
        match &file.format {
            Format::Delimited { is_gzip } => {
                (file.columns, file.decimal) = delimited::names(&file, *is_gzip)?;
            }
            Format::Parquet => file.columns = parquet::names(&file)?,
            Format::Workbook { sheet } => {
                file.columns = workbook::names(&file, sheet.as_deref())?;
            }
        }
        Ok(file)
    }

    /// What the file is, by its first bytes.
    fn recognise(&self, sheet: Option<&str>) -> Result<Format, Error> {
        let mut first = Vec::new();
        let read = self.open()?.take(8).read_to_end(&mut first);
        read.map_err(|error| self.unreadable(&error))?;
        let format = match first.as_slice() {
            [0x1F, 0x8B, ..] => Format::Delimited { is_gzip: true },
            [b'P', b'A', b'R', b'1', ..] => Format::Parquet,
            [b'P', b'K', 3, 4, ..] => Format::Workbook { sheet: sheet.map(str::to_owned) },
            [0xD0, 0xCF, 0x11, 0xE0, ..] => {
                let message = format!("{}: this is an old XLS file; save it as XLSX", self.name);
                return Err(Error::new(Kind::Format, message));
            }
            [] => return Err(super::fault::empty_file(&self.name)),
            _ => Format::Delimited { is_gzip: false },
        };
        if sheet.is_some() && !matches!(format, Format::Workbook { .. }) {
            let message = format!("{}: --sheet is for XLSX, and this is none", self.name);
            return Err(Error::usage(message));
        }
        Ok(format)
    }

    /// Its bytes, from the first.
    pub(crate) fn open(&self) -> Result<Box<dyn Seekable>, Error> {
        match &self.place {
            Place::Memory(bytes) => Ok(Box::new(Cursor::new(bytes.clone()))),
            Place::Path(path) => {
                let is_folder = path.is_dir();
                let file = std::fs::File::open(path).map_err(|error| self.unreadable(&error))?;
                if is_folder {
                    let message = format!("{}: this is a folder; name a file in it", self.name);
                    return Err(Error::new(Kind::File, message));
                }
                Ok(Box::new(file))
            }
        }
    }

    pub(crate) fn place(&self) -> &Place {
        &self.place
    }

    pub(crate) fn unreadable(&self, error: &std::io::Error) -> Error {
        let message = if error.kind() == std::io::ErrorKind::NotFound {
            format!("{}: there is no such file", self.name)
        } else {
            format!("{}: cannot be read: {error}", self.name)
        };
        Error::new(Kind::File, message)
    }

    /// Reads the wanted columns some thousand rows at a time; returns the labels of each by code.
    pub(crate) fn read(
        &self,
        wants: &[Want],
        missing: &Missing,
        visit: &mut Visit<'_>,
    ) -> Result<Vec<Vec<String>>, Error> {
        match &self.format {
            Format::Delimited { is_gzip } => delimited::read(self, *is_gzip, wants, missing, visit),
            Format::Parquet => parquet::read(self, wants, missing, visit),
            Format::Workbook { sheet } => {
                workbook::read(self, sheet.as_deref(), wants, missing, visit)
            }
        }
    }
}
