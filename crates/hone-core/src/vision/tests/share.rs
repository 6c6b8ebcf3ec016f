//! What two teams share.

use super::{Scene, refused, wait};
use crate::team::{event, search};
use crate::testing::each_engine;
use crate::vision::objective::{self, Aim, Step};
use crate::vision::share;
use crate::vision::{Refusal, key, tree};

#[tokio::test]
async fn another_team_finds_nothing_before_its_lead_says_yes_and_then_the_objective_alone() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben) = (scene.lead.clone(), scene.ben.clone());
        let (head, dai) = (scene.head.clone(), scene.dai.clone());
        let other = scene.other.clone();
        let home = scene.active("Quiet nights", Aim::Nothing).await;
        let one = scene.active("New pumps", Aim::Objective(home.id)).await;
        scene.key(&one).await;
        scene.key(&home).await;
        let email = scene.here.manager.email.clone();
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        refused(share::offer(tx, hone, &ben, team, &one, &email).await, &Refusal::Lead);
        let unknown = share::offer(tx, hone, &lead, team, &one, "No@Body.test").await;
        refused(unknown, &Refusal::Nobody("no@body.test".to_owned()));
        let share = scene.offer(&one).await;
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        let twice = share::offer(tx, hone, &lead, team, &one, &email).await;
        refused(twice, &Refusal::Offered("Ines Haddad".to_owned()));

        assert!(scene.there(one.id).await.is_none(), "it is only offered");
        let (tx, hone) = (&mut scene.tx, &scene.hone);
        assert!(share::list_offers(tx, &dai, &other).await.unwrap().is_empty());
        assert!(!share::answer(tx, hone, &dai, &other, share.id, true).await.unwrap());
        let offers = share::list_offers(tx, &head, &other).await.unwrap();
        assert_eq!((offers.len(), offers[0].home.as_str()), (1, "Pumps"));
        assert!(share::answer(tx, hone, &head, &other, share.id, true).await.unwrap());
        assert!(!share::answer(tx, hone, &head, &other, share.id, true).await.unwrap());

        let there = scene.there(one.id).await.unwrap();
        assert_eq!((there.title.as_str(), there.home.as_str()), ("New pumps", "Pumps"));
        assert_eq!((there.aim(), there.how_it_serves.as_str()), (Aim::Nothing, ""));
        assert!(scene.there(home.id).await.is_none());
        let tx = &mut scene.tx;
        let all = objective::list(tx, &other).await.unwrap();
        assert!(all.len() == 1 && all[0] == there, "{all:?}");
        assert!(event::list(tx, &other, there.about()).await.unwrap().len() == 1, "its own");
        assert!(share::list(tx, &other, &there).await.unwrap().is_empty());
        assert!(search::find(tx, &other, "pumps").await.unwrap().is_empty());
        let keys = key::list_all(tx, &other).await.unwrap();
        assert!(keys.len() == 1 && keys[0].key.objective_id == one.id, "{keys:?}");
    }
}

#[tokio::test]
async fn both_teams_check_in_on_what_they_share_and_its_home_alone_changes_it() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (ben, head, dai) = (scene.ben.clone(), scene.head.clone(), scene.dai.clone());
        let (team, other) = (scene.team.clone(), scene.other.clone());
        let (one, _) = scene.shared("New pumps", Aim::Nothing).await;
        scene.key(&one).await;
        let there = scene.there(one.id).await.unwrap();

        scene.check((&ben, &team), &one, ("7", None, "Ours")).await.unwrap();
        fresh.hone.clock.advance(60);
        let theirs = scene.check((&dai, &other), &there, ("5", None, "Theirs")).await.unwrap();

        let told = scene.measured(&one).await;
        assert_eq!((told.now(), told.checks.len()), (5.0, 2));
        assert_eq!(told.latest().and_then(|check| check.person.as_deref()), Some("Dai Hughes"));
        let wording = Scene::wording("Other pumps", Aim::Nothing, &head);
        let (tx, hone) = (&mut scene.tx, &scene.hone);
        let at = (&there, there.version);
        let reworded = objective::reword(tx, hone, &head, &other, at, wording).await;
        refused(reworded, &Refusal::NotYours);
        let ended = objective::take(tx, hone, &head, &other, &there, Step::Reach("x")).await;
        refused(ended, &Refusal::NotYours);
        let key = key::write(tx, hone, &head, &other, &there, &wait("9", "2")).await;
        refused(key, &Refusal::NotYours);
        let away = key::put_away(tx, hone, &head, &other, (&there, &told.key), true).await;
        refused(away, &Refusal::NotYours);
        let ours = told.checks.iter().find(|check| check.id != theirs.id).unwrap();
        let what = (&there, &told.key, ours);
        let away = key::put_check_away(tx, hone, &head, &other, what, true).await;
        refused(away, &Refusal::NotYours);
        let what = (&there, &told.key, &theirs);
        key::put_check_away(tx, hone, &dai, &other, what, true).await.unwrap();
        assert_eq!(scene.measured(&one).await.now(), 7.0);
    }
}

