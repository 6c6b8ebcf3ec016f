//! The binary: command line, configuration, wiring.

mod command;
mod config;
mod demo;
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::Options;

const ABOUT: &str = "Hone helps people who manage become people who lead";

const LONG_ABOUT: &str = "\
Hone helps people who manage become people who lead.

A people team sets up a round of feedback for its leaders; raters answer from their phones by a link;
the round closes; each leader reads where they lead and where they manage, and how sure that is.

Start with `hone demo`: a small organisation with a round in each state, and the links to try.
For real use, `hone serve --data DIR` keeps everything in one folder, and
`hone serve --database URL` keeps it in PostgreSQL, with as many nodes beside each other as you like.
At the first start, `serve` prints a link by which the first administrator comes in.";

const AFTER: &str = "\
Every option can also be given as an environment variable (HONE_LISTEN, HONE_DATA, …) or in a TOML
file named by --config, with the same names: `listen = \"0.0.0.0:4663\"`. The command line comes
first, then the environment, then the file.

Examples:
  hone demo
  hone serve --data /var/lib/hone --public-url https://hone.example.org \\
             --smtp smtps://hone:secret@mail.example.org --mail-from 'Hone <hone@example.org>'
  hone serve --database postgres://hone:secret@db.example.org/hone
  hone organisation add 'Northfold Water' --data /var/lib/hone
  hone model check my-model.toml
  hone verify anonymity --data /var/lib/hone --log /var/log/nginx --backup /var/backups/hone
  hone stats precision ratings.csv --ratee leader --items q01..q30";

#[derive(Parser)]
#[command(name = "hone", version, about = ABOUT, long_about = LONG_ABOUT, after_long_help = AFTER)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Show Hone with made-up people: a round in each state, mail in the browser
    ///
    /// The data live in a folder of their own and are made anew at each start, unless --data or
    /// --database names a place to keep them.
    Demo(Options),
    /// Answer requests
    Serve(Options),
    /// The organisations of this installation
    #[command(subcommand)]
    Organisation(OrganisationCommand),
    /// The model of leadership: contrasts, scales and questions
    #[command(subcommand)]
    Model(ModelCommand),
    /// Check that what is promised to raters is so
    #[command(subcommand)]
    Verify(VerifyCommand),
    #[command(flatten)]
    Analysis(hone_analysis::Tool),
}

#[derive(Subcommand)]
enum OrganisationCommand {
    /// Add one, and print the link by which its first administrator comes in
    Add {
        /// Its name, as people will read it
        name: String,
        #[command(flatten)]
        options: Options,
    },
}

#[derive(Subcommand)]
enum ModelCommand {
    /// Check a model file or a library of practices, and say what to change
    Check {
        /// The file
        file: std::path::PathBuf,
    },
}

#[derive(Subcommand)]
enum VerifyCommand {
    /// Look for whatever in the data, their copies and logs would tell who answered what
    ///
    /// It reads and changes nothing, and may run beside a server. It names places and no person, no
    /// group and no number of answers. Its status is 0 where nothing is found, else 1.
    Anonymity(verify::Anonymity),
}

fn main() -> ExitCode {
    let arguments = Arguments::try_parse().unwrap_or_else(|error| {
        command::say_misread(&error);
        error.exit()
    });
    match run(arguments.command) {
        Ok(code) => code,
        Err(error) => {
            command::say_error(&error);
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Demo(options) => command::demo(options),
        Command::Serve(options) => command::serve(options),
        Command::Organisation(OrganisationCommand::Add { name, options }) => {
            command::add_organisation(&name, options)
        }
        Command::Model(ModelCommand::Check { file }) => command::check_model(&file),
        Command::Verify(VerifyCommand::Anonymity(wanted)) => verify::anonymity(wanted),
        Command::Analysis(tool) => Ok(command::analyse(&tool)),
    }
}
