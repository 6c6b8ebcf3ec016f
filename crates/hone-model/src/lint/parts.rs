//! Rules for each record by itself, and for the ids by which records name each other.

use super::{Linter, THE_MODEL};
use crate::read::{Spot, shortened};
use crate::record::{AnswerPoint, Item, NAME_MARK, Pole};

const N_ANSWERS: usize = 5;
const N_QUESTIONS: usize = 3;
const MOST_CONTRASTS: usize = 9;

pub(super) fn check(linter: &mut Linter<'_>) {
    let document = linter.document;
    head(linter);
    texts(linter);
    ids(linter);
    answers(linter, "answer", &document.answers);
    questions(linter);
    references(linter);
}

fn head(linter: &mut Linter<'_>) {
    let document = linter.document;
    linter.version((THE_MODEL, 0, "version"), &document.version);
    linter.language((THE_MODEL, 0, "language"), &document.language);
    let n = document.contrasts.len();
    if n > MOST_CONTRASTS {
        let message = format!("there are {n} contrasts; at most {MOST_CONTRASTS}");
        linter.error((THE_MODEL, 0, ""), message, "Join those that go together.");
    }
}

/// Every text of the file with the most characters that it may have.
fn texts(linter: &mut Linter<'_>) {
    let document = linter.document;
    let head: [(&'static str, &str, usize); 8] = [
        ("version", &document.version, 20),
        ("name", &document.name, 80),
        ("language", &document.language, 20),
        ("licence", &document.licence, 200),
        ("evidence", &document.evidence, 4000),
        ("stem_others", &document.stem_others, 200),
        ("stem_own", &document.stem_own, 200),
        ("not_observed", &document.not_observed, 60),
    ];
    for (field, text, most) in head {
        linter.text((THE_MODEL, 0, field), text, most);
    }
    for (table, answers) in document.answer_sets() {
        for (index, answer) in answers.iter().enumerate() {
            linter.text((table, index, "label"), &answer.label, 40);
        }
    }
    for (index, question) in document.questions.iter().enumerate() {
        linter.text(("question", index, "label"), &question.label, 60);
        linter.text(("question", index, "others"), &question.others, 200);
        linter.text(("question", index, "own"), &question.own, 200);
    }
    for (index, contrast) in document.contrasts.iter().enumerate() {
        let texts: [(&'static str, &str, usize); 6] = [
            ("name", &contrast.name, 60),
            ("short", &contrast.short, 16),
            ("leading_seen", &contrast.leading_seen, 120),
            ("managing_seen", &contrast.managing_seen, 120),
            ("leading_means", &contrast.leading_means, 300),
            ("managing_means", &contrast.managing_means, 300),
        ];
        for (field, text, most) in texts {
            linter.text(("contrast", index, field), text, most);
        }
    }
    for (index, claim) in document.claims.iter().enumerate() {
        linter.text(("claim", index, "says"), &claim.says, 200);
    }
    for (table, items) in document.asked() {
        for (index, item) in items.iter().enumerate() {
            linter.text((table, index, "others"), &item.others, 160);
            linter.text((table, index, "own"), &item.own, 160);
            linter.text((table, index, "provenance"), &item.provenance, 400);
        }
    }
    for (index, form) in document.forms.iter().enumerate() {
        linter.text(("form", index, "name"), &form.name, 40);
    }
}

fn ids(linter: &mut Linter<'_>) {
    let document = linter.document;
    linter.slug((THE_MODEL, 0, "id"), &document.id);
    for (index, question) in document.questions.iter().enumerate() {
        linter.slug(("question", index, "id"), &question.id);
    }
    for (index, contrast) in document.contrasts.iter().enumerate() {
        linter.slug(("contrast", index, "id"), &contrast.id);
    }
    for (table, items) in document.asked() {
        for (index, item) in items.iter().enumerate() {
            linter.slug((table, index, "id"), &item.id);
        }
        linter.unique(table, "id", items.iter().map(|item| &item.id));
        linter.unique(table, "others", items.iter().map(|item| &item.others));
    }
    for (index, form) in document.forms.iter().enumerate() {
        linter.slug(("form", index, "id"), &form.id);
    }
    for (index, claim) in document.claims.iter().enumerate() {
        let is_good = claim.id.len() <= 12 && claim.id.bytes().all(|b| b.is_ascii_alphanumeric());
        if !is_good || claim.id.is_empty() {
            let message = format!("'{}' cannot be an id", shortened(&claim.id));
            linter.error(("claim", index, "id"), message, "Use letters and digits, such as T4.");
        }
    }
    linter.unique("question", "id", document.questions.iter().map(|question| &question.id));
    linter.unique("contrast", "id", document.contrasts.iter().map(|contrast| &contrast.id));
    linter.unique("contrast", "name", document.contrasts.iter().map(|contrast| &contrast.name));
    linter.unique("contrast", "short", document.contrasts.iter().map(|contrast| &contrast.short));
    linter.unique("claim", "id", document.claims.iter().map(|claim| &claim.id));
    linter.unique("form", "id", document.forms.iter().map(|form| &form.id));
}

/// Five points in their order, each with words of its own.
pub(super) fn answers(linter: &mut Linter<'_>, table: &'static str, answers: &[AnswerPoint]) {
    let document = linter.document;
    let n = answers.len();
    if n != N_ANSWERS {
        let message = format!("there are {n} {table}s; there must be exactly {N_ANSWERS}");
        let way_out = "Label five points, from the least to the most.";
        linter.error((THE_MODEL, 0, ""), message, way_out);
    }
    for (index, answer) in answers.iter().enumerate() {
        let due = index + 1;
        if usize::from(answer.value) != due {
            let message = format!("its value is {}, where {due} is due", answer.value);
            linter.error((table, index, "value"), message, "Count from 1 to 5, in this order.");
        }
        if answer.label.to_lowercase() == document.not_observed.to_lowercase() {
            let message = "its label is the same as 'not_observed'".to_owned();
            linter.error((table, index, "label"), message, "Word one of both differently.");
        }
    }
    linter.unique(table, "label", answers.iter().map(|answer| &answer.label));
}

fn questions(linter: &mut Linter<'_>) {
    let document = linter.document;
    let n = document.questions.len();
    if n != N_QUESTIONS {
        let message = format!("there are {n} open questions; there must be exactly {N_QUESTIONS}");
        let way_out = "Ask what to keep, what to start and what would help.";
        linter.error((THE_MODEL, 0, ""), message, way_out);
    }
    for (index, question) in document.questions.iter().enumerate() {
        if has_brace(&question.others.replace(NAME_MARK, "")) {
            let message = format!("'others' has a brace that is not part of {NAME_MARK}");
            let way_out = format!("Write {NAME_MARK} where the leader's name goes.");
            linter.error(("question", index, "others"), message, way_out);
        }
        if has_brace(&question.own) {
            let message = "'own' has a brace".to_owned();
            linter.error(("question", index, "own"), message, "Speak of 'I' instead of a name.");
        }
    }
}

fn has_brace(text: &str) -> bool {
    text.contains(['{', '}'])
}

fn references(linter: &mut Linter<'_>) {
    let document = linter.document;
    for (index, claim) in document.claims.iter().enumerate() {
        linter.known_contrast(("claim", index, "contrast"), &claim.contrast);
        if claim.ways.is_empty() {
            let message = "'ways' is empty".to_owned();
            linter.error(("claim", index, "ways"), message, "Say how the claim is served.");
        }
    }
    for (table, items) in document.asked() {
        for (index, item) in items.iter().enumerate() {
            linter.known_contrast((table, index, "contrast"), &item.contrast);
            claims(linter, (table, index, "claims"), item);
        }
    }
}

/// The claims that an item serves: some, all of them there, and of its contrast.
fn claims(linter: &mut Linter<'_>, spot: Spot, item: &Item) {
    if item.claims.is_empty() {
        let message = "it serves no claim".to_owned();
        linter.error(spot, message, "Name the claim it asks about, or remove it.");
    }
    for id in &item.claims {
        let short = shortened(id);
        let Some(claim) = linter.document.claims.iter().find(|claim| claim.id == *id) else {
            let message = format!("there is no claim '{short}'");
            linter.error(spot, message, "Name a claim of this file, or add it.");
            continue;
        };
        if claim.contrast != item.contrast {
            let message = format!("claim {short} belongs to another contrast");
            linter.error(spot, message, "Put both into one contrast.");
        } else if item.pole != Pole::Outcome && claim.pole != item.pole {
            let message = format!("it counts as {}, claim {short} is {}", item.pole, claim.pole);
            linter.warn(spot, message, "Give it the claim's pole, or another claim.");
        }
    }
}

impl Linter<'_> {
    fn known_contrast(&mut self, spot: Spot, id: &str) {
        if self.document.contrasts.iter().all(|contrast| contrast.id != id) {
            let known: Vec<_> =
                self.document.contrasts.iter().map(|contrast| shortened(&contrast.id)).collect();
            let message = format!("there is no contrast '{}'", shortened(id));
            self.error(spot, message, format!("Use one of: {}.", known.join(", ")));
        }
    }
}
