//! The records of a model: what stands in one table of the file.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What stands in an open question where the leader's name goes.
pub const NAME_MARK: &str = "{name}";

/// Which scale of a contrast a claim or an item belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pole {
    /// What leading looks like.
    Leading,
    /// What managing looks like; a line of its own, never the bad half.
    Managing,
    /// What both may bring about; reported apart from the scales.
    Outcome,
}

impl Pole {
    /// The word used in the file and in scale ids.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Leading => "leading",
            Self::Managing => "managing",
            Self::Outcome => "outcome",
        }
    }
}

impl fmt::Display for Pole {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// The items of one pole in one contrast, written `trust.leading`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScaleId {
    /// The contrast's id.
    pub contrast: String,
    /// The pole.
    pub pole: Pole,
}

impl ScaleId {
    /// The scale of a pole in a contrast.
    pub fn new(contrast: &str, pole: Pole) -> Self {
        Self { contrast: contrast.to_owned(), pole }
    }
}

impl fmt::Display for ScaleId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}", self.contrast, self.pole)
    }
}

/// The text is not of the form `contrast.pole`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a scale; write contrast.leading, contrast.managing or contrast.outcome")]
pub struct UnknownScale(String);

impl FromStr for ScaleId {
    type Err = UnknownScale;

    fn from_str(text: &str) -> Result<Self, UnknownScale> {
        let unknown = || UnknownScale(text.to_owned());
        let (contrast, pole) = text.split_once('.').ok_or_else(unknown)?;
        let pole = [Pole::Leading, Pole::Managing, Pole::Outcome]
            .into_iter()
            .find(|known| known.as_str() == pole)
            .ok_or_else(unknown)?;
        if contrast.is_empty() {
            return Err(unknown());
        }
        Ok(Self::new(contrast, pole))
    }
}

/// A pair of scales, leading and managing, about one side of the work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contrast {
    /// Stable id, such as `trust`.
    pub id: String,
    /// The name on pages and in reports.
    pub name: String,
    /// The name where there is little room.
    pub short: String,
    /// Completes 'Colleagues often see you …' when leading is high.
    pub leading_seen: String,
    /// Completes 'Colleagues often see you …' when managing is high.
    pub managing_seen: String,
    /// What the leading scale means, in one sentence.
    pub leading_means: String,
    /// What the managing scale means, in one sentence.
    pub managing_means: String,
}

impl Contrast {
    /// Completes 'Colleagues often see you …'; outcomes have no such phrase.
    pub fn seen(&self, pole: Pole) -> Option<&str> {
        match pole {
            Pole::Leading => Some(&self.leading_seen),
            Pole::Managing => Some(&self.managing_seen),
            Pole::Outcome => None,
        }
    }

    /// What a scale means, in one sentence; outcomes are not a scale.
    pub fn means(&self, pole: Pole) -> Option<&str> {
        match pole {
            Pole::Leading => Some(&self.leading_means),
            Pole::Managing => Some(&self.managing_means),
            Pole::Outcome => None,
        }
    }
}

/// A way in which Hone serves a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// An item asks it of raters.
    Ask,
    /// A tool or practice in which the person does it.
    Practise,
    /// An indicator from the work itself, at team level.
    Show,
    /// Guidance that a report or plan gives.
    Guide,
}

/// One thing the model says about leading or managing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// Stable id, such as `T4`.
    pub id: String,
    /// The contrast it belongs to.
    pub contrast: String,
    /// The pole it speaks of.
    pub pole: Pole,
    /// The claim in plain words, to be read after 'A person who leads' or 'who manages'.
    pub says: String,
    /// How Hone serves it.
    pub ways: Vec<Way>,
}

impl Claim {
    /// Whether Hone serves the claim in this way.
    pub fn is_served_by(&self, way: Way) -> bool {
        self.ways.contains(&way)
    }
}

/// One behaviour that raters are asked about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Stable id, such as `t1-settles-details`.
    pub id: String,
    /// The contrast on whose page it stands.
    pub contrast: String,
    /// The scale it counts for.
    pub pole: Pole,
    /// The claims it serves.
    pub claims: Vec<String>,
    /// What follows the leader's name.
    pub others: String,
    /// What follows 'I'.
    pub own: String,
    /// Where the wording comes from.
    pub provenance: String,
}

impl Item {
    /// The item as a rater reads it: 'Ines asks people …'.
    pub fn said_of(&self, name: &str) -> String {
        format!("{name} {}", self.others)
    }

    /// The item as the leader reads it: 'I ask people …'.
    pub fn said_by_self(&self) -> String {
        format!("I {}", self.own)
    }

    /// The scale it counts for.
    pub fn scale(&self) -> ScaleId {
        ScaleId::new(&self.contrast, self.pole)
    }
}

/// A selection of items in the order in which they are asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Stable id; every model has a form `full`.
    pub id: String,
    /// The name on pages.
    pub name: String,
    /// About how long it takes to answer.
    pub minutes: u32,
    /// The ids of its items.
    pub items: Vec<String>,
}

impl Form {
    /// What the id of a form begins with that asks whether people have seen a change. No form of a
    /// file is called so, since ids have no full stop.
    pub(crate) const CHANGE: &'static str = "change.";

    /// The contrast in which this form asks whether people have seen a change; none for the forms of
    /// a round of feedback.
    pub fn change(&self) -> Option<&str> {
        self.id.strip_prefix(Self::CHANGE)
    }
}

/// The question above the items about a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeStem {
    /// The question to raters.
    pub(crate) others: String,
    /// The question to the leader.
    pub(crate) own: String,
}

/// An open question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Stable id, such as `keep`.
    pub id: String,
    /// The heading above the answers in a report.
    pub label: String,
    /// The question to raters, with [`NAME_MARK`] for the leader's name.
    pub others: String,
    /// The question to the leader.
    pub own: String,
}

impl Question {
    /// The question as a rater reads it.
    pub fn asked_of(&self, name: &str) -> String {
        self.others.replace(NAME_MARK, name)
    }
}

/// One of the five labelled points of the answer scale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerPoint {
    /// 1 to 5, from hardly ever to nearly always; about a change, from much less to much more.
    pub value: u8,
    /// The words beside it.
    pub label: String,
}
