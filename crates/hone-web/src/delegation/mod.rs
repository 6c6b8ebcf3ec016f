//! The delegation board: areas with their levels, what waits for whom, lessons, and what people could
//! grow into.

mod area;
mod board;
mod deeds;
mod edit;
mod lessons;
mod people;
mod rail;

use hone_core::account::Viewer;
use hone_core::db::PeopleTx;
use hone_core::delegation::area::{self as areas, Area};
use hone_core::ids::AreaId;
use hone_core::team::Team;
use jiff::civil::Date;
use uuid::Uuid;

pub(crate) use board::standing;

use crate::fault::Fault;
use crate::routes::{Routes, Who};
use crate::teams;

/// The routes of this part.
pub(crate) fn routes(routes: Routes) -> Routes {
    use Who::Person;
    let routes = routes
        .get("/team/{team}/delegation", Person, board::get)
        .get("/team/{team}/delegation/new", Person, edit::get_new)
        .post("/team/{team}/delegation/new", Person, edit::post_new)
        .get("/team/{team}/delegation/{area}", Person, area::get)
        .get("/team/{team}/delegation/{area}/change", Person, edit::get)
        .post("/team/{team}/delegation/{area}/change", Person, edit::post)
        .post("/team/{team}/delegation/{area}/offer", Person, deeds::post_offer)
        .post("/team/{team}/delegation/{area}/answer", Person, deeds::post_answer)
        .post("/team/{team}/delegation/{area}/step", Person, deeds::post_step)
        .post("/team/{team}/delegation/{area}/removal", Person, deeds::post_removal)
        .post("/team/{team}/delegation/{area}/return", Person, deeds::post_return)
        .post("/team/{team}/delegation/{area}/level", Person, deeds::post_level)
        .post("/team/{team}/delegation/{area}/level/answer", Person, deeds::post_level_answer)
        .post("/team/{team}/delegation/{area}/objection", Person, deeds::post_objection)
        .post("/team/{team}/delegation/{area}/requests", Person, deeds::post_request)
        .post("/team/{team}/delegation/{area}/requests/{request}", Person, deeds::post_reply)
        .post("/team/{team}/delegation/{area}/decisions", Person, deeds::post_decision)
        .post("/team/{team}/delegation/{area}/decisions/{decision}", Person, deeds::post_undo)
        .post("/team/{team}/delegation/{area}/looks", Person, deeds::post_look);
    routes
        .get("/team/{team}/delegation/lessons", Person, lessons::get_list)
        .get("/team/{team}/delegation/lessons/new", Person, lessons::get_new)
        .post("/team/{team}/delegation/lessons/new", Person, lessons::post_new)
        .get("/team/{team}/delegation/lessons/{lesson}", Person, lessons::get)
        .get("/team/{team}/delegation/lessons/{lesson}/change", Person, lessons::get_change)
        .post("/team/{team}/delegation/lessons/{lesson}/change", Person, lessons::post_change)
        .post("/team/{team}/delegation/lessons/{lesson}/state", Person, lessons::post_state)
        .post("/team/{team}/delegation/lessons/{lesson}/removal", Person, lessons::post_removal)
        .post("/team/{team}/delegation/lessons/{lesson}/return", Person, lessons::post_return)
        .get("/team/{team}/people/{person}", Person, people::get)
        .get("/team/{team}/people/{person}/stretch", Person, people::get_stretch)
        .post("/team/{team}/people/{person}/stretch", Person, people::post_stretch)
        .get("/team/{team}/people/{person}/talks", Person, people::get_new)
        .post("/team/{team}/people/{person}/talks", Person, people::post_new)
        .get("/team/{team}/people/{person}/talks/{talk}", Person, people::get_talk)
        .post("/team/{team}/people/{person}/talks/{talk}", Person, people::post_talk)
        .post("/team/{team}/people/{person}/talks/{talk}/removal", Person, people::post_removal)
        .post("/team/{team}/people/{person}/talks/{talk}/return", Person, people::post_return)
}

/// An area of a team.
async fn find(tx: &mut PeopleTx, viewer: &Viewer, team: &Team, id: Uuid) -> Result<Area, Fault> {
    areas::find(tx, viewer, team, AreaId(id)).await?.ok_or(Fault::NotFound)
}

/// Where the board of a team is.
fn address(team: &Team) -> String {
    format!("{}/delegation", teams::address(team))
}

/// Where the page of an area is.
fn page_of(team: &Team, area: &Area) -> String {
    format!("{}/{}", address(team), area.id)
}

/// A day within a sentence: `Mon 29 June`, with the year where it is not that of today.
fn day(date: Date, today: Date) -> String {
    let form = if date.year() == today.year() { "%a %-d %B" } else { "%a %-d %B %Y" };
    date.strftime(form).to_string()
}
