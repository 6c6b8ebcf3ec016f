//! Sessions: who is signed in, and where.
//!
//! A session is a random token of 256 bits. Only its hash is stored, and nothing about its holder
//! is in it.

pub mod store;
#[cfg(test)]
mod tests;

use super::Viewer;
use crate::chance::Secret;
use crate::clock::Moment;
use crate::db::PeopleTx;
use crate::ids::{AccountId, PersonId};
use crate::person::Person;
use crate::{Error, Hone, Result};

/// After so long nobody stays signed in, whatever they do.
const LONGEST: i64 = 12 * 3600;
/// After so long without a page nobody stays signed in.
const IDLE: i64 = 2 * 3600;
/// The last use is written at most this often, so that reading a page does not mean writing.
const NOTED_EVERY: i64 = 60;
/// The longest description of a browser that is kept.
const LONGEST_AGENT: usize = 300;

/// A session as its holder sees it in the list of their sessions.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Session {
    /// The hash of its token.
    pub token_hash: Vec<u8>,
    /// What the browser said of itself.
    pub agent: String,
    /// When it began.
    pub created_at: Moment,
    /// When it was last used, to the minute.
    pub used_at: Moment,
}

impl Session {
    /// A name for it in a link or form: opens nothing, since it is made of the hash.
    pub fn handle(&self) -> String {
        let digest = crate::chance::digest("session-handle", &self.token_hash);
        crate::hex::write(&digest[..12])
    }

    /// Whether it is the one with a token.
    pub fn is_of(&self, token: &Secret) -> bool {
        self.token_hash == hash(token)
    }

    /// The browser and system in plain words, such as `Firefox on Linux`.
    pub fn agent_text(&self) -> String {
        agent_text(&self.agent)
    }
}

/// The stored form of a session's token.
pub(crate) fn hash(token: &Secret) -> Vec<u8> {
    token.hash("session")
}

/// Begins a session of a person who has an account, and clears away those that are over.
pub async fn begin(tx: &mut PeopleTx, person: &Person, agent: &str, now: Moment) -> Result<Secret> {
    let Some(account_id) = person.account_id else {
        return Err(Error::refused("This person has no account to sign in with."));
    };
    store::remove_over(tx, now, now.plus(-IDLE)).await?;
    let token = Secret::draw_long();
    let session = store::New {
        token_hash: hash(&token),
        account_id,
        organisation_id: person.organisation_id,
        person_id: person.id,
        agent: agent.chars().take(LONGEST_AGENT).collect(),
        now,
        expires_at: now.plus(LONGEST),
    };
    store::insert(tx, &session).await?;
    Ok(token)
}

/// Who holds a session that lasts still; notes that it was used.
pub async fn viewer(hone: &Hone, token: &Secret) -> Result<Option<Viewer>> {
    let now = hone.clock.now();
    let token_hash = hash(token);
    let mut tx = hone.people.read().await?;
    let held = store::find(&mut tx, &token_hash, now, now.plus(-IDLE)).await?;
    drop(tx);
    let Some((viewer, used_at)) = held else { return Ok(None) };
    if now.0 - used_at.0 >= NOTED_EVERY {
        match note_use(hone, &token_hash, now).await {
            // On a full disk people can still read what is there.
            Ok(()) | Err(Error::DiskFull) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(Some(viewer))
}

async fn note_use(hone: &Hone, token_hash: &[u8], now: Moment) -> Result<()> {
    let mut tx = hone.people.write().await?;
    store::use_at(&mut tx, token_hash, now).await?;
    tx.commit().await
}

/// The sessions of an account that last still, the latest used first.
pub async fn list(tx: &mut PeopleTx, account_id: AccountId, now: Moment) -> Result<Vec<Session>> {
    store::list(tx, account_id, now, now.plus(-IDLE)).await
}

/// Ends the session with a token.
pub async fn end(tx: &mut PeopleTx, token: &Secret) -> Result<()> {
    store::remove(tx, &hash(token)).await
}

/// Ends one session of an account by its handle; nothing if there is none.
pub async fn end_by_handle(
    tx: &mut PeopleTx,
    account_id: AccountId,
    handle: &str,
    now: Moment,
) -> Result<()> {
    let sessions = list(tx, account_id, now).await?;
    if let Some(session) = sessions.iter().find(|session| session.handle() == handle) {
        store::remove(tx, &session.token_hash).await?;
    }
    Ok(())
}

/// Ends all sessions of an account but one.
pub async fn end_others(tx: &mut PeopleTx, account_id: AccountId, kept: &Secret) -> Result<()> {
    store::remove_of_account(tx, account_id, &hash(kept)).await
}

/// Ends all sessions of an account.
pub async fn end_all(tx: &mut PeopleTx, account_id: AccountId) -> Result<()> {
    store::remove_of_account(tx, account_id, &[]).await
}

/// Ends the sessions of a person in their organisation; those elsewhere go on.
pub async fn end_of_person(tx: &mut PeopleTx, person_id: PersonId) -> Result<()> {
    store::remove_of_person(tx, person_id).await
}

/// A browser and its system in plain words.
fn agent_text(agent: &str) -> String {
    const BROWSERS: [(&str, &str); 7] = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("Chrom", "Chrome"),
        ("CriOS/", "Chrome"),
    ];
    const SYSTEMS: [(&str, &str); 7] = [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("CrOS", "Chromebook"),
        ("Linux", "Linux"),
    ];
    let first = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    let browser = first(&BROWSERS).or(agent.contains("Safari/").then_some("Safari"));
    match (browser, first(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        (None, Some(system)) => format!("A browser on {system}"),
        (None, None) => "A browser we do not know".to_owned(),
    }
}
