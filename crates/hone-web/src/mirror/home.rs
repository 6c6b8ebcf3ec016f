use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::mirror::statement::{self, Kind as Sort, Statement};
use hone_core::mirror::{learning, reflection};
use hone_model::Prompt;

use super::{around, day_of, learning as log, reflections, sharing, statements, today};
use crate::fault::Fault;
use crate::frame::{self, Frame};
use crate::guard::Asking;

/// So many of the latest stand here; their own pages have the others.
const MOST: usize = 3;

/// A statement as it stands here.
struct Line {
    href: String,
    text: String,
    since: String,
    name: &'static str,
}

#[derive(Template)]
#[template(path = "mirror/home.html")]
struct Page {
    frame: Frame,
    due: Vec<log::Line>,
    prompt: Option<&'static Prompt>,
    /// By kind, with such as somebody else's could read.
    statements: Vec<(Sort, &'static str, Vec<Line>)>,
    away: Vec<Line>,
    entries: Vec<log::Line>,
    latest: Vec<reflections::Line>,
    shared: Option<(String, Vec<&'static str>)>,
}

impl Page {
    fn heading(&self) -> &'static str {
        match self.due.len() {
            0 => "Your mirror",
            1 => "One thing you tried has come back",
            _ => "Some things you tried have come back",
        }
    }
}

fn line(viewer: &Viewer, statement: Statement) -> Line {
    Line {
        href: format!("/mirror/statements/{}", statement.id),
        since: day_of(viewer, statement.since),
        name: statements::name(statement.kind),
        text: statement.text,
    }
}

/// What the viewer keeps for themselves.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let day = hone.clock.now().date(&viewer.zone());
    let (away, kept): (Vec<_>, Vec<_>) = statement::list(&mut tx, &viewer)
        .await?
        .into_iter()
        .partition(|statement| statement.archived_at.is_some());
    let of = |sort: Sort| {
        let those = kept.iter().filter(|statement| statement.kind == sort).cloned();
        let lines = those.map(|statement| line(&viewer, statement)).collect();
        (sort, statements::example(sort), lines)
    };
    let entries = learning::list(&mut tx, &viewer).await?.into_iter();
    let (due, entries): (Vec<_>, Vec<_>) =
        entries.filter(|entry| entry.archived_at.is_none()).partition(|entry| entry.is_due(day));
    let latest = reflection::list(&mut tx, &viewer).await?.into_iter();
    let latest = latest.filter(|one| one.archived_at.is_none()).take(MOST);
    frame::html(&Page {
        frame: around(&viewer, &headers),
        due: due.into_iter().map(|entry| log::line(entry, day)).collect(),
        prompt: today::prompt(&mut tx, &hone, &viewer).await?,
        statements: [Sort::Brand, Sort::Words, Sort::Principle].map(of).into(),
        away: away.into_iter().map(|statement| line(&viewer, statement)).collect(),
        entries: entries.into_iter().take(MOST).map(|entry| log::line(entry, day)).collect(),
        latest: latest.map(|one| reflections::line(&hone, &viewer, one)).collect(),
        shared: sharing::shared(&mut tx, &hone, &viewer).await?,
    })
}
