//! Odds on a bet: blind, until it is placed, everybody has given theirs, or the lead shows them.

pub(super) mod store;

use std::collections::BTreeMap;

use super::{Bet, Refusal, State, save, tell};
use crate::account::Viewer;
use crate::clock::Moment;
use crate::db::PeopleTx;
use crate::ids::{BetId, PersonId};
use crate::team::{self, Team};
use crate::{Hone, Result};

/// The odds that can be given, in percent. A fixed grid lets few bets tell more.
pub const GRID: [i64; 11] = [5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95];

/// Odds that somebody gave.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct Odds {
    pub(super) bet_id: BetId,
    pub(super) person_id: PersonId,
    /// The place in the order of theirs.
    pub(super) number: i64,
    /// On which words of the bet.
    pub(super) asked: i64,
    /// In percent.
    pub(super) value: i64,
    /// Whether they were given before any were shown.
    pub(super) is_blind: bool,
    pub(super) made_at: Moment,
}

/// What one person thinks of a bet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Who.
    pub person_id: PersonId,
    /// The blind odds, which count; nothing where they gave none before others were shown.
    pub blind: Option<i64>,
    /// The odds that they gave last.
    pub now: i64,
}

/// The odds of a bet as far as one person may see them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Their own.
    pub own: Option<Line>,
    /// Who has given odds on the bet as it is worded.
    pub given_by: Vec<PersonId>,
    /// Those of everybody; empty until they are shown.
    pub all: Vec<Line>,
    /// Whether odds of theirs were on other words, and no longer count.
    pub is_outdated: bool,
}

/// What each person thinks, from odds in the order in which they were given.
fn lines(bet: &Bet, all: &[Odds]) -> Vec<Line> {
    let mut lines: BTreeMap<PersonId, Line> = BTreeMap::new();
    for odds in all.iter().filter(|odds| odds.asked == bet.asked) {
        let first = Line { person_id: odds.person_id, blind: None, now: odds.value };
        let line = lines.entry(odds.person_id).or_insert(first);
        line.now = odds.value;
        if odds.is_blind {
            line.blind = Some(odds.value);
        }
    }
    lines.into_values().collect()
}

/// The blind odds of one person by bet and its words, from theirs in the order in which they were given.
pub(super) fn blind(own: &[Odds]) -> BTreeMap<(BetId, i64), i64> {
    let blind = own.iter().filter(|odds| odds.is_blind);
    blind.map(|odds| ((odds.bet_id, odds.asked), odds.value)).collect()
}

/// The odds of a bet as far as a viewer may see them.
pub async fn seen(tx: &mut PeopleTx, viewer: &Viewer, team: &Team, bet: &Bet) -> Result<Seen> {
    let me = viewer.person_id;
    let all = store::list(tx, team, bet).await?;
    let lines = lines(bet, &all);
    let own = lines.iter().find(|line| line.person_id == me).copied();
    Ok(Seen {
        own,
        given_by: lines.iter().map(|line| line.person_id).collect(),
        all: if bet.revealed_at.is_some() { lines } else { Vec::new() },
        is_outdated: own.is_none() && all.iter().any(|odds| odds.person_id == me),
    })
}

/// Whether anybody has given odds on a bet as it is worded.
pub(super) async fn has_any(tx: &mut PeopleTx, team: &Team, bet: &Bet) -> Result<bool> {
    Ok(!lines(bet, &store::list(tx, team, bet).await?).is_empty())
}

/// Whether somebody has given blind odds on a bet as it is worded.
pub(super) async fn has_blind(
    tx: &mut PeopleTx,
    team: &Team,
    bet: &Bet,
    person: PersonId,
) -> Result<bool> {
    let lines = lines(bet, &store::list(tx, team, bet).await?);
    Ok(lines.iter().any(|line| line.person_id == person && line.blind.is_some()))
}

/// Gives odds, or changes one's own. Once everybody in the team has, all see them; from then on, and
/// once the bet is placed, a change is a part of the story and does not count. `asked` says on which words
/// they are given.
///
/// Holds the team, so that of two who are the last at once the second sees the odds of the first.
pub async fn give(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    (bet, asked): (&Bet, i64),
    value: i64,
) -> Result<()> {
    team::store::hold(tx, team).await?;
    let bet = &super::store::find(tx, team, bet.id).await?.ok_or(Refusal::Changed)?;
    bet.must_be(&[State::Draft, State::Placed])?;
    if asked != bet.asked {
        return Err(Refusal::Changed.into());
    }
    if !GRID.contains(&value) {
        return Err(Refusal::Odds.into());
    }
    let is_blind = bet.revealed_at.is_none();
    let before = store::list(tx, team, bet).await?;
    let mine = before.iter().filter(|odds| odds.person_id == viewer.person_id);
    let odds = Odds {
        bet_id: bet.id,
        person_id: viewer.person_id,
        number: mine.map(|odds| odds.number).max().unwrap_or(0) + 1,
        asked: bet.asked,
        value,
        is_blind,
        made_at: hone.clock.now(),
    };
    if !store::insert(tx, team, &odds).await? {
        return Err(Refusal::Changed.into());
    }
    let note = if is_blind { String::new() } else { format!("{value} %") };
    let did = if is_blind { "gave odds" } else { "gave other odds" };
    tell(tx, hone, viewer, team, bet, did, &note).await?;
    if is_blind { show_if_all(tx, hone, viewer, team, bet).await } else { Ok(()) }
}

/// Shows the odds once everybody in a team of several has given theirs.
async fn show_if_all(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    bet: &Bet,
) -> Result<()> {
    let lines = lines(bet, &store::list(tx, team, bet).await?);
    let members = team::members(tx, team).await?;
    let has_given = |person| lines.iter().any(|line| line.person_id == person);
    if members.len() < 2 || !members.iter().all(|member| has_given(member.person_id)) {
        return Ok(());
    }
    save(tx, &Bet { revealed_at: Some(hone.clock.now()), ..bet.clone() }).await?;
    tell(tx, hone, viewer, team, bet, "was the last to give odds: all see them", "").await
}

/// The lead shows the odds of a draft early. They and the owner have given theirs.
pub async fn reveal(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    bet: &Bet,
) -> Result<()> {
    bet.must_be(&[State::Draft])?;
    if bet.revealed_at.is_some() {
        return Err(Refusal::NotNow("shown already").into());
    }
    if !team.is_led_by(viewer) || !has_blind(tx, team, bet, viewer.person_id).await? {
        return Err(Refusal::Lead.into());
    }
    if !has_blind(tx, team, bet, bet.owner_id).await? {
        return Err(Refusal::NoOdds.into());
    }
    save(tx, &Bet { revealed_at: Some(hone.clock.now()), ..bet.clone() }).await?;
    tell(tx, hone, viewer, team, bet, "showed the odds", "").await
}
