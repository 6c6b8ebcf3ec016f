//! Notes of sessions along goal, reality, options and will (GROW; Whitmore 1992). Only the two of a
//! coaching find them, and after its end only the leader.

use jiff::civil::Date;

use super::{Coaching, Refusal, Side, State, store};
use crate::account::Viewer;
use crate::clock::{Day, Moment, days_after};
use crate::db::PeopleTx;
use crate::ids::{CoachingId, NoteId, OrganisationId, PersonId};
use crate::{Hone, Result, text};

/// What was noted of one session.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Note {
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// The id.
    pub id: NoteId,
    /// The coaching it belongs to.
    pub coaching_id: CoachingId,
    /// The day of the session.
    #[sqlx(try_from = "String")]
    pub held_on: Day,
    /// What the leader wants to reach.
    pub goal: String,
    /// How it is now.
    pub reality: String,
    /// What could be done.
    pub options: String,
    /// What will be done, a line for each step.
    pub will: String,
    /// The day of the next session as it is stored, if there is one.
    pub next_on: Option<String>,
    /// Who changed it last.
    pub changed_by: PersonId,
    /// When.
    pub changed_at: Moment,
    /// Since when it is deleted, where it can still be taken back.
    pub removed_at: Option<Moment>,
    /// The number of changes so far: who changes an older one is told.
    pub version: i64,
    /// When it was written.
    pub made_at: Moment,
}

/// What somebody writes into a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// The day of the session.
    pub held_on: Date,
    /// What the leader wants to reach.
    pub goal: String,
    /// How it is now.
    pub reality: String,
    /// What could be done.
    pub options: String,
    /// What will be done, a line for each step.
    pub will: String,
    /// The day of the next session, if there is one.
    pub next_on: Option<Date>,
}

/// The longest part of a note, in characters.
pub const LONGEST: usize = 4000;

const DAYS_AWAY: i64 = 366;
/// For so long a deleted note can be taken back, in seconds: seven days. Then it is erased.
const KEPT: i64 = 7 * 24 * 3600;

impl Wording {
    /// The same, tidied, if a note can be made of it on a day.
    pub fn tidied(self, today: Date) -> Result<Self, Refusal> {
        let [goal, reality, options, will] =
            [&self.goal, &self.reality, &self.options, &self.will].map(|part| text::lines(part));
        let parts = [&goal, &reality, &options, &will];
        if parts.iter().all(|part| part.is_empty()) {
            return Err(Refusal::Empty);
        }
        if parts.iter().any(|part| part.chars().count() > LONGEST) {
            return Err(Refusal::TooLong);
        }
        let year = days_after(today, -DAYS_AWAY)..=days_after(today, DAYS_AWAY);
        if !year.contains(&self.held_on) || self.next_on.is_some_and(|day| !year.contains(&day)) {
            return Err(Refusal::FarAway);
        }
        if self.next_on.is_some_and(|day| day <= self.held_on) {
            return Err(Refusal::Backwards);
        }
        Ok(Self { goal, reality, options, will, ..self })
    }
}

impl Note {
    /// The day of the next session.
    pub fn next_session(&self) -> Option<Date> {
        self.next_on.as_deref()?.parse().ok()
    }

    /// What will be done, step by step.
    pub fn steps(&self) -> impl Iterator<Item = &str> {
        self.will.lines().map(str::trim).filter(|line| !line.is_empty())
    }

    fn with(self, wording: Wording) -> Self {
        Self {
            held_on: Day(wording.held_on),
            goal: wording.goal,
            reality: wording.reality,
            options: wording.options,
            will: wording.will,
            next_on: wording.next_on.map(|day| day.to_string()),
            ..self
        }
    }
}

/// A note with its coaching and the side that the viewer is on, if they are one of the two. Also one
/// that is deleted and can still be taken back.
pub async fn find_note(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    id: NoteId,
) -> Result<Option<(Coaching, Side, Note)>> {
    let Some(note) = store::find_note(tx, viewer.organisation_id, id).await? else {
        return Ok(None);
    };
    let found = super::find(tx, viewer, note.coaching_id).await?;
    Ok(found.map(|(coaching, side)| (coaching, side, note)))
}

/// Writes a note of a session. The coach must have agreed.
pub async fn write(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    coaching: &Coaching,
    wording: Wording,
) -> Result<Note> {
    // Held, so that nothing is written beside an end.
    store::hold(tx, coaching).await?;
    let held = store::find(tx, coaching.organisation_id, coaching.id).await?;
    if !held.is_some_and(|held| held.state == State::Agreed) {
        return Err(Refusal::NotAgreed.into());
    }
    let now = hone.clock.now();
    let wording = wording.tidied(now.date(&viewer.zone()))?;
    let note = Note {
        organisation_id: coaching.organisation_id,
        id: NoteId::draw(),
        coaching_id: coaching.id,
        held_on: Day(wording.held_on),
        goal: String::new(),
        reality: String::new(),
        options: String::new(),
        will: String::new(),
        next_on: None,
        changed_by: viewer.person_id,
        changed_at: now,
        removed_at: None,
        version: 1,
        made_at: now,
    }
    .with(wording);
    store::insert_note(tx, &note).await?;
    Ok(note)
}

/// Words a note anew; `version` is the one that was seen. One that was deleted is taken back by it.
pub async fn reword(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    note: &Note,
    version: i64,
    wording: Wording,
) -> Result<()> {
    let wording = wording.tidied(hone.clock.now().date(&viewer.zone()))?;
    let note = Note { version, removed_at: None, ..note.clone() }.with(wording);
    save(tx, hone, viewer, note).await
}

/// Deletes a note. It can be taken back for seven days; then it is erased.
pub async fn remove(tx: &mut PeopleTx, hone: &Hone, viewer: &Viewer, note: &Note) -> Result<()> {
    let removed_at = note.removed_at.or(Some(hone.clock.now()));
    save(tx, hone, viewer, Note { removed_at, ..note.clone() }).await
}

/// Takes back that a note was deleted.
pub async fn bring_back(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    note: &Note,
) -> Result<()> {
    save(tx, hone, viewer, Note { removed_at: None, ..note.clone() }).await
}

async fn save(tx: &mut PeopleTx, hone: &Hone, viewer: &Viewer, note: Note) -> Result<()> {
    let changed_at = hone.clock.now();
    let note = Note { changed_by: viewer.person_id, changed_at, ..note };
    if store::save_note(tx, &note).await? { Ok(()) } else { Err(Refusal::Changed.into()) }
}

/// Erases the notes that were deleted seven days ago or earlier, of all organisations.
pub async fn forget(hone: &Hone) -> Result<()> {
    let mut tx = hone.people.read().await?;
    let before = hone.clock.now().plus(-KEPT);
    if store::n_removed_by(&mut tx, before).await? == 0 {
        return Ok(());
    }
    drop(tx);
    let mut tx = hone.people.write().await?;
    store::erase_removed_by(&mut tx, before).await?;
    tx.commit().await
}
