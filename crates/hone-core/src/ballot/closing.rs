//! The close: sealed ballots become what is released, once, and are destroyed.
//!
//! It goes in steps, each one transaction: open → closing → unsealed → tallied → released →
//! shredded. Broken off at any point, it goes on from the last step that was done; of several nodes
//! that try, one does each step.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::booth::Row;
use super::store::{self, OfRound, Phase};
use super::together::unchanged;
use super::{Cast, Poll, Sheet};
use crate::category::Category;
use crate::db::BallotsTx;
use crate::ids::{GroupRef, LeaderRef, RoundRef};
use crate::keys::RoundKeys;
use crate::{Hone, Result, chance, hex};

/// The sheets about one leader, and how many were asked for one.
#[derive(Clone, Debug, Default)]
pub struct Turnout {
    /// How many were invited, by category.
    pub n_invited: BTreeMap<Category, i64>,
    /// What they answered, in random order.
    pub casts: Vec<Cast>,
    /// The documents that were released about the same leader in other rounds.
    pub earlier: Vec<String>,
}

/// The documents that come of the sheets of a whole round.
#[derive(Clone, Debug, Default)]
pub struct Made {
    /// One for each leader about whom enough was answered.
    pub releases: Vec<(LeaderRef, String)>,
    /// What the round shows of the questionnaire, if it rests on enough.
    pub quality: Option<String>,
}

/// Makes the documents from the sheets of a whole round. It sees all of them because how far raters
/// differ is pooled over a round.
pub trait Make: Fn(&BTreeMap<LeaderRef, Turnout>) -> Result<Made> {}
impl<F: Fn(&BTreeMap<LeaderRef, Turnout>) -> Result<Made>> Make for F {}

/// Closes a round, from whatever step it has reached to the last one. Done twice, the second time
/// changes nothing.
///
/// `n_issued` says how many fetched a token in each group: more ballots than that cannot be.
pub async fn close(
    hone: &Hone,
    round: RoundRef,
    n_issued: &BTreeMap<GroupRef, i64>,
    make: impl Make,
) -> Result<()> {
    while step(hone, round, n_issued, &make).await? {}
    Ok(())
}

/// Does the next step of a close. Says whether there may be another.
pub(super) async fn step(
    hone: &Hone,
    round: RoundRef,
    n_issued: &BTreeMap<GroupRef, i64>,
    make: &impl Make,
) -> Result<bool> {
    let mut tx = hone.ballots.write().await?;
    match store::phase(&mut tx, round).await? {
        None | Some(Phase::Shredded) => return Ok(false),
        Some(Phase::Open) => {
            store::advance(&mut tx, round, Phase::Open, Phase::Closing).await?;
        }
        Some(Phase::Closing) => {
            if store::advance(&mut tx, round, Phase::Closing, Phase::Unsealed).await? {
                unseal(hone, &mut tx, round, n_issued).await?;
            }
        }
        Some(Phase::Unsealed) => {
            if store::advance(&mut tx, round, Phase::Unsealed, Phase::Tallied).await? {
                tally(hone, &mut tx, round, make).await?;
            }
        }
        Some(Phase::Tallied) => {
            store::advance(&mut tx, round, Phase::Tallied, Phase::Released).await?;
        }
        Some(Phase::Released) => {
            drop(tx);
            shred(hone, round).await?;
            return Ok(true);
        }
    }
    tx.commit().await?;
    Ok(true)
}

/// The row of a ballot, and its id.
type Known = (Vec<u8>, [u8; 32]);

/// A ballot that opened: who may have sent it is unknown.
struct Opened {
    group: GroupRef,
    ballot: [u8; 32],
    sheet: Sheet,
}

/// Opens a row. `None` where it is no ballot of this round or no answer to its form.
fn open(keys: &RoundKeys, poll: &Poll, row: &Row) -> Option<Opened> {
    let content = keys.store().open(&row.id, &row.wrapped).ok()?;
    let plain = keys.sealing().open(&content.group, &content.ballot, &content.sealed).ok()?;
    let mut sheet: Sheet = serde_json::from_slice(&plain).ok()?;
    sheet.comments.retain(|_, text| !text.trim().is_empty());
    let group = GroupRef(uuid::Uuid::from_bytes(content.group));
    poll.fits(&sheet).then_some(Opened { group, ballot: content.ballot, sheet })
}

