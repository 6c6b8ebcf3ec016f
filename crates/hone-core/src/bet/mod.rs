//! Bets of a team: what is tried, with odds that were given before those of the others were seen, a day
//! to look at it, and a judge. A lost bet is no fault, and no bet is deleted: odds are learned from all.

pub mod calibration;
pub mod done;
mod due;
pub mod end;
pub mod odds;
pub mod reason;
mod store;
pub mod tables;
#[cfg(test)]
mod tests;

use jiff::civil::Date;
use thiserror::Error;

pub use due::due;
pub use end::{End, State};

use crate::account::Viewer;
use crate::clock::Moment;
use crate::db::PeopleTx;
use crate::ids::{BetId, OrganisationId, PersonId, TeamId};
use crate::team::{self, About, Change, Part, Team, Titled, event};
use crate::{Hone, Result};

/// The longest line, in characters.
pub const LONGEST_LINE: usize = 160;
/// The longest text of several lines, in characters.
pub const LONGEST_TEXT: usize = 2000;
/// How much can be staked: each class is worth two of the one before.
pub const STAKES: [i64; 4] = [1, 2, 4, 8];

/// Why something about a bet cannot be as asked.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Somebody changed it in the meantime.
    #[error("This was changed in the meantime.")]
    Changed,
    /// It belongs to somebody else.
    #[error("Only the owner of the bet and the lead of the team do this.")]
    NotYours,
    /// It is placed by its owner alone.
    #[error("Only the owner places a bet.")]
    Owner,
    /// It is judged by its judge alone.
    #[error("Only the judge of the bet says how it went.")]
    Judge,
    /// The judge is nobody who could be.
    #[error("Choose a judge who is in the team and does not own the bet. Change the bet to do so.")]
    NoJudge,
    /// It is at a point at which this makes no sense.
    #[error("This is not possible now, since it is {0}.")]
    NotNow(&'static str),
    /// The owner has given no odds yet.
    #[error("The owner gives odds first, before anybody sees those of the others.")]
    NoOdds,
    /// Odds that are none.
    #[error("Choose odds of 5, 10, 20 … 90 or 95 %.")]
    Odds,
    /// A stake that is none.
    #[error("Choose a stake of 1, 2, 4 or 8.")]
    Stake,
    /// The day is missing, or is not to come.
    #[error("The day to look at it: choose a day after today.")]
    Day,
    /// Something is watched without a sign.
    #[error("Write by which sign you will see it coming.")]
    NoSign,
    /// Only the lead shows the odds early.
    #[error("The lead of the team shows the odds early, once they have given theirs.")]
    Lead,
}

impl From<Refusal> for crate::Error {
    fn from(refusal: Refusal) -> Self {
        Self::refused(refusal)
    }
}

/// A bet.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Bet {
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// The team.
    pub team_id: TeamId,
    /// The id.
    pub id: BetId,
    /// Who places it.
    pub owner_id: PersonId,
    /// Who says how it went: somebody else, where there is anybody else.
    pub judge_id: PersonId,
    /// The problem that it comes from; may be empty.
    pub problem: String,
    /// What is tried.
    pub we_try: String,
    /// By what all will see that it came true.
    pub true_if: String,
    /// What can be lost.
    pub stake: String,
    /// How much that is: one of [`STAKES`].
    pub stake_class: i64,
    /// What can be won.
    pub upside: String,
    /// At which point it is stopped.
    pub stop_at: String,
    /// The day to look at it, as it is stored.
    pub review_on: Option<String>,
    /// What would change our mind.
    pub change_our_mind_if: String,
    /// How far it has come.
    pub state: State,
    /// How often its words were changed after odds had been given: only odds on the latest count.
    pub asked: i64,
    /// Since when everybody sees the odds.
    pub revealed_at: Option<Moment>,
    /// When it was placed.
    pub placed_at: Option<Moment>,
    /// When it ended.
    pub ended_at: Option<Moment>,
    /// Why it is void; else empty.
    pub reason: String,
    /// What was learned, from its end on.
    pub learned: String,
    /// The number of changes so far: who changes an older one is told.
    pub version: i64,
    /// When it was written down.
    pub made_at: Moment,
    /// Since when it is put away, where it can be brought back.
    pub archived_at: Option<Moment>,
}

/// A bet that is not over, as somebody finds it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Open {
    /// The bet.
    #[sqlx(flatten)]
    pub bet: Bet,
    /// Whether they have given odds on it as it is worded.
    pub is_given: bool,
    /// Whether its owner is in the team.
    pub is_owner_here: bool,
    /// Whether its judge is.
    pub is_judge_here: bool,
}

impl Open {
    /// Whether somebody has to choose another judge: the owner, or the lead where the owner is not there.
    pub fn is_without_judge_for(&self, viewer: &Viewer, team: &Team) -> bool {
        let is_theirs = if self.is_owner_here {
            self.bet.owner_id == viewer.person_id
        } else {
            team.is_led_by(viewer)
        };
        self.bet.state == State::Placed && !self.is_judge_here && is_theirs
    }

