//! The one way by which anything about a ballot is written: waiting ballots share a commit.
//!
//! A commit that survives a power cut costs one sync of the disk, however much is in it. So one
//! task takes whatever waits, writes it in random order in one transaction, and only then answers
//! everyone who waited.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use hone_token::Token;
use tokio::sync::{mpsc, oneshot};

use super::booth::{Booth, Booths, Found, Row};
use super::{Receipt, store};
use crate::db::{BallotsDb, BallotsTx};
use crate::ids::{GroupRef, RoundRef};
use crate::{Error, Hone, Result, chance};

/// As many wait for one commit at most.
const BATCH: usize = 64;

/// As many wait in line at most; whoever comes then waits before the line.
const LINE: usize = 1_024;

/// Where ballots arrive.
#[derive(Clone, Debug, Default)]
pub struct Inbox {
    line: Arc<OnceLock<mpsc::Sender<Waiting>>>,
    booths: Booths,
    n_new: Arc<AtomicU64>,
    has_letter: Arc<AtomicBool>,
}

#[derive(Debug)]
struct Waiting {
    round: RoundRef,
    row: Row,
    answer: oneshot::Sender<Result<Receipt>>,
}

impl Inbox {
    /// Where a group votes.
    pub(super) async fn booth(&self, hone: &Hone, group: GroupRef) -> Result<Found> {
        self.booths.find(hone, group).await
    }

    /// Forgets the booths, and with them the keys that they hold.
    pub fn forget(&self) {
        self.booths.forget();
    }

    /// Keeps a sealed ballot, if its token is one of the group.
    pub(super) async fn cast(
        &self,
        db: &BallotsDb,
        booth: &Booth,
        token: &Token,
        sealed: &[u8],
    ) -> Result<Receipt> {
        if !booth.redeems(token) {
            return Ok(Receipt::NotValid);
        }
        self.keep(db, booth, token, sealed).await
    }

    /// The same for a token that was known otherwise.
    pub(super) async fn keep(
        &self,
        db: &BallotsDb,
        booth: &Booth,
        token: &Token,
        sealed: &[u8],
    ) -> Result<Receipt> {
        let receipt = self.wait(db, booth.round, booth.row(token, sealed)).await?;
        self.n_new.fetch_add(1, Ordering::Relaxed);
        Ok(receipt)
    }

    /// How many ballots came in here since they were mixed.
    pub(super) fn n_new(&self) -> u64 {
        self.n_new.load(Ordering::Relaxed)
    }

    /// Whether a letter came in here since they were mixed.
    pub(super) fn has_letter(&self) -> bool {
        self.has_letter.load(Ordering::Relaxed)
    }

    /// A letter came in.
    pub(super) fn note_letter(&self) {
        self.has_letter.store(true, Ordering::Relaxed);
    }

    /// They are about to be mixed.
    pub(super) fn forget_new(&self) {
        self.n_new.store(0, Ordering::Relaxed);
        self.has_letter.store(false, Ordering::Relaxed);
    }

    async fn wait(&self, db: &BallotsDb, round: RoundRef, row: Row) -> Result<Receipt> {
        let (answer, answered) = oneshot::channel();
        let line = self.line.get_or_init(|| start(db.clone()));
        line.send(Waiting { round, row, answer }).await.map_err(|_| stopped())?;
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
        receipts.push(write_one(&mut tx, &mut phases, waiting).await?);
    }
    tx.commit().await?;
    Ok(receipts)
}

async fn write_one(
    tx: &mut BallotsTx,
    phases: &mut HashMap<RoundRef, bool>,
    Waiting { round, row, .. }: &Waiting,
) -> Result<Receipt> {
    let is_open = match phases.get(round) {
        Some(is_open) => *is_open,
        None => store::hold_open(tx, *round).await?,
    };
    phases.insert(*round, is_open);
    if !is_open {
        return Ok(Receipt::Closed);
    }
    store::save_ballot(tx, row, *round).await?;
    Ok(Receipt::Kept)
}
