use jiff::civil::date;

use super::{
    Plan, Refusal, Rhythm, State, Step, Wording, add, calendar, choose, find, find_step, remind,
    reword, settle, store,
};
use crate::account::Viewer;
use crate::ids::LeaderId;
use crate::leader;
use crate::round::{self, Phase};
use crate::testing::each_engine;
use crate::testing::round::{Staged, launched, mail, viewer};
use crate::{Error, Hone};

const DAY: i64 = 24 * 3600;

fn wording() -> Wording {
    Wording {
        practice: Some("trust-ask-first".to_owned()),
        moment: "When somebody asks me for a yes,".to_owned(),
        deed: " I will  ask what they would do. ".to_owned(),
        rhythm: Rhythm::Workdays,
        starts_on: date(2026, 5, 8),
        ends_on: date(2026, 5, 15),
    }
}

/// A released round, and the leader it is about as viewer.
async fn released(hone: &Hone) -> (Staged, Viewer, LeaderId) {
    let staged = launched(hone, 3).await;
    let id = staged.round.organisation_id;
    round::close(hone, id, staged.round.id, None).await.unwrap();
    round::release(hone, id, staged.round.id, None).await.unwrap();
    let me = viewer(&staged.northfold, &staged.northfold.leader);
    let mut tx = hone.people.read().await.unwrap();
    let leaders = leader::store::list(&mut tx, id, staged.round.id).await.unwrap();
    (staged, me, leaders[0].id)
}

async fn planned(hone: &Hone) -> (Staged, Viewer, Plan) {
    let (staged, me, leader) = released(hone).await;
    let mut tx = hone.people.write().await.unwrap();
    let plan = choose(&mut tx, hone, &me, leader, "trust").await.unwrap().unwrap();
    tx.commit().await.unwrap();
    (staged, me, plan)
}

async fn with_step(hone: &Hone) -> (Staged, Viewer, Plan, Step) {
    let (staged, me, plan) = planned(hone).await;
    let mut tx = hone.people.write().await.unwrap();
    let step = add(&mut tx, hone, &plan, wording()).await.unwrap();
    tx.commit().await.unwrap();
    (staged, me, plan, step)
}

fn refused(result: Result<impl std::fmt::Debug, Error>) -> String {
    match result {
        Err(Error::Refused(why)) => why,
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn a_step_is_tidied_and_refused_in_halves_or_without_an_end() {
    let tidied = wording().tidied().unwrap();

    assert_eq!(tidied.moment, "somebody asks me for a yes");
    assert_eq!(tidied.deed, "ask what they would do");
    let half = Wording { deed: "I will ".to_owned(), ..wording() };
    assert_eq!(half.tidied(), Err(Refusal::Half));
    let long = Wording { moment: "x".repeat(241), ..wording() };
    assert_eq!(long.tidied(), Err(Refusal::TooLong));
    let back = Wording { ends_on: date(2026, 5, 7), ..wording() };
    assert_eq!(back.tidied(), Err(Refusal::Backwards));
    let far = Wording { ends_on: date(2026, 11, 8), ..wording() };
    assert_eq!(far.tidied(), Err(Refusal::TooFar));
    assert!(Wording { ends_on: date(2026, 11, 7), ..wording() }.tidied().is_ok());
}

#[test]
fn every_practice_of_the_library_comes_apart_into_a_step_that_says_the_same() {
    for practice in hone_model::Library::builtin().practices() {
        let (moment, deed) = Wording::halves(&practice.if_then).expect(&practice.id);
        let whole = Wording { moment, deed, ..wording() }.tidied().expect(&practice.id);

        let said = format!("When {}, I will {}", whole.moment, whole.deed);
        assert!(practice.if_then.starts_with(&said), "{}: {said}", practice.id);
    }
}

#[tokio::test]
async fn a_plan_is_the_leaders_alone_and_begins_with_a_released_round() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let (staged, me, plan) = planned(hone).await;
        let administrator = &staged.administrator;
        let mut tx = hone.people.write().await.unwrap();

        assert_eq!(plan.look_again_on.0, hone.clock.now().plus(42 * DAY).date(&me.zone()));
        assert_eq!(find(&mut tx, &me, plan.leader_id).await.unwrap(), Some(plan.clone()));
        assert_eq!(find(&mut tx, administrator, plan.leader_id).await.unwrap(), None);
        let theirs = choose(&mut tx, hone, administrator, plan.leader_id, "trust").await;
        assert_eq!(theirs.unwrap(), None);
        let again = choose(&mut tx, hone, &me, plan.leader_id, "risk").await.unwrap().unwrap();
        assert_eq!((again.id, again.contrast.as_str()), (plan.id, "risk"));
        let none = choose(&mut tx, hone, &me, plan.leader_id, "luck").await;
        assert_eq!(refused(none), Refusal::NoSuchContrast.to_string());
        let organisation = staged.round.organisation_id;
        let mut round =
            round::store::find(&mut tx, organisation, staged.round.id).await.unwrap().unwrap();
        round.phase = Phase::Closed;
        round::store::save(&mut tx, &round, Phase::Released).await.unwrap();
        let early = choose(&mut tx, hone, &me, plan.leader_id, "trust").await;
        assert_eq!(refused(early), Refusal::NotReleased.to_string());
    }
}

