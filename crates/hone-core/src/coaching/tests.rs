use std::collections::BTreeMap;

use jiff::civil::{Date, date};

use super::{
    Coaching, Refusal, Shared, Side, State, Taken, Ticks, Wording, agree, agreed_steps, answer,
    ask, bring_back, coaches, end, find, find_note, find_plan, find_report, forget, list_coached,
    remove, revoke, reword, running, share, store, write,
};
use crate::account::Viewer;
use crate::ids::{CoachingId, LeaderId};
use crate::organisation::{self, Contact};
use crate::person::{self, Person};
use crate::plan::{self, Rhythm};
use crate::result::Found;
use crate::staff;
use crate::testing::round::{Staged, launched, mail, viewer};
use crate::testing::{each_engine, on_sqlite, stranger};
use crate::{Error, Hone, audit};

const DAY: i64 = 24 * 3600;

/// A released round with a plan, its leader and the coach as viewers.
struct Scene {
    hone: Hone,
    staged: Staged,
    me: Viewer,
    coach: Viewer,
    leader: LeaderId,
}

impl Scene {
    async fn of(hone: &Hone) -> Self {
        let staged = launched(hone, 30).await;
        staged.everybody_answers(hone, 3).await;
        staged.release(hone).await;
        let here = &staged.northfold;
        let (me, coach) = (viewer(here, &here.leader), viewer(here, &here.coach));
        let leader = staged.leaders(hone).await[0].id;
        let mut tx = hone.people.write().await.unwrap();
        plan::choose(&mut tx, hone, &me, leader, "trust").await.unwrap().unwrap();
        tx.commit().await.unwrap();
        Self { hone: hone.clone(), staged, me, coach, leader }
    }

    /// Everyone who is neither of the two: an administrator, a colleague, the manager, another coach
    /// and somebody from elsewhere.
    async fn others(&self) -> Vec<Viewer> {
        let here = &self.staged.northfold;
        let also_coach = Person { is_coach: true, ..here.reports[0].clone() };
        let mut tx = self.hone.people.write().await.unwrap();
        person::store::save(&mut tx, &also_coach).await.unwrap();
        tx.commit().await.unwrap();
        let away = stranger(&self.hone).await;
        let away = Viewer {
            organisation_id: away.organisation_id,
            person_id: self.coach.person_id,
            is_coach: true,
            ..viewer(here, &away)
        };
        let mut others: Vec<Viewer> =
            [&here.administrator, &here.manager, &here.peers[0], &also_coach]
                .map(|person| viewer(here, person))
                .into();
        others.push(away);
        others
    }

    async fn asked(&self, ticks: Ticks) -> Coaching {
        let mut tx = self.hone.people.write().await.unwrap();
        let ticks = BTreeMap::from([(self.leader, ticks)]);
        let coaching = ask(&mut tx, &self.hone, &self.me, self.coach.person_id, &ticks).await;
        tx.commit().await.unwrap();
        coaching.unwrap().unwrap()
    }

    async fn agreed(&self, ticks: Ticks) -> Coaching {
        let coaching = self.asked(ticks).await;
        let mut tx = self.hone.people.write().await.unwrap();
        answer(&mut tx, &self.hone, &self.coach, &coaching, true).await.unwrap();
        tx.commit().await.unwrap();
        self.now(coaching.id).await
    }

    async fn now(&self, id: CoachingId) -> Coaching {
        let mut tx = self.hone.people.read().await.unwrap();
        store::find(&mut tx, self.me.organisation_id, id).await.unwrap().unwrap()
    }

