//! The written form of a release.
//!
//! Kept apart from the types that others see, so that those cannot be made from any text but a
//! whole release. Fields stand in one fixed order, and maps are sorted.

mod read;
mod write;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Document {
    classes: Vec<ClassPart>,
    comments: CommentsPart,
    contrasts: BTreeMap<String, LinePart>,
    items: BTreeMap<String, LinePart>,
    k: usize,
    model: ModelPart,
    rules: String,
    scales: BTreeMap<String, LinePart>,
    spread: SpreadPart,
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
