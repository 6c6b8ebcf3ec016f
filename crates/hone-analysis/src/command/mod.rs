//! What can be asked: a file per command.

mod precision;

use clap::{Args, Subcommand};

use crate::error::Error;
use crate::report::{Report, Screen, document, error_document};
use crate::{FAILED, Outcome};

/// The tools for data of one's own.
#[derive(Debug, Subcommand)]
pub enum Tool {
    /// Statistics on ratings in a file: reliability, agreement, structure, raters, change
    Stats(Stats),
}

/// Statistics on ratings in a file.
#[derive(Debug, Args)]
pub struct Stats {
    #[command(subcommand)]
    method: Method,
    /// Print one JSON document instead of tables
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Method {
    /// How sure the mean of a few raters is, and how many raters that takes
    Precision(precision::Precision),
}

impl Method {
    fn run(&self) -> Result<Report, Error> {
        match self {
            Self::Precision(command) => command.run(),
        }
    }
}

impl Tool {
    /// Does what was asked. Nothing is printed here.
    pub fn run(&self, screen: Screen) -> Outcome {
        match self {
            Self::Stats(stats) => told(&stats.method.run(), stats.json, screen),
        }
    }
}

/// A report, or what went wrong, as it is printed.
fn told(result: &Result<Report, Error>, is_json: bool, screen: Screen) -> Outcome {
    match result {
        Ok(report) => {
            let stdout = if is_json { document(report) } else { report.text(screen) };
            Outcome { stdout, ..Outcome::default() }
        }
        Err(error) => Outcome {
            stdout: if is_json { error_document(error) } else { String::new() },
            stderr: format!("hone: {error}\n"),
            status: FAILED,
        },
    }
}
