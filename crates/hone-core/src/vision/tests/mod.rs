mod done;
mod foreseen;
mod share;

use jiff::civil::{Date, date};

use super::key::{self, CheckIn, KeyResult, Measured};
use super::objective::{self, Aim, DEEPEST, Horizon, State, Step, Wording};
use super::share::{self as shares, Share};
use super::statement::{self, State as Stage, Step as Turn, Vision, Words};
use super::{Objective, Refusal, Tree, erase, tree};
use crate::account::Viewer;
use crate::db::PeopleTx;
use crate::ids::ObjectiveId;
use crate::team::{self, Team, event, search};
use crate::testing::round::viewer;
use crate::testing::{Northfold, each_engine, northfold};
use crate::{Error, Hone};

const DAY: i64 = 24 * 3600;
/// The day on which all begins.
const TODAY: Date = date(2026, 5, 4);

type Done = Result<(), Error>;

/// A team of Northfold's leader with Ben and Carla, and one of the leader's manager with Dai.
struct Scene {
    hone: Hone,
    here: Northfold,
    lead: Viewer,
    ben: Viewer,
    carla: Viewer,
    team: Team,
    head: Viewer,
    dai: Viewer,
    other: Team,
    tx: PeopleTx,
}

impl Scene {
    /// On how many key results the next word is somebody's.
    async fn n_awaited(&mut self, who: &Viewer) -> usize {
        key::list_awaited(&mut self.tx, who, &self.team).await.unwrap().len()
    }

    async fn of(hone: &Hone) -> Self {
        let here = northfold(hone).await;
        let people =
            [&here.leader, &here.reports[0], &here.reports[1], &here.manager, &here.reports[2]];
        let [lead, ben, carla, head, dai] = people.map(|person| viewer(&here, person));
        let mut tx = hone.people.write().await.unwrap();
        let team = team::make(&mut tx, hone, &lead, "Pumps").await.unwrap();
        for person in &here.reports[..2] {
            team::invite(&mut tx, hone, &lead, &team, "", &person.email).await.unwrap();
        }
        let other = team::make(&mut tx, hone, &head, "Valves").await.unwrap();
        team::invite(&mut tx, hone, &head, &other, "", &here.reports[2].email).await.unwrap();
        Self { hone: hone.clone(), here, lead, ben, carla, team, head, dai, other, tx }
    }

    async fn vision(&mut self, scene: &str) -> Vision {
        let wording = statement::Wording { scene: scene.to_owned(), ..Default::default() };
        let (ben, team) = (self.ben.clone(), self.team.clone());
        statement::write(&mut self.tx, &self.hone, &ben, &team, wording).await.unwrap()
    }

    async fn decide(&mut self, who: &Viewer, vision: &Vision, turn: Turn, learned: &str) -> Done {
        let now = statement::find(&mut self.tx, &self.team, vision.id).await.unwrap().unwrap();
        let said = (turn, learned);
        statement::take(&mut self.tx, &self.hone, who, &self.team, &now, said).await
    }

    fn wording(title: &str, aim: Aim, owner: &Viewer) -> Wording {
        Wording {
            title: title.to_owned(),
            aim,
            how_it_serves: format!("{title} helps"),
            horizon: Horizon::Now,
            owner: Some(owner.person_id),
        }
    }

    /// An objective of Ben's that he has taken on, written a moment after what was written before.
    async fn active(&mut self, title: &str, aim: Aim) -> Objective {
        self.hone.clock.advance(1);
        let (ben, team) = (self.ben.clone(), self.team.clone());
        let wording = Self::wording(title, aim, &ben);
        let one = objective::write(&mut self.tx, &self.hone, &ben, &team, wording).await.unwrap();
        self.take(&ben, one.id, Step::Start).await.unwrap();
        self.now(one.id).await
    }

    async fn now(&mut self, id: ObjectiveId) -> Objective {
        objective::find(&mut self.tx, &self.team, id).await.unwrap().unwrap()
    }

