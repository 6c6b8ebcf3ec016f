//! How challenges and experiments go through a team.

mod store;

use jiff::civil::Date;

use self::store::Answered;
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
    let from = days_after(today, -WEEKS * 7);
    let answers = store::list_answers(tx, team, (from, today)).await?;
    let late = late(answers.iter().filter_map(|answer| is_late(answer, today)));
    let first = |day: &str| Some(Moment::morning_of(day.parse().ok()?, &zone));
    let running = store::list_running(tx, team).await?;
    let open: Vec<Moment> = running.iter().filter_map(|day| first(day)).collect();
    let ended = store::list_ended(tx, team, since(now)).await?;
    let finished: Vec<(Moment, Moment)> =
        ended.iter().filter_map(|(day, ended_at)| Some((first(day)?, *ended_at))).collect();
    Ok(Flow { late, course: course(&open, &finished, now) })
}

/// Whether the answer to a challenge was late; nothing where its day is still to come.
fn is_late(answer: &Answered, today: Date) -> Option<bool> {
    let due: Date = answer.answer_due.parse().ok()?;
    match answer.answered_on.as_deref().and_then(|day| day.parse::<Date>().ok()) {
        Some(day) => Some(day > due),
        None => (due < today).then_some(true),
    }
}
