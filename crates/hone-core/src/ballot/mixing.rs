//! Mixing: no file shows for long in which order ballots were written.

use super::store;
use crate::{Hone, Result};

/// As many ballots are mixed at least: among fewer, an order is soon guessed.
const FEWEST: u64 = 8;

/// Of many ballots this part has to be new, so that the work of writing them anew stays small.
const SHARE: u64 = 16;

/// Writes all ballots anew in the order of their random names, if enough came since the last time.
///
/// A row tells nothing without the key of its round. This guards against whoever has the key too,
/// and one look at the files: they find all rows written at once, in an order without meaning, and
/// neither free pages nor a write-ahead log with an earlier one.
pub async fn mix(hone: &Hone) -> Result<()> {
    if hone.inbox.has_letter() {
        // Letters are few: they do not wait until enough of them came.
        return mix_now(hone).await;
    }
    let n_new = hone.inbox.n_new();
    if n_new < FEWEST {
        return Ok(());
    }
    let mut tx = hone.ballots.read().await?;
    let n_all = store::n_rows(&mut tx).await?;
    drop(tx);
    if n_new < n_all / SHARE {
        return Ok(());
    }
    mix_now(hone).await
}

/// The same, however many there are.
pub async fn mix_now(hone: &Hone) -> Result<()> {
    hone.inbox.forget_new();
    let mut tx = hone.ballots.write().await?;
    store::rewrite_ballots(&mut tx).await?;
    tx.commit().await?;
    hone.ballots.wipe("ballot", "wrapped").await
}
