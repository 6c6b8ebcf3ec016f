use std::collections::BTreeSet;

use hone_gate::Published;
use hone_model::{Model, Pole, Sentences};
use jiff::civil::{Date, date};

use super::saying::{self, Asked, Seen};
use super::{DAYS_OPEN, Look, Refusal, clear, draft, find, opens_from, ready, start};
use crate::account::Viewer;
use crate::ballot::Poll;
use crate::category::Category;
use crate::clock::days_after;
use crate::ids::LeaderId;
use crate::person::Person;
use crate::result::{self, Found};
use crate::round::{self, Phase, Round};
use crate::testing::round::{Staged, launched, mail, viewer};
use crate::testing::{each_engine, made, rating, sign_in_as};
use crate::{Error, Hone, leader, person, plan};

const DAY: i64 = 86_400;

/// A result with numbers that was released on 4 May 2026, and its leader with a plan.
struct Scene {
    staged: Staged,
    me: Viewer,
    result: LeaderId,
}

impl Scene {
    async fn set(hone: &Hone, contrast: &str) -> Self {
        Self::of(hone, launched(hone, 3).await, contrast).await
    }

    async fn of(hone: &Hone, staged: Staged, contrast: &str) -> Self {
        staged.everybody_answers(hone, 4).await;
        staged.release(hone).await;
        let me = viewer(&staged.northfold, &staged.northfold.leader);
        let result = staged.leaders(hone).await[0].id;
        let mut tx = hone.people.write().await.unwrap();
        plan::choose(&mut tx, hone, &me, result, contrast).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        Self { staged, me, result }
    }

    /// The same, six weeks later.
    async fn ripe(hone: &Hone) -> Self {
        let scene = Self::set(hone, "trust").await;
        hone.clock.advance(42 * DAY);
        scene
    }

    async fn starts(&self, hone: &Hone) -> Result<Option<Round>, Error> {
        start(hone, &self.me, self.result).await
    }

    /// The second look after it has begun.
    async fn started(&self, hone: &Hone) -> Staged {
        let round = self.starts(hone).await.unwrap().unwrap();
        Staged { round, ..self.staged.clone() }
    }

    async fn stands(&self, hone: &Hone) -> Look {
        find(hone, &self.me, self.result).await.unwrap().unwrap()
    }
}

fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    match result {
        Err(Error::Refused(why)) => why,
        other => panic!("not refused: {other:?}"),
    }
}

async fn leave(hone: &Hone, people: &[Person]) {
    let mut tx = hone.people.write().await.unwrap();
    for person in people {
        let left = Person { left_at: Some(hone.clock.now()), ..person.clone() };
        person::store::save(&mut tx, &left).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// Who is asked about the only leader of a round, and as what.
async fn asked(hone: &Hone, staged: &Staged) -> BTreeSet<(String, Category)> {
    let leader = staged.leaders(hone).await.remove(0);
    let mut tx = hone.people.read().await.unwrap();
    let raters = leader::store::list_raters(&mut tx, leader.organisation_id, leader.id).await;
    raters.unwrap().into_iter().map(|rater| (rater.name, rater.category)).collect()
}

async fn has_numbers(hone: &Hone, staged: &Staged) -> bool {
    matches!(Published::parse(&staged.released(hone).await), Ok(Published::Numbers(_)))
}

#[tokio::test]
async fn people_are_asked_from_six_weeks_after_the_release_on_and_once() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let scene = Scene::set(hone, "trust").await;
        hone.clock.advance(41 * DAY);

        let day: Date = date(2026, 6, 15);
        let too_soon = Refusal::TooSoon(day);
        assert_eq!(refused(scene.starts(hone).await), too_soon.to_string(), "{}", fresh.engine);
        assert!(too_soon.to_string().contains("from 15 June 2026 on"), "{too_soon}");
        assert!(matches!(scene.stands(hone).await, Look::Not(why) if why == too_soon));
        let original = scene.staged.now(hone).await;
        assert_eq!(opens_from(&original, &scene.me.zone()), day);
        hone.clock.advance(DAY);
        let Look::Ready(ready) = scene.stands(hone).await else { panic!("it is not ready") };
        assert_eq!(ready.questions[0], "Marek Dvorak leaves work with the people who own it.");
        let round = scene.starts(hone).await.unwrap().unwrap();
        assert_eq!((round.phase, round.follows), (Phase::Open, Some(scene.result)));
        assert_eq!(round.closes_at.date(&scene.me.zone()), days_after(day, DAYS_OPEN));
        assert!(matches!(scene.stands(hone).await, Look::Open(open) if open.id == round.id));
        assert_eq!(refused(scene.starts(hone).await), Refusal::Asked.to_string());
    }
}

