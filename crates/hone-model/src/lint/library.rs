//! Rules for the records of a library, and for what they name in each other and in the model.

use std::collections::HashSet;

use super::{Linter, THE_LIBRARY};
use crate::library::Document;
use crate::model::Model;
use crate::practice::{FOCUS_MARK, Grade, IF_THEN_MARK, LEADER_MARK, Practice};
use crate::read::{Spot, shortened};
use crate::record::{Claim, Pole, Way};

const GRADES: [Grade; 3] = [Grade::A, Grade::B, Grade::C];
const FEWEST_PER_CONTRAST: usize = 12;
const FEWEST_PER_CLAIM: usize = 2;
/// One practice of so many eases managing: most readers come to lead more, and few to manage more.
const ONE_EASES_OF: usize = 3;
/// The messages of the share-back kit, and the marks that each needs.
const MESSAGES: [(&str, &[&str]); 3] = [
    ("thanks", &[LEADER_MARK]),
    ("focus", &[FOCUS_MARK, IF_THEN_MARK, LEADER_MARK]),
    ("suggestions", &[FOCUS_MARK, LEADER_MARK]),
];
const SCALE_POLES: [Pole; 2] = [Pole::Leading, Pole::Managing];

type Library<'a> = Linter<'a, Document>;

pub(super) fn check(linter: &mut Library<'_>, model: &Model) {
    head(linter, model);
    texts(linter);
    ids(linter);
    evidence(linter);
    for index in 0..linter.document.practices.len() {
        belongs(linter, model, index);
        grade(linter, index);
    }
    counts(linter, model);
    served_claims(linter, model);
    first_looks(linter, model);
    messages(linter);
}

fn head(linter: &mut Library<'_>, model: &Model) {
    let document = linter.document;
    linter.version((THE_LIBRARY, 0, "version"), &document.version);
    linter.language((THE_LIBRARY, 0, "language"), &document.language);
    if document.model != model.id() {
        let message = format!("it is for the model '{}'", shortened(&document.model));
        let way_out = format!("Check it with that model, or write it for '{}'.", model.id());
        linter.error((THE_LIBRARY, 0, "model"), message, way_out);
    }
}

