//! Ballots: what one rater answered about one leader, and nothing about the rater.
//!
//! A ballot is accepted from whoever holds a credential of its group. Which person fetched that
//! credential is the business of [`crate::invitation`], and neither side stores what would tell the
//! other.

mod closing;
mod inbox;
mod poll;
mod standing;
pub mod store;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use closing::{Turnout, close, find_released, list_released, sheets_by_leader};
pub use inbox::Inbox;
pub use poll::{NewGroup, NewPoll, Poll, open_round};
pub use standing::{Standing, standing};

use crate::category::Category;
use crate::chance::digest;
use crate::ids::GroupRef;
use crate::{Hone, Result, hex};

/// The longest comment, in characters.
pub const LONGEST_COMMENT: usize = 2_000;

/// What the browser derives from its own secret for one group: whoever holds it may vote there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Credential([u8; 32]);

/// The hash of a credential, by which it is asked for without being shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Commitment([u8; 32]);

impl Credential {
    /// The credential of a group under a secret, as a rater's browser derives it.
    pub fn derive(secret: &[u8; 20], group: GroupRef) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(b"hone-credential-v1");
        hasher.update(secret);
        hasher.update(group.0.as_bytes());
        Self(hasher.finalize().into())
    }

    /// Reads it as it is sent: 64 hexadecimal digits.
    pub fn from_hex(text: &str) -> Option<Self> {
        hex::read(text)?.try_into().ok().map(Self)
    }

    /// As it is sent.
    pub fn to_hex(self) -> String {
        hex::write(&self.0)
    }

    /// What is shown of it when it is asked for.
    pub fn commitment(self) -> Commitment {
        Commitment(Sha256::digest(self.0).into())
    }

    /// The key under which its one ballot is kept.
    pub(crate) fn ballot_id(self) -> Vec<u8> {
        digest("ballot", &self.0)
    }
}

impl Commitment {
    /// Reads it as it is sent: 64 hexadecimal digits.
    pub fn from_hex(text: &str) -> Option<Self> {
        hex::read(text)?.try_into().ok().map(Self)
    }

    /// As it is sent.
    pub fn to_hex(self) -> String {
        hex::write(&self.0)
    }

    /// What the people side keeps, to know the same request again.
    ///
    /// The commitment itself is stored nowhere: from it both hashes could be computed and matched.
    pub(crate) fn request_hash(self) -> Vec<u8> {
        digest("request", &self.0)
    }

    /// What the ballots side keeps, to know the credential.
    pub(crate) fn credential_hash(self) -> Vec<u8> {
        digest("credential", &self.0)
    }
}

impl std::fmt::Debug for Credential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Credential(…)")
    }
}

impl std::fmt::Debug for Commitment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Commitment(…)")
    }
}

/// What one rater answered about one leader.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// An answer from 1 to 5 by item, or 0 for 'I could not see this'; what was skipped is missing.
    pub answers: BTreeMap<String, u8>,
    /// What was written, by open question.
    pub comments: BTreeMap<String, String>,
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
    /// Nobody was given this credential for this group.
    NotValid,
    /// Something in it is not an answer to this form.
    Wrong(Wrong),
}

/// What in a ballot is not an answer to its form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Where it stands, such as `answers.t1-settles-details`.
    pub field: String,
    /// What is wrong, and what would be right.
    pub why: String,
}

/// Keeps a ballot, in place of the one that the same credential sent before.
pub async fn submit(
    hone: &Hone,
    group: GroupRef,
    credential: Credential,
    mut sheet: Sheet,
) -> Result<Receipt> {
    let Some(poll) = hone.inbox.poll_of(&hone.ballots, group).await? else {
        return Ok(Receipt::NotValid);
    };
    sheet.comments.retain(|_, text| !text.trim().is_empty());
    if let Err(wrong) = poll.check(&sheet) {
        return Ok(Receipt::Wrong(wrong));
    }
    let sheet = serde_json::to_string(&sheet)
        .map_err(|e| crate::Error::Corrupt(format!("a sheet cannot be written: {e}")))?;
    hone.inbox.cast(&hone.ballots, group, credential, Some(sheet)).await
}

/// Takes a ballot back. Without one there is nothing to do, and that is no mistake.
pub async fn withdraw(hone: &Hone, group: GroupRef, credential: Credential) -> Result<Receipt> {
    hone.inbox.cast(&hone.ballots, group, credential, None).await
}

/// Lets the holder of a credential vote in a group; asked twice, it is the same.
pub(crate) async fn admit(hone: &Hone, group: GroupRef, commitment: Commitment) -> Result<Receipt> {
    hone.inbox.admit(&hone.ballots, group, commitment).await
}
