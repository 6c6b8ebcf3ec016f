//! The side of Hone: keys of groups, evaluations with proofs, and whether a token is genuine.

use subtle::ConstantTimeEq;
use voprf::{BlindedElement, Group, Ristretto255, VoprfServer};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::{Error, GroupRef, Token, derive};

/// What all keys of a round are derived from; wiped from memory when dropped.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Seed([u8; 32]);

impl Seed {
    /// Of 32 random bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The key of a group: always the same one.
    pub fn group_key(&self, group: &GroupRef) -> GroupKey {
        let info = [&b"hone group key v1"[..], group].concat();
        GroupKey {
            server: VoprfServer::new_from_seed(&self.0, &info)
                .expect("all 256 attempts of DeriveKeyPair give zero with a chance of 2^-64000"),
            proofs: derive(&self.0, &[b"hone proofs v1", group]),
        }
    }
}

/// The key that issues and redeems the tokens of one group; wiped from memory when dropped.
pub struct GroupKey {
    server: VoprfServer<Ristretto255>,
    /// What the random scalars of its proofs are derived from.
    proofs: [u8; 32],
}

impl Drop for GroupKey {
    fn drop(&mut self) {
        self.proofs.zeroize();
    }
}

/// What Hone answers to a blinded element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Evaluation {
    /// The blinded element times the key of the group.
    pub element: [u8; 32],
    /// That it is so (DLEQ), against the public key.
    pub proof: [u8; 64],
}

impl GroupKey {
    /// What is announced of it, and what proofs are checked against.
    pub fn public(&self) -> [u8; 32] {
        Ristretto255::serialize_elem(self.server.get_public_key()).into()
    }

    /// Evaluates a blinded element; the same one always gives the same evaluation.
    ///
    /// # Errors
    /// [`Error::Element`] if it is no point of the group, or the identity.
    pub fn evaluate(&self, blinded: &[u8; 32]) -> Result<Evaluation, Error> {
        self.evaluate_with(blinded, &mut Scalars { key: &self.proofs, blinded, n_drawn: 0 })
    }

    fn evaluate_with<R: rand_core::RngCore + rand_core::CryptoRng>(
        &self,
        blinded: &[u8; 32],
        scalars: &mut R,
    ) -> Result<Evaluation, Error> {
        let blinded = BlindedElement::deserialize(blinded).map_err(|_| Error::Element)?;
        let evaluated = self.server.blind_evaluate(scalars, &blinded);
        Ok(Evaluation {
            element: evaluated.message.serialize().into(),
            proof: evaluated.proof.serialize().into(),
        })
    }

    /// Whether a token was issued under this key. Takes as long for a wrong one as for a right one.
    pub fn redeems(&self, token: &Token) -> bool {
        self.server
            .evaluate(&token.input)
            .is_ok_and(|output| output.as_slice().ct_eq(&token.output).into())
    }
}

/// The random scalars of the proof about one blinded element. They depend on that element, so that
/// none serves two proofs, and on a secret, so that nobody else knows them.
struct Scalars<'a> {
    key: &'a [u8; 32],
    blinded: &'a [u8; 32],
    n_drawn: u32,
}

impl rand_core::RngCore for Scalars<'_> {
    fn next_u32(&mut self) -> u32 {
        rand_core::impls::next_u32_via_fill(self)
    }

    fn next_u64(&mut self) -> u64 {
        rand_core::impls::next_u64_via_fill(self)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(64) {
            let drawn: [u8; 64] =
                derive(self.key, &[b"hone scalar v1", self.blinded, &self.n_drawn.to_be_bytes()]);
            chunk.copy_from_slice(&drawn[..chunk.len()]);
            self.n_drawn += 1;
        }
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand_core::Error> {
        self.fill_bytes(bytes);
        Ok(())
    }
}

impl rand_core::CryptoRng for Scalars<'_> {}

#[cfg(test)]
mod tests;
