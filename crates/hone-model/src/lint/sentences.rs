//! Rules for the rules of a report's sentences: all there, in plain words, with numbers in order.

use super::{Linter, THE_SENTENCES, card};
use crate::read::Spot;
use crate::sentences::{Document, RuleId};

/// The answers run from 1 to 5.
const ANSWERS: (f64, f64) = (1.0, 5.0);
/// Below one, a single question would be named within the noise; above three, never.
const QUESTION_TIMES: (f64, f64) = (1.0, 3.0);

type Sentences<'a> = Linter<'a, Document>;

pub(super) fn check(linter: &mut Sentences<'_>) {
    let document = linter.document;
    linter.slug((THE_SENTENCES, 0, "id"), &document.id);
    linter.version((THE_SENTENCES, 0, "version"), &document.version);
    linter.language((THE_SENTENCES, 0, "language"), &document.language);
    linter.text((THE_SENTENCES, 0, "licence"), &document.licence, 200);
    numbers(linter);
    rules(linter);
}

fn numbers(linter: &mut Sentences<'_>) {
    let Document { middle, seldom, question_times, as_now, unchanged, .. } = *linter.document;
    between(linter, "middle", middle, ANSWERS);
    between(linter, "seldom", seldom, ANSWERS);
    between(linter, "question_times", question_times, QUESTION_TIMES);
    between(linter, "as_now", as_now, ANSWERS);
    between(linter, "unchanged", unchanged, ANSWERS);
    if seldom >= middle {
        let message = format!("'seldom' is {seldom:.1}, which is not below 'middle', {middle:.1}");
        linter.error((THE_SENTENCES, 0, "seldom"), message, "Seldom is less than half the time.");
    }
}

fn between(linter: &mut Sentences<'_>, field: &'static str, value: f64, (low, high): (f64, f64)) {
    let spot = (THE_SENTENCES, 0, field);
    if !(low..high).contains(&value) {
        let message =
            format!("'{field}' is {value:.1}; it has to lie from {low:.1} to below {high:.1}");
        linter.error(spot, message, "Choose a number between them.");
    }
    // Pages write one decimal, so another number would not be the one that decides.
    if format!("{value:.1}").parse() != Ok(value) {
        let message = format!("'{field}' has more than one decimal");
        linter.error(spot, message, "Round it to one.");
    }
}

fn rules(linter: &mut Sentences<'_>) {
    let document = linter.document;
    for id in RuleId::ALL {
        if document.rules.iter().all(|rule| rule.id != id) {
            let message = format!("there is no rule '{}'", id.as_str());
            linter.error((THE_SENTENCES, 0, ""), message, "Add it: the report goes by it.");
        }
    }
    for (index, rule) in document.rules.iter().enumerate() {
        if document.rules[..index].iter().any(|other| other.id == rule.id) {
            let message = "it stands twice".to_owned();
            linter.error(("rule", index, "id"), message, "Remove one of both.");
        }
        linter.text(("rule", index, "name"), &rule.name, 80);
        let spot: Spot = ("rule", index, "says");
        linter.text(spot, &rule.says, 600);
        card::plain(linter, spot, &rule.says, super::reading::is_english(&document.language));
        marks(linter, index);
    }
}

/// The words of a rule name the numbers it turns on, so that words and numbers do not part.
fn marks(linter: &mut Sentences<'_>, index: usize) {
    let document = linter.document;
    let rule = &document.rules[index];
    let spot = ("rule", index, "says");
    for mark in rule.id.marks() {
        if !rule.says.contains(mark) {
            let message = format!("'says' does not name {mark}, on which it turns");
            linter.error(spot, message, format!("Write {mark} where the number goes."));
        }
    }
    let known = document.marks();
    let rest = known.iter().fold(rule.says.clone(), |rest, (mark, _)| rest.replace(mark, ""));
    if rest.contains(['{', '}']) {
        let names = known.map(|(mark, _)| mark).join(", ");
        let message = "'says' has a brace that is no part of a mark".to_owned();
        linter.error(spot, message, format!("The marks are {names}."));
    }
}
