use askama::Template;
use axum::extract::State;
use axum::response::Response;
use hone_core::Hone;
use hone_core::team::Team;
use hone_core::team::search::{self, Found, MOST_FOUND};
use serde::Deserialize;
use uuid::Uuid;

use super::{address, find};
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::{Asked, At};
use crate::words::number;

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Question {
    q: String,
}

/// A text that was found.
struct Line {
    kind: &'static str,
    href: String,
    title: String,
    body: String,
    day: String,
}

#[derive(Template)]
#[template(path = "teams/search.html")]
struct Page {
    frame: Frame,
    team: Team,
    q: String,
    lines: Vec<Line>,
}

impl Page {
    fn heading(&self) -> String {
        match self.lines.len() {
            0 if self.q.is_empty() => "What do you look for?".to_owned(),
            0 => "Nothing found".to_owned(),
            1 => "One thing found".to_owned(),
            MOST_FOUND => format!("The newest {MOST_FOUND}"),
            n => format!("Found: {} things", number(n)),
        }
    }
}

/// The kinds of things that are found: what each is called, and where it stands on the pages of its team.
const PLACES: &[(&str, &str, &str)] = &[
    ("lesson", "Lesson", "delegation/lessons"),
    ("objective", "Objective", "objectives"),
    ("challenge", "Challenge", "challenges"),
    ("experiment", "Experiment", "experiments"),
];

/// What a team finds by its words.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    Asked(question): Asked<Question>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = find(&mut tx, &viewer, id).await?;
    let found = search::find(&mut tx, &team, &question.q).await?;
    let base = address(&team);
    let line = |found: Found| {
        let &(_, kind, part) = PLACES.iter().find(|(kind, ..)| *kind == found.kind)?;
        let href = format!("{base}/{part}/{}", found.entity_id.simple());
        let day = found.written_at.day_text(&viewer.zone());
        Some(Line { kind, href, title: found.title, body: found.body, day })
    };
    let lines = found.into_iter().filter_map(line).collect();
    let frame = Frame::of(&viewer, Section::Practice);
    frame::html(&Page { frame, team, q: question.q, lines })
}
