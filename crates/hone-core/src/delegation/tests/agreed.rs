//! An agreement takes both: who says yes to whose words, and how an end is taken back.

use super::*;

fn at(level: Level, wording: Wording) -> Wording {
    Wording { level, ..wording }
}

impl Scene {
    async fn reword(&mut self, who: &Viewer, area: &Area, wording: Wording) -> Area {
        let (tx, hone, team) = (&mut self.tx, &self.hone, &self.team);
        area::reword(tx, hone, who, team, (area, area.version), wording).await.unwrap()
    }

    async fn say(&mut self, who: &Viewer, area: &Area, is_yes: bool) -> Done {
        let (tx, hone, team) = (&mut self.tx, &self.hone, &self.team);
        area::answer(tx, hone, who, team, (area, area.version), (is_yes, "")).await
    }

    async fn step(&mut self, who: &Viewer, area: &Area, step: Step) -> Done {
        let area = self.now(area).await;
        let (tx, hone, team) = (&mut self.tx, &self.hone, &self.team);
        area::take(tx, hone, who, team, &area, (step, "we learned something")).await
    }

    async fn take_back(&mut self, who: &Viewer, area: &Area) -> Result<State, Error> {
        let (tx, hone, team) = (&mut self.tx, &self.hone, &self.team);
        area::take_back(tx, hone, who, team, (area, area.version)).await
    }

    /// What was done to an area, the latest first.
    async fn told(&mut self, area: &Area) -> Vec<String> {
        let events = event::list(&mut self.tx, &self.team, area.about()).await.unwrap();
        events.into_iter().map(|event| event.to_state).collect()
    }
}

#[tokio::test]
async fn whoever_changes_an_offer_makes_one_that_the_other_one_answers() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben) = (scene.lead.clone(), scene.ben.clone());
        let area = scene.offered(Level::Heard).await;

        let counter =
            scene.reword(&ben, &area, at(Level::Yours, wording(&ben, Level::Heard))).await;
        let own = refused(scene.say(&ben, &counter, true).await);
        let turn = scene.turn().await;
        let lines = super::super::due(&mut scene.tx, &scene.hone, &lead, &scene.team).await;
        let again = scene.reword(&lead, &counter, wording(&ben, Level::Joint)).await;
        let leads = refused(scene.say(&lead, &again, true).await);
        scene.say(&ben, &again, true).await.unwrap();

        assert_eq!((counter.level, counter.offered_by), (Level::Yours, ben.person_id));
        assert_eq!(own, Refusal::OthersTurn.to_string());
        assert_eq!(turn, Turn::Offer(lead.person_id));
        assert_eq!(lines.unwrap()[0].key.kind, "offer", "on the day of the other one");
        assert_eq!(leads, Refusal::OthersTurn.to_string());
        let now = scene.now(&area).await;
        assert_eq!((now.state, now.level), (State::Active, Level::Joint));
        let told = ["said yes", "made a counter-offer", "made a counter-offer", "offered it"];
        assert_eq!(scene.told(&area).await, told);
        let events = event::list(&mut scene.tx, &scene.team, area.about()).await.unwrap();
        let changed: Vec<_> = events.iter().map(|event| event.note.as_str()).collect();
        let levels = [
            "",
            "Changed: the level from Yours to Joint.",
            "Changed: the level from Heard to Yours.",
            "",
        ];
        assert_eq!(changed, levels, "what each counter-offer changes");
    }
}

#[tokio::test]
async fn a_yes_to_words_that_were_changed_since_is_refused() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben) = (scene.lead.clone(), scene.ben.clone());
        let area = scene.offered(Level::Heard).await;
        let changed = scene.reword(&lead, &area, wording(&ben, Level::Mine)).await;

        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        let read = (&changed, area.version);
        let stale = refused(area::answer(tx, hone, &ben, team, read, (true, "")).await);

        assert_eq!(stale, Refusal::Changed.to_string());
        assert_eq!(scene.now(&area).await.state, State::Offered);
        scene.say(&ben, &changed, true).await.unwrap();
        assert_eq!(scene.now(&area).await.level, Level::Mine);
    }
}

