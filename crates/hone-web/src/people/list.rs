//! The list of people, to look through and to take away.

use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use hone_core::account::Viewer;
use hone_core::ids::PersonId;
use hone_core::person::{self, Person};
use hone_core::staff::import;
use hone_core::{Hone, audit};
use serde::Deserialize;

use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::Asked;

/// So many people stand on one page.
const ON_A_PAGE: usize = 100;

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Search {
    q: String,
    left: Option<String>,
    page: usize,
}

/// A person in the list.
struct Line {
    person: Person,
    manager: Option<String>,
}

#[derive(Template)]
#[template(path = "people/list.html")]
struct Page {
    frame: Frame,
    q: String,
    with_left: bool,
    /// Everyone who is here, whatever is looked for.
    n_here: usize,
    n_found: usize,
    n_left: usize,
    number: usize,
    n_pages: usize,
    lines: Vec<Line>,
}

impl Line {
    fn roles(&self) -> &'static str {
        match (self.person.is_administrator, self.person.is_coach) {
            (true, true) => "administrator, coach",
            (true, false) => "administrator",
            (false, true) => "coach",
            (false, false) => "–",
        }
    }
}

impl Page {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates pass by reference")]
    fn address_of(&self, page: &usize) -> String {
        let q: String = url::form_urlencoded::byte_serialize(self.q.as_bytes()).collect();
        let left = if self.with_left { "&left=on" } else { "" };
        format!("/people?q={q}{left}&page={page}")
    }
}

/// Whether every word that is looked for occurs in a person's name, address, team or department.
fn is_found(person: &Person, words: &[String]) -> bool {
    let text = [&person.name, &person.email, &person.team, &person.department]
        .map(|field| field.to_lowercase())
        .join("\n");
    words.iter().all(|word| text.contains(word))
}

pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    Asked(search): Asked<Search>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let mut people = person::store::list_ever(&mut tx, viewer.organisation_id).await?;
    people.retain(|person| !person.is_erased());
    drop(tx);
    frame::html(&look(&viewer, people, search, &headers))
}

fn look(viewer: &Viewer, people: Vec<Person>, search: Search, headers: &HeaderMap) -> Page {
    let with_left = search.left.is_some();
    let words: Vec<String> = search.q.split_whitespace().map(str::to_lowercase).collect();
    let names: HashMap<PersonId, String> =
        people.iter().map(|person| (person.id, person.name.clone())).collect();
    let n_here = people.iter().filter(|person| person.is_here()).count();
    let n_left = people.len() - n_here;
    let found: Vec<Person> = people
        .into_iter()
        .filter(|person| (with_left || person.is_here()) && is_found(person, &words))
        .collect();
    let n_found = found.len();
    let n_pages = n_found.div_ceil(ON_A_PAGE).max(1);
    let number = search.page.clamp(1, n_pages);
    let lines = found
        .into_iter()
        .skip((number - 1) * ON_A_PAGE)
        .take(ON_A_PAGE)
        .map(|person| Line {
            manager: person.manager_id.and_then(|id| names.get(&id).cloned()),
            person,
        })
        .collect();
    let frame = Frame::of(viewer, Section::People).with_notice(headers);
    Page { frame, q: search.q, with_left, n_here, n_found, n_left, number, n_pages, lines }
}

pub(super) async fn export(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let people = person::store::list_ever(&mut tx, viewer.organisation_id).await?;
    let what = format!("{} people", people.iter().filter(|person| person.is_here()).count());
    audit::record(&mut tx, &hone, &viewer, "exported the list of people", &what).await?;
    tx.commit().await?;
    Ok(csv("people.csv", import::export(&people)?))
}

/// A file to keep, with the mark by which spreadsheets know UTF-8.
pub(super) fn csv(name: &str, text: impl std::fmt::Display) -> Response {
    let kind = (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned());
    let place = (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\""));
    ([kind, place], format!("\u{feff}{text}")).into_response()
}
