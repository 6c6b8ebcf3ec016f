//! How ballots are stored: rows that name neither their group nor their ballot.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use hmac::{Hmac, Mac};
use hpke::rand_core::CryptoRng;
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::{BallotId, Error, GroupRef, derive};

const NONCE: usize = 12;

/// How many bytes a row is longer than the sealed ballot in it: nonce, group, ballot id and tag.
pub const WRAPPING: usize = NONCE + 16 + 32 + 16;

/// The key of the rows in which the ballots of a round lie. Without it nothing in a row can be
/// matched with anything outside. Wiped from memory when dropped.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct StoreKey {
    id: [u8; 32],
    row: [u8; 32],
}

/// What a row holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// The group it was sent to.
    pub group: GroupRef,
    /// What the ballot is known by.
    pub ballot: BallotId,
    /// The sealed ballot.
    pub sealed: Vec<u8>,
}

impl StoreKey {
    /// Of 32 random bytes.
    pub fn new(secret: &[u8; 32]) -> Self {
        Self { id: derive(secret, &[b"hone row id v1"]), row: derive(secret, &[b"hone row v1"]) }
    }

    /// The id of a ballot's row: always the same one, and without the key a random number.
    pub fn row_id(&self, ballot: &BallotId) -> [u8; 32] {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.id)
            .expect("HMAC takes keys of any length");
        mac.update(ballot);
        mac.finalize().into_bytes().into()
    }

    /// Wraps a sealed ballot with its group and its id, for the row of that ballot.
    pub fn wrap(
        &self,
        group: &GroupRef,
        ballot: &BallotId,
        sealed: &[u8],
        chance: &mut impl CryptoRng,
    ) -> Vec<u8> {
        let mut nonce = [0; NONCE];
        chance.fill_bytes(&mut nonce);
        let content = [&group[..], ballot, sealed].concat();
        let payload = Payload { msg: &content, aad: &self.row_id(ballot) };
        let wrapped = ChaCha20Poly1305::new(&self.row.into())
            .encrypt(&Nonce::from(nonce), payload)
            .expect("a ballot is shorter than 256 GiB");
        [&nonce[..], &wrapped].concat()
    }

    /// What the row of an id holds.
    ///
    /// # Errors
    /// [`Error::Row`] if it is of another id or key, or was altered.
    pub fn open(&self, row_id: &[u8], row: &[u8]) -> Result<Content, Error> {
        let (nonce, wrapped) = row.split_first_chunk::<NONCE>().ok_or(Error::Row)?;
        let content = ChaCha20Poly1305::new(&self.row.into())
            .decrypt(&Nonce::from(*nonce), Payload { msg: wrapped, aad: row_id })
            .map_err(|_| Error::Row)?;
        let (group, rest) = content.split_first_chunk().ok_or(Error::Row)?;
        let (ballot, sealed) = rest.split_first_chunk().ok_or(Error::Row)?;
        Ok(Content { group: *group, ballot: *ballot, sealed: sealed.to_vec() })
    }
}
