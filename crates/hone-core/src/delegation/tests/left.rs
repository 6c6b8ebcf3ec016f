//! What stays of somebody who left the team, or was erased.

use super::*;
use crate::delegation::{due, erase};

#[tokio::test]
async fn a_talk_with_somebody_who_left_the_team_is_due_no_more() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben) = (scene.lead.clone(), scene.ben.clone());
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        let member = growth::partner(tx, &lead, team, ben.person_id).await.unwrap().unwrap();
        let talk = growth::Wording {
            held_on: date(2026, 5, 4),
            goal: "Lead the meeting".to_owned(),
            reality: String::new(),
            options: String::new(),
            will: String::new(),
            next_on: Some(date(2026, 5, 4)),
        };
        growth::write_talk(tx, hone, &lead, team, &member, talk).await.unwrap();
        let before = due(tx, hone, &lead, team).await.unwrap();

        team::remove(tx, hone, &lead, team, ben.person_id).await.unwrap();

        assert_eq!(before[0].text, "Your next talk with Ben Okafor is due");
        assert_eq!(due(tx, hone, &lead, team).await.unwrap(), []);
    }
}

#[tokio::test]
async fn a_lesson_that_the_team_reads_outlives_the_draft_it_comes_from() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (ben, carla) = (scene.ben.clone(), scene.carla.clone());
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        let own = wording(&ben, Level::Yours);
        let draft = area::write(tx, hone, &ben, team, own, false).await.unwrap();
        let wording = lesson::Wording {
            title: "Lent spare part".to_owned(),
            what_happened: "A pump stood still.".to_owned(),
            learned: "The shelf tells nothing.".to_owned(),
            ..lesson::Wording::default()
        };
        let of = (Some(draft.id), wording);
        let shared = lesson::write(tx, hone, &ben, team, of, true).await.unwrap();

        erase(tx, ben.organisation_id, ben.person_id, hone.clock.now()).await.unwrap();

        assert!(area::find(tx, &ben, team, draft.id).await.unwrap().is_none());
        let left = lesson::find(tx, &carla, team, shared.id).await.unwrap().unwrap();
        assert_eq!((left.title.as_str(), left.area_id), ("Lent spare part", None));
        assert_eq!(scene.found("spare part").await, ["Lent spare part"]);
    }
}
