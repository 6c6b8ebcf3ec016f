//! What the releases of a round say together: made after the close, of what it released.

use sha2::{Digest, Sha256};

use super::store;
use crate::ids::{LeaderRef, RoundRef};
use crate::{Error, Hone, Result};

/// Every document that a close released. Nobody but the gate may read them together.
pub async fn list_releases(hone: &Hone, round: RoundRef) -> Result<Vec<(LeaderRef, String)>> {
    let mut tx = hone.ballots.read().await?;
    let releases = store::list_releases(&mut tx, round).await?;
    let whole = |(leader, document, sha256): (LeaderRef, String, Vec<u8>)| {
        Ok((leader, unchanged(document, &sha256)?))
    };
    releases.into_iter().map(whole).collect()
}

/// Keeps what they say together. Done twice, the first stays.
pub async fn keep_overview(hone: &Hone, round: RoundRef, document: &str) -> Result<()> {
    let mut tx = hone.ballots.write().await?;
    store::save_overview(&mut tx, round, document, &Sha256::digest(document)).await?;
    tx.commit().await
}

/// What they say together, to the byte as it was made.
pub async fn find_overview(hone: &Hone, round: RoundRef) -> Result<Option<String>> {
    let mut tx = hone.ballots.read().await?;
    let found = store::find_overview(&mut tx, round).await?;
    found.map(|(document, sha256)| unchanged(document, &sha256)).transpose()
}

/// What a round shows of the questionnaire, to the byte as it was made at the close.
pub async fn find_quality(hone: &Hone, round: RoundRef) -> Result<Option<String>> {
    let mut tx = hone.ballots.read().await?;
    let found = store::find_quality(&mut tx, round).await?;
    found.map(|(document, sha256)| unchanged(document, &sha256)).transpose()
}

/// A document, if it is still the one that was stored.
pub(super) fn unchanged(document: String, sha256: &[u8]) -> Result<String> {
    if Sha256::digest(&document)[..] == sha256[..] {
        Ok(document)
    } else {
        Err(Error::Corrupt("a release was changed after it was made".to_owned()))
    }
}
