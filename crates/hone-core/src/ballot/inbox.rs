//! The one way by which anything about a ballot is written: waiting ballots share a commit.
//!
//! A commit that survives a power cut costs one sync of the disk, however much is in it. So one
//! task takes whatever waits, writes it in random order in one transaction, and only then answers
//! everyone who waited.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use tokio::sync::{mpsc, oneshot};

use super::{Commitment, Credential, Poll, Receipt, store};
use crate::db::{BallotsDb, BallotsTx};
use crate::ids::{GroupRef, RoundRef};
use crate::{Error, Result, chance};

/// As many wait for one commit at most.
const BATCH: usize = 64;

/// As many wait in line at most; whoever comes then waits before the line.
const LINE: usize = 1_024;

/// Where ballots arrive.
#[derive(Clone, Debug, Default)]
pub struct Inbox {
    line: Arc<OnceLock<mpsc::Sender<Waiting>>>,
    polls: Arc<RwLock<Polls>>,
}

/// What rounds ask never changes while they run, so each is read once.
#[derive(Debug, Default)]
struct Polls {
    by_group: HashMap<GroupRef, Arc<Poll>>,
    by_round: HashMap<RoundRef, Arc<Poll>>,
}

#[derive(Debug)]
struct Waiting {
    change: Change,
    answer: oneshot::Sender<Result<Receipt>>,
}

#[derive(Debug)]
struct Change {
    group: GroupRef,
    credential_hash: Vec<u8>,
    deed: Deed,
}

#[derive(Debug)]
enum Deed {
    Admit,
    Keep { ballot_id: Vec<u8>, sheet: String },
    Remove { ballot_id: Vec<u8> },
}

impl Inbox {
    /// What a group is asked, if there is such a group.
    pub(super) async fn poll_of(
        &self,
        db: &BallotsDb,
        group: GroupRef,
    ) -> Result<Option<Arc<Poll>>> {
        if let Some(poll) = self.known(|polls| polls.by_group.get(&group).cloned()) {
            return Ok(Some(poll));
        }
        let mut tx = db.read().await?;
        let Some(round) = store::round_of(&mut tx, group).await? else { return Ok(None) };
        let poll = match self.known(|polls| polls.by_round.get(&round).cloned()) {
            Some(poll) => poll,
            None => Arc::new(store::poll(&mut tx, round).await?),
        };
        let mut polls = self.polls.write().unwrap_or_else(PoisonError::into_inner);
        polls.by_round.insert(round, poll.clone());
        polls.by_group.insert(group, poll.clone());
        Ok(Some(poll))
    }

    fn known<T>(&self, of: impl FnOnce(&Polls) -> Option<T>) -> Option<T> {
        of(&self.polls.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Keeps what a credential votes, or with nothing to keep removes what it voted.
    pub(super) async fn cast(
        &self,
        db: &BallotsDb,
        group: GroupRef,
        credential: Credential,
        sheet: Option<String>,
    ) -> Result<Receipt> {
        let ballot_id = credential.ballot_id();
        let deed = match sheet {
            Some(sheet) => Deed::Keep { ballot_id, sheet },
            None => Deed::Remove { ballot_id },
        };
        let credential_hash = credential.commitment().credential_hash();
        self.wait(db, Change { group, credential_hash, deed }).await
    }

    /// Lets the holder of a credential vote.
    pub(super) async fn admit(
        &self,
        db: &BallotsDb,
        group: GroupRef,
        commitment: Commitment,
    ) -> Result<Receipt> {
        let credential_hash = commitment.credential_hash();
        self.wait(db, Change { group, credential_hash, deed: Deed::Admit }).await
    }

    async fn wait(&self, db: &BallotsDb, change: Change) -> Result<Receipt> {
        let (answer, answered) = oneshot::channel();
        let line = self.line.get_or_init(|| start(db.clone()));
        line.send(Waiting { change, answer }).await.map_err(|_| stopped())?;
        answered.await.map_err(|_| stopped())?
    }
}

fn stopped() -> Error {
    Error::Corrupt("the ballots are no longer written: the program is about to stop".to_owned())
}

fn start(db: BallotsDb) -> mpsc::Sender<Waiting> {
    let (line, mut arrivals) = mpsc::channel(LINE);
    tokio::spawn(async move {
        let mut batch = Vec::with_capacity(BATCH);
        while arrivals.recv_many(&mut batch, BATCH).await > 0 {
            chance::shuffle(&mut batch);
            write(&db, &mut batch).await;
        }
    });
    line
}

/// Writes a batch and answers everyone in it; nothing is answered before it lasts.
async fn write(db: &BallotsDb, batch: &mut Vec<Waiting>) {
    match write_all(db, batch).await {
        Ok(receipts) => {
            for (waiting, receipt) in batch.drain(..).zip(receipts) {
                // Somebody who no longer waits needs no answer; what they sent is kept all the same.
                waiting.answer.send(Ok(receipt)).ok();
            }
        }
        Err(error) => {
            for waiting in batch.drain(..) {
                waiting.answer.send(Err(error.again())).ok();
            }
        }
    }
}

async fn write_all(db: &BallotsDb, batch: &[Waiting]) -> Result<Vec<Receipt>> {
    let mut tx = db.write().await?;
    let mut phases = HashMap::new();
    let mut receipts = Vec::with_capacity(batch.len());
    for waiting in batch {
        receipts.push(apply(&mut tx, &mut phases, &waiting.change).await?);
    }
    tx.commit().await?;
    Ok(receipts)
}

async fn apply(
    tx: &mut BallotsTx,
    phases: &mut HashMap<RoundRef, bool>,
    change: &Change,
) -> Result<Receipt> {
    let round = match change.deed {
        Deed::Admit => store::round_of(tx, change.group).await?,
        _ => store::round_of_credential(tx, change.group, &change.credential_hash).await?,
    };
    let Some(round) = round else { return missing(tx, change).await };
    let is_open = match phases.get(&round) {
        Some(is_open) => *is_open,
        None => store::hold_open(tx, round).await?,
    };
    phases.insert(round, is_open);
    if !is_open {
        return Ok(Receipt::Closed);
    }
    match &change.deed {
        Deed::Admit => store::save_credential(tx, &change.credential_hash, change.group).await?,
        Deed::Keep { ballot_id, sheet } => {
            store::save_ballot(tx, ballot_id, change.group, sheet).await?;
        }
        Deed::Remove { ballot_id } => store::remove_ballot(tx, ballot_id).await?,
    }
    Ok(Receipt::Kept)
}

/// A round that has closed has forgotten its credentials, so that one looks at the round first.
async fn missing(tx: &mut BallotsTx, change: &Change) -> Result<Receipt> {
    let Some(round) = store::round_of(tx, change.group).await? else {
        return Ok(Receipt::NotValid);
    };
    Ok(if store::hold_open(tx, round).await? { Receipt::NotValid } else { Receipt::Closed })
}