#[tokio::test]
async fn it_asks_the_same_people_in_the_same_groups_with_the_same_floor() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let scene = Scene::ripe(hone).await;
        let northfold = &scene.staged.northfold;
        leave(hone, &northfold.reports[..1]).await;
        let mut before = asked(hone, &scene.staged).await;

        let look = scene.started(hone).await;

        before.remove(&(northfold.reports[0].name.clone(), Category::Reports));
        assert_eq!(asked(hone, &look).await, before, "{}", fresh.engine);
        assert_eq!(before.len(), 10);
        let (then, now) = (scene.staged.now(hone).await, look.now(hone).await);
        assert_eq!((now.k, now.form.as_str()), (then.k, "change.trust"));
        assert_eq!(now.name, "Spring 2026, second look");
        let invited = mail(hone, "Have you seen a change in ").await;
        assert_eq!(invited.len(), 10);
        let words = invited[0].plain.replace(" \n", " ").replace('\n', " ");
        assert!(words.contains("Marek Dvorak has practised since"), "{words}");
        assert!(words.contains("once at least 4 people have answered"), "{words}");
    }
}

#[tokio::test]
async fn where_fewer_than_the_floor_are_left_nobody_is_asked() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let scene = Scene::ripe(hone).await;
        let northfold = scene.staged.northfold.clone();
        leave(hone, &northfold.reports).await;
        leave(hone, &northfold.peers[..1]).await;

        let too_few = Refusal::TooFew { n: 3, k: 4 };
        assert_eq!(refused(scene.starts(hone).await), too_few.to_string(), "{}", fresh.engine);

        assert!(mail(hone, "Have you seen a change").await.is_empty());
        let mut tx = hone.people.read().await.unwrap();
        let rounds = round::store::list(&mut tx, northfold.organisation.id).await.unwrap();
        assert_eq!(rounds.len(), 1, "nothing was drafted");
    }
}

#[tokio::test]
async fn a_group_that_has_fallen_below_the_floor_is_counted_with_another() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let scene = Scene::ripe(hone).await;
        leave(hone, &scene.staged.northfold.peers[..1]).await;
        let look = scene.started(hone).await;

        look.everybody_answers(hone, 4).await;
        look.release(hone).await;

        let Look::Told(told) = scene.stands(hone).await else { panic!("nothing is told") };
        let classes: Vec<&str> = told.release.classes().iter().map(hone_gate::Class::id).collect();
        assert_eq!(classes, ["reports+peers"], "{}", fresh.engine);
        assert_eq!(told.release.n_raters(), 8);
    }
}

#[tokio::test]
async fn it_closes_and_is_read_by_its_dates_and_is_no_report() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let scene = Scene::ripe(hone).await;
        sign_in_as(hone, &scene.staged.northfold.leader).await;
        let look = scene.started(hone).await;
        look.everybody_answers(hone, 5).await;

        hone.clock.advance(15 * DAY);
        round::keep_course(hone).await.unwrap();
        assert!(matches!(scene.stands(hone).await, Look::Closed(_)), "{}", fresh.engine);
        round::keep_course(hone).await.unwrap();

        let Look::Told(told) = scene.stands(hone).await else { panic!("nothing is told") };
        let said = saying::asked(&told);
        assert_eq!(said.iter().map(|asked| asked.seen).collect::<Vec<_>>(), [Seen::More; 2]);
        assert!(
            told.release.scales().is_empty()
                && told.release.comments().colleagues("keep").is_none()
        );
        // Numbers, though it is 57 days after others: it asks nothing that they asked.
        assert!(has_numbers(hone, &look).await);
        let own = look.leaders(hone).await[0].id;
        assert!(result::find(hone, &scene.me, own).await.unwrap().is_none());
        assert!(matches!(
            result::find(hone, &scene.me, scene.result).await.unwrap(),
            Some(Found::Numbers(_))
        ));
        let mut tx = hone.people.read().await.unwrap();
        let mine =
            leader::store::list_of_person(&mut tx, scene.me.organisation_id, scene.me.person_id);
        assert_eq!(mine.await.unwrap().len(), 1);
        drop(tx);
        let told = mail(hone, "What people have seen").await;
        assert_eq!(told.len(), 1);
        let link = format!("/reports/{}/plan", scene.result);
        assert!(told[0].html.contains(&link), "{}", told[0].html);
    }
}

