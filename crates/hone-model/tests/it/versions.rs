//! A version that may have answers, or that a plan was chosen from, never changes.

use std::collections::BTreeMap;
use std::fmt::Write;

use hone_model::{Library, Model};
use sha2::{Digest, Sha256};

const PINNED: &str = include_str!("../../../../model/versions.toml");

/// What is wrong with a document, given the versions that are pinned for each id.
fn complaint(document: &str, pinned: &str) -> Option<String> {
    let (file, id, version) = named(document);
    let pins: BTreeMap<String, BTreeMap<String, String>> =
        toml::from_str(pinned).expect("model/versions.toml must be a table of tables of texts");
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
    let model = Model::parse("leadership.toml", document).expect("the model must be usable");
    ("leadership.toml", model.id().to_owned(), model.version().to_owned())
}

fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("a String takes any text");
        hex
    })
}

#[test]
fn the_shipped_versions_are_the_pinned_ones() {
    for document in [Model::BUILTIN_DOCUMENT, Library::BUILTIN_DOCUMENT] {
        if let Some(complaint) = complaint(document, PINNED) {
            panic!("{complaint}");
        }
    }
}

#[test]
fn a_change_under_the_same_version_is_told() {
    let text = crate::broken::changed("label = \"Often\"", "label = \"Frequently\"");

    let told = complaint(&text, PINNED).unwrap();

    assert!(told.starts_with("The text of leadership 1.0.0 changed"), "{told}");
    assert!(told.contains("Raise `version`"), "{told}");
    let text = crate::shelf::changed("Ask before you tell", "Ask first");
    let told = complaint(&text, PINNED).unwrap();
    assert!(told.contains("Raise `version` in model/practices.toml"), "{told}");
}

#[test]
fn a_new_version_is_told_with_the_line_to_add() {
    let text = crate::broken::changed("version = \"1.0.0\"", "version = \"9.9.9\"");

    let told = complaint(&text, PINNED).unwrap();

    let line = told.lines().last().unwrap();
    assert_eq!(complaint(&text, &format!("[leadership]\n{line}\n")), None);
}

#[test]
fn line_ends_do_not_count_as_a_change() {
    let text = Model::BUILTIN_DOCUMENT.replace('\n', "\r\n");

    assert_eq!(complaint(&text, PINNED), None);
}
