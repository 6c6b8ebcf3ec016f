//! The rhythm in which a team speaks: what, to whom, by which channel, every so many days. It is done when
//! somebody writes what came back.

pub(super) mod store;

use jiff::civil::Date;

use super::{LONGEST_LINE, LONGEST_TEXT, MOST_DAYS, Refusal, is_turn_of, must_be_in, note};
use crate::account::Viewer;
use crate::clock::{Day, Moment, days_after};
use crate::db::PeopleTx;
use crate::ids::{BeatId, OrganisationId, PersonId, RhythmId, TeamId};
use crate::team::{self, About, Team};
use crate::{Hone, Result};

/// Something that a team tells somebody every so many days.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Rhythm {
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// The team.
    pub team_id: TeamId,
    /// The id.
    pub id: RhythmId,
    /// What is told.
    pub what: String,
    /// To whom.
    pub to_whom: String,
    /// How: a letter, a call, a walk.
    pub channel: String,
    /// Every so many days.
    pub every_days: i64,
    /// Who does it; nothing where they were erased.
    pub owner_id: Option<PersonId>,
    /// Whether they are still in the team.
    pub is_owner_here: bool,
    /// The day on which it is next.
    #[sqlx(try_from = "String")]
    pub next_on: Day,
    /// The number of changes so far: who changes an older one is told.
    pub version: i64,
    /// When it was written down.
    pub made_at: Moment,
    /// Since when it is put away, where it can be brought back.
    pub archived_at: Option<Moment>,
}

/// One time that it was done.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Beat {
    /// The id.
    pub id: BeatId,
    /// The rhythm.
    pub rhythm_id: RhythmId,
    /// Who did it; nothing where they were erased.
    pub person_id: Option<PersonId>,
    /// The day.
    #[sqlx(try_from = "String")]
    pub on_day: Day,
    /// The day for which it was due.
    #[sqlx(try_from = "String")]
    pub due_on: Day,
    /// What people said back.
    pub what_came_back: String,
    /// When it was written down.
    pub made_at: Moment,
    /// Since when it is put away, where it can be brought back.
    pub archived_at: Option<Moment>,
}

/// What somebody writes of a rhythm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// What is told.
    pub what: String,
    /// To whom.
    pub to_whom: String,
    /// How.
    pub channel: String,
    /// Every so many days.
    pub every_days: i64,
    /// Who does it.
    pub owner: Option<PersonId>,
    /// The day on which it is next.
    pub next_on: Date,
}

impl Wording {
    fn tidied(self) -> Result<Self> {
        if !(1..=MOST_DAYS).contains(&self.every_days) {
            return Err(Refusal::Every.into());
        }
        let line = |label, typed: &str| team::line(label, typed, LONGEST_LINE);
        Ok(Self {
            what: team::required("What you tell", line("What you tell", &self.what)?)?,
            to_whom: team::required("To whom", line("To whom", &self.to_whom)?)?,
            channel: line("How", &self.channel)?,
            ..self
        })
    }
}

impl Rhythm {
    /// What its events are about.
    pub fn about(&self) -> About {
        About { kind: "rhythm", id: self.id.0 }
    }

    /// Whether its day has come.
    pub fn is_due(&self, today: Date) -> bool {
        self.archived_at.is_none() && self.next_on.0 <= today
    }

    /// Whether it is the viewer who has to see to it: its owner, or the lead where they are gone.
    pub fn is_turn_of(&self, team: &Team, viewer: &Viewer) -> bool {
        is_turn_of((self.owner_id, self.is_owner_here), team, viewer)
    }

    /// Whether its owner, or the lead of the team, asks.
    pub fn is_run_by(&self, team: &Team, viewer: &Viewer) -> bool {
        self.owner_id == Some(viewer.person_id) || team.is_led_by(viewer)
    }

    fn must_be_run_by(&self, team: &Team, viewer: &Viewer) -> Result<(), Refusal> {
        if self.is_run_by(team, viewer) { Ok(()) } else { Err(Refusal::NotYours) }
    }

    fn must_be_here(&self) -> Result<(), Refusal> {
        if self.archived_at.is_none() { Ok(()) } else { Err(Refusal::Away) }
    }

    fn with(self, wording: Wording) -> Self {
        Self {
            what: wording.what,
            to_whom: wording.to_whom,
            channel: wording.channel,
            every_days: wording.every_days,
            owner_id: wording.owner,
            next_on: Day(wording.next_on),
            ..self
        }
    }
}

/// A rhythm of a team.
pub async fn find(tx: &mut PeopleTx, team: &Team, id: RhythmId) -> Result<Option<Rhythm>> {
    store::find(tx, team, id).await
}

