//! What is known of a group while its round takes answers.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use hone_token::{GroupKey, Token};

use super::store;
use crate::ids::{GroupRef, RoundRef};
use crate::keys::RoundKeys;
use crate::{Hone, Result, chance};

/// Where one group votes.
pub(super) struct Booth {
    pub(super) round: RoundRef,
    group: GroupRef,
    key: Arc<GroupKey>,
    keys: Arc<RoundKeys>,
}

impl std::fmt::Debug for Booth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Booth").field("group", &self.group).finish_non_exhaustive()
    }
}

/// A ballot as it is kept.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Row {
    pub(super) id: Vec<u8>,
    pub(super) wrapped: Vec<u8>,
}

/// What there is of a group.
pub(super) enum Found {
    /// Its round takes answers, or did a moment ago.
    Open(Arc<Booth>),
    /// Its round takes no answers any more.
    Closed,
    /// There is no such group.
    Nowhere,
}

/// The booths that were asked for: they never change while their round runs.
#[derive(Clone, Debug, Default)]
pub(super) struct Booths(Arc<RwLock<HashMap<GroupRef, Arc<Booth>>>>);

impl Booth {
    /// Whether a token is one of this group.
    pub(super) fn redeems(&self, token: &Token) -> bool {
        self.key.redeems(token)
    }

    /// The row of a sealed ballot, whatever its token is worth.
    pub(super) fn row(&self, token: &Token, sealed: &[u8]) -> Row {
        let ballot = token.ballot_id();
        let store = self.keys.store();
        let id = store.row_id(&ballot).to_vec();
        let chance = &mut chance::generator();
        let wrapped = store.wrap(self.group.0.as_bytes(), &ballot, sealed, chance);
        Row { id, wrapped }
    }
}

impl Booths {
    /// The booth of a group.
    pub(super) async fn find(&self, hone: &Hone, group: GroupRef) -> Result<Found> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&group).cloned();
        if let Some(booth) = known {
            return Ok(Found::Open(booth));
        }
        let mut tx = hone.ballots.read().await?;
        let Some((round, phase)) = store::round_of(&mut tx, group).await? else {
            return Ok(Found::Nowhere);
        };
        drop(tx);
        if phase != store::Phase::Open {
            return Ok(Found::Closed);
        }
        let keys = hone.keys.of(round).await?;
        let booth = Arc::new(Booth { round, group, key: keys.group(group), keys });
        let mut booths = self.0.write().unwrap_or_else(PoisonError::into_inner);
        booths.insert(group, booth.clone());
        Ok(Found::Open(booth))
    }

    /// Forgets them, and with them the keys that they hold.
    pub(super) fn forget(&self) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
