//! What the odds of check-ins come to.

use jiff::civil::date;

use super::{DAY, Scene};
use crate::account::Viewer;
use crate::testing::each_engine;
use crate::vision::key::foreseen::{self, Course};
use crate::vision::objective::{Aim, Step};
use crate::vision::{Objective, key};

impl Scene {
    /// The first odds of somebody and what came of them, by the title of the objective.
    async fn foreseen(&mut self, who: &Viewer) -> Vec<(String, i64, Course)> {
        let mut all = foreseen::foreseen(&mut self.tx, &self.hone, who).await.unwrap();
        all.sort_by(|a, b| a.objective.title.cmp(&b.objective.title));
        all.into_iter().map(|one| (one.objective.title, one.odds, one.course)).collect()
    }

    /// An objective with a key result from 9 to 2 in a week, of which Ben says that it stands at 8.
    async fn with_odds(&mut self, title: &str, odds: i64) -> Objective {
        let one = self.active(title, Aim::Nothing).await;
        self.key(&one).await;
        let (ben, team) = (self.ben.clone(), self.team.clone());
        self.check((&ben, &team), &one, ("8", Some(odds), "So far")).await.unwrap();
        one
    }

    async fn stands(&mut self, of: &Objective, value: &str) {
        let (carla, team) = (self.carla.clone(), self.team.clone());
        self.check((&carla, &team), of, (value, Some(95), "Now")).await.unwrap();
    }
}

#[tokio::test]
async fn the_first_odds_count_and_what_is_reached_counts_from_its_day_on() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (ben, lead, team) = (scene.ben.clone(), scene.lead.clone(), scene.team.clone());
        let early = scene.with_odds("a, early", 60).await;
        scene.hone.clock.advance(60);
        scene.check((&ben, &team), &early, ("5", Some(90), "Nearly")).await.unwrap();
        let late = scene.with_odds("b, late", 70).await;
        let _open = scene.with_odds("c, nobody says", 80).await;
        let dropped = scene.with_odds("d, dropped", 20).await;
        scene.take(&lead, dropped.id, Step::Drop("No money", "Ask sooner")).await.unwrap();
        let silent = scene.active("e, without odds", Aim::Nothing).await;
        scene.key(&silent).await;
        scene.check((&ben, &team), &silent, ("4", None, "So far")).await.unwrap();

        scene.stands(&early, "2").await;
        let before = scene.foreseen(&ben).await;
        scene.hone.clock.advance(7 * DAY);
        scene.stands(&early, "6").await;
        scene.stands(&late, "2.5").await;
        scene.check((&ben, &team), &silent, ("2", Some(95), "There")).await.unwrap();
        let after = scene.foreseen(&ben).await;

        let told = |all: [Course; 4]| {
            let names =
                [("a, early", 60), ("b, late", 70), ("c, nobody says", 80), ("d, dropped", 20)];
            let rows = names.into_iter().zip(all);
            rows.map(|((name, odds), course)| (name.to_owned(), odds, course)).collect::<Vec<_>>()
        };
        assert_eq!(before, told([Course::Ahead, Course::Ahead, Course::Ahead, Course::Void]));
        let known = [Course::Known(true), Course::Known(false), Course::Awaited, Course::Void];
        assert_eq!(after, told(known), "reached by its day, though it fell back");
        assert_eq!(foreseen::n_with_odds(&mut scene.tx, &ben).await.unwrap(), 6);
    }
}

#[tokio::test]
async fn what_is_put_away_is_void_unless_its_end_is_known_and_others_foresee_for_themselves() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (ben, carla, dai) = (scene.ben.clone(), scene.carla.clone(), scene.dai.clone());
        let (known, void) = (scene.with_odds("a", 60).await, scene.with_odds("b", 60).await);
        scene.hone.clock.advance(7 * DAY);
        scene.stands(&known, "1").await;
        for one in [&known, &void] {
            let found = scene.measured(one).await.key;
            let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
            key::put_away(tx, hone, &ben, team, (one, &found), true).await.unwrap();
        }

        let expected =
            [("a".to_owned(), 60, Course::Known(true)), ("b".to_owned(), 60, Course::Void)];
        assert_eq!(scene.foreseen(&ben).await, expected);
        assert!(scene.foreseen(&carla).await.is_empty(), "her odds came on its day");
        assert!(scene.foreseen(&dai).await.is_empty());
    }
}

#[tokio::test]
async fn what_comes_nearer_as_it_grows_is_reached_from_the_target_on() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (ben, team) = (scene.ben.clone(), scene.team.clone());
        let one = scene.active("More", Aim::Nothing).await;
        let wording = key::Wording { due: date(2026, 5, 11), ..super::wait("2", "9") };
        key::write(&mut scene.tx, &scene.hone, &ben, &team, &one, &wording).await.unwrap();
        let key = scene.measured(&one).await.key;

        assert!(key.is_reached_at(9.0) && key.is_reached_at(9.5) && !key.is_reached_at(8.9));
    }
}
