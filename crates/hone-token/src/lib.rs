//! The right to answer once, without a name: blind tokens, sealed ballots, and stored rows that
//! tell nothing.
//!
//! # What it is
//! 1. **Blind tokens.** A rater's browser draws a secret and makes of it, for each group, an input
//!    that it blinds ([`Request`]). Hone evaluates the blinded input under the key of the group
//!    ([`GroupKey::evaluate`]) without seeing the input, and proves that it used that key and no
//!    other. The browser checks the proof and takes the blinding off: input and output together are
//!    the [`Token`]. Whoever holds the key can tell later that a token is genuine
//!    ([`GroupKey::redeems`]), but not to whom it was issued.
//! 2. **Sealed ballots.** The browser pads what was answered to one of five sizes and seals it to
//!    the round's [`BoxKey`], for one group and one token ([`seal`]).
//! 3. **Stored rows.** What is stored is wrapped once more and found by a keyed id ([`StoreKey`]),
//!    so that a row names neither its group nor its ballot.
//!
//! The crate is pure: no input or output, no clock, and chance only as an argument.
//!
//! # What it protects against
//! - Whoever has both databases, their backups and logs, and every key in them, cannot tell which
//!   invitation a token was issued to: for each blinded element and each token there is a blinding
//!   that fits. It is exact but for the return code: blinding and input are both derived from the
//!   rater's secret of 160 bits, so that another device makes the same request to the byte. To link
//!   the two is to guess that secret.
//! - A key made for one person, which would mark that person's token: the proof fails under the
//!   public key that everybody was shown.
//! - Tokens made up, altered, or of another group or round; a ballot moved to another token or
//!   group; a stored row moved to another id.
//! - The length of a comment seen from outside.
//!
//! # What it does not protect against
//! - Whoever watches the running server can match times and addresses of issue and answer, or send
//!   an altered script.
//! - Whoever holds a group's key can make tokens of that group. The count of ballots is held against
//!   the count of invitations elsewhere.
//! - Ballots are secret only while the box key is: with a dump that includes it they can be read,
//!   still without names.
//! - One token gives one ballot id; that an id is counted once is for the store to see to.
//! - Whoever has the rater's secret (the return code) is that rater.
//! - In a browser arithmetic takes a time that depends on the numbers a little; whoever can measure
//!   it there has the device.
//! - A large quantum computer opens recorded ballots. It links no token: that needs the secret.
//!
//! # What goes over the wire
//! `||` joins bytes, `"…"` are the bytes of an ASCII text without a terminator. Everything of a
//! fixed length is written as small hexadecimal digits, two for each byte; sealed ballots, which are
//! long, as base64url without padding (RFC 4648, section 5). HKDF is RFC 5869 with SHA-256 and no
//! salt: `HKDF(key material, info, length)`.
//!
//! | Thing | Bytes | Is |
//! |---|---|---|
//! | suite | | the text `voprf-ristretto255-sha512` ([`SUITE`]) |
//! | secret of a rater | 20 | random |
//! | `group_ref` | 16 | random, the bytes of the UUID |
//! | public key of a group | 32 | a point |
//! | blinded element, evaluated element | 32 | a point that is not the identity |
//! | proof | 64 | `c \|\| s`, two scalars |
//! | token | 96 | `input` (32) `\|\|` `output` (64) |
//! | ballot id | 32 | `SHA-256("hone-ballot-v1" \|\| input \|\| output)` |
//! | public key of the box | 32 | X25519 |
//! | sealed ballot | 4, 8, 16, 32 or 64 KiB | see below |
//!
//! **Tokens** are the VOPRF of RFC 9497 with the suite ristretto255-SHA512 in mode 1 (verifiable),
//! one element at a time. Points and scalars are encoded as there, canonically, or refused.
//! - Key of a group: `DeriveKeyPair(seed, "hone group key v1" || group_ref)`, where the seed is
//!   the round's, of 32 bytes.
//! - Input: `HKDF(secret, "hone input v1" || group_ref, 32)`.
//! - Blind: `HashToScalar(HKDF(secret, "hone blind v1" || group_ref, 64))`, with the
//!   domain separation of RFC 9497, `"HashToScalar-OPRFV1-" || 0x01 || "-ristretto255-SHA512"`.
//! - The blinded element is `Blind(input)` with that blind; the output is `Finalize(…)`, which is
//!   also `Evaluate(key, input)`.
//! - The random scalar of the proof is derived from the seed, the group and the blinded element,
//!   as in Ed25519 (RFC 8032): asked again, Hone gives the same evaluation to the byte, and no scalar
//!   is ever used for two proofs, which would give the key away.
//!
//! **Sealed ballots** are HPKE (RFC 9180) in base mode, single shot, with DHKEM(X25519,
//! HKDF-SHA256), HKDF-SHA256 and ChaCha20-Poly1305: `enc` (32) `|| ciphertext || tag` (16).
//! - Key of the box: `DeriveKeyPair` of RFC 9180, of 32 random bytes.
//! - `info` is `"hone ballot v1"`, `aad` is `group_ref || ballot_id`.
//! - What is encrypted is the number of bytes of the plain text (4 bytes, the largest first), the
//!   plain text, and zeros up to the next size. No size but the five and no other padding is taken.
//!   A text that is not to show its size against an earlier one can be filled up with what its
//!   reader skips, as JSON does spaces.
//!
//! **Stored rows** never leave Hone. Their id is `HMAC-SHA256(k1, ballot_id)`; the row is
//! `nonce` (12) `|| ChaCha20-Poly1305(k2, nonce, aad = id, group_ref || ballot_id || sealed
//! ballot)`: always [`WRAPPING`] bytes more than the ballot. `k1` is `HKDF(secret, "hone row id v1",
//! 32)` and `k2` `HKDF(secret, "hone row v1", 32)`, where the secret is 32 random bytes.
//!
//! # Sources
//! RFC 9497 (December 2023) by the crate `voprf`, RFC 9180 (February 2022) by the crate `hpke`; both
//! are run against the vectors of their RFCs here, and against another library in `browser/`. Of
//! tokens for one answer each: RFC 9576 to 9578 (Privacy Pass), which this follows in substance.

