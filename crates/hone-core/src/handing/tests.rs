use hone_model::Tool;

use super::{Refusal, answer, ask, due, standing, take_back, take_on};
use crate::account::Viewer;
use crate::clock::Clock;
use crate::db::PeopleTx;
use crate::delegation::{self, flow, growth};
use crate::team::{self, Team};
use crate::testing::practice::{Practised, TALK, practised};
use crate::testing::{Northfold, START, each_engine, northfold, sign_in_as};
use crate::{Error, Hone, file, person};

/// The team of the practice of Northfold an hour later; Ben and Carla can sign in.
struct Scene {
    hone: Hone,
    here: Northfold,
    all: Practised,
}

impl Scene {
    async fn of(hone: &Hone) -> Self {
        let here = northfold(hone).await;
        let mut tx = hone.people.write().await.unwrap();
        let all = practised(&mut tx, hone, &here).await;
        tx.commit().await.unwrap();
        for person in &here.reports[..2] {
            sign_in_as(hone, person).await;
        }
        let hone = hone.clone().at(Clock::standing_at(START.plus(3600)));
        Self { hone, here, all }
    }

    async fn write(&self) -> PeopleTx {
        self.hone.people.write().await.unwrap()
    }

    /// The team as somebody in it finds it.
    async fn team(&self, tx: &mut PeopleTx, viewer: &Viewer) -> Team {
        team::find(tx, viewer, self.all.team.id).await.unwrap().unwrap()
    }

    async fn ask_ben(&self, tx: &mut PeopleTx) -> Team {
        let team = self.team(tx, &self.all.lead).await;
        let (lead, ben) = (&self.all.lead, self.all.ben.person_id);
        ask(tx, &self.hone, lead, &team, team.version, ben).await.unwrap();
        self.team(tx, &self.all.ben).await
    }

    async fn hand_to_ben(&self, tx: &mut PeopleTx) -> Team {
        let team = self.ask_ben(tx).await;
        answer(tx, &self.hone, &self.all.ben, &team, team.version, true).await.unwrap();
        self.team(tx, &self.all.ben).await
    }
}

fn refused(result: Result<impl std::fmt::Debug, Error>) -> String {
    match result {
        Err(Error::Refused(why)) => why,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn a_member_is_asked_and_leads_the_team_from_their_yes_on() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (hone, all) = (&scene.hone, &scene.all);
        let mut tx = scene.write().await;
        let before = scene.team(&mut tx, &all.lead).await;

        let asked = scene.ask_ben(&mut tx).await;
        let to_ben = due(&all.ben, &asked).unwrap().text;
        let again = ask(&mut tx, hone, &all.lead, &asked, asked.version, all.carla.person_id).await;
        let others = answer(&mut tx, hone, &all.carla, &asked, asked.version, true).await;
        let stale = answer(&mut tx, hone, &all.ben, &asked, before.version, true).await;
        answer(&mut tx, hone, &all.ben, &asked, asked.version, true).await.unwrap();

        let now = scene.team(&mut tx, &all.lead).await;
        assert_eq!(asked.lead_id, all.lead.person_id, "nothing changes by the question");
        assert!(to_ben.ends_with("asks you to lead the team Pumps"), "{to_ben}");
        assert!(due(&all.carla, &asked).is_none() && due(&all.ben, &now).is_none());
        assert_eq!(refused(again), Refusal::Asked(all.ben.name.clone()).to_string());
        assert_eq!(refused(others), Refusal::NotYours.to_string());
        assert_eq!(refused(stale), Refusal::Changed.to_string());
        assert_eq!((now.lead_id, now.heir_id), (all.ben.person_id, None), "on {}", fresh.engine);
        assert_eq!(now.led_since, hone.clock.now());
        assert!(team::find_led(&mut tx, &all.lead, now.id).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_no_a_taking_back_and_a_leaving_end_the_question() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (hone, all) = (&scene.hone, &scene.all);
        let mut tx = scene.write().await;

        let asked = scene.ask_ben(&mut tx).await;
        answer(&mut tx, hone, &all.ben, &asked, asked.version, false).await.unwrap();
        let late = answer(&mut tx, hone, &all.ben, &asked, asked.version, true).await;
        assert_eq!(refused(late), Refusal::Changed.to_string());

        let asked = scene.ask_ben(&mut tx).await;
        take_back(&mut tx, hone, &all.lead, &asked, asked.version).await.unwrap();
        let late = answer(&mut tx, hone, &all.ben, &asked, asked.version, true).await;
        assert_eq!(refused(late), Refusal::Changed.to_string());

        let asked = scene.ask_ben(&mut tx).await;
        team::remove(&mut tx, hone, &all.lead, &asked, all.ben.person_id).await.unwrap();
        let now = scene.team(&mut tx, &all.lead).await;
        assert_eq!((now.lead_id, now.heir_id), (all.lead.person_id, None), "on {}", fresh.engine);
        let gone = ask(&mut tx, hone, &all.lead, &now, now.version, all.ben.person_id).await;
        assert_eq!(refused(gone), Refusal::Nobody.to_string());
    }
}

#[tokio::test]
async fn a_team_whose_lead_has_left_is_taken_on_by_the_first_who_does() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (hone, all) = (&scene.hone, &scene.all);
        let mut tx = scene.write().await;
        let team = scene.team(&mut tx, &all.carla).await;
        let early = take_on(&mut tx, hone, &all.carla, &team, team.version).await;
        let mut lead = scene.here.leader.clone();
        lead.left_at = Some(START);
        person::store::save(&mut tx, &lead).await.unwrap();

        assert!(standing(&mut tx, &team).await.unwrap().is_without_lead);
        take_on(&mut tx, hone, &all.carla, &team, team.version).await.unwrap();
        let second = take_on(&mut tx, hone, &all.ben, &team, team.version).await;

        assert_eq!(refused(early), Refusal::Led.to_string());
        assert_eq!(refused(second), Refusal::Changed.to_string());
        let now = scene.team(&mut tx, &all.ben).await;
        assert_eq!(now.lead_id, all.carla.person_id, "on {}", fresh.engine);
    }
}

