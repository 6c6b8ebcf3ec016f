//! Letters: what a member of a team writes without a name.
//!
//! To the ballots, what one team writes until the next fixed hour is a round with one group. So a letter is
//! accepted, kept, mixed and destroyed as an answer sheet is, by the same code and in the same table, and
//! only what is in it differs. Nothing here knows a person, or the team but by a random name.

mod store;

use std::collections::BTreeMap;

use hone_token::{BallotId, SIZES, SUITE, Token};
use serde::{Deserialize, Serialize};

use super::booth::{Found, Row};
use super::store::{Phase, advance, list_ballots, phase, save_counted, save_group, save_manifest};
use super::{NewGroup, NewPoll, Receipt, closing};
use crate::category::Category;
use crate::clock::Moment;
use crate::ids::{GroupRef, LeaderRef, RoundRef};
use crate::keys::RoundKeys;
use crate::{Error, Hone, Result, chance, hex};

/// The size of every sealed letter, in bytes: a challenge, a reply and one that takes back look alike.
pub const SIZE: usize = SIZES[2];

/// What stands in the place of a form.
const FORM: &str = "letter";

/// The letters of a team until the next hour at which they are shown.
#[derive(Clone, Debug)]
pub struct NewBox {
    /// Their name for ballots and keys.
    pub round_ref: RoundRef,
    /// The members of the team who can write, as the ballots know them.
    pub group_ref: GroupRef,
    /// The team, as the ballots know it, week after week.
    pub board_ref: LeaderRef,
    /// The hour.
    pub shows_at: Moment,
    /// How many people the team must have besides its lead.
    pub floor: i64,
    /// How many it has.
    pub n_members: i64,
}

/// What is written in a letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Written {
    /// Nothing: it takes an earlier one back that is not shown yet.
    Nothing,
    /// A challenge, as it was typed.
    Challenge {
        /// The secret by which its writer reads on.
        reader: String,
        /// What is challenged.
        target: String,
        /// The challenge in one line.
        title: String,
        /// Why.
        why: String,
        /// What could be instead.
        instead: String,
    },
    /// A word on the answer to a challenge that was shown.
    Reply {
        /// The secret by which its writer reads on.
        reader: String,
        /// The word.
        text: String,
    },
    /// A challenge that was shown is taken back.
    Withdrawal {
        /// The secret by which its writer reads on.
        reader: String,
    },
}

/// A letter that was opened: who sent it is unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// What it is known by: a hash of its token.
    pub ballot: BallotId,
    /// Whether its token has not brought a challenge before.
    pub is_first: bool,
    /// What is written in it.
    pub written: Written,
}

/// What has become of a letter, for whoever holds its token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// It waits for the hour at which it is shown.
    Waiting {
        /// The hour.
        shows_at: Moment,
        /// Whether it has been put off since too few could have written it.
        is_held: bool,
    },
    /// It was shown. What its writer adds goes with the letters that are under way.
    Shown {
        /// Those letters, where the team still takes some.
        now: Option<(RoundRef, GroupRef)>,
    },
    /// It was not kept, not shown, or there is none.
    Nowhere,
}

/// What everybody may know of the letters of a week, the same for each who asks.
#[derive(Serialize)]
struct Manifest {
    round: RoundRef,
    suite: &'static str,
    form: &'static str,
    floor: i64,
    box_key: String,
    groups: BTreeMap<String, Group>,
}

#[derive(Serialize)]
struct Group {
    key: String,
}

fn manifest(new: &NewBox, keys: &RoundKeys) -> Result<String> {
    let key = hex::write(&keys.group(new.group_ref).public());
    let manifest = Manifest {
        round: new.round_ref,
        suite: SUITE,
        form: FORM,
        floor: new.floor,
        box_key: hex::write(&keys.sealing().public()),
        groups: [(new.group_ref.to_string(), Group { key })].into(),
    };
    serde_json::to_string(&manifest)
        .map_err(|e| Error::Corrupt(format!("a manifest cannot be written: {e}")))
}

/// Begins to take letters; done twice, it is the same.
pub async fn open(hone: &Hone, new: &NewBox) -> Result<()> {
    let keys = hone.keys.make(new.round_ref).await?;
    let poll = NewPoll {
        form: FORM.to_owned(),
        k: new.floor,
        model_version: String::new(),
        model_document: String::new(),
        closes_at: new.shows_at,
    };
    let group = NewGroup {
        group_ref: new.group_ref,
        leader_ref: new.board_ref,
        category: Category::Reports,
        n_invited: new.n_members,
    };
    let mut tx = hone.ballots.write().await?;
    super::store::save_round(&mut tx, new.round_ref, &poll).await?;
    save_group(&mut tx, new.round_ref, &group).await?;
    save_manifest(&mut tx, new.round_ref, &manifest(new, &keys)?).await?;
    store::insert(&mut tx, new).await?;
    tx.commit().await
}

