//! The one way by which a number about raters leaves: the disclosure rule and the release.
//!
//! In go the sealed sheets about one leader, out comes a [`Release`], or nothing. The rule is
//! called PART and depends on counts only; `docs/adr/0003-disclosure-rule.md` says why it is as it
//! is, and `docs/method/result.md` says in plain words how each number is made.
//!
//! No figure can be made outside this crate: [`Shown`] and [`Voice`] have no public constructor.
//! Soon after another release about the same leader there are no figures at all, but [`Directions`].
//! Storing a release, and its hash, are left to others.

mod agreement;
mod classes;
mod comments;
mod difference;
mod document;
mod estimate;
mod figure;
mod form;
mod growth;
mod lines;
mod overview;
mod quality;
mod reach;
mod release;
mod sheet;
mod spread;
mod waves;
mod wording;
mod words;

pub use agreement::{AGREEMENT_RATERS, Agreement};
pub use classes::{Class, is_enough};
pub use comments::{COMMENT_RATERS, COMMENTS_NEEDED, Comments, Themes};
pub use difference::{Difference, difference};
pub use figure::{Bound, Figure, Shown, Untold, Voice};
pub use form::{Floor, Form, Item, Pole, Scale};
pub use growth::{Change, Growth, Incomparable, growth_of_contrast, growth_of_scale};
pub use lines::Line;
pub use overview::{CELL_LEADERS, CELL_RATERS, Cell, Overview, overview};
pub use quality::{Coefficient, Quality, QualityBuilder, ScaleQuality};
pub use reach::reach;
pub use release::{LEVEL, Outcome, Published, RULES, Release, Stamp, release};
pub use sheet::{Answer, Category, Sheet, Sheets};
pub use spread::{
    CONTRAST_SD, ITEM_SD, LEADERS_NEEDED, RATERS_NEEDED, SCALE_SD, Sd, Source, Spread,
    SpreadBuilder,
};
pub use waves::{Directions, Group, Past, Trend, TrendLine, WAVE_DAYS, is_near};
pub use words::{WORD_NEEDED, WORDS_CHOSEN, Words};

/// Why something was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The floor is too low to protect, or too high to be of use.
    #[error("the disclosure floor has to lie between 3 and 10, not {0}")]
    Floor(usize),
    /// Answers are whole points from 1 to 5.
    #[error("an answer has to lie between 1 and 5, not {0}")]
    Answer(u8),
    /// An id stands twice.
    #[error("'{0}' stands twice")]
    Twice(String),
    /// An item names a scale that the form does not have.
    #[error("item '{item}' names the scale '{scale}', which does not exist")]
    NoSuchScale {
        /// The item.
        item: String,
        /// What it names.
        scale: String,
    },
    /// A sheet came from a category to which nobody was invited.
    #[error("a sheet came from {0}, to which nobody was invited")]
    NotInvited(&'static str),
    /// A stored release cannot be read.
    #[error("this is no release: {0}")]
    Unreadable(String),
    /// A stored release breaks the rule that it names.
    #[error("this release breaks its rule: {0}")]
    BrokenRule(&'static str),
}