#[tokio::test]
async fn no_path_shows_a_new_lead_the_talks_of_the_former_one() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (hone, all) = (&scene.hone, &scene.all);
        let mut tx = scene.write().await;
        let team = scene.team(&mut tx, &all.lead).await;
        let carla = all.carla.person_id;
        ask(&mut tx, hone, &all.lead, &team, team.version, carla).await.unwrap();
        let asked = scene.team(&mut tx, &all.carla).await;
        answer(&mut tx, hone, &all.carla, &asked, asked.version, true).await.unwrap();
        let team = scene.team(&mut tx, &all.carla).await;
        let new = &all.carla;

        let with_ben = growth::partner(&mut tx, new, &team, all.ben.person_id).await.unwrap();
        let with_ben = with_ben.unwrap();
        assert_eq!(growth::talks(&mut tx, &team, &with_ben).await.unwrap(), []);
        let empty = growth::stretch(&mut tx, &team, &with_ben).await.unwrap();
        assert!(empty.is_empty());
        assert_eq!(growth::earlier(&mut tx, new, &team).await.unwrap(), []);
        // An own line about the same person opens nothing of the other one's.
        let own = growth::Stretch { strength: "Asks".to_owned(), ..empty };
        growth::write_stretch(&mut tx, hone, new, &team, own.clone()).await.unwrap();
        let document = file::of_team(&mut tx, new, &team).await.unwrap();
        let former = scene.all.lead.person_id;
        let of_stretch = document["history"].as_array().unwrap().iter();
        assert_eq!(of_stretch.filter(|one| one["kind"] == "stretch").count(), 1, "{former}");
        let table = file::csv(&mut tx, new, &team, Tool::Delegation).await.unwrap();
        let mine = file::of_person(&mut tx, hone, new).await.unwrap();
        for told in [document.to_string(), table, mine.to_string()] {
            assert!(!told.contains(TALK), "on {}: {told}", fresh.engine);
        }
        for line in delegation::due(&mut tx, hone, new, &team).await.unwrap() {
            assert_ne!(line.key.kind, "talk", "{line:?}");
        }

        let earlier = growth::earlier(&mut tx, &all.ben, &team).await.unwrap();
        assert_eq!(earlier[0].lead, all.lead.name);
        assert_eq!(earlier[0].talks[0].goal, TALK, "the member reads on");
        let as_member = file::of_team(&mut tx, &all.lead, &team).await.unwrap().to_string();
        assert!(!as_member.contains(TALK), "a former lead is a member");
        let kept = file::of_person(&mut tx, hone, &all.lead).await.unwrap().to_string();
        assert!(kept.contains(TALK), "and takes their own along");
    }
}

#[tokio::test]
async fn a_new_lead_takes_over_no_figure_and_agrees_with_nobody_but_others() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (hone, all) = (&scene.hone, &scene.all);
        let mut tx = scene.write().await;

        let team = scene.hand_to_ben(&mut tx).await;

        let flow = flow::flow(&mut tx, hone, &all.ben, &team).await.unwrap();
        assert_eq!(flow.waiting.unwrap().cases, [], "on {}", fresh.engine);
        let areas = delegation::area::list(&mut tx, &all.ben, &team).await.unwrap();
        assert_eq!(areas[0].state, delegation::State::HandedBack, "what Ben owned");
        let resumed = delegation::area::can_resume(&mut tx, &all.ben, &team, &areas[0]).await;
        assert!(!resumed.unwrap());
        let offered = delegation::area::offer(&mut tx, hone, &all.ben, &team, &areas[0]).await;
        assert_eq!(refused(offered), delegation::Refusal::NoOwner.to_string());
        let open = delegation::level::find_open(&mut tx, &team, areas[0].id).await.unwrap();
        assert_eq!(open, None);
    }
}
