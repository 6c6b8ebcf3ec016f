//! What was written, question by question, and which words were chosen.

use std::sync::Arc;

use hone_gate::{Comments, Release, Themes, Words};
use hone_model::Model;

use super::voices;

/// The comments of a report, and its words.
pub(super) struct Remarks {
    /// None where nobody was asked to choose words.
    pub(super) words: Option<Chosen>,
    pub(super) parts: Vec<Part>,
}

/// Words that were chosen, as lists within a sentence; empty where nobody chose any.
pub(super) struct Chosen {
    /// None where there are too few colleagues for any.
    pub(super) colleagues: Option<String>,
    pub(super) manager: String,
    pub(super) own: String,
}

impl Chosen {
    pub(super) fn of(words: &Words) -> Self {
        Self {
            colleagues: words.colleagues().map(voices::list),
            manager: voices::list(words.manager()),
            own: voices::list(words.own()),
        }
    }
}

/// An open question and what was written.
pub(super) struct Part {
    pub(super) label: String,
    pub(super) colleagues: Option<Vec<String>>,
    /// Such as 'three on trust, and one on risk'.
    pub(super) themes: Option<String>,
    pub(super) manager: Vec<String>,
    pub(super) own: Vec<String>,
}

impl Remarks {
    /// All that people said in a release with numbers.
    pub(super) fn of_release(release: &Release, model: &Arc<Model>) -> Self {
        let words = release.words().map(Chosen::of);
        Self { words, ..Self::of(release.comments(), model) }
    }

    pub(super) fn of(comments: &Comments, model: &Arc<Model>) -> Self {
        let part = |question: &hone_model::Question| Part {
            label: question.label.clone(),
            colleagues: comments.colleagues(&question.id).map(<[String]>::to_vec),
            themes: comments.themes(&question.id).map(|themes| in_words(themes, model)),
            manager: comments.manager(&question.id).to_vec(),
            own: comments.own(&question.id).to_vec(),
        };
        Self { words: None, parts: model.questions().iter().map(part).collect() }
    }

    pub(super) fn has_manager(&self) -> bool {
        self.parts.iter().any(|part| !part.manager.is_empty())
    }

    pub(super) fn has_own(&self) -> bool {
        self.parts.iter().any(|part| !part.own.is_empty())
    }
}

/// How many comments are about each contrast, in the order of the questionnaire.
fn in_words(themes: &Themes, model: &Model) -> String {
    let told = model.contrasts().iter().filter_map(|contrast| {
        let n = themes.get(&contrast.id)?;
        Some(format!("{} on {}", voices::count(*n), contrast.short.to_lowercase()))
    });
    voices::list(told)
}