    /// Whether all odds are shown, and its owner can place it.
    pub fn is_ready_for(&self, viewer: &Viewer) -> bool {
        self.bet.state == State::Draft
            && self.bet.revealed_at.is_some()
            && self.bet.owner_id == viewer.person_id
    }
}

/// A bet that is over or put away.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Past {
    /// The bet.
    #[sqlx(flatten)]
    pub bet: Bet,
    /// The odds of its owner that count, in percent, where there are any.
    pub odds: Option<i64>,
}

/// What somebody writes into a bet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// Who judges.
    pub judge: PersonId,
    /// The problem that it comes from.
    pub problem: String,
    /// What is tried.
    pub we_try: String,
    /// By what all will see that it came true.
    pub true_if: String,
    /// What can be lost.
    pub stake: String,
    /// How much that is: one of [`STAKES`].
    pub stake_class: i64,
    /// What can be won.
    pub upside: String,
    /// At which point it is stopped.
    pub stop_at: String,
    /// The day to look at it.
    pub review_on: Option<Date>,
    /// What would change our mind.
    pub change_our_mind_if: String,
}

impl Wording {
    fn tidied(self) -> Result<Self> {
        if !STAKES.contains(&self.stake_class) {
            return Err(Refusal::Stake.into());
        }
        let we_try = team::line("What we try", &self.we_try, LONGEST_LINE)?;
        Ok(Self {
            problem: team::line("The problem", &self.problem, LONGEST_LINE)?,
            we_try: team::required("What we try", we_try)?,
            true_if: team::line("It came true if", &self.true_if, LONGEST_LINE)?,
            stake: team::line("What it can cost", &self.stake, LONGEST_LINE)?,
            upside: team::line("What it can win", &self.upside, LONGEST_LINE)?,
            stop_at: team::line("Stop at", &self.stop_at, LONGEST_LINE)?,
            change_our_mind_if: team::lines(
                "What would change our mind",
                &self.change_our_mind_if,
                LONGEST_TEXT,
            )?,
            ..self
        })
    }
}

impl Bet {
    /// What its events are about.
    pub fn about(&self) -> About {
        About { kind: "bet", id: self.id.0 }
    }

    /// The day to look at it.
    pub fn review(&self) -> Option<Date> {
        self.review_on.as_deref()?.parse().ok()
    }

    /// Whether the day to look at it has come.
    pub fn is_reached(&self, today: Date) -> bool {
        self.review().is_some_and(|day| day <= today)
    }

    /// Whether it waits for its judge.
    pub fn is_due(&self, today: Date) -> bool {
        self.state == State::Placed && self.archived_at.is_none() && self.is_reached(today)
    }

    /// Whether its owner or the lead of the team asks.
    pub fn is_run_by(&self, team: &Team, viewer: &Viewer) -> bool {
        self.owner_id == viewer.person_id || team.is_led_by(viewer)
    }

    fn must_be_run_by(&self, team: &Team, viewer: &Viewer) -> Result<(), Refusal> {
        if self.is_run_by(team, viewer) { Ok(()) } else { Err(Refusal::NotYours) }
    }

    fn must_be(&self, states: &[State]) -> Result<(), Refusal> {
        if self.archived_at.is_some() {
            return Err(Refusal::NotNow("put away"));
        }
        if states.contains(&self.state) { Ok(()) } else { Err(Refusal::NotNow(self.state.word())) }
    }

    /// The same in other words. Once it is placed, only who judges and what would change our mind can
    /// still be changed: all else is what the odds are about.
    fn with(self, wording: Wording) -> Self {
        let changed = Self {
            judge_id: wording.judge,
            change_our_mind_if: wording.change_our_mind_if,
            ..self
        };
        if changed.state != State::Draft {
            return changed;
        }
        Self {
            problem: wording.problem,
            we_try: wording.we_try,
            true_if: wording.true_if,
            stake: wording.stake,
            stake_class: wording.stake_class,
            upside: wording.upside,
            stop_at: wording.stop_at,
            review_on: wording.review_on.map(|day| day.to_string()),
            ..changed
        }
    }

    /// Whether somebody who gave odds on the one would have to think again about the other.
    fn asks_the_same(&self, other: &Self) -> bool {
        self.we_try == other.we_try
            && self.true_if == other.true_if
            && self.review_on == other.review_on
    }
}

/// A bet of a team.
pub async fn find(tx: &mut PeopleTx, team: &Team, id: BetId) -> Result<Option<Bet>> {
    store::find(tx, team, id).await
}

/// The bets of a team, by the day to look at them; also those that are put away.
pub async fn list(tx: &mut PeopleTx, team: &Team) -> Result<Vec<Bet>> {
    store::list(tx, team).await
}

/// The bets of a team that are not over, as a viewer finds them, by the day to look at them.
pub async fn list_open(tx: &mut PeopleTx, viewer: &Viewer, team: &Team) -> Result<Vec<Open>> {
    store::list_open(tx, team, viewer.person_id).await
}

