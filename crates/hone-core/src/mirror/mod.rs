//! The mirror: what a person says of themselves, what they look back on, and what they try and learn.
//!
//! All of it belongs to the person alone. Nobody else finds any of it, not even an administrator, but a
//! coach what is shared with them, as long as it is ([`share`]). Nothing in it is counted or compared.

mod due;
mod export;
pub mod learning;
pub mod reflection;
pub mod share;
pub mod statement;
mod store;
#[cfg(test)]
mod tests;

use thiserror::Error;

pub use due::due;
pub use export::export;

use crate::account::Viewer;
use crate::db::PeopleTx;
use crate::ids::{OrganisationId, PersonId};
use crate::{Error, Result, text};

/// The longest text, in characters.
pub const LONGEST: usize = 1000;
/// The longest of three words, in characters.
pub const LONGEST_WORD: usize = 40;
/// So many sentences a reflection has at most.
pub const MOST_SENTENCES: usize = 3;

/// Why something cannot be kept in the mirror as asked.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Something has to be written.
    #[error("{0}: write something.")]
    Missing(&'static str),
    /// Something is too long.
    #[error("{0}: keep it under {1} characters.")]
    TooLong(&'static str, usize),
    /// The own words are not three.
    #[error("Write three words, each another one.")]
    Three,
    /// There is one already.
    #[error("You have one already. Change that one, or put it away first.")]
    Once,
    /// A reflection runs on.
    #[error("Keep it to three sentences: what you did, what you saw, what you make of it.")]
    Sentences,
    /// A day that cannot be meant.
    #[error("Choose a day from tomorrow on, and within a year.")]
    Day,
    /// An entry is over.
    #[error("This entry is settled. Open it again first.")]
    Settled,
    /// An entry is not over.
    #[error("This entry is open already.")]
    Open,
    /// Nobody to share with.
    #[error("You can share with a coach who has said yes. Ask one first.")]
    NoCoach,
    /// The last day of sharing is past.
    #[error("Share until today or later, and for at most a year.")]
    Until,
    /// Something was changed on another device.
    #[error("This was changed in the meantime.")]
    Changed,
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::refused(refusal)
    }
}

/// Whose it is: every query is bound to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Owner {
    organisation_id: OrganisationId,
    person_id: PersonId,
}

impl From<&Viewer> for Owner {
    fn from(viewer: &Viewer) -> Self {
        Self { organisation_id: viewer.organisation_id, person_id: viewer.person_id }
    }
}

/// Several lines that were typed, tidied; `label` names them to whoever typed them.
fn lines(label: &'static str, typed: &str) -> Result<String, Refusal> {
    let text = text::lines(typed);
    if text.chars().count() > LONGEST { Err(Refusal::TooLong(label, LONGEST)) } else { Ok(text) }
}

/// The same, where something has to be written.
fn required(label: &'static str, typed: &str) -> Result<String, Refusal> {
    let text = lines(label, typed)?;
    if text.is_empty() { Err(Refusal::Missing(label)) } else { Ok(text) }
}

/// Whether every word that is looked for occurs in some texts, in whatever case.
pub fn has_words(texts: &[&str], words: &str) -> bool {
    let text = texts.join("\n").to_lowercase();
    words.to_lowercase().split_whitespace().all(|word| text.contains(word))
}

/// Deletes all that a person has in their mirror, and what they share of it.
pub async fn erase(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<()> {
    let owner = Owner { organisation_id: organisation, person_id: person };
    store::remove_shares(tx, owner).await?;
    store::remove_statements(tx, owner).await?;
    store::remove_reflections(tx, owner).await?;
    store::remove_learning(tx, owner).await
}
