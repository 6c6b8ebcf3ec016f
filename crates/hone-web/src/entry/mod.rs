//! Coming in by a one-time link: as the first administrator, with a new account, or with a new
//! password. Looking at the page does not use the link up.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use hone_core::account::Viewer;
use hone_core::account::entry::{self, Answers, Entry};
use hone_core::chance::Secret;
use hone_core::{Error, Hone, organisation};
use serde::Deserialize;

use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Perhaps;
use crate::input::{At, Filled};
use crate::routes::{Routes, Who};
use crate::sign_in::session;

/// The routes of this part.
pub(crate) fn routes(routes: Routes) -> Routes {
    routes.get("/enter/{secret}", Who::Anyone, get).post("/enter/{secret}", Who::Anyone, post)
}

#[derive(Template)]
#[template(path = "entry/entry.html")]
struct Page {
    frame: Frame,
    address: String,
    entry: Entry,
    is_holder: bool,
    zones: Vec<String>,
    filled: Filling,
    wrong: Option<String>,
}

impl Page {
    fn sign_in(&self) -> String {
        format!("/sign-in?to={}", self.address)
    }
}

#[derive(Template)]
#[template(path = "entry/over.html")]
struct Over {
    frame: Frame,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Filling {
    organisation: String,
    time_zone: String,
    name: String,
    email: String,
    password: String,
}

async fn get(
    Perhaps(viewer): Perhaps,
    State(hone): State<Hone>,
    At(secret): At<String>,
) -> Result<Response, Fault> {
    show(&hone, viewer.as_ref(), &secret, Filling::default(), None).await
}

async fn show(
    hone: &Hone,
    viewer: Option<&Viewer>,
    secret: &str,
    filled: Filling,
    wrong: Option<String>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let found = entry::find(&mut tx, &Secret::from_text(secret), hone.clock.now()).await?;
    drop(tx);
    let frame = Frame::maybe(viewer, Section::Elsewhere);
    let Some(entry) = found else {
        return Ok((StatusCode::GONE, frame::html(&Over { frame })?).into_response());
    };
    let is_holder = matches!((&entry, viewer), (Entry::Account { account: Some(account), .. }, Some(viewer))
        if account.id == viewer.account_id);
    let zones = match entry {
        Entry::FirstAdministrator(None) => organisation::time_zones(),
        _ => Vec::new(),
    };
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let address = format!("/enter/{}", Secret::from_text(secret).text());
    let page = Page { frame, address, entry, is_holder, zones, filled, wrong };
    Ok((status, frame::html(&page)?).into_response())
}

async fn post(
    Perhaps(viewer): Perhaps,
    State(hone): State<Hone>,
    At(secret): At<String>,
    headers: HeaderMap,
    Filled(filled): Filled<Filling>,
) -> Result<Response, Fault> {
    let link = Secret::from_text(&secret);
    let agent = session::agent(&headers);
    let answers = Answers {
        organisation: filled.organisation.clone(),
        time_zone: filled.time_zone.clone(),
        name: filled.name.clone(),
        email: filled.email.clone(),
        password: filled.password.clone(),
    };
    let is_joining = filled.password.is_empty() && viewer.is_some();
    let entered = match &viewer {
        Some(viewer) if is_joining => entry::join_by(&hone, &link, viewer.account_id, agent).await,
        _ => entry::enter(&hone, &link, &answers, agent).await,
    };
    match entered {
        Ok(token) => {
            session::begin(&hone, &headers, &token, frame::done("/", "Welcome to Hone.")).await
        }
        Err(Error::Refused(why)) => show(&hone, viewer.as_ref(), &secret, filled, Some(why)).await,
        Err(other) => Err(other.into()),
    }
}
