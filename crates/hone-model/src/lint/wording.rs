//! Rules for the sentences of items.
//!
//! The rules that look at single words know English only; a file in another language is spared them.

use super::Linter;
use super::reading::{grade, is_english, words};
use crate::read::Spot;
use crate::record::Item;

const MOST_WORDS: usize = 14;
const HIGHEST_GRADE: f64 = 8.0;

/// Words that make two behaviours of one.
const JOINING: &[&str] = &["and", "or", "because"];
/// Words that turn a sentence round; raters miss them.
const DENYING: &[&str] = &["not", "no", "never", "nor", "none", "nobody", "nothing", "cannot"];
/// Words that nobody can answer with 'often'.
const ABSOLUTE: &[&str] =
    &["always", "all", "every", "everybody", "everyone", "everything", "constantly", "completely"];
/// What goes on inside a person cannot be seen.
const INNER: &[&str] = &[
    "believe",
    "care",
    "enjoy",
    "fear",
    "feel",
    "hope",
    "know",
    "like",
    "love",
    "prefer",
    "think",
    "trust",
    "understand",
    "value",
    "want",
    "wish",
];
/// Third person and first person, where they differ other than by the verb's ending.
const PERSONS: &[(&str, &str)] = &[
    ("they", "i"),
    ("them", "me"),
    ("their", "my"),
    ("theirs", "mine"),
    ("themselves", "myself"),
    ("themself", "myself"),
    ("are", "am"),
    ("were", "was"),
    ("they're", "i'm"),
    ("they've", "i've"),
];

pub(super) fn check(linter: &mut Linter<'_>) {
    let is_english = is_english(&linter.document.language);
    for (table, items) in linter.document.asked() {
        for (index, item) in items.iter().enumerate() {
            for (field, text) in [("others", &item.others), ("own", &item.own)] {
                let spot = (table, index, field);
                shape(linter, spot, text);
                if is_english {
                    words_used(linter, spot, text);
                }
            }
            if is_english {
                let spot = (table, index, "own");
                inner_state(linter, spot, item);
                persons(linter, spot, item);
                reading_age(linter, spot, item);
            }
        }
    }
}

fn shape(linter: &mut Linter<'_>, spot: Spot, text: &str) {
    let field = spot.2;
    let n = words(text).count();
    if n > MOST_WORDS {
        let message = format!("'{field}' has {n} words; at most {MOST_WORDS}");
        linter.error(spot, message, "Shorten it to one behaviour.");
    }
    let Some(sentence) = text.strip_suffix(['.', '。', '।']) else {
        let message = format!("'{field}' does not end with a full stop");
        return linter.error(spot, message, "End it with one.");
    };
    if let Some(mark) = sentence.chars().find(|char| ".;:?!…".contains(*char)) {
        let message = format!("'{field}' has a '{mark}' before its end");
        linter.error(spot, message, "Make it one plain sentence.");
    }
}

fn words_used(linter: &mut Linter<'_>, spot: Spot, text: &str) {
    let kinds = [
        (JOINING, "joins two things", "Split it, or keep the half that matters."),
        (DENYING, "turns the sentence round", "Say what is done instead."),
        (ABSOLUTE, "leaves no room for 'now and then'", "Take it out; the answers say how often."),
    ];
    for word in words(text) {
        let is_in = |list: &[&str]| list.contains(&word.as_str());
        let found = kinds.iter().find(|(list, ..)| is_in(list));
        let found = found.or_else(|| word.ends_with("n't").then_some(&kinds[1]));
        if let Some((_, harm, way_out)) = found {
            let message = format!("'{}' has the word '{word}', which {harm}", spot.2);
            linter.error(spot, message, *way_out);
        }
    }
}

fn inner_state(linter: &mut Linter<'_>, spot: Spot, item: &Item) {
    let Some(verb) = words(&item.own).next() else { return };
    if INNER.contains(&verb.as_str()) {
        let message = format!("'{verb}' is something that colleagues cannot see");
        let way_out = "Name what somebody does who is like that.";
        linter.warn(spot, message, way_out);
    }
}

/// Warns where the two texts seem to ask for different things.
fn persons(linter: &mut Linter<'_>, spot: Spot, item: &Item) {
    let others: Vec<_> = words(&item.others).collect();
    let own: Vec<_> = words(&item.own).collect();
    let is_same = |(other, own): (&String, &String)| {
        other == own || PERSONS.contains(&(other.as_str(), own.as_str()))
    };
    let verbs_fit = match (others.first(), own.first()) {
        (Some(other), Some(own)) => *other == third_person(own),
        _ => false,
    };
    let rest_fits = others.iter().zip(&own).skip(1).all(is_same);
    if others.len() != own.len() || !verbs_fit || !rest_fits {
        let message = "'others' and 'own' differ in more than the person".to_owned();
        let way_out = "Say the same in both, once after the name and once after 'I'.";
        linter.warn(spot, message, way_out);
    }
}

fn third_person(verb: &str) -> String {
    match verb {
        "have" => return "has".to_owned(),
        "am" => return "is".to_owned(),
        _ => {}
    }
    if let Some(stem) = verb.strip_suffix('y')
        && !stem.ends_with(['a', 'e', 'i', 'o', 'u'])
    {
        return format!("{stem}ies");
    }
    let hisses = ["s", "sh", "ch", "x", "z", "o"].iter().any(|ending| verb.ends_with(ending));
    format!("{verb}{}", if hisses { "es" } else { "s" })
}

fn reading_age(linter: &mut Linter<'_>, spot: Spot, item: &Item) {
    let grade = grade(&item.said_by_self());
    if grade > HIGHEST_GRADE {
        let message = format!("it reads like school year {grade:.0}; at most {HIGHEST_GRADE:.0}");
        let way_out = "Use shorter words; this is an estimate.";
        linter.warn(spot, message, way_out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_get_the_ending_of_the_third_person() {
        for (first, third) in [
            ("ask", "asks"),
            ("push", "pushes"),
            ("try", "tries"),
            ("say", "says"),
            ("go", "goes"),
            ("have", "has"),
            ("am", "is"),
            ("pass", "passes"),
        ] {
            assert_eq!(third_person(first), third);
        }
    }
}
