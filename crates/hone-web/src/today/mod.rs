//! The first page: what waits for the viewer, and nothing else.

mod coaching;
mod practice;

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use hone_core::account::Viewer;
use hone_core::clock::days_after;
use hone_core::db::PeopleTx;
use hone_core::ids::RoundId;
use hone_core::leader::{self, Nominations};
use hone_core::plan::{self, Plan, Step};
use hone_core::round::{self, Phase, Round};
use hone_core::{Hone, invitation, look};
use jiff::civil::Date;
use uuid::Uuid;

use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::At;
use crate::routes::{Routes, Who};
use crate::words::{capital, number};

/// The routes of this part.
pub(crate) fn routes(routes: Routes) -> Routes {
    routes.get("/", Who::Person, get).post("/rounds/{round}/answers", Who::Person, post_answers)
}

/// One thing that waits.
struct Line {
    kind: &'static str,
    about: String,
    text: String,
    action: &'static str,
    to: To,
}

enum To {
    Page(String),
    Form(String),
}

#[derive(Template)]
#[template(path = "today/show.html")]
struct Page {
    frame: Frame,
    first_name: String,
    lines: Vec<Line>,
    is_administrator: bool,
    is_coach: bool,
    n_coached: usize,
    has_rounds: bool,
}

impl Page {
    fn heading(&self) -> String {
        let name = &self.first_name;
        match self.lines.len() {
            0 => format!("Nothing waits for you today, {name}."),
            1 => format!("One thing waits for you, {name}."),
            n => format!("{} things wait for you, {name}.", capital(&number(n))),
        }
    }
}

/// What waits for the viewer.
async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let rounds = round::store::list(&mut tx, viewer.organisation_id).await?;
    let now = hone.clock.now();
    let mut lines = as_leader(&mut tx, &viewer, &rounds, now.date(&viewer.zone())).await?;
    lines.extend(coaching::as_leader(&mut tx, &viewer, now).await?);
    let coached = hone_core::coaching::list_coached(&mut tx, &viewer).await?;
    lines.extend(coaching::as_coach(&mut tx, &viewer, &coached, now).await?);
    lines.extend(practice::lines(&mut tx, &hone, &viewer).await?);
    lines.extend(as_rater(&mut tx, &viewer, &rounds).await?);
    if viewer.is_administrator {
        lines.extend(as_administrator(&mut tx, &viewer, &rounds).await?);
    }
    frame::html(&Page {
        frame: Frame::of(&viewer, Section::Today).with_notice(&headers),
        first_name: viewer.name.split(' ').next().unwrap_or_default().to_owned(),
        lines,
        is_administrator: viewer.is_administrator,
        is_coach: viewer.is_coach,
        n_coached: coached.len(),
        has_rounds: !rounds.is_empty(),
    })
}

async fn as_leader(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    rounds: &[Round],
    today: Date,
) -> Result<Vec<Line>, Fault> {
    let mut lines = Vec::new();
    let mine = leader::store::list_of_person(tx, viewer.organisation_id, viewer.person_id).await?;
    for leader in mine {
        let Some(round) = rounds.iter().find(|round| round.id == leader.round_id) else { continue };
        let is_asked = leader.nominations == Nominations::Open && leader.asked_at.is_some();
        match round.phase {
            Phase::Draft if is_asked => lines.push(Line {
                kind: "Choose",
                about: round.name.clone(),
                text: "Choose the people who should answer about you.".to_owned(),
                action: "Choose raters",
                to: To::Page(format!("/leaders/{}", leader.id)),
            }),
            Phase::Released if leader.has_result == Some(true) => {
                match plan::find(tx, viewer, leader.id).await? {
                    Some(plan) => {
                        lines.extend(of_plan(tx, &plan, round, today).await?);
                        lines.extend(of_look(tx, viewer, &plan, round, today).await?);
                    }
                    None => lines.push(Line {
                        kind: "Read",
                        about: round.name.clone(),
                        text: "Your report is there.".to_owned(),
                        action: "Open the report",
                        to: To::Page(format!("/reports/{}", leader.id)),
                    }),
                }
            }
            _ => {}
        }
    }
    Ok(lines)
}