/// Looks into every ballot once. What is empty or no answer to the form goes, and so does every
/// ballot of a group that has more of them than people fetched tokens: nobody could say which of
/// them are real.
async fn unseal(
    hone: &Hone,
    tx: &mut BallotsTx,
    round: RoundRef,
    n_issued: &BTreeMap<GroupRef, i64>,
) -> Result<()> {
    let keys = hone.keys.of(round).await?;
    let poll = store::poll(tx, round).await?;
    let mut by_group: BTreeMap<GroupRef, Vec<Known>> = BTreeMap::new();
    let mut after = Vec::new();
    loop {
        let rows = store::list_ballots(tx, round, &after).await?;
        let Some(last) = rows.last() else { break };
        after.clone_from(&last.id);
        for row in rows {
            match open(&keys, &poll, &row).filter(|opened| !opened.sheet.is_empty()) {
                Some(opened) => {
                    by_group.entry(opened.group).or_default().push((row.id, opened.ballot));
                }
                None => store::remove_ballot(tx, &row.id).await?,
            }
        }
    }
    let n_invited: BTreeMap<_, _> = store::list_groups(tx, round)
        .await?
        .into_iter()
        .map(|group| (group.group_ref, group.n_invited))
        .collect();
    for (group, ballots) in by_group {
        let count = |counts: &BTreeMap<GroupRef, i64>| counts.get(&group).copied().unwrap_or(0);
        let most = count(n_issued).min(count(&n_invited));
        let is_sound = i64::try_from(ballots.len()).is_ok_and(|n| n <= most);
        if !is_sound {
            store::abort_group(tx, group).await?;
            tracing::error!("a group had more ballots than tokens; none of them is counted");
        }
        for (row_id, ballot) in ballots {
            if is_sound {
                store::save_counted(tx, round, &ballot).await?;
            } else {
                store::remove_ballot(tx, &row_id).await?;
            }
        }
    }
    Ok(())
}

/// Makes what is released, and stores it.
async fn tally(hone: &Hone, tx: &mut BallotsTx, round: RoundRef, make: &impl Make) -> Result<()> {
    store::hold_releases(tx).await?;
    let mut sheets = sheets_by_leader(hone, tx, round).await?;
    for (leader, document, sha256) in store::list_earlier(tx, round).await? {
        // One that was changed is handed on as one that cannot be read: it was there.
        let document = unchanged(document, &sha256).unwrap_or_default();
        sheets.entry(leader).or_default().earlier.push(document);
    }
    let made = make(&sheets)?;
    for (leader, document) in made.releases {
        let sha256 = Sha256::digest(&document);
        store::save_release(tx, leader, round, &document, &sha256).await?;
    }
    if let Some(document) = made.quality {
        let sha256 = Sha256::digest(&document);
        store::save_of_round(tx, OfRound::Quality, round, &document, &sha256).await?;
    }
    Ok(())
}

/// The sheets of a round by leader, those without any included.
async fn sheets_by_leader(
    hone: &Hone,
    tx: &mut BallotsTx,
    round: RoundRef,
) -> Result<BTreeMap<LeaderRef, Turnout>> {
    let keys = hone.keys.of(round).await?;
    let poll = store::poll(tx, round).await?;
    let mut leaders: BTreeMap<LeaderRef, Turnout> = BTreeMap::new();
    let mut places = BTreeMap::new();
    for group in store::list_groups(tx, round).await? {
        let turnout = leaders.entry(group.leader_ref).or_default();
        turnout.n_invited.insert(group.category, group.n_invited);
        places.insert(group.group_ref, (group.leader_ref, group.category));
    }
    let mut after = Vec::new();
    loop {
        let rows = store::list_ballots(tx, round, &after).await?;
        let Some(last) = rows.last() else { break };
        after.clone_from(&last.id);
        for opened in rows.iter().filter_map(|row| open(&keys, &poll, row)) {
            let place = places.get(&opened.group).filter(|_| !opened.sheet.is_empty());
            if let Some((leader, category)) = place {
                let cast = Cast { category: *category, sheet: opened.sheet };
                leaders.entry(*leader).or_default().casts.push(cast);
            }
        }
    }
    for turnout in leaders.values_mut() {
        chance::shuffle(&mut turnout.casts);
    }
    Ok(leaders)
}

