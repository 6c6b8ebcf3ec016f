//! A version that may have answers, or that a plan was chosen from, never changes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use hone_model::{Library, Model, Prompts, Sentences};
use sha2::{Digest, Sha256};

const PINNED: &str = include_str!("../../../../model/versions.toml");

/// The versions of the model before the one that is shipped, as rounds have frozen them.
const EARLIER: [&str; 2] = [
    include_str!("../../../../model/earlier/leadership-1.0.0.toml"),
    include_str!("../../../../model/earlier/leadership-1.1.0.toml"),
];

/// What is wrong with a document, given the versions that are pinned for each id.
fn complaint(document: &str, pinned: &str) -> Option<String> {
    let (file, id, version) = named(document);
    let pins = tables(pinned);
    // A checkout may turn line ends; that changes nothing that anybody answered or chose.
    let digest = sha256(&document.replace("\r\n", "\n"));
    match pins.get(&id).and_then(|versions| versions.get(&version)) {
        Some(pin) if *pin == digest => None,
        Some(_) => Some(format!(
            "The text of {id} {version} changed, and a version that is in use never changes. \
             Raise `version` in model/{file} and add a line to model/versions.toml."
        )),
        None => Some(format!(
            "{id} {version} is not pinned. \
             Add this line to model/versions.toml below [{id}]:\n\"{version}\" = \"{digest}\""
        )),
    }
}

/// The file's name, and the id and version that it gives itself.
fn named(document: &str) -> (&'static str, String, String) {
    if Library::is_meant(document) {
        let library = Library::parse("practices.toml", document, Model::builtin());
        let library = library.expect("the library must be usable");
        return ("practices.toml", library.id().to_owned(), library.version().to_owned());
    }
    if Sentences::is_meant(document) {
        let rules = Sentences::parse("sentences.toml", document).expect("the rules must be usable");
        return ("sentences.toml", rules.id().to_owned(), rules.version().to_owned());
    }
    if Prompts::is_meant(document) {
        let (model, library) = (Model::builtin(), Library::builtin());
        let prompts = Prompts::parse("prompts.toml", document, model, library);
        let prompts = prompts.expect("the prompts must be usable");
        return ("prompts.toml", prompts.id().to_owned(), prompts.version().to_owned());
    }
    let model = Model::parse("leadership.toml", document).expect("the model must be usable");
    ("leadership.toml", model.id().to_owned(), model.version().to_owned())
}

/// The practices that plans may name and that are gone, and those that are not listed yet.
fn gone_and_new(library: &str, pinned: &str) -> (Vec<String>, Vec<String>) {
    let library = Library::parse("practices.toml", library, Model::builtin());
    let library = library.expect("the library must be usable");
    let listed: BTreeSet<_> = tables(pinned)["practice"].keys().cloned().collect();
    let held: BTreeSet<_> = library.practices().iter().map(|card| card.id.clone()).collect();
    let without = |all: &BTreeSet<String>, others| all.difference(others).cloned().collect();
    (without(&listed, &held), without(&held, &listed))
}

fn tables(pinned: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    toml::from_str(pinned).expect("model/versions.toml must be a table of tables of texts")
}

fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("a String takes any text");
        hex
    })
}

#[test]
fn the_shipped_versions_are_the_pinned_ones() {
    for document in [
        Model::BUILTIN_DOCUMENT,
        Library::BUILTIN_DOCUMENT,
        Sentences::BUILTIN_DOCUMENT,
        Prompts::BUILTIN_DOCUMENT,
    ] {
        if let Some(complaint) = complaint(document, PINNED) {
            panic!("{complaint}");
        }
    }
}

#[test]
fn every_earlier_version_is_kept_and_read_as_it_was() {
    let mut kept = BTreeSet::from([Model::builtin().version().to_owned()]);

    for document in EARLIER {
        assert_eq!(complaint(document, PINNED), None);
        let model = Model::parse("earlier.toml", document).unwrap();
        kept.insert(model.version().to_owned());
        // An id keeps its words, so that results of two versions can be compared.
        for item in model.items() {
            let now = Model::builtin().item(&item.id).map(|now| (&now.others, &now.own));
            assert_eq!(now, Some((&item.others, &item.own)), "{}", item.id);
        }
    }

    let shipped: BTreeSet<_> = tables(PINNED)["leadership"].keys().cloned().collect();
    assert_eq!(kept, shipped, "put each version that was shipped into model/earlier");
}

#[test]
fn the_first_version_asks_for_no_wishes() {
    let first = Model::parse("earlier.toml", EARLIER[0]).unwrap();

    assert_eq!(first.version(), "1.0.0");
    assert!(first.wishes().is_empty() && first.wish_answers().is_empty());
    assert!(first.forms().iter().all(|form| first.wishes_in(form).is_empty()));
}

#[test]
fn the_second_version_offers_no_words() {
    let second = Model::parse("earlier.toml", EARLIER[1]).unwrap();

    assert_eq!(second.version(), "1.1.0");
    assert!(!second.wishes().is_empty());
    assert!(second.forms().iter().all(|form| second.words_in(form).is_empty()));
    assert_eq!(second.word_stems(), ("", ""));
}

#[test]
fn a_change_under_the_same_version_is_told() {
    let text = crate::broken::changed("label = \"Often\"", "label = \"Frequently\"");

    let told = complaint(&text, PINNED).unwrap();

    assert!(told.starts_with("The text of leadership 1.2.0 changed"), "{told}");
    assert!(told.contains("Raise `version`"), "{told}");
    let text = crate::shelf::changed("Ask before you tell", "Ask first");
    let told = complaint(&text, PINNED).unwrap();
    assert!(told.contains("Raise `version` in model/practices.toml"), "{told}");
}

#[test]
fn a_new_version_is_told_with_the_line_to_add() {
    let text = crate::broken::changed("version = \"1.2.0\"", "version = \"9.9.9\"");

    let told = complaint(&text, PINNED).unwrap();

    let line = told.lines().last().unwrap();
    assert_eq!(complaint(&text, &format!("[leadership]\n{line}\n")), None);
}

#[test]
fn line_ends_do_not_count_as_a_change() {
    let text = Model::BUILTIN_DOCUMENT.replace('\n', "\r\n");

    assert_eq!(complaint(&text, PINNED), None);
}

#[test]
fn a_practice_that_has_come_stays() {
    let (gone, new) = gone_and_new(Library::BUILTIN_DOCUMENT, PINNED);

    assert!(gone.is_empty(), "plans name {gone:?}: put them back into model/practices.toml");
    assert!(new.is_empty(), "add {new:?} with their version to [practice] in model/versions.toml");
}

#[test]
fn a_practice_that_is_gone_or_new_is_told() {
    let id = "trust-hand-over-the-chair";
    let without = crate::shelf::without(&[id]);
    let unlisted = crate::broken::changed_in(PINNED, &format!("{id} = \"1.0.0\"\n"), "");

    assert_eq!(gone_and_new(&without, PINNED), (vec![id.to_owned()], vec![]));
    assert_eq!(gone_and_new(Library::BUILTIN_DOCUMENT, &unlisted), (vec![], vec![id.to_owned()]));
}
