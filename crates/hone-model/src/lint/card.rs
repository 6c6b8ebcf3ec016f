//! Rules for the sentences of a library.
//!
//! The rules that look at single words know English only; a file in another language is spared them.

use super::reading::{grade, is_english, outside_speech, sentences, words};
use super::{Linter, THE_LIBRARY};
use crate::library::Document;
use crate::read::Spot;

const MOST_WORDS_ON_A_CARD: usize = 129;
const MOST_WORDS_IN_A_TEXT: usize = 89;
const MOST_WORDS_IN_A_SENTENCE: usize = 19;
/// A reading age of about 12.
const HIGHEST_GRADE: f64 = 7.0;

/// A practice speaks to its reader.
const FIRST_PERSON: &[&str] = &["i", "i'm", "i'll", "i've", "i'd", "me", "my", "mine", "myself"];
/// A colleague is 'they'.
const GENDERED: &[&str] =
    &["he", "he's", "she", "she's", "him", "his", "her", "hers", "himself", "herself"];
/// Nobody can promise that a practice helps.
const PROMISES: &[&str] = &[
    "always",
    "certainly",
    "definitely",
    "ensure",
    "ensures",
    "guarantee",
    "guaranteed",
    "guarantees",
    "never",
    "surely",
    "undoubtedly",
];
/// A practice is a deed; a trait is nothing that anybody can do today.
const TRAITS: &[&str] = &[
    "brave",
    "charisma",
    "charismatic",
    "confident",
    "courage",
    "courageous",
    "fearless",
    "gifted",
    "lazy",
    "natural",
    "personality",
    "smart",
    "stupid",
    "talent",
    "talented",
    "visionary",
    "weak",
];
/// Pictures from stories of heroes, from sport and war: they leave people out.
const PICTURES: &[&str] = &[
    "ammunition",
    "army",
    "battle",
    "battles",
    "beat",
    "bullet",
    "bullets",
    "champion",
    "champions",
    "conquer",
    "defeat",
    "enemy",
    "enemies",
    "fight",
    "fighting",
    "fights",
    "hero",
    "heroes",
    "heroic",
    "marathon",
    "player",
    "players",
    "soldier",
    "soldiers",
    "sprint",
    "sprints",
    "troops",
    "victory",
    "war",
    "warrior",
    "weapon",
    "weapons",
    "win",
    "winner",
    "winners",
    "winning",
    "wins",
];
/// Turns of phrase that cannot be translated word by word.
const IDIOMS: &[&str] = &[
    "at the end of the day",
    "ball park",
    "big picture",
    "bite the bullet",
    "elephant in the room",
    "front line",
    "game changer",
    "get the ball rolling",
    "hit the ground running",
    "low hanging fruit",
    "low-hanging fruit",
    "move the needle",
    "on the same page",
    "outside the box",
    "rule of thumb",
    "skin in the game",
    "step up to the plate",
    "touch base",
    "walk the talk",
];

type Library<'a> = Linter<'a, Document>;

pub(super) fn check(linter: &mut Library<'_>) {
    let document = linter.document;
    let is_english = is_english(&document.language);
    for index in 0..document.practices.len() {
        card(linter, index, is_english);
    }
    plain(linter, (THE_LIBRARY, 0, "form_says"), &document.form_says, is_english);
    for (index, meaning) in document.grades.iter().enumerate() {
        plain(linter, ("grade", index, "says"), &meaning.says, is_english);
    }
    for (index, source) in document.sources.iter().enumerate() {
        plain(linter, ("source", index, "found"), &source.found, is_english);
        plain(linter, ("source", index, "limits"), &source.limits, is_english);
    }
    for (index, look) in document.first_looks.iter().enumerate() {
        let spot = ("first_look", index, "text");
        plain(linter, spot, &look.text, is_english);
        short(linter, spot, &look.text);
        if is_english {
            speaks_to_you(linter, spot, &look.text);
            reading_age(linter, spot, &look.text);
        }
    }
    for (index, message) in document.messages.iter().enumerate() {
        let spot = ("message", index, "text");
        short(linter, spot, &message.text);
        long_sentence(linter, spot, &message.text);
        if is_english {
            banned(linter, spot, &message.text);
            reading_age(linter, spot, &message.text);
        }
    }
}

