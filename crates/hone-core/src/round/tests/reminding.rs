use jiff::civil::date;
use jiff::tz::TimeZone;

use crate::Hone;
use crate::clock::Clock;
use crate::invitation;
use crate::round::{Phase, Reminder, keep_course, reminders};
use crate::testing::rating::Browser;
use crate::testing::round::{Staged, fetch, launched, mail, opened};
use crate::testing::{START, each_engine, on_sqlite};

const DAY: i64 = 24 * 3600;

#[tokio::test]
async fn the_days_of_reminders_follow_from_the_length_of_the_round_alone() {
    let fresh = on_sqlite().await;
    let mut round = launched(&fresh.hone, 30).await.round;
    let zone = TimeZone::get("Europe/Vienna").unwrap();
    let mut days = |n_days: i64| {
        round.closes_at = START.plus(n_days * DAY);
        reminders(&round, &zone)
    };

    assert_eq!(days(2), []);
    assert_eq!(days(3), [(date(2026, 5, 5), Reminder::Last)]);
    assert_eq!(days(5), [(date(2026, 5, 7), Reminder::Last)]);
    let six = [(date(2026, 5, 7), Reminder::NotBegun), (date(2026, 5, 8), Reminder::Last)];
    assert_eq!(days(6), six);
    let thirty = [(date(2026, 5, 19), Reminder::NotBegun), (date(2026, 6, 1), Reminder::Last)];
    assert_eq!(days(30), thirty);
    round.launched_at = None;
    assert_eq!(reminders(&round, &zone), []);
}

/// Two nodes go on with their rounds, each twice.
async fn pass(hone: &Hone) {
    let other = hone.clone();
    for _ in 0..2 {
        let (one, two) = tokio::join!(keep_course(hone), keep_course(&other));
        one.unwrap();
        two.unwrap();
    }
}

async fn addresses(hone: &Hone, subject: &str) -> Vec<String> {
    mail(hone, subject).await.into_iter().map(|mail| mail.to_address).collect()
}

fn emails(staged: &Staged, without: &[&str]) -> Vec<String> {
    let people = staged.northfold.people[1..12].iter();
    let kept = people.filter(|person| !without.contains(&person.name.as_str()));
    let mut emails: Vec<String> = kept.map(|person| person.email.clone()).collect();
    emails.sort();
    emails
}

#[tokio::test(flavor = "multi_thread")]
async fn each_reminder_goes_out_once_to_whom_it_is_for_though_several_nodes_pass_often() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let staged = launched(hone, 30).await;
        let links = staged.links(hone).await;
        let opening = opened(hone, &links["Ben Okafor"]).await;
        fetch(hone, &links["Ben Okafor"], &Browser::fresh(), &opening).await;
        assert!(invitation::stop_reminders(hone, &links["Femi Ade"], true).await.unwrap());
        let mut tx = hone.people.write().await.unwrap();
        let left = staged.northfold.reports[1].id;
        crate::staff::leave(&mut tx, hone, &staged.administrator, left).await.unwrap();
        tx.commit().await.unwrap();

        for day in [0, 14, 15, 16, 27, 28, 29] {
            hone.clock.advance(START.0 + day * DAY - hone.clock.now().0);
            pass(hone).await;
            let n_first = if day < 15 { 0 } else { 8 };
            let n_last = if day < 28 { 0 } else { 9 };
            let sent =
                (mail(hone, "Reminder: ").await.len(), mail(hone, "Closing soon: ").await.len());
            assert_eq!(sent, (n_first, n_last), "day {day} on {}", fresh.engine);
        }

        let opened_or_out = ["Ben Okafor", "Femi Ade", "Carla Moreno"];
        assert_eq!(addresses(hone, "Reminder: ").await, emails(&staged, &opened_or_out));
        let out = ["Femi Ade", "Carla Moreno"];
        assert_eq!(addresses(hone, "Closing soon: ").await, emails(&staged, &out));
    }
}

#[tokio::test]
async fn a_clock_that_jumps_forty_days_either_way_closes_nothing_early_and_repeats_no_mail() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let staged = launched(hone, 90).await;

        for (jump, n_first) in [(40, 0), (-40, 0), (-40, 0), (40, 0), (46, 11), (-40, 11), (40, 11)]
        {
            hone.clock.advance(jump * DAY);
            pass(hone).await;
            assert_eq!(staged.now(hone).await.phase, Phase::Open, "{}", fresh.engine);
            assert_eq!(mail(hone, "Reminder: ").await.len(), n_first, "{}", fresh.engine);
        }
    }
}

#[tokio::test]
async fn after_a_long_standstill_only_the_last_call_goes_out() {
    let fresh = on_sqlite().await;
    launched(&fresh.hone, 30).await;
    let late = fresh.hone.clone().at(Clock::standing_at(START.plus(29 * DAY)));

    pass(&late).await;

    assert_eq!(mail(&late, "Reminder: ").await.len(), 0);
    assert_eq!(mail(&late, "Closing soon: ").await.len(), 11);
}
