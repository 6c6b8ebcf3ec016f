use jiff::civil::date;

use super::{DAY, Scene, refused};
use crate::account::Viewer;
use crate::clock::{Moment, days_after};
use crate::db::PeopleTx;
use crate::rhythm::journey::{self, Course, Turn};
use crate::rhythm::moved::{self, Moved};
use crate::rhythm::nudge::{self, Often, Wording};
use crate::rhythm::week::{self, monday};
use crate::rhythm::{Refusal, erase, feed};
use crate::testing::each_engine;
use crate::testing::round::{mail, viewer};
use crate::{team, testing};

impl Scene {
    async fn write_line(&self, who: &Viewer, line: &str) {
        let mut tx = self.write().await;
        week::write(&mut tx, &self.hone, who, line).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn read(&self) -> PeopleTx {
        self.hone.people.read().await.unwrap()
    }

    async fn this_and_last(&self, who: &Viewer) -> (Option<String>, Option<String>) {
        let found = week::this_and_last(&mut self.read().await, who, self.date()).await;
        let (this, last) = found.unwrap();
        (this.map(|one| one.line), last.map(|one| one.line))
    }

    async fn moved(&self, who: &Viewer) -> Vec<Moved> {
        let now = self.hone.clock.now();
        moved::list(&mut self.read().await, who, now.plus(-DAY), now.plus(1)).await.unwrap()
    }

    async fn course(&self) -> Course {
        journey::find(&mut self.read().await, &self.lead).await.unwrap().unwrap()
    }

    async fn begin(&self, day: Option<jiff::civil::Date>) -> Result<(), crate::Error> {
        let mut tx = self.write().await;
        journey::begin(&mut tx, &self.hone, &self.lead, day).await?;
        tx.commit().await
    }

    async fn turn(&self, turn: Turn) -> bool {
        let mut tx = self.write().await;
        let done = journey::turn(&mut tx, &self.hone, &self.lead, turn).await.unwrap();
        tx.commit().await.unwrap();
        done
    }

    async fn ask_for_round(&self) -> Result<bool, crate::Error> {
        let mut tx = self.write().await;
        let done = journey::ask_for_round(&mut tx, &self.hone, &self.lead).await?;
        tx.commit().await?;
        Ok(done)
    }
}

#[test]
fn a_week_begins_on_monday() {
    for n in 0..7 {
        assert_eq!(monday(days_after(date(2026, 5, 4), n)), date(2026, 5, 4));
    }
    assert_eq!(monday(date(2026, 5, 3)), date(2026, 4, 27));
    assert_eq!(monday(date(2027, 1, 1)), date(2026, 12, 28));
}

#[tokio::test]
async fn the_line_of_a_week_is_ones_own_and_stands_before_the_next_one() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (lead, ben) = (&scene.lead, &scene.ben);
        assert_eq!(scene.this_and_last(lead).await, (None, None));
        scene.write_line(lead, "  Let Ben \n answer ").await;
        scene.write_line(lead, "Let Ben answer alone").await;

        assert_eq!(scene.this_and_last(lead).await.0.as_deref(), Some("Let Ben answer alone"));

        assert_eq!(scene.this_and_last(ben).await, (None, None), "{}", fresh.engine);
        scene.hone.clock.advance(13 * DAY);
        let last = Some("Let Ben answer alone".to_owned());
        assert_eq!(scene.this_and_last(lead).await, (None, last.clone()));
        scene.write_line(lead, "Next").await;
        assert_eq!(scene.this_and_last(lead).await, (Some("Next".to_owned()), last));
        let mut tx = scene.write().await;
        let none = week::write(&mut tx, &scene.hone, lead, " \n ").await;
        assert!(refused(none).contains("write something"));
        let long = week::write(&mut tx, &scene.hone, lead, &"x".repeat(201)).await;
        assert!(refused(long).contains("200"));
        let all = week::written(&mut tx, lead, date(2026, 5, 5)).await.unwrap();
        assert_eq!(all.len(), 2, "of the whole week of the day");
    }
}

#[tokio::test]
async fn what_moved_is_told_by_thing_without_a_name_and_only_to_who_may_read_it() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let area = scene.area().await;
        scene.question(&area).await;
        let bet = scene.bet().await;
        scene.place(&bet).await;

        let moved = scene.moved(&scene.lead).await;

        let told: Vec<_> = moved.iter().map(|one| (one.tool, one.title.as_str())).collect();
        let expected = [("Bets", "Text customers first"), ("Delegation", "Valve inspections")];
        assert_eq!(told, expected, "{}", fresh.engine);
        assert_eq!(moved[1].did, ["offered it", "said yes", "asked a question"]);
        assert_eq!(moved[0].did, ["wrote it down", "gave odds", "placed it"]);
        assert!(!format!("{moved:?}").contains("Ben Okafor"), "{moved:?}");
        assert_eq!(scene.moved(&scene.ben).await, moved);
        let carla = viewer(&scene.here, &scene.here.reports[1]);
        assert!(scene.moved(&carla).await.is_empty());
        scene.hone.clock.advance(2 * DAY);
        assert!(scene.moved(&scene.lead).await.is_empty(), "that was before");
        let mut tx = scene.write().await;
        team::close(&mut tx, &scene.hone, &scene.lead, &scene.team).await.unwrap();
        let all = moved::list(&mut tx, &scene.lead, Moment(0), Moment(i64::MAX)).await.unwrap();
        assert!(all.is_empty(), "nothing of a team that is closed");
    }
}

