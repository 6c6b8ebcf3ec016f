//! Rules for what is asked about a change: for each contrast or for none, of both poles, and nothing
//! that a round of feedback asks.

use super::{Linter, THE_MODEL, parts};
use crate::read::shortened;
use crate::record::Pole;

const FEWEST: usize = 2;
const MOST: usize = 3;

pub(super) fn check(linter: &mut Linter<'_>) {
    let document = linter.document;
    let (stems, answers) = (&document.change_stems, &document.change_answers);
    if stems.is_empty() && answers.is_empty() && document.changes.is_empty() {
        return;
    }
    if stems.len() != 1 {
        let message = format!("there are {} change_stems; there must be exactly one", stems.len());
        linter.error((THE_MODEL, 0, ""), message, "Ask whether people have seen it less or more.");
    }
    for (index, stem) in stems.iter().enumerate() {
        linter.text(("change_stem", index, "others"), &stem.others, 200);
        linter.text(("change_stem", index, "own"), &stem.own, 200);
    }
    parts::answers(linter, "change_answer", answers);
    ids(linter);
    poles(linter);
}

/// Whether a release came too soon after another is decided by what both asked. So an item about a
/// change is no item of a round of feedback.
fn ids(linter: &mut Linter<'_>) {
    let document = linter.document;
    for (index, change) in document.changes.iter().enumerate() {
        if document.item(&change.id).is_some() {
            let message = format!("its id '{}' is that of an item", shortened(&change.id));
            let way_out = "Give it an id of its own: answers about a change are other answers.";
            linter.error(("change", index, "id"), message, way_out);
        }
    }
}

/// A change in one pole says nothing of the other, and neither is the good one.
fn poles(linter: &mut Linter<'_>) {
    let document = linter.document;
    for (index, contrast) in document.contrasts.iter().enumerate() {
        let spot = ("contrast", index, "id");
        let of = |pole: Pole| {
            let is_of = |item: &&crate::Item| item.contrast == contrast.id && item.pole == pole;
            document.changes.iter().filter(is_of).count()
        };
        let (leading, managing) = (of(Pole::Leading), of(Pole::Managing));
        let n = leading + managing;
        if !(FEWEST..=MOST).contains(&n) || leading == 0 || managing == 0 {
            let message = format!(
                "it has {leading} changes of leading and {managing} of managing; {FEWEST} or {MOST} \
                 are due, of both poles"
            );
            linter.error(spot, message, "Add a [[change]], or take one out.");
        }
    }
    for (index, change) in document.changes.iter().enumerate() {
        if change.pole == Pole::Outcome {
            let message = "it is about an outcome".to_owned();
            let way_out = "Ask about a behaviour: people can say whether they saw it more or less.";
            linter.error(("change", index, "pole"), message, way_out);
        }
    }
}
