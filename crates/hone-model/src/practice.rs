//! The records of a library: what stands in one table of the file.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::record::{Pole, ScaleId};

/// How sure we are that a practice helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Grade {
    /// Controlled studies, close to this use.
    A,
    /// One trial, studies of what goes together, or good studies from other settings.
    B,
    /// Our judgement.
    C,
}

impl fmt::Display for Grade {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
        })
    }
}

/// What a grade means, in the words for a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GradeMeaning {
    /// The grade.
    pub id: Grade,
    /// What it says about a practice.
    pub says: String,
}

/// A study, or a summary of studies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Stable id, such as `carton-2014`.
    pub id: String,
    /// Authors and year.
    pub cite: String,
    /// The best grade that a practice may have by this source alone.
    pub grade: Grade,
    /// What was found.
    pub found: String,
    /// What it does not show.
    pub limits: String,
}

/// The tool in which a practice may be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tool {
    /// The delegation board: who may decide what, requests, lessons, talks.
    Delegation,
    /// Vision, objectives, stakeholders, rhythms.
    Objectives,
    /// The mirror: statements, reflections, lessons, readable by their writer alone.
    Mirror,
    /// Challenges and experiments.
    Experiments,
    /// Bets with odds and a date.
    Bets,
}

/// One thing to try for some weeks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Practice {
    /// Stable id, such as `trust-ask-before-telling`; it never changes its meaning.
    pub id: String,
    /// The contrast it belongs to.
    pub contrast: String,
    /// [`Pole::Leading`] where it grows leading, [`Pole::Managing`] where it eases managing that
    /// stands alone.
    pub pole: Pole,
    /// The claims it serves.
    pub claims: Vec<String>,
    /// What to do, in a few words that begin with the verb.
    pub title: String,
    /// Completes 'Helps when …'.
    pub helps_when: String,
    /// 'When …, I will …': a moment that can be noticed, an act that can be seen.
    pub if_then: String,
    /// What to do in the next two minutes.
    pub two_minutes: String,
    /// What to do in the next two weeks.
    pub two_weeks: String,
    /// What others might see if it works.
    pub notice: String,
    /// How it may go wrong.
    pub pitfalls: String,
    /// How sure we are that it helps.
    pub grade: Grade,
    /// The ids of the studies behind it.
    pub sources: Vec<String>,
    /// What the evidence does not show about this practice.
    pub limits: String,
    /// The tool in which it may be done.
    pub tool: Tool,
}

impl Practice {
    /// The scale it is meant for.
    pub fn scale(&self) -> ScaleId {
        ScaleId::new(&self.contrast, self.pole)
    }

    /// What a person reads of it, by field, in the order of the card.
    pub(crate) fn card(&self) -> [(&'static str, &str); 8] {
        [
            ("title", &self.title),
            ("helps_when", &self.helps_when),
            ("if_then", &self.if_then),
            ("two_minutes", &self.two_minutes),
            ("two_weeks", &self.two_weeks),
            ("notice", &self.notice),
            ("pitfalls", &self.pitfalls),
            ("limits", &self.limits),
        ]
    }
}

/// What to notice first on a scale, before a practice is chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FirstLook {
    /// The contrast.
    pub contrast: String,
    /// The pole.
    pub pole: Pole,
    /// A few sentences to 'you'.
    pub text: String,
}

/// What stands in a message where the name of the chosen contrast goes.
pub const FOCUS_MARK: &str = "{focus}";
/// What stands in a message where the chosen 'When …, I will …' goes.
pub const IF_THEN_MARK: &str = "{if_then}";
/// What stands in a message where the name of whoever sends it goes.
pub const LEADER_MARK: &str = "{leader}";

/// A message of the share-back kit, to those who answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// `thanks`, `focus` or `suggestions`.
    pub id: String,
    /// What the message is for, as a heading for the leader.
    pub title: String,
    /// The subject line, without marks.
    pub subject: String,
    /// The text, with marks.
    pub text: String,
}

impl Message {
    /// The text with its marks filled in. What is filled in is not looked at for marks again.
    pub fn written(&self, focus: &str, if_then: &str, leader: &str) -> String {
        let mut written = String::new();
        let mut rest = self.text.as_str();
        while let Some(at) = rest.find('{') {
            let (before, marked) = rest.split_at(at);
            written.push_str(before);
            let marks = [(FOCUS_MARK, focus), (IF_THEN_MARK, if_then), (LEADER_MARK, leader)];
            let (mark, filling) = marks
                .into_iter()
                .find(|(mark, _)| marked.starts_with(mark))
                .expect("the linter refuses any other brace");
            written.push_str(filling);
            rest = &marked[mark.len()..];
        }
        written.push_str(rest);
        written
    }
}
