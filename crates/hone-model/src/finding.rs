//! What the reader and the linter say about a model file.

use std::fmt;

/// Whether a finding stops the file from being used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The file cannot be used until this is put right.
    Error,
    /// The file can be used; somebody should look at this.
    Warning,
}

/// One thing to put right in a model file.
///
/// Shown as `file:line: place: message. Way out.`, which editors can jump to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file's name, as the caller gave it.
    pub file: String,
    /// The line, counted from 1, where there is one to name.
    pub line: Option<usize>,
    /// The part of the file in the writer's terms: `item t1-settles-details`, `form short`.
    pub place: String,
    /// Whether the file can be used all the same.
    pub severity: Severity,
    /// What is wrong, without a full stop.
    pub message: String,
    /// What to do about it, as a sentence.
    pub way_out: String,
}

impl Finding {
    /// Whether this finding stops the file from being used.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:", self.file)?;
        if let Some(line) = self.line {
            write!(out, "{line}:")?;
        }
        if self.severity == Severity::Warning {
            write!(out, " warning:")?;
        }
        write!(out, " {}: {}. {}", self.place, self.message, self.way_out)
    }
}
