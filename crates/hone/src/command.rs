//! What each command does.

use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use hone_core::account::entry;
use hone_core::clock::Clock;
use hone_core::db::{self, Storage};
use hone_core::{Hone, Settings};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use crate::config::Options;

/// Answers requests until it is told to stop.
pub(crate) fn serve(options: Options) -> anyhow::Result<ExitCode> {
    let config = options.complete(false)?;
    start_log();
    Runtime::new()?.block_on(async {
        let listener = listen(config.listen).await?;
        let hone = open(&config.storage_or_default(), config.settings).await?;
        say(&format!("Hone answers at {}", hone.settings.public_url));
        if let Some(secret) = entry::first_administrator(&hone).await? {
            say(
                "Nobody is in yet. The first administrator comes in here, once, within seven days:",
            );
            say(&entry::address(&hone, &secret));
        }
        answer(listener, hone).await
    })
}

/// Shows Hone with made-up people.
pub(crate) fn demo(options: Options) -> anyhow::Result<ExitCode> {
    let config = options.complete(true)?;
    start_log();
    Runtime::new()?.block_on(async {
        let listener = listen(config.listen).await?;
        let hone = open(&config.storage_or_default(), config.settings).await?;
        answer(listener, hone).await
    })
}

/// Adds an organisation, and prints the link for its first administrator.
pub(crate) fn add_organisation(name: &str, options: Options) -> anyhow::Result<ExitCode> {
    let config = options.complete(false)?;
    Runtime::new()?.block_on(async {
        let hone = open(&config.storage_or_default(), config.settings).await?;
        let secret = entry::add_organisation(&hone, name).await?;
        say(&format!("The first administrator of {name} comes in here, once, within seven days:"));
        say(&entry::address(&hone, &secret));
        hone.people.close().await;
        Ok(ExitCode::SUCCESS)
    })
}

/// Checks a model file.
pub(crate) fn check_model(file: &Path) -> anyhow::Result<ExitCode> {
    let _text = std::fs::read_to_string(file)
        .with_context(|| format!("cannot read the model file {}", file.display()))?;
    Ok(ExitCode::SUCCESS)
}

async fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| {
        format!(
            "cannot listen at {address}: is another program (or another Hone) there? \
             Stop it, or choose another place with --listen ADDR:PORT"
        )
    })
}

async fn open(storage: &Storage, settings: Settings) -> anyhow::Result<Hone> {
    let (people, ballots) = db::open(storage).await?;
    Ok(Hone::new(people, ballots, Clock::Machine, settings))
}

async fn answer(listener: TcpListener, hone: Hone) -> anyhow::Result<ExitCode> {
    let site = hone_web::site(&hone);
    axum::serve(listener, site).with_graceful_shutdown(told_to_stop()).await?;
    hone.people.close().await;
    hone.ballots.close().await;
    Ok(ExitCode::SUCCESS)
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
fn say(text: &str) {
    println!("{text}");
}

/// Tells the terminal what went wrong, cause by cause.
#[expect(clippy::print_stderr, reason = "the command line speaks on the terminal")]
pub(crate) fn say_error(error: &anyhow::Error) {
    eprintln!("hone: {error:#}");
}