/// The rhythms of a team, the next one first; also those that are put away.
pub async fn list(tx: &mut PeopleTx, team: &Team) -> Result<Vec<Rhythm>> {
    store::list(tx, team).await
}

/// The times that a rhythm was done, the latest first; also those that are put away.
pub async fn list_beats(tx: &mut PeopleTx, team: &Team, rhythm: &Rhythm) -> Result<Vec<Beat>> {
    store::list_beats(tx, team, rhythm).await
}

/// Writes a rhythm down. Anybody in the team may.
pub async fn write(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    wording: Wording,
) -> Result<Rhythm> {
    must_be_in(tx, team, wording.owner).await?;
    let rhythm = Rhythm {
        organisation_id: team.organisation_id,
        team_id: team.id,
        id: RhythmId::draw(),
        what: String::new(),
        to_whom: String::new(),
        channel: String::new(),
        every_days: 0,
        owner_id: None,
        is_owner_here: true,
        next_on: Day(wording.next_on),
        version: 1,
        made_at: hone.clock.now(),
        archived_at: None,
    }
    .with(wording.tidied()?);
    store::insert(tx, &rhythm).await?;
    note(tx, hone, viewer, team, rhythm.about(), "wrote it down").await?;
    Ok(rhythm)
}

/// Words a rhythm anew; `version` is the one that was seen.
pub async fn reword(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    (rhythm, version): (&Rhythm, i64),
    wording: Wording,
) -> Result<()> {
    rhythm.must_be_run_by(team, viewer)?;
    rhythm.must_be_here()?;
    if wording.owner != rhythm.owner_id {
        must_be_in(tx, team, wording.owner).await?;
    }
    let worded = Rhythm { version, ..rhythm.clone() }.with(wording.tidied()?);
    save(tx, hone, viewer, team, &worded, "changed what stands here").await
}

/// Puts a rhythm away, or brings it back.
pub async fn put_away(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    rhythm: &Rhythm,
    is_away: bool,
) -> Result<()> {
    rhythm.must_be_run_by(team, viewer)?;
    let archived_at = is_away.then(|| hone.clock.now());
    let did = if is_away { "put it away" } else { "brought it back" };
    save(tx, hone, viewer, team, &Rhythm { archived_at, ..rhythm.clone() }, did).await
}

/// Notes that it was done today, and what came back. From today on the days to the next time count.
/// Anybody in the team may.
pub async fn beat(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    rhythm: &Rhythm,
    what_came_back: &str,
) -> Result<Beat> {
    rhythm.must_be_here()?;
    let what_came_back = team::lines("What came back", what_came_back, LONGEST_TEXT)?;
    let now = hone.clock.now();
    let today = now.date(&viewer.zone());
    let beat = Beat {
        id: BeatId::draw(),
        rhythm_id: rhythm.id,
        person_id: Some(viewer.person_id),
        on_day: Day(today),
        due_on: rhythm.next_on,
        what_came_back: team::required("What came back", what_came_back)?,
        made_at: now,
        archived_at: None,
    };
    store::insert_beat(tx, team, &beat).await?;
    let next_on = Day(days_after(today, rhythm.every_days));
    let moved = Rhythm { next_on, ..rhythm.clone() };
    save(tx, hone, viewer, team, &moved, "did it").await?;
    Ok(beat)
}

/// Puts away that it was done, or brings that back: whoever noted it, its owner, or the lead. Where it is
/// the latest time, the next day goes back to that for which it was due.
pub async fn put_beat_away(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    (rhythm, beat): (&Rhythm, &Beat),
    is_away: bool,
) -> Result<()> {
    if beat.person_id != Some(viewer.person_id) {
        rhythm.must_be_run_by(team, viewer)?;
    }
    let counts = |one: &Beat| one.archived_at.is_none() && one.id != beat.id;
    let others = store::list_beats(tx, team, rhythm).await?;
    let is_latest = others.iter().filter(|one| counts(one)).all(|one| one.made_at <= beat.made_at);
    store::save_beat_away(tx, team, beat.id, is_away.then(|| hone.clock.now())).await?;
    let next_on = match (is_latest, is_away) {
        (false, _) => rhythm.next_on,
        (true, true) => beat.due_on,
        (true, false) => Day(days_after(beat.on_day.0, rhythm.every_days)),
    };
    let did = if is_away { "took back that it was done" } else { "brought back that it was done" };
    save(tx, hone, viewer, team, &Rhythm { next_on, ..rhythm.clone() }, did).await
}

async fn save(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    rhythm: &Rhythm,
    did: &str,
) -> Result<()> {
    if !store::save(tx, team, rhythm).await? {
        return Err(Refusal::Changed.into());
    }
    note(tx, hone, viewer, team, rhythm.about(), did).await
}
