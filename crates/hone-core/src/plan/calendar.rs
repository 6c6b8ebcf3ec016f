//! A plan as a file for calendars.

use icalendar::{Component, Event};
use jiff::civil::{Date, Weekday};

use super::{Plan, Rhythm, State, Step};
use crate::clock::days_after;
use crate::ics::{self, entry, on};

/// The open steps of a plan and its day to look again, as an iCalendar file (RFC 5545). Each is
/// an entry for the whole day, which leaves the day free.
///
/// `contrast` is the name of the contrast, `link` the address of the page of the plan.
pub fn calendar(plan: &Plan, steps: &[Step], contrast: &str, link: &str) -> String {
    ics::calendar(&format!("Hone: {contrast}"), entries(plan, steps, contrast, link))
}

/// The entries of that file.
pub(crate) fn entries(plan: &Plan, steps: &[Step], contrast: &str, link: &str) -> Vec<Event> {
    // When the plan was made, so that the same plan makes the same file.
    let stamp = plan.made_at;
    let open = steps.iter().filter(|step| step.state == State::Open);
    let step = |step: &Step| {
        entry(&step.sentence(), link, stamp, &step.id.to_string(), |event| repeat(event, step))
    };
    let mut entries: Vec<_> = open.map(step).collect();
    let ask = format!("{contrast}: ask whether they have seen a change");
    entries.push(entry(&ask, link, stamp, &plan.id.to_string(), |event| {
        on(event, plan.look_again_on.0);
    }));
    entries
}

fn repeat(event: &mut Event, step: &Step) {
    let until = step.ends_on.0.strftime("%Y%m%d");
    match step.rhythm {
        Rhythm::Never => on(event, step.starts_on.0),
        Rhythm::Weekly => {
            on(event, step.starts_on.0);
            event.add_property("RRULE", format!("FREQ=WEEKLY;UNTIL={until}"));
        }
        Rhythm::Workdays => {
            on(event, first_workday(step.starts_on.0));
            let days = "MO,TU,WE,TH,FR";
            event.add_property("RRULE", format!("FREQ=WEEKLY;BYDAY={days};UNTIL={until}"));
        }
    }
}

/// An entry that repeats from Monday to Friday must itself be on one of these days.
fn first_workday(day: Date) -> Date {
    match day.weekday() {
        Weekday::Saturday => days_after(day, 2),
        Weekday::Sunday => days_after(day, 1),
        _ => day,
    }
}
