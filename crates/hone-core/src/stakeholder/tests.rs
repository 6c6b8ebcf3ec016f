use jiff::civil::{Date, date};

use super::rhythm::{self, Rhythm};
use super::{
    Refusal, Stakeholder, Wording, contact, done, erase, find, list, put_away, reword, write,
};
use crate::account::Viewer;
use crate::db::PeopleTx;
use crate::team::{self, Team, event};
use crate::testing::round::viewer;
use crate::testing::{each_engine, northfold};
use crate::{Error, Hone};

const DAY: i64 = 24 * 3600;
/// The day on which all begins.
const TODAY: Date = date(2026, 5, 4);

type Done = Result<(), Error>;

/// A team of Northfold's leader with Ben, who looks after things, and Carla; and another one of the leader.
struct Scene {
    hone: Hone,
    lead: Viewer,
    ben: Viewer,
    carla: Viewer,
    team: Team,
    other: Team,
    tx: PeopleTx,
}

impl Scene {
    async fn of(hone: &Hone) -> Self {
        let here = northfold(hone).await;
        let [lead, ben, carla] =
            [&here.leader, &here.reports[0], &here.reports[1]].map(|person| viewer(&here, person));
        let mut tx = hone.people.write().await.unwrap();
        let team = team::make(&mut tx, hone, &lead, "Pumps").await.unwrap();
        for person in &here.reports[..2] {
            team::invite(&mut tx, hone, &lead, &team, "", &person.email).await.unwrap();
        }
        let other = team::make(&mut tx, hone, &lead, "Valves").await.unwrap();
        Self { hone: hone.clone(), lead, ben, carla, team, other, tx }
    }

    fn wording(&self) -> Wording {
        Wording {
            name: "The treatment works".to_owned(),
            they_need: "our plan".to_owned(),
            we_need: "theirs".to_owned(),
            owner: Some(self.ben.person_id),
            usual_gap: 28,
            longest_gap: 42,
        }
    }

    async fn written(&mut self) -> Stakeholder {
        let (wording, carla) = (self.wording(), self.carla.clone());
        write(&mut self.tx, &self.hone, &carla, &self.team, wording).await.unwrap()
    }

    async fn now(&mut self, one: &Stakeholder) -> Stakeholder {
        find(&mut self.tx, &self.team, one.id).await.unwrap().unwrap()
    }

    async fn log(
        &mut self,
        who: &Viewer,
        one: &Stakeholder,
        said: (Option<Date>, &str),
    ) -> Result<contact::Contact, Error> {
        let now = self.now(one).await;
        contact::add(&mut self.tx, &self.hone, who, &self.team, &now, said).await
    }

    fn weekly(&self) -> rhythm::Wording {
        rhythm::Wording {
            what: "the plan of the week".to_owned(),
            to_whom: "both depots".to_owned(),
            channel: "in person".to_owned(),
            every_days: 7,
            owner: Some(self.ben.person_id),
            next_on: date(2026, 5, 6),
        }
    }

    async fn rhythm(&mut self) -> Rhythm {
        let (wording, carla) = (self.weekly(), self.carla.clone());
        rhythm::write(&mut self.tx, &self.hone, &carla, &self.team, wording).await.unwrap()
    }

    async fn next(&mut self, one: &Rhythm) -> Rhythm {
        rhythm::find(&mut self.tx, &self.team, one.id).await.unwrap().unwrap()
    }

    async fn beat(
        &mut self,
        who: &Viewer,
        one: &Rhythm,
        back: &str,
    ) -> Result<rhythm::Beat, Error> {
        let now = self.next(one).await;
        rhythm::beat(&mut self.tx, &self.hone, who, &self.team, &now, back).await
    }

    async fn take_back(
        &mut self,
        who: &Viewer,
        one: &Rhythm,
        beat: &rhythm::Beat,
        is_away: bool,
    ) -> Done {
        let now = self.next(one).await;
        let what = (&now, beat);
        rhythm::put_beat_away(&mut self.tx, &self.hone, who, &self.team, what, is_away).await
    }
}

fn refused<T: std::fmt::Debug>(result: Result<T, Error>, why: &Refusal) {
    match result {
        Err(Error::Refused(said)) => assert_eq!(said, why.to_string()),
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn any_contact_that_is_logged_moves_the_day_and_an_earlier_one_does_not() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (ben, carla) = (scene.ben.clone(), scene.carla.clone());
        let one = scene.written().await;
        let none = scene.now(&one).await;
        fresh.hone.clock.advance(10 * DAY);
        let latest = scene.log(&carla, &one, (None, "flushing moves")).await.unwrap();
        let spoke = scene.now(&one).await;
        scene.log(&ben, &one, (Some(date(2026, 5, 2)), "they asked for a map")).await.unwrap();
        let later = scene.now(&one).await;

        assert_eq!((none.last_day(), none.due()), (None, date(2026, 6, 1)), "from being written");
        assert_eq!(spoke.last_day(), Some(date(2026, 5, 14)));
        assert_eq!((spoke.due(), later.due()), (date(2026, 6, 11), date(2026, 6, 11)));
        let future = scene.log(&ben, &one, (Some(date(2026, 5, 15)), "x")).await;
        refused(future, &Refusal::Future);
        assert!(scene.log(&ben, &one, (None, " ")).await.is_err(), "nothing was said");
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        contact::put_away(tx, hone, &carla, team, (&later, &latest), true).await.unwrap();
        assert_eq!(scene.now(&one).await.last_day(), Some(date(2026, 5, 2)));
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        let all = contact::list(tx, team, &later).await.unwrap();
        let theirs = all.iter().find(|contact| contact.id != latest.id).unwrap();
        let away = contact::put_away(tx, hone, &carla, team, (&later, theirs), true).await;
        refused(away, &Refusal::NotYours);
        contact::put_away(tx, hone, &ben, team, (&later, &latest), false).await.unwrap();
        assert_eq!(scene.now(&one).await.last_day(), Some(date(2026, 5, 14)));
    }
}

