//! The documents that programs read. Their form is described in `docs/method/json.md`.

use serde::Serialize;
use serde_json::Value;

use super::{Report, Rows};
use crate::error::{Error, Kind};

/// The name and version of the form. Keys may be added within a version; none is taken away, renamed
/// or given another meaning.
const SCHEMA: &str = "hone-stats/1";

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    method: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Rows>,
    warnings: &'a [String],
    finding: &'a str,
    #[serde(flatten)]
    keys: &'a Value,
}

#[derive(Serialize)]
struct ErrorDocument<'a> {
    schema: &'static str,
    error: Fault<'a>,
}

#[derive(Serialize)]
struct Fault<'a> {
    kind: Kind,
    message: &'a str,
}

/// A report as one document.
pub(crate) fn document(report: &Report) -> String {
    written(&Document {
        schema: SCHEMA,
        method: report.method,
        data: report.rows.as_ref(),
        warnings: &report.warnings,
        finding: &report.finding,
        keys: &report.json,
    })
}

/// What went wrong, as one document.
pub(crate) fn error_document(error: &Error) -> String {
    let fault = Fault { kind: error.kind, message: &error.message };
    written(&ErrorDocument { schema: SCHEMA, error: fault })
}

fn written(document: &impl Serialize) -> String {
    let text = serde_json::to_string_pretty(document);
    text.expect("a document of numbers, texts and lists can be written") + "\n"
}
