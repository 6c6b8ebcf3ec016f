//! Ballots that only the box can open (HPKE, RFC 9180).

use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::rand_core::CryptoRng;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};

use crate::padding::{SIZES, pad, unpad};
use crate::{BallotId, Error, GroupRef};

const INFO: &[u8] = b"hone ballot v1";

/// The key that opens the ballots of a round; wiped from memory when dropped.
pub struct BoxKey {
    private: <X25519HkdfSha256 as Kem>::PrivateKey,
}

impl BoxKey {
    /// Derived from 32 random bytes.
    pub fn new(secret: &[u8; 32]) -> Self {
        Self { private: X25519HkdfSha256::derive_keypair(secret).0 }
    }

    /// What ballots are sealed to.
    pub fn public(&self) -> [u8; 32] {
        X25519HkdfSha256::sk_to_pk(&self.private).to_bytes().into()
    }

    /// Opens a ballot that was sealed for this group and this id.
    ///
    /// # Errors
    /// [`Error::Sealed`] if it was not, was altered, or has another size or padding than it should.
    pub fn open(
        &self,
        group: &GroupRef,
        ballot: &BallotId,
        sealed: &[u8],
    ) -> Result<Vec<u8>, Error> {
        if !SIZES.contains(&sealed.len()) {
            return Err(Error::Sealed);
        }
        let (encapsulated, ciphertext) = sealed.split_at(32);
        let encapsulated = <X25519HkdfSha256 as Kem>::EncappedKey::from_bytes(encapsulated)
            .map_err(|_| Error::Sealed)?;
        let padded = hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeR::Base,
            &self.private,
            &encapsulated,
            INFO,
            ciphertext,
            &bound_to(group, ballot),
        )
        .map_err(|_| Error::Sealed)?;
        unpad(&padded).ok_or(Error::Sealed)
    }
}

/// Seals a ballot, as the browser does: for tests, load and the demonstration.
///
/// # Errors
/// [`Error::TooLong`] if it has more than [`crate::LONGEST`] bytes, [`Error::BoxKey`] if nothing can
/// be sealed to that key.
pub fn seal(
    public: &[u8; 32],
    group: &GroupRef,
    ballot: &BallotId,
    plain: &[u8],
    chance: &mut impl CryptoRng,
) -> Result<Vec<u8>, Error> {
    let padded = pad(plain)?;
    let public =
        <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(public).map_err(|_| Error::BoxKey)?;
    let (encapsulated, ciphertext) =
        hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeS::Base,
            &public,
            INFO,
            &padded,
            &bound_to(group, ballot),
            chance,
        )
        .map_err(|_| Error::BoxKey)?;
    Ok([&encapsulated.to_bytes()[..], &ciphertext].concat())
}

fn bound_to(group: &GroupRef, ballot: &BallotId) -> Vec<u8> {
    [&group[..], ballot].concat()
}

#[cfg(test)]
mod tests;
