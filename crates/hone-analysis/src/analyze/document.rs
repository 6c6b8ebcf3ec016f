//! The analysis for programs. Its form is described in `docs/method/json.md`.

use serde::Serialize;
use serde_json::Value;

use super::{Analysis, Answer};

/// The name and version of the form.
const SCHEMA: &str = "hone-analyze/1";

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    title: &'a str,
    finding: &'a str,
    summary: &'a [Answer],
    reports: Vec<Section<'a>>,
    left_out: Vec<LeftOut<'a>>,
}

#[derive(Serialize)]
struct Section<'a> {
    chapter: &'a str,
    method: &'a str,
    title: &'a str,
    command: Option<&'a str>,
    finding: &'a str,
    warnings: &'a [String],
    #[serde(flatten)]
    keys: &'a Value,
}

#[derive(Serialize)]
struct LeftOut<'a> {
    what: &'a str,
    why: &'a str,
}

/// The analysis as one document.
pub(super) fn document(analysis: &Analysis) -> String {
    let reports = analysis.chapters.iter().flat_map(|(chapter, reports)| {
        reports.iter().map(|report| Section {
            chapter,
            method: report.method,
            title: &report.title,
            command: report.made_by.as_deref(),
            finding: &report.finding,
            warnings: &report.warnings,
            keys: &report.json,
        })
    });
    let document = Document {
        schema: SCHEMA,
        title: &analysis.title,
        finding: &analysis.heading,
        summary: &analysis.summary,
        reports: reports.collect(),
        left_out: analysis.left_out.iter().map(|(what, why)| LeftOut { what, why }).collect(),
    };
    let text = serde_json::to_string_pretty(&document);
    text.expect("a document of numbers, texts and lists can be written") + "\n"
}
