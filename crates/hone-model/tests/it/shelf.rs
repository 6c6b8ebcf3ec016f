//! The shipped library with one thing changed.

use hone_model::Library;

use crate::broken::{changed_in, findings, without_table_in};

/// The shipped library with `from` replaced by `to`; `from` must be there exactly once.
pub(crate) fn changed(from: &str, to: &str) -> String {
    changed_in(Library::BUILTIN_DOCUMENT, from, to)
}

/// The shipped library without some of its practices.
pub(crate) fn without(ids: &[&str]) -> String {
    let text = Library::BUILTIN_DOCUMENT.to_owned();
    ids.iter().fold(text, |text, id| without_table_in(&text, "practice", id))
}

/// The shipped library with one field of a practice replaced by a TOML value.
pub(crate) fn with(id: &str, field: &str, value: &str) -> String {
    with_in(Library::BUILTIN_DOCUMENT, id, field, value)
}

/// As `with`, for a library that was changed before.
pub(crate) fn with_in(text: &str, id: &str, field: &str, value: &str) -> String {
    let start = text.find(&format!("[[practice]]\nid = \"{id}\"")).expect("it must be there");
    let end = text[start..].find("\n\n").expect("a blank line ends every table") + start;
    let old = &text[start..end];
    let is_field = |line: &&str| line.starts_with(&format!("{field} = "));
    let line = old.lines().find(is_field).expect("a practice has every field");
    changed_in(text, old, &changed_in(old, line, &format!("{field} = {value}")))
}

/// Checks that a library gets exactly one finding, whatever its line.
#[track_caller]
pub(crate) fn assert_one(text: &str, expected: &str) {
    assert_eq!(without_lines(text), [expected]);
}

/// Checks that `expected` is among the findings, whatever its line.
#[track_caller]
pub(crate) fn assert_among(text: &str, expected: &str) {
    let said = without_lines(text);
    assert!(said.iter().any(|found| found == expected), "expected\n{expected}\nin\n{said:#?}");
}

fn without_lines(text: &str) -> Vec<String> {
    let shown = findings(text).into_iter().map(|found| {
        let warning = if found.is_error() { "" } else { "warning: " };
        format!("{warning}{}: {}. {}", found.place, found.message, found.way_out)
    });
    shown.collect()
}