    async fn share(&self, coaching: &Coaching, ticks: Ticks) {
        let mut tx = self.hone.people.write().await.unwrap();
        let ticks = BTreeMap::from([(self.leader, ticks)]);
        share(&mut tx, &self.hone, coaching, &ticks).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn report(&self, who: &Viewer) -> Result<Option<(Found, Option<Shared>)>, Error> {
        find_report(&self.hone, who, self.leader, Taken::OnPage).await
    }

    /// Whether somebody finds the report, what people wrote in it, and the plan.
    async fn sees(&self, who: &Viewer) -> [bool; 3] {
        let comments = |found: &Found| match found {
            Found::Numbers(report) => report.release.comments().clone(),
            Found::Directions(report) => report.release.comments().clone(),
        };
        let (own, _) = self.report(&self.me).await.unwrap().unwrap();
        let report = self.report(who).await.unwrap();
        let has_comments =
            report.as_ref().is_some_and(|(found, _)| comments(found) == comments(&own));
        let plan = find_plan(&self.hone, who, self.leader, Taken::OnPage).await.unwrap();
        [report.is_some(), has_comments, plan.is_some()]
    }
}

const NOTHING: Ticks = Ticks { report: false, comments: false, plan: false };
const REPORT: Ticks = Ticks { report: true, ..NOTHING };
const PLAN: Ticks = Ticks { plan: true, ..NOTHING };

fn wording() -> Wording {
    Wording {
        held_on: date(2026, 5, 4),
        goal: " Small repairs without me.\r\nBy June. ".to_owned(),
        reality: String::new(),
        options: "A rota".to_owned(),
        will: "When someone asks me for a yes, I will ask back.\n\n Ring Ines ".to_owned(),
        next_on: Some(date(2026, 5, 18)),
    }
}

fn refused(result: Result<impl std::fmt::Debug, Error>) -> String {
    match result {
        Err(Error::Refused(why)) => why,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn a_coach_reads_what_is_granted_from_their_yes_on_and_until_it_is_taken_back() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let both = Ticks { report: true, ..PLAN };

        let coaching = scene.asked(both).await;
        assert_eq!(scene.sees(&scene.coach).await, [false; 3], "before the yes");
        let mut tx = scene.hone.people.write().await.unwrap();
        answer(&mut tx, &scene.hone, &scene.coach, &coaching, true).await.unwrap();
        let twice = answer(&mut tx, &scene.hone, &scene.coach, &coaching, false).await;
        assert_eq!(refused(twice), Refusal::Answered.to_string());
        tx.commit().await.unwrap();

        assert_eq!(scene.sees(&scene.coach).await, [true, false, true]);
        scene.share(&coaching, Ticks { comments: true, ..REPORT }).await;
        assert_eq!(scene.sees(&scene.coach).await, [true, true, false]);
        scene.share(&coaching, REPORT).await;
        assert_eq!(scene.sees(&scene.coach).await, [true, false, false]);
        scene.share(&coaching, PLAN).await;
        assert_eq!(scene.sees(&scene.coach).await, [false, false, true]);
        scene.share(&coaching, both).await;
        for other in scene.others().await {
            assert_eq!(scene.sees(&other).await, [false; 3], "{}", other.name);
            let mut tx = scene.hone.people.read().await.unwrap();
            assert!(find(&mut tx, &other, coaching.id).await.unwrap().is_none(), "{}", other.name);
        }
        let mut tx = scene.hone.people.write().await.unwrap();
        revoke(&mut tx, &coaching).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(scene.sees(&scene.coach).await, [false; 3], "taken back");
        assert!(scene.sees(&scene.me).await[0], "the leader's own");
    }
}

#[tokio::test]
async fn what_people_wrote_is_taken_out_of_directions_too() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let hone = &scene.hone;
        let second = scene.staged.again(hone, 30).await.launch(hone).await;
        second.everybody_answers(hone, 4).await;
        second.release(hone).await;
        let leader = second.leaders(hone).await[0].id;
        let scene = Scene { leader, hone: hone.clone(), staged: second, ..scene };

        let coaching = scene.agreed(REPORT).await;

        let (found, _) =
            find_report(hone, &scene.me, leader, Taken::OnPage).await.unwrap().unwrap();
        assert!(matches!(found, Found::Directions(_)), "{found:?}");
        assert_eq!(scene.sees(&scene.coach).await, [true, false, false]);
        scene.share(&coaching, Ticks { comments: true, ..REPORT }).await;
        assert_eq!(scene.sees(&scene.coach).await, [true, true, false]);
    }
}

