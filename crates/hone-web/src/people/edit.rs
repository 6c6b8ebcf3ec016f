//! One person: add, change, invite, let go.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::db::PeopleTx;
use hone_core::ids::PersonId;
use hone_core::person::{self, DEFAULT_LANGUAGE, Person};
use hone_core::staff::{self, Fields, Outcome, Wrong};
use serde::Deserialize;

use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::{At, Filled};

/// The names for choosing a manager are listed in the page up to so many.
const MOST_CHOICES: usize = 500;

#[derive(Template)]
#[template(path = "people/edit.html")]
struct Page {
    frame: Frame,
    viewer: Viewer,
    /// Nobody yet, where somebody is added.
    person: Option<Person>,
    fields: Fields,
    wrongs: Vec<Wrong>,
    choices: Vec<Person>,
}

impl Page {
    fn wrong(&self, field: &str) -> Option<&str> {
        self.wrongs.iter().find(|wrong| wrong.field == field).map(|wrong| wrong.text.as_str())
    }

    fn action(&self) -> String {
        match &self.person {
            Some(person) => address(person.id),
            None => "/people".to_owned(),
        }
    }

    fn left(&self) -> Option<String> {
        let left_at = self.person.as_ref()?.left_at?;
        Some(left_at.day_text(&self.viewer.zone()))
    }
}

fn address(id: PersonId) -> String {
    format!("/people/{id}")
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Filling {
    name: String,
    email: String,
    manager: String,
    team: String,
    department: String,
    language: String,
    administrator: Option<String>,
    coach: Option<String>,
}

impl From<Filling> for Fields {
    fn from(filled: Filling) -> Self {
        Self {
            name: filled.name,
            email: filled.email,
            manager: filled.manager,
            team: filled.team,
            department: filled.department,
            language: filled.language,
            is_administrator: filled.administrator.is_some(),
            is_coach: filled.coach.is_some(),
        }
    }
}

async fn show(
    tx: &mut PeopleTx,
    viewer: Viewer,
    headers: &HeaderMap,
    person: Option<Person>,
    fields: Fields,
    wrongs: Vec<Wrong>,
) -> Result<Response, Fault> {
    let mut choices = person::store::list(tx, viewer.organisation_id).await?;
    if choices.len() > MOST_CHOICES {
        choices.clear();
    }
    let status = if wrongs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let frame = Frame::of(&viewer, Section::People).with_notice(headers);
    let page = Page { frame, viewer, person, fields, wrongs, choices };
    Ok((status, frame::html(&page)?).into_response())
}

pub(super) async fn get_new(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let fields = Fields { language: DEFAULT_LANGUAGE.to_owned(), ..Fields::default() };
    show(&mut tx, viewer, &headers, None, fields, Vec::new()).await
}

pub(super) async fn post_new(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    headers: HeaderMap,
    Filled(filled): Filled<Filling>,
) -> Result<Response, Fault> {
    let fields = filled.into();
    let mut tx = hone.people.write().await?;
    match staff::add(&mut tx, &hone, &viewer, &fields).await? {
        Outcome::Done(person) => {
            tx.commit().await?;
            Ok(frame::done("/people", &format!("{} is added.", person.name)))
        }
        Outcome::Wrong(wrongs) => show(&mut tx, viewer, &headers, None, fields, wrongs).await,
    }
}

pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<PersonId>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let person = find(&mut tx, &viewer, id).await?;
    let manager = match person.manager_id {
        Some(id) => person::store::find(&mut tx, viewer.organisation_id, id).await?,
        None => None,
    };
    let fields = Fields::of(&person, manager.as_ref());
    show(&mut tx, viewer, &headers, Some(person), fields, Vec::new()).await
}

async fn find(tx: &mut PeopleTx, viewer: &Viewer, id: PersonId) -> Result<Person, Fault> {
    let person = person::store::find(tx, viewer.organisation_id, id).await?;
    person.filter(|person| !person.is_erased()).ok_or(Fault::NotFound)
}

pub(super) async fn post(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<PersonId>,
    headers: HeaderMap,
    Filled(filled): Filled<Filling>,
) -> Result<Response, Fault> {
    let fields = filled.into();
    let mut tx = hone.people.write().await?;
    match staff::change(&mut tx, &hone, &viewer, id, &fields).await?.ok_or(Fault::NotFound)? {
        Outcome::Done(person) => {
            tx.commit().await?;
            Ok(frame::done(&address(id), &format!("{} is saved.", person.name)))
        }
        Outcome::Wrong(wrongs) => {
            let person = find(&mut tx, &viewer, id).await?;
            show(&mut tx, viewer, &headers, Some(person), fields, wrongs).await
        }
    }
}

pub(super) async fn invite(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<PersonId>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let person = staff::invite(&mut tx, &hone, &viewer, id).await?.ok_or(Fault::NotFound)?;
    tx.commit().await?;
    let notice =
        format!("A mail to {} is on its way. Its link is good for two weeks.", person.name);
    Ok(frame::done(&address(id), &notice))
}

pub(super) async fn leave(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<PersonId>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let person = staff::leave(&mut tx, &hone, &viewer, id).await?.ok_or(Fault::NotFound)?;
    tx.commit().await?;
    let notice = format!("{} has left. You can take this back below.", person.name);
    Ok(frame::done(&address(id), &notice))
}

pub(super) async fn come_back(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<PersonId>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let person = staff::come_back(&mut tx, &hone, &viewer, id).await?.ok_or(Fault::NotFound)?;
    tx.commit().await?;
    Ok(frame::done(&address(id), &format!("{} is here again.", person.name)))
}
