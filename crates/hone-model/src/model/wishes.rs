//! What raters may wish for: one item for each contrast, answered by less or more than now.

use serde::{Deserialize, Serialize};

use super::Model;
use crate::record::{AnswerPoint, Form, Item};

/// What stands above the wishes, and which forms ask for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WishStem {
    /// The question to raters.
    pub(crate) others: String,
    /// The question to the leader.
    pub(crate) own: String,
    /// The label of the answer that says neither less nor more.
    pub(crate) none: String,
    /// The ids of the forms that ask for wishes.
    pub(crate) forms: Vec<String>,
}

impl Model {
    /// What raters may wish for, one for each contrast in their order; nothing in a model that was
    /// written before there were wishes. None of them is an item of a scale.
    pub fn wishes(&self) -> &[Item] {
        &self.document.wishes
    }

    /// The wish with this id.
    pub fn wish(&self, id: &str) -> Option<&Item> {
        self.wishes().iter().find(|wish| wish.id == id)
    }

    /// The wish about a contrast.
    pub fn wish_about(&self, contrast: &str) -> Option<&Item> {
        self.wishes().iter().find(|wish| wish.contrast == contrast)
    }

    /// The wishes that a form asks for after its items: all of them or none.
    pub fn wishes_in(&self, form: &Form) -> &[Item] {
        let is_asked = |stem: &WishStem| stem.forms.contains(&form.id);
        if self.document.wish_stems.iter().any(is_asked) { self.wishes() } else { &[] }
    }

    /// The five answers to a wish, from much less to much more than now; nothing in a model without
    /// wishes.
    pub fn wish_answers(&self) -> &[AnswerPoint] {
        &self.document.wish_answers
    }

    /// The question above the wishes: for raters, and for the leader. Empty in a model without wishes.
    pub fn wish_stems(&self) -> (&str, &str) {
        let stem = self.document.wish_stems.first();
        stem.map_or(("", ""), |stem| (stem.others.as_str(), stem.own.as_str()))
    }

    /// The label of the answer that says neither less nor more. Empty in a model without wishes.
    pub fn no_wish(&self) -> &str {
        self.document.wish_stems.first().map_or("", |stem| stem.none.as_str())
    }
}
