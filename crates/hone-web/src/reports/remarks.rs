//! What was written, question by question.

use std::sync::Arc;

use hone_gate::{Comments, Themes};
use hone_model::Model;

use super::voices;

/// The comments of a report.
pub(super) struct Remarks {
    pub(super) parts: Vec<Part>,
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
    pub(super) fn of(comments: &Comments, model: &Arc<Model>) -> Self {
        let part = |question: &hone_model::Question| Part {
            label: question.label.clone(),
            colleagues: comments.colleagues(&question.id).map(<[String]>::to_vec),
            themes: comments.themes(&question.id).map(|themes| in_words(themes, model)),
            manager: comments.manager(&question.id).to_vec(),
            own: comments.own(&question.id).to_vec(),
        };
        Self { parts: model.questions().iter().map(part).collect() }
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