#[tokio::test]
async fn an_offer_is_taken_back_by_whoever_made_it_and_hides_nothing_of_the_other_one() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben) = (scene.lead.clone(), scene.ben.clone());
        let area = scene.offered(Level::Heard).await;

        let others = refused(scene.take_back(&ben, &area).await);
        assert_eq!(scene.take_back(&lead, &area).await.unwrap(), State::Draft);
        let draft = scene.now(&area).await;
        let (tx, team) = (&mut scene.tx, &scene.team);
        let hidden = area::find(tx, &ben, team, area.id).await.unwrap();
        let (hone, again) = (&scene.hone, &draft);
        let offered = area::offer(tx, hone, &lead, team, again).await.unwrap();
        let counter = scene.reword(&ben, &offered, wording(&ben, Level::Yours)).await;
        let state = scene.take_back(&ben, &counter).await.unwrap();

        assert_eq!(others, Refusal::OthersTurn.to_string());
        assert_eq!(hidden, None, "a draft is read by who wrote it alone");
        assert_eq!(state, State::HandedBack, "what both had a say in stays with both");
        for who in [&lead, &ben] {
            let alone = refused(scene.step(who, &area, Step::Resume).await);
            assert_eq!(alone, Refusal::NotNow("handed back").to_string());
        }
    }
}

#[tokio::test]
async fn after_a_no_nobody_lets_it_go_on_alone() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben) = (scene.lead.clone(), scene.ben.clone());
        let area = scene.offered(Level::Heard).await;
        scene.say(&ben, &area, false).await.unwrap();

        for who in [&lead, &ben] {
            let alone = refused(scene.step(who, &area, Step::Resume).await);
            assert_eq!(alone, Refusal::NotNow("handed back").to_string(), "{}", who.name);
        }
        assert_eq!(scene.now(&area).await.state, State::HandedBack);
    }
}

#[tokio::test]
async fn an_end_is_taken_back_and_what_was_handed_back_by_whoever_did_it() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben) = (scene.lead.clone(), scene.ben.clone());
        let area = scene.agreed(Level::Joint).await;
        let under_way = refused(scene.step(&ben, &area, Step::Resume).await);

        scene.step(&ben, &area, Step::Finish).await.unwrap();
        scene.step(&lead, &area, Step::Resume).await.unwrap();
        scene.step(&ben, &area, Step::HandBack).await.unwrap();
        let others = refused(scene.step(&lead, &area, Step::Resume).await);
        scene.step(&ben, &area, Step::Resume).await.unwrap();

        assert_eq!(under_way, Refusal::NotNow("under way").to_string());
        assert_eq!(others, Refusal::NotNow("handed back").to_string());
        assert_eq!(scene.now(&area).await.state, State::Active);
        assert_eq!(scene.told(&area).await[0], "took the end back");
    }
}

#[tokio::test]
async fn a_proposal_of_the_owner_before_is_none_of_the_next_one() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben, carla) = (scene.lead.clone(), scene.ben.clone(), scene.carla.clone());
        let area = scene.agreed(Level::Proposed).await;
        scene.propose(&ben, &area, Level::Yours, "").await.unwrap();

        let handed = scene.reword(&lead, &area, wording(&carla, Level::Proposed)).await;
        scene.say(&carla, &handed, true).await.unwrap();

        let now = scene.now(&area).await;
        let alone = refused(scene.reply(&carla, &now, Reply::Accept, "").await);
        assert_eq!(alone, Refusal::Changed.to_string());
        assert_eq!((now.owner_id, now.level), (carla.person_id, Level::Proposed));
        let told = scene.told(&area).await;
        assert_eq!(told[1], "took the open proposal for a level back");
    }
}

#[tokio::test]
async fn a_yes_to_a_proposal_that_another_one_has_replaced_is_refused() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben) = (scene.lead.clone(), scene.ben.clone());
        let area = scene.agreed(Level::Proposed).await;
        let first = scene.propose(&ben, &area, Level::Joint, "").await.unwrap();
        scene.reply(&ben, &area, Reply::Withdraw, "").await.unwrap();
        scene.propose(&ben, &area, Level::Yours, "").await.unwrap();

        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        let read = (&area, first.id);
        let stale = level::answer(tx, hone, &lead, team, read, (Reply::Accept, "")).await;

        assert_eq!(refused(stale), Refusal::Changed.to_string());
        assert_eq!(scene.now(&area).await.level, Level::Proposed);
    }
}
