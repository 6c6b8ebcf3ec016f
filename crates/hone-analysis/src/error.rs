//! What went wrong, in words that say the way out.

use std::fmt;

use serde::Serialize;

/// Which part of the work could not be done. The names stand in the JSON of an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Options that do not fit together, or cannot be read.
    Usage,
    /// A file that cannot be read or written.
    File,
    /// A file that is not what it seems: not a table, broken, or of a kind that Hone cannot read.
    Format,
    /// A column that is not there, is there twice, or is empty.
    Column,
    /// A cell or a row that is not as it has to be.
    Row,
    /// Data that cannot bear the question: too few, nothing varies, and the like.
    Data,
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// Which part of the work it was.
    pub kind: Kind,
    /// The whole message: place, what is wrong, what to do.
    pub message: String,
}

impl Error {
    pub(crate) fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }

    /// Options that do not fit together.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// Data that cannot bear the question.
    pub(crate) fn data(message: impl Into<String>) -> Self {
        Self::new(Kind::Data, message)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl From<hone_stats::Error> for Error {
    fn from(error: hone_stats::Error) -> Self {
        Self::data(format!("this cannot be told: {error}"))
    }
}