    async fn take(&mut self, who: &Viewer, id: ObjectiveId, step: Step<'_>) -> Done {
        let now = self.now(id).await;
        objective::take(&mut self.tx, &self.hone, who, &self.team, &now, step).await
    }

    async fn aim(&mut self, id: ObjectiveId, aim: Aim) -> Done {
        let (ben, team, now) = (self.ben.clone(), self.team.clone(), self.now(id).await);
        let wording = Self::wording(&now.title.clone(), aim, &ben);
        let at = (&now, now.version);
        objective::reword(&mut self.tx, &self.hone, &ben, &team, at, wording).await
    }

    async fn tree(&mut self) -> Tree {
        tree(&mut self.tx, &self.team).await.unwrap()
    }

    /// A key result of an objective: the longest wait, from 9 to 2, in a week.
    async fn key(&mut self, of: &Objective) -> KeyResult {
        let wording = wait("9", "2");
        key::write(&mut self.tx, &self.hone, &self.ben, &self.team, of, &wording).await.unwrap()
    }

    async fn check(
        &mut self,
        (who, team): (&Viewer, &Team),
        of: &Objective,
        said: (&str, Option<i64>, &str),
    ) -> Result<CheckIn, Error> {
        let found = key::list(&mut self.tx, team, of).await.unwrap();
        let what = (of, &found[0].key);
        key::check_in(&mut self.tx, &self.hone, who, team, what, said).await
    }

    async fn measured(&mut self, of: &Objective) -> Measured {
        key::list(&mut self.tx, &self.team, of).await.unwrap().remove(0)
    }

    async fn offer(&mut self, of: &Objective) -> Share {
        let (lead, email) = (self.lead.clone(), self.here.manager.email.clone());
        shares::offer(&mut self.tx, &self.hone, &lead, &self.team, of, &email).await.unwrap()
    }

    /// An objective of Ben's that is shared with the other team.
    async fn shared(&mut self, title: &str, aim: Aim) -> (Objective, Share) {
        let one = self.active(title, aim).await;
        let share = self.offer(&one).await;
        let (head, other) = (self.head.clone(), self.other.clone());
        let said = shares::answer(&mut self.tx, &self.hone, &head, &other, share.id, true).await;
        assert!(said.unwrap());
        let share = shares::find(&mut self.tx, &self.team, share.id).await.unwrap().unwrap();
        (one, share)
    }

    /// An objective as the other team has it.
    async fn there(&mut self, id: ObjectiveId) -> Option<Objective> {
        objective::find(&mut self.tx, &self.other, id).await.unwrap()
    }
}

fn wait(start: &str, target: &str) -> key::Wording {
    key::Wording {
        measure: "the longest wait, in hours".to_owned(),
        start: start.to_owned(),
        target: target.to_owned(),
        due: date(2026, 5, 11),
    }
}

fn refused<T: std::fmt::Debug>(result: Result<T, Error>, why: &Refusal) {
    match result {
        Err(Error::Refused(said)) => assert_eq!(said, why.to_string()),
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn a_vision_keeps_its_earlier_words_and_is_a_draft_again_when_they_change() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, carla) = (scene.lead.clone(), scene.carla.clone());
        let vision = scene.vision("Anna turns on her tap").await;
        refused(scene.decide(&carla, &vision, Turn::Agree, "").await, &Refusal::Lead);
        scene.decide(&lead, &vision, Turn::Agree, "").await.unwrap();
        let agreed = statement::find(&mut scene.tx, &scene.team, vision.id).await.unwrap().unwrap();

        let wording = statement::Wording { scene: "Anna sleeps".to_owned(), ..Default::default() };
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        let at = (&agreed, agreed.version);
        statement::reword(tx, hone, &carla, team, at, wording.clone()).await.unwrap();

        let now = statement::find(tx, team, vision.id).await.unwrap().unwrap();
        assert_eq!((agreed.state, now.state), (Stage::Agreed, Stage::Draft));
        let all = statement::list_words(tx, team, &now).await.unwrap();
        let told = |one: &Words| (one.number, one.scene.clone(), one.written_by);
        let (carla_id, ben_id) = (Some(carla.person_id), Some(scene.ben.person_id));
        let expected = [
            (2, "Anna sleeps".to_owned(), carla_id),
            (1, "Anna turns on her tap".to_owned(), ben_id),
        ];
        assert_eq!(all.iter().map(told).collect::<Vec<_>>(), expected);
        refused(statement::reword(tx, hone, &carla, team, at, wording).await, &Refusal::Changed);
    }
}

