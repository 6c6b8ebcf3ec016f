//! What every command is told about its file.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use super::ask::Ask;
use super::cell::Missing;
use super::choice::split;
use super::file::File;
use crate::error::Error;

/// The file of a command, and how to read it.
#[derive(Debug, Clone, clap::Args)]
pub struct Source {
    /// The table: CSV (also gzip), Parquet or XLSX, told apart by what is in it
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// How to read it
    #[command(flatten)]
    pub reading: Reading,
}

/// How to read a file.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Reading the file")]
pub struct Reading {
    /// What else stands for 'no answer', besides an empty cell, NA, NaN and a point: 99,-9,"n/a"
    #[arg(long, value_name = "CODES", allow_hyphen_values = true)]
    missing: Option<String>,
    /// Only the rows that have this label in that column, such as those of one round: wave=2
    #[arg(long, value_name = "COLUMN=LABEL")]
    only: Option<Only>,
    /// The sheet of an XLSX file that has several
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// The file has a row per answer, not a row per ballot
    #[arg(long, requires = "item_column", requires = "value_column")]
    long: bool,
    /// In a long file, the column that says which item was answered; a..c is by name, q2 before q10
    #[arg(long, value_name = "COLUMN", requires = "long")]
    item_column: Option<String>,
    /// In a long file, the column with the answers
    #[arg(long, value_name = "COLUMN", requires = "long")]
    value_column: Option<String>,
    /// In a long file, further columns that tell ballots apart
    #[arg(long, value_name = "COLUMNS", requires = "long")]
    id: Option<String>,
}

/// The rows that are wanted: those with a label in a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Only {
    pub(crate) column: String,
    pub(crate) label: String,
}

impl FromStr for Only {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.rsplit_once('=').map(|(column, label)| (column.trim(), label.trim()));
        match parts.filter(|(column, label)| !column.is_empty() && !label.is_empty()) {
            Some((column, label)) => {
                Ok(Self { column: column.to_owned(), label: label.to_owned() })
            }
            None => Err("write a column and a label, as in wave=2".to_owned()),
        }
    }
}

impl fmt::Display for Only {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}={}", self.column, self.label)
    }
}

/// The columns of a long file.
#[derive(Debug, Clone)]
pub(crate) struct Long {
    pub(crate) item: String,
    pub(crate) value: String,
    pub(crate) ids: Vec<String>,
}

impl Source {
    /// Begins to ask for columns of the file.
    pub fn ask(&self) -> Result<Ask<'_>, Error> {
        self.reading.ask(&self.file)
    }
}

impl Reading {
    /// The options as they were given, for another command on the same file.
    pub(crate) fn words(&self) -> Vec<String> {
        let given = [
            ("--missing", &self.missing),
            ("--sheet", &self.sheet),
            ("--item-column", &self.item_column),
            ("--value-column", &self.value_column),
            ("--id", &self.id),
        ];
        let given = given.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
        let words = given.map(|(name, value)| format!("{name}={value}"));
        let only = self.only.iter().map(|only| format!("--only={only}"));
        words.chain(only).chain(self.long.then(|| "--long".to_owned())).collect()
    }

    /// Begins to ask for columns of a file.
    pub fn ask(&self, file: &std::path::Path) -> Result<Ask<'_>, Error> {
        let codes = self.missing.as_deref().map(split).unwrap_or_default();
        let file = File::at(file, self.sheet.as_deref())?;
        Ok(Ask::new(file, Missing::new(&codes), self.long(), self.only.as_ref()))
    }

    fn long(&self) -> Option<Long> {
        Some(Long {
            item: self.item_column.clone()?,
            value: self.value_column.clone()?,
            ids: self.id.as_deref().map(split).unwrap_or_default(),
        })
    }
}