#[tokio::test]
async fn a_grant_keeps_its_beginning_and_tells_the_leader_and_the_record_when_it_was_used() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let hone = &scene.hone;
        let coaching = scene.agreed(REPORT).await;
        let began = hone.clock.now();
        for _ in 0..2 {
            hone.clock.advance(60);
            scene.sees(&scene.coach).await;
        }
        hone.clock.advance(DAY);
        scene.sees(&scene.coach).await;
        scene.share(&coaching, Ticks { report: true, ..PLAN }).await;

        let mut tx = hone.people.read().await.unwrap();
        let grants = store::list_grants(&mut tx, &coaching).await.unwrap();
        assert_eq!(grants[0].report_since, Some(began));
        assert_eq!(grants[0].report_read_at, Some(hone.clock.now()));
        assert_eq!(grants[0].plan_since, Some(hone.clock.now()));
        assert_eq!(grants[0].plan_read_at, None);
        let record = audit::store::list(&mut tx, scene.me.organisation_id, 0, 50).await.unwrap();
        let opened: Vec<_> =
            record.iter().filter(|line| line.action.starts_with("opened the")).collect();
        assert_eq!(opened.len(), 2, "once on each of two days: {opened:?}");
        assert_eq!(opened[0].actor.as_deref(), Some("Ruth Adler"));
        assert_eq!(opened[0].object, "Marek Dvorak");
    }
}

#[tokio::test]
async fn each_file_that_a_coach_takes_is_told_to_the_leader_and_recorded() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (hone, coach, leader) = (&scene.hone, &scene.coach, scene.leader);
        let coaching = scene.agreed(Ticks { report: true, ..PLAN }).await;
        scene.sees(coach).await;
        for _ in 0..2 {
            hone.clock.advance(60);
            assert!(find_report(hone, coach, leader, Taken::AsFile).await.unwrap().is_some());
        }
        assert!(find_plan(hone, coach, leader, Taken::AsFile).await.unwrap().is_some());
        scene.share(&coaching, NOTHING).await;
        assert!(find_report(hone, coach, leader, Taken::AsFile).await.unwrap().is_none());
        assert!(find_plan(hone, coach, leader, Taken::AsFile).await.unwrap().is_none());

        let mut tx = hone.people.read().await.unwrap();
        let grants = store::list_grants(&mut tx, &coaching).await.unwrap();
        assert_eq!(grants[0].report_read_at, Some(hone.clock.now()));
        assert_eq!(grants[0].plan_read_at, Some(hone.clock.now()));
        let record = audit::store::list(&mut tx, scene.me.organisation_id, 0, 50).await.unwrap();
        let n = |action: &str| record.iter().filter(|line| line.action == action).count();
        assert_eq!(n("took a file of the report that was shared by"), 2, "each time: {record:?}");
        assert_eq!(n("took a file of the plan that was shared by"), 1);
        assert_eq!(n("opened the report that was shared by"), 1);
    }
}

#[tokio::test]
async fn nothing_is_open_to_a_coach_after_a_no_an_end_the_loss_of_the_role_or_the_leaders_leaving()
{
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let hone = &scene.hone;
        let first = scene.asked(REPORT).await;
        let mut tx = hone.people.write().await.unwrap();
        answer(&mut tx, hone, &scene.coach, &first, false).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(scene.sees(&scene.coach).await, [false; 3], "declined");

        let second = scene.agreed(REPORT).await;
        let plain = Viewer { is_coach: false, ..scene.coach.clone() };
        assert_eq!(scene.sees(&plain).await, [false; 3], "without the role");
        let mut tx = hone.people.write().await.unwrap();
        let organisation = scene.me.organisation_id;
        let me = person::store::find(&mut tx, organisation, scene.me.person_id).await.unwrap();
        let mut me = me.unwrap();
        me.left_at = Some(hone.clock.now());
        person::store::save(&mut tx, &me).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(scene.sees(&scene.coach).await, [false; 3], "the leader has left");
        let mut tx = hone.people.write().await.unwrap();
        assert!(list_coached(&mut tx, &scene.coach).await.unwrap().is_empty());
        me.left_at = None;
        person::store::save(&mut tx, &me).await.unwrap();
        tx.commit().await.unwrap();
        assert!(scene.sees(&scene.coach).await[0], "the leader is back");

        let mut tx = hone.people.write().await.unwrap();
        assert!(end(&mut tx, hone, &scene.me, &second, Side::Leader).await.unwrap());
        assert!(!end(&mut tx, hone, &scene.me, &second, Side::Leader).await.unwrap());
        let late = share(&mut tx, hone, &second, &BTreeMap::new()).await;
        assert_eq!(refused(late), Refusal::Over.to_string());
        tx.commit().await.unwrap();
        assert_eq!(scene.sees(&scene.coach).await, [false; 3], "ended");
        assert_eq!(mail(hone, "Coaching ended").await.len(), 1);
    }
}