#[tokio::test]
async fn there_is_one_vision_at_a_time_and_it_retires_with_what_was_learned() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let lead = scene.lead.clone();
        let first = scene.vision("Anna turns on her tap").await;
        let again = statement::Wording { scene: "Other".to_owned(), ..Default::default() };
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        let second = statement::write(tx, hone, &lead, team, again).await;
        refused(second, &Refusal::OneVision);

        let silent = scene.decide(&lead, &first, Turn::Retire, " ").await;
        assert!(silent.is_err(), "nothing learned");
        scene.decide(&lead, &first, Turn::Retire, "Too near").await.unwrap();
        let second = scene.vision("Other").await;

        let again = scene.decide(&lead, &first, Turn::Back, "").await;
        refused(again, &Refusal::OneVision);
        let present = statement::present(&mut scene.tx, &scene.team).await.unwrap();
        assert_eq!(present.map(|one| one.id), Some(second.id));
        let all = statement::list(&mut scene.tx, &scene.team).await.unwrap();
        let retired = all.iter().find(|one| one.id == first.id).unwrap();
        assert_eq!((retired.state, retired.learned.as_str()), (Stage::Retired, "Too near"));
        scene.decide(&lead, &second, Turn::Retire, "Too far").await.unwrap();
        scene.decide(&lead, &first, Turn::Back, "").await.unwrap();
        let there = statement::find(&mut scene.tx, &scene.other, first.id).await.unwrap();
        assert_eq!(there, None, "not in another team");
    }
}

#[tokio::test]
async fn an_objective_is_taken_on_by_its_owner_and_ends_with_what_was_learned() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben, carla) = (scene.lead.clone(), scene.ben.clone(), scene.carla.clone());
        let stranger = Scene::wording("Quiet", Aim::Nothing, &scene.dai);
        let wording = Scene::wording("Quiet nights", Aim::Nothing, &ben);
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        refused(objective::write(tx, hone, &carla, team, stranger).await, &Refusal::NoOwner);
        let one = objective::write(tx, hone, &carla, team, wording).await.unwrap();

        refused(scene.take(&lead, one.id, Step::Start).await, &Refusal::Owner);
        refused(scene.take(&ben, one.id, Step::Reach("x")).await, &Refusal::NotNow("proposed"));
        scene.take(&ben, one.id, Step::Start).await.unwrap();
        refused(scene.take(&carla, one.id, Step::Reach("x")).await, &Refusal::NotYours);
        assert!(scene.take(&lead, one.id, Step::Drop("", "x")).await.is_err(), "no reason");
        assert!(scene.take(&lead, one.id, Step::Reach(" ")).await.is_err(), "nothing learned");
        scene.take(&lead, one.id, Step::Drop("No money", "Ask in March")).await.unwrap();
        let dropped = scene.now(one.id).await;
        scene.take(&ben, one.id, Step::Back).await.unwrap();

        assert_eq!((dropped.state, dropped.learned.as_str()), (State::Dropped, "Ask in March"));
        let now = scene.now(one.id).await;
        assert_eq!((now.state, now.reason.as_str()), (State::Active, ""));
        let handed = Scene::wording("Quiet nights", Aim::Nothing, &carla);
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        objective::reword(tx, hone, &ben, team, (&now, now.version), handed).await.unwrap();
        let now = scene.now(one.id).await;
        assert_eq!((now.state, now.owner_id), (State::Proposed, Some(carla.person_id)));
        let story = event::list(&mut scene.tx, &scene.team, one.about()).await.unwrap();
        let did: Vec<&str> = story.iter().map(|event| event.to_state.as_str()).collect();
        let whole = [
            "proposed it to somebody else",
            "took its end back",
            "dropped it",
            "took it on",
            "proposed it",
        ];
        assert_eq!(did, whole);
    }
}

