//! Words of which raters choose a few for a leader, and leaders for themselves.

use serde::{Deserialize, Serialize};

use super::Model;
use crate::record::Form;

/// What there is to choose of, and which forms offer it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WordChoice {
    /// The question to raters.
    pub(crate) others: String,
    /// The question to the leader.
    pub(crate) own: String,
    /// The ids of the forms that offer the words.
    pub(crate) forms: Vec<String>,
    /// The words, in the order of the form.
    pub(crate) words: Vec<String>,
}

impl Model {
    /// The words that a form offers, in their order; none in a form without them, or in a model that
    /// was written before there were words.
    pub fn words_in(&self, form: &Form) -> &[String] {
        let choice = self.document.word_choices.first();
        choice
            .filter(|choice| choice.forms.contains(&form.id))
            .map_or(&[], |choice| choice.words.as_slice())
    }

    /// The question above the words: for raters, with the name of the leader left open, and for the
    /// leader. Empty in a model without words.
    pub fn word_stems(&self) -> (&str, &str) {
        let choice = self.document.word_choices.first();
        choice.map_or(("", ""), |choice| (choice.others.as_str(), choice.own.as_str()))
    }
}
