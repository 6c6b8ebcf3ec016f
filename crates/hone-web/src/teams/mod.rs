//! Teams: who is in them, and the tools with which they practise. What all tools have in common is here:
//! [`find`], [`Form`], [`Edit`].

mod earlier;
mod files;
mod flow;
mod form;
mod lead;
mod list;
mod members;
mod pages;
mod search;
mod show;
mod tools;

use std::collections::BTreeMap;

use askama::Template;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use hone_core::account::Viewer;
use hone_core::db::PeopleTx;
use hone_core::ids::{PersonId, TeamId};
use hone_core::team::{self, Team};
use uuid::Uuid;

pub(crate) use flow::{Figures, Words};
pub(crate) use form::{Field, Form, Kind, day, seen};
pub(crate) use pages::{From, MOST_OPEN, MOST_PAST, Pages};

use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::routes::{Routes, Who};

/// The routes of this part.
pub(crate) fn routes(routes: Routes) -> Routes {
    use Who::{Leader, Person};
    routes
        .get("/team", Person, list::get)
        .post("/team", Leader, list::post)
        .get("/team/{team}", Person, show::get)
        .get("/team/{team}/name", Person, show::get_name)
        .post("/team/{team}/name", Person, show::post_name)
        .post("/team/{team}/closing", Person, show::post_closing)
        .post("/team/{team}/reopening", Person, show::post_reopening)
        .post("/team/{team}/members", Person, members::post)
        .post("/team/{team}/members/{person}/removal", Person, members::post_removal)
        .post("/team/{team}/members/{person}/return", Person, members::post_return)
        .post("/team/{team}/lead", Person, lead::post)
        .post("/team/{team}/lead/removal", Person, lead::post_removal)
        .post("/team/{team}/lead/answer", Person, lead::post_answer)
        .post("/team/{team}/lead/taking", Person, lead::post_taking)
        .get("/team/{team}/earlier", Person, earlier::get)
        .get("/team/{team}/search", Person, search::get)
        .get("/team/{team}/files", Person, files::get)
        .get("/team/{team}/files/{file}", Person, files::get_file)
        .with(files::upload)
}

/// A team that the viewer is in.
pub(crate) async fn find(tx: &mut PeopleTx, viewer: &Viewer, id: Uuid) -> Result<Team, Fault> {
    team::find(tx, viewer, TeamId(id)).await?.ok_or(Fault::NotFound)
}

/// A team that the viewer leads.
pub(crate) async fn find_led(tx: &mut PeopleTx, viewer: &Viewer, id: Uuid) -> Result<Team, Fault> {
    let team = find(tx, viewer, id).await?;
    if team.is_led_by(viewer) { Ok(team) } else { Err(Fault::NotFound) }
}

/// Where the page of a team is.
pub(crate) fn address(team: &Team) -> String {
    format!("/team/{}", team.id)
}

/// What is around a page of a team.
pub(crate) fn around(viewer: &Viewer, headers: &HeaderMap) -> Frame {
    Frame::of(viewer, Section::Practice).with_notice(headers)
}

/// What those are called who are or were in a team.
pub(crate) struct Names(BTreeMap<PersonId, String>);

impl Names {
    pub(crate) async fn of(tx: &mut PeopleTx, team: &Team) -> Result<Self, Fault> {
        let all = team::store::list_members(tx, team).await?;
        Ok(Self(all.into_iter().map(|member| (member.person_id, member.name)).collect()))
    }

    /// Somebody's name.
    pub(crate) fn name(&self, person: PersonId) -> &str {
        self.0.get(&person).map_or("somebody", String::as_str)
    }
}

/// A page with one form on it, for whatever is written or changed in a tool.
#[derive(Template)]
#[template(path = "teams/edit.html")]
pub(crate) struct Edit {
    pub(crate) frame: Frame,
    /// The page that it belongs to: its address, and what it is called.
    pub(crate) back: (String, String),
    pub(crate) heading: String,
    /// What helps to fill it in; may be empty.
    pub(crate) says: &'static str,
    /// Such as somebody else's words could read; may be empty.
    pub(crate) example: &'static str,
    /// Where the form goes.
    pub(crate) action: String,
    pub(crate) form: Form,
    /// What it is sent by: the value of the field `then`, and what stands on the button. The first one is
    /// strong.
    pub(crate) buttons: Vec<(&'static str, &'static str)>,
}

impl Edit {
    /// The page; with status 422 where something was not saved.
    pub(crate) fn show(&self) -> Result<Response, Fault> {
        let page = frame::html(self)?;
        let is_refused = self.form.wrong.is_some();
        Ok(if is_refused { (StatusCode::UNPROCESSABLE_ENTITY, page).into_response() } else { page })
    }
}
