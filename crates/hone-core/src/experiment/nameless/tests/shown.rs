//! What is shown, when, and what its writer can still do.

use super::*;
use crate::ballot::Receipt;
use crate::experiment::nameless::course::step;

#[tokio::test]
async fn letters_are_shown_at_the_hour_with_no_person_and_no_other_time() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let crew = with(hone, 5).await;
        let week = crew.week(hone).await;
        let devices = crew.devices(hone, &week).await;
        for (i, title) in [(0, "One"), (3, "Two")] {
            let (device, token) = &devices[i];
            assert_eq!(send(hone, &week, token, &device.challenge(title)).await, Receipt::Kept);
            on(hone, 86_400).await;
            assert_eq!(challenges(hone, &crew).await, vec![], "never on arrival");
        }
        on(hone, TO_HOUR - 2 * 86_400 - 60).await;
        assert_eq!(challenges(hone, &crew).await, vec![], "a minute before the hour");

        on(hone, 60 + 13 * 60).await;

        assert_eq!(titles(hone, &crew).await, ["One", "Two"], "{}", fresh.engine);
        let hour = START.plus(TO_HOUR);
        for challenge in challenges(hone, &crew).await {
            assert_eq!((challenge.raised_by, challenge.made_at), (None, hour));
            assert_eq!(challenge.answer_due.0, jiff::civil::date(2026, 5, 25));
            let all = events(hone, &crew, &challenge).await;
            let [raised] = &all[..] else { panic!("one event: {all:?}") };
            assert_eq!((raised.at, raised.person_id), (hour, None));
            assert_eq!(raised.to_state, "raised it");
            let mut tx = hone.people.read().await.unwrap();
            let found = find(&mut tx, &crew.team, challenge.id).await.unwrap().unwrap();
            assert!(found.reply.is_empty() && !found.is_withdrawn);
            let found = search::find(&mut tx, &crew.team, &challenge.title).await.unwrap();
            assert_eq!(found[0].written_at, hour);
        }
        on(hone, WEEK).await;
        assert_eq!(titles(hone, &crew).await.len(), 2, "once");
    }
}

#[tokio::test]
async fn a_letter_is_held_while_fewer_than_five_could_have_written_it() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let crew = with(hone, 6).await;
        let week = crew.week(hone).await;
        let mut devices = Vec::new();
        for viewer in &crew.others[..5] {
            let device = Device::fresh();
            let token = device.fetch(hone, viewer, &crew.team, &week).await;
            devices.push((device, token));
        }
        let (device, token) = &devices[0];
        assert_eq!(send(hone, &week, token, &device.challenge("One")).await, Receipt::Kept);
        let place = letters::place(hone, week.group_ref, token).await.unwrap();
        let hour = START.plus(TO_HOUR);
        assert_eq!(place, Place::Waiting { shows_at: hour, is_held: false });
        let gone = crew.others[4].person_id;
        let mut tx = hone.people.write().await.unwrap();
        team::remove(&mut tx, hone, &crew.lead, &crew.team, gone).await.unwrap();
        tx.commit().await.unwrap();

        on(hone, TO_HOUR).await;
        assert_eq!(challenges(hone, &crew).await, vec![], "five are in it, four hold a token");
        let place = letters::place(hone, week.group_ref, token).await.unwrap();
        assert_eq!(place, Place::Waiting { shows_at: hour.plus(WEEK), is_held: true });

        let mut tx = hone.people.write().await.unwrap();
        team::bring_back(&mut tx, hone, &crew.lead, &crew.team, gone).await.unwrap();
        tx.commit().await.unwrap();
        on(hone, WEEK - 60).await;
        assert_eq!(challenges(hone, &crew).await, vec![], "not before the next hour");
        assert_eq!(crew.week(hone).await.group_ref, week.group_ref, "the same letters");
        on(hone, 60).await;
        assert_eq!(challenges(hone, &crew).await[0].made_at, hour.plus(WEEK), "{}", fresh.engine);
    }
}

