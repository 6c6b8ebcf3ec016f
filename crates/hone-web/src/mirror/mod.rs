//! The mirror: what a person keeps for themselves. Nobody else finds any of it, but a coach what is shared.

mod home;
mod learning;
mod reflections;
mod shared;
mod sharing;
mod statements;
mod today;

use axum::http::HeaderMap;
use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::clock::Moment;

pub(crate) use shared::open;
pub(crate) use sharing::shared_parts;
pub(crate) use today::{address, prompt};

use crate::frame::{Frame, Section};
use crate::routes::{Routes, Who};
use crate::words::weekday as day_text;

/// The routes of this part.
pub(crate) fn routes(routes: Routes) -> Routes {
    use Who::{Coach, Person};
    routes
        .get("/mirror", Person, home::get)
        .get("/mirror/sharing", Person, sharing::get)
        .post("/mirror/sharing", Person, sharing::post)
        .get("/mirror/statements/new", Person, statements::get_new)
        .post("/mirror/statements/new", Person, statements::post_new)
        .get("/mirror/statements/{statement}", Person, statements::get)
        .get("/mirror/statements/{statement}/change", Person, statements::get_change)
        .post("/mirror/statements/{statement}/change", Person, statements::post_change)
        .post("/mirror/statements/{statement}/removal", Person, statements::post_removal)
        .post("/mirror/statements/{statement}/return", Person, statements::post_return)
        .get("/mirror/reflections", Person, reflections::get_list)
        .get("/mirror/reflections/new", Person, reflections::get_new)
        .post("/mirror/reflections/new", Person, reflections::post_new)
        .get("/mirror/reflections/{reflection}", Person, reflections::get)
        .post("/mirror/reflections/{reflection}", Person, reflections::post)
        .post("/mirror/reflections/{reflection}/removal", Person, reflections::post_removal)
        .post("/mirror/reflections/{reflection}/return", Person, reflections::post_return)
        .get("/mirror/learning", Person, learning::get_list)
        .get("/mirror/learning/new", Person, learning::get_new)
        .post("/mirror/learning/new", Person, learning::post_new)
        .get("/mirror/learning/{learning}", Person, learning::get)
        .post("/mirror/learning/{learning}", Person, learning::post_answer)
        .get("/mirror/learning/{learning}/change", Person, learning::get_change)
        .post("/mirror/learning/{learning}/change", Person, learning::post_change)
        .post("/mirror/learning/{learning}/reopening", Person, learning::post_reopening)
        .post("/mirror/learning/{learning}/removal", Person, learning::post_removal)
        .post("/mirror/learning/{learning}/return", Person, learning::post_return)
        .get("/coaching/{coaching}/mirror/{part}", Coach, shared::get)
}

/// What is around a page of the mirror.
fn around(viewer: &Viewer, headers: &HeaderMap) -> Frame {
    Frame::of(viewer, Section::Mirror).with_notice(headers)
}

/// The page that the others belong to.
fn home() -> (String, String) {
    ("/mirror".to_owned(), "Your mirror".to_owned())
}

/// The day of a moment: `29 June 2026`.
fn day_of(viewer: &Viewer, moment: Moment) -> String {
    moment.day_text(&viewer.zone())
}

/// What a contrast is called; empty where it is about none, or about one that the model does not have.
fn contrast_name(hone: &Hone, id: &str) -> String {
    hone.model.model.contrast(id).map(|contrast| contrast.name.clone()).unwrap_or_default()
}
