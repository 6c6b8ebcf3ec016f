//! What waits for a leader and for their coach.

use jiff::civil::Date;

use super::{Coaching, Note, State, list_coached, store};
use crate::account::Viewer;
use crate::clock::{Moment, days_after};
use crate::db::PeopleTx;
use crate::due::{Line, Rank};
use crate::{Hone, Result};

/// For so many days an answer is news.
const DAYS_TOLD: i64 = 14;
/// So many days ahead the next session is told.
const DAYS_AHEAD: i64 = 7;

/// What waits for a viewer as a leader who is coached, and as a coach.
pub async fn due(tx: &mut PeopleTx, hone: &Hone, viewer: &Viewer) -> Result<Vec<Line>> {
    let now = hone.clock.now();
    let mut lines = Vec::new();
    lines.extend(as_leader(tx, viewer, now).await?);
    for one in &list_coached(tx, viewer).await? {
        lines.extend(as_coach(tx, viewer, one, now).await?);
    }
    Ok(lines)
}

/// What a leader's coach has answered, and the next session.
async fn as_leader(tx: &mut PeopleTx, viewer: &Viewer, now: Moment) -> Result<Option<Line>> {
    let mine = store::list_of_person(tx, viewer.organisation_id, viewer.person_id).await?;
    let Some(latest) = mine.first() else { return Ok(None) };
    let is_news = latest.answered_at.is_some_and(|at| now < at.plus(DAYS_TOLD * 24 * 3600));
    let coach = &latest.coach;
    let line = |text: String| {
        let line = Line::new(Rank::Due, ("coaching", latest.id.0), text, "/coaching");
        line.kind("Coaching").titled("Coaching")
    };
    Ok(match latest.state {
        State::Declined if is_news => {
            Some(line(format!("{coach} cannot coach you now.")).action("Ask somebody else"))
        }
        State::Agreed => {
            let notes = store::list_notes(tx, latest).await?;
            if notes.is_empty() && is_news {
                let text = format!("{coach} coaches you. Agree on a first session.");
                Some(line(text).action("See what they may see"))
            } else {
                next(&notes, (latest, coach.as_str()), "/coaching", viewer, now)
            }
        }
        _ => None,
    })
}

/// Who asks a coach, and the next session.
async fn as_coach(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    one: &Coaching,
    now: Moment,
) -> Result<Option<Line>> {
    let page = format!("/coaching/{}", one.id);
    if one.state == State::Asked {
        let text = format!("{} asks you to coach them.", one.name);
        let line = Line::new(Rank::Waits, ("coaching-asked", one.id.0), text, page);
        return Ok(Some(line.titled("Coaching").kind("Answer").action("See and answer")));
    }
    let notes = store::list_notes(tx, one).await?;
    Ok(next(&notes, (one, one.name.as_str()), &page, viewer, now))
}

/// The next session with the other one of a coaching; `notes` has the latest first.
fn next(
    notes: &[Note],
    (coaching, other): (&Coaching, &str),
    page: &str,
    viewer: &Viewer,
    now: Moment,
) -> Option<Line> {
    let today = now.date(&viewer.zone());
    let latest = notes.iter().find(|note| note.removed_at.is_none())?;
    let day = latest.next_session().filter(|day| *day >= today)?;
    let text = format!("The next session with {other} is {}.", when(day, today));
    let line = Line::new(Rank::Due, ("session", coaching.id.0), text, page);
    let line = line.titled("Coaching session").kind("Coaching").action("Notes and sessions");
    Some(line.on(day).from(days_after(day, -DAYS_AHEAD)))
}

fn when(day: Date, today: Date) -> String {
    if day == today { "today".to_owned() } else { day.strftime("on %-d %B").to_string() }
}
