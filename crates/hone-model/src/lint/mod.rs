//! The rules of a file, and what to do where one is broken.
//!
//! Of a model, `parts` looks at each record by itself and at the ids between them, `forms` at what is
//! asked in a round of feedback, `wishes` at what raters may wish for, `words` at the words that
//! they choose of, `changes` at what is asked about a change, `wording` at the sentences of items. Of a
//! library, `library` looks at the records and what they name, `card` at the sentences. `sentences` looks
//! at the rules of a report's sentences, `prompts` at prompts for reflection, `toolbox` at the tools.
//! `fields` and `reading` serve all. The reasons for the rules are in `docs/guide/model.md`,
//! `docs/guide/practices.md` and `docs/method/sentences.md`.

mod card;
mod changes;
mod fields;
mod forms;
mod library;
mod parts;
mod prompts;
mod reading;
mod sentences;
mod toolbox;
mod wishes;
mod wording;
mod words;

use std::collections::HashMap;

use crate::finding::{Finding, Severity};
use crate::model::{Document, Model};
use crate::read::{Places, Spot, shortened};
use crate::shape;

pub(crate) use reading::n_sentences;

/// The table of the fields above the first table.
const THE_MODEL: &str = shape::MODEL.name;
const THE_LIBRARY: &str = shape::LIBRARY.name;
const THE_SENTENCES: &str = shape::SENTENCES.name;
const THE_PROMPTS: &str = shape::PROMPTS.name;
const THE_TOOLS: &str = shape::TOOLS.name;

/// Everything the rules say about a document, in the order of the file.
pub(crate) fn findings(document: &Document, places: &Places) -> Vec<Finding> {
    let mut linter = Linter { document, places, findings: Vec::new() };
    parts::check(&mut linter);
    forms::check(&mut linter);
    wishes::check(&mut linter);
    words::check(&mut linter);
    changes::check(&mut linter);
    wording::check(&mut linter);
    linter.findings.sort_by_key(|finding| finding.line);
    linter.findings
}

/// Everything the rules say about a library for a model, in the order of the file.
pub(crate) fn library_findings(
    document: &crate::library::Document,
    model: &Model,
    places: &Places,
) -> Vec<Finding> {
    let mut linter = Linter { document, places, findings: Vec::new() };
    library::check(&mut linter, model);
    card::check(&mut linter);
    linter.findings.sort_by_key(|finding| finding.line);
    linter.findings
}

/// Everything said about the rules of a report's sentences, in the order of the file.
pub(crate) fn sentences_findings(
    document: &crate::sentences::Document,
    places: &Places,
) -> Vec<Finding> {
    let mut linter = Linter { document, places, findings: Vec::new() };
    sentences::check(&mut linter);
    linter.findings.sort_by_key(|finding| finding.line);
    linter.findings
}

/// Everything said about prompts for a model, in the order of the file.
pub(crate) fn prompts_findings(
    document: &crate::prompts::Document,
    model: &Model,
    library: &crate::library::Library,
    places: &Places,
) -> Vec<Finding> {
    let mut linter = Linter { document, places, findings: Vec::new() };
    prompts::check(&mut linter, model, library);
    linter.findings.sort_by_key(|finding| finding.line);
    linter.findings
}

/// Everything said about the tools beside a model, in the order of the file.
pub(crate) fn toolbox_findings(
    document: &crate::toolbox::Document,
    model: &Model,
    places: &Places,
) -> Vec<Finding> {
    let mut linter = Linter { document, places, findings: Vec::new() };
    toolbox::check(&mut linter, model);
    linter.findings.sort_by_key(|finding| finding.line);
    linter.findings
}

struct Linter<'a, D = Document> {
    document: &'a D,
    places: &'a Places,
    findings: Vec<Finding>,
}

impl<D> Linter<'_, D> {
    fn error(&mut self, spot: Spot, message: String, way_out: impl Into<String>) {
        self.say(Severity::Error, spot, message, way_out.into());
    }

    fn warn(&mut self, spot: Spot, message: String, way_out: impl Into<String>) {
        self.say(Severity::Warning, spot, message, way_out.into());
    }

    fn say(&mut self, severity: Severity, spot: Spot, message: String, way_out: String) {
        let line = self.places.line(spot);
        let place = self.places.name(spot).to_owned();
        let file = self.places.file.clone();
        self.findings.push(Finding { file, line, place, severity, message, way_out });
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