#[tokio::test]
async fn an_objective_whose_owner_is_gone_waits_for_the_lead() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben) = (scene.lead.clone(), scene.ben.clone());
        let one = scene.active("Quiet nights", Aim::Nothing).await;
        scene.key(&one).await;
        assert_eq!((scene.n_awaited(&ben).await, scene.n_awaited(&lead).await), (1, 0));

        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        team::remove(tx, hone, &lead, team, ben.person_id).await.unwrap();

        assert_eq!((scene.n_awaited(&ben).await, scene.n_awaited(&lead).await), (0, 1));
    }
}

#[tokio::test]
async fn an_objective_that_would_serve_itself_in_the_end_is_refused() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let ben = scene.ben.clone();
        let top = scene.active("Top", Aim::Nothing).await.id;
        let middle = scene.active("Middle", Aim::Objective(top)).await.id;
        let low = scene.active("Low", Aim::Objective(middle)).await.id;

        refused(scene.aim(top, Aim::Objective(top)).await, &Refusal::Circle);
        refused(scene.aim(top, Aim::Objective(middle)).await, &Refusal::Circle);
        refused(scene.aim(top, Aim::Objective(low)).await, &Refusal::Circle);
        refused(scene.aim(low, Aim::Vision).await, &Refusal::NoVision);
        refused(scene.aim(low, Aim::Objective(ObjectiveId::draw())).await, &Refusal::NoAim);

        // What is put away comes back as it was: it counts for a circle all the same.
        let away = scene.now(middle).await;
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        objective::put_away(tx, hone, &ben, team, &away, true).await.unwrap();
        refused(scene.aim(top, Aim::Objective(low)).await, &Refusal::Circle);
        refused(scene.aim(top, Aim::Objective(middle)).await, &Refusal::NoAim);
        scene.aim(low, Aim::Nothing).await.unwrap();
        scene.aim(top, Aim::Objective(low)).await.unwrap();
    }
}

#[tokio::test]
async fn objectives_serve_each_other_to_a_bound_and_a_tree_that_is_deeper_is_cut() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let mut chain = vec![scene.active("0", Aim::Nothing).await.id];
        for level in 1..DEEPEST {
            let over = chain[level - 1];
            chain.push(scene.active(&level.to_string(), Aim::Objective(over)).await.id);
        }
        let free = scene.active("free", Aim::Nothing).await.id;

        let last = *chain.last().unwrap();
        refused(scene.aim(free, Aim::Objective(last)).await, &Refusal::Deep);
        refused(scene.aim(chain[0], Aim::Objective(free)).await, &Refusal::Deep);
        scene.aim(free, Aim::Objective(chain[DEEPEST - 2])).await.unwrap();
        let tree = scene.tree().await;
        assert_eq!((tree.loose.len(), tree.open().len()), (1, DEEPEST + 1));

        let mut deeper = scene.now(free).await;
        (deeper.serves_id, deeper.id) = (Some(last), ObjectiveId::draw());
        let mut all = objective::list(&mut scene.tx, &scene.team).await.unwrap();
        all.push(deeper.clone());
        let cut = tree::grown(None, all);
        assert_eq!((cut.loose.len(), cut.open().len()), (2, DEEPEST + 2));
        assert_eq!(cut.loose[1].objective.id, deeper.id);
    }
}

