//! The notes of a coaching as a list, and the day of the next session.

use hone_core::coaching::{self, Coaching, Note, Side, State as Stage};
use hone_core::db::PeopleTx;
use hone_core::ids::NoteId;

use crate::fault::Fault;
pub(super) use crate::words::date as day_text;

/// The notes of a coaching.
pub(super) struct Notes {
    pub(super) new: Option<String>,
    pub(super) other: String,
    pub(super) is_over: bool,
    pub(super) lines: Vec<Line>,
    pub(super) removed: Vec<Line>,
    pub(super) next_session: Option<String>,
}

/// A note in the list.
pub(super) struct Line {
    pub(super) id: NoteId,
    pub(super) day: String,
    pub(super) begins: String,
}

impl Notes {
    pub(super) async fn of(
        tx: &mut PeopleTx,
        coaching: &Coaching,
        side: Side,
    ) -> Result<Self, Fault> {
        let all = coaching::store::list_notes(tx, coaching).await?;
        let next_session = all
            .iter()
            .find(|note| note.removed_at.is_none())
            .and_then(Note::next_session)
            .filter(|_| coaching.is_running());
        let (removed, kept): (Vec<Note>, Vec<Note>) =
            all.into_iter().partition(|note| note.removed_at.is_some());
        let is_agreed = coaching.state == Stage::Agreed;
        Ok(Self {
            new: is_agreed.then(|| format!("{}/notes", super::address(coaching))),
            other: other(coaching, side),
            is_over: !coaching.is_running(),
            lines: kept.iter().map(line).collect(),
            removed: removed.iter().map(line).collect(),
            next_session: next_session.map(day_text),
        })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.removed.is_empty()
    }
}

/// The name of the other one of the two.
pub(super) fn other(coaching: &Coaching, side: Side) -> String {
    match side {
        Side::Leader => coaching.coach.clone(),
        Side::Coach => coaching.name.clone(),
    }
}

fn line(note: &Note) -> Line {
    const MOST: usize = 90;
    let parts = [&note.goal, &note.reality, &note.options, &note.will];
    let first = parts.into_iter().find(|part| !part.is_empty()).map_or("", |part| part.as_str());
    let text = first.lines().next().unwrap_or_default();
    let begins = if text.chars().count() <= MOST {
        text.to_owned()
    } else {
        text.chars().take(MOST - 1).chain(['…']).collect()
    };
    Line { id: note.id, day: day_text(note.held_on.0), begins }
}
