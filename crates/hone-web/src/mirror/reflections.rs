use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use hone_core::account::Viewer;
use hone_core::db::PeopleTx;
use hone_core::ids::ReflectionId;
use hone_core::mirror::reflection::{self, Reflection};
use hone_core::mirror::{LONGEST, has_words};
use hone_core::{Error, Hone};
use hone_model::{Library, Prompt, Prompts, Source};
use serde::Deserialize;
use uuid::Uuid;

use super::{around, contrast_name, day_of};
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::{Asked, At, Fields};
use crate::teams::{Edit, Field, Form, Kind, seen};

/// Which prompt is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Which {
    /// This one.
    prompt: String,
    /// Another one than this.
    after: String,
}

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Question {
    q: String,
}

/// A reflection in the list.
pub(super) struct Line {
    pub(super) href: String,
    pub(super) asked: String,
    pub(super) text: String,
    pub(super) says: String,
}

#[derive(Template)]
#[template(path = "mirror/reflections.html")]
struct ListPage {
    frame: Frame,
    q: String,
    is_any: bool,
    lines: Vec<Line>,
    away: Vec<Line>,
}

impl ListPage {
    fn heading(&self) -> &'static str {
        match (self.is_any, self.lines.is_empty()) {
            (false, _) => "Nothing looked back on yet",
            (true, true) if !self.q.is_empty() => "Nothing found",
            (true, _) => "What you looked back on",
        }
    }
}

#[derive(Template)]
#[template(path = "mirror/prompt.html")]
struct PromptPage {
    frame: Frame,
    prompt: &'static Prompt,
    contrast: String,
    typed: String,
    wrong: Option<String>,
    longest: usize,
    says: &'static str,
    sources: Vec<&'static Source>,
    general: Vec<&'static Source>,
}

impl PromptPage {
    fn of(hone: &Hone, viewer: &Viewer, prompt: &'static Prompt) -> Self {
        let (prompts, library) = (Prompts::builtin(), Library::builtin());
        Self {
            frame: Frame::of(viewer, Section::Mirror),
            prompt,
            contrast: contrast_name(hone, &prompt.contrast),
            typed: String::new(),
            wrong: None,
            longest: LONGEST,
            says: prompts.says(),
            sources: prompt.sources_in(library).collect(),
            general: prompts.sources(library).collect(),
        }
    }
}

fn page_of(reflection: &Reflection) -> String {
    format!("/mirror/reflections/{}", reflection.id)
}

async fn find(tx: &mut PeopleTx, viewer: &Viewer, id: Uuid) -> Result<Reflection, Fault> {
    reflection::find(tx, viewer, ReflectionId(id)).await?.ok_or(Fault::NotFound)
}

pub(super) fn line(hone: &Hone, viewer: &Viewer, reflection: Reflection) -> Line {
    let day = day_of(viewer, reflection.made_at);
    let contrast = contrast_name(hone, &reflection.contrast);
    let says = if contrast.is_empty() { day } else { format!("{day}, {contrast}") };
    Line { href: page_of(&reflection), asked: reflection.asked, text: reflection.text, says }
}

/// The viewer's reflections, or those in which some words occur.
pub(super) async fn get_list(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    Asked(question): Asked<Question>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let all = reflection::list(&mut tx, &viewer).await?;
    let is_any = !all.is_empty();
    let (away, kept): (Vec<_>, Vec<_>) = all.into_iter().partition(|one| one.archived_at.is_some());
    let is_found = |one: &Reflection| has_words(&[&one.asked, &one.text], &question.q);
    let lines = kept.into_iter().filter(is_found).map(|one| line(&hone, &viewer, one)).collect();
    let away = away.into_iter().map(|one| line(&hone, &viewer, one)).collect();
    frame::html(&ListPage { frame: around(&viewer, &headers), q: question.q, is_any, lines, away })
}

/// One prompt: the one that is asked for, another one than the last, or the one of the day.
pub(super) async fn get_new(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    Asked(which): Asked<Which>,
) -> Result<Response, Fault> {
    let prompts = Prompts::builtin();
    let prompt = if let Some(prompt) = prompts.prompt(&which.prompt) {
        prompt
    } else {
        let mut tx = hone.people.read().await?;
        let answered = reflection::list(&mut tx, &viewer).await?;
        let today = hone.clock.now().date(&viewer.zone());
        let order = reflection::in_order(prompts.all(), &answered, viewer.person_id, today);
        reflection::after(&order, &which.after).ok_or(Fault::NotFound)?
    };
    frame::html(&PromptPage::of(&hone, &viewer, prompt))
}

/// Keeps an answer.
pub(super) async fn post_new(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    fields: Fields,
) -> Result<Response, Fault> {
    let prompt = Prompts::builtin().prompt(fields.one("prompt"));
    let prompt = prompt.ok_or_else(|| {
        Fault::BadRequest("This question is not among ours any more. Take another one.".to_owned())
    })?;
    let mut tx = hone.people.write().await?;
    match reflection::write(&mut tx, &hone, &viewer, prompt, fields.one("text")).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(frame::done("/mirror/reflections", "It is kept."))
        }
        Err(Error::Refused(wrong)) => {
            let mut page = PromptPage::of(&hone, &viewer, prompt);
            fields.one("text").clone_into(&mut page.typed);
            page.wrong = Some(wrong);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, frame::html(&page)?).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

fn change_page(viewer: &Viewer, reflection: &Reflection) -> Edit {
    let field = Field::new(Kind::Text(LONGEST), "text", "Your answer", "At most three sentences.")
        .required();
    Edit {
        frame: Frame::of(viewer, Section::Mirror),
        back: ("/mirror/reflections".to_owned(), "What you looked back on".to_owned()),
        heading: reflection.asked.clone(),
        says: "",
        example: "",
        action: page_of(reflection),
        form: Form::of(vec![field.with(&reflection.text)], reflection.version),
        buttons: vec![("save", "Save")],
    }
}

/// The form of a reflection.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let reflection = find(&mut tx, &viewer, id).await?;
    change_page(&viewer, &reflection).show()
}

/// Words a reflection anew. Where that was done on another device meanwhile, both stand on the page.
pub(super) async fn post(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let reflection = find(&mut tx, &viewer, id).await?;
    let version = seen(&fields).unwrap_or_default();
    match reflection::reword(&mut tx, &reflection, version, fields.one("text")).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(frame::done("/mirror/reflections", "It is saved."))
        }
        Err(Error::Refused(wrong)) => {
            let mut page = change_page(&viewer, &reflection);
            page.form = page.form.again_alone(&fields, wrong);
            page.show()
        }
        Err(other) => Err(other.into()),
    }
}

/// Puts a reflection away.
pub(super) async fn post_removal(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let reflection = find(&mut tx, &viewer, id).await?;
    reflection::put_away(&mut tx, &hone, &reflection, true).await?;
    tx.commit().await?;
    Ok(frame::done("/mirror/reflections", "It is put away. You can bring it back below."))
}

/// Brings a reflection back.
pub(super) async fn post_return(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let reflection = find(&mut tx, &viewer, id).await?;
    reflection::put_away(&mut tx, &hone, &reflection, false).await?;
    tx.commit().await?;
    Ok(frame::done("/mirror/reflections", "It is back."))
}
