//! What is told of a vision beside a later report.

use super::{Scene, Step, Turn};
use crate::team::Between;
use crate::testing::each_engine;
use crate::vision::done;
use crate::vision::objective::Aim;

#[tokio::test]
async fn a_lead_is_told_what_was_agreed_and_what_is_reached_and_nobody_else_is() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben) = (scene.lead.clone(), scene.ben.clone());
        let from = scene.hone.clock.now();
        let vision = scene.vision("Anna turns on her tap").await;
        scene.decide(&lead, &vision, Turn::Agree, "").await.unwrap();
        for (title, is_taken_back) in [("One", false), ("Two", false), ("Three", true)] {
            let one = scene.active(title, Aim::Vision).await;
            scene.take(&ben, one.id, Step::Reach("It helps.")).await.unwrap();
            if is_taken_back {
                scene.take(&ben, one.id, Step::Back).await.unwrap();
            }
        }
        let now = scene.hone.clock.now();
        let organisation_id = lead.organisation_id;
        let of = |who: &crate::account::Viewer| Between {
            organisation_id,
            person_id: who.person_id,
            from,
            to: now.plus(1),
        };

        let told = done::between(&mut scene.tx, &of(&lead)).await.unwrap();
        let his = done::between(&mut scene.tx, &of(&ben)).await.unwrap();
        let later = Between { from: now.plus(1), to: now.plus(9), ..of(&lead) };
        let later = done::between(&mut scene.tx, &later).await.unwrap();

        let told: Vec<_> = told.iter().map(|one| (one.contrast, one.once, one.n)).collect();
        assert_eq!(
            told,
            [("vision", "agreed on a vision", 1), ("vision", "reached an objective", 2)]
        );
        assert_eq!((his, later), (vec![], vec![]));
    }
}
