//! The rules by which a report chooses its sentences, read and found usable.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::finding::Finding;
use crate::{lint, read, shape};

/// The file as it is written, before anybody looked whether it makes sense.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Document {
    pub(crate) id: String,
    pub(crate) version: String,
    pub(crate) language: String,
    pub(crate) licence: String,
    pub(crate) middle: f64,
    pub(crate) seldom: f64,
    pub(crate) question_times: f64,
    pub(crate) as_now: f64,
    pub(crate) unchanged: f64,
    #[serde(rename = "rule")]
    pub(crate) rules: Vec<Rule>,
}

/// The numbers that the rules turn on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// Half the time: the middle of the answers, in their points.
    pub middle: f64,
    /// Below this, leading is called seldom, in points of the answers.
    pub seldom: f64,
    /// How many times as far as its range reaches a single question has to lie from the own answer.
    pub question_times: f64,
    /// The point of a wish that asks for no change.
    pub as_now: f64,
    /// The answer about a change that means none, in points of the answers.
    pub unchanged: f64,
}

/// What a rule is about. Each stands in the file once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleId {
    /// When words such as 'higher' are in place.
    BeyondNoise,
    /// The strength to keep.
    Keep,
    /// The contrast to hone, where managing outweighs leading.
    Outweighed,
    /// The contrast to hone, where it outweighs leading nowhere.
    Low,
    /// 'Seldom' in the headline.
    Seldom,
    /// Colleagues see less leading or more managing than the leader.
    BlindSpot,
    /// Colleagues see more leading than the leader, and much of it.
    HiddenStrength,
    /// When a single question is named.
    Question,
    /// Both see it alike.
    Alike,
    /// A scale against the mean of all scales.
    OwnAverage,
    /// Whether colleagues say the same.
    Agreement,
    /// Whether colleagues wish for more or less.
    Wish,
    /// Where there is no number or no word.
    Untold,
    /// When people have seen a change since a report.
    SeenChange,
}

impl RuleId {
    /// Every rule, in the order of the report.
    pub const ALL: [Self; 14] = [
        Self::BeyondNoise,
        Self::Keep,
        Self::Outweighed,
        Self::Low,
        Self::Seldom,
        Self::BlindSpot,
        Self::HiddenStrength,
        Self::Question,
        Self::Alike,
        Self::OwnAverage,
        Self::Agreement,
        Self::Wish,
        Self::Untold,
        Self::SeenChange,
    ];

    /// The word used in the file.
    pub fn as_str(self) -> &'static str {
        RULES[self as usize]
    }

    /// The numbers that its words have to name.
    pub(crate) fn marks(self) -> &'static [&'static str] {
        match self {
            Self::Keep | Self::Low | Self::HiddenStrength => &["{middle}"],
            Self::Seldom => &["{seldom}"],
            Self::Question => &["{question_times}"],
            Self::Wish => &["{as_now}"],
            Self::SeenChange => &["{unchanged}"],
            _ => &[],
        }
    }
}

/// The words of [`RuleId`], in the same order.
pub(crate) const RULES: &[&str] = &[
    "beyond-noise",
    "keep",
    "outweighed",
    "low",
    "seldom",
    "blind-spot",
    "hidden-strength",
    "question",
    "alike",
    "own-average",
    "agreement",
    "wish",
    "untold",
    "seen-change",
];

/// One rule in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rule {
    pub(crate) id: RuleId,
    /// What the report calls it.
    pub(crate) name: String,
    /// When it holds, with a mark such as `{middle}` where a number goes.
    pub(crate) says: String,
}

/// The rules by which a report says 'strength', 'blind spot' and the like, with their thresholds.
///
/// Every value of this type has passed the linter, so each rule is there once, its words name its
/// numbers, and the numbers are in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Sentences {
    document: Document,
    warnings: Vec<Finding>,
}

impl Sentences {
    /// The document of the rules that Hone ships.
    pub const BUILTIN_DOCUMENT: &str = include_str!("../../../model/sentences.toml");

    /// The rules that Hone ships.
    pub fn builtin() -> &'static Self {
        static BUILTIN: OnceLock<Sentences> = OnceLock::new();
        BUILTIN.get_or_init(|| {
            Self::parse("sentences.toml", Self::BUILTIN_DOCUMENT)
                .expect("a test reads this very document")
        })
    }

    /// Whether a text is meant as rules, and not as a model.
    pub fn is_meant(text: &str) -> bool {
        text.lines().any(|line| line.trim() == "[[rule]]")
    }

    /// Reads rules, or says everything that stops them from being used.
    ///
    /// `file_name` is only repeated in the findings. Where there are errors, warnings are among the
    /// findings too; where there are none, they are in [`Sentences::warnings`].
    pub fn parse(file_name: &str, text: &str) -> Result<Self, Vec<Finding>> {
        let (document, places) = read::document(file_name, text, &shape::SENTENCES)?;
        let findings = lint::sentences_findings(&document, &places);
        if findings.iter().any(Finding::is_error) {
            return Err(findings);
        }
        Ok(Self { document, warnings: findings })
    }

    /// What somebody should look at, though the rules can be used.
    pub fn warnings(&self) -> &[Finding] {
        &self.warnings
    }

    /// The id of the rules, such as `sentences`.
    pub fn id(&self) -> &str {
        &self.document.id
    }

    /// The version, such as `1.0.0`.
    pub fn version(&self) -> &str {
        &self.document.version
    }

    /// The numbers that the rules turn on.
    pub fn thresholds(&self) -> Thresholds {
        let Document { middle, seldom, question_times, as_now, unchanged, .. } = self.document;
        Thresholds { middle, seldom, question_times, as_now, unchanged }
    }

    /// What the report calls it.
    pub fn name(&self, id: RuleId) -> &str {
        &self.rule(id).name
    }

    /// When it holds, in words, with its numbers.
    pub fn says(&self, id: RuleId) -> String {
        let marks = self.document.marks();
        let says = self.rule(id).says.clone();
        marks.iter().fold(says, |says, (mark, value)| says.replace(mark, &format!("{value:.1}")))
    }

    fn rule(&self, id: RuleId) -> &Rule {
        let mut rules = self.document.rules.iter();
        rules.find(|rule| rule.id == id).expect("the linter refuses rules without it")
    }
}

impl Document {
    /// What may stand in the words of a rule, and the number it stands for.
    pub(crate) fn marks(&self) -> [(&'static str, f64); 5] {
        [
            ("{middle}", self.middle),
            ("{seldom}", self.seldom),
            ("{question_times}", self.question_times),
            ("{as_now}", self.as_now),
            ("{unchanged}", self.unchanged),
        ]
    }
}
