//! A shipped document with one thing changed.

use hone_model::{Finding, Library, Model, Prompts, Sentences};

/// The shipped model with `from` replaced by `to`; `from` must be there exactly once, so that no
/// test passes for want of a change.
pub(crate) fn changed(from: &str, to: &str) -> String {
    changed_in(Model::BUILTIN_DOCUMENT, from, to)
}

/// As `changed`, for a document that was changed before.
pub(crate) fn changed_in(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "'{from}' must stand in the document exactly once");
    text.replace(from, to)
}

/// Everything said about a text, model, library or rules, usable or not.
pub(crate) fn findings(text: &str) -> Vec<Finding> {
    if Library::is_meant(text) {
        return match Library::parse("own.toml", text, Model::builtin()) {
            Ok(library) => library.warnings().to_vec(),
            Err(findings) => findings,
        };
    }
    if Sentences::is_meant(text) {
        return match Sentences::parse("own.toml", text) {
            Ok(rules) => rules.warnings().to_vec(),
            Err(findings) => findings,
        };
    }
    if Prompts::is_meant(text) {
        let (model, library) = (Model::builtin(), Library::builtin());
        return match Prompts::parse("own.toml", text, model, library) {
            Ok(prompts) => prompts.warnings().to_vec(),
            Err(findings) => findings,
        };
    }
    match Model::parse("own.toml", text) {
        Ok(model) => model.warnings().to_vec(),
        Err(findings) => findings,
    }
}

/// Checks that a text gets exactly one finding: `expected`, at the first line that has `at`.
#[track_caller]
pub(crate) fn assert_only(text: &str, at: &str, expected: &str) {
    let said: Vec<_> = findings(text).iter().map(ToString::to_string).collect();
    assert_eq!(said, [placed(text, at, expected)]);
}

/// Checks that `expected` is among the findings, at the first line that has `at`.
#[track_caller]
pub(crate) fn assert_said(text: &str, at: &str, expected: &str) {
    let said: Vec<_> = findings(text).iter().map(ToString::to_string).collect();
    let expected = placed(text, at, expected);
    assert!(said.contains(&expected), "expected\n{expected}\nin\n{}", said.join("\n"));
}

fn placed(text: &str, at: &str, expected: &str) -> String {
    if at.is_empty() {
        return format!("own.toml: {expected}");
    }
    let line = text.lines().position(|line| line.contains(at)).expect("the line must be there") + 1;
    format!("own.toml:{line}: {expected}")
}

/// The shipped model without an item, in its table and in every form.
pub(crate) fn without_item(id: &str) -> String {
    without_lines(&without_table("item", id), &format!("  \"{id}\","))
}

/// The shipped model without one table.
pub(crate) fn without_table(table: &str, id: &str) -> String {
    without_table_in(Model::BUILTIN_DOCUMENT, table, id)
}

/// A text without one table.
pub(crate) fn without_table_in(text: &str, table: &str, id: &str) -> String {
    let start = text.find(&format!("[[{table}]]\nid = \"{id}\"")).expect("the table must be there");
    let end = text[start..].find("\n\n").expect("a blank line ends every table") + start + 2;
    format!("{}{}", &text[..start], &text[end..])
}

/// The text without the lines that equal `line`.
pub(crate) fn without_lines(text: &str, line: &str) -> String {
    let kept: Vec<_> = text.lines().filter(|other| *other != line).collect();
    assert!(kept.len() < text.lines().count(), "'{line}' must stand in the document");
    kept.join("\n")
}
