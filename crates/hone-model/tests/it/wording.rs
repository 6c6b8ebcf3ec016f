//! Rules for the sentences of items.

use crate::broken::{assert_only, changed, changed_in, findings};

const OTHERS: &str = "others = \"gives the steps along with the task.\"";
const OWN: &str = "own = \"give the steps along with the task.\"";
const ITEM: &str = "item t1-gives-the-steps:";

/// The document with both texts of one item replaced.
fn with(others: &str, own: &str) -> String {
    let text = changed(OTHERS, &format!("others = \"{others}\""));
    changed_in(&text, OWN, &format!("own = \"{own}\""))
}

#[test]
fn an_item_has_at_most_fourteen_words() {
    let rest = "the steps along with the task in the hope that the work goes";
    let fits = with(&format!("gives {rest}."), &format!("give {rest}."));
    let too_long = with(&format!("gives {rest} well."), &format!("give {rest}."));

    assert!(findings(&fits).is_empty());
    let said = findings(&too_long);
    let line = too_long.lines().position(|line| line.contains("goes well")).unwrap() + 1;
    assert_eq!(
        said[0].to_string(),
        format!(
            "own.toml:{line}: {ITEM} 'others' has 15 words; at most 14. \
             Shorten it to one behaviour."
        )
    );
}

#[test]
fn an_item_is_one_sentence_with_a_full_stop() {
    assert_only(
        &with("gives the steps along with the task", "give the steps along with the task."),
        "others = \"gives the steps",
        &format!("{ITEM} 'others' does not end with a full stop. End it with one."),
    );
    assert_only(
        &with("gives the steps along with the task.", "give the steps: along with the task."),
        "own = \"give the steps",
        &format!("{ITEM} 'own' has a ':' before its end. Make it one plain sentence."),
    );
}

#[test]
fn an_item_uses_no_joining_denying_or_absolute_word() {
    let joining = ("joins two things", "Split it, or keep the half that matters.");
    let denying = ("turns the sentence round", "Say what is done instead.");
    let absolute = ("leaves no room for 'now and then'", "Take it out; the answers say how often.");
    for (word, (harm, way_out)) in [
        ("and", joining),
        ("or", joining),
        ("because", joining),
        ("not", denying),
        ("no", denying),
        ("never", denying),
        ("don't", denying),
        ("don’t", denying),
        ("AND", joining),
        ("always", absolute),
        ("every", absolute),
    ] {
        let text = with(&format!("gives {word} steps."), "give x steps.");

        let shown = word.replace('’', "'").to_lowercase();
        let expected = format!("{ITEM} 'others' has the word '{shown}', which {harm}. {way_out}");
        let said: Vec<_> = findings(&text).iter().map(ToString::to_string).collect();
        assert!(said.iter().any(|found| found.ends_with(&expected)), "{expected}\n{said:#?}");
    }
}

#[test]
fn words_that_only_contain_a_forbidden_one_are_fine() {
    let text = with("hands orders to another notary.", "hand orders to another notary.");

    assert!(findings(&text).iter().all(|found| !found.is_error()));
}

#[test]
fn what_goes_on_inside_is_warned_of() {
    assert_only(
        &with("trusts people with tasks.", "trust people with tasks."),
        "own = \"trust people",
        &format!(
            "warning: {ITEM} 'trust' is something that colleagues cannot see. \
             Name what somebody does who is like that."
        ),
    );
}

#[test]
fn both_texts_differ_in_the_person_only() {
    let expected = format!(
        "warning: {ITEM} 'others' and 'own' differ in more than the person. \
         Say the same in both, once after the name and once after 'I'."
    );
    for (others, own) in [
        ("gives the steps along.", "give the steps."),
        ("gives the steps.", "gives the steps."),
        ("gives the steps.", "give the tasks."),
        ("gives their steps.", "give our steps."),
    ] {
        assert_only(&with(others, own), &format!("own = \"{own}"), &expected);
    }
    for (others, own) in [
        ("says what they have seen themselves.", "say what I have seen myself."),
        ("tries the steps they are given.", "try the steps I am given."),
        ("asks people what they do.", "ask people what they do."),
        ("has their notes with them.", "have my notes with me."),
    ] {
        assert_eq!(findings(&with(others, own)), [], "{others}");
    }
}

#[test]
fn long_words_are_warned_of() {
    assert_only(
        &with("facilitates collaborative decisions.", "facilitate collaborative decisions."),
        "own = \"facilitate",
        &format!(
            "warning: {ITEM} it reads like school year 24; at most 8. \
             Use shorter words; this is an estimate."
        ),
    );
}

#[test]
fn another_language_is_spared_the_english_words() {
    let german = ("gibt mit der Aufgabe auch all die Schritte vor.", "gebe die Schritte vor.");
    let text = with(german.0, german.1);
    let german_text = changed_in(&text, "language = \"en\"", "language = \"de\"");

    assert!(findings(&text).iter().any(|found| found.message.contains("'all'")));
    assert_eq!(findings(&german_text), []);
}

#[test]
fn another_language_keeps_the_rules_of_length() {
    let text = with("gibt die Schritte vor", "gebe die Schritte vor.");
    let text = changed_in(&text, "language = \"en\"", "language = \"de\"");

    assert_only(
        &text,
        "others = \"gibt",
        &format!("{ITEM} 'others' does not end with a full stop. End it with one."),
    );
}
