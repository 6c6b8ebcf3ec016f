//! Our figures and times beside R's, as one table.
//!
//! ```sh
//! cargo run --release -p hone-analysis --example parity -- [--r] [--write] [AREA …]
//! ```
//!
//! `--r` takes R's times here and now instead of those on record, `--write` keeps the table in
//! `docs/method/parity.md`. Ends with an error when a figure is further off than its tolerance.
#![allow(clippy::print_stdout, reason = "it prints a table")]

mod agreement;
mod careless;
mod cfa;
mod change;
mod forecasts;
mod live;
mod ordinal;
mod page;
mod raters;
mod reference;
mod reliability;
mod response;
mod row;
mod structure;
mod twolevel;
mod variance;

use std::process::ExitCode;

use reference::Reference;
use row::Row;

/// An area, and what makes its rows.
type Area = (&'static str, fn(&Reference) -> Vec<Row>);

const AREAS: [Area; 12] = [
    ("reliability", reliability::rows),
    ("agreement", agreement::rows),
    ("structure", structure::rows),
    ("cfa", cfa::rows),
    ("twolevel", twolevel::rows),
    ("response", response::rows),
    ("raters", raters::rows),
    ("variance", variance::rows),
    ("ordinal", ordinal::rows),
    ("change", change::rows),
    ("forecasts", forecasts::rows),
    ("careless", careless::rows),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let areas: Vec<&String> = arguments.iter().filter(|word| !word.starts_with("--")).collect();
    let reference = Reference::new(has("--r"));
    let mut rows = vec![];
    for (name, make) in AREAS {
        if areas.is_empty() || areas.iter().any(|area| *area == name) {
            rows.extend(make(&reference));
        }
    }
    let page = page::page(&rows);
    println!("{page}");
    if has("--write") {
        std::fs::write(reference::top().join("docs/method/parity.md"), &page)
            .expect("the documentation can be written");
    }
    let missed: Vec<&Row> = rows.iter().filter(|row| !row.is_met()).collect();
    for row in &missed {
        println!("missed: {} of {}: {}", row.what, row.method, row.data);
    }
    if missed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