#[tokio::test]
async fn what_is_no_longer_shared_is_found_no_more_and_whoever_ended_it_can_take_that_back() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, head, dai) = (scene.lead.clone(), scene.head.clone(), scene.dai.clone());
        let (team, other) = (scene.team.clone(), scene.other.clone());
        let (one, share) = scene.shared("New pumps", Aim::Nothing).await;
        let key = scene.key(&one).await;
        let there = scene.there(one.id).await.unwrap();

        let (tx, hone) = (&mut scene.tx, &scene.hone);
        refused(share::end(tx, hone, &dai, &other, &share).await, &Refusal::Lead);
        share::end(tx, hone, &head, &other, &share).await.unwrap();

        assert!(scene.there(one.id).await.is_none());
        let (tx, hone) = (&mut scene.tx, &scene.hone);
        assert!(key::list_all(tx, &other).await.unwrap().is_empty());
        let late = key::check_in(tx, hone, &dai, &other, (&there, &key), ("5", None, "x")).await;
        refused(late, &Refusal::Changed);
        let ended = share::find(tx, &team, share.id).await.unwrap().unwrap();
        refused(share::resume(tx, hone, &lead, &team, &ended).await, &Refusal::NotEnded);
        assert_eq!(share::list_left(tx, &head, &other).await.unwrap().len(), 1);
        share::resume(tx, hone, &head, &other, &ended).await.unwrap();
        assert!(scene.there(one.id).await.is_some());
        let one = scene.now(one.id).await;
        let (tx, hone) = (&mut scene.tx, &scene.hone);
        objective::put_away(tx, hone, &lead, &team, &one, true).await.unwrap();
        assert!(scene.there(one.id).await.is_none(), "nor where its home has put it away");
    }
}

#[tokio::test]
async fn what_is_shared_has_a_place_of_its_own_in_each_team_and_closes_no_circle_there() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, head, dai) = (scene.lead.clone(), scene.head.clone(), scene.dai.clone());
        let (team, other) = (scene.team.clone(), scene.other.clone());
        let (one, share) = scene.shared("New pumps", Aim::Nothing).await;
        let (tx, hone) = (&mut scene.tx, &scene.hone);
        let wording = |aim| Scene::wording("Safe valves", aim, &dai);
        let own = objective::write(tx, hone, &dai, &other, wording(Aim::Nothing)).await.unwrap();
        let there = scene.there(one.id).await.unwrap();
        let place = (Aim::Objective(own.id), "They let us close the mains");
        let (tx, hone) = (&mut scene.tx, &scene.hone);

        let at = (&there, there.version);
        refused(share::place(tx, hone, &dai, &other, at, place).await, &Refusal::Lead);
        share::place(tx, hone, &head, &other, at, place).await.unwrap();

        refused(share::place(tx, hone, &head, &other, at, place).await, &Refusal::Changed);
        let own = objective::find(tx, &other, own.id).await.unwrap().unwrap();
        let at = (&own, own.version);
        let under = wording(Aim::Objective(one.id));
        let circle = objective::reword(tx, hone, &dai, &other, at, under.clone()).await;
        refused(circle, &Refusal::Circle);
        let seen = tree(tx, &other).await.unwrap();
        assert_eq!(seen.loose.len(), 1);
        assert_eq!(seen.loose[0].below[0].objective.id, one.id);
        assert_eq!(seen.loose[0].below[0].objective.how_it_serves, "They let us close the mains");
        let home = tree(tx, &team).await.unwrap();
        assert_eq!(home.loose[0].objective.how_it_serves, "", "its home reads nothing of that");

        // Its place is given up with the share, so that none is closed while it is away.
        let share = share::find(tx, &team, share.id).await.unwrap().unwrap_or(share);
        share::end(tx, hone, &lead, &team, &share).await.unwrap();
        let share = share::find(tx, &team, share.id).await.unwrap().unwrap();
        share::resume(tx, hone, &lead, &team, &share).await.unwrap();
        objective::reword(tx, hone, &dai, &other, at, under).await.unwrap();
        let seen = tree(tx, &other).await.unwrap();
        assert_eq!(seen.loose[0].objective.id, one.id);
    }
}