#[tokio::test]
async fn three_steps_are_the_most_and_of_two_changes_the_second_is_told() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let (staged, me, plan, step) = with_step(hone).await;
        let mut tx = hone.people.write().await.unwrap();
        for _ in 0..2 {
            add(&mut tx, hone, &plan, wording()).await.unwrap();
        }

        let fourth = add(&mut tx, hone, &plan, wording()).await;
        assert_eq!(refused(fourth), Refusal::TooMany.to_string());
        settle(&mut tx, &plan, &step, State::Done, Some(" They decided. ")).await.unwrap();
        let stale = reword(&mut tx, &step, step.version, wording()).await;
        assert_eq!(refused(stale), Refusal::Changed.to_string());
        let (_, done) = find_step(&mut tx, &me, step.id).await.unwrap().unwrap();
        assert_eq!((done.state, done.learned.as_str()), (State::Done, "They decided."));
        add(&mut tx, hone, &plan, wording()).await.unwrap();
        let full = settle(&mut tx, &plan, &done, State::Open, None).await;
        assert_eq!(refused(full), Refusal::TooMany.to_string());
        assert!(find_step(&mut tx, &staged.administrator, step.id).await.unwrap().is_none());
        let kept = store::list_steps(&mut tx, plan.organisation_id, plan.id).await.unwrap();
        assert_eq!(kept.len(), 4);
    }
}

/// Mails of the plan so far, after two nodes have passed.
async fn n_reminders(hone: &Hone) -> usize {
    let other = hone.clone();
    let (one, two) = tokio::join!(remind(hone), remind(&other));
    one.unwrap();
    two.unwrap();
    mail(hone, "What you wanted to try").await.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn reminders_come_once_on_the_mornings_that_were_chosen_and_end() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let (_, _, plan, step) = with_step(hone).await;
        let zone = jiff::tz::TimeZone::get("Europe/Vienna").unwrap();
        let morning = |day| crate::clock::Moment::morning_of(day, &zone);
        // From Friday 8 to Friday 15 May, from Monday to Friday: six mornings.
        let mut told = Vec::new();
        for n in 0..10 {
            let day = crate::clock::days_after(date(2026, 5, 7), n);
            hone.clock.advance(morning(day).0 - 1 - hone.clock.now().0);
            let before = n_reminders(hone).await;
            hone.clock.advance(1);
            let after = n_reminders(hone).await;
            assert_eq!(before, told.iter().sum::<usize>(), "{day} on {}", fresh.engine);
            told.push(after - before);
            assert_eq!(n_reminders(hone).await, after);
        }
        assert_eq!(told, [0, 1, 0, 0, 1, 1, 1, 1, 1, 0]);
        let sent = mail(hone, "What you wanted to try").await;
        assert!(sent[0].plain.contains("When somebody asks me for a yes, I will ask"));
        assert!(sent[0].plain.contains(&format!("/reports/{}/plan", plan.leader_id)));
        let mut tx = hone.people.write().await.unwrap();
        settle(&mut tx, &plan, &step, State::Aside, None).await.unwrap();
        let rest = store::list_reminding(&mut tx, "2026-01-01").await.unwrap();
        assert!(rest.is_empty());
    }
}

#[tokio::test]
async fn a_calendar_holds_open_steps_and_the_day_to_look_again() {
    let fresh = crate::testing::on_sqlite().await;
    let (_, _, plan, step) = with_step(&fresh.hone).await;
    let weekend = Step { starts_on: crate::clock::Day(date(2026, 5, 9)), ..step.clone() };
    let done = Step { state: State::Done, ..step.clone() };

    let text =
        calendar(&plan, &[step, weekend, done], "Trust, and delegation", "https://hone.test/p");

    assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"));
    assert!(text.lines().all(|line| line.len() <= 75), "{text}");
    let unfolded = text.replace("\r\n ", "");
    assert_eq!(unfolded.matches("BEGIN:VEVENT").count(), 3);
    assert!(unfolded.contains("SUMMARY:When somebody asks me for a yes\\, I will ask"));
    assert!(unfolded.contains("DTSTART;VALUE=DATE:20260508\r\n"));
    assert!(unfolded.contains("DTSTART;VALUE=DATE:20260511\r\n"), "a Monday: {unfolded}");
    assert!(unfolded.contains("RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20260515\r\n"));
    let look_again = plan.look_again_on.0.strftime("%Y%m%d").to_string();
    assert!(unfolded.contains(&format!("DTSTART;VALUE=DATE:{look_again}\r\n")));
    assert_eq!(unfolded.matches("DTSTAMP:").count(), 3);
}
