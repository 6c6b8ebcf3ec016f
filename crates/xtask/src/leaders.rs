//! Very many leaders with results, and the server that shows them.

use std::cell::Cell;
use std::io::{IsTerminal, Write};
use std::time::Instant;

use hone_core::testing::many::{Rated, many};
use tokio::process::Child;

use crate::http::{Answer, Connection, all_of};
use crate::server::Place;
use crate::{Site, say};

/// A server, with the leaders it has results of.
pub(crate) struct Shown {
    pub(crate) leaders: Vec<Rated>,
    pub(crate) server: Child,
    port: u16,
    _place: Place,
}

/// Puts so many leaders into fresh storage, and serves it.
pub(crate) async fn show(site: &Site, n_leaders: usize) -> anyhow::Result<Shown> {
    let place = Place::fresh(site)?;
    let hone = place.hone().await?;
    let begun = Instant::now();
    let leaders = many(&hone, n_leaders).await;
    hone.close().await;
    let engine = if site.database.is_some() { "PostgreSQL" } else { "SQLite" };
    say(&format!(
        "{n_leaders} leaders with two rounds each on {engine}, set up in {:.0} s",
        begun.elapsed().as_secs_f64()
    ));
    let server = place.serve().await?;
    Ok(Shown { leaders, server, port: site.port, _place: place })
}

impl Shown {
    /// Lets each leader ask for something of their own, so many at once, and hands on what came. Says
    /// how far it is.
    pub(crate) async fn each(
        &self,
        n_at_once: usize,
        path: impl Fn(&Rated) -> String,
        take: impl Fn(Answer),
    ) -> anyhow::Result<()> {
        let ask = |leader: &Rated| (path(leader), leader.token.text().to_owned());
        each(self.port, &self.leaders, n_at_once, ask, take).await
    }
}

/// Lets each ask for a page with their session, so many at once, and hands on what came. Says how far it is.
pub(crate) async fn each<T>(
    port: u16,
    all: &[T],
    n_at_once: usize,
    ask: impl Fn(&T) -> (String, String),
    take: impl Fn(Answer),
) -> anyhow::Result<()> {
    let (next, bar) = (Cell::new(0), Bar::of(all.len()));
    let worker = async || {
        let mut connection = Connection::open(port).await?;
        while let Some(one) = all.get(next.replace(next.get() + 1)) {
            let (path, token) = ask(one);
            let answer = connection.get_as(&path, &token).await?;
            anyhow::ensure!(answer.status == 200, "{path}: {}", answer.status);
            take(answer);
            bar.step();
        }
        anyhow::Ok(())
    };
    let ended = all_of((0..n_at_once).map(|_| worker())).await;
    Bar::end();
    ended.into_iter().collect()
}

/// How far something is, on a terminal and nowhere else.
struct Bar {
    n: usize,
    done: Cell<usize>,
}

impl Bar {
    const WIDTH: usize = 40;

    fn of(n: usize) -> Self {
        Self { n, done: Cell::new(0) }
    }

    fn step(&self) {
        self.done.set(self.done.get() + 1);
        let filled = "#".repeat(Self::WIDTH * self.done.get() / self.n.max(1));
        Self::draw(&format!(
            "\r[{filled:.<width$}] {} of {}",
            self.done.get(),
            self.n,
            width = Self::WIDTH
        ));
    }

    fn end() {
        Self::draw(&format!("\r{:width$}\r", "", width = Self::WIDTH + 30));
    }

    fn draw(line: &str) {
        let mut out = std::io::stderr();
        if out.is_terminal() {
            // A bar that cannot be drawn is no reason to stop.
            let _ = out.write_all(line.as_bytes()).and_then(|()| out.flush());
        }
    }
}
