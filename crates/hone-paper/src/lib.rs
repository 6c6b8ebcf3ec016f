//! Pages of Hone in, a tagged PDF out.
//!
//! A document is made of the markup of our own pages: so it says the same sentences and the same
//! numbers as they do, by the same rules. Typesetting knows nothing but our fonts, our template and
//! the document; it reads no file and no clock, and the same document gives the same bytes.
//!
//! `docs/adr/0011-paper.md` says why it is so.

mod letters;
mod markup;
mod picture;
#[cfg(test)]
mod tests;
mod world;

use jiff::civil::Date;
use serde::Serialize;
use thiserror::Error;
use typst::diag::{SourceDiagnostic, Warned};
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use world::Desk;

/// The paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub enum Size {
    /// 210 by 297 mm.
    #[default]
    #[serde(rename = "a4")]
    A4,
    /// 8.5 by 11 inches.
    #[serde(rename = "us-letter")]
    Letter,
}

/// What is to be printed.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its name, for those who see it in a list or hear it.
    pub title: String,
    /// Stands at the foot of every page.
    pub foot: String,
    /// The day that the file says it was made on.
    pub day: Date,
    /// The paper.
    pub size: Size,
    /// Where links lead that begin with `/`.
    pub site: String,
    /// What it is made of, in order.
    pub parts: Vec<Part>,
}

/// A page, or a piece of one.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its markup: a whole page, of which the main part counts, or a fragment.
    pub markup: String,
    /// The ids of sections that are left out.
    pub without: &'static [&'static str],
}

/// Why there is no PDF. Each is a fault of ours.
#[derive(Debug, Error)]
pub enum Error {
    /// The markup is none of ours.
    #[error("the markup for paper cannot be read: {0}")]
    Markup(String),
    /// It could not be set, or would not be accessible to everyone.
    #[error("the paper cannot be set: {0}")]
    Setting(String),
}

/// A document as typesetting reads it.
#[derive(Serialize)]
struct Written<'a> {
    title: &'a str,
    foot: &'a str,
    size: Size,
    site: &'a str,
    parts: Vec<WrittenPart>,
    /// Whether a sign stands for one that the fonts do not have.
    has_unknown: bool,
}

#[derive(Serialize)]
struct WrittenPart {
    nodes: Vec<markup::Node>,
}

/// The document as PDF/UA-1. Keeps one core busy for as long as it takes, so call it off the async threads.
pub fn pdf(document: &Document) -> Result<Vec<u8>, Error> {
    let made = set(document);
    // What was learnt of one document is no use for the next, and holds its words.
    comemo::evict(0);
    made
}

fn set(document: &Document) -> Result<Vec<u8>, Error> {
    let desk = Desk::new(write(document)?);
    let Warned { output, .. } = typst::compile::<PagedDocument>(&desk);
    let pages = output.map_err(|faults| said(&faults))?;
    let day = Datetime::from_ymd_hms(
        document.day.year().into(),
        document.day.month().unsigned_abs(),
        document.day.day().unsigned_abs(),
        0,
        0,
        0,
    );
    let standards = PdfStandards::new(&[PdfStandard::Ua_1])
        .map_err(|error| Error::Setting(error.message().to_string()))?;
    let options = PdfOptions {
        creator: Smart::Custom(Some("Hone".to_owned())),
        timestamp: day.map(Timestamp::new_utc),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&pages, &options).map_err(|faults| said(&faults))
}

/// The document for typesetting.
fn write(document: &Document) -> Result<Vec<u8>, Error> {
    let mut has_unknown = false;
    let mut parts = Vec::new();
    for part in &document.parts {
        let mut nodes = markup::read(&part.markup)?;
        markup::leave_out(&mut nodes, part.without);
        has_unknown |= letters::replace_unknown(&mut nodes);
        parts.push(WrittenPart { nodes });
    }
    let Document { title, foot, site, .. } = document;
    let written = Written { title, foot, size: document.size, site, parts, has_unknown };
    serde_json::to_vec(&written).map_err(|error| Error::Setting(error.to_string()))
}

fn said(faults: &[SourceDiagnostic]) -> Error {
    let messages: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
    Error::Setting(messages.join("; "))
}

impl Part {
    /// A whole page, or a fragment, after what comes before it.
    pub fn of(markup: String) -> Self {
        Self { markup, without: &[] }
    }
}