#[tokio::test]
async fn it_is_time_after_the_usual_gap_and_overdue_only_after_the_longest() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let ben = scene.ben.clone();
        let one = scene.written().await;
        scene.log(&ben, &one, (None, "flushing moves")).await.unwrap();
        let one = scene.now(&one).await;

        let told = |on: Date| (one.is_due(on), one.is_overdue(on));
        assert_eq!(one.last_day(), Some(TODAY));
        assert_eq!(told(date(2026, 5, 31)), (false, false));
        assert_eq!(told(date(2026, 6, 1)), (true, false));
        assert_eq!(told(date(2026, 6, 15)), (true, false), "the last day of the longest gap");
        assert_eq!(told(date(2026, 6, 16)), (true, true));
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        put_away(tx, hone, &ben, team, &one, true).await.unwrap();
        let away = scene.now(&one).await;
        assert!(!away.is_due(date(2026, 6, 16)) && !away.is_overdue(date(2026, 6, 16)));
        refused(scene.log(&ben, &one, (None, "x")).await, &Refusal::Away);
    }
}

#[tokio::test]
async fn a_stakeholder_is_changed_by_who_looks_after_them_and_in_no_other_team() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben, carla) = (scene.lead.clone(), scene.ben.clone(), scene.carla.clone());
        let one = scene.written().await;
        let wording = scene.wording();
        let odd = |usual_gap, longest_gap| Wording { usual_gap, longest_gap, ..wording.clone() };
        let stranger = Wording { owner: None, ..wording.clone() };
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);

        for gaps in [odd(0, 5), odd(5, 4), odd(1, 731), odd(-1, -1)] {
            refused(reword(tx, hone, &ben, team, (&one, 1), gaps).await, &Refusal::Gaps);
        }
        refused(reword(tx, hone, &ben, team, (&one, 1), stranger).await, &Refusal::NoOwner);
        let theirs = reword(tx, hone, &carla, team, (&one, 1), wording.clone()).await;
        refused(theirs, &Refusal::NotYours);
        refused(put_away(tx, hone, &carla, team, &one, true).await, &Refusal::NotYours);
        reword(tx, hone, &lead, team, (&one, 1), odd(7, 7)).await.unwrap();
        refused(reword(tx, hone, &ben, team, (&one, 1), odd(9, 9)).await, &Refusal::Changed);

        assert_eq!(find(tx, &scene.other, one.id).await.unwrap(), None);
        assert!(list(tx, &scene.other).await.unwrap().is_empty());
        let now = scene.now(&one).await;
        assert_eq!((now.usual_gap, now.version), (7, 2));
        let story = event::list(&mut scene.tx, &scene.team, one.about()).await.unwrap();
        assert_eq!(story.len(), 2);
    }
}

#[tokio::test]
async fn who_has_waited_longest_stands_first() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let ben = scene.ben.clone();
        let first = scene.written().await;
        let second = scene.written().await;
        scene.log(&ben, &first, (None, "flushing moves")).await.unwrap();
        scene.log(&ben, &second, (Some(date(2026, 5, 1)), "a map")).await.unwrap();

        let all = list(&mut scene.tx, &scene.team).await.unwrap();

        let ids: Vec<_> = all.iter().map(|one| one.id).collect();
        assert_eq!(ids, [second.id, first.id]);
    }
}