#[tokio::test]
async fn where_too_few_answer_it_says_so() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let scene = Scene::ripe(hone).await;
        let look = scene.started(hone).await;
        let three: Vec<&str> = look.anonymous()[..3].to_vec();
        look.answer(hone, &three, 5).await;

        look.release(hone).await;

        assert!(matches!(scene.stands(hone).await, Look::Untold(_)), "{}", fresh.engine);
    }
}

#[tokio::test]
async fn a_full_round_after_it_has_numbers_if_it_is_far_from_the_last_full_one() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let scene = Scene::ripe(hone).await;
        let look = scene.started(hone).await;
        look.everybody_answers(hone, 4).await;
        look.release(hone).await;
        hone.clock.advance(48 * DAY);

        let next = scene.staged.again(hone, 3).await;
        let mut tx = hone.people.read().await.unwrap();
        let plan = round::plan(&mut tx, &next.round).await.unwrap();
        drop(tx);
        let next = next.launch(hone).await;
        next.everybody_answers(hone, 4).await;
        next.close(hone).await;

        assert!(plan.without_numbers.is_empty(), "{:?}", plan.without_numbers);
        assert!(has_numbers(hone, &next).await, "{}", fresh.engine);
    }
}

#[tokio::test]
async fn two_about_the_same_contrast_soon_after_each_other_are_refused() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let first = Scene::set(hone, "trust").await;
        hone.clock.advance(91 * DAY);
        let second = first.staged.again(hone, 3).await.launch(hone).await;
        let second = Scene::of(hone, second, "trust").await;
        let look = first.started(hone).await;
        look.everybody_answers(hone, 4).await;
        look.release(hone).await;
        let closed = look.now(hone).await.closed_at.unwrap().date(&jiff::tz::TimeZone::UTC);
        hone.clock.advance(42 * DAY);

        let too_near = Refusal::TooNear(days_after(closed, 76));
        assert_eq!(refused(second.starts(hone).await), too_near.to_string(), "{}", fresh.engine);
        hone.clock.advance(33 * DAY);
        assert_eq!(refused(second.starts(hone).await), too_near.to_string());
        hone.clock.advance(DAY);
        let again = second.started(hone).await;
        again.everybody_answers(hone, 4).await;
        hone.clock.advance(14 * DAY);
        again.close(hone).await;
        assert!(has_numbers(hone, &again).await);
    }
}

#[tokio::test]
async fn one_about_another_contrast_may_follow_at_once() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let first = Scene::set(hone, "trust").await;
        hone.clock.advance(91 * DAY);
        let second = first.staged.again(hone, 3).await.launch(hone).await;
        let second = Scene::of(hone, second, "risk").await;
        first.started(hone).await.release(hone).await;
        hone.clock.advance(42 * DAY);

        let again = second.started(hone).await;

        assert_eq!(again.round.form, "change.risk", "{}", fresh.engine);
    }
}

