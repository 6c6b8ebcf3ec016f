//! What those who work on Hone run beside the tests: load, crashes under load, how long pages and papers
//! of a large installation take, and what is promised to raters at full size.
//!
//! Most of it speaks with the real `hone serve`, by the protocol of a browser.

mod crash;
mod disk;
mod http;
mod leaders;
mod load;
mod pages;
mod practice;
mod print;
mod prove;
mod rater;
mod server;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

#[derive(Parser)]
#[command(about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Measures how fast forms are served and ballots are kept
    Load(Setup),
    /// Kills the server ten times under load and looks for what was acknowledged
    Crash(Setup),
    /// Measures how soon pages begin to come where very many leaders have results
    Pages(pages::Wanted),
    /// Measures how soon pages begin to come where very many teams practise
    Practice(practice::Wanted),
    /// Prints the reports of very many leaders on all cores
    Print(print::Wanted),
    /// Tries at full size what is promised to raters
    Prove(prove::Wanted),
    /// Closes one round: the process that `prove crashes` kills
    #[command(hide = true)]
    CloseOnce(prove::One),
    /// Sets up a small round, serves it, and prints a link to try
    Try(Setup),
}

/// The server.
#[derive(Args, Clone, Debug)]
pub(crate) struct Site {
    /// The program to measure [default: `hone` beside this one]
    #[arg(long)]
    hone: Option<PathBuf>,
    /// The folder of its data; a fresh one inside it is used [default: the system's for temporary files]
    #[arg(long)]
    data: Option<PathBuf>,
    /// A PostgreSQL database in place of the folder; it must be empty
    #[arg(long)]
    database: Option<String>,
    /// The port to listen on
    #[arg(long, default_value_t = 4_673)]
    port: u16,
}

/// The server, and what raters ask of it.
#[derive(Args, Clone, Debug)]
pub(crate) struct Setup {
    #[command(flatten)]
    site: Site,
    /// How many people rate; each rates two leaders
    #[arg(long, default_value_t = 5_000)]
    raters: usize,
    /// How many requests are under way at once
    #[arg(long, default_value_t = 64)]
    concurrency: usize,
    /// The form that raters fill in: full, short or pulse
    #[arg(long, default_value = "full")]
    form: String,
}

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    match Cli::parse().command {
        Command::Load(setup) => load::run(setup).await,
        Command::Crash(setup) => crash::run(setup).await,
        Command::Pages(wanted) => pages::run(wanted).await,
        Command::Practice(wanted) => practice::run(wanted).await,
        Command::Print(wanted) => print::run(wanted).await,
        Command::Prove(wanted) => prove::run(wanted).await,
        Command::CloseOnce(one) => prove::close_once(one).await,
        Command::Try(setup) => server::stay(setup).await,
    }
}

#[expect(clippy::print_stdout, reason = "these commands speak on the terminal")]
pub(crate) fn say(text: &str) {
    println!("{text}");
}
