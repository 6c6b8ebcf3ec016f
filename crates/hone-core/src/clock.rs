//! Time as an argument, so that tests own it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

/// A moment: seconds since 1970 in UTC.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type, Serialize, Deserialize,
)]
#[sqlx(transparent)]
pub struct Moment(pub i64);

impl Moment {
    /// This moment, later by some seconds (or earlier, if they are negative).
    #[must_use]
    pub fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// The calendar day in a time zone.
    pub fn date(self, zone: &TimeZone) -> Date {
        zone.to_datetime(self.timestamp()).date()
    }

    /// The hour of the day in a time zone, from 0 to 23.
    pub fn hour(self, zone: &TimeZone) -> i64 {
        i64::from(zone.to_datetime(self.timestamp()).hour())
    }

    /// Midnight at the begin of a day in a time zone.
    pub fn start_of(day: Date, zone: &TimeZone) -> Self {
        Self::at(day, Time::midnight(), zone)
    }

    /// Six in the evening of a day in a time zone: when rounds close.
    pub fn evening_of(day: Date, zone: &TimeZone) -> Self {
        Self::at(day, Time::constant(18, 0, 0, 0), zone)
    }

    /// Seven in the morning of a day in a time zone: when results appear and standings are taken.
    pub fn morning_of(day: Date, zone: &TimeZone) -> Self {
        Self::at(day, Time::constant(7, 0, 0, 0), zone)
    }

    /// Eight in the morning of a day in a time zone: when letters without a name are shown.
    pub fn eight_of(day: Date, zone: &TimeZone) -> Self {
        Self::at(day, Time::constant(8, 0, 0, 0), zone)
    }

    /// A day as people write it: `12 June 2026`.
    pub fn day_text(self, zone: &TimeZone) -> String {
        self.date(zone).strftime("%-d %B %Y").to_string()
    }

    /// Day and time as people write it: `5 June 2026, 18:00`.
    pub fn text(self, zone: &TimeZone) -> String {
        zone.to_datetime(self.timestamp()).strftime("%-d %B %Y, %H:%M").to_string()
    }

    fn at(day: Date, time: Time, zone: &TimeZone) -> Self {
        let civil = day.to_datetime(time);
        let stamp = zone.to_ambiguous_timestamp(civil).compatible();
        Self(stamp.map_or(i64::MAX, Timestamp::as_second))
    }

    fn timestamp(self) -> Timestamp {
        Timestamp::from_second(self.0).unwrap_or(Timestamp::MAX)
    }
}

/// The hours from Monday to Friday, nine to five, that lie between two moments in a time zone; of at most
/// the two years before the later one. Holidays count as other days do.
pub fn working_hours(from: Moment, to: Moment, zone: &TimeZone) -> f64 {
    const MOST_DAYS: i64 = 731;
    let last = to.date(zone);
    let mut day = from.date(zone).max(days_after(last, -MOST_DAYS));
    let mut seconds = 0;
    while day <= last {
        if !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            let begins = Moment::at(day, Time::constant(9, 0, 0, 0), zone).max(from);
            let ends = Moment::at(day, Time::constant(17, 0, 0, 0), zone).min(to);
            seconds += (ends.0 - begins.0).max(0);
        }
        let next = days_after(day, 1);
        if next == day {
            break;
        }
        day = next;
    }
    seconds as f64 / 3600.0
}

/// A day, some days after another; the last day there is where the calendar ends.
pub fn days_after(day: Date, n_days: i64) -> Date {
    day.checked_add(n_days.days()).unwrap_or(Date::MAX)
}

/// A day as it is stored: `2026-06-12`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub Date);

impl TryFrom<String> for Day {
    type Error = jiff::Error;

    fn try_from(text: String) -> Result<Self, jiff::Error> {
        text.parse().map(Self)
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// Where the time comes from.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's own.
    Machine,
    /// One that stands still until it is set.
    Set(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at a moment.
    pub fn standing_at(moment: Moment) -> Self {
        Self::Set(Arc::new(AtomicI64::new(moment.0)))
    }

    /// The moment it shows.
    pub fn now(&self) -> Moment {
        match self {
            #[expect(
                clippy::disallowed_methods,
                reason = "the one place that reads the machine's time"
            )]
            Self::Machine => Moment(Timestamp::now().as_second()),
            Self::Set(seconds) => Moment(seconds.load(Ordering::Relaxed)),
        }
    }

    /// Puts a standing clock forward by some seconds; the machine's clock is left alone.
    pub fn advance(&self, seconds: i64) {
        if let Self::Set(at) = self {
            at.fetch_add(seconds, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn only_hours_of_work_count_between_two_moments() {
        let zone = TimeZone::get("Europe/Vienna").unwrap();
        let at = |day: Date, hour: i8| Moment::at(day, Time::constant(hour, 0, 0, 0), &zone);
        let (friday, saturday, monday) = (date(2026, 6, 12), date(2026, 6, 13), date(2026, 6, 15));
        for (from, to, hours) in [
            (at(friday, 10), at(friday, 12), 2.0),
            (at(friday, 16), at(monday, 10), 2.0),
            (at(friday, 6), at(friday, 22), 8.0),
            (at(saturday, 9), at(saturday, 17), 0.0),
            (at(friday, 18), at(monday, 8), 0.0),
            (at(monday, 12), at(friday, 12), 0.0),
            // The clocks were put forward in between, at night.
            (at(date(2026, 3, 27), 9), at(date(2026, 3, 30), 17), 16.0),
        ] {
            let found = working_hours(from, to, &zone);
            assert!((found - hours).abs() < 1e-9, "{from:?} to {to:?}: {found}");
        }
    }

    #[test]
    fn a_moment_long_ago_counts_for_two_years() {
        let (zone, now) = (TimeZone::UTC, Moment(1_777_881_600));

        let hours = working_hours(Moment(0), now, &zone);

        assert!((522.0 * 8.0 - hours).abs() < 24.0, "{hours}");
    }
}
