//! Rules for prompts: short questions on deeds, keyed to the model.

use super::library::{known_claims, known_contrast};
use super::reading::{is_english, outside_speech, words};
use super::{Linter, THE_PROMPTS, card};
use crate::library::Library;
use crate::model::Model;
use crate::prompts::Document;
use crate::read::{Spot, shortened};
use crate::record::Way;

const FEWEST: usize = 40;
const FEWEST_PER_CONTRAST: usize = 6;
const MOST_WORDS: usize = 24;

/// A question on worth or feelings draws the mind to the self, where feedback does harm.
const WORTH: &[&str] = &[
    "ashamed",
    "average",
    "bad",
    "best",
    "better",
    "deserve",
    "fail",
    "failure",
    "feel",
    "feeling",
    "feelings",
    "felt",
    "good",
    "grade",
    "great",
    "guilty",
    "happy",
    "mood",
    "perfect",
    "proud",
    "rate",
    "score",
    "weakness",
    "weaknesses",
    "worse",
    "worst",
    "worth",
    "worthy",
];
/// What is said of things, and not of people.
const OF_THINGS: [&str; 2] = ["bad news", "good news"];

type Prompts<'a> = Linter<'a, Document>;

pub(super) fn check(linter: &mut Prompts<'_>, model: &Model, library: &Library) {
    head(linter, model, library);
    let is_english = is_english(&linter.document.language);
    for index in 0..linter.document.prompts.len() {
        belongs(linter, model, library, index);
        text(linter, index, is_english);
    }
    let prompts = &linter.document.prompts;
    linter.unique("prompt", "id", prompts.iter().map(|prompt| &prompt.id));
    linter.unique("prompt", "text", prompts.iter().map(|prompt| &prompt.text));
    counts(linter, model);
}

fn head(linter: &mut Prompts<'_>, model: &Model, library: &Library) {
    let document = linter.document;
    linter.slug((THE_PROMPTS, 0, "id"), &document.id);
    linter.version((THE_PROMPTS, 0, "version"), &document.version);
    linter.language((THE_PROMPTS, 0, "language"), &document.language);
    linter.text((THE_PROMPTS, 0, "licence"), &document.licence, 200);
    linter.text((THE_PROMPTS, 0, "says"), &document.says, 600);
    let spot = (THE_PROMPTS, 0, "says");
    card::plain(linter, spot, &document.says, is_english(&document.language));
    known_sources(linter, library, (THE_PROMPTS, 0, "sources"), &document.sources);
    for (field, named, known) in
        [("model", &document.model, model.id()), ("library", &document.library, library.id())]
    {
        if named != known {
            let message = format!("it is for the {field} '{}'", shortened(named));
            let way_out = format!("Check it with that {field}, or write it for '{known}'.");
            linter.error((THE_PROMPTS, 0, field), message, way_out);
        }
    }
}

fn known_sources(linter: &mut Prompts<'_>, library: &Library, spot: Spot, ids: &[String]) {
    for id in ids.iter().filter(|id| library.source(id).is_none()) {
        let message = format!("the library has no source '{}'", shortened(id));
        linter.error(spot, message, "Name a source of the library, or add it there.");
    }
}

fn belongs(linter: &mut Prompts<'_>, model: &Model, library: &Library, index: usize) {
    let prompt = &linter.document.prompts[index];
    linter.slug(("prompt", index, "id"), &prompt.id);
    let prefix = format!("{}-", prompt.contrast);
    if prompt.id.strip_prefix(&prefix).is_none_or(str::is_empty) {
        let message = format!("its id does not begin with '{}'", shortened(&prefix));
        linter.error(("prompt", index, "id"), message, "Put its contrast first.");
    }
    known_contrast(linter, model, ("prompt", index, "contrast"), &prompt.contrast);
    let spot = ("prompt", index, "claims");
    if prompt.claims.is_empty() {
        linter.error(spot, "it serves no claim".to_owned(), "Name one of its contrast.");
    }
    known_claims(linter, model, spot, &prompt.contrast, &prompt.claims);
    known_sources(linter, library, ("prompt", index, "sources"), &prompt.sources);
}

fn text(linter: &mut Prompts<'_>, index: usize, is_english: bool) {
    let text = linter.document.prompts[index].text.as_str();
    let spot = ("prompt", index, "text");
    linter.text(spot, text, 200);
    card::plain(linter, spot, text, is_english);
    let n = words(text).count();
    if n > MOST_WORDS {
        let message = format!("it has {n} words; at most {MOST_WORDS}");
        linter.error(spot, message, "Ask one thing.");
    }
    if !text.trim_end().ends_with('?') {
        let message = "it does not ask anything".to_owned();
        linter.error(spot, message, "End it with a question mark.");
    }
    if is_english {
        card::speaks_to_you(linter, spot, text);
        card::reading_age(linter, spot, text);
        worth(linter, spot, text);
    }
}

fn worth(linter: &mut Prompts<'_>, spot: Spot, text: &str) {
    let text = outside_speech(text).to_lowercase();
    let text = OF_THINGS.iter().fold(text, |text, thing| text.replace(thing, ""));
    if let Some(word) = words(&text).find(|word| WORTH.contains(&word.as_str())) {
        let message = format!("'text' has the word '{word}', which asks about worth or feelings");
        linter.error(spot, message, "Ask what somebody did.");
    }
}

fn counts(linter: &mut Prompts<'_>, model: &Model) {
    let document = linter.document;
    let spot = (THE_PROMPTS, 0, "");
    let n = document.prompts.len();
    if n < FEWEST {
        let message = format!("there are {n} prompts; at least {FEWEST}");
        linter.warn(spot, message, "Write more, so that one does not come back too soon.");
    }
    for contrast in model.contrasts() {
        let n = document.prompts.iter().filter(|prompt| prompt.contrast == contrast.id).count();
        if n < FEWEST_PER_CONTRAST {
            let message =
                format!("{} has {n} prompts; at least {FEWEST_PER_CONTRAST}", contrast.id);
            linter.warn(spot, message, "Write more of them.");
        }
    }
    for claim in model.claims().iter().filter(|claim| claim.is_served_by(Way::Practise)) {
        if !document.prompts.iter().any(|prompt| prompt.claims.contains(&claim.id)) {
            let message = format!("no prompt serves claim {}", claim.id);
            linter.warn(spot, message, "Write one for it.");
        }
    }
}
