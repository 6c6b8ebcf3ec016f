//! How long it takes to print the reports of very many leaders, on all cores: by the route that a leader
//! uses, since there is no other, and nobody else may read them.

use std::cell::RefCell;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Context;
use clap::Args;
use hone_core::testing::many::Rated;

use crate::load::memory;
use crate::{Site, leaders, say};

/// What is printed.
#[derive(Args, Clone, Debug)]
pub(crate) struct Wanted {
    #[command(flatten)]
    site: Site,
    /// How many leaders print their report
    #[arg(long, default_value_t = 1_000)]
    leaders: usize,
}

/// Prints one report for each leader, and says what it took.
pub(crate) async fn run(wanted: Wanted) -> anyhow::Result<ExitCode> {
    let shown = leaders::show(&wanted.site, wanted.leaders).await?;
    // The server prints one for each core at once; one more waits for its turn.
    let n_cores = std::thread::available_parallelism()?.get();
    let papers = RefCell::new(Vec::new());
    let begun = Instant::now();
    shown.each(n_cores + 1, report_of, |answer| papers.borrow_mut().push(answer.body)).await?;
    let took = begun.elapsed().as_secs_f64();
    let papers = papers.into_inner();
    let (mut n_pages, mut n_bytes) = (0, 0);
    for paper in &papers {
        let document = lopdf::Document::load_mem(paper).context("a file that is no PDF")?;
        n_pages += document.get_pages().len();
        n_bytes += paper.len();
    }
    let n = papers.len();
    say(&format!(
        "{n} reports of {n_pages} pages in {took:.1} s on {n_cores} cores: {:.2} s of a core for each, \
         {:.1} in a second, {:.0} kB each",
        took * n_cores as f64 / n as f64,
        n as f64 / took,
        n_bytes as f64 / n as f64 / 1_000.0,
    ));
    say(&memory(shown.server.id()));
    Ok(ExitCode::SUCCESS)
}

fn report_of(leader: &Rated) -> String {
    format!("/reports/{}/report.pdf", leader.report)
}
