//! The rhythm of practice: what of all tools is looked at today, in a week and in a month, the mail that
//! brings it to mind, and its calendar.
//!
//! All of it is of one person and for them alone. Nothing is counted, scored or compared, and nothing is
//! invented: where nothing waits, that is said.

mod export;
pub mod feed;
pub mod journey;
mod lines;
pub mod moved;
pub mod nudge;
mod store;
#[cfg(test)]
mod tests;
pub mod week;

use jiff::civil::Date;
use thiserror::Error;
use uuid::Uuid;

pub use export::export;
pub use lines::list;

use crate::account::Viewer;
use crate::clock::{Day, days_after};
use crate::db::PeopleTx;
use crate::due::{Key, Line, Rank};
use crate::ids::{OrganisationId, PersonId};
use crate::{Hone, Result};

/// So many lines a day has at most; the others stand on a page of their own.
pub const MOST: usize = 5;
/// So many days ahead a line can be put off at most.
const LONGEST_PUT_OFF: i64 = 366;

/// Why something cannot be as asked.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// The day is missing, past or far away.
    #[error("Choose a day after today, within a year.")]
    Day,
    /// Something that no line is called.
    #[error("This line is no longer there. Go back to Today.")]
    NoLine,
    /// A time zone that is none.
    #[error(
        "The time zone {0:?} is not known. Write one such as Europe/Vienna, America/New_York or UTC."
    )]
    Zone(String),
    /// An hour that is none.
    #[error("An hour is a number from 0 to 23.")]
    Hour,
    /// A day of the week that is none.
    #[error("Choose a day of the week.")]
    Weekday,
    /// The first day of the journey is missing or far away.
    #[error("Choose the day on which you became a leader, at most 90 days before or after today.")]
    FirstDay,
    /// They asked for a round a short time ago.
    #[error("You have asked already. If nobody answers, you can ask again from {0} on.")]
    Asked(String),
    /// The mail would come within the hours in which none may.
    #[error(
        "The hour of the mail is within the quiet hours. Choose another one, or other quiet hours."
    )]
    QuietHour,
    /// The mail would come on a day on which none may.
    #[error("The day of the mail is a quiet day. Choose another one, or let it be heard.")]
    QuietDay,
}

impl From<Refusal> for crate::Error {
    fn from(refusal: Refusal) -> Self {
        Self::refused(refusal)
    }
}

/// A line that somebody has put off.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct PutOff {
    /// The kind of the line.
    pub kind: String,
    /// Its id.
    pub id: Uuid,
    /// The day on which it comes back.
    #[sqlx(try_from = "String")]
    pub until: Day,
}

impl PutOff {
    fn is_of(&self, line: &Line) -> bool {
        self.kind == line.key.kind && self.id == line.key.id
    }
}

/// To which day a line is put off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// To the next day.
    Tomorrow,
    /// To the next Monday.
    NextWeek,
    /// To a day.
    Day(Option<Date>),
}

/// What is looked at on a day.
#[derive(Clone, Debug, Default)]
pub struct Today {
    /// Every line of the day, in the order in which they are looked at.
    pub lines: Vec<Line>,
    /// What was put off, each with the day on which it comes back.
    pub put_off: Vec<(Line, Date)>,
}

impl Today {
    /// The lines of a day, of all that were told. Of prompts it takes one.
    pub fn of(lines: Vec<Line>, put_off: &[PutOff], today: Date) -> Self {
        let mut day = Self::default();
        for line in lines.into_iter().filter(|line| line.is_on(today)) {
            let later = put_off.iter().find(|one| one.is_of(&line) && one.until.0 > today);
            match later {
                Some(later) => day.put_off.push((line, later.until.0)),
                None => day.lines.push(line),
            }
        }
        day.lines.sort_by_cached_key(order);
        day.put_off.sort_by_cached_key(|(line, until)| (*until, order(line)));
        let mut n_prompts = 0;
        day.lines.retain(|line| {
            n_prompts += usize::from(line.rank == Rank::Prompt);
            line.rank != Rank::Prompt || n_prompts == 1
        });
        day
    }

    /// The lines that a day has room for.
    pub fn first(&self) -> &[Line] {
        &self.lines[..self.lines.len().min(MOST)]
    }

    /// How many there are beyond.
    pub fn n_more(&self) -> usize {
        self.lines.len() - self.first().len()
    }
}

/// By why it is there, then what has waited for longest.
fn order(line: &Line) -> (Rank, Date, String, Uuid) {
    let since = line.since.or(line.day).unwrap_or(Date::MAX);
    (line.rank, since, line.text.clone(), line.key.id)
}

/// What is looked at on a day of all that is told.
pub async fn today(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    lines: Vec<Line>,
    today: Date,
) -> Result<Today> {
    Ok(Today::of(lines, &store::list_put_off(tx, viewer).await?, today))
}

/// Puts a line of the viewer off: the day on which it comes back.
pub async fn put_off(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    (kind, id): (&str, Uuid),
    until: Until,
) -> Result<Date> {
    if !Key::is_kind(kind) {
        return Err(Refusal::NoLine.into());
    }
    let today = hone.clock.now().date(&viewer.zone());
    let day = match until {
        Until::Tomorrow => days_after(today, 1),
        Until::NextWeek => days_after(week::monday(today), 7),
        Until::Day(day) => day.ok_or(Refusal::Day)?,
    };
    if day <= today || day > days_after(today, LONGEST_PUT_OFF) {
        return Err(Refusal::Day.into());
    }
    store::remove_past(tx, viewer, &today.to_string()).await?;
    let put_off = PutOff { kind: kind.to_owned(), id, until: Day(day) };
    store::save_put_off(tx, viewer, &put_off).await?;
    Ok(day)
}

/// Takes back that a line of the viewer was put off.
pub async fn bring_back(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    (kind, id): (&str, Uuid),
) -> Result<()> {
    store::remove_put_off(tx, viewer, kind, id).await
}

/// Erases all that is kept of the rhythm of a person.
pub async fn erase(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<()> {
    store::erase(tx, organisation, person).await
}