#[tokio::test]
async fn one_coach_at_a_time_who_must_be_one_and_comments_come_with_their_report() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (hone, me) = (&scene.hone, &scene.me);
        let here = &scene.staged.northfold;
        let none = BTreeMap::new();
        let mut tx = hone.people.write().await.unwrap();
        for nobody in [here.administrator.id, here.leader.id] {
            assert!(ask(&mut tx, hone, me, nobody, &none).await.unwrap().is_none());
        }
        let names: Vec<_> =
            coaches(&mut tx, me).await.unwrap().into_iter().map(|coach| coach.name).collect();
        assert_eq!(names, ["Ruth Adler"]);
        assert!(coaches(&mut tx, &scene.coach).await.unwrap().is_empty(), "not oneself");
        drop(tx);

        let coaching = scene.asked(NOTHING).await;

        let mut tx = hone.people.write().await.unwrap();
        let second = ask(&mut tx, hone, me, scene.coach.person_id, &none).await;
        assert_eq!(refused(second), Refusal::Running.to_string());
        drop(tx);
        let mut tx = hone.people.write().await.unwrap();
        let (id, organisation) = (CoachingId::draw(), me.organisation_id);
        let beside = store::insert(
            &mut tx,
            organisation,
            id,
            me.person_id,
            scene.coach.person_id,
            hone.clock.now(),
        );
        assert_eq!(refused(beside.await), Refusal::Running.to_string(), "two at once");
        drop(tx);
        let mut tx = hone.people.write().await.unwrap();
        let alone = Ticks { comments: true, ..NOTHING };
        let alone = share(&mut tx, hone, &coaching, &[(scene.leader, alone)].into()).await;
        assert_eq!(refused(alone), Refusal::CommentsAlone.to_string());
        assert!(running(&mut tx, me).await.unwrap().is_some());
        let bound = person::store::is_bound_to_address(&mut tx, organisation, here.coach.id).await;
        assert!(bound.unwrap(), "whoever gets the mail could say yes");
        let asked = mail(hone, "Marek Dvorak asks you to coach them").await;
        assert_eq!(asked.len(), 1);
        assert!(asked[0].plain.contains("/enter/"), "a coach without an account makes one");
    }
}

