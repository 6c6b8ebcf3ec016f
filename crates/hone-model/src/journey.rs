//! A journey for people who are new as leaders: what there is to do in which week.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::practice::Tool;

/// What a step of a journey is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// To ask for a round of feedback.
    Measure,
    /// To practise one contrast.
    Theme,
    /// To look back.
    LookBack,
}

/// What there is to do in some weeks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JourneyStep {
    /// Stable id, such as `trust`.
    pub id: String,
    /// The first week, from 1.
    pub from: i64,
    /// The last week.
    pub to: i64,
    /// What it is for.
    pub kind: StepKind,
    /// The contrast of a theme.
    pub contrast: Option<String>,
    /// The practice of the library that goes with a theme.
    pub practice: Option<String>,
    /// The tool in which a theme is practised.
    pub tool: Option<Tool>,
    /// What there is to do, in a few words.
    pub title: String,
    /// Why, in a sentence or two.
    pub why: String,
    /// What to do in its first week.
    pub first: String,
    /// What to do in its second week, if it has one.
    pub second: Option<String>,
}

/// A journey of some weeks for people who are new as leaders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Journey {
    /// Its id, such as `journey`.
    pub id: String,
    /// The version, such as `1.0.0`.
    pub version: String,
    /// The language of its texts, such as `en`.
    pub language: String,
    /// The licence of its texts.
    pub licence: String,
    /// The id of the model whose contrasts it names.
    pub model: String,
    /// The id of the library whose practices it names.
    pub library: String,
    /// What it is, in a few sentences.
    pub says: String,
    /// Its steps, in the order of their weeks.
    #[serde(rename = "step")]
    pub steps: Vec<JourneyStep>,
}

impl Journey {
    /// The document of the journey that Hone ships.
    pub const BUILTIN_DOCUMENT: &str = include_str!("../../../model/journey.toml");

    /// The journey that Hone ships, for the model and the library that it ships.
    pub fn builtin() -> &'static Self {
        static BUILTIN: OnceLock<Journey> = OnceLock::new();
        BUILTIN.get_or_init(|| {
            toml::from_str(Self::BUILTIN_DOCUMENT).expect("a test reads this very document")
        })
    }

    /// Its last week.
    pub fn n_weeks(&self) -> i64 {
        self.steps.last().map_or(0, |step| step.to)
    }

    /// The step of a week, counted from 1; nothing before the first and after the last.
    pub fn step(&self, week: i64) -> Option<&JourneyStep> {
        self.steps.iter().find(|step| (step.from..=step.to).contains(&week))
    }
}

impl JourneyStep {
    /// What to do in a week of it.
    pub fn in_week(&self, week: i64) -> &str {
        match &self.second {
            Some(second) if week > self.from => second,
            _ => &self.first,
        }
    }
}
