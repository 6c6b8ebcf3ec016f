//! Challenges without a name: who may write one, and what becomes of it.
//!
//! A member's device holds a blind token, which it fetched as all of them do whenever they open the board.
//! By it the box ([`crate::ballot::letters`]) takes a sealed letter from it without asking who it is. Once a
//! week, at a fixed hour, all letters of a team are opened and shown at once, in an order of chance, if at
//! least [`FLOOR`] people besides the lead could have written them.

mod course;
mod rights;
mod shown;
pub(super) mod store;
#[cfg(test)]
mod tests;

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

pub use course::keep_course;
pub(super) use rights::erase;
pub use rights::issue;

use super::Challenge;
use super::challenge;
use crate::Result;
use crate::chance::Secret;
use crate::clock::{Moment, days_after};
use crate::db::PeopleTx;
use crate::ids::{ChallengeId, GroupRef, LeaderRef, OrganisationId, PersonId, RoundRef, TeamId};
use crate::team::{self, Member, Team};

/// So many people besides the lead could have written a challenge that nobody puts a name to, at least.
pub const FLOOR: usize = 5;

/// On so many devices a member can write between two hours at which letters are shown.
pub const MOST_DEVICES: usize = 3;

/// What the hash of the secret is made for by which a writer reads on.
const READER: &str = "letter reader";

/// How far the letters of a team have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum Phase {
    /// The ballots do not take them yet.
    Draft,
    /// The ballots take them.
    Open,
    /// They are shown; keys and letters are about to be destroyed.
    Shown,
}

/// The letters of a team that are under way.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Week {
    /// The team, as the ballots know it.
    pub board_ref: LeaderRef,
    /// These letters, as ballots and keys know them.
    pub round_ref: RoundRef,
    /// The members, as the ballots know them.
    pub group_ref: GroupRef,
    /// Since when they are taken.
    pub begun_at: Moment,
    /// When they are shown.
    pub shows_at: Moment,
    /// How far they have come.
    pub phase: Phase,
}

/// Whether a member can write without a name now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// How many people besides the lead could: they are in the team, and have an account.
    pub n_writers: usize,
    /// The letters that are taken now, where some are.
    pub week: Option<Week>,
}

impl Offer {
    /// Whether there are enough who could have written it.
    pub fn is_enough(&self) -> bool {
        is_enough(self.n_writers)
    }
}

/// What is known of a challenge without a name besides its words.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Nameless {
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// The team.
    pub team_id: TeamId,
    /// The challenge.
    pub challenge_id: ChallengeId,
    /// What its writer said to the answer; may be empty.
    pub reply: String,
    /// Whether its writer took it back.
    pub is_withdrawn: bool,
}

/// A challenge as whoever wrote it reads on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The challenge with its answer.
    pub challenge: Challenge,
    /// Who answers.
    pub lead: String,
    /// What the writer said to the answer.
    pub reply: String,
    /// Whether the writer took it back.
    pub is_withdrawn: bool,
}

/// Whether so many people besides the lead are a crowd in which one is not known.
fn is_enough(n_writers: usize) -> bool {
    n_writers >= FLOOR
}

/// Who besides the lead could write: they are in the team now, and have an account.
async fn writers(tx: &mut PeopleTx, team: &Team) -> Result<Vec<Member>> {
    let members = team::members(tx, team).await?;
    let can = |member: &Member| member.has_account && member.person_id != team.lead_id;
    Ok(members.into_iter().filter(can).collect())
}

/// How many people besides the lead could have written the letters of a week: they are in the team now, hold a
/// token of it, and did not lead the team at any time of it. A lead who hands the team on does not make
/// the crowd larger that hid others from them.
async fn n_could(tx: &mut PeopleTx, team: &Team, week: &Week) -> Result<usize> {
    let holders: Vec<PersonId> = store::list_holders(tx, week.group_ref).await?;
    let writers = writers(tx, team).await?;
    let could = |writer: &&Member| {
        let has_led = writer.led_until.is_some_and(|until| until >= week.begun_at);
        holders.contains(&writer.person_id) && !has_led
    };
    Ok(writers.iter().filter(could).count())
}

/// Whether a member can write without a name now.
pub async fn offer(tx: &mut PeopleTx, team: &Team) -> Result<Offer> {
    let n_writers = writers(tx, team).await?.len();
    let week = store::find(tx, team).await?.filter(|week| week.phase == Phase::Open);
    Ok(Offer { n_writers, week })
}

/// What there is besides the words of a challenge, where it came without a name.
pub async fn find(
    tx: &mut PeopleTx,
    team: &Team,
    challenge: ChallengeId,
) -> Result<Option<Nameless>> {
    store::find_nameless(tx, team, challenge).await
}

/// What became of a challenge, for whoever holds the secret that its writer's device drew.
pub async fn read(tx: &mut PeopleTx, reader: &Secret) -> Result<Option<Told>> {
    let Some(found) = store::find_by_reader(tx, &reader.hash(READER)).await? else {
        return Ok(None);
    };
    let team = team::find_of(tx, found.organisation_id, found.team_id).await?;
    let Some(team) = team else { return Ok(None) };
    let challenge = challenge::find(tx, &team, found.challenge_id).await?;
    let Nameless { reply, is_withdrawn, .. } = found;
    Ok(challenge.map(|challenge| Told { challenge, lead: team.lead, reply, is_withdrawn }))
}

/// The hour at which letters are shown next, after a moment: Mondays at eight, in the zone of the
/// organisation.
pub fn next_hour(now: Moment, zone: &TimeZone) -> Moment {
    let today = now.date(zone);
    let monday = days_after(today, i64::from(today.weekday().until(Weekday::Monday)));
    let hour = Moment::eight_of(monday, zone);
    if hour > now { hour } else { Moment::eight_of(days_after(monday, 7), zone) }
}

/// The day and the hour at which letters were to be shown last, up to a moment.
fn last_hour(now: Moment, zone: &TimeZone) -> (Moment, Date) {
    let day = days_after(next_hour(now, zone).date(zone), -7);
    (Moment::eight_of(day, zone), day)
}
