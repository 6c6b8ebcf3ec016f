//! Ballots: what one rater answered about one leader, and nothing about the rater.
//!
//! A ballot is accepted from whoever holds a token of its group. Which person fetched that token is
//! the business of [`crate::invitation`], and since tokens are blind, nobody can match the two. The
//! answers are sealed in the rater's browser and opened once, at the close.

mod booth;
mod closing;
mod inbox;
pub mod letters;
mod manifest;
mod mixing;
mod poll;
mod standing;
pub mod store;
#[cfg(test)]
mod tests;
mod together;

use std::collections::{BTreeMap, BTreeSet};

pub use hone_gate::WORDS_CHOSEN;
use hone_token::{SIZES, Token};
use serde::{Deserialize, Serialize};

pub use closing::{
    COUNTED_KEPT, Made, Turnout, close, counted, find_released, forget_counted, list_aborted,
    list_released, list_rounds_with_counted, note_same_leaders,
};
#[cfg(any(test, feature = "testing"))]
pub use closing::{n_kept, peek};
pub use inbox::Inbox;
pub use manifest::manifest;
pub use mixing::mix;
#[cfg(any(test, feature = "testing"))]
pub use mixing::mix_now;
pub use poll::{NewGroup, NewPoll, Poll, open_round};
pub use standing::{Standing, standing, take_standing};
pub use together::{find_overview, find_quality, keep_overview, list_releases};

use crate::category::Category;
use crate::ids::GroupRef;
use crate::{Hone, Result};

/// The longest comment, in characters.
pub const LONGEST_COMMENT: usize = 2_000;

/// What one rater answered about one leader.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    /// An answer from 1 to 5 by item or wish, or 0 for 'I could not see this' and 'I cannot say'; what
    /// was skipped is missing.
    #[serde(default)]
    pub answers: BTreeMap<String, u8>,
    /// What was written, by open question.
    #[serde(default)]
    pub comments: BTreeMap<String, String>,
    /// What a comment is about, by open question, where the rater keeps the words to themselves.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub themes: BTreeMap<String, String>,
    /// The words that were chosen.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub words: BTreeSet<String>,
}

impl Sheet {
    /// Whether nothing is on it. Such a sheet takes an earlier one back and is not counted.
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty()
            && self.comments.is_empty()
            && self.themes.is_empty()
            && self.words.is_empty()
    }
}

/// A sheet with the category it was answered in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cast {
    /// The category of its group.
    pub category: Category,
    /// What was answered.
    pub sheet: Sheet,
}

/// What becomes of a ballot.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Receipt {
    /// It is kept, and a power cut does not lose it.
    Kept,
    /// The round no longer takes answers.
    Closed,
    /// The token was not made for this group.
    NotValid,
    /// It is not sealed as ballots are.
    NotSealed,
}

/// Keeps a sealed ballot, in place of the one that the same token sent before.
///
/// Nobody can look into it here. What does not fit the form is left out at the close, and an empty
/// sheet takes the earlier one back.
pub async fn submit(hone: &Hone, group: GroupRef, token: &Token, sealed: &[u8]) -> Result<Receipt> {
    if !SIZES.contains(&sealed.len()) {
        return Ok(Receipt::NotSealed);
    }
    match hone.inbox.booth(hone, group).await? {
        booth::Found::Open(booth) => hone.inbox.cast(&hone.ballots, &booth, token, sealed).await,
        booth::Found::Closed => Ok(Receipt::Closed),
        booth::Found::Nowhere => Ok(Receipt::NotValid),
    }
}
