//! Random ids and secrets, all from the operating system's generator.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Random bytes of the operating system.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .expect("an operating system without random numbers cannot run Hone");
    bytes
}

/// The same generator, for those who draw from it themselves.
pub fn generator() -> impl hone_token::rand_core::CryptoRng {
    hone_token::rand_core::UnwrapErr(getrandom::SysRng)
}

/// A random id that tells neither time nor order.
pub fn id() -> Uuid {
    uuid::Builder::from_random_bytes(bytes()).into_uuid()
}

/// A random 64-bit number.
pub fn number() -> u64 {
    u64::from_le_bytes(bytes())
}

/// A random place below `n`, every one as likely; 0 where `n` is 0.
pub fn below(n: usize) -> usize {
    let n = n as u64;
    if n == 0 {
        return 0;
    }
    let fair = u64::MAX - u64::MAX % n;
    loop {
        let drawn = number();
        if drawn < fair {
            return usize::try_from(drawn % n).expect("less than a usize");
        }
    }
}

/// Puts the elements into a random order, every order as likely (Fisher and Yates).
pub fn shuffle<T>(elements: &mut [T]) {
    for last in (1..elements.len()).rev() {
        elements.swap(last, below(last + 1));
    }
}

/// A secret that opens something: at least 128 random bits, written so that it fits into a link.
///
/// Only its hash is ever stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A new one.
    pub fn draw() -> Self {
        Self(URL_SAFE_NO_PAD.encode(bytes::<16>()))
    }

    /// One of 256 bits, for what lasts longer than a link.
    pub fn draw_long() -> Self {
        Self(URL_SAFE_NO_PAD.encode(bytes::<32>()))
    }

    /// One that came from outside.
    pub fn from_text(text: &str) -> Self {
        Self(text.trim().to_owned())
    }

    /// As it stands in a link.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// What is stored of it, apart for each purpose.
    pub fn hash(&self, purpose: &str) -> Vec<u8> {
        digest(purpose, self.0.as_bytes()).to_vec()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// SHA-256 of a message under a purpose, so that hashes made for one purpose never meet another.
pub fn digest(purpose: &str, message: &[u8]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update((purpose.len() as u64).to_le_bytes());
    hasher.update(purpose.as_bytes());
    hasher.update(message);
    hasher.finalize().into()
}