#[tokio::test]
async fn a_rhythm_is_done_with_what_came_back_and_its_days_count_from_then() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (ben, carla) = (scene.ben.clone(), scene.carla.clone());
        let one = scene.rhythm().await;
        fresh.hone.clock.advance(4 * DAY);
        let today = date(2026, 5, 8);
        assert!(one.is_due(today) && one.is_due(date(2026, 5, 6)) && !one.is_due(date(2026, 5, 5)));

        assert!(scene.beat(&carla, &one, " ").await.is_err(), "nothing came back");
        let first = scene.beat(&carla, &one, "the map is too small").await.unwrap();
        let once = scene.next(&one).await;
        fresh.hone.clock.advance(7 * DAY);
        let second = scene.beat(&ben, &one, "nothing").await.unwrap();
        let twice = scene.next(&one).await;

        assert_eq!((once.next_on.0, once.is_due(today)), (date(2026, 5, 15), false));
        assert_eq!(twice.next_on.0, date(2026, 5, 22));
        refused(scene.take_back(&carla, &one, &second, true).await, &Refusal::NotYours);
        scene.take_back(&carla, &one, &first, true).await.unwrap();
        let earlier = scene.next(&one).await.next_on.0;
        assert_eq!(earlier, date(2026, 5, 22), "an earlier time moves nothing");
        scene.take_back(&ben, &one, &second, true).await.unwrap();
        assert_eq!(scene.next(&one).await.next_on.0, date(2026, 5, 15), "as it was due");
        scene.take_back(&ben, &one, &second, false).await.unwrap();
        assert_eq!(scene.next(&one).await.next_on.0, date(2026, 5, 22));
        let beats = rhythm::list_beats(&mut scene.tx, &scene.team, &one).await.unwrap();
        assert_eq!(beats.iter().map(|beat| beat.id).collect::<Vec<_>>(), [second.id, first.id]);
    }
}

#[tokio::test]
async fn a_rhythm_is_changed_by_its_owner_and_rests_while_it_is_put_away() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben, carla) = (scene.lead.clone(), scene.ben.clone(), scene.carla.clone());
        let one = scene.rhythm().await;
        let weekly = scene.weekly();
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);

        let never = rhythm::Wording { every_days: 0, ..weekly.clone() };
        refused(rhythm::reword(tx, hone, &ben, team, (&one, 1), never).await, &Refusal::Every);
        let theirs = rhythm::reword(tx, hone, &carla, team, (&one, 1), weekly.clone()).await;
        refused(theirs, &Refusal::NotYours);
        let slower = rhythm::Wording { every_days: 14, ..weekly.clone() };
        rhythm::reword(tx, hone, &lead, team, (&one, 1), slower).await.unwrap();
        let late = rhythm::reword(tx, hone, &ben, team, (&one, 1), weekly).await;
        refused(late, &Refusal::Changed);
        let now = rhythm::find(tx, team, one.id).await.unwrap().unwrap();
        rhythm::put_away(tx, hone, &ben, team, &now, true).await.unwrap();

        let away = scene.next(&one).await;
        assert_eq!((away.every_days, away.is_due(date(2026, 6, 1))), (14, false));
        refused(scene.beat(&ben, &one, "x").await, &Refusal::Away);
        let found = rhythm::find(&mut scene.tx, &scene.other, one.id).await.unwrap();
        assert_eq!(found, None, "not in another team");
    }
}

#[tokio::test]
async fn whoever_is_erased_looks_after_nothing_and_what_came_back_stays() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben) = (scene.lead.clone(), scene.ben.clone());
        let (one, weekly) = (scene.written().await, scene.rhythm().await);
        scene.log(&ben, &one, (None, "I was late")).await.unwrap();
        scene.beat(&ben, &weekly, "the map is too small").await.unwrap();

        erase(&mut scene.tx, scene.team.organisation_id, ben.person_id).await.unwrap();

        let now = scene.now(&one).await;
        assert_eq!((now.owner_id, now.last_day()), (None, Some(TODAY)));
        assert!(now.is_turn_of(&scene.team, &lead));
        let log = contact::list(&mut scene.tx, &scene.team, &now).await.unwrap();
        assert_eq!((log[0].person_id, log[0].line.as_str()), (None, ""));
        let next = scene.next(&weekly).await;
        assert!(next.owner_id.is_none() && next.is_turn_of(&scene.team, &lead));
        let beats = rhythm::list_beats(&mut scene.tx, &scene.team, &weekly).await.unwrap();
        assert_eq!(beats[0].person_id, None);
        assert_eq!(beats[0].what_came_back, "the map is too small");
    }
}

#[tokio::test]
async fn whoever_spoke_with_somebody_is_told_with_how_many_and_no_contact_twice() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (ben, carla) = (scene.ben.clone(), scene.carla.clone());
        let (one, two, three) =
            (scene.written().await, scene.written().await, scene.written().await);
        for (who, with) in [(&ben, &one), (&ben, &one), (&ben, &two), (&carla, &three)] {
            scene.log(who, with, (None, "We agreed on July.")).await.unwrap();
        }
        let back = scene.log(&ben, &three, (None, "By mistake.")).await.unwrap();
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        contact::put_away(tx, hone, &ben, team, (&three, &back), true).await.unwrap();
        let now = hone.clock.now();
        let between = |from, to| team::Between {
            organisation_id: ben.organisation_id,
            person_id: ben.person_id,
            from,
            to,
        };

        let told = done::between(tx, &between(now, now.plus(1))).await.unwrap();
        let before = done::between(tx, &between(now.plus(-9), now)).await.unwrap();

        let told: Vec<_> = told.iter().map(|one| (one.contrast, one.often, one.n)).collect();
        assert_eq!(told, [("vision", "spoke with {} stakeholders", 2)]);
        assert_eq!(before, []);
    }
}
