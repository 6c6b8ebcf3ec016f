//! Plain texts brought to a few lengths, so that a sealed ballot does not tell its own.

use crate::Error;

/// The lengths that a sealed ballot can have, in bytes.
pub const SIZES: [usize; 5] = [4 << 10, 8 << 10, 16 << 10, 32 << 10, 64 << 10];

/// What sealing adds: the encapsulated key and the tag.
const SEALING: usize = 32 + 16;

/// What says how long the plain text is.
const PREFIX: usize = 4;

/// The most bytes that a plain text can have.
pub const LONGEST: usize = SIZES[SIZES.len() - 1] - SEALING - PREFIX;

/// Fills a plain text up to what gives the next size when it is sealed.
pub(crate) fn pad(plain: &[u8]) -> Result<Vec<u8>, Error> {
    let is_enough = |size: &&usize| **size >= PREFIX + plain.len() + SEALING;
    let size = SIZES.iter().find(is_enough).ok_or(Error::TooLong)?;
    let n_bytes = u32::try_from(plain.len()).map_err(|_| Error::TooLong)?;
    let mut padded = Vec::with_capacity(size - SEALING);
    padded.extend(n_bytes.to_be_bytes());
    padded.extend(plain);
    padded.resize(size - SEALING, 0);
    Ok(padded)
}

/// The plain text of a padded one, or nothing if it was not padded as [`pad`] does.
pub(crate) fn unpad(padded: &[u8]) -> Option<Vec<u8>> {
    let (n_bytes, rest) = padded.split_first_chunk::<PREFIX>()?;
    let n_bytes = usize::try_from(u32::from_be_bytes(*n_bytes)).ok()?;
    let (plain, zeros) = rest.split_at_checked(n_bytes)?;
    zeros.iter().all(|byte| *byte == 0).then(|| plain.to_vec())
}
