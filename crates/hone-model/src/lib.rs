//! The model of leadership as data: contrasts, scales, items, forms; the library of practices; and
//! the linter of such files.
//!
//! A model is a TOML document. [`Model::builtin`] is the one that Hone ships; [`Model::parse`] reads
//! any other, and says everything that is wrong with it at once, with the line and a way out.
//! A [`Library`] holds what a leader may try, keyed to the contrasts and claims of a model, and
//! [`Sentences`] the rules by which a report chooses its words. A [`Journey`] is a way through some weeks
//! for people who are new as leaders. [`Prompts`] ask what somebody did; a [`Toolbox`] says which tool
//! serves which claims.
//! Nothing here reads a file: the caller brings the text, and decides where findings are shown.
//!
//! ```
//! use hone_model::Model;
//!
//! let model = Model::builtin();
//! let full = model.form("full").expect("every model has a full form");
//! let first = model.items_of(full, "trust").next().expect("every contrast has items");
//! assert_eq!(first.said_of("Ines"), "Ines asks people with a problem what they would do.");
//! assert_eq!(first.said_by_self(), "I ask people with a problem what they would do.");
//! ```

mod finding;
mod journey;
mod library;
mod lint;
mod model;
mod practice;
mod prompts;
mod read;
mod record;
mod sentences;
mod shape;
mod toolbox;

pub use finding::{Finding, Severity};
pub use journey::{Journey, JourneyStep, StepKind};
pub use library::Library;
pub use model::Model;
pub use practice::{
    FOCUS_MARK, FirstLook, Grade, GradeMeaning, IF_THEN_MARK, LEADER_MARK, Message, Practice,
    Source, Tool,
};
pub use prompts::{Prompt, Prompts};
pub use record::{
    AnswerPoint, Claim, Contrast, Form, Item, NAME_MARK, Pole, Question, ScaleId, UnknownScale, Way,
};
pub use sentences::{RuleId, Sentences, Thresholds};
pub use toolbox::{Place, TEAM_MARK, Toolbox};

/// How many sentences a text has: each ends at a mark that is followed by a space and a capital letter,
/// or with its line.
///
/// ```
/// assert_eq!(hone_model::n_sentences("I asked first. Then I waited\nthey answered"), 3);
/// ```
pub fn n_sentences(text: &str) -> usize {
    text.lines().map(lint::n_sentences).sum()
}