#[tokio::test]
async fn notes_are_of_the_two_and_after_the_end_of_the_leader_alone() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let hone = &scene.hone;
        let coaching = scene.asked(NOTHING).await;
        let mut tx = hone.people.write().await.unwrap();
        let early = write(&mut tx, hone, &scene.me, &coaching, wording()).await;
        assert_eq!(refused(early), Refusal::NotAgreed.to_string());
        answer(&mut tx, hone, &scene.coach, &coaching, true).await.unwrap();
        let note = write(&mut tx, hone, &scene.coach, &coaching, wording()).await.unwrap();
        tx.commit().await.unwrap();

        assert_eq!(note.goal, "Small repairs without me.\nBy June.");
        assert_eq!(note.steps().collect::<Vec<_>>().len(), 2);
        assert_eq!(note.next_session(), Some(date(2026, 5, 18)));
        let others = scene.others().await;
        let mut tx = hone.people.write().await.unwrap();
        for two in [&scene.me, &scene.coach] {
            assert!(find_note(&mut tx, two, note.id).await.unwrap().is_some(), "{}", two.name);
        }
        for other in &others {
            assert!(find_note(&mut tx, other, note.id).await.unwrap().is_none(), "{}", other.name);
        }
        assert!(end(&mut tx, hone, &scene.coach, &coaching, Side::Coach).await.unwrap());
        assert!(find_note(&mut tx, &scene.coach, note.id).await.unwrap().is_none());
        let (over, side, _) = find_note(&mut tx, &scene.me, note.id).await.unwrap().unwrap();
        assert_eq!((over.state, side), (State::Ended, Side::Leader));
        tx.commit().await.unwrap();
        let again = scene.agreed(NOTHING).await;
        let mut tx = hone.people.read().await.unwrap();
        assert!(store::list_notes(&mut tx, &again).await.unwrap().is_empty());
        assert!(find_note(&mut tx, &scene.coach, note.id).await.unwrap().is_none(), "old notes");
    }
}

#[tokio::test]
async fn of_two_changes_the_second_is_told_and_a_deleted_note_comes_back_for_seven_days() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (hone, me, coach) = (&scene.hone, &scene.me, &scene.coach);
        let coaching = scene.agreed(NOTHING).await;
        let mut tx = hone.people.write().await.unwrap();
        let note = write(&mut tx, hone, me, &coaching, wording()).await.unwrap();
        let theirs = Wording { goal: "Theirs".to_owned(), ..wording() };

        reword(&mut tx, hone, coach, &note, note.version, theirs).await.unwrap();
        let stale = reword(&mut tx, hone, me, &note, note.version, wording()).await;

        assert_eq!(refused(stale), Refusal::Changed.to_string());
        let (_, _, stored) = find_note(&mut tx, me, note.id).await.unwrap().unwrap();
        assert_eq!((stored.goal.as_str(), stored.changed_by), ("Theirs", coach.person_id));
        remove(&mut tx, hone, coach, &stored).await.unwrap();
        let beside = reword(&mut tx, hone, me, &stored, stored.version, wording()).await;
        assert_eq!(refused(beside), Refusal::Changed.to_string(), "words over a deletion");
        let (_, _, gone) = find_note(&mut tx, me, note.id).await.unwrap().unwrap();
        assert_eq!(gone.removed_at, Some(hone.clock.now()));
        bring_back(&mut tx, hone, me, &gone).await.unwrap();
        let (_, _, back) = find_note(&mut tx, me, note.id).await.unwrap().unwrap();
        assert_eq!((back.removed_at, back.goal.as_str()), (None, "Theirs"));
        remove(&mut tx, hone, me, &back).await.unwrap();
        let kept = write(&mut tx, hone, me, &coaching, wording()).await.unwrap();
        tx.commit().await.unwrap();
        for (seconds, n_left) in [(7 * DAY - 1, 2), (1, 1)] {
            hone.clock.advance(seconds);
            forget(hone).await.unwrap();
            let mut tx = hone.people.read().await.unwrap();
            let left = store::list_notes(&mut tx, &coaching).await.unwrap();
            assert_eq!(left.len(), n_left, "{}", fresh.engine);
            assert!(left.iter().any(|note| note.id == kept.id));
        }
    }
}

#[test]
fn a_note_says_something_at_a_bearable_length_on_days_that_can_be_meant() {
    let today: Date = date(2026, 5, 4);
    let with = |change: fn(&mut Wording)| {
        let mut wording = wording();
        change(&mut wording);
        wording.tidied(today)
    };
    assert!(with(|_| {}).is_ok());
    let empty = with(|w| [w.goal, w.reality, w.options, w.will] = Default::default());
    assert_eq!(empty, Err(Refusal::Empty));
    assert!(with(|w| w.will = "x".repeat(4000)).is_ok());
    assert_eq!(with(|w| w.will = "x".repeat(4001)), Err(Refusal::TooLong));
    assert_eq!(with(|w| w.next_on = Some(w.held_on)), Err(Refusal::Backwards));
    assert_eq!(with(|w| w.next_on = Some(date(2027, 5, 6))), Err(Refusal::FarAway));
    assert_eq!(with(|w| w.held_on = date(2025, 5, 2)), Err(Refusal::FarAway));
    assert!(with(|w| w.held_on = date(2025, 5, 3)).is_ok());
}

