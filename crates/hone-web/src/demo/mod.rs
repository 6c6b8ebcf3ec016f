//! The door of the demonstration: sign in as anybody, without a password.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hone_core::Hone;
use hone_core::account::session as sessions;
use hone_core::ids::PersonId;
use hone_core::organisation;
use hone_core::person::{self, Person};

use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Perhaps;
use crate::input::Fields;
use crate::routes::{Routes, Who};
use crate::sign_in::session;

/// The routes of this part.
pub(crate) fn routes(routes: Routes) -> Routes {
    routes.get("/demo", Who::Demo, get).post("/demo/sign-in", Who::Demo, post)
}

struct Row {
    id: PersonId,
    name: String,
    role: &'static str,
    what: &'static str,
}

#[derive(Template)]
#[template(path = "demo/show.html")]
struct Page {
    frame: Frame,
    people: Vec<Row>,
}

/// Who can be tried.
async fn get(Perhaps(viewer): Perhaps, State(hone): State<Hone>) -> Result<Response, Fault> {
    let people = with_account(&hone).await?;
    let mut rows: Vec<Row> = people.iter().map(|person| row(person, &people)).collect();
    rows.sort_by_key(|row| {
        ["Administrator", "Leader", "Coach"].iter().position(|role| *role == row.role).unwrap_or(3)
    });
    frame::html(&Page { frame: Frame::maybe(viewer.as_ref(), Section::Elsewhere), people: rows })
}

fn row(person: &Person, people: &[Person]) -> Row {
    let is_below =
        people.iter().any(|one| one.manager_id.is_some() && Some(one.id) == person.manager_id);
    let (role, what) = if person.is_administrator {
        ("Administrator", "sets up people and rounds, and sees no answers")
    } else if person.is_coach {
        ("Coach", "sees what leaders share")
    } else if is_below {
        ("Member of a team", "owns areas, bets, and challenges what could be better")
    } else {
        ("Leader", "chooses raters, answers about themselves, reads the report")
    };
    Row { id: person.id, name: person.name.clone(), role, what }
}

async fn with_account(hone: &Hone) -> Result<Vec<Person>, Fault> {
    let mut tx = hone.people.read().await?;
    let mut people = Vec::new();
    for organisation in organisation::store::list(&mut tx).await? {
        people.extend(person::store::list(&mut tx, organisation.id).await?);
    }
    people.retain(|person| person.account_id.is_some());
    Ok(people)
}

/// Signs in as somebody.
async fn post(
    State(hone): State<Hone>,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Fault> {
    let id = fields.one("person").parse().map(PersonId).map_err(|_| Fault::NotFound)?;
    let people = with_account(&hone).await?;
    let person = people.iter().find(|person| person.id == id).ok_or(Fault::NotFound)?;
    let mut tx = hone.people.write().await?;
    let agent = session::agent(&headers);
    let token = sessions::begin(&mut tx, person, agent, hone.clock.now()).await?;
    tx.commit().await?;
    session::begin(&hone, &headers, &token, session::go_to("/")).await
}
