//! Syntax and shape: every error is told at once, by line, and no text brings the reader down.

use std::time::{Duration, Instant};

use hone_model::{Library, Model};
use proptest::prelude::*;

use crate::broken::{assert_only, assert_said, changed, changed_in, findings, without_lines};

#[test]
fn a_syntax_error_names_line_and_column() {
    let text = changed("name = \"Trust and delegation\"", "name = Trust");

    let line = text.lines().position(|line| line == "name = Trust").unwrap() + 1;
    let said = findings(&text);

    assert_eq!(said.len(), 1, "{said:#?}");
    assert_eq!(said[0].line, Some(line));
    let shown = said[0].to_string();
    let start = format!("own.toml:{line}: line {line}, column 8: ");
    assert!(shown.starts_with(&start), "{shown}");
    assert!(
        shown.ends_with(" Put the TOML right there; https://toml.io has the rules."),
        "{shown}"
    );
}

#[test]
fn columns_count_characters_and_not_bytes() {
    let said = findings("äöü = 1\n");

    assert_eq!(said[0].place, "line 1, column 1");
    assert_eq!(findings("a = 'äöü' x\n")[0].place, "line 1, column 11");
}

#[test]
fn every_syntax_error_is_told() {
    let text = changed("name = \"Risk\"", "name = Risk");
    let text = changed_in(&text, "name = \"Trust and delegation\"", "name = Trust");

    assert_eq!(findings(&text).len(), 2);
}

#[test]
fn a_field_given_twice_is_refused() {
    let text = changed("short = \"Risk\"", "short = \"Risk\"\nshort = \"Odds\"");

    let said = findings(&text);

    assert_eq!(said.len(), 1, "{said:#?}");
    assert!(said[0].message.contains("duplicate key"), "{}", said[0].message);
}

#[test]
fn all_errors_of_shape_are_told_at_once() {
    let text = changed("short = \"Risk\"", "shrt = \"Risk\"");
    let text = changed_in(&text, "minutes = 4", "minutes = \"four\"");
    let text =
        changed_in(&text, "value = 3\nlabel = \"About half", "value = 300\nlabel = \"About half");
    let text = changed_in(&text, "claims = [\"T4\"]", "claims = \"T4\"");
    let text = changed_in(&text, "[\"ask\", \"show\", \"guide\"]", "[\"ask\", \"tell\"]");
    let text = without_lines(&text, "not_observed = \"I could not see this\"");

    let fields = "id, name, short, leading_seen, managing_seen, leading_means, managing_means";
    assert_said(
        &text,
        "shrt =",
        &format!("contrast risk: there is no field 'shrt'. Take it out, or use one of: {fields}."),
    );
    let at_table = "[[contrast]]";
    let line = text.lines().position(|line| line == "id = \"risk\"").unwrap();
    assert_eq!(text.lines().nth(line - 1), Some(at_table));
    let missing =
        format!("own.toml:{line}: contrast risk: 'short' is missing. Add a line short = \"…\".");
    assert!(findings(&text).iter().any(|finding| finding.to_string() == missing));
    assert_said(
        &text,
        "minutes = \"four\"",
        "form short: 'minutes' is not a whole number from 0 to 255. Write it as minutes = 5.",
    );
    assert_said(
        &text,
        "value = 300",
        "answer 3: 'value' is not a whole number from 0 to 255. Write it as value = 5.",
    );
    assert_said(
        &text,
        "claims = \"T4\"",
        "item t4-asks-what-they-would-do: 'claims' is not a list of texts, at most 200. \
         Write it as claims = [\"…\", \"…\"].",
    );
    assert_said(
        &text,
        "\"tell\"",
        "claim V10: 'ways' is not a list of: ask, practise, show, guide. \
         Write it as ways = [\"ask\"].",
    );
    assert_said(
        &text,
        "# The model",
        "the model: 'not_observed' is missing. Add a line not_observed = \"…\".",
    );
    assert_eq!(findings(&text).len(), 7);
}

#[test]
fn an_unknown_word_in_a_choice_is_refused() {
    let text = changed(
        "id = \"r3-adds-checks\"\ncontrast = \"risk\"\npole = \"managing\"",
        "id = \"r3-adds-checks\"\ncontrast = \"risk\"\npole = \"bossy\"",
    );

    assert_only(
        &text,
        "bossy",
        "item r3-adds-checks: 'pole' is not one of: leading, managing, outcome. \
         Write it as pole = \"leading\".",
    );
}

#[test]
fn lists_that_are_missing_or_of_another_kind_are_told() {
    let text = "id = \"own\"\nitem = 5\nform = [1, 2]\n[claim]\nid = \"T1\"\n[extra]\n";

    assert_said(text, "", "the model: there is no contrast. Begin each with a line [[contrast]].");
    assert_said(
        text,
        "item = 5",
        "the model: 'item' is not a list of tables. Begin each with a line [[item]].",
    );
    assert_said(
        text,
        "form =",
        "the model: an entry of 'form' is not a table. Begin each with a line [[form]].",
    );
    assert_said(
        text,
        "[claim]",
        "the model: 'claim' is not a list of tables. Begin each with a line [[claim]].",
    );
    assert!(findings(text).iter().any(|found| found.message == "there is no field 'extra'"));
}

