//! A team of Northfold's leader whose members write without a name, on both engines.

mod keeping;
mod leaving;
mod order;
mod shown;

use super::*;
use crate::ballot::letters::{self, Place, Written};
use crate::experiment::challenge::{Answer, Reply, State};
use crate::experiment::{Challenge, board, past};
use crate::person::Person;
use crate::team::{Event, Part, event, search};
use crate::testing::letters::{Crew, Device, WEEK, crew, seal, send};
use crate::testing::{START, each_engine, northfold};
use crate::{Hone, ballot};

/// Monday, 11 May 2026, 08:00 in Vienna: the first hour after tests begin, in seconds from then.
const TO_HOUR: i64 = WEEK - 2 * 3600;

/// A team with as many others as one likes.
async fn with(hone: &Hone, n_others: usize) -> Crew {
    let here = northfold(hone).await;
    let all: Vec<&Person> = here.people.iter().filter(|one| one.id != here.leader.id).collect();
    crew(hone, &here, &all[..n_others]).await
}

async fn challenges(hone: &Hone, crew: &Crew) -> Vec<Challenge> {
    let mut tx = hone.people.read().await.unwrap();
    challenge::list(&mut tx, &crew.team).await.unwrap()
}

async fn titles(hone: &Hone, crew: &Crew) -> Vec<String> {
    let mut titles: Vec<_> =
        challenges(hone, crew).await.into_iter().map(|challenge| challenge.title).collect();
    titles.sort();
    titles
}

async fn events(hone: &Hone, crew: &Crew, challenge: &Challenge) -> Vec<Event> {
    let mut tx = hone.people.read().await.unwrap();
    event::list(&mut tx, &crew.team, challenge.about()).await.unwrap()
}

async fn told(hone: &Hone, device: &Device) -> Option<Told> {
    let mut tx = hone.people.read().await.unwrap();
    read(&mut tx, &Secret::from_text(&device.reader)).await.unwrap()
}

/// Goes on to some seconds after an hour, and lets the program do what it asks for.
async fn on(hone: &Hone, seconds: i64) {
    hone.clock.advance(seconds);
    keep_course(hone).await.unwrap();
}

#[test]
fn letters_are_shown_on_mondays_at_eight_in_the_zone_of_the_organisation() {
    let vienna = TimeZone::get("Europe/Vienna").unwrap();
    let hour = next_hour(START, &vienna);
    assert_eq!(hour, START.plus(TO_HOUR));
    assert_eq!(hour.text(&vienna), "11 May 2026, 08:00");
    assert_eq!(next_hour(hour.plus(-1), &vienna), hour, "the same morning");
    assert_eq!(next_hour(hour, &vienna), hour.plus(WEEK), "no hour is its own next one");
    assert_eq!(last_hour(hour, &vienna).0, hour);
    assert_eq!(last_hour(hour.plus(WEEK - 1), &vienna), (hour, jiff::civil::date(2026, 5, 11)));
    // The clocks go back on 25 October.
    let before = next_hour(START.plus(23 * WEEK), &vienna);
    assert_eq!(before.text(&vienna), "19 October 2026, 08:00");
    let after = next_hour(before, &vienna);
    assert_eq!(after.text(&vienna), "26 October 2026, 08:00");
    assert_eq!(after.0 - before.0, WEEK + 3600);
}
