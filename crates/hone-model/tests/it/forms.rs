//! Rules for what is asked.

use hone_model::Model;

use crate::broken::{assert_only, assert_said, changed, changed_in, findings};

/// Where the items of each form begin.
const SHORT: &str = "minutes = 4\nitems = [\n";
const PULSE: &str = "minutes = 2\nitems = [\n";
const FULL: &str = "minutes = 8\nitems = [\n";

/// The document with one thing changed in the items of one form.
fn with_form(form: &str, from: &str, to: &str) -> String {
    let start = Model::BUILTIN_DOCUMENT.find(form).expect("the form must be there");
    let (before, after) = Model::BUILTIN_DOCUMENT.split_at(start);
    let (list, rest) = after.split_at(after.find("]\n").expect("the list must end"));
    format!("{before}{}{rest}", changed_in(list, from, to))
}

/// Checks that a form is told `expected` on the line of its items.
#[track_caller]
fn assert_form(text: &str, form: &str, severity: &str, expected: &str) {
    let name = match form {
        FULL => "full",
        SHORT => "short",
        _ => "pulse",
    };
    let minutes = form.lines().next();
    let before = text.lines().take_while(|line| Some(*line) != minutes).count();
    let expected = format!("own.toml:{}: {severity}form {name}: {expected}", before + 2);
    let said: Vec<_> = findings(text).iter().map(ToString::to_string).collect();
    assert!(said.contains(&expected), "expected\n{expected}\nin\n{}", said.join("\n"));
}

const ERROR: &str = "";
const WARNING: &str = "warning: ";

#[test]
fn a_form_names_items_that_are_there_and_each_once() {
    let item = "  \"r3-takes-charge-of-problems\",\n";
    let text = with_form(SHORT, item, &format!("{item}  \"r9-flies\",\n{item}"));

    assert_form(
        &text,
        SHORT,
        ERROR,
        "there is no item 'r9-flies'. Name an item of this file, or add it.",
    );
    assert_form(
        &text,
        SHORT,
        ERROR,
        "it asks 'r3-takes-charge-of-problems' twice. Take one of them out.",
    );
}

#[test]
fn a_form_takes_some_time() {
    assert_only(
        &changed("minutes = 2", "minutes = 0"),
        "minutes = 0",
        "form pulse: it promises to take no time. Give the minutes most people need.",
    );
}

#[test]
fn poles_are_mixed_on_a_page() {
    let text = with_form(FULL, "  \"t1-settles-details\",\n", "");
    let text = changed_in(
        &text,
        "  \"t7-talks-about-next-step\",\n",
        "  \"t7-talks-about-next-step\",\n  \"t1-settles-details\",\n",
    );
    let text = text.replacen("  \"t2-gives-the-final-yes\",\n", "", 1);
    let text = text.replacen("  \"t7-talks", "  \"t2-gives-the-final-yes\",\n  \"t7-talks", 1);

    assert_form(
        &text,
        FULL,
        WARNING,
        "trust has more than 2 leading items in a row, at 't5-leaves-decisions-with-owner'. \
         Mix leading and managing.",
    );
}

#[test]
fn an_outcome_is_asked_last() {
    let text = with_form(FULL, "  \"t3-people-start-with-energy\",\n", "");
    let text = text.replacen(FULL, &format!("{FULL}  \"t3-people-start-with-energy\",\n"), 1);

    let expected = "in trust an outcome stands before other items. Ask outcomes last.";
    assert_form(&text, FULL, WARNING, expected);
    assert_eq!(findings(&text).len(), 1);
}

#[test]
fn the_full_form_has_three_items_on_each_scale() {
    let text = with_form(FULL, "  \"r3-adds-checks\",\n", "");

    assert_form(
        &text,
        FULL,
        ERROR,
        "the scale risk.managing has 2 items; at least 3. Add items to this scale.",
    );
    assert_said(
        &text,
        "id = \"r3-adds-checks\"",
        "warning: item r3-adds-checks: the form 'full' does not ask it. \
         Add it to the form, or remove it.",
    );
}

#[test]
fn every_form_covers_every_scale() {
    let text = with_form(PULSE, "  \"t2-gives-the-final-yes\",\n", "");

    assert_form(
        &text,
        PULSE,
        ERROR,
        "the scale trust.managing has 0 items; at least 1. Add items to this scale.",
    );
    assert_eq!(findings(&text).len(), 1);
}

#[test]
fn the_full_form_has_at_most_forty_five_items() {
    let mut text = Model::BUILTIN_DOCUMENT.to_owned();
    for word in ["one", "two", "three", "four"] {
        let entry = format!("  \"more-{word}\",\n  \"r3-adds-checks\",\n");
        text = text.replacen("  \"r3-adds-checks\",\n", &entry, 1);
        let item = format!(
            "\n[[item]]\nid = \"more-{word}\"\ncontrast = \"risk\"\npole = \"leading\"\n\
             claims = [\"R2\"]\nothers = \"makes {word} bets.\"\nown = \"make {word} bets.\"\n\
             provenance = \"A test.\"\n"
        );
        text.push_str(&item);
    }

    let expected = "it has 46 items; at most 45. Take out the items that say the least.";
    assert_form(&text, FULL, ERROR, expected);
    let shorter = text.replacen("  \"more-one\",\n", "", 1);
    assert!(!findings(&shorter).iter().any(|found| found.message.contains("at most 45")));
}

#[test]
fn a_smaller_form_asks_items_of_the_full_form() {
    let text = with_form(FULL, "  \"r3-takes-charge-of-problems\",\n", "");

    assert_form(
        &text,
        SHORT,
        ERROR,
        "'r3-takes-charge-of-problems' is not in the form 'full'. \
         Add it to 'full', or take it out here.",
    );
}

#[test]
fn a_smaller_form_keeps_the_order_of_the_full_form() {
    let text = with_form(PULSE, "  \"t2-gives-the-final-yes\",\n", "");
    let moved = "  \"t5-leaves-decisions-with-owner\",\n  \"t2-gives-the-final-yes\",\n  \"v3-sets-far-aims\",\n  \"v2";
    let text = {
        let start = text.find(PULSE).unwrap();
        let (before, after) = text.split_at(start);
        let from = "  \"t5-leaves-decisions-with-owner\",\n  \"v3-sets-far-aims\",\n  \"v2";
        format!("{before}{}", changed_in(after, from, moved))
    };

    let expected = "its items stand in another order than in 'full'. Keep one order in all forms.";
    assert_form(&text, PULSE, WARNING, expected);
    assert_eq!(findings(&text).len(), 1);
}

#[test]
fn there_is_a_full_form() {
    assert_only(
        &changed("id = \"full\"", "id = \"long\""),
        "# The model",
        "the model: there is no form 'full'. Add a [[form]] with id = \"full\" and every item.",
    );
}

#[test]
fn a_claim_that_is_not_asked_needs_no_item() {
    let text = crate::broken::without_item("v6-makes-time-for-years-ahead");
    let text = changed_in(
        &text,
        "says = \"thinks long-term\"\nways = [\"ask\", \"practise\", \"show\", \"guide\"]",
        "says = \"thinks long-term\"\nways = [\"practise\", \"show\", \"guide\"]",
    );

    assert!(findings(&text).iter().all(|found| found.place != "claim V6"));
}
