//! The questions, as everybody with the same form reads them.
//!
//! They name nobody: the leader's name is put in by the script. So they can be kept, zipped, for
//! everyone, and fetching them tells nothing about who does.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{Html, IntoResponse, Response};
use hone_core::{Error, Hone, hex, model};
use hone_model::{Contrast, Form, Item, Model, NAME_MARK, Question};

use super::wishes::Wishes;
use crate::assets;
use crate::fault::Fault;
use crate::input::At;
use crate::words;

/// As many rendered forms are kept at most.
const KEPT: usize = 32;

static FORMS: LazyLock<RwLock<HashMap<String, Arc<Rendered>>>> = LazyLock::new(RwLock::default);

struct Rendered {
    plain: String,
    zipped: Vec<u8>,
}

/// Whether somebody answers about a colleague or about themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Voice {
    Others,
    Own,
}

#[derive(Template)]
#[template(path = "rate/form.html")]
struct Page<'a> {
    model: &'a Model,
    form: &'a Form,
    voice: Voice,
    wishes: Option<Wishes<'a>>,
}

/// One page of the form.
struct Sheet<'a> {
    contrast: &'a Contrast,
    items: Vec<&'a Item>,
    edge: Vec<&'static str>,
}

impl<'a> Page<'a> {
    fn is_own(&self) -> bool {
        self.voice == Voice::Own
    }

    fn stem(&self) -> &'a str {
        let (others, own) = self.model.stems_of(self.form);
        if self.is_own() { own } else { others }
    }

    /// A page for each contrast that the form asks about.
    fn sheets(&self) -> Vec<Sheet<'a>> {
        let items = |contrast: &'a Contrast| -> Vec<_> {
            self.model.items_of(self.form, &contrast.id).collect()
        };
        let asked = self.model.contrasts().iter().map(|contrast| (contrast, items(contrast)));
        let asked: Vec<_> = asked.filter(|(_, items)| !items.is_empty()).collect();
        let n_pages = asked.len() + self.n_after();
        let sheets = asked.into_iter().enumerate();
        sheets
            .map(|(i, (contrast, items))| Sheet { contrast, items, edge: edge(i + 1, n_pages) })
            .collect()
    }

    fn n_pages(&self) -> usize {
        self.sheets().len() + self.n_after()
    }

    /// The pages after those of contrasts: the one for wishes and the one for comments, where these are
    /// asked for, and the one to look over.
    fn n_after(&self) -> usize {
        1 + usize::from(self.wishes.is_some()) + usize::from(self.has_words())
    }

    /// Whether there is a page for words, be they one's own or chosen.
    fn has_words(&self) -> bool {
        !self.model.questions_of(self.form).is_empty() || !self.offered().is_empty()
    }

    /// The words to choose of.
    fn offered(&self) -> &'a [String] {
        self.model.words_in(self.form)
    }

    fn word_stem(&self) -> &'a str {
        let (others, own) = self.model.word_stems();
        if self.is_own() { own } else { others }
    }

    fn minutes(&self) -> String {
        words::minutes(self.form.minutes)
    }

    /// How far one is at a page counted from the last one.
    fn edge(&self, before_last: usize) -> Vec<&'static str> {
        let n_pages = self.n_pages();
        edge(n_pages - before_last, n_pages)
    }

    fn asked(&self, question: &'a Question) -> &'a str {
        if self.is_own() { &question.own } else { &question.others }
    }
}

/// What comes before the leader's name in a text, and what after it.
fn around_name(text: &str) -> Vec<&str> {
    text.split(NAME_MARK).collect()
}

/// How far one is, page by page.
fn edge(here: usize, n_pages: usize) -> Vec<&'static str> {
    let class = |page: usize| match page.cmp(&here) {
        Ordering::Less => "done",
        Ordering::Equal => "now",
        Ordering::Greater => "to-come",
    };
    (1..=n_pages).map(class).collect()
}

/// The model behind a digest, if a round has frozen it.
pub(super) async fn model(hone: &Hone, digest: &[u8]) -> Result<Arc<Model>, Fault> {
    let mut tx = hone.people.read().await?;
    match model::of_round(&mut tx, digest).await {
        // The digest came in an address, so a wrong one is no fault of ours.
        Err(Error::Corrupt(_)) => Err(Fault::NotFound),
        found => Ok(found?),
    }
}

/// The questions of a form.
pub(super) async fn get(
    State(hone): State<Hone>,
    At((digest, form, voice)): At<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let voice = match voice.as_str() {
        "others" => Voice::Others,
        "self" => Voice::Own,
        _ => return Err(Fault::NotFound),
    };
    let key = format!("{digest}/{form}/{voice:?}");
    let rendered = match kept(&key) {
        Some(rendered) => rendered,
        None => keep(key, render(&hone, &digest, &form, voice).await?),
    };
    if assets::takes_gzip(&headers) && !rendered.zipped.is_empty() {
        let zipped = [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CONTENT_ENCODING, "gzip"),
        ];
        return Ok((zipped, rendered.zipped.clone()).into_response());
    }
    Ok(Html(rendered.plain.clone()).into_response())
}

async fn render(hone: &Hone, digest: &str, form: &str, voice: Voice) -> Result<Rendered, Fault> {
    let digest = hex::read(digest).ok_or(Fault::NotFound)?;
    let model = model(hone, &digest).await?;
    let form = model.form(form).ok_or(Fault::NotFound)?;
    let wishes = Wishes::of(&model, form, voice);
    let plain = Page { model: &model, form, voice, wishes }.render()?;
    let zipped = assets::zip(plain.as_bytes()).unwrap_or_default();
    Ok(Rendered { plain, zipped })
}

fn kept(key: &str) -> Option<Arc<Rendered>> {
    FORMS.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
}

fn keep(key: String, rendered: Rendered) -> Arc<Rendered> {
    let rendered = Arc::new(rendered);
    let mut forms = FORMS.write().unwrap_or_else(PoisonError::into_inner);
    if forms.len() >= KEPT {
        forms.clear();
    }
    forms.insert(key, rendered.clone());
    rendered
}