#[tokio::test]
async fn a_lead_who_hands_the_team_on_is_not_the_fifth_who_could_have_written() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let crew = with(hone, 6).await;
        let week = crew.week(hone).await;
        let mut first = None;
        for viewer in &crew.others[..4] {
            let device = Device::fresh();
            let token = device.fetch(hone, viewer, &crew.team, &week).await;
            first.get_or_insert((device, token));
        }
        let (device, token) = first.unwrap();
        assert_eq!(send(hone, &week, &token, &device.challenge("One")).await, Receipt::Kept);
        let heir = &crew.others[5];
        let mut tx = hone.people.write().await.unwrap();
        let team = team::find(&mut tx, &crew.lead, crew.team.id).await.unwrap().unwrap();
        let (version, id) = (team.version, heir.person_id);
        crate::handing::ask(&mut tx, hone, &crew.lead, &team, version, id).await.unwrap();
        let team = team::find(&mut tx, heir, team.id).await.unwrap().unwrap();
        crate::handing::answer(&mut tx, hone, heir, &team, team.version, true).await.unwrap();
        let team = team::find(&mut tx, heir, team.id).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        Device::fresh().fetch(hone, &crew.lead, &team, &week).await;

        on(hone, TO_HOUR).await;

        assert_eq!(challenges(hone, &crew).await, vec![], "four and the former lead");
        Device::fresh().fetch(hone, &crew.others[4], &team, &week).await;
        on(hone, WEEK).await;
        assert_eq!(titles(hone, &crew).await, ["One"], "{}", fresh.engine);
    }
}

#[tokio::test]
async fn with_tokens_of_four_a_letter_is_held_and_with_those_of_five_it_is_shown() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let crew = with(hone, 9).await;
        let week = crew.week(hone).await;
        let mut first = None;
        for viewer in &crew.others[..4] {
            let device = Device::fresh();
            let token = device.fetch(hone, viewer, &crew.team, &week).await;
            // A second device of the same people makes no larger crowd.
            Device::fresh().fetch(hone, viewer, &crew.team, &week).await;
            first.get_or_insert((device, token));
        }
        let (device, token) = first.unwrap();
        assert_eq!(send(hone, &week, &token, &device.challenge("One")).await, Receipt::Kept);

        on(hone, TO_HOUR).await;
        assert_eq!(challenges(hone, &crew).await, vec![]);

        Device::fresh().fetch(hone, &crew.others[4], &crew.team, &week).await;
        on(hone, WEEK).await;
        assert_eq!(titles(hone, &crew).await, ["One"], "{}", fresh.engine);
    }
}

#[tokio::test]
async fn a_writer_reads_the_answer_replies_once_and_takes_it_back() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let crew = with(hone, 5).await;
        let week = crew.week(hone).await;
        let (device, token) = crew.devices(hone, &week).await.swap_remove(0);
        assert_eq!(send(hone, &week, &token, &device.challenge("One")).await, Receipt::Kept);
        assert!(told(hone, &device).await.is_none(), "nothing is shown yet");
        on(hone, TO_HOUR).await;
        let next = crew.week(hone).await;
        crew.devices(hone, &next).await;
        let now = Some((next.round_ref, next.group_ref));
        let place = letters::place(hone, week.group_ref, &token).await.unwrap();
        assert_eq!(place, Place::Shown { now });

        let challenge = told(hone, &device).await.unwrap().challenge;
        let mut tx = hone.people.write().await.unwrap();
        let reply = Reply { answer: Answer::Try, reason: "Small sums.".to_owned(), again_on: None };
        challenge::answer(&mut tx, hone, &crew.lead, &crew.team, &challenge, reply).await.unwrap();
        tx.commit().await.unwrap();
        let read = told(hone, &device).await.unwrap();
        assert_eq!(read.challenge.reason, "Small sums.");
        assert_eq!(send(hone, &next, &token, &device.reply("Thank you.")).await, Receipt::Kept);
        assert!(told(hone, &device).await.unwrap().reply.is_empty(), "not on arrival");
        on(hone, WEEK).await;
        assert_eq!(told(hone, &device).await.unwrap().reply, "Thank you.", "{}", fresh.engine);
        let all = events(hone, &crew, &challenge).await;
        let hour = START.plus(TO_HOUR + WEEK);
        assert_eq!(
            (all[0].at, all[0].person_id, all[0].to_state.as_str()),
            (hour, None, "replied")
        );

        let third = crew.week(hone).await;
        crew.devices(hone, &third).await;
        assert_eq!(send(hone, &third, &token, &device.reply("And more.")).await, Receipt::Kept);
        on(hone, WEEK).await;
        assert_eq!(told(hone, &device).await.unwrap().reply, "Thank you.", "once");

        let fourth = crew.week(hone).await;
        assert_eq!(send(hone, &fourth, &token, &device.withdrawal()).await, Receipt::Kept);
        // Nobody has opened the board since: what is shown waits, and what is taken back does not.
        on(hone, WEEK).await;
        let read = told(hone, &device).await.unwrap();
        assert!(read.is_withdrawn && read.reply.is_empty() && read.challenge.why.is_empty());
        assert_eq!(
            (read.challenge.state, read.challenge.archived_at.is_some()),
            (State::Closed, true)
        );
        let mut tx = hone.people.read().await.unwrap();
        let found = search::find(&mut tx, &crew.team, "spare parts").await.unwrap();
        assert!(found.is_empty(), "{}: {found:?}", fresh.engine);
        let board = board(&mut tx, &crew.lead, &crew.team, hone.clock.now()).await.unwrap();
        let part = Part { from: 0, most: 9 };
        let past = past(&mut tx, &crew.team, part, part).await.unwrap();
        assert!(board.challenges.is_empty() && past.away_challenges.len() == 1);
    }
}

