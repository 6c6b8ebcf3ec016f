//! How challenges and experiments go through a team.

mod store;

use jiff::civil::Date;

use super::challenge::{self, Challenge, State as Stage};
use super::{State, list};
use crate::account::Viewer;
use crate::clock::{Moment, days_after};
use crate::db::PeopleTx;
use crate::team::Team;
use crate::team::flow::{Course, Late, WEEKS, course, late, since};
use crate::{Hone, Result};

/// How they go through.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    /// Of challenges whose answer was due: what was answered later, or is not yet.
    pub late: Late,
    /// Experiments, from their start to their end.
    pub course: Course,
}

/// How challenges and experiments go through a team.
pub async fn flow(tx: &mut PeopleTx, hone: &Hone, viewer: &Viewer, team: &Team) -> Result<Flow> {
    let (now, zone) = (hone.clock.now(), viewer.zone());
    let today = now.date(&zone);
    let challenges = challenge::list(tx, team).await?;
    let from = days_after(today, -WEEKS * 7);
    let due = challenges.iter().filter_map(|one| is_late(one, from, today));
    let late = late(due);
    let first = |day: Option<Date>| day.map(|day| Moment::morning_of(day, &zone));
    let all = list(tx, team).await?;
    let open: Vec<Moment> = all
        .iter()
        .filter(|one| one.state == State::Running && one.archived_at.is_none())
        .filter_map(|one| first(one.first_day()))
        .collect();
    let mut finished = Vec::new();
    for (id, ended_at) in store::list_ended(tx, team, since(now)).await? {
        let one = all.iter().find(|one| one.id == id);
        let is_over = one.filter(|one| !matches!(one.state, State::Draft | State::Running));
        finished.extend(is_over.and_then(|one| first(one.first_day())).map(|day| (day, ended_at)));
    }
    Ok(Flow { late, course: course(&open, &finished, now) })
}

/// Whether the answer to a challenge was late; nothing where its day is no part of the time, or is still
/// to come.
fn is_late(challenge: &Challenge, from: Date, today: Date) -> Option<bool> {
    let due = challenge.answer_due.0;
    if due < from
        || due > today
        || (challenge.archived_at.is_some() && challenge.state == Stage::Open)
    {
        return None;
    }
    match challenge.answer_day() {
        Some(day) => Some(day > due),
        None => (due < today).then_some(true),
    }
}
