//! Files for calendars (iCalendar, RFC 5545).

use icalendar::{Calendar, Component, Event, Property};
use jiff::civil::Date;

use crate::clock::Moment;

/// A calendar with some entries, as text. Lines are folded and end in CRLF, and what would end a value
/// is escaped.
pub(crate) fn calendar(name: &str, entries: impl IntoIterator<Item = Event>) -> String {
    let mut calendar = Calendar::new();
    calendar.name(name);
    for entry in entries {
        calendar.push(entry);
    }
    calendar.to_string()
}

/// An entry by its id, which leaves its time free. The same `stamp` makes the same text.
pub(crate) fn entry(
    text: &str,
    link: &str,
    stamp: Moment,
    id: &str,
    when: impl FnOnce(&mut Event),
) -> Event {
    let mut event = Event::new();
    event.summary(text).uid(&format!("{id}@hone")).url(link);
    event.add_property("DTSTAMP", written(stamp)).add_property("TRANSP", "TRANSPARENT");
    when(&mut event);
    event.done()
}

fn written(stamp: Moment) -> String {
    let stamp = jiff::Timestamp::from_second(stamp.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    stamp.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// Makes an entry one of the whole day.
pub(crate) fn on(event: &mut Event, day: Date) {
    let mut start = Property::new("DTSTART", day.strftime("%Y%m%d").to_string());
    start.add_parameter("VALUE", "DATE");
    event.append_property(start.done());
}