/// Keeps a sealed letter, in place of the one that the same token sent before.
///
/// The token is one of this week, or one that brought a challenge to the same team that was shown: whoever
/// holds that adds a word or takes it back.
pub async fn send(hone: &Hone, group: GroupRef, token: &Token, sealed: &[u8]) -> Result<Receipt> {
    if sealed.len() != SIZE {
        return Ok(Receipt::NotSealed);
    }
    let mut tx = hone.ballots.read().await?;
    let Some(week) = store::find(&mut tx, group).await? else { return Ok(Receipt::NotValid) };
    let shown_to = store::board_of(&mut tx, &token.ballot_id()).await?;
    drop(tx);
    let booth = match hone.inbox.booth(hone, group).await? {
        Found::Open(booth) => booth,
        Found::Closed => return Ok(Receipt::Closed),
        Found::Nowhere => return Ok(Receipt::NotValid),
    };
    if !booth.redeems(token) && shown_to != Some(week.board_ref) {
        return Ok(Receipt::NotValid);
    }
    let receipt = hone.inbox.keep(&hone.ballots, &booth, token, sealed).await?;
    hone.inbox.note_letter();
    Ok(receipt)
}

/// What has become of the letter of a token. It is not looked into.
pub async fn place(hone: &Hone, group: GroupRef, token: &Token) -> Result<Place> {
    let mut tx = hone.ballots.read().await?;
    let Some(week) = store::find(&mut tx, group).await? else { return Ok(Place::Nowhere) };
    let ballot = token.ballot_id();
    if store::board_of(&mut tx, &ballot).await? == Some(week.board_ref) {
        return Ok(Place::Shown { now: store::find_open(&mut tx, week.board_ref).await? });
    }
    let Some(keys) = hone.keys.find(week.round_ref).await? else { return Ok(Place::Nowhere) };
    if store::has_row(&mut tx, &keys.store().row_id(&ballot)).await? {
        return Ok(Place::Waiting { shows_at: week.shows_at, is_held: week.is_held });
    }
    Ok(Place::Nowhere)
}

/// Takes letters for some time more, though their hour had come; done twice, it is the same.
pub async fn hold(hone: &Hone, round: RoundRef, shows_at: Moment) -> Result<()> {
    let mut tx = hone.ballots.write().await?;
    // A close that was broken off, after which the team has shrunk.
    advance(&mut tx, round, Phase::Closing, Phase::Open).await?;
    store::hold(&mut tx, round, shows_at).await?;
    tx.commit().await
}

/// Takes no letter any more; done twice, it is the same.
pub async fn close(hone: &Hone, round: RoundRef) -> Result<()> {
    let mut tx = hone.ballots.write().await?;
    advance(&mut tx, round, Phase::Open, Phase::Closing).await?;
    tx.commit().await
}

/// What is written in the letters of a week, in an order of chance. What is no letter is left out.
pub async fn list(hone: &Hone, round: RoundRef) -> Result<Vec<Letter>> {
    let Some(keys) = hone.keys.find(round).await? else { return Ok(Vec::new()) };
    let mut tx = hone.ballots.read().await?;
    let mut letters = Vec::new();
    let mut after = Vec::new();
    loop {
        let rows = list_ballots(&mut tx, round, &after).await?;
        let Some(last) = rows.last() else { break };
        after.clone_from(&last.id);
        for (ballot, written) in rows.iter().filter_map(|row| read(&keys, row)) {
            let is_first = store::board_of(&mut tx, &ballot).await?.is_none();
            letters.push(Letter { ballot, is_first, written });
        }
    }
    chance::shuffle(&mut letters);
    Ok(letters)
}

fn read(keys: &RoundKeys, row: &Row) -> Option<(BallotId, Written)> {
    let content = keys.store().open(&row.id, &row.wrapped).ok()?;
    let plain = keys.sealing().open(&content.group, &content.ballot, &content.sealed).ok()?;
    Some((content.ballot, serde_json::from_slice(&plain).ok()?))
}

/// Notes which letters became challenges that were shown, and destroys keys and letters of the week. Broken
/// off anywhere and done again, it is the same.
pub async fn end(hone: &Hone, round: RoundRef, shown: &[BallotId]) -> Result<()> {
    let mut tx = hone.ballots.write().await?;
    if advance(&mut tx, round, Phase::Closing, Phase::Released).await? {
        let mut ids = shown.to_vec();
        ids.sort_unstable();
        for ballot in &ids {
            save_counted(&mut tx, round, ballot).await?;
        }
    }
    let is_left = phase(&mut tx, round).await? == Some(Phase::Released);
    tx.commit().await?;
    if is_left {
        closing::shred(hone, round).await?;
    }
    Ok(())
}
