//! The close: sheets become what is released, once, and are destroyed.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::{Cast, store};
use crate::category::Category;
use crate::db::BallotsTx;
use crate::ids::{LeaderRef, RoundRef};
use crate::{Error, Hone, Result, chance};

/// The sheets about one leader, and how many were asked for one.
#[derive(Clone, Debug, Default)]
pub struct Turnout {
    /// How many were invited, by category.
    pub n_invited: BTreeMap<Category, i64>,
    /// What they answered, in random order.
    pub casts: Vec<Cast>,
}

/// The sheets of a round by leader, those without any included.
pub async fn sheets_by_leader(
    tx: &mut BallotsTx,
    round: RoundRef,
) -> Result<BTreeMap<LeaderRef, Turnout>> {
    let mut leaders: BTreeMap<LeaderRef, Turnout> = BTreeMap::new();
    for group in store::list_groups(tx, round).await? {
        let turnout = leaders.entry(group.leader_ref).or_default();
        turnout.n_invited.insert(group.category, group.n_invited);
    }
    for (leader, category, sheet) in store::list_sheets(tx, round).await? {
        leaders.entry(leader).or_default().casts.push(Cast { category, sheet });
    }
    for turnout in leaders.values_mut() {
        chance::shuffle(&mut turnout.casts);
    }
    Ok(leaders)
}

/// Closes a round: computes what is released about each leader, stores it, and destroys the sheets.
///
/// All of that is one transaction, so that a crash leaves either an open round with its sheets or a
/// closed one without. Done twice, the second time only wipes again. `make` sees the whole round,
/// because how far raters differ is pooled over it, and returns a document for each leader about
/// whom enough was answered.
pub async fn close(
    hone: &Hone,
    round: RoundRef,
    make: impl FnOnce(&BTreeMap<LeaderRef, Turnout>) -> Result<Vec<(LeaderRef, String)>>,
) -> Result<()> {
    let mut tx = hone.ballots.write().await?;
    if store::mark_closed(&mut tx, round).await? {
        for (leader, document) in make(&sheets_by_leader(&mut tx, round).await?)? {
            let sha256 = Sha256::digest(&document);
            store::save_release(&mut tx, leader, round, &document, &sha256).await?;
        }
        store::remove_sheets(&mut tx, round).await?;
    }
    tx.commit().await?;
    if let Err(error) = hone.ballots.wipe(&["ballot", "credential"]).await {
        // The sheets are deleted; what is left of them in free pages goes with the next wipe.
        tracing::error!("the deleted sheets of a round could not be overwritten: {error}");
    }
    Ok(())
}

/// About which leaders of a round something was released.
pub async fn list_released(hone: &Hone, round: RoundRef) -> Result<Vec<LeaderRef>> {
    let mut tx = hone.ballots.read().await?;
    store::list_released(&mut tx, round).await
}

/// What was released about a leader, to the byte as it was made at the close.
pub async fn find_released(hone: &Hone, leader: LeaderRef) -> Result<Option<String>> {
    let mut tx = hone.ballots.read().await?;
    let Some((document, sha256)) = store::find_release(&mut tx, leader).await? else {
        return Ok(None);
    };
    if Sha256::digest(&document)[..] != sha256[..] {
        return Err(Error::Corrupt("a release was changed after it was made".to_owned()));
    }
    Ok(Some(document))
}
