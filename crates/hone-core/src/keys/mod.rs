//! The keys of rounds: what tokens are made and ballots are kept and opened with.
//!
//! Each round has one secret, drawn at its launch and destroyed at its close. Everything else is
//! derived from it, so that nothing is left to derive once it is gone. The secrets have a database
//! of their own, which belongs into no backup: what is copied of the other two can then be opened
//! by nobody.

mod store;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use hone_token::{BoxKey, Evaluation, GroupKey, Seed, StoreKey};

use crate::db::KeysDb;
use crate::ids::{GroupRef, RoundRef};
use crate::{Error, Result, chance};

/// What one round needs to issue and know tokens, and to keep and open ballots.
pub struct RoundKeys {
    seed: Seed,
    sealing: BoxKey,
    store: StoreKey,
    /// The keys of groups that were asked for: to derive one takes as long as to use it.
    groups: RwLock<HashMap<GroupRef, Arc<GroupKey>>>,
}

impl RoundKeys {
    fn of(secret: &[u8; 32]) -> Self {
        let derive = |purpose: &str| -> [u8; 32] { chance::digest(purpose, secret) };
        Self {
            seed: Seed::new(derive("seed of tokens")),
            sealing: BoxKey::new(&derive("key of the box")),
            store: StoreKey::new(&derive("key of rows")),
            groups: RwLock::default(),
        }
    }

    /// The key under which the tokens of one group are made and known.
    pub(crate) fn group(&self, group: GroupRef) -> Arc<GroupKey> {
        let held = self.groups.read().unwrap_or_else(PoisonError::into_inner).get(&group).cloned();
        held.unwrap_or_else(|| {
            let key = Arc::new(self.seed.group_key(group.0.as_bytes()));
            let mut groups = self.groups.write().unwrap_or_else(PoisonError::into_inner);
            groups.insert(group, key.clone());
            key
        })
    }

    /// Evaluates blinded elements, each under the key of its group. The same ones always give the same.
    ///
    /// # Errors
    /// The first group whose blinded element is none.
    pub(crate) fn evaluate(
        &self,
        wishes: &[(GroupRef, [u8; 32])],
    ) -> Result<Vec<(GroupRef, Evaluation)>, GroupRef> {
        let evaluate = |(group, blinded): &(GroupRef, [u8; 32])| {
            let evaluated = self.group(*group).evaluate(blinded);
            evaluated.map(|evaluation| (*group, evaluation)).map_err(|_| *group)
        };
        wishes.iter().map(evaluate).collect()
    }

    /// The key that ballots are sealed to; its public half stands in the manifest.
    pub(crate) fn sealing(&self) -> &BoxKey {
        &self.sealing
    }

    /// The key under which rows are kept.
    pub(crate) fn store(&self) -> &StoreKey {
        &self.store
    }
}

/// What is kept of a request for a token beside the person who made it: by it the same request is
/// known again, and nothing that comes of it.
pub(crate) fn request_hash(blinded: &[u8; 32]) -> [u8; 32] {
    chance::digest("request", blinded)
}

impl std::fmt::Debug for RoundKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RoundKeys(…)")
    }
}

/// The keys of all rounds that are under way. Those in use are held in memory.
#[derive(Clone, Debug)]
pub struct KeyRing {
    db: KeysDb,
    held: Arc<RwLock<HashMap<RoundRef, Arc<RoundKeys>>>>,
}

impl KeyRing {
    /// The keys in a database.
    pub(crate) fn new(db: KeysDb) -> Self {
        Self { db, held: Arc::default() }
    }

    /// The database they are in.
    pub fn db(&self) -> &KeysDb {
        &self.db
    }

    /// The keys of a round, made where there are none: done twice, they are the same.
    pub(crate) async fn make(&self, round: RoundRef) -> Result<Arc<RoundKeys>> {
        let mut tx = self.db.write().await?;
        let secret = store::save(&mut tx, round, &chance::bytes::<32>()).await?;
        tx.commit().await?;
        self.hold(round, secret)
    }

    /// The keys of a round, unless they are destroyed.
    pub(crate) async fn find(&self, round: RoundRef) -> Result<Option<Arc<RoundKeys>>> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner).get(&round).cloned();
        if held.is_some() {
            return Ok(held);
        }
        let mut tx = self.db.read().await?;
        let secret = store::find(&mut tx, round).await?;
        secret.map(|secret| self.hold(round, secret)).transpose()
    }

    /// The keys of a round that cannot be without: it takes answers, or its answers wait.
    pub(crate) async fn of(&self, round: RoundRef) -> Result<Arc<RoundKeys>> {
        self.find(round).await?.ok_or_else(|| {
            Error::Refused(
                "The keys of this round are missing, and without them nobody can open its answers. \
                 Start Hone with --keys where they are."
                    .to_owned(),
            )
        })
    }

    fn hold(&self, round: RoundRef, secret: Vec<u8>) -> Result<Arc<RoundKeys>> {
        let secret: [u8; 32] = secret
            .try_into()
            .map_err(|_| Error::Corrupt("the secret of a round has another length".to_owned()))?;
        let keys = Arc::new(RoundKeys::of(&secret));
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        held.insert(round, keys.clone());
        Ok(keys)
    }

    /// Destroys the keys of a round, in the database and in memory: from here on nobody can open a
    /// ballot of it. Done twice, it is the same.
    pub(crate) async fn destroy(&self, round: RoundRef) -> Result<()> {
        self.held.write().unwrap_or_else(PoisonError::into_inner).remove(&round);
        let mut tx = self.db.write().await?;
        store::remove(&mut tx, round).await?;
        tx.commit().await?;
        self.db.wipe("round_key", "secret").await
    }

    /// Forgets what is held in memory: another node may have destroyed it.
    pub fn forget(&self) {
        self.held.write().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