#[test]
fn an_empty_file_says_what_is_missing() {
    let said = findings("");

    assert_eq!(said.len(), 9 + 6, "{said:#?}");
    assert!(said.iter().all(hone_model::Finding::is_error));
}

#[test]
fn a_file_of_a_hundred_thousand_lines_is_answered_soon_and_in_short() {
    let many_errors = "a\n".repeat(100_000);
    let many_tables = "[[item]]\n".repeat(50_000);
    let too_long = "# nothing\n".repeat(100_000);
    let started = Instant::now();

    assert_eq!(findings(&many_errors).len(), 101);
    assert_said(
        &many_tables,
        "[[item]]",
        "the model: 'item' has 50000 entries; at most 200. Take out what is not needed.",
    );
    let last = findings(&many_errors).pop().unwrap();
    assert_eq!(
        last.to_string(),
        "own.toml: the file: there are 99900 more findings. \
         Put these right first, then check again."
    );
    assert_only(&too_long, "", "the file: the file has 977 KiB; at most 512. Give a model file.");

    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
}

#[test]
fn a_list_has_at_most_two_hundred_entries() {
    let entries = |n: usize| vec!["\"T7\""; n].join(", ");
    let text = |n: usize| changed("claims = [\"T7\"]", &format!("claims = [{}]", entries(n)));

    assert_eq!(findings(&text(200)), []);
    assert_only(
        &text(201),
        "claims = [\"T7\", \"T7\"",
        "item t7-talks-about-next-step: 'claims' is not a list of texts, at most 200. \
         Write it as claims = [\"…\", \"…\"].",
    );
}

#[test]
fn deep_nesting_is_refused_and_does_not_exhaust_the_stack() {
    for text in [
        format!("a = {}", "[".repeat(100_000)),
        format!("a = {}", "{a=".repeat(100_000)),
        format!("[{}]", "a.".repeat(100_000)),
    ] {
        assert!(findings(&text).iter().any(hone_model::Finding::is_error));
    }
}

#[test]
fn signs_of_any_kind_do_not_reach_a_message_unescaped() {
    let text = changed("id = \"r3-adds-checks\"", "id = \"r3\\u202e\\u0007adds\"");

    let said = findings(&text);

    assert!(said.iter().any(|found| found.message == r"'r3\u{202e}\u{7}adds' cannot be an id"));
    assert!(said.iter().all(|found| !found.to_string().contains(['\u{202e}', '\u{7}'])));
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        prop_assert!(Model::parse("own.toml", &text).is_err());
    }

    #[test]
    fn text_that_looks_like_toml_is_read_or_refused(
        text in r#"([\[\]{}"'=.,\\# \n\r\t]|id|item|form|claims|ä|🙂|-?[0-9]){0,200}"#,
    ) {
        prop_assert!(Model::parse("own.toml", &text).is_err());
    }

    #[test]
    fn a_model_with_a_piece_replaced_is_read_or_refused(
        start in any::<prop::sample::Index>(),
        n in 0_usize..200,
        piece in any::<String>(),
    ) {
        let chars: Vec<char> = Model::BUILTIN_DOCUMENT.chars().collect();
        let start = start.index(chars.len());
        let end = (start + n).min(chars.len());
        let text: String = chars[..start].iter().copied()
            .chain(piece.chars()).chain(chars[end..].iter().copied()).collect();

        for finding in findings(&text) {
            prop_assert!(!finding.message.is_empty() && finding.way_out.ends_with('.'));
            prop_assert!(finding.line.is_none_or(|line| line <= text.split('\n').count()));
        }
    }
}

proptest! {
    // Each case reads the whole library, which takes longer than the model.
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_library_with_a_piece_replaced_is_read_or_refused(
        start in any::<prop::sample::Index>(),
        n in 0_usize..200,
        piece in any::<String>(),
    ) {
        let chars: Vec<char> = Library::BUILTIN_DOCUMENT.chars().collect();
        let start = start.index(chars.len());
        let end = (start + n).min(chars.len());
        let text: String = chars[..start].iter().copied()
            .chain(piece.chars()).chain(chars[end..].iter().copied()).collect();

        match Library::parse("own.toml", &text, Model::builtin()) {
            Ok(library) => for message in library.messages() {
                let has_mark = message.written("a", "b", "c").contains(['{', '}']);
                prop_assert!(!has_mark);
            },
            Err(findings) => for finding in findings {
                prop_assert!(!finding.message.is_empty() && finding.way_out.ends_with('.'));
                prop_assert!(finding.line.is_none_or(|line| line <= text.split('\n').count()));
            },
        }
    }
}
