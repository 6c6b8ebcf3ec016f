//! What each command does.

use std::io::{IsTerminal, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use hone_analysis::{Screen, Tool};
use hone_core::clock::Clock;
use hone_core::db::{self, Storage};
use hone_core::experiment::nameless;
use hone_core::model::Questionnaire;
use hone_core::{Hone, account, ballot, coaching, mail, plan, rhythm, round};
use hone_model::{Library, Model, Prompts, Sentences};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Notify;

use crate::config::{Config, Options};
use crate::demo;

/// Answers requests until it is told to stop.
pub(crate) fn serve(options: Options) -> anyhow::Result<ExitCode> {
    let config = options.complete(false)?;
    start_log();
    runtime()?.block_on(async {
        // Within the runtime: the pool of connections to the mail server starts a task.
        mail::check(&config.settings)?;
        let listener = listen(config.listen).await?;
        let hone = open(&config.storage_or_default(), &config).await?;
        if let Some(secret) = account::entry::first_administrator(&hone).await? {
            say("Nobody is here yet. The first administrator comes in by this link, once, within seven days:");
            say(&format!("  {}", account::entry::address(&hone, &secret)));
        }
        say(&format!("Hone answers at {}", hone.settings.public_url));
        answer(listener, hone).await
    })
}

/// Shows Hone with made-up people.
pub(crate) fn demo(options: Options) -> anyhow::Result<ExitCode> {
    let config = options.complete(true)?;
    start_log();
    runtime()?.block_on(async {
        let listener = listen(config.listen).await?;
        let storage = match &config.storage {
            Some(storage) => storage.clone(),
            None => fresh_folder(config.listen.port())?,
        };
        let hone = open(&storage, &config).await?;
        demo::fill(&hone).await?;
        let url = &hone.settings.public_url;
        say("Hone shows itself with made-up people. Start here:");
        say(&format!("  {url}/demo"));
        if let Some(link) = demo::rater_link(&hone).await? {
            say("A rater's link, best on a phone or in a narrow window:");
            say(&format!("  {link}"));
        }
        say("All mail, which goes to nobody:");
        say(&format!("  {url}/demo/outbox"));
        answer(listener, hone).await
    })
}

/// The demonstration begins anew at each start, beside those on other ports.
fn fresh_folder(port: u16) -> anyhow::Result<Storage> {
    let folder = std::env::temp_dir().join(format!("hone-demo-{port}"));
    if folder.exists() {
        std::fs::remove_dir_all(&folder).with_context(|| {
            format!("cannot remove the last demonstration in {}", folder.display())
        })?;
    }
    Ok(Storage::Folder(folder))
}

/// Adds an organisation, and prints the link for its first administrator.
pub(crate) fn add_organisation(name: &str, options: Options) -> anyhow::Result<ExitCode> {
    let config = options.complete(false)?;
    runtime()?.block_on(async {
        let hone = open(&config.storage_or_default(), &config).await?;
        let secret = account::entry::add_organisation(&hone, name).await?;
        say(&format!("‘{name}’ is added. Its first administrator comes in by this link, once, within seven days:"));
        say(&format!("  {}", account::entry::address(&hone, &secret)));
        hone.close().await;
        Ok(ExitCode::SUCCESS)
    })
}

/// Checks a model file, a library of practices or prompts beside the model that Hone ships, or the rules
/// of a report's sentences.
pub(crate) fn check_model(file: &Path) -> anyhow::Result<ExitCode> {
    let text = read_model(file)?;
    let name = file.display().to_string();
    let checked = if Library::is_meant(&text) {
        Library::parse(&name, &text, Model::builtin())
            .map(|library| (library.version().to_owned(), library.warnings().to_vec()))
    } else if Sentences::is_meant(&text) {
        Sentences::parse(&name, &text)
            .map(|rules| (rules.version().to_owned(), rules.warnings().to_vec()))
    } else if Prompts::is_meant(&text) {
        Prompts::parse(&name, &text, Model::builtin(), Library::builtin())
            .map(|prompts| (prompts.version().to_owned(), prompts.warnings().to_vec()))
    } else {
        Model::parse(&name, &text)
            .map(|model| (model.version().to_owned(), model.warnings().to_vec()))
    };
    match checked {
        Ok((version, warnings)) => {
            for warning in &warnings {
                say(&warning.to_string());
            }
            say(&format!("{name} can be used: version {version}"));
            Ok(ExitCode::SUCCESS)
        }
        Err(findings) => {
            for finding in &findings {
                say(&finding.to_string());
            }
            Ok(ExitCode::FAILURE)
        }
    }
}

fn read_model(file: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(file)
        .with_context(|| format!("cannot read the model file {}", file.display()))
}

/// Answers a question about data of one's own.
pub(crate) fn analyse(tool: &Tool) -> ExitCode {
    let outcome = tool.run(screen());
    write_all(&mut std::io::stdout(), &outcome.stdout);
    write_all(&mut std::io::stderr(), &outcome.stderr);
    ExitCode::from(outcome.status)
}

/// Writes the document that programs wait for also where the command line cannot be read.
pub(crate) fn say_misread(error: &clap::Error) {
    let is_json = std::env::args_os().any(|word| word == "--json");
    if is_json && error.use_stderr() {
        write_all(&mut std::io::stdout(), &hone_analysis::misread(error, is_json).stdout);
    }
}

/// Writes what somebody may not want to read to the end: `hone stats … | head` is no error.
fn write_all(stream: &mut impl Write, text: &str) {
    stream.write_all(text.as_bytes()).and_then(|()| stream.flush()).ok();
}

/// One line that each step overwrites.
fn show_step(step: &str) {
    write_all(&mut std::io::stderr(), &format!("\r\u{1b}[2K{step}"));
}

fn screen() -> Screen {
    let is_terminal = std::io::stdout().is_terminal();
    let width = terminal_size::terminal_size().filter(|_| is_terminal);
    let width = width.map_or(Screen::default().width, |(width, _)| usize::from(width.0));
    let progress = std::io::stderr().is_terminal().then_some(show_step as fn(&str));
    Screen { width, has_colour: is_terminal && std::env::var_os("NO_COLOR").is_none(), progress }
}

pub(crate) fn runtime() -> anyhow::Result<Runtime> {
    Ok(Builder::new_multi_thread().enable_all().build()?)
}

async fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| {
        format!(
            "cannot listen at {address}: is another program (or another Hone) there? \
             Stop it, or choose another place with --listen ADDR:PORT"
        )
    })
}

