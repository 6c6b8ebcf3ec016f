//! Whether the intervals hold what they promise, by drawing rounds whose truth is known.
//!
//! `cargo run --release -p hone-stats --example coverage [-- --quick] [--only TEXT] [--write]`
//!
//! Prints a table; with `--write` it becomes `docs/method/coverage.md`. Ends with an error if an
//! interval that claims 95 % holds fewer than 93 or more than 97 of 100 true values, or a test that
//! claims 5 % finds something in fewer than 3 or more than 7 of 100 rounds without anything to find, as
//! far as the number of runs can tell, unless the study says why.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it is a command")]

mod agreement;
mod change;
mod crossed;
mod differential;
mod facets;
mod forecasts;
mod growth;
mod items;
mod models;
mod ordinal;
mod planning;
mod raters;
mod reliability;
mod response;
mod rounds;
mod structure;
mod study;
mod table;
mod variance;

use std::process::ExitCode;
use std::time::Instant;

use study::Study;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let only = arguments.iter().position(|argument| argument == "--only");
    let only = only.and_then(|place| arguments.get(place + 1)).map_or("", String::as_str);
    let studies: Vec<Study> =
        studies().into_iter().filter(|study| study.method.contains(only)).collect();
    let results: Vec<_> = studies
        .iter()
        .map(|study| {
            let start = Instant::now();
            let result = study.run(if has("--quick") { 10 } else { 1 });
            let seconds = start.elapsed().as_secs_f64();
            eprintln!("{seconds:6.1} s {}", table::line(study, &result));
            result
        })
        .collect();
    let page = table::page(&studies, &results);
    println!("{page}");
    if has("--write")
        && let Err(error) = std::fs::write("docs/method/coverage.md", &page)
    {
        eprintln!("docs/method/coverage.md: {error}");
        return ExitCode::FAILURE;
    }
    let is_fine = studies.iter().zip(&results).all(|(study, result)| result.is_as_stated(study));
    if is_fine { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn studies() -> Vec<Study> {
    [
        rounds::means(),
        reliability::studies(),
        crossed::studies(),
        variance::studies(),
        ordinal::studies(),
        structure::studies(),
        models::studies(),
        response::studies(),
        differential::studies(),
        facets::studies(),
        agreement::studies(),
        raters::studies(),
        change::studies(),
        growth::studies(),
        forecasts::studies(),
        planning::studies(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
