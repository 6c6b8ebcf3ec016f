use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use hone_core::account::Viewer;
use hone_core::clock::Moment;
use hone_core::coaching::{self, Coaching, Ticks};
use hone_core::db::PeopleTx;
use hone_core::ids::{LeaderId, PersonId};
use hone_core::leader::Leader;
use hone_core::round::Round;
use hone_core::{Error, Hone, person};
use serde::Deserialize;
use uuid::Uuid;

use super::grants::{Offer, ticks};
use super::{Outside, address, outside};
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::{Asked, Fields};
use crate::words::place;

/// From where somebody comes: what they want to talk about.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct From {
    report: Option<Uuid>,
    plan: Option<Uuid>,
}

/// Somebody who can be asked.
struct Choice {
    id: PersonId,
    name: String,
    place: String,
    is_manager: bool,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "coaching/ask.html")]
struct Page {
    frame: Frame,
    choices: Vec<Choice>,
    offers: Vec<Offer>,
    contact: Option<Outside>,
    past: Vec<Past>,
    wrong: Option<String>,
    is_administrator: bool,
}

/// A coaching that is over.
struct Past {
    href: String,
    text: String,
    has_notes: bool,
}

/// Whom a leader can ask, or the coaching that they have.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    Asked(from): Asked<From>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    if let Some(running) = coaching::running(&mut tx, &viewer).await? {
        return Ok(Redirect::to(&address(&running)).into_response());
    }
    let start = |report, plan| Ticks { report, comments: false, plan };
    let pairs = [(from.report, start(true, false)), (from.plan, start(false, true))];
    let ticked = pairs.into_iter().filter_map(|(id, ticks)| Some((LeaderId(id?), ticks)));
    let frame = Frame::of(&viewer, Section::Reports).with_notice(&headers);
    frame::html(&page(&mut tx, &viewer, frame, None, &ticked.collect()).await?)
}

async fn page(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    frame: Frame,
    chosen: Option<PersonId>,
    ticked: &BTreeMap<LeaderId, Ticks>,
) -> Result<Page, Fault> {
    let me = person::store::find(tx, viewer.organisation_id, viewer.person_id).await?;
    let manager = me.and_then(|me| me.manager_id);
    let coaches = coaching::coaches(tx, viewer).await?;
    let is_only = coaches.len() == 1;
    let choices = coaches.iter().map(|coach| Choice {
        id: coach.id,
        name: coach.name.clone(),
        place: place(coach),
        is_manager: manager == Some(coach.id),
        is_chosen: is_only || chosen == Some(coach.id),
    });
    let offer = |(leader, round): &(Leader, Round)| {
        Offer::new(round, ticked.get(&leader.id).copied().unwrap_or_default(), leader.id)
    };
    Ok(Page {
        frame,
        choices: choices.collect(),
        offers: coaching::results(tx, viewer).await?.iter().map(offer).collect(),
        contact: outside(tx, viewer).await?,
        past: past(tx, viewer).await?,
        wrong: None,
        is_administrator: viewer.is_administrator,
    })
}

async fn past(tx: &mut PeopleTx, viewer: &Viewer) -> Result<Vec<Past>, Fault> {
    let all = coaching::store::list_of_person(tx, viewer.organisation_id, viewer.person_id).await?;
    let mut past = Vec::new();
    for one in all.iter().filter(|one| !one.is_running()) {
        let n_notes = coaching::store::list_notes(tx, one).await?.len();
        past.push(Past { href: address(one), text: over(one, viewer), has_notes: n_notes > 0 });
    }
    Ok(past)
}

fn over(coaching: &Coaching, viewer: &Viewer) -> String {
    let day = |moment: Moment| moment.day_text(&viewer.zone());
    match (coaching.ended_at, coaching.answered_at) {
        (Some(ended), Some(_)) => format!("{}, ended on {}", coaching.coach, day(ended)),
        (Some(ended), None) => {
            format!("{}, asked and taken back on {}", coaching.coach, day(ended))
        }
        (None, answered) => {
            let on = answered.unwrap_or(coaching.asked_at);
            format!("{}, said no on {}", coaching.coach, day(on))
        }
    }
}

/// Asks a coach.
pub(super) async fn post(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    fields: Fields,
) -> Result<Response, Fault> {
    let ticked = ticks(&fields);
    let chosen = fields.one("coach").parse().ok().map(PersonId);
    let mut tx = hone.people.write().await?;
    let asked = match chosen {
        Some(coach) => coaching::ask(&mut tx, &hone, &viewer, coach, &ticked).await,
        None => Err(Error::refused("Choose whom you want to ask.")),
    };
    match asked {
        Ok(coaching) => {
            let coaching = coaching.ok_or(Fault::NotFound)?;
            tx.commit().await?;
            let notice = format!("{} is asked by mail.", coaching.coach);
            Ok(frame::done(&address(&coaching), &notice))
        }
        Err(Error::Refused(wrong)) => {
            drop(tx);
            let mut tx = hone.people.read().await?;
            let frame = Frame::of(&viewer, Section::Reports);
            let mut page = page(&mut tx, &viewer, frame, chosen, &ticked).await?;
            page.wrong = Some(wrong);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, frame::html(&page)?).into_response())
        }
        Err(other) => Err(other.into()),
    }
}
