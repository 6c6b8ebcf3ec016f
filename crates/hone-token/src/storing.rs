//! How ballots are stored: rows that name neither their group nor their ballot.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use hmac::{Hmac, Mac};
use hpke::rand_core::CryptoRng;
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::{BallotId, Error, GroupRef, derive};

const NONCE: usize = 12;

/// How many bytes a row is longer than the sealed ballot in it: nonce, group and tag.
pub const WRAPPING: usize = NONCE + 16 + 16;

/// The key of one of the two places in which ballots of a round lie. Nothing in a row of the one
/// can be matched with a row of the other without the round's key. Wiped from memory when dropped.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct StoreKey {
    id: [u8; 32],
    row: [u8; 32],
}

impl StoreKey {
    /// Of the pool, where ballots wait until they are mixed.
    pub fn of_pool(round_key: &[u8; 32]) -> Self {
        Self::of(round_key, b"hone pool v1")
    }

    /// Of the ballots that were mixed and wait for the close.
    pub fn of_ballots(round_key: &[u8; 32]) -> Self {
        Self::of(round_key, b"hone ballots v1")
    }

    fn of(round_key: &[u8; 32], label: &[u8]) -> Self {
        Self { id: derive(round_key, &[label, b" id"]), row: derive(round_key, &[label, b" row"]) }
    }

    /// The id of a ballot's row: always the same one, and without the key a random number.
    pub fn row_id(&self, ballot: &BallotId) -> [u8; 32] {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.id)
            .expect("HMAC takes keys of any length");
        mac.update(ballot);
        mac.finalize().into_bytes().into()
    }

    /// Wraps a sealed ballot with its group, for the row of that id.
    pub fn wrap(
        &self,
        row_id: &[u8; 32],
        group: &GroupRef,
        sealed: &[u8],
        chance: &mut impl CryptoRng,
    ) -> Vec<u8> {
        let mut nonce = [0; NONCE];
        chance.fill_bytes(&mut nonce);
        let content = [&group[..], sealed].concat();
        let wrapped = ChaCha20Poly1305::new(&self.row.into())
            .encrypt(&Nonce::from(nonce), Payload { msg: &content, aad: row_id })
            .expect("a ballot is shorter than 256 GiB");
        [&nonce[..], &wrapped].concat()
    }

    /// The group and the sealed ballot of the row of that id.
    ///
    /// # Errors
    /// [`Error::Row`] if it is of another id or key, or was altered.
    pub fn open(&self, row_id: &[u8; 32], row: &[u8]) -> Result<(GroupRef, Vec<u8>), Error> {
        let (nonce, wrapped) = row.split_first_chunk::<NONCE>().ok_or(Error::Row)?;
        let content = ChaCha20Poly1305::new(&self.row.into())
            .decrypt(&Nonce::from(*nonce), Payload { msg: wrapped, aad: row_id })
            .map_err(|_| Error::Row)?;
        let (group, sealed) = content.split_first_chunk().ok_or(Error::Row)?;
        Ok((*group, sealed.to_vec()))
    }
}
