//! The viewer's own account: ways in, sessions, organisations, and all that is theirs.

pub(crate) mod erasure;
mod passkeys;
mod sessions;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use hone_core::account::passkey::{self, Passkey};
use hone_core::account::session::Session;
use hone_core::account::{self, Account, Viewer, sign_in};
use hone_core::chance::Secret;
use hone_core::clock::Moment;
use hone_core::ids::PersonId;
use hone_core::organisation::{self, Organisation};
use hone_core::person;
use hone_core::{Error, Hone};
use serde::Deserialize;

use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::Filled;
use crate::routes::{Routes, Who};
use crate::sign_in::session;

/// The routes of this part.
pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get("/account", Who::Person, get)
        .get("/account/data.json", Who::Person, erasure::get_data)
        .get("/account/erasure", Who::Person, erasure::get)
        .post("/account/erasure", Who::Person, erasure::post)
        .post("/account/password", Who::Person, change_password)
        .post("/account/organisation", Who::Person, switch)
        .post("/account/passkeys/challenge", Who::Person, passkeys::challenge)
        .post("/account/passkeys", Who::Person, passkeys::add)
        .post("/account/passkeys/{id}", Who::Person, passkeys::rename)
        .post("/account/passkeys/{id}/removal", Who::Person, passkeys::remove)
        .post("/account/sessions/end", Who::Person, sessions::end_others)
        .post("/account/sessions/{handle}/end", Who::Person, sessions::end)
}

/// An organisation that the account can be in.
struct Place {
    person_id: PersonId,
    organisation: Organisation,
    is_here: bool,
}

struct SessionLine {
    session: Session,
    is_this: bool,
}

#[derive(Template)]
#[template(path = "account/account.html")]
struct Page {
    frame: Frame,
    viewer: Viewer,
    account: Account,
    places: Vec<Place>,
    passkeys: Vec<Passkey>,
    has_passkeys: bool,
    sessions: Vec<SessionLine>,
    wrong: Option<String>,
}

impl Page {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates pass by reference")]
    fn text(&self, at: &Moment) -> String {
        at.text(&self.viewer.zone())
    }

    fn roles(&self) -> &'static str {
        match (self.viewer.is_administrator, self.viewer.is_coach) {
            (true, true) => "administrator and coach",
            (true, false) => "administrator",
            (false, true) => "coach",
            (false, false) => "no special role",
        }
    }
}

async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    show(&hone, viewer, &headers, None).await
}

/// The token of the session by which the viewer asks: the guard has let them in by it.
fn own_token(hone: &Hone, headers: &HeaderMap) -> Result<Secret, Fault> {
    session::token(hone, headers).ok_or(Fault::NotFound)
}

async fn show(
    hone: &Hone,
    viewer: Viewer,
    headers: &HeaderMap,
    wrong: Option<String>,
) -> Result<Response, Fault> {
    let token = own_token(hone, headers)?;
    let mut tx = hone.people.read().await?;
    let account = account::store::find(&mut tx, viewer.account_id).await?;
    let account = account.ok_or(Fault::NotFound)?;
    let mut places = Vec::new();
    for person in person::store::of_account(&mut tx, account.id).await? {
        let organisation = organisation::store::find(&mut tx, person.organisation_id).await?;
        places.extend(organisation.map(|organisation| Place {
            person_id: person.id,
            is_here: person.id == viewer.person_id,
            organisation,
        }));
    }
    let sessions = account::session::list(&mut tx, account.id, hone.clock.now()).await?;
    let sessions = sessions
        .into_iter()
        .map(|session| SessionLine { is_this: session.is_of(&token), session })
        .collect();
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = Page {
        frame: Frame::of(&viewer, Section::Account).with_notice(headers),
        passkeys: passkey::store::list(&mut tx, account.id).await?,
        has_passkeys: passkey::is_possible(hone),
        viewer,
        account,
        places,
        sessions,
        wrong,
    };
    Ok((status, frame::html(&page)?).into_response())
}

#[derive(Deserialize)]
struct Passwords {
    #[serde(default)]
    old: String,
    #[serde(default)]
    new: String,
}

async fn change_password(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    headers: HeaderMap,
    Filled(Passwords { old, new }): Filled<Passwords>,
) -> Result<Response, Fault> {
    let token = own_token(&hone, &headers)?;
    match sign_in::change_password(&hone, viewer.account_id, &old, &new, &token).await {
        Ok(()) => Ok(frame::done(
            "/account",
            "You have a new password. Everywhere else you are signed out.",
        )),
        Err(Error::Refused(why)) => show(&hone, viewer, &headers, Some(why)).await,
        Err(other) => Err(other.into()),
    }
}

#[derive(Deserialize)]
struct Choice {
    person: PersonId,
}

async fn switch(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    headers: HeaderMap,
    Filled(choice): Filled<Choice>,
) -> Result<Response, Fault> {
    let old = own_token(&hone, &headers)?;
    let agent = session::agent(&headers);
    let new = sign_in::switch(&hone, viewer.account_id, choice.person, &old, agent).await?;
    session::begin(&hone, &headers, &new, session::go_to("/")).await
}