#[tokio::test]
async fn what_is_taken_back_before_its_hour_is_read_by_nobody() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let crew = with(hone, 5).await;
        let week = crew.week(hone).await;
        let devices = crew.devices(hone, &week).await;
        let (device, token) = &devices[0];
        assert_eq!(send(hone, &week, token, &device.challenge("One")).await, Receipt::Kept);
        assert_eq!(send(hone, &week, token, &Written::Nothing).await, Receipt::Kept);
        // What does not fit the form is left out, and what it was is told to nobody.
        let (device, token) = &devices[1];
        assert_eq!(send(hone, &week, token, &device.challenge(" ")).await, Receipt::Kept);

        on(hone, TO_HOUR).await;

        assert_eq!(challenges(hone, &crew).await, vec![], "{}", fresh.engine);
        let place = letters::place(hone, week.group_ref, token).await.unwrap();
        assert_eq!(place, Place::Nowhere);
    }
}

#[tokio::test]
async fn a_secret_of_somebody_else_opens_nothing() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let crew = with(hone, 5).await;
        let week = crew.week(hone).await;
        let devices = crew.devices(hone, &week).await;
        let (device, token) = &devices[0];
        assert_eq!(send(hone, &week, token, &device.challenge("One")).await, Receipt::Kept);
        on(hone, TO_HOUR).await;
        let next = crew.week(hone).await;
        let others = crew.devices(hone, &next).await;

        let (other, token) = &others[1];
        assert_eq!(send(hone, &next, token, &other.withdrawal()).await, Receipt::Kept);
        on(hone, WEEK).await;

        assert!(told(hone, other).await.is_none());
        assert_eq!(titles(hone, &crew).await, ["One"], "{}", fresh.engine);
    }
}

#[tokio::test]
async fn a_showing_that_was_broken_off_goes_on_and_shows_each_letter_once() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let crew = with(hone, 5).await;
        let week = crew.week(hone).await;
        let (device, token) = crew.devices(hone, &week).await.swap_remove(0);
        assert_eq!(send(hone, &week, &token, &device.challenge("One")).await, Receipt::Kept);
        hone.clock.advance(TO_HOUR);
        let zone = TimeZone::get("Europe/Vienna").unwrap();
        // Broken off before anything was shown: the ballots take none any more, and go on.
        letters::close(hone, week.round_ref).await.unwrap();
        assert_eq!(send(hone, &week, &token, &Written::Nothing).await, Receipt::Closed);

        assert!(step(hone, &crew.team, &zone).await.unwrap(), "it is shown");
        hone.forget_keys();
        assert_eq!(titles(hone, &crew).await, ["One"]);
        let hone = &hone.clone();
        keep_course(hone).await.unwrap();
        keep_course(hone).await.unwrap();

        assert_eq!(titles(hone, &crew).await, ["One"], "{}", fresh.engine);
        assert_ne!(crew.week(hone).await.round_ref, week.round_ref);
        assert_eq!(ballot::n_kept(hone, week.round_ref).await, 0);
        let place = letters::place(hone, week.group_ref, &token).await.unwrap();
        assert!(matches!(place, Place::Shown { .. }), "{place:?}");
    }
}
