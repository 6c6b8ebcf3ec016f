//! What comes back to whoever asked, and to whoever announced something.

use super::*;
use crate::delegation::due;

impl Scene {
    /// What stands in the day of somebody.
    async fn day_of(&mut self, who: &Viewer) -> Vec<String> {
        let lines = due(&mut self.tx, &self.hone, who, &self.team).await.unwrap();
        let today = self.hone.clock.now().date(&who.zone());
        lines.into_iter().filter(|line| line.is_on(today)).map(|line| line.text).collect()
    }
}

#[tokio::test]
async fn the_lead_objects_to_what_is_announced_in_a_sentence_or_it_goes_ahead() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben) = (scene.lead.clone(), scene.ben.clone());
        let area = scene.agreed(Level::Announced).await;
        let asked = scene.ask(&ben, &area, Some(date(2026, 5, 8))).await;
        let about = (&area, &asked);

        let said = refused(scene.answer(&lead, about, Answer::Say("Go ahead.".into())).await);
        let when = Answer::Promise(date(2026, 5, 9));
        let when = refused(scene.answer(&lead, about, when).await);
        let silent = refused(scene.answer(&lead, about, Answer::Object(" ".into())).await);
        let own = refused(scene.answer(&ben, about, Answer::Object("No".into())).await);
        let why = "The depot is shut that week";
        scene.answer(&lead, about, Answer::Object(why.into())).await.unwrap();

        let only = Refusal::NotNow("announced: it goes ahead unless the lead objects").to_string();
        assert_eq!((said, when), (only.clone(), only));
        assert_eq!(silent, "Your objection: write something.");
        assert_eq!(own, Refusal::OthersTurn.to_string());
        let all = request::list(&mut scene.tx, &scene.team, &area).await.unwrap();
        assert_eq!((all[0].state, all[0].answer.as_str()), (request::State::Objected, why));
        let events = event::list(&mut scene.tx, &scene.team, area.about()).await.unwrap();
        assert_eq!((events[0].to_state.as_str(), events[0].note.as_str()), ("objected", why));
        assert_eq!(scene.day_of(&ben).await, ["Marek Dvorak objects: May they move to July?"]);
        assert!(record::without_lead(&mut scene.tx, &scene.team).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn an_objection_comes_up_to_the_day_and_to_what_is_announced_alone() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben) = (scene.lead.clone(), scene.ben.clone());
        let joint = scene.agreed(Level::Joint).await;
        let question = scene.ask(&ben, &joint, None).await;
        let area = scene.agreed(Level::Announced).await;
        let asked = scene.ask(&ben, &area, Some(date(2026, 5, 8))).await;

        let no = || Answer::Object("No".into());
        let waits = refused(scene.answer(&lead, (&joint, &question), no()).await);
        scene.hone.clock.advance(5 * DAY);
        let late = refused(scene.answer(&lead, (&area, &asked), no()).await);

        assert_eq!(waits, Refusal::NotNow("waiting for an answer").to_string());
        assert_eq!(late, Refusal::NotNow("past its day").to_string());
        scene.answer(&ben, (&area, &asked), Answer::GoAhead).await.unwrap();
    }
}

#[tokio::test]
async fn whoever_asked_is_told_of_the_answer_for_a_week() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben, carla) = (scene.lead.clone(), scene.ben.clone(), scene.carla.clone());
        let area = scene.agreed(Level::Proposed).await;
        let asked = scene.ask(&ben, &area, None).await;
        assert!(scene.day_of(&ben).await.is_empty());

        scene.answer(&lead, (&area, &asked), Answer::Say("Yes.".into())).await.unwrap();

        let told = ["Your question is answered: May they move to July?"];
        assert_eq!(scene.day_of(&ben).await, told);
        assert!(scene.day_of(&lead).await.is_empty() && scene.day_of(&carla).await.is_empty());
        scene.hone.clock.advance(7 * DAY);
        assert_eq!(scene.day_of(&ben).await, told);
        scene.hone.clock.advance(1);
        assert!(scene.day_of(&ben).await.is_empty());
    }
}

#[tokio::test]
async fn three_questions_that_waited_are_a_reason_for_a_level_more() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben) = (scene.lead.clone(), scene.ben.clone());
        let area = scene.agreed(Level::Joint).await;
        scene.ask(&lead, &area, None).await;
        let back = scene.ask(&ben, &area, None).await;
        scene.answer(&ben, (&area, &back), Answer::Withdraw).await.unwrap();
        for _ in 0..2 {
            scene.ask(&ben, &area, None).await;
        }
        assert_eq!(scene.board_of(&lead).await.rows[0].hint, None, "two of the owner");

        scene.ask(&ben, &area, None).await;

        let hint = scene.board_of(&lead).await.rows[0].hint.unwrap();
        assert_eq!((hint.to, hint.n_questions), (Level::Announced, 3));
    }
}
