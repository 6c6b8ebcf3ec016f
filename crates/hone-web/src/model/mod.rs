//! The questionnaire, open to everyone: what is asked, why, and what is known of it.

mod quality;
mod wishes;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use hone_core::Hone;
use hone_model::{AnswerPoint, Model, Pole, Toolbox};

use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Perhaps;
use crate::routes::{Routes, Who};

/// The routes of this part.
pub(crate) fn routes(routes: Routes) -> Routes {
    routes.get("/model", Who::Anyone, get).get("/model/quality", Who::Person, quality::get).get(
        "/model/quality.pdf",
        Who::Person,
        quality::get_pdf,
    )
}

struct Contrast {
    name: String,
    leading_means: String,
    managing_means: String,
    items: Vec<Row>,
    /// What is asked about a change in it, some weeks after a result.
    changes: Vec<Row>,
}

/// How a change is asked about.
struct Change {
    stem: String,
    labels: String,
}

struct Row {
    text: String,
    pole: &'static str,
    claims: String,
    forms: String,
}

struct Claim {
    id: String,
    says: String,
    /// The tools in which it is practised; may be empty.
    tools: String,
}

#[derive(Template)]
#[template(path = "model/show.html")]
struct Page {
    frame: Frame,
    name: String,
    version: String,
    licence: String,
    evidence: String,
    stem: String,
    labels: String,
    not_observed: String,
    forms: Vec<String>,
    questions: Vec<String>,
    change: Option<Change>,
    contrasts: Vec<Contrast>,
    claims: Vec<Claim>,
    is_signed_in: bool,
    wishes: Option<wishes::Wishes>,
}

async fn get(Perhaps(viewer): Perhaps, State(hone): State<Hone>) -> Result<Response, Fault> {
    let model = &hone.model.model;
    let form = |form: &hone_model::Form| {
        format!("{}: {} questions, about {} minutes", form.name, form.items.len(), form.minutes)
    };
    frame::html(&Page {
        frame: Frame::maybe(viewer.as_ref(), Section::Model),
        name: model.name().to_owned(),
        version: model.version().to_owned(),
        licence: model.licence().to_owned(),
        evidence: model.evidence().to_owned(),
        stem: model.stem_others().to_owned(),
        labels: labels(model.answers()),
        not_observed: model.not_observed().to_owned(),
        forms: model.forms().iter().map(form).collect(),
        questions: model.questions().iter().map(|q| q.asked_of("Ines")).collect(),
        change: change(model),
        contrasts: model.contrasts().iter().map(|contrast| one(model, contrast)).collect(),
        is_signed_in: viewer.is_some(),
        wishes: wishes::Wishes::of(model),
        claims: model.claims().iter().map(|claim| claim_of(model, claim)).collect(),
    })
}

fn claim_of(model: &Model, claim: &hone_model::Claim) -> Claim {
    let tools = Toolbox::builtin();
    let is_for = tools.model() == model.id();
    let names: Vec<&str> =
        tools.serving(&claim.id).filter(|_| is_for).map(|tool| tool.name.as_str()).collect();
    Claim { id: claim.id.clone(), says: claim.says.clone(), tools: names.join(", ") }
}

fn labels(answers: &[AnswerPoint]) -> String {
    answers.iter().map(|point| point.label.as_str()).collect::<Vec<_>>().join(" · ")
}

fn change(model: &Model) -> Option<Change> {
    let form = model.contrasts().iter().find_map(|contrast| model.change_form(&contrast.id))?;
    let (stem, _) = model.stems_of(form);
    Some(Change { stem: stem.to_owned(), labels: labels(model.answers_of(form)) })
}

fn one(model: &Model, contrast: &hone_model::Contrast) -> Contrast {
    let row = |item: &hone_model::Item| Row {
        text: item.said_of("Ines"),
        pole: match item.pole {
            Pole::Leading => "leading",
            Pole::Managing => "managing",
            Pole::Outcome => "outcome",
        },
        claims: item.claims.join(", "),
        forms: forms_with(model, &item.id),
    };
    let of_contrast = |item: &&hone_model::Item| item.contrast == contrast.id;
    Contrast {
        name: contrast.name.clone(),
        leading_means: contrast.leading_means.clone(),
        managing_means: contrast.managing_means.clone(),
        items: model.items_of(model.full(), &contrast.id).map(row).collect(),
        changes: model.changes().iter().filter(of_contrast).map(row).collect(),
    }
}

fn forms_with(model: &Model, item: &str) -> String {
    let is_in = |form: &&hone_model::Form| form.items.iter().any(|id| id == item);
    model.forms().iter().filter(is_in).map(|form| form.id.as_str()).collect::<Vec<_>>().join(", ")
}