#[tokio::test]
async fn a_step_that_was_agreed_says_with_whom_and_what_was_noticed_stays_with_the_leader() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (hone, me) = (&scene.hone, &scene.me);
        let coaching = scene.agreed(PLAN).await;
        let mut tx = hone.people.write().await.unwrap();
        let plan = plan::find(&mut tx, me, scene.leader).await.unwrap().unwrap();
        let sentence = plan::Wording {
            practice: None,
            moment: "someone asks me for a yes".to_owned(),
            deed: "ask back".to_owned(),
            rhythm: Rhythm::Weekly,
            starts_on: date(2026, 5, 4),
            ends_on: date(2026, 5, 18),
        };
        let step = plan::add(&mut tx, hone, &plan, sentence).await.unwrap();
        agree(&mut tx, &coaching, &step).await.unwrap();
        let learned = Some("They went quiet.");
        plan::settle(&mut tx, &plan, &step, plan::State::Done, learned).await.unwrap();
        tx.commit().await.unwrap();

        let found =
            find_plan(hone, &scene.coach, scene.leader, Taken::AsFile).await.unwrap().unwrap();

        assert_eq!(found.steps.len(), 1);
        assert_eq!(found.steps[0].learned, "");
        assert_eq!(found.plan.contrast, "trust");
        let mut tx = hone.people.read().await.unwrap();
        let agreed = agreed_steps(&mut tx, me.organisation_id, me.person_id).await.unwrap();
        assert_eq!(agreed[&step.id], "Ruth Adler");
        let theirs = agreed_steps(&mut tx, me.organisation_id, scene.coach.person_id).await;
        assert!(theirs.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_contact_outside_can_be_reached_or_is_refused_by_field() {
    let fresh = on_sqlite().await;
    let scene = Scene::of(&fresh.hone).await;
    let here = &scene.staged.northfold;
    let administrator = viewer(here, &here.administrator);
    let mut tx = scene.hone.people.write().await.unwrap();
    let contact = |name: &str, email: &str, phone: &str| Contact {
        name: name.to_owned(),
        email: email.to_owned(),
        phone: phone.to_owned(),
        says: String::new(),
    };
    for (wrong, field) in [
        (contact("", "a@b.test", ""), "name"),
        (contact("Firm", "", ""), "email"),
        (contact("Firm", "a@", ""), "email"),
        (contact("Firm", "", "call me"), "phone"),
        (contact("Firm", "", "+4"), "phone"),
        (Contact { says: "x".repeat(301), ..contact("Firm", "a@b.test", "") }, "says"),
    ] {
        let wrongs =
            staff::set_contact(&mut tx, &scene.hone, &administrator, &wrong).await.unwrap();
        assert_eq!(wrongs.len(), 1, "{wrong:?}");
        assert_eq!(wrongs[0].field, field, "{wrong:?}");
    }
    let id = here.organisation.id;
    assert_eq!(organisation::store::find_contact(&mut tx, id).await.unwrap(), None);
    for fine in [contact("Firm", "", " +43 (1) 234/567-8 "), contact("Firm", "a@b.test", "")] {
        let wrongs = staff::set_contact(&mut tx, &scene.hone, &administrator, &fine).await.unwrap();
        assert!(wrongs.is_empty(), "{wrongs:?}");
    }
    let stored = organisation::store::find_contact(&mut tx, id).await.unwrap();
    assert_eq!(stored, Some(contact("Firm", "a@b.test", "")));
    let none = Contact::default();
    staff::set_contact(&mut tx, &scene.hone, &administrator, &none).await.unwrap();
    assert_eq!(organisation::store::find_contact(&mut tx, id).await.unwrap(), None);
}
