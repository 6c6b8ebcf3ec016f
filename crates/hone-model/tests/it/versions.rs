//! A version that may have answers never changes.

use std::collections::BTreeMap;
use std::fmt::Write;

use hone_model::Model;
use sha2::{Digest, Sha256};

const PINNED: &str = include_str!("../../../../model/versions.toml");

/// What is wrong with a document, given the versions that are pinned for each model.
fn complaint(document: &str, pinned: &str) -> Option<String> {
    let model = Model::parse("leadership.toml", document).expect("the model must be usable");
    let (id, version) = (model.id(), model.version());
    let pins: BTreeMap<String, BTreeMap<String, String>> =
        toml::from_str(pinned).expect("model/versions.toml must be a table of tables of texts");
    // A checkout may turn line ends; that changes nothing that anybody answered.
    let digest = sha256(&document.replace("\r\n", "\n"));
    match pins.get(id).and_then(|versions| versions.get(version)) {
        Some(pin) if *pin == digest => None,
        Some(_) => Some(format!(
            "The text of {id} {version} changed, and a version with answers never changes. \
             Raise `version` in model/leadership.toml and add a line to model/versions.toml."
        )),
        None => Some(format!(
            "{id} {version} is not pinned. \
             Add this line to model/versions.toml below [{id}]:\n\"{version}\" = \"{digest}\""
        )),
    }
}

fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("a String takes any text");
        hex
    })
}

#[test]
fn the_shipped_version_is_the_pinned_one() {
    if let Some(complaint) = complaint(Model::BUILTIN_DOCUMENT, PINNED) {
        panic!("{complaint}");
    }
}

#[test]
fn a_change_under_the_same_version_is_told() {
    let text = crate::broken::changed("label = \"Often\"", "label = \"Frequently\"");

    let told = complaint(&text, PINNED).unwrap();

    assert!(told.starts_with("The text of leadership 1.0.0 changed"), "{told}");
    assert!(told.contains("Raise `version`"), "{told}");
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
