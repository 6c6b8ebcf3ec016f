//! The rules of a model file, and what to do where one is broken.
//!
//! `parts` looks at each record by itself and at the ids between them, `forms` at what is asked,
//! `wording` at the sentences of items. The reasons for the rules are in `docs/guide/model.md`.

mod forms;
mod parts;
mod wording;

use std::collections::HashMap;

use crate::finding::{Finding, Severity};
use crate::model::Document;
use crate::read::{Places, Spot, THE_MODEL, shortened};

/// Everything the rules say about a document, in the order of the file.
pub(crate) fn findings(document: &Document, places: &Places) -> Vec<Finding> {
    let mut linter = Linter { document, places, findings: Vec::new() };
    parts::check(&mut linter);
    forms::check(&mut linter);
    wording::check(&mut linter);
    linter.findings.sort_by_key(|finding| finding.line);
    linter.findings
}

struct Linter<'a> {
    document: &'a Document,
    places: &'a Places,
    findings: Vec<Finding>,
}

impl Linter<'_> {
    fn error(&mut self, spot: Spot, message: String, way_out: impl Into<String>) {
        self.say(Severity::Error, spot, message, way_out.into());
    }

    fn warn(&mut self, spot: Spot, message: String, way_out: impl Into<String>) {
        self.say(Severity::Warning, spot, message, way_out.into());
    }

    fn say(&mut self, severity: Severity, spot: Spot, message: String, way_out: String) {
        let line = self.places.line(spot);
        let place = self.place(spot);
        let file = self.places.file.clone();
        self.findings.push(Finding { file, line, place, severity, message, way_out });
    }

    fn place(&self, (table, index, _): Spot) -> String {
        let document = self.document;
        let id = match table {
            "question" => &document.questions[index].id,
            "contrast" => &document.contrasts[index].id,
            "claim" => &document.claims[index].id,
            "item" => &document.items[index].id,
            "form" => &document.forms[index].id,
            "answer" => return format!("answer {}", index + 1),
            _ => return THE_MODEL.to_owned(),
        };
        format!("{table} {}", shortened(id))
    }

    /// Refuses the second of two things that must differ.
    fn unique<'a>(
        &mut self,
        table: &'static str,
        field: &'static str,
        values: impl Iterator<Item = &'a String>,
    ) {
        let mut first_seen = HashMap::new();
        for (index, value) in values.enumerate() {
            let Some(first) = first_seen.insert(value.to_lowercase(), index) else { continue };
            let line = self.places.line((table, first, field)).unwrap_or_default();
            let message = format!("its {field} '{}' is taken by line {line}", shortened(value));
            self.error(
                (table, index, field),
                message,
                "Choose another one, or remove one of both.",
            );
        }
    }
}
