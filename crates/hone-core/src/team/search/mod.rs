//! What a team finds by its words: lessons, challenges, experiments. One function for both engines.
//!
//! A tool writes the text in the transaction in which it writes the thing, and takes it out when
//! the thing is put away. What nobody may know by whom is written no sooner than it is shown.

mod store;

use std::collections::BTreeSet;

use uuid::Uuid;

use super::Team;
use super::event::About;
use crate::Result;
use crate::clock::Moment;
use crate::db::PeopleTx;

/// A text that can be found.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    /// What it is of.
    pub about: About,
    /// Its first line.
    pub title: &'a str,
    /// The rest.
    pub body: &'a str,
    /// When it was written.
    pub at: Moment,
}

/// A text that was found.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Found {
    /// The kind of thing it is of.
    pub kind: String,
    /// Its id.
    pub entity_id: Uuid,
    /// Its first line.
    pub title: String,
    /// The rest.
    pub body: String,
    /// When it was written.
    pub written_at: Moment,
}

/// So many are found at most, the newest first.
pub const MOST_FOUND: usize = 50;
/// So many words of a question are looked for.
const MOST_WORDS: usize = 8;
/// So much of a word counts, in characters.
const LONGEST_WORD: usize = 40;

/// Lets a text be found, in place of what was there of the same thing.
pub async fn write(tx: &mut PeopleTx, team: &Team, text: &Text<'_>) -> Result<()> {
    let each: BTreeSet<String> = words(text.title).chain(words(text.body)).collect();
    let words = each.into_iter().collect::<Vec<_>>().join(" ");
    store::save(tx, team, text, &words).await
}

/// Lets a text be found no more.
pub async fn remove(tx: &mut PeopleTx, team: &Team, about: About) -> Result<()> {
    store::remove(tx, team, about).await
}

/// The texts of a team in which every word of a question begins some word, the newest first; at most
/// [`MOST_FOUND`]. None where the question has no word.
pub async fn find(tx: &mut PeopleTx, team: &Team, question: &str) -> Result<Vec<Found>> {
    let terms: Vec<String> = words(question).take(MOST_WORDS).collect();
    if terms.is_empty() {
        return Ok(Vec::new());
    }
    store::list(tx, team, &terms, MOST_FOUND).await
}

/// The words of a text, in small letters.
fn words(text: &str) -> impl Iterator<Item = String> {
    let parts = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    parts.map(|word| word.chars().take(LONGEST_WORD).collect::<String>().to_lowercase())
}
