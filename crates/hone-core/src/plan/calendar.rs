//! A plan as a file for calendars.

use icalendar::{Calendar, Component, Event, Property};
use jiff::civil::{Date, Weekday};

use super::{Plan, Rhythm, State, Step};
use crate::clock::days_after;

/// The open steps of a plan and its day to look again, as an iCalendar file (RFC 5545). Each is
/// an entry for the whole day, which leaves the day free.
///
/// `contrast` is the name of the contrast, `link` the address of the page of the plan.
pub fn calendar(plan: &Plan, steps: &[Step], contrast: &str, link: &str) -> String {
    let stamp = stamp(plan);
    let mut calendar = Calendar::new();
    calendar.name(&format!("Hone: {contrast}"));
    for step in steps.iter().filter(|step| step.state == State::Open) {
        calendar.push(entry(&step.sentence(), link, &stamp, &step.id.to_string(), |event| {
            repeat(event, step);
        }));
    }
    let ask = format!("{contrast}: ask whether they have seen a change");
    calendar.push(entry(&ask, link, &stamp, &plan.id.to_string(), |event| {
        on(event, plan.look_again_on.0);
    }));
    calendar.to_string()
}

/// When the plan was made, so that the same plan makes the same file.
fn stamp(plan: &Plan) -> String {
    let made = jiff::Timestamp::from_second(plan.made_at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    made.strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn entry(text: &str, link: &str, stamp: &str, id: &str, when: impl FnOnce(&mut Event)) -> Event {
    let mut event = Event::new();
    event.summary(text).uid(&format!("{id}@hone")).url(link);
    event.add_property("DTSTAMP", stamp).add_property("TRANSP", "TRANSPARENT");
    when(&mut event);
    event.done()
}

fn on(event: &mut Event, day: Date) {
    let mut start = Property::new("DTSTART", day.strftime("%Y%m%d").to_string());
    start.add_parameter("VALUE", "DATE");
    event.append_property(start.done());
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