/// The steps that are tried, and those whose last day is past.
async fn of_plan(
    tx: &mut PeopleTx,
    plan: &Plan,
    round: &Round,
    today: Date,
) -> Result<Vec<Line>, Fault> {
    let steps = plan::store::list_steps(tx, plan.organisation_id, plan.id).await?;
    let line = |step: Step| {
        let (kind, action, page) = if step.waits_for_a_look(today) {
            ("Look back", "What did you notice?", format!("/steps/{}", step.id))
        } else if step.is_tried_on(today) {
            ("Practise", "Open your plan", format!("/reports/{}/plan", plan.leader_id))
        } else {
            return None;
        };
        let about = round.name.clone();
        Some(Line { kind, about, text: step.sentence(), action, to: To::Page(page) })
    };
    Ok(steps.into_iter().filter_map(line).collect())
}

/// For so many days after the day to look again, it is brought to mind.
const DAYS_TO_LOOK: i64 = 28;

/// That people can be asked whether they have seen a change, once the day to look again has come.
async fn of_look(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    plan: &Plan,
    round: &Round,
    today: Date,
) -> Result<Option<Line>, Fault> {
    let from = plan.look_again_on.0.max(look::opens_from(round, &viewer.zone()));
    if today < from || today > days_after(from, DAYS_TO_LOOK) {
        return Ok(None);
    }
    let begun = round::store::find_following(tx, plan.organisation_id, plan.leader_id).await?;
    Ok(begun.is_none().then(|| Line {
        kind: "Look again",
        about: round.name.clone(),
        text: "Have people seen a change? You can ask them once.".to_owned(),
        action: "Open your plan",
        to: To::Page(format!("/reports/{}/plan#second-look", plan.leader_id)),
    }))
}

async fn as_rater(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    rounds: &[Round],
) -> Result<Vec<Line>, Fault> {
    let mut lines = Vec::new();
    for round in rounds.iter().filter(|round| round.phase == Phase::Open) {
        let organisation = viewer.organisation_id;
        let found =
            invitation::store::of_person(tx, organisation, round.id, viewer.person_id).await?;
        if found.is_some() {
            let closes = round.closes_at.text(&viewer.zone());
            lines.push(Line {
                kind: "Answer",
                about: round.name.clone(),
                text: format!("You are asked for answers, until {closes}."),
                action: "See what is asked",
                to: To::Form(format!("/rounds/{}/answers", round.id)),
            });
        }
    }
    Ok(lines)
}

async fn as_administrator(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    rounds: &[Round],
) -> Result<Vec<Line>, Fault> {
    let mut lines = Vec::new();
    for round in rounds {
        let (text, action) = match round.phase {
            Phase::Draft => {
                let leaders = leader::store::list(tx, viewer.organisation_id, round.id).await?;
                let waits = |leader: &&leader::Leader| leader.nominations == Nominations::Proposed;
                match leaders.iter().filter(waits).count() {
                    0 => continue,
                    1 => ("One list of raters waits for your approval.".to_owned(), "Look at it"),
                    n => (
                        format!("{} lists of raters wait for your approval.", capital(&number(n))),
                        "Look at them",
                    ),
                }
            }
            Phase::Closed => (
                "The round is closed, and results wait for their day.".to_owned(),
                "Open the round",
            ),
            Phase::Open | Phase::Released => continue,
        };
        let to = To::Page(format!("/rounds/{}", round.id));
        lines.push(Line { kind: "Round", about: round.name.clone(), text, action, to });
    }
    Ok(lines)
}

/// Leads somebody who is signed in to their own form, by a link made for this once.
async fn post_answers(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let (organisation, person) = (viewer.organisation_id, viewer.person_id);
    let found = invitation::store::of_person(&mut tx, organisation, RoundId(id), person).await?;
    let secret =
        invitation::mint_link(&mut tx, organisation, found.ok_or(Fault::NotFound)?).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/rate#{}", secret.text())).into_response())
}
