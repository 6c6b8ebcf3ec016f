//! The rules by which a report chooses its sentences.

use hone_model::{RuleId, Sentences};

use crate::broken::{assert_said, changed_in, findings, without_table_in};

fn changed(from: &str, to: &str) -> String {
    changed_in(Sentences::BUILTIN_DOCUMENT, from, to)
}

#[track_caller]
fn assert_one(text: &str, expected: &str) {
    let said: Vec<_> = findings(text).iter().map(ToString::to_string).collect();
    let is_told = |line: &&String| line.split_once(": ").is_some_and(|(_, rest)| rest == expected);
    assert_eq!(said.iter().filter(is_told).count(), 1, "{said:#?}");
}

#[test]
fn the_shipped_rules_are_clean_and_say_their_numbers() {
    let rules = Sentences::builtin();

    assert!(rules.warnings().is_empty(), "{:#?}", rules.warnings());
    let keep = rules.says(RuleId::Keep);
    assert!(keep.starts_with("Even the lower end of the range of leading is above 3.0."), "{keep}");
    for id in RuleId::ALL {
        assert!(!rules.says(id).contains('{') && !rules.name(id).is_empty(), "{id:?}");
        let line = format!("id = \"{}\"", id.as_str());
        assert!(Sentences::BUILTIN_DOCUMENT.contains(&line), "{line}");
    }
}

#[test]
fn another_number_changes_the_words_and_what_is_decided() {
    let text = changed("middle = 3.0", "middle = 3.5");

    let rules = Sentences::parse("own.toml", &text).unwrap();

    assert!(rules.says(RuleId::Low).contains("below 3.5"));
    assert!((rules.thresholds().middle - 3.5).abs() < 1e-9);
}

#[test]
fn numbers_lie_in_their_ranges_and_in_order() {
    assert_said(
        &changed("middle = 3.0", "middle = 5.0"),
        "middle = 5.0",
        "the rules: 'middle' is 5.0; it has to lie from 1.0 to below 5.0. \
         Choose a number between them.",
    );
    assert_one(
        &changed("seldom = 2.5", "seldom = 3.0"),
        "the rules: 'seldom' is 3.0, which is not below 'middle', 3.0. \
         Seldom is less than half the time.",
    );
    assert_one(
        &changed("question_times = 1.4", "question_times = 0.9"),
        "the rules: 'question_times' is 0.9; it has to lie from 1.0 to below 3.0. \
         Choose a number between them.",
    );
    assert_one(
        &changed("seldom = 2.5", "seldom = 2.55"),
        "the rules: 'seldom' has more than one decimal. Round it to one.",
    );
    assert_one(
        &changed("seldom = 2.5", "seldom = nan"),
        "the rules: 'seldom' is not a number with a decimal point. Write it as seldom = 3.0.",
    );
    assert_one(
        &changed("seldom = 2.5", "seldom = \"2.5\""),
        "the rules: 'seldom' is not a number with a decimal point. Write it as seldom = 3.0.",
    );
}

#[test]
fn every_rule_is_there_once() {
    let text = without_table_in(Sentences::BUILTIN_DOCUMENT, "rule", "keep");
    assert_one(&text, "the rules: there is no rule 'keep'. Add it: the report goes by it.");
    let twice = changed("id = \"low\"", "id = \"keep\"");
    assert_one(&twice, "rule keep: it stands twice. Remove one of both.");
    let unknown = changed("id = \"low\"", "id = \"high\"");
    let said = findings(&unknown);
    assert!(said[0].message.starts_with("'id' is not one of: beyond-noise, keep"), "{said:?}");
}

#[test]
fn words_name_the_numbers_on_which_their_rule_turns() {
    assert_one(
        &changed("is below {seldom}.", "is below 2.5."),
        "rule seldom: 'says' does not name {seldom}, on which it turns. \
         Write {seldom} where the number goes.",
    );
    assert_one(
        &changed("is below {seldom}.", "is below {seldom} or {least}."),
        "rule seldom: 'says' has a brace that is no part of a mark. \
         The marks are {middle}, {seldom}, {question_times}, {as_now}, {unchanged}.",
    );
}

#[test]
fn words_are_plain() {
    assert_one(
        &changed("Both have to be told.", "Both have to be told always."),
        "rule alike: 'says' has the word 'always', which promises too much. \
         Say 'may', or take it out.",
    );
    assert_one(
        &changed("Both have to be told.", "Both have to be told"),
        "rule alike: 'says' does not end like a sentence. End it with a full stop.",
    );
}
