use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::mirror::statement::{self, Kind as Sort, Statement};
use hone_core::mirror::{learning, reflection};
use hone_core::result::{self, Report};
use hone_gate::Words;
use hone_model::Prompt;

use super::{around, day_of, learning as log, reflections, sharing, statements, today};
use crate::fault::Fault;
use crate::frame::{self, Frame};
use crate::guard::Asking;
use crate::words::list;

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
    /// What colleagues chose; none without a report that has words.
    chosen: Option<Chosen>,
}

/// The words of the latest report.
struct Chosen {
    href: String,
    round: String,
    says: String,
}

impl Chosen {
    /// They stand beside the viewer's own, which they typed as they liked.
    fn of(report: &Report, own: &[&str]) -> Self {
        let told = report.release.words().and_then(Words::colleagues);
        let says = match told {
            None => "Too few colleagues answered to tell which words they chose.".to_owned(),
            Some([]) => "No word was chosen by enough colleagues to be told.".to_owned(),
            Some(words) => {
                let is_own = |word: &&String| own.iter().any(|one| one.eq_ignore_ascii_case(word));
                let both: Vec<&String> = words.iter().filter(is_own).collect();
                let also = if both.is_empty() {
                    String::new()
                } else {
                    format!(" Yours too: {}.", list(both))
                };
                format!("Colleagues chose: {}.{also}", list(words))
            }
        };
        let href = format!("/reports/{}", report.leader.id);
        Self { href, round: report.round.name.clone(), says }
    }
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
    let report = result::latest_with_words(&hone, &viewer).await?;
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
    let own = kept.iter().filter(|statement| statement.kind == Sort::Words);
    let own: Vec<&str> = own
        .flat_map(|statement| {
            statement.text.split(|char: char| !char.is_alphanumeric() && char != '-')
        })
        .collect();
    let chosen = report.map(|report| Chosen::of(&report, &own));
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
        chosen,
    })
}
