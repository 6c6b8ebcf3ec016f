//! What was written, question by question.

use std::sync::Arc;

use hone_gate::Comments;
use hone_model::Model;

/// The comments of a report.
pub(super) struct Remarks {
    pub(super) parts: Vec<Part>,
}

/// An open question and what was written.
pub(super) struct Part {
    pub(super) label: String,
    pub(super) colleagues: Option<Vec<String>>,
    pub(super) manager: Vec<String>,
    pub(super) own: Vec<String>,
}

impl Remarks {
    pub(super) fn of(comments: &Comments, model: &Arc<Model>) -> Self {
        let part = |question: &hone_model::Question| Part {
            label: question.label.clone(),
            colleagues: comments.colleagues(&question.id).map(<[String]>::to_vec),
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
