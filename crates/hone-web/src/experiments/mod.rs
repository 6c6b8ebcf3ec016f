//! Challenges and experiments of a team: what is challenged and answered, what is tried, whom that reaches,
//! and what becomes of it.

mod affected;
mod board;
mod challenge;
mod challenge_edit;
mod deeds;
mod edit;
mod experiment;
mod nameless;
mod terms;

use hone_core::db::PeopleTx;
use hone_core::experiment::challenge as challenges;
use hone_core::experiment::{self as experiments, Affected, Challenge, Experiment};
use hone_core::ids::{ChallengeId, ExperimentId};
use hone_core::team::Team;
use uuid::Uuid;

pub(crate) use board::standing;

use crate::fault::Fault;
use crate::input::Fields;
use crate::routes::{Routes, Who};
use crate::teams;
use crate::words::weekday as day;

/// The routes of this part.
pub(crate) fn routes(routes: Routes) -> Routes {
    use Who::Person;
    let routes = routes
        .get("/team/{team}/experiments", Person, board::get)
        .get("/team/{team}/experiments/new", Person, edit::get_new)
        .post("/team/{team}/experiments/new", Person, edit::post_new)
        .get("/team/{team}/experiments/{experiment}", Person, experiment::get)
        .get("/team/{team}/experiments/{experiment}/change", Person, edit::get)
        .post("/team/{team}/experiments/{experiment}/change", Person, edit::post)
        .post("/team/{team}/experiments/{experiment}/step", Person, deeds::post_step)
        .post("/team/{team}/experiments/{experiment}/decision", Person, deeds::post_decision)
        .post("/team/{team}/experiments/{experiment}/check", Person, deeds::post_check)
        .post("/team/{team}/experiments/{experiment}/next", Person, deeds::post_next)
        .post("/team/{team}/experiments/{experiment}/removal", Person, deeds::post_removal)
        .post("/team/{team}/experiments/{experiment}/return", Person, deeds::post_return);
    let routes = routes
        .get("/team/{team}/experiments/{experiment}/affected/new", Person, affected::get_new)
        .post("/team/{team}/experiments/{experiment}/affected/new", Person, affected::post_new)
        .get("/team/{team}/experiments/{experiment}/affected/{affected}", Person, affected::get)
        .post("/team/{team}/experiments/{experiment}/affected/{affected}", Person, affected::post)
        .post(
            "/team/{team}/experiments/{experiment}/affected/{affected}/told",
            Person,
            affected::post_told,
        )
        .post(
            "/team/{team}/experiments/{experiment}/affected/{affected}/removal",
            Person,
            affected::post_removal,
        )
        .post(
            "/team/{team}/experiments/{experiment}/affected/{affected}/return",
            Person,
            affected::post_return,
        );
    routes
        .with(nameless::routes)
        .get("/team/{team}/challenges/terms", Person, terms::get)
        .post("/team/{team}/challenges/terms", Person, terms::post)
        .get("/team/{team}/challenges/new", Person, challenge_edit::get_new)
        .post("/team/{team}/challenges/new", Person, challenge_edit::post_new)
        .get("/team/{team}/challenges/{challenge}", Person, challenge::get)
        .get("/team/{team}/challenges/{challenge}/change", Person, challenge_edit::get)
        .post("/team/{team}/challenges/{challenge}/change", Person, challenge_edit::post)
        .post("/team/{team}/challenges/{challenge}/answer", Person, challenge::post_answer)
        .post("/team/{team}/challenges/{challenge}/reopening", Person, challenge::post_reopening)
        .post("/team/{team}/challenges/{challenge}/experiment", Person, challenge::post_experiment)
        .post("/team/{team}/challenges/{challenge}/done", Person, challenge::post_done)
        .post("/team/{team}/challenges/{challenge}/removal", Person, challenge::post_removal)
        .post("/team/{team}/challenges/{challenge}/return", Person, challenge::post_return)
}

/// What was not done on a page, with what was typed for it.
struct Refused {
    part: &'static str,
    why: String,
    typed: Fields,
}

impl Refused {
    /// What was typed into a field of a part.
    fn typed<'a>(refused: Option<&'a Self>, part: &str, name: &str) -> &'a str {
        let refused = refused.filter(|refused| refused.part == part);
        refused.map_or("", |refused| refused.typed.one(name))
    }

    /// Why a part was not done.
    fn wrong<'a>(refused: Option<&'a Self>, part: &str) -> Option<&'a str> {
        let refused = refused.filter(|refused| refused.part == part);
        refused.map(|refused| refused.why.as_str())
    }
}

/// Something that no button of the page sends.
fn unknown() -> Fault {
    Fault::BadRequest("Use one of the buttons of the page.".to_owned())
}

async fn find(tx: &mut PeopleTx, team: &Team, id: Uuid) -> Result<Experiment, Fault> {
    experiments::find(tx, team, ExperimentId(id)).await?.ok_or(Fault::NotFound)
}

async fn find_challenge(tx: &mut PeopleTx, team: &Team, id: Uuid) -> Result<Challenge, Fault> {
    challenges::find(tx, team, ChallengeId(id)).await?.ok_or(Fault::NotFound)
}

/// Where the board of a team is.
fn address(team: &Team) -> String {
    format!("{}/experiments", teams::address(team))
}

/// Where the page of an experiment is.
fn page_of(team: &Team, experiment: &Experiment) -> String {
    format!("{}/{}", address(team), experiment.id)
}

/// Where the page of a challenge is.
fn challenge_page(team: &Team, challenge: &Challenge) -> String {
    format!("{}/challenges/{}", teams::address(team), challenge.id)
}

/// Whether a group was told, and when.
fn told(one: &Affected) -> String {
    one.told_day().map_or("not told yet".to_owned(), |on| format!("told on {}", day(on)))
}

/// Values of a choice with their labels.
fn choices(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(value, label)| ((*value).to_owned(), (*label).to_owned())).collect()
}
