//! `hone verify`: whether what is promised to raters is so, on the data of an installation.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use hone_core::anonymity::{self, Check, Holdings, Report, Weight};
use hone_core::clock::Clock;

use crate::command::{runtime, say};
use crate::config::Options;

/// What is looked at besides the data.
#[derive(Args, Clone, Debug)]
pub(crate) struct Anonymity {
    /// A copy of the data to look at too: a file, or a folder with all that is in it
    #[arg(long = "backup", value_name = "PATH", num_args = 1..)]
    backups: Vec<PathBuf>,
    /// A log to look at too, of Hone, of a proxy before it or of a database: a file or a folder
    #[arg(long = "log", value_name = "PATH", num_args = 1..)]
    logs: Vec<PathBuf>,
    /// Answer with one JSON document
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    options: Options,
}

/// Looks for whatever would betray a rater, and says what is found.
pub(crate) fn anonymity(wanted: Anonymity) -> anyhow::Result<ExitCode> {
    let config = wanted.options.complete(false)?;
    let holdings = Holdings {
        storage: config.storage_or_default(),
        keys: config.keys,
        backups: wanted.backups,
        logs: wanted.logs,
    };
    let report = runtime()?.block_on(anonymity::examine(&holdings, Clock::Machine.now()))?;
    say(&if wanted.json { serde_json::to_string_pretty(&report)? } else { told(&report) });
    Ok(if report.is_passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The report for people; its last line is the outcome.
fn told(report: &Report) -> String {
    let mut lines = Vec::new();
    for check in &report.checks {
        lines.push(format!("{}: {}", check.name, outcome(check)));
        lines.push(format!("  {}", check.promise));
        for finding in &check.findings {
            let mark = if finding.weight == Weight::Breach { "FOUND " } else { "" };
            lines.push(format!("  - {mark}{}", finding.says));
            lines.push(format!("    {}", finding.way_out));
        }
        lines.push(String::new());
    }
    lines.push("What whoever holds a part can learn, though nothing is broken:".to_owned());
    for surrender in &report.surrenders {
        lines.push(format!("  - {}: {}", surrender.part, surrender.learns));
    }
    lines.push(String::new());
    lines.push(if report.is_passed {
        "passed".to_owned()
    } else {
        "Not passed: do what stands below each FOUND, and run this again.".to_owned()
    });
    lines.join("\n")
}

fn outcome(check: &Check) -> &'static str {
    match (check.is_passed(), check.findings.is_empty()) {
        (false, _) => "NOT KEPT",
        (true, true) => "kept",
        (true, false) => "kept, with a remark",
    }
}
