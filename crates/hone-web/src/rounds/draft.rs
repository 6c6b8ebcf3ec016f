use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use hone_core::account::Viewer;
use hone_core::clock::days_after;
use hone_core::round::{self, DEFAULT_FLOOR, DEFAULT_LOAD_CAP, FLOORS, Phase, Round, Terms};
use hone_core::{Hone, audit};
use uuid::Uuid;

use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::{At, Fields};

struct FormChoice {
    id: String,
    label: String,
    help: String,
}

/// What stands in the fields, as it was typed.
#[derive(Clone, Default)]
struct Typed {
    name: String,
    form: String,
    k: String,
    load_cap: String,
    closes_on: String,
    releases_on: String,
}

#[derive(Template)]
#[template(path = "rounds/draft.html")]
struct Page {
    frame: Frame,
    action: String,
    is_new: bool,
    wrong: Option<String>,
    typed: Typed,
    forms: Vec<FormChoice>,
    floors: Vec<String>,
}

impl Page {
    fn new(hone: &Hone, viewer: &Viewer, action: String, is_new: bool, typed: Typed) -> Self {
        let choice = |form: &hone_model::Form| FormChoice {
            id: form.id.clone(),
            label: format!("{}, {} questions", form.name, form.items.len()),
            help: format!("about {} minutes for each leader", form.minutes),
        };
        Self {
            frame: Frame::of(viewer, Section::Rounds),
            action,
            is_new,
            wrong: None,
            typed,
            forms: hone.model.model.forms().iter().map(choice).collect(),
            floors: FLOORS.map(|k| k.to_string()).collect(),
        }
    }
}

/// An empty form for a new round, with dates that suit most.
pub(super) async fn get_new(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
) -> Result<Response, Fault> {
    let today = hone.clock.now().date(&viewer.zone());
    let typed = Typed {
        name: String::new(),
        form: hone_model::Model::FULL.to_owned(),
        k: DEFAULT_FLOOR.to_string(),
        load_cap: DEFAULT_LOAD_CAP.to_string(),
        closes_on: days_after(today, 28).to_string(),
        releases_on: days_after(today, 35).to_string(),
    };
    frame::html(&Page::new(&hone, &viewer, "/rounds".to_owned(), true, typed))
}

/// Drafts a round.
pub(super) async fn post_new(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    fields: Fields,
) -> Result<Response, Fault> {
    let terms = match terms(&hone, &viewer, &fields) {
        Ok(terms) => terms,
        Err(wrong) => return again(&hone, &viewer, "/rounds".to_owned(), true, &fields, wrong),
    };
    let round = Round::draft(viewer.organisation_id, &terms, &viewer.zone(), hone.clock.now());
    let mut tx = hone.people.write().await?;
    round::store::insert(&mut tx, &round).await?;
    audit::record(&mut tx, &hone, &viewer, "drafted a round", &round.name).await?;
    tx.commit().await?;
    let next = format!("/rounds/{}/leaders", round.id);
    Ok(frame::done(&next, "The round is drafted. Now choose its leaders."))
}

/// The terms of a draft.
pub(super) async fn get_terms(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
) -> Result<Response, Fault> {
    let round = super::find_draft(&hone, &viewer, id).await?;
    let zone = viewer.zone();
    let typed = Typed {
        name: round.name.clone(),
        form: round.form.clone(),
        k: round.k.to_string(),
        load_cap: round.load_cap.to_string(),
        closes_on: round.closes_at.date(&zone).to_string(),
        releases_on: round.releases_at.date(&zone).to_string(),
    };
    frame::html(&Page::new(&hone, &viewer, format!("/rounds/{}/terms", round.id), false, typed))
}

/// Changes the terms of a draft.
pub(super) async fn post_terms(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut round = super::find_draft(&hone, &viewer, id).await?;
    let terms = match terms(&hone, &viewer, &fields) {
        Ok(terms) => terms,
        Err(wrong) => {
            let action = format!("/rounds/{}/terms", round.id);
            return again(&hone, &viewer, action, false, &fields, wrong);
        }
    };
    round.revise(&terms, &viewer.zone()).map_err(hone_core::Error::from)?;
    let mut tx = hone.people.write().await?;
    if !round::store::save(&mut tx, &round, Phase::Draft).await? {
        return Err(hone_core::Error::from(round::Refusal::NotDraft).into());
    }
    audit::record(&mut tx, &hone, &viewer, "changed the terms of", &round.name).await?;
    tx.commit().await?;
    Ok(frame::done(&format!("/rounds/{}", round.id), "Saved."))
}

/// Removes a draft.
pub(super) async fn post_removal(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
) -> Result<Response, Fault> {
    let round = super::find_draft(&hone, &viewer, id).await?;
    let mut tx = hone.people.write().await?;
    round::store::remove(&mut tx, viewer.organisation_id, round.id).await?;
    audit::record(&mut tx, &hone, &viewer, "removed a draft round", &round.name).await?;
    tx.commit().await?;
    Ok(frame::done("/rounds", &format!("The draft ‘{}’ is removed.", round.name)))
}

fn terms(hone: &Hone, viewer: &Viewer, fields: &Fields) -> Result<Terms, String> {
    let terms = Terms {
        name: fields.one("name").to_owned(),
        form: fields.one("form").to_owned(),
        k: fields.number("k", "The disclosure floor")?,
        load_cap: fields.number("load_cap", "The number of leaders per rater")?,
        closes_on: fields.day("closes_on", "The last day")?,
        releases_on: fields.day("releases_on", "The day of the results")?,
    };
    let forms: Vec<&str> = hone.model.model.forms().iter().map(|form| form.id.as_str()).collect();
    let today = hone.clock.now().date(&viewer.zone());
    terms.checked(&forms, today).map_err(|refusal| refusal.to_string())
}

/// The form once more, with what was typed and what is wrong.
fn again(
    hone: &Hone,
    viewer: &Viewer,
    action: String,
    is_new: bool,
    fields: &Fields,
    wrong: String,
) -> Result<Response, Fault> {
    let typed = Typed {
        name: fields.one("name").to_owned(),
        form: fields.one("form").to_owned(),
        k: fields.one("k").to_owned(),
        load_cap: fields.one("load_cap").to_owned(),
        closes_on: fields.one("closes_on").to_owned(),
        releases_on: fields.one("releases_on").to_owned(),
    };
    let mut page = Page::new(hone, viewer, action, is_new, typed);
    page.wrong = Some(wrong);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, frame::html(&page)?).into_response())
}