#[tokio::test]
async fn the_tree_tells_what_leads_to_the_vision_what_is_loose_and_how_far_ahead_it_looks() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben) = (scene.lead.clone(), scene.ben.clone());
        let vision = scene.vision("Anna turns on her tap").await;
        let top = scene.active("Quiet nights", Aim::Vision).await;
        let below = scene.active("New pumps", Aim::Objective(top.id)).await;
        let loose = scene.active("A newsletter", Aim::Nothing).await;
        let far = Wording {
            horizon: Horizon::Later,
            ..Scene::wording("Own power", Aim::Objective(below.id), &ben)
        };
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        let far = objective::write(tx, hone, &ben, team, far).await.unwrap();

        let whole = scene.tree().await;
        let path: Vec<_> = whole.path(far.id).iter().map(|one| one.id).collect();
        let seen: Vec<_> = whole.open().iter().map(|one| one.id).collect();
        scene.take(&ben, below.id, Step::Drop("No money", "Ask in March")).await.unwrap();
        let cut = scene.tree().await;
        scene.decide(&lead, &vision, Turn::Retire, "Too near").await.unwrap();
        let bare = scene.tree().await;

        assert_eq!(path, [far.id, below.id, top.id]);
        assert_eq!(seen, [top.id, below.id, far.id, loose.id], "from the roots down");
        assert!(whole.leads_to_vision(far.id) && !whole.leads_to_vision(loose.id));
        let counts = whole.horizons;
        assert_eq!((counts.n_now, counts.n_next, counts.n_later), (3, 0, 1));
        let ids = |tree: &Tree| tree.loose.iter().map(|one| one.objective.id).collect::<Vec<_>>();
        assert_eq!(ids(&whole), [loose.id]);
        assert_eq!(ids(&cut), [loose.id, far.id], "it served what was dropped");
        assert_eq!((cut.n_open(), cut.over.len()), (3, 1));
        assert_eq!(ids(&bare), [top.id, loose.id, far.id]);
        assert!(bare.leading.is_empty() && bare.vision.is_none());
    }
}

#[tokio::test]
async fn a_key_result_stands_where_the_latest_check_in_that_counts_says() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (ben, carla, team) = (scene.ben.clone(), scene.carla.clone(), scene.team.clone());
        let one = scene.active("Quiet nights", Aim::Nothing).await;
        let key = scene.key(&one).await;
        let start = scene.measured(&one).await;
        scene.check((&ben, &team), &one, ("7,5", Some(70), "A second crew")).await.unwrap();
        fresh.hone.clock.advance(DAY);
        let late = scene.check((&carla, &team), &one, ("-1e3", None, "Slipped")).await.unwrap();

        let told = scene.measured(&one).await;
        let (tx, hone) = (&mut scene.tx, &scene.hone);
        let what = (&one, &key, &late);
        key::put_check_away(tx, hone, &carla, &team, what, true).await.unwrap();
        let before = scene.measured(&one).await;

        assert_eq!((start.now(), told.now(), before.now()), (9.0, -1000.0, 7.5));
        let latest = before.latest().unwrap();
        assert_eq!((latest.odds, latest.person.as_deref()), (Some(70), Some("Ben Okafor")));
        let other = before.checks.iter().find(|check| check.id != late.id).unwrap();
        let what = (&one, &key, other);
        let (tx, hone) = (&mut scene.tx, &scene.hone);
        let theirs = key::put_check_away(tx, hone, &carla, &team, what, true).await;
        refused(theirs, &Refusal::NotYours);
        for (value, odds, why) in [
            ("", None, Refusal::NoNumber("Where it stands")),
            ("many", None, Refusal::NoNumber("Where it stands")),
            ("NaN", None, Refusal::NoNumber("Where it stands")),
            ("inf", None, Refusal::NoNumber("Where it stands")),
            ("1e13", None, Refusal::NoNumber("Where it stands")),
            ("5", Some(55), Refusal::Odds),
        ] {
            let said = scene.check((&ben, &team), &one, (value, odds, "x")).await;
            refused(said, &why);
        }
        assert!(scene.check((&ben, &team), &one, ("5", None, " ")).await.is_err(), "no line");
        let (tx, hone) = (&mut scene.tx, &scene.hone);
        let still = key::write(tx, hone, &ben, &team, &one, &wait("2", "2,0")).await;
        refused(still, &Refusal::NoWay);
        let other = key::write(tx, hone, &carla, &team, &one, &wait("9", "2")).await;
        refused(other, &Refusal::NotYours);
    }
}

