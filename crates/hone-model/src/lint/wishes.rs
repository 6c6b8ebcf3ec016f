//! Rules for what raters may wish for: all of it or nothing, one wish for each contrast.

use super::{Linter, THE_MODEL, parts};
use crate::read::shortened;
use crate::record::{Item, Pole};

pub(super) fn check(linter: &mut Linter<'_>) {
    let document = linter.document;
    let (stems, answers) = (&document.wish_stems, &document.wish_answers);
    if stems.is_empty() && answers.is_empty() && document.wishes.is_empty() {
        return;
    }
    if stems.len() != 1 {
        let message = format!("there are {} wish_stems; there must be exactly one", stems.len());
        linter.error((THE_MODEL, 0, ""), message, "Ask how much of it would help.");
    }
    for index in 0..stems.len() {
        stem(linter, index);
    }
    parts::answers(linter, "wish_answer", answers);
    ids(linter);
    contrasts(linter);
}

fn stem(linter: &mut Linter<'_>, index: usize) {
    let document = linter.document;
    let stem = &document.wish_stems[index];
    linter.text(("wish_stem", index, "others"), &stem.others, 200);
    linter.text(("wish_stem", index, "own"), &stem.own, 200);
    linter.text(("wish_stem", index, "none"), &stem.none, 60);
    let is_none = |label: &str| label.to_lowercase() == stem.none.to_lowercase();
    for (answer, point) in document.wish_answers.iter().enumerate() {
        if is_none(&point.label) {
            let message = "its label is the same as 'none'".to_owned();
            linter.error(
                ("wish_answer", answer, "label"),
                message,
                "Word one of both differently.",
            );
        }
    }
    linter.known_forms(("wish_stem", index, "forms"), &stem.forms);
}

/// A sheet knows answers by their ids alone, so a wish has none that an item has.
fn ids(linter: &mut Linter<'_>) {
    let document = linter.document;
    for (index, wish) in document.wishes.iter().enumerate() {
        if document.item(&wish.id).is_some() {
            let message = format!("its id '{}' is that of an item", shortened(&wish.id));
            linter.error(("wish", index, "id"), message, "Give it an id of its own.");
        }
    }
}

/// Each contrast has one wish, about its leading side, so that a report can set it beside the leading
/// scale.
fn contrasts(linter: &mut Linter<'_>) {
    let document = linter.document;
    for (index, wish) in document.wishes.iter().enumerate() {
        let before = &document.wishes[..index];
        if before.iter().any(|other| other.contrast == wish.contrast) {
            let message = format!("{} has a wish already", shortened(&wish.contrast));
            linter.error(("wish", index, "contrast"), message, "Keep one wish for each contrast.");
        }
        if wish.pole != Pole::Leading {
            let message = format!("it counts as {}", wish.pole);
            linter.error(("wish", index, "pole"), message, "Ask about the leading side.");
        }
    }
    for (index, contrast) in document.contrasts.iter().enumerate() {
        if document.wishes.iter().all(|wish| wish.contrast != contrast.id) {
            let message = "no wish is about it".to_owned();
            linter.error(("contrast", index, "id"), message, "Add a [[wish]] for it.");
        }
    }
    let place = |wish: &Item| document.contrasts.iter().position(|c| c.id == wish.contrast);
    if !document.wishes.iter().filter_map(place).is_sorted() {
        let message = "wishes stand in another order than the contrasts".to_owned();
        linter.warn(("wish", 0, "id"), message, "Keep one order.");
    }
}