fn card(linter: &mut Library<'_>, index: usize, is_english: bool) {
    let practice = &linter.document.practices[index];
    let whole = practice.card().map(|(_, text)| text.trim_end_matches('.')).join(". ");
    let n: usize = practice.card().iter().map(|(_, text)| words(text).count()).sum();
    if n > MOST_WORDS_ON_A_CARD {
        let message = format!("it has {n} words; at most {MOST_WORDS_ON_A_CARD}");
        linter.error(("practice", index, ""), message, "Keep what helps on the day.");
    }
    for (field, text) in practice.card() {
        let spot = ("practice", index, field);
        long_sentence(linter, spot, text);
        match field {
            "title" if ends(text) => {
                let message = "'title' ends like a sentence".to_owned();
                linter.error(spot, message, "Take the mark at its end out.");
            }
            "title" => {}
            _ => ended(linter, spot, text),
        }
        if is_english {
            banned(linter, spot, text);
            if field != "if_then" {
                speaks_to_you(linter, spot, text);
            }
        }
    }
    if !practice.helps_when.starts_with(char::is_lowercase) {
        let message = "'helps_when' does not go on from 'Helps when'".to_owned();
        linter.error(("practice", index, "helps_when"), message, "Begin it with a small letter.");
    }
    if_then(linter, index, is_english);
    if is_english {
        reading_age(linter, ("practice", index, ""), &whole);
    }
}

fn if_then(linter: &mut Library<'_>, index: usize, is_english: bool) {
    let text = &linter.document.practices[index].if_then;
    let spot = ("practice", index, "if_then");
    let n = sentences(text).count();
    if n != 1 {
        let message = format!("'if_then' has {n} sentences");
        linter.error(spot, message, "Make it one: a moment, and an act.");
    }
    if is_english && !(text.starts_with("When ") && text.contains(" I will ")) {
        let message = "'if_then' is not of the form 'When …, I will …'".to_owned();
        linter.error(spot, message, "Name a moment that is noticed and an act that is seen.");
    }
}

/// What holds for every text that is no message.
pub(super) fn plain<D>(linter: &mut Linter<'_, D>, spot: Spot, text: &str, is_english: bool) {
    long_sentence(linter, spot, text);
    ended(linter, spot, text);
    if is_english {
        banned(linter, spot, text);
    }
}

fn ended<D>(linter: &mut Linter<'_, D>, spot: Spot, text: &str) {
    if !ends(text) {
        let message = format!("'{}' does not end like a sentence", spot.2);
        linter.error(spot, message, "End it with a full stop.");
    }
}

fn ends(text: &str) -> bool {
    text.trim_end_matches(['’', '”', '\'', '"', ')']).ends_with(['.', '?', '!', '。', '।'])
}

fn short(linter: &mut Library<'_>, spot: Spot, text: &str) {
    let n = words(text).count();
    if n > MOST_WORDS_IN_A_TEXT {
        let message = format!("'{}' has {n} words; at most {MOST_WORDS_IN_A_TEXT}", spot.2);
        linter.error(spot, message, "Shorten it.");
    }
}

fn long_sentence<D>(linter: &mut Linter<'_, D>, spot: Spot, text: &str) {
    for sentence in sentences(text) {
        let n = words(sentence).count();
        if n > MOST_WORDS_IN_A_SENTENCE {
            let start: Vec<_> = words(sentence).take(4).collect();
            let message = format!(
                "'{}' has a sentence of {n} words, '{} …'; at most {MOST_WORDS_IN_A_SENTENCE}",
                spot.2,
                start.join(" ")
            );
            linter.error(spot, message, "Split it, or say less.");
        }
    }
}

/// What people say to each other may hold any word, so speech is left out.
fn banned<D>(linter: &mut Linter<'_, D>, spot: Spot, text: &str) {
    let kinds = [
        (GENDERED, "says which gender somebody has", "Write 'they'."),
        (PROMISES, "promises too much", "Say 'may', or take it out."),
        (TRAITS, "speaks of a trait", "Say what somebody does."),
        (PICTURES, "is a picture from tales, sport or war", "Say what is done."),
    ];
    let text = outside_speech(text);
    let words: Vec<_> = words(&text).collect();
    for word in &words {
        let found = kinds.iter().find(|(list, ..)| list.contains(&word.as_str()));
        if let Some((_, harm, way_out)) = found {
            let message = format!("'{}' has the word '{word}', which {harm}", spot.2);
            linter.error(spot, message, *way_out);
        }
    }
    let flat = format!(" {} ", words.join(" "));
    for idiom in IDIOMS.iter().filter(|idiom| flat.contains(&format!(" {idiom} "))) {
        let message = format!("'{}' says '{idiom}', which cannot be translated", spot.2);
        linter.error(spot, message, "Say it in plain words.");
    }
}

pub(super) fn speaks_to_you<D>(linter: &mut Linter<'_, D>, spot: Spot, text: &str) {
    let text = outside_speech(text);
    if let Some(word) = words(&text).find(|word| FIRST_PERSON.contains(&word.as_str())) {
        let message = format!("'{}' has the word '{word}' outside of speech", spot.2);
        linter.error(spot, message, "Speak to 'you'; 'I' stands in the if-then.");
    }
}

pub(super) fn reading_age<D>(linter: &mut Linter<'_, D>, spot: Spot, text: &str) {
    let grade = grade(text);
    if grade > HIGHEST_GRADE {
        let message = format!("it reads like school year {grade:.0}; at most {HIGHEST_GRADE:.0}");
        linter.warn(spot, message, "Use shorter words and sentences; this is an estimate.");
    }
}
