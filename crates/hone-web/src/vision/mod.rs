//! What a team works towards: its vision, the tree of objectives that lead there, and how they are seen to
//! come nearer.

mod deeds;
mod edit;
mod keys;
mod objective;
mod shares;
mod statement;
mod tree;

use hone_core::db::PeopleTx;
use hone_core::ids::ObjectiveId;
use hone_core::team::Team;
use hone_core::vision::{Horizon, KeyResult, Objective, objective as objectives};
use uuid::Uuid;

pub(crate) use tree::standing;

use crate::fault::Fault;
use crate::routes::{Routes, Who};
use crate::teams;
use crate::words::date as day;

/// The routes of this part.
pub(crate) fn routes(routes: Routes) -> Routes {
    use Who::Person;
    let routes = routes
        .get("/team/{team}/vision", Person, tree::get)
        .get("/team/{team}/vision/new", Person, statement::get_new)
        .post("/team/{team}/vision/new", Person, statement::post_new)
        .get("/team/{team}/vision/{vision}", Person, statement::get)
        .get("/team/{team}/vision/{vision}/change", Person, statement::get_change)
        .post("/team/{team}/vision/{vision}/change", Person, statement::post_change)
        .post("/team/{team}/vision/{vision}/step", Person, statement::post_step);
    let routes = routes
        .get("/team/{team}/objectives/new", Person, edit::get_new)
        .post("/team/{team}/objectives/new", Person, edit::post_new)
        .get("/team/{team}/objectives/{objective}", Person, objective::get)
        .get("/team/{team}/objectives/{objective}/change", Person, edit::get)
        .post("/team/{team}/objectives/{objective}/change", Person, edit::post)
        .post("/team/{team}/objectives/{objective}/step", Person, deeds::post_step)
        .post("/team/{team}/objectives/{objective}/removal", Person, deeds::post_removal)
        .post("/team/{team}/objectives/{objective}/return", Person, deeds::post_return)
        .get("/team/{team}/objectives/{objective}/keys/new", Person, keys::get_new)
        .post("/team/{team}/objectives/{objective}/keys/new", Person, keys::post_new)
        .get("/team/{team}/objectives/{objective}/keys/{key}", Person, keys::get)
        .post("/team/{team}/objectives/{objective}/keys/{key}", Person, keys::post)
        .post("/team/{team}/objectives/{objective}/keys/{key}/removal", Person, keys::post_removal)
        .post("/team/{team}/objectives/{objective}/keys/{key}/return", Person, keys::post_return)
        .post("/team/{team}/objectives/{objective}/keys/{key}/checks", Person, keys::post_check)
        .post(
            "/team/{team}/objectives/{objective}/keys/{key}/checks/{check}/removal",
            Person,
            keys::post_check_removal,
        )
        .post(
            "/team/{team}/objectives/{objective}/keys/{key}/checks/{check}/return",
            Person,
            keys::post_check_return,
        );
    routes
        .get("/team/{team}/objectives/{objective}/place", Person, shares::get_place)
        .post("/team/{team}/objectives/{objective}/place", Person, shares::post_place)
        .post("/team/{team}/objectives/{objective}/shares", Person, shares::post)
        .post("/team/{team}/shares/{share}/answer", Person, shares::post_answer)
        .post("/team/{team}/shares/{share}/removal", Person, shares::post_removal)
        .post("/team/{team}/shares/{share}/return", Person, shares::post_return)
}

/// An objective that a team has.
async fn find(tx: &mut PeopleTx, team: &Team, id: Uuid) -> Result<Objective, Fault> {
    objectives::find(tx, team, ObjectiveId(id)).await?.ok_or(Fault::NotFound)
}

/// Where the tree of a team is.
fn address(team: &Team) -> String {
    format!("{}/vision", teams::address(team))
}

/// Where the page of an objective is.
fn page_of(team: &Team, objective: &Objective) -> String {
    format!("{}/objectives/{}", teams::address(team), objective.id)
}

/// Something that no button of the page sends.
fn unknown() -> Fault {
    Fault::BadRequest("Use one of the buttons of the page.".to_owned())
}

/// How far ahead an objective looks, as a choice.
fn horizons() -> Vec<(String, String)> {
    let label = |horizon: Horizon, label: &str| (horizon.word().to_owned(), label.to_owned());
    vec![
        label(Horizon::Now, "Now: we work on it"),
        label(Horizon::Next, "Next: it comes after that"),
        label(Horizon::Later, "Later: further ahead"),
    ]
}

/// Where a key result stands, from where, and to what, in one line. No share of the way: the numbers are
/// the measure's own.
fn stands(key: &KeyResult, now: f64) -> String {
    format!("now {now}; from {} to {} by {}", key.start_value, key.target_value, day(key.due.0))
}
