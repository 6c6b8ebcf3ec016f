//! What waits in a coaching: a question, an answer, the next session.

use hone_core::account::Viewer;
use hone_core::clock::{Moment, days_after};
use hone_core::coaching::{self, Coaching, Note, State as Stage};
use hone_core::db::PeopleTx;

use super::{Line, To};
use crate::fault::Fault;

/// For so many days an answer is news.
const DAYS_TOLD: i64 = 14;
/// So many days ahead the next session is told.
const DAYS_AHEAD: i64 = 7;

/// What a leader's coach has answered, and the next session.
pub(super) async fn as_leader(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    now: Moment,
) -> Result<Vec<Line>, Fault> {
    let mine =
        coaching::store::list_of_person(tx, viewer.organisation_id, viewer.person_id).await?;
    let Some(latest) = mine.first() else { return Ok(Vec::new()) };
    let is_news = |at: Option<Moment>| at.is_some_and(|at| now < at.plus(DAYS_TOLD * 24 * 3600));
    let (text, action) = match latest.state {
        Stage::Declined if is_news(latest.answered_at) => {
            (format!("{} cannot coach you now.", latest.coach), "Ask somebody else")
        }
        Stage::Agreed => {
            let notes = coaching::store::list_notes(tx, latest).await?;
            if notes.is_empty() && is_news(latest.answered_at) {
                let text = format!("{} coaches you. Agree on a first session.", latest.coach);
                (text, "See what they may see")
            } else if let Some(text) = next(&notes, &latest.coach, viewer, now) {
                (text, "Notes and sessions")
            } else {
                return Ok(Vec::new());
            }
        }
        _ => return Ok(Vec::new()),
    };
    Ok(vec![line(latest, text, action, "/coaching".to_owned())])
}

/// Who asks a coach, and the next sessions.
pub(super) async fn as_coach(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    coached: &[Coaching],
    now: Moment,
) -> Result<Vec<Line>, Fault> {
    let mut lines = Vec::new();
    for one in coached {
        let page = format!("/coaching/{}", one.id);
        if one.state == Stage::Asked {
            let text = format!("{} asks you to coach them.", one.name);
            lines.push(line(one, text, "See and answer", page));
            continue;
        }
        let notes = coaching::store::list_notes(tx, one).await?;
        if let Some(text) = next(&notes, &one.name, viewer, now) {
            lines.push(line(one, text, "Notes and sessions", page));
        }
    }
    Ok(lines)
}

/// The next session, where it is near; `notes` has the latest first.
fn next(notes: &[Note], other: &str, viewer: &Viewer, now: Moment) -> Option<String> {
    let today = now.date(&viewer.zone());
    let latest = notes.iter().find(|note| note.removed_at.is_none())?;
    let day = latest
        .next_session()
        .filter(|day| (today..=days_after(today, DAYS_AHEAD)).contains(day))?;
    let on = if day == today { "today".to_owned() } else { day.strftime("on %-d %B").to_string() };
    Some(format!("The next session with {other} is {on}."))
}

fn line(coaching: &Coaching, text: String, action: &'static str, page: String) -> Line {
    let kind = if coaching.state == Stage::Asked { "Answer" } else { "Coaching" };
    Line { kind, about: String::new(), text, action, to: To::Page(page) }
}
