use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hone_core::ids::{PersonId, RoundId};
use hone_core::leader;
use hone_core::mail::{self, texts};
use hone_core::person::{self, Person};
use hone_core::{Error, Hone, account, round};
use serde::Deserialize;
use uuid::Uuid;

use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::{Asked, At, Fields};
use crate::words::place;

/// More people than this are found by name rather than shown.
const MOST_SHOWN: usize = 100;

/// What was searched for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Search {
    #[serde(default)]
    q: String,
}

struct Row {
    id: PersonId,
    name: String,
    place: String,
    n_reports: usize,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "rounds/leaders.html")]
struct Page {
    frame: Frame,
    base: String,
    round: String,
    q: String,
    people: Vec<Row>,
    n_more: usize,
}

/// People to choose from, those with direct reports first.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    Asked(search): Asked<Search>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let round = super::find_draft(&hone, &viewer, id).await?;
    let mut tx = hone.people.read().await?;
    let people = person::store::list(&mut tx, viewer.organisation_id).await?;
    let leaders = leader::store::list(&mut tx, viewer.organisation_id, round.id).await?;
    let chosen: Vec<PersonId> = leaders.iter().map(|leader| leader.person_id).collect();
    let mut rows = rows(&people, &chosen, &search.q);
    let n_more = rows.len().saturating_sub(MOST_SHOWN);
    rows.truncate(MOST_SHOWN);
    frame::html(&Page {
        frame: Frame::of(&viewer, Section::Rounds).with_notice(&headers),
        base: format!("/rounds/{}", round.id),
        round: round.name,
        q: search.q,
        people: rows,
        n_more,
    })
}

fn rows(people: &[Person], chosen: &[PersonId], q: &str) -> Vec<Row> {
    let q = q.trim().to_lowercase();
    let mut n_reports = std::collections::HashMap::new();
    for manager in people.iter().filter_map(|person| person.manager_id) {
        *n_reports.entry(manager).or_insert(0_usize) += 1;
    }
    let matches = |person: &&Person| {
        q.is_empty() || person.name.to_lowercase().contains(&q) || person.email.contains(&q)
    };
    let row = |person: &Person| Row {
        id: person.id,
        name: person.name.clone(),
        place: place(person),
        n_reports: n_reports.get(&person.id).copied().unwrap_or_default(),
        is_chosen: chosen.contains(&person.id),
    };
    let mut rows: Vec<Row> = people.iter().filter(matches).map(row).collect();
    rows.sort_by_key(|row| (row.n_reports == 0, row.name.clone()));
    rows
}

/// Adds leaders to the round.
pub(super) async fn post(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let held = round::store::find_held(&mut tx, viewer.organisation_id, RoundId(id)).await?;
    let round = held.ok_or(Fault::NotFound)?;
    round.must_be_draft().map_err(Error::from)?;
    for id in fields.all("person").filter_map(|text| text.parse().ok()).map(PersonId) {
        let person = person::store::find(&mut tx, viewer.organisation_id, id).await?;
        let person = person.filter(Person::is_here).ok_or(Fault::NotFound)?;
        leader::add(&mut tx, viewer.organisation_id, round.id, person.id).await?;
    }
    tx.commit().await?;
    Ok(frame::done(&format!("/rounds/{}", round.id), "The leaders are in the round."))
}

/// Asks every leader who was not asked yet to choose raters.
pub(super) async fn post_requests(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
) -> Result<Response, Fault> {
    let round = super::find_draft(&hone, &viewer, id).await?;
    let mut tx = hone.people.write().await?;
    let leaders = leader::store::list(&mut tx, viewer.organisation_id, round.id).await?;
    let closes = round.closes_at.text(&viewer.zone());
    for leader in leaders.iter().filter(|leader| leader.is_to_ask()) {
        let person = person::store::find(&mut tx, viewer.organisation_id, leader.person_id).await?;
        let person = person.ok_or(Fault::NotFound)?;
        let link = if person.account_id.is_some() {
            format!("{}/leaders/{}", hone.settings.public_url, leader.id)
        } else {
            let secret = account::entry::mint(&mut tx, &hone, &person).await?;
            account::entry::address(&hone, &secret)
        };
        let text = texts::Nomination {
            organisation: &viewer.organisation,
            asked_by: &viewer.name,
            round: &round.name,
            closes: &closes,
            link: &link,
        };
        let to = texts::To { name: &leader.name, address: &leader.email };
        let organisation = viewer.organisation_id;
        mail::queue(&mut tx, &hone, Some(organisation), texts::nomination(&to, &text)).await?;
        leader::store::save_asked(&mut tx, organisation, leader.id, hone.clock.now()).await?;
    }
    tx.commit().await?;
    Ok(frame::done(&format!("/rounds/{}", round.id), "The leaders are asked by mail."))
}
