//! The model of leadership as data: contrasts, scales, items, forms, and the linter of a model file.
//!
//! A model is a TOML document. [`Model::builtin`] is the one that Hone ships; [`Model::parse`] reads
//! any other, and says everything that is wrong with it at once, with the line and a way out.
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
mod lint;
mod model;
mod read;
mod record;
mod shape;

pub use finding::{Finding, Severity};
pub use model::Model;
pub use record::{
    AnswerPoint, Claim, Contrast, Form, Item, NAME_MARK, Pole, Question, ScaleId, UnknownScale, Way,
};