async fn open(storage: &Storage, config: &Config) -> anyhow::Result<Hone> {
    let read = |file: &PathBuf| -> anyhow::Result<_> {
        Ok(Questionnaire::read(&file.display().to_string(), &read_model(file)?)?)
    };
    let model = config.model.as_ref().map(read).transpose()?;
    let databases = db::open(storage, config.keys.as_ref()).await?;
    let hone = Hone::new(databases, Clock::Machine, config.settings.clone());
    Ok(match model {
        Some(model) => hone.with_model(model),
        None => hone,
    })
}

/// How long requests under way may take after the word to stop. What they write is written whole or
/// not at all, and a connection that only lingers must not hold up the stop.
const GRACE: Duration = Duration::from_secs(1);

async fn answer(listener: TcpListener, hone: Hone) -> anyhow::Result<ExitCode> {
    let site = hone_web::site(&hone);
    let postman = tokio::spawn(mail::run(hone.clone()));
    let helmsman = tokio::spawn(keep_course(hone.clone()));
    let stop = Arc::new(Notify::new());
    let told = stop.clone();
    let serving = axum::serve(listener, site).with_graceful_shutdown(async move {
        told_to_stop().await;
        told.notify_one();
    });
    tokio::select! {
        served = serving.into_future() => served?,
        () = async {
            stop.notified().await;
            tokio::time::sleep(GRACE).await;
        } => {}
    }
    postman.abort();
    helmsman.abort();
    hone.close().await;
    Ok(ExitCode::SUCCESS)
}

/// Closes, releases and reminds when the dates come.
async fn keep_course(hone: Hone) {
    const PAUSE: Duration = Duration::from_secs(20);
    loop {
        if let Err(error) = round::keep_course(&hone).await {
            tracing::error!("a round could not go on: {:#}", anyhow::Error::from(error));
        }
        if let Err(error) = plan::remind(&hone).await {
            tracing::error!("steps were not reminded of: {:#}", anyhow::Error::from(error));
        }
        if let Err(error) = nameless::keep_course(&hone).await {
            tracing::error!("letters could not go on: {:#}", anyhow::Error::from(error));
        }
        if let Err(error) = rhythm::nudge::send_due(&hone).await {
            tracing::error!("what waits was not brought to mind: {:#}", anyhow::Error::from(error));
        }
        if let Err(error) = coaching::forget(&hone).await {
            tracing::error!("deleted notes stay: {:#}", anyhow::Error::from(error));
        }
        tokio::time::sleep(PAUSE).await;
        for kept in [hone.people.fold().await, hone.ballots.fold().await, ballot::mix(&hone).await]
        {
            if let Err(error) = kept {
                tracing::warn!("a file stays as it is: {:#}", anyhow::Error::from(error));
            }
        }
        // Another node may have destroyed what this one holds.
        hone.forget_keys();
    }
}

async fn told_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    interrupt.await.ok();
}

fn start_log() {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_env("HONE_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}

#[expect(clippy::print_stdout, reason = "the command line speaks on the terminal")]
pub(crate) fn say(text: &str) {
    println!("{text}");
}

/// Tells the terminal what went wrong, cause by cause.
#[expect(clippy::print_stderr, reason = "the command line speaks on the terminal")]
pub(crate) fn say_error(error: &anyhow::Error) {
    eprintln!("hone: {error:#}");
}
