//! The close: sheets become what is released, once, and are destroyed.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::{Cast, store};
use crate::category::Category;
use crate::db::BallotsTx;
use crate::ids::{LeaderRef, RoundRef};
use crate::{Hone, Result, chance};

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
/// closed one without. Done twice, the second time only wipes again. `make` returns nothing where
/// too few answered for anything to be told.
pub async fn close(
    hone: &Hone,
    round: RoundRef,
    mut make: impl FnMut(LeaderRef, &Turnout) -> Result<Option<String>>,
) -> Result<()> {
    let mut tx = hone.ballots.write().await?;
    if store::mark_closed(&mut tx, round).await? {
        for (leader, turnout) in sheets_by_leader(&mut tx, round).await? {
            if let Some(document) = make(leader, &turnout)? {
                let sha256 = Sha256::digest(&document);
                store::save_release(&mut tx, leader, round, &document, &sha256).await?;
            }
        }
        store::remove_sheets(&mut tx, round).await?;
    }
    tx.commit().await?;
    hone.ballots.wipe(&["ballot", "credential"]).await
}