#[tokio::test]
async fn a_draft_of_somebody_else_does_not_move() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let wording = crate::delegation::area::Wording {
            title: "Secret plan".to_owned(),
            kind: crate::delegation::area::Kind::Work,
            owner: scene.ben.person_id,
            level: crate::delegation::Level::Mine,
            done_when: String::new(),
            limits: String::new(),
            check_in: crate::delegation::area::Looks::None,
            every_days: 0,
            next_check_in: None,
        };
        let (hone, lead, mut tx) = (&scene.hone, &scene.lead, scene.write().await);
        let team = &scene.team;
        crate::delegation::area::write(&mut tx, hone, lead, team, wording, false).await.unwrap();
        tx.commit().await.unwrap();

        assert_eq!(scene.moved(lead).await.len(), 1, "{}", fresh.engine);
        assert!(scene.moved(&scene.ben).await.is_empty());
    }
}

#[tokio::test]
async fn the_weeks_of_a_journey_stand_still_while_it_is_paused_or_left() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        assert!(!scene.turn(Turn::Pause).await, "nobody is on it");
        for day in [None, Some(date(2026, 2, 2)), Some(date(2026, 8, 3))] {
            assert_eq!(refused(scene.begin(day).await), Refusal::FirstDay.to_string(), "{day:?}");
        }
        scene.begin(Some(date(2026, 4, 27))).await.unwrap();
        let week = async |n_days: i64| {
            scene.hone.clock.advance(n_days * DAY);
            let course = scene.course().await;
            (course.week(scene.date()), course.step(scene.date()).map(|(_, step)| step.id.clone()))
        };
        let step = |id: &str| Some(id.to_owned());

        assert_eq!(week(0).await, (2, step("trust")), "{}", fresh.engine);
        assert_eq!(week(14).await, (4, step("self")));
        assert!(scene.turn(Turn::Pause).await);
        assert_eq!(week(30).await, (4, None));
        assert!(scene.turn(Turn::Leave).await);
        assert_eq!(week(30).await, (4, None));
        assert!(scene.turn(Turn::Resume).await);
        assert_eq!(week(0).await, (4, step("self")), "where it was stopped");
        assert_eq!(week(9 * 7).await, (13, step("again")));
        assert_eq!(week(7).await, (14, None));
        let today = scene.date();
        scene.begin(Some(days_after(today, 7))).await.unwrap();
        assert_eq!(week(0).await, (0, None), "it begins in a week");
        assert_eq!(week(7).await, (1, step("begin")));
        let of_ben = journey::find(&mut scene.read().await, &scene.ben).await.unwrap();
        assert_eq!(of_ben, None);
    }
}

#[tokio::test]
async fn whoever_is_on_the_journey_asks_administrators_for_a_round_once_in_two_weeks() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        assert!(!scene.ask_for_round().await.unwrap(), "only on the journey");
        scene.begin(Some(date(2026, 5, 4))).await.unwrap();

        assert!(scene.ask_for_round().await.unwrap());

        let sent = mail(&scene.hone, "Marek Dvorak asks for a round").await;
        let to: Vec<_> = sent.iter().map(|mail| mail.to_address.as_str()).collect();
        assert_eq!(to, ["orla.byrne@northfold.test"], "{}", fresh.engine);
        scene.hone.clock.advance(13 * DAY);
        assert!(refused(scene.ask_for_round().await).contains("from 18 May on"));
        scene.hone.clock.advance(DAY);
        assert!(scene.ask_for_round().await.unwrap());
        scene.begin(Some(date(2026, 5, 18))).await.unwrap();
        assert!(scene.ask_for_round().await.is_err(), "beginning anew asks nobody anew");
    }
}

#[tokio::test]
async fn erasing_a_person_leaves_nothing_of_their_rhythm_and_all_of_the_others() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (hone, lead, ben) = (&scene.hone, &scene.lead, &scene.ben);
        scene.begin(Some(scene.date())).await.unwrap();
        let wording = Wording {
            often: Often::Daily,
            weekday: 1,
            hour: 9,
            quiet_from: 18,
            quiet_to: 8,
            quiet_days: Vec::new(),
            time_zone: "UTC".to_owned(),
        };
        let line = super::line(crate::due::Rank::Due, "x");
        for who in [lead, ben] {
            scene.write_line(who, "mine").await;
            scene.put_off(who, &line, super::Until::Tomorrow).await.unwrap();
            let mut tx = scene.write().await;
            nudge::choose(&mut tx, hone, who, wording.clone()).await.unwrap();
            feed::renew(&mut tx, hone, who).await.unwrap();
            tx.commit().await.unwrap();
        }
        scene.bet().await;
        hone.clock.advance(DAY);
        nudge::send_due(hone).await.unwrap();

        let mut tx = scene.write().await;
        erase(&mut tx, lead.organisation_id, lead.person_id).await.unwrap();
        tx.commit().await.unwrap();

        for table in ["put_off", "week_line", "nudge", "nudge_link", "calendar_feed", "journey"] {
            let left = testing::people_in(&hone.people, table).await;
            assert!(!left.contains(&lead.person_id), "{table} on {}", fresh.engine);
            let keeps = !["nudge_link", "journey"].contains(&table);
            assert_eq!(left.contains(&ben.person_id), keeps, "{table} on {}", fresh.engine);
        }
    }
}
