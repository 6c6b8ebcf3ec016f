//! The written form of a release.
//!
//! Kept apart from the types that others see, so that those cannot be made from any text but a
//! whole release. Fields stand in one fixed order, and maps are sorted.

mod read;
mod write;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Directions, Error, Overview, Published, Quality, Release, Themes};

/// A release, checked against its rule.
pub(crate) fn read(json: &str) -> Result<Published, Error> {
    let unreadable = |error: serde_json::Error| Error::Unreadable(error.to_string());
    let kind: Kind = serde_json::from_str(json).map_err(unreadable)?;
    Ok(match kind.shows {
        Some(ShowsPart::Directions) => {
            let document: DirectionsDocument = serde_json::from_str(json).map_err(unreadable)?;
            Published::Directions(Box::new(document.check()?))
        }
        Some(ShowsPart::Numbers | ShowsPart::Overview | ShowsPart::Quality) | None => {
            let document: Document = serde_json::from_str(json).map_err(unreadable)?;
            Published::Numbers(Box::new(document.check()?))
        }
    })
}

/// The one written form of a release with numbers.
pub(crate) fn write_numbers(release: &Release) -> String {
    written(&Document::from(release))
}

/// The one written form of a release without them.
pub(crate) fn write_directions(directions: &Directions) -> String {
    written(&DirectionsDocument::from(directions))
}

/// An overview, checked against its rule.
pub(crate) fn read_overview(json: &str) -> Result<Overview, Error> {
    let document: OverviewDocument =
        serde_json::from_str(json).map_err(|error| Error::Unreadable(error.to_string()))?;
    document.check()
}

/// The one written form of an overview.
pub(crate) fn write_overview(overview: &Overview) -> String {
    written(&OverviewDocument::from(overview))
}

/// What a round shows of the questionnaire, checked against its rule.
pub(crate) fn read_quality(json: &str) -> Result<Quality, Error> {
    let document: QualityDocument =
        serde_json::from_str(json).map_err(|error| Error::Unreadable(error.to_string()))?;
    document.check()
}

/// The one written form of it.
pub(crate) fn write_quality(quality: &Quality) -> String {
    written(&QualityDocument::from(quality))
}

fn written(document: &impl Serialize) -> String {
    serde_json::to_string(document)
        .expect("a document holds nothing but text, lists, maps with text keys and numbers")
}

/// What the first version of the rule did not say, since it had numbers only.
#[derive(Deserialize)]
struct Kind {
    shows: Option<ShowsPart>,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ShowsPart {
    Numbers,
    Directions,
    Overview,
    Quality,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    agreement: BTreeMap<String, AgreementPart>,
    classes: Vec<ClassPart>,
    comments: CommentsPart,
    contrasts: BTreeMap<String, LinePart>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    day: Option<String>,
    items: BTreeMap<String, LinePart>,
    k: usize,
    model: ModelPart,
    rules: String,
    scales: BTreeMap<String, LinePart>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    shows: Option<ShowsPart>,
    spread: SpreadPart,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    wishes: BTreeMap<String, LinePart>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    words: Option<WordsPart>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WordsPart {
    colleagues: Option<Vec<String>>,
    manager: Vec<String>,
    own: Vec<String>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum AgreementPart {
    Close,
    Apart,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DirectionsDocument {
    against: Option<String>,
    classes: Vec<GroupPart>,
    comments: CommentsPart,
    contrasts: BTreeMap<String, TrendLinePart>,
    day: String,
    items: BTreeMap<String, TrendLinePart>,
    k: usize,
    model: ModelPart,
    rules: String,
    scales: BTreeMap<String, TrendLinePart>,
    shows: ShowsPart,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OverviewDocument {
    cells: Vec<CellPart>,
    day: String,
    k: usize,
    model: ModelPart,
    rules: String,
    shows: ShowsPart,
    total: Option<CellPart>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct QualityDocument {
    day: String,
    k: usize,
    leaders: usize,
    model: ModelPart,
    raters: usize,
    rules: String,
    scales: BTreeMap<String, ScaleQualityPart>,
    shows: ShowsPart,
}

/// Coefficients in hundredths.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ScaleQualityPart {
    alpha: Option<i32>,
    items: BTreeMap<String, i32>,
    one_rater: Option<i32>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CellPart {
    contrasts: BTreeMap<String, FigurePart>,
    leaders: usize,
    scales: BTreeMap<String, FigurePart>,
    units: Vec<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupPart {
    categories: Vec<CategoryPart>,
    id: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TrendLinePart {
    classes: BTreeMap<String, TrendPart>,
    #[serde(skip_serializing_if = "Option::is_none")]
    manager: Option<TrendPart>,
    overall: TrendPart,
    #[serde(skip_serializing_if = "Option::is_none")]
    own: Option<TrendPart>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum TrendPart {
    Lower,
    Same,
    Higher,
    Untold,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClassPart {
    categories: Vec<CategoryPart>,
    id: String,
    n: usize,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum CategoryPart {
    Reports,
    Peers,
    Others,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CommentsPart {
    colleagues: BTreeMap<String, Option<Vec<String>>>,
    manager: BTreeMap<String, Vec<String>>,
    own: BTreeMap<String, Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    themes: Option<BTreeMap<String, Option<Themes>>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ModelPart {
    digest: String,
    version: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LinePart {
    classes: BTreeMap<String, FigurePart>,
    #[serde(skip_serializing_if = "Option::is_none")]
    manager: Option<FigurePart>,
    overall: FigurePart,
    #[serde(skip_serializing_if = "Option::is_none")]
    own: Option<FigurePart>,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum FigurePart {
    NotShown,
    OneVoice {
        value: f64,
        voices: usize,
    },
    Shown {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        bound: Option<BoundPart>,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        coded: bool,
        high: f64,
        low: f64,
        value: f64,
    },
    Untold {
        reason: UntoldPart,
    },
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum BoundPart {
    AtLeast,
    AtMost,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum UntoldPart {
    EndUntold,
    MostCouldNotSee,
    NoClass,
    NotSeen,
    NotTheSameClasses,
    TooFewItems { needed: usize, shown: usize },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SpreadPart {
    contrasts: BTreeMap<String, SdPart>,
    items: BTreeMap<String, SdPart>,
    scales: BTreeMap<String, SdPart>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SdPart {
    measured: bool,
    sd: f64,
}