mod issuing;
mod padding;
mod request;
mod sealing;
mod storing;
mod token;
#[cfg(test)]
mod vectors;

pub use hpke::rand_core;
pub use issuing::{Evaluation, GroupKey, Seed};
pub use padding::{LONGEST, SIZES};
pub use request::Request;
pub use sealing::{BoxKey, seal};
pub use storing::{Content, StoreKey, WRAPPING};
pub use token::Token;

/// The name of how tokens are made, as it stands in a round's manifest.
pub const SUITE: &str = "voprf-ristretto255-sha512";

/// The name of a group for the ballots: random bytes without meaning.
pub type GroupRef = [u8; 16];

/// What a ballot is known by: a hash of its token.
pub type BallotId = [u8; 32];

/// Why something was refused. None of them tells more than that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Bytes that are no point of the group, or its identity.
    #[error("this is no element of the group")]
    Element,
    /// An evaluation was not made with the key that was announced.
    #[error("the proof does not hold")]
    Proof,
    /// A text that is no token.
    #[error("this is no token")]
    Text,
    /// A ballot is longer than the largest size holds.
    #[error("a ballot holds at most {LONGEST} bytes")]
    TooLong,
    /// The public key of the box is none.
    #[error("this is no key of a box")]
    BoxKey,
    /// A ballot cannot be opened: wrong key, group, token, size or padding, or altered.
    #[error("this ballot cannot be opened")]
    Sealed,
    /// A stored row cannot be read: wrong key or id, or altered.
    #[error("this row cannot be read")]
    Row,
}

/// HKDF (RFC 5869) with SHA-256 and no salt.
fn derive<const N: usize>(material: &[u8], info: &[&[u8]]) -> [u8; N] {
    let mut derived = [0; N];
    hkdf::Hkdf::<sha2::Sha256>::new(None, material)
        .expand_multi_info(info, &mut derived)
        .expect("at most 64 bytes are asked for, and HKDF gives 8160");
    derived
}