/// How many bets of a team are not over.
pub async fn n_open(tx: &mut PeopleTx, team: &Team) -> Result<usize> {
    Ok(usize::try_from(store::n_open(tx, team).await?).unwrap_or_default())
}

/// A part of the bets of a team that are over, the latest day first.
pub async fn list_over(tx: &mut PeopleTx, team: &Team, part: Part) -> Result<Vec<Past>> {
    store::list_over(tx, team, part).await
}

/// A part of the bets of a team that are put away, by the day to look at them.
pub async fn list_away(tx: &mut PeopleTx, team: &Team, part: Part) -> Result<Vec<Past>> {
    store::list_away(tx, team, part).await
}

/// The bets that moved from a moment up to another.
pub async fn list_moved(
    tx: &mut PeopleTx,
    team: &Team,
    between: (Moment, Moment),
) -> Result<Vec<Titled>> {
    store::list_moved(tx, team, between).await
}

/// Writes a bet down, for the team to give odds on. Whoever writes it owns it.
pub async fn write(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    wording: Wording,
) -> Result<Bet> {
    let wording = checked(tx, team, viewer.person_id, wording).await?;
    let bet = Bet {
        organisation_id: team.organisation_id,
        team_id: team.id,
        id: BetId::draw(),
        owner_id: viewer.person_id,
        judge_id: wording.judge,
        problem: String::new(),
        we_try: String::new(),
        true_if: String::new(),
        stake: String::new(),
        stake_class: wording.stake_class,
        upside: String::new(),
        stop_at: String::new(),
        review_on: None,
        change_our_mind_if: String::new(),
        state: State::Draft,
        asked: 1,
        revealed_at: None,
        placed_at: None,
        ended_at: None,
        reason: String::new(),
        learned: String::new(),
        version: 1,
        made_at: hone.clock.now(),
        archived_at: None,
    }
    .with(wording);
    store::insert(tx, &bet).await?;
    tell(tx, hone, viewer, team, &bet, "wrote it down", "").await?;
    Ok(bet)
}

/// Words a bet anew; `version` is the one that was seen. Odds that were given on other words no longer
/// count, and are hidden again.
pub async fn reword(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    (bet, version): (&Bet, i64),
    wording: Wording,
) -> Result<()> {
    bet.must_be_run_by(team, viewer)?;
    bet.must_be(&[State::Draft, State::Placed])?;
    let wording = checked(tx, team, bet.owner_id, wording).await?;
    let mut changed = Bet { version, ..bet.clone() }.with(wording);
    let has_odds = odds::has_any(tx, team, bet).await?;
    let is_anew = bet.state == State::Draft && has_odds && !changed.asks_the_same(bet);
    if is_anew {
        changed.asked += 1;
        changed.revealed_at = None;
    }
    save(tx, &changed).await?;
    let did = if is_anew { "changed what the odds are about" } else { "changed the bet" };
    tell(tx, hone, viewer, team, bet, did, "").await
}

/// A wording that can be stored: its judge is in the team, and somebody else than the owner.
async fn checked(
    tx: &mut PeopleTx,
    team: &Team,
    owner: PersonId,
    wording: Wording,
) -> Result<Wording> {
    let wording = wording.tidied()?;
    must_judge(tx, team, owner, wording.judge).await?;
    Ok(wording)
}

/// Nobody judges their own bet but who is alone in the team.
async fn must_judge(
    tx: &mut PeopleTx,
    team: &Team,
    owner: PersonId,
    judge: PersonId,
) -> Result<()> {
    let members = team::members(tx, team).await?;
    let is_there = members.iter().any(|member| member.person_id == judge);
    let is_free = judge != owner || members.len() == 1;
    if is_there && is_free { Ok(()) } else { Err(Refusal::NoJudge.into()) }
}

/// Puts a bet away, or brings it back. One that was placed still counts for the odds of those who gave
/// some.
pub async fn put_away(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    bet: &Bet,
    is_away: bool,
) -> Result<()> {
    bet.must_be_run_by(team, viewer)?;
    let archived_at = is_away.then(|| hone.clock.now());
    save(tx, &Bet { archived_at, ..bet.clone() }).await?;
    let did = if is_away { "put it away" } else { "brought it back" };
    tell(tx, hone, viewer, team, bet, did, "").await
}

/// Takes a person off the bets: their drafts, and their odds on the bets of others, are gone. A bet that
/// they placed stays with its odds, since the team learns from it, and is nobody's.
pub async fn erase(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<()> {
    store::erase(tx, organisation, person).await?;
    odds::store::erase(tx, organisation, person).await
}

/// Saves a bet.
async fn save(tx: &mut PeopleTx, bet: &Bet) -> Result<()> {
    if store::save(tx, bet).await? { Ok(()) } else { Err(Refusal::Changed.into()) }
}

/// Notes in the history of a bet what was done with it.
async fn tell(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    bet: &Bet,
    did: &str,
    note: &str,
) -> Result<()> {
    let change = Change {
        about: bet.about(),
        by: Some(viewer.person_id),
        at: hone.clock.now(),
        from: bet.state.word(),
        to: did,
        note,
    };
    event::record(tx, team, &change).await
}