#[tokio::test]
async fn a_key_result_is_due_on_its_day_until_somebody_checks_in() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (ben, lead, team) = (scene.ben.clone(), scene.lead.clone(), scene.team.clone());
        let one = scene.active("Quiet nights", Aim::Nothing).await;
        scene.key(&one).await;
        scene.check((&ben, &team), &one, ("7", None, "Early")).await.unwrap();
        let due = date(2026, 5, 11);
        let n = async |scene: &mut Scene, who: &Viewer, day| {
            let all = key::list_awaited(&mut scene.tx, who, &team).await.unwrap();
            all.iter().filter(|key| key.due.0 <= day).count()
        };

        assert!(TODAY < due && n(&mut scene, &ben, date(2026, 5, 10)).await == 0);
        assert_eq!(n(&mut scene, &ben, due).await, 1);
        assert_eq!(n(&mut scene, &lead, due).await, 0, "it waits for its owner");
        fresh.hone.clock.advance(7 * DAY);
        scene.check((&lead, &team), &one, ("3", None, "On the day")).await.unwrap();
        assert_eq!(n(&mut scene, &ben, due).await, 0);
    }
}

#[tokio::test]
async fn an_objective_is_found_by_its_words_while_it_is_here() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (ben, lead) = (scene.ben.clone(), scene.lead.clone());
        let one = scene.active("Quiet nights", Aim::Nothing).await;
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        let found = search::find(tx, team, "quiet").await.unwrap();
        assert!(found.len() == 1 && found[0].entity_id == one.id.0);

        let at = (&one, one.version);
        let wording = Scene::wording("Calm nights", Aim::Nothing, &ben);
        objective::reword(tx, hone, &lead, team, at, wording.clone()).await.unwrap();
        refused(objective::reword(tx, hone, &ben, team, at, wording).await, &Refusal::Changed);
        assert!(search::find(tx, team, "quiet").await.unwrap().is_empty());
        let now = scene.now(one.id).await;
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        objective::put_away(tx, hone, &ben, team, &now, true).await.unwrap();
        assert!(search::find(tx, team, "calm").await.unwrap().is_empty());
        let resting = scene.take(&ben, one.id, Step::Reach("x")).await;
        refused(resting, &Refusal::NotNow("put away"));
    }
}

#[tokio::test]
async fn whoever_is_erased_stands_nowhere_and_their_lines_are_gone_while_numbers_stay() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (ben, lead) = (scene.ben.clone(), scene.lead.clone());
        let (team, other) = (scene.team.clone(), scene.other.clone());
        let vision = scene.vision("Anna turns on her tap").await;
        let one = scene.active("Quiet nights", Aim::Vision).await;
        scene.key(&one).await;
        scene.check((&ben, &team), &one, ("7", Some(70), "I was late")).await.unwrap();
        let share = scene.offer(&one).await;

        for person in [ben.person_id, scene.head.person_id] {
            erase(&mut scene.tx, team.organisation_id, person).await.unwrap();
        }

        let now = scene.now(one.id).await;
        assert_eq!((now.owner_id, now.proposed_by, now.owner.clone()), (None, None, None));
        assert_eq!(scene.n_awaited(&lead).await, 1, "its turn goes to the lead");
        let told = scene.measured(&one).await;
        let check = told.latest().unwrap();
        assert_eq!((check.person_id, check.odds, check.line.as_str()), (None, None, ""));
        assert_eq!(told.now(), 7.0);
        let tx = &mut scene.tx;
        let words = statement::list_words(tx, &team, &vision).await.unwrap();
        assert_eq!(words[0].written_by, None);
        let share = shares::find(tx, &team, share.id).await.unwrap().unwrap();
        assert_eq!((share.offered_to, share.state), (None, shares::State::Ended));
        assert!(shares::list_offers(tx, &scene.head, &other).await.unwrap().is_empty());
    }
}
