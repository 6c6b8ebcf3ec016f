//! All that is kept of a person's day and week, as a document for themselves.

use serde_json::{Value, json};

use super::journey::{self, Course};
use super::nudge::{Nudge, Often};
use super::{PutOff, store, week};
use crate::Result;
use crate::account::Viewer;
use crate::db::PeopleTx;
use crate::team::table::said;

/// Everything of whoever asks: the lines of their weeks, what they have put off, when mails come, since when
/// they have a calendar, and where they are on the journey. `null` stands for what they never chose.
pub async fn export(tx: &mut PeopleTx, viewer: &Viewer) -> Result<Value> {
    let lines = store::list_week_lines(tx, viewer, "").await?;
    let put_off = store::list_put_off(tx, viewer).await?;
    let nudge = store::find_nudge(tx, viewer.organisation_id, viewer.person_id).await?;
    let calendar = store::find_feed(tx, viewer).await?;
    let course = store::find_course(tx, viewer).await?;
    Ok(json!({
        "weeks": lines.iter().map(of_line).collect::<Value>(),
        "put_off": put_off.iter().map(of_put_off).collect::<Value>(),
        "mails": nudge.as_ref().map(of_nudge),
        "calendar_since": calendar.map(said),
        "journey": course.as_ref().map(of_course),
    }))
}

fn of_line(one: &week::Written) -> Value {
    json!({ "week": one.week.to_string(), "line": one.line })
}

fn of_put_off(one: &PutOff) -> Value {
    json!({
        "kind": one.kind,
        "id": one.id.simple().to_string(),
        "until": one.until.to_string(),
    })
}

fn of_nudge(one: &Nudge) -> Value {
    let quiet_days = (1..=7).filter(|day| one.is_quiet_day(*day));
    json!({
        "often": match one.often {
            Often::Never => "never",
            Often::Daily => "daily",
            Often::Weekly => "weekly",
        },
        "weekday": one.weekday,
        "hour": one.hour,
        "quiet_from": one.quiet_from,
        "quiet_to": one.quiet_to,
        "quiet_days": quiet_days.collect::<Vec<i64>>(),
        "time_zone": one.time_zone,
        "silent_until": one.silent_until,
        "last_on": one.last_slot,
    })
}

fn of_course(one: &Course) -> Value {
    json!({
        "began_on": one.began_on.to_string(),
        "state": match one.state {
            journey::State::Running => "running",
            journey::State::Paused => "paused",
            journey::State::Left => "left",
        },
        "paused_on": one.paused_on,
        "asked_on": one.asked_on,
    })
}