/// Notes which names are one leader's in several rounds, at the launch of one of them and before it
/// takes answers. Done twice, it is the same.
///
/// Whichever of two rounds is launched later finds the other's name for the leader, since that was
/// there first. So the close needs to ask nobody, and cannot miss a release.
pub async fn note_same_leaders(hone: &Hone, names: &[(LeaderRef, LeaderRef)]) -> Result<()> {
    let mut tx = hone.ballots.write().await?;
    for (leader, other) in names {
        store::save_same_leader(&mut tx, *leader, *other).await?;
    }
    tx.commit().await
}

/// Destroys the keys of a round first: from then on its ballots are noise, wherever a copy of them
/// may lie. Then the ballots themselves, and what is left of them in free pages and logs.
pub(super) async fn shred(hone: &Hone, round: RoundRef) -> Result<()> {
    hone.keys.destroy(round).await?;
    hone.inbox.forget();
    let mut tx = hone.ballots.write().await?;
    store::advance(&mut tx, round, Phase::Released, Phase::Shredded).await?;
    store::remove_ballots(&mut tx, round).await?;
    tx.commit().await?;
    if let Err(error) = hone.ballots.wipe("ballot", "wrapped").await {
        // The rows are deleted; what is left of them in free pages nobody can open any more.
        tracing::error!("the deleted ballots of a round could not be overwritten: {error}");
    }
    Ok(())
}

/// What the sheets of a round are, before its close: for tests and the load generator, which look
/// for what they sent.
#[cfg(any(test, feature = "testing"))]
pub async fn peek(hone: &Hone, round: RoundRef) -> Result<BTreeMap<LeaderRef, Turnout>> {
    let mut tx = hone.ballots.read().await?;
    sheets_by_leader(hone, &mut tx, round).await
}

/// How many ballots of a round are kept, whoever can open them: for tests, and for nobody else.
#[cfg(any(test, feature = "testing"))]
pub async fn n_kept(hone: &Hone, round: RoundRef) -> usize {
    let mut tx = hone.ballots.read().await.expect("a transaction");
    let (mut n, mut after) = (0, Vec::new());
    loop {
        let rows = store::list_ballots(&mut tx, round, &after).await.expect("rows");
        let Some(last) = rows.last() else { return n };
        after.clone_from(&last.id);
        n += rows.len();
    }
}

/// About which leaders of a round something was released.
pub async fn list_released(hone: &Hone, round: RoundRef) -> Result<Vec<LeaderRef>> {
    let mut tx = hone.ballots.read().await?;
    store::list_released(&mut tx, round).await
}

/// The groups of a round whose ballots were not counted, since there were too many of them.
pub async fn list_aborted(hone: &Hone, round: RoundRef) -> Result<Vec<GroupRef>> {
    let mut tx = hone.ballots.read().await?;
    store::list_aborted(&mut tx, round).await
}

/// The ids of the ballots that a close counted, in their own order: every rater's device can find
/// its own among them, and nobody else can tell whose they are.
pub async fn counted(hone: &Hone, round: RoundRef) -> Result<Vec<String>> {
    let mut tx = hone.ballots.read().await?;
    if !matches!(store::phase(&mut tx, round).await?, Some(Phase::Released | Phase::Shredded)) {
        return Ok(Vec::new());
    }
    Ok(store::list_counted(&mut tx, round).await?.iter().map(|id| hex::write(id)).collect())
}

/// For how long after the close the ids of the counted ballots are kept, in seconds: 90 days, as
/// long as a rater's device keeps its own.
pub const COUNTED_KEPT: i64 = 90 * 86_400;

/// The rounds whose counted ids are kept.
pub async fn list_rounds_with_counted(hone: &Hone) -> Result<Vec<RoundRef>> {
    let mut tx = hone.ballots.read().await?;
    store::list_rounds_with_counted(&mut tx).await
}

/// Forgets which ballots of a round were counted.
pub async fn forget_counted(hone: &Hone, round: RoundRef) -> Result<()> {
    let mut tx = hone.ballots.write().await?;
    store::remove_counted(&mut tx, round).await?;
    tx.commit().await
}

/// What was released about a leader, to the byte as it was made at the close.
pub async fn find_released(hone: &Hone, leader: LeaderRef) -> Result<Option<String>> {
    let mut tx = hone.ballots.read().await?;
    let found = store::find_release(&mut tx, leader).await?;
    found.map(|(document, sha256)| unchanged(document, &sha256)).transpose()
}
