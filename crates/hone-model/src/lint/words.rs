//! Rules for the words of which raters choose: one list of plain words, in the order of the alphabet.

use std::collections::BTreeSet;

use super::{Linter, THE_MODEL};
use crate::read::shortened;
use crate::record::NAME_MARK;

/// Fewer words leave little to choose, more take too long to read.
const FEWEST: usize = 12;
const MOST: usize = 30;
/// The longest word, in letters.
const LONGEST: usize = 16;

pub(super) fn check(linter: &mut Linter<'_>) {
    let n = linter.document.word_choices.len();
    if n > 1 {
        let message = format!("there are {n} word_choices; there may be one");
        linter.error((THE_MODEL, 0, ""), message, "Keep one list of words.");
    }
    for index in 0..n {
        questions(linter, index);
        words(linter, index);
    }
}

fn questions(linter: &mut Linter<'_>, index: usize) {
    let document = linter.document;
    let choice = &document.word_choices[index];
    linter.text(("word_choice", index, "others"), &choice.others, 200);
    linter.text(("word_choice", index, "own"), &choice.own, 200);
    if choice.others.matches(NAME_MARK).count() != 1 {
        let message = format!("'others' does not have {NAME_MARK} once");
        let way_out = "Put it where the name of the leader stands.";
        linter.error(("word_choice", index, "others"), message, way_out);
    }
    linter.known_forms(("word_choice", index, "forms"), &choice.forms);
}

/// Sheets and releases name a word by itself, so it is written in one way only.
fn words(linter: &mut Linter<'_>, index: usize) {
    let spot = ("word_choice", index, "words");
    let document = linter.document;
    let words = &document.word_choices[index].words;
    if !(FEWEST..=MOST).contains(&words.len()) {
        let message = format!("there are {} words; {FEWEST} to {MOST} are due", words.len());
        linter.error(spot, message, "Add words, or take some out.");
    }
    for word in words {
        let is_plain = word.split('-').all(|part| {
            !part.is_empty()
                && part.chars().all(|letter| letter.is_alphabetic() && !letter.is_uppercase())
        });
        if !is_plain || word.chars().count() > LONGEST {
            let message =
                format!("'{}' is no word in small letters of at most {LONGEST}", shortened(word));
            linter.error(spot, message, "Choose one short word.");
        }
    }
    if words.iter().collect::<BTreeSet<_>>().len() != words.len() {
        linter.error(spot, "a word stands twice".to_owned(), "Keep each once.");
    }
    if !words.is_sorted() {
        let message = "the words are not in the order of the alphabet".to_owned();
        linter.warn(spot, message, "Sort them, so that none is chosen because it stands first.");
    }
}
