//! Statistics on anybody's ratings: tables in, reports out.
//!
//! A command reads the columns it needs, asks `hone-stats`, and makes a report: tables and a plain
//! sentence for people, one JSON document for programs.

mod analyze;
mod command;
mod error;
pub mod report;
pub mod table;

use std::ffi::OsString;

use clap::Parser;

pub use command::Tool;
pub use error::{Error, Kind};
pub use report::{Report, Screen};

/// What a command leaves behind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// For the standard output.
    pub stdout: String,
    /// For the standard error.
    pub stderr: String,
    /// The exit status: 0, or 2 where there is no answer.
    pub status: u8,
}

/// What is wrong with the question, or with the data.
const FAILED: u8 = 2;

#[derive(Parser)]
#[command(name = "hone")]
struct Line {
    #[command(subcommand)]
    tool: Tool,
}

/// What is said of a command line that cannot be read; `is_json` if the document of it is wanted too.
pub fn misread(error: &clap::Error, is_json: bool) -> Outcome {
    let message = error.to_string();
    let stdout =
        if is_json { report::error_document(&Error::usage(message.trim())) } else { String::new() };
    Outcome { stdout, stderr: message, status: FAILED }
}

/// Runs a command line, the name of the program first.
pub fn run(line: impl IntoIterator<Item = impl Into<OsString> + Clone>, screen: Screen) -> Outcome {
    let line: Vec<OsString> = line.into_iter().map(Into::into).collect();
    let is_json = line.iter().any(|word| word == "--json");
    match Line::try_parse_from(line) {
        Ok(line) => line.tool.run(screen),
        Err(error) if error.use_stderr() => misread(&error, is_json),
        Err(help) => Outcome { stdout: help.to_string(), ..Outcome::default() },
    }
}