#[tokio::test]
async fn only_the_leader_of_a_result_with_numbers_and_a_plan_begins() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let staged = launched(hone, 3).await;
        staged.everybody_answers(hone, 4).await;
        staged.release(hone).await;
        let me = viewer(&staged.northfold, &staged.northfold.leader);
        let result = staged.leaders(hone).await[0].id;
        hone.clock.advance(60 * DAY);

        assert_eq!(refused(start(hone, &me, result).await), Refusal::NoPlan.to_string());
        for other in [&staged.administrator, &viewer(&staged.northfold, &staged.northfold.manager)]
        {
            assert!(start(hone, other, result).await.unwrap().is_none(), "{}", fresh.engine);
            assert!(find(hone, other, result).await.unwrap().is_none());
        }
        let directions = staged.again(hone, 3).await.launch(hone).await;
        let directions = Scene::of(hone, directions, "trust").await;
        hone.clock.advance(42 * DAY);
        let no_numbers = Refusal::NoNumbers.to_string();
        assert_eq!(refused(directions.starts(hone).await), no_numbers);
        let none = directions.staged.again(hone, 3).await.launch(hone).await;
        none.release(hone).await;
        let none = none.leaders(hone).await[0].id;
        assert!(start(hone, &me, none).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn nobody_changes_it_and_what_a_crash_left_is_replaced() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let scene = Scene::ripe(hone).await;
        let Some(Found::Numbers(report)) =
            result::find(hone, &scene.me, scene.result).await.unwrap()
        else {
            panic!("no numbers")
        };
        let mut tx = hone.people.write().await.unwrap();
        clear(&mut tx, &scene.me, &report).await.unwrap();
        let ready = ready(&mut tx, hone, &scene.me, &report).await.unwrap().unwrap();
        let left = draft(&mut tx, hone, &scene.me, &report, &ready).await.unwrap();
        tx.commit().await.unwrap();
        assert!(matches!(scene.stands(hone).await, Look::Ready(_)), "{}", fresh.engine);
        assert_eq!(left.must_be_draft(), Err(round::Refusal::LooksBack));
        hone.clock.advance(7 * DAY);

        let round = scene.starts(hone).await.unwrap().unwrap();

        assert_ne!(round.id, left.id);
        assert!(round.closes_at > left.closes_at);
        assert_eq!(round.must_be_draft(), Err(round::Refusal::LooksBack));
        let mut tx = hone.people.read().await.unwrap();
        let organisation = scene.me.organisation_id;
        assert!(round::store::find(&mut tx, organisation, left.id).await.unwrap().is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_that_begin_at_once_one_does() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let scene = Scene::ripe(hone).await;

        let (one, two) = tokio::join!(scene.starts(hone), scene.starts(hone));

        let n = [one, two].into_iter().filter(|started| matches!(started, Ok(Some(_)))).count();
        assert_eq!(n, 1, "{}", fresh.engine);
        let mut tx = hone.people.read().await.unwrap();
        let rounds = round::store::list(&mut tx, scene.me.organisation_id).await.unwrap();
        assert_eq!(rounds.iter().filter(|round| round.phase == Phase::Open).count(), 1);
    }
}

#[test]
fn a_sheet_about_a_change_has_no_comment_and_no_other_item() {
    let poll = Poll::read("change.trust", Model::BUILTIN_DOCUMENT).unwrap();
    let sheet = rating::sheet("change.trust", 5);

    assert!(poll.fits(&sheet));
    for form in ["pulse", "change.risk"] {
        assert!(!poll.fits(&rating::sheet(form, 5)), "{form}");
    }
    let mut said = sheet;
    said.comments.insert("keep".to_owned(), "Go on".to_owned());
    assert!(!poll.fits(&said));
}

/// What ten direct reports who have this mean have seen of leading in trust.
fn seen_at(tenths: i64, unchanged: f64) -> Seen {
    let release = made::seen(&[("trust", 30, tenths)]);
    let rules = hone_model::Thresholds { unchanged, ..Sentences::builtin().thresholds() };
    saying::seen(release.items()["trust.leading"].overall(), &rules)
}

#[test]
fn a_change_is_seen_where_the_whole_range_lies_on_one_side_of_about_the_same() {
    // A single question of ten reaches 0.9 to either side.
    assert_eq!(seen_at(39, 3.0), Seen::CannotTell);
    assert_eq!(seen_at(40, 3.0), Seen::More);
    assert_eq!(seen_at(21, 3.0), Seen::CannotTell);
    assert_eq!(seen_at(20, 3.0), Seen::Less);
    assert_eq!(seen_at(0, 3.0), Seen::Untold);
    assert_eq!((seen_at(39, 2.9), seen_at(20, 2.9)), (Seen::More, Seen::CannotTell));
}

#[test]
fn of_several_questions_about_a_pole_none_may_contradict() {
    let model = Model::builtin();
    let release = made::seen(&[("trust", 30, 30)]);
    let line = &release.items()["trust.leading"];
    let of = |pole, seen: &[Seen]| {
        let item = model.changes().iter().find(|item| item.pole == Pole::Leading).unwrap();
        let asked: Vec<Asked> = seen.iter().map(|seen| Asked { item, line, seen: *seen }).collect();
        saying::of_pole(&asked, pole)
    };

    let leading = |seen: &[Seen]| of(Pole::Leading, seen);
    assert_eq!(leading(&[Seen::More, Seen::CannotTell]), Seen::More);
    assert_eq!(leading(&[Seen::Less, Seen::Untold]), Seen::Less);
    assert_eq!(leading(&[Seen::Less, Seen::More]), Seen::CannotTell);
    assert_eq!(leading(&[Seen::CannotTell, Seen::Untold]), Seen::CannotTell);
    assert_eq!(leading(&[Seen::Untold]), Seen::Untold);
    assert_eq!(of(Pole::Managing, &[Seen::More]), Seen::Untold);
}