/// Every text of the file with the most characters that it may have. Cards are held by their words
/// too, so these bounds only keep a text from running on.
fn texts(linter: &mut Library<'_>) {
    let document = linter.document;
    let head: [(&'static str, &str, usize); 4] = [
        ("version", &document.version, 20),
        ("language", &document.language, 20),
        ("licence", &document.licence, 200),
        ("form_says", &document.form_says, 600),
    ];
    for (field, text, most) in head {
        linter.text((THE_LIBRARY, 0, field), text, most);
    }
    for (index, meaning) in document.grades.iter().enumerate() {
        linter.text(("grade", index, "says"), &meaning.says, 200);
    }
    for (index, source) in document.sources.iter().enumerate() {
        linter.text(("source", index, "cite"), &source.cite, 120);
        linter.text(("source", index, "found"), &source.found, 300);
        linter.text(("source", index, "limits"), &source.limits, 300);
    }
    for (index, practice) in document.practices.iter().enumerate() {
        for (field, text) in practice.card() {
            linter.text(("practice", index, field), text, if field == "title" { 60 } else { 400 });
        }
    }
    for (index, look) in document.first_looks.iter().enumerate() {
        linter.text(("first_look", index, "text"), &look.text, 600);
    }
    for (index, message) in document.messages.iter().enumerate() {
        linter.text(("message", index, "title"), &message.title, 60);
        linter.text(("message", index, "subject"), &message.subject, 80);
        // A message has paragraphs.
        linter.text(("message", index, "text"), &message.text.replace('\n', " "), 900);
    }
}

fn ids(linter: &mut Library<'_>) {
    let document = linter.document;
    linter.slug((THE_LIBRARY, 0, "id"), &document.id);
    for (index, source) in document.sources.iter().enumerate() {
        linter.slug(("source", index, "id"), &source.id);
    }
    for (index, practice) in document.practices.iter().enumerate() {
        linter.slug(("practice", index, "id"), &practice.id);
        let prefix = format!("{}-", practice.contrast);
        if practice.id.strip_prefix(&prefix).is_none_or(str::is_empty) {
            let message = format!("its id does not begin with '{}'", shortened(&prefix));
            linter.error(("practice", index, "id"), message, "Put its contrast first.");
        }
    }
    linter.unique("source", "id", document.sources.iter().map(|source| &source.id));
    linter.unique("source", "cite", document.sources.iter().map(|source| &source.cite));
    linter.unique("practice", "id", document.practices.iter().map(|practice| &practice.id));
    linter.unique("practice", "title", document.practices.iter().map(|practice| &practice.title));
    linter.unique("practice", "if_then", document.practices.iter().map(|card| &card.if_then));
}

/// The meanings of the grades, and the studies.
fn evidence(linter: &mut Library<'_>) {
    let document = linter.document;
    if document.grades.iter().map(|meaning| meaning.id).ne(GRADES) {
        let message = "the grades are not A, B and C, in this order".to_owned();
        linter.error((THE_LIBRARY, 0, ""), message, "Say of each what it means, once.");
    }
    named_sources(linter, (THE_LIBRARY, 0, "form_sources"), &document.form_sources);
    for (index, source) in document.sources.iter().enumerate() {
        let mut named = document.practices.iter().map(|practice| &practice.sources);
        let is_named = named.any(|ids| ids.contains(&source.id));
        if !is_named && !document.form_sources.contains(&source.id) {
            let message = "no practice rests on it".to_owned();
            linter.warn(
                ("source", index, "id"),
                message,
                "Name it where it is used, or remove it.",
            );
        }
    }
}

fn named_sources(linter: &mut Library<'_>, spot: Spot, ids: &[String]) {
    let mut seen = HashSet::new();
    for id in ids {
        let short = shortened(id);
        if linter.document.sources.iter().all(|source| source.id != *id) {
            let message = format!("there is no source '{short}'");
            linter.error(spot, message, "Name a source of this file, or add it.");
        }
        if !seen.insert(id) {
            let message = format!("it names '{short}' twice");
            linter.error(spot, message, "Take one of them out.");
        }
    }
}

/// A practice belongs to a contrast and a pole of the model, and its claims belong there too.
fn belongs(linter: &mut Library<'_>, model: &Model, index: usize) {
    let practice = &linter.document.practices[index];
    known_contrast(linter, model, ("practice", index, "contrast"), &practice.contrast);
    let spot = ("practice", index, "claims");
    known_claims(linter, model, spot, &practice.contrast, &practice.claims);
    let mut poles = practice.claims.iter().filter_map(|id| model.claim(id)).map(|claim| claim.pole);
    if !poles.any(|pole| pole == practice.pole) {
        let message = format!("none of its claims is {}", practice.pole);
        linter.error(spot, message, "Name the claim that it is about first.");
    }
}

/// What is named as a claim is one of the model, of the same contrast, and named once.
pub(super) fn known_claims<D>(
    linter: &mut Linter<'_, D>,
    model: &Model,
    spot: Spot,
    contrast: &str,
    ids: &[String],
) {
    let mut seen = HashSet::new();
    for id in ids {
        let short = shortened(id);
        match model.claim(id) {
            None => {
                let message = format!("the model has no claim '{short}'");
                linter.error(spot, message, "Name a claim of the model.");
            }
            Some(claim) if claim.contrast != contrast => {
                let message = format!("claim {short} belongs to another contrast");
                linter.error(spot, message, "Name claims of its own contrast.");
            }
            Some(_) => {}
        }
        if !seen.insert(id) {
            let message = format!("it names claim {short} twice");
            linter.error(spot, message, "Take one of them out.");
        }
    }
}

pub(super) fn known_contrast<D>(linter: &mut Linter<'_, D>, model: &Model, spot: Spot, id: &str) {
    if model.contrast(id).is_none() {
        let known: Vec<_> = model.contrasts().iter().map(|contrast| contrast.id.as_str()).collect();
        let message = format!("the model has no contrast '{}'", shortened(id));
        linter.error(spot, message, format!("Use one of: {}.", known.join(", ")));
    }
}

/// What a card says of its evidence is no more than its sources allow.
fn grade(linter: &mut Library<'_>, index: usize) {
    let practice = &linter.document.practices[index];
    let spot = ("practice", index, "sources");
    named_sources(linter, spot, &practice.sources);
    let sources =
        linter.document.sources.iter().filter(|known| practice.sources.contains(&known.id));
    let best = sources.map(|source| source.grade).min();
    match (practice.grade, best) {
        (Grade::C, Some(_)) => {
            let message = "its grade is C, and it names a source".to_owned();
            linter.error(spot, message, "Give it grade B, or take the source out.");
        }
        (Grade::A | Grade::B, None) => {
            let message = format!("its grade is {}, and it names no source", practice.grade);
            linter.error(spot, message, "Name the study, or give it grade C: our judgement.");
        }
        (given, Some(best)) if given < best => {
            let message = format!("its grade is {given}, its sources allow {best}");
            linter.error(("practice", index, "grade"), message, format!("Give it grade {best}."));
        }
        _ => {}
    }
}

/// A plan needs a choice on every scale.
fn counts(linter: &mut Library<'_>, model: &Model) {
    let practices = &linter.document.practices;
    let spot = (THE_LIBRARY, 0, "");
    for contrast in model.contrasts() {
        for pole in SCALE_POLES {
            let is_of = |card: &Practice| card.contrast == contrast.id && card.pole == pole;
            if !practices.iter().any(is_of) {
                let message = format!("there is no practice for {}.{pole}", contrast.id);
                linter.error(spot, message, "Write one.");
            }
        }
        let n = practices.iter().filter(|card| card.contrast == contrast.id).count();
        if n < FEWEST_PER_CONTRAST {
            let message =
                format!("{} has {n} practices; at least {FEWEST_PER_CONTRAST}", contrast.id);
            linter.warn(spot, message, "Write more, so that people can choose.");
        }
    }
    let n_easing = practices.iter().filter(|card| card.pole == Pole::Managing).count();
    if n_easing * ONE_EASES_OF < practices.len() {
        let message = format!("{n_easing} of {} practices ease managing", practices.len());
        linter.warn(spot, message, "Let one of three do so.");
    }
}

fn served_claims(linter: &mut Library<'_>, model: &Model) {
    let spot = (THE_LIBRARY, 0, "");
    let is_due =
        |claim: &&Claim| [Way::Practise, Way::Guide].iter().any(|way| claim.is_served_by(*way));
    for claim in model.claims().iter().filter(is_due) {
        let practices = linter.document.practices.iter();
        let n = practices.filter(|practice| practice.claims.contains(&claim.id)).count();
        if n == 0 {
            let message = format!("no practice serves claim {}", claim.id);
            linter.error(spot, message, "Write one for it.");
        } else if n < FEWEST_PER_CLAIM {
            let message = format!("only {n} practice serves claim {}", claim.id);
            linter.warn(spot, message, "Write another one for it.");
        }
    }
}

fn first_looks(linter: &mut Library<'_>, model: &Model) {
    let mut seen = HashSet::new();
    for (index, look) in linter.document.first_looks.iter().enumerate() {
        known_contrast(linter, model, ("first_look", index, "contrast"), &look.contrast);
        if !seen.insert((look.contrast.as_str(), look.pole)) {
            let message =
                format!("{}.{} has a first look already", shortened(&look.contrast), look.pole);
            linter.error(("first_look", index, ""), message, "Keep one of them.");
        }
    }
    for contrast in model.contrasts() {
        for pole in SCALE_POLES {
            if !seen.contains(&(contrast.id.as_str(), pole)) {
                let message = format!("there is no first look for {}.{pole}", contrast.id);
                linter.error((THE_LIBRARY, 0, ""), message, "Say what to notice first.");
            }
        }
    }
}

/// The kit is complete, and no result can slip into it: there is no mark for one.
fn messages(linter: &mut Library<'_>) {
    let document = linter.document;
    let known = MESSAGES.map(|(id, _)| id);
    if document.messages.iter().map(|message| message.id.as_str()).ne(known) {
        let message = format!("the messages are not {}, in this order", known.join(", "));
        linter.error((THE_LIBRARY, 0, ""), message, "Write each of them once.");
    }
    for (index, message) in document.messages.iter().enumerate() {
        let marks = MESSAGES.iter().find(|(id, _)| *id == message.id).map_or(&[][..], |(_, m)| m);
        let spot = ("message", index, "text");
        let mut rest = message.text.clone();
        for mark in marks {
            if !rest.contains(mark) {
                linter.error(spot, format!("'text' lacks {mark}"), "Put it where it belongs.");
            }
            rest = rest.replace(mark, "");
        }
        for (field, text) in [("text", &rest), ("subject", &message.subject)] {
            let spot = ("message", index, field);
            if text.contains(['{', '}']) {
                let message = format!("'{field}' has a brace that is no mark of this message");
                linter.error(spot, message, "Take it out.");
            }
            if text.contains(char::is_numeric) {
                let message = format!("'{field}' has a number");
                linter.error(spot, message, "Take it out: no result goes into a message.");
            }
        }
    }
}
