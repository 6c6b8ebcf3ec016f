//! The page on which raters say of what they would like more or less: one tap for each contrast.

use hone_model::{Form, Item, Model};

use super::form::Voice;

/// The wishes that a form asks for.
pub(super) struct Wishes<'a> {
    pub(super) stem: &'a str,
    pub(super) rows: Vec<Row<'a>>,
}

/// One wish.
pub(super) struct Row<'a> {
    pub(super) id: &'a str,
    /// What follows the leader's name, or 'I'.
    pub(super) says: &'a str,
}

impl<'a> Wishes<'a> {
    /// The wishes of a form, if it asks for any.
    pub(super) fn of(model: &'a Model, form: &'a Form, voice: Voice) -> Option<Self> {
        let (others, own) = model.wish_stems();
        let row = |wish: &'a Item| Row {
            id: &wish.id,
            says: if voice == Voice::Own { &wish.own } else { &wish.others },
        };
        let rows: Vec<Row> = model.wishes_in(form).iter().map(row).collect();
        let stem = if voice == Voice::Own { own } else { others };
        (!rows.is_empty()).then_some(Self { stem, rows })
    }
}
