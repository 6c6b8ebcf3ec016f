use jiff::civil::date;

use super::affected::{self, Effect};
use super::challenge::{self, ANSWER_DAYS, Answer, Challenge, Reply, State as Stage, Target};
use super::{
    Board, Experiment, Past, Refusal, State, Step, Turn, Verdict, Wording, board, check, decide,
    erase, find, follow, past, put_away, reword, take, write,
};
use crate::account::Viewer;
use crate::db::PeopleTx;
use crate::ids::{ChallengeId, ExperimentId};
use crate::team::{self, Part, Team, event, search};
use crate::testing::round::viewer;
use crate::testing::{Northfold, each_engine, northfold};
use crate::{Error, Hone};

const DAY: i64 = 24 * 3600;

/// A team of Northfold's leader with Ben, who challenges and tries, and Carla, who reads along.
struct Scene {
    hone: Hone,
    lead: Viewer,
    ben: Viewer,
    carla: Viewer,
    team: Team,
    tx: PeopleTx,
}

impl Scene {
    async fn of(hone: &Hone) -> Self {
        let here: Northfold = northfold(hone).await;
        let [lead, ben, carla] =
            [&here.leader, &here.reports[0], &here.reports[1]].map(|person| viewer(&here, person));
        let mut tx = hone.people.write().await.unwrap();
        let team = team::make(&mut tx, hone, &lead, "Pumps").await.unwrap();
        for person in &here.reports[..2] {
            team::invite(&mut tx, hone, &lead, &team, "", &person.email).await.unwrap();
        }
        Self { hone: hone.clone(), lead, ben, carla, team, tx }
    }

    /// A challenge that Ben raises.
    async fn raised(&mut self) -> Challenge {
        let wording = challenge::Wording {
            target: Target::Procedure,
            title: "Why do two people sign every purchase under 500?".to_owned(),
            why: "Spare parts wait for two days.".to_owned(),
            instead: "let one person sign below 500".to_owned(),
        };
        let (tx, hone, team) = (&mut self.tx, &self.hone, &self.team);
        challenge::raise(tx, hone, &self.ben, team, wording).await.unwrap()
    }

    async fn reply(&mut self, who: &Viewer, challenge: &Challenge, answer: Answer) -> Done {
        let again_on = (answer == Answer::NotNow).then(|| date(2026, 7, 1));
        let reply = Reply { answer, reason: "Small sums, small harm.".to_owned(), again_on };
        let (tx, hone, team) = (&mut self.tx, &self.hone, &self.team);
        challenge::answer(tx, hone, who, team, challenge, reply).await
    }

    async fn challenge(&mut self, id: ChallengeId) -> Challenge {
        challenge::find(&mut self.tx, &self.team, id).await.unwrap().unwrap()
    }

    async fn experiment(&mut self, id: ExperimentId) -> Experiment {
        find(&mut self.tx, &self.team, id).await.unwrap().unwrap()
    }

    fn wording(&self) -> Wording {
        Wording {
            owner: Some(self.ben.person_id),
            if_we: "let one person sign below 500".to_owned(),
            then_see: "parts come a day sooner".to_owned(),
            because: "the second name only waits".to_owned(),
            measure: "days from order to part".to_owned(),
            baseline: "4 days in April".to_owned(),
            adopt_if: "3 days or fewer".to_owned(),
            guardrail: "one wrong order above 500".to_owned(),
            starts_on: None,
            ends_on: Some(date(2026, 6, 1)),
        }
    }

    /// A draft of Ben's.
    async fn drafted(&mut self) -> Experiment {
        let wording = self.wording();
        let (tx, hone, team) = (&mut self.tx, &self.hone, &self.team);
        write(tx, hone, &self.ben, team, wording).await.unwrap()
    }

    async fn take(&mut self, who: &Viewer, id: ExperimentId, step: Step) -> Done {
        let experiment = self.experiment(id).await;
        take(&mut self.tx, &self.hone, who, &self.team, &experiment, step).await
    }

    async fn decide(&mut self, who: &Viewer, id: ExperimentId, verdict: Verdict) -> Done {
        let experiment = self.experiment(id).await;
        let said = (verdict, "2.6 days", "The second name found nothing.");
        decide(&mut self.tx, &self.hone, who, &self.team, &experiment, said).await
    }

    /// An experiment of Ben's that has ended.
    async fn ended(&mut self) -> ExperimentId {
        let (ben, id) = (self.ben.clone(), self.drafted().await.id);
        self.take(&ben, id, Step::Start).await.unwrap();
        self.take(&ben, id, Step::End("2.6 days".to_owned())).await.unwrap();
        id
    }

    async fn board(&mut self) -> Board {
        let now = self.hone.clock.now();
        board(&mut self.tx, &self.lead, &self.team, now).await.unwrap()
    }

    async fn past(&mut self) -> Past {
        let part = Part { from: 0, most: 9 };
        past(&mut self.tx, &self.team, part, part).await.unwrap()
    }

    async fn turn(&mut self) -> Turn {
        let board = self.board().await;
        let challenges = board.challenges.iter().map(|one| one.turn);
        challenges.chain(board.experiments.iter().map(|one| one.turn)).next().unwrap()
    }

    async fn found(&mut self, question: &str) -> Vec<String> {
        let found = search::find(&mut self.tx, &self.team, question).await.unwrap();
        found.into_iter().map(|found| found.title).collect()
    }
}

type Done = Result<(), Error>;

fn refused(result: Result<impl std::fmt::Debug, Error>) -> String {
    match result {
        Err(Error::Refused(why)) => why,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn a_challenge_waits_for_the_lead_who_answers_with_a_reason() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben, carla) = (scene.lead.clone(), scene.ben.clone(), scene.carla.clone());
        let raised = scene.raised().await;
        assert_eq!(raised.answer_due.0, date(2026, 5, 18), "in {ANSWER_DAYS} days");
        assert_eq!(scene.turn().await, Turn::Answer(lead.person_id, date(2026, 5, 18)));

        let own = refused(scene.reply(&ben, &raised, Answer::Do).await);
        let other = refused(scene.reply(&carla, &raised, Answer::No).await);
        let silent = Reply { answer: Answer::No, reason: " ".to_owned(), again_on: None };
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        let silent = challenge::answer(tx, hone, &lead, team, &raised, silent).await;
        scene.reply(&lead, &raised, Answer::No).await.unwrap();

        assert_eq!([own, other], [Refusal::NotLead.to_string(), Refusal::NotLead.to_string()]);
        assert_eq!(refused(silent), "Your reason: write something.");
        let answered = scene.challenge(raised.id).await;
        assert_eq!((answered.state, answered.answer), (Stage::Closed, Some(Answer::No)));
        assert_eq!(answered.days_late(date(2026, 12, 1)), None, "it came in time");
        let events = event::list(&mut scene.tx, &scene.team, raised.about()).await.unwrap();
        let told: Vec<_> = events
            .iter()
            .map(|event| (event.person.as_deref().unwrap(), event.to_state.as_str(), &*event.note))
            .collect();
        let no = ("Marek Dvorak", "answered: no", "Small sums, small harm.");
        assert_eq!(told, [no, ("Ben Okafor", "raised it", "")]);
    }
}

#[tokio::test]
async fn a_late_answer_stays_late_also_when_it_is_taken_back_or_put_off() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let lead = scene.lead.clone();
        let raised = scene.raised().await;
        assert_eq!(raised.days_late(date(2026, 5, 18)), None, "on its day it is in time");
        assert_eq!(raised.days_late(date(2026, 6, 20)), Some(33));

        scene.hone.clock.advance(17 * DAY);
        scene.reply(&lead, &raised, Answer::NotNow).await.unwrap();
        let put_off = scene.challenge(raised.id).await;
        scene.hone.clock.advance(60 * DAY);
        let again = scene.turn().await;
        scene.reply(&lead, &put_off, Answer::Do).await.unwrap();
        let done = scene.challenge(raised.id).await;
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        challenge::take_back(tx, hone, &lead, team, &done).await.unwrap();

        assert_eq!(put_off.days_late(date(2026, 12, 1)), Some(3));
        assert_eq!(again, Turn::Again(lead.person_id, date(2026, 7, 1)));
        assert_eq!(done.days_late(date(2026, 12, 1)), Some(3), "the first answer counts");
        let open = scene.challenge(raised.id).await;
        assert_eq!((open.state, open.answer, open.reason.as_str()), (Stage::Open, None, ""));
        assert_eq!(open.answer_due, raised.answer_due);
    }
}

#[tokio::test]
async fn a_not_now_names_the_day_on_which_it_is_looked_at_again() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let lead = scene.lead.clone();
        let raised = scene.raised().await;
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        let mut reply =
            Reply { answer: Answer::NotNow, reason: "The audit".to_owned(), again_on: None };

        let no_day = challenge::answer(tx, hone, &lead, team, &raised, reply.clone()).await;
        reply.again_on = Some(date(2026, 5, 4));
        let today = challenge::answer(tx, hone, &lead, team, &raised, reply.clone()).await;
        reply.again_on = Some(date(2026, 5, 5));
        challenge::answer(tx, hone, &lead, team, &raised, reply).await.unwrap();

        assert_eq!(refused(no_day), "Looked at again: choose a day.");
        assert_eq!(refused(today), "Looked at again: choose a day after today.");
        assert_eq!(scene.turn().await, Turn::Nobody(Some(date(2026, 5, 5))));
    }
}

#[tokio::test]
async fn the_lead_agrees_on_another_time_for_answers_and_what_is_raised_keeps_its_day() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben) = (scene.lead.clone(), scene.ben.clone());
        let before = scene.raised().await;
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);

        let by_ben = refused(challenge::set_terms(tx, hone, &ben, team, (7, 0)).await);
        let none = refused(challenge::set_terms(tx, hone, &lead, team, (0, 0)).await);
        let long = refused(challenge::set_terms(tx, hone, &lead, team, (91, 0)).await);
        challenge::set_terms(tx, hone, &lead, team, (7, 0)).await.unwrap();
        let stale = refused(challenge::set_terms(tx, hone, &lead, team, (5, 0)).await);
        let terms = challenge::terms(tx, team).await.unwrap();
        challenge::set_terms(tx, hone, &lead, team, (5, terms.version)).await.unwrap();

        assert_eq!(by_ben, Refusal::NotLead.to_string());
        assert_eq!([none, long], [Refusal::Days.to_string(), Refusal::Days.to_string()]);
        assert_eq!(stale, Refusal::Changed.to_string());
        assert_eq!(scene.raised().await.answer_due.0, date(2026, 5, 9));
        assert_eq!(scene.challenge(before.id).await.answer_due.0, date(2026, 5, 18));
    }
}

#[tokio::test]
async fn what_is_to_be_tried_becomes_an_experiment_with_the_words_of_the_challenge() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben) = (scene.lead.clone(), scene.ben.clone());
        let raised = scene.raised().await;
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        let early = refused(challenge::experiment(tx, hone, &ben, team, &raised).await);
        scene.reply(&lead, &raised, Answer::Try).await.unwrap();
        assert_eq!(scene.turn().await, Turn::Make(ben.person_id));
        let answered = scene.challenge(raised.id).await;

        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        let made = challenge::experiment(tx, hone, &ben, team, &answered).await.unwrap();

        assert_eq!(early, Refusal::NotNow("open").to_string());
        let stored = scene.experiment(made.id).await;
        assert_eq!(stored, made);
        assert_eq!(stored.if_we, "let one person sign below 500");
        assert_eq!(
            stored.because,
            "Why do two people sign every purchase under 500?\nSpare parts wait for two days."
        );
        assert_eq!((stored.challenge_id, stored.owner_id), (Some(raised.id), Some(ben.person_id)));
        let moved = scene.challenge(raised.id).await;
        assert_eq!(moved.state, Stage::Experiment);
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        let twice = refused(challenge::experiment(tx, hone, &lead, team, &moved).await);
        let back = refused(challenge::take_back(tx, hone, &lead, team, &moved).await);
        assert_eq!(
            [twice, back].map(|why| why == Refusal::NotNow("an experiment").to_string()),
            [true, true]
        );
    }
}

#[tokio::test]
async fn what_is_to_be_done_is_closed_with_what_was_learned() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, carla) = (scene.lead.clone(), scene.carla.clone());
        let raised = scene.raised().await;
        scene.reply(&lead, &raised, Answer::Do).await.unwrap();
        assert_eq!(scene.turn().await, Turn::Do(lead.person_id));
        let answered = scene.challenge(raised.id).await;

        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        let silent = refused(challenge::finish(tx, hone, &lead, team, &answered, "").await);
        challenge::finish(tx, hone, &carla, team, &answered, "One name is enough.").await.unwrap();

        assert_eq!(silent, "What we learned: write something.");
        let closed = scene.challenge(raised.id).await;
        assert_eq!((closed.state, closed.learned.as_str()), (Stage::Closed, "One name is enough."));
        assert_eq!(scene.past().await.closed.len(), 1);
    }
}

#[tokio::test]
async fn a_challenge_is_worded_by_who_raised_it_and_no_lead_puts_it_away_unanswered() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben) = (scene.lead.clone(), scene.ben.clone());
        let raised = scene.raised().await;
        let other =
            || challenge::Wording { title: "Why two names?".to_owned(), ..Default::default() };
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);

        let by_lead = challenge::reword(tx, hone, &lead, team, (&raised, 1), other()).await;
        let away = challenge::put_away(tx, hone, &lead, team, &raised, true).await;
        challenge::reword(tx, hone, &ben, team, (&raised, 1), other()).await.unwrap();
        let stale = challenge::reword(tx, hone, &ben, team, (&raised, 1), other()).await;

        assert_eq!(refused(by_lead), Refusal::NotRaiser.to_string());
        assert_eq!(refused(away), Refusal::NotRaiser.to_string());
        assert_eq!(refused(stale), Refusal::Changed.to_string());
        let reworded = scene.challenge(raised.id).await;
        scene.reply(&lead, &reworded, Answer::No).await.unwrap();
        let closed = scene.challenge(raised.id).await;
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        let late = challenge::reword(tx, hone, &ben, team, (&closed, 3), other()).await;
        assert_eq!(refused(late), Refusal::NotNow("closed").to_string());
        challenge::put_away(tx, hone, &lead, team, &closed, true).await.unwrap();
    }
}

#[tokio::test]
async fn an_experiment_starts_once_it_has_a_measure_and_an_end() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (ben, carla) = (scene.ben.clone(), scene.carla.clone());
        let bare = Wording {
            owner: Some(ben.person_id),
            if_we: "meet standing".to_owned(),
            starts_on: Some(date(2026, 6, 1)),
            ..Wording::default()
        };
        let past = Wording { ends_on: Some(date(2026, 5, 31)), ..bare.clone() };
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        let past = refused(write(tx, hone, &ben, team, past).await);
        let bare = write(tx, hone, &ben, team, bare).await.unwrap();
        let drafted = scene.drafted().await;

        let missing = refused(scene.take(&ben, bare.id, Step::Start).await);
        let third = refused(scene.take(&carla, drafted.id, Step::Start).await);
        scene.take(&ben, drafted.id, Step::Start).await.unwrap();

        assert_eq!(past, Refusal::EndsFirst.to_string());
        assert_eq!(
            missing,
            "Before it starts, write down: what you expect to see, what you measure, from which \
             result on you adopt it, the last day."
        );
        assert_eq!(third, Refusal::NotYours.to_string());
        let running = scene.experiment(drafted.id).await;
        assert_eq!((running.state, running.first_day()), (State::Running, Some(date(2026, 5, 4))));
        let turns: Vec<_> = scene.board().await.experiments.iter().map(|one| one.turn).collect();
        assert!(turns.contains(&Turn::Nobody(Some(date(2026, 6, 1)))), "{turns:?}");
        assert!(turns.contains(&Turn::Start(ben.person_id, Some(date(2026, 6, 1)))), "{turns:?}");
    }
}

#[tokio::test]
async fn what_counts_as_success_stands_from_the_start_on() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let ben = scene.ben.clone();
        let id = scene.drafted().await.id;
        scene.take(&ben, id, Step::Start).await.unwrap();
        let running = scene.experiment(id).await;
        let easier = Wording {
            adopt_if: "any number".to_owned(),
            guardrail: "two wrong orders".to_owned(),
            ends_on: Some(date(2026, 6, 15)),
            ..scene.wording()
        };
        let endless = Wording { ends_on: None, ..easier.clone() };

        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        let seen = (&running, running.version);
        let endless = refused(reword(tx, hone, &ben, team, seen, endless).await);
        reword(tx, hone, &ben, team, seen, easier.clone()).await.unwrap();
        let stale = refused(reword(tx, hone, &ben, team, seen, easier).await);

        assert_eq!(endless, Refusal::NoDay("The last day").to_string());
        assert_eq!(stale, Refusal::Changed.to_string());
        let now = scene.experiment(id).await;
        assert_eq!(now.adopt_if, "3 days or fewer");
        assert_eq!(
            (now.guardrail.as_str(), now.last_day()),
            ("two wrong orders", Some(date(2026, 6, 15)))
        );
    }
}

#[tokio::test]
async fn its_end_its_decision_and_a_look_sixty_days_on_are_the_turn_of_its_owner() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben) = (scene.lead.clone(), scene.ben.clone());
        let id = scene.drafted().await.id;
        scene.take(&ben, id, Step::Start).await.unwrap();
        let early = refused(scene.decide(&ben, id, Verdict::Adopt).await);
        scene.hone.clock.advance(28 * DAY);
        let due = scene.turn().await;
        scene.take(&ben, id, Step::Note("3 days so far".to_owned())).await.unwrap();
        let noted = scene.experiment(id).await;
        assert_eq!((noted.state, noted.result.as_str()), (State::Running, "3 days so far"));
        let silent = refused(scene.take(&ben, id, Step::End(String::new())).await);
        scene.take(&ben, id, Step::End("2.6 days".to_owned())).await.unwrap();
        let decides = scene.turn().await;

        scene.decide(&lead, id, Verdict::Adopt).await.unwrap();
        let waits = scene.turn().await;
        scene.hone.clock.advance(60 * DAY);
        let looks = scene.turn().await;
        let adopted = scene.experiment(id).await;
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        check(tx, hone, &ben, team, &adopted, (true, "Still one name.")).await.unwrap();

        assert_eq!(early, Refusal::NotNow("running").to_string());
        assert_eq!(silent, "What you saw: write something.");
        assert_eq!(due, Turn::End(ben.person_id, date(2026, 6, 1)));
        assert_eq!(decides, Turn::Decide(ben.person_id));
        assert_eq!(waits, Turn::Nobody(Some(date(2026, 7, 31))));
        assert_eq!(looks, Turn::Check(ben.person_id, date(2026, 7, 31)));
        let checked = scene.experiment(id).await;
        assert_eq!(
            (checked.state, checked.is_kept, checked.found.as_str()),
            (State::Checked, Some(true), "Still one name.")
        );
        let (board, past) = (scene.board().await, scene.past().await);
        assert_eq!((board.experiments.len(), past.over.len()), (0, 1));
    }
}

#[tokio::test]
async fn every_step_can_be_taken_back() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let ben = scene.ben.clone();
        let id = scene.drafted().await.id;
        scene.take(&ben, id, Step::Start).await.unwrap();
        scene.take(&ben, id, Step::Stop("A wrong order of 900.".to_owned())).await.unwrap();
        assert_eq!(scene.experiment(id).await.word(), "stopped");
        scene.decide(&ben, id, Verdict::Adopt).await.unwrap();
        let adopted = scene.experiment(id).await;
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        check(tx, hone, &ben, team, &adopted, (false, "Two names again.")).await.unwrap();

        let mut states = Vec::new();
        for _ in 0..4 {
            scene.take(&ben, id, Step::Back).await.unwrap();
            states.push(scene.experiment(id).await.word());
        }

        assert_eq!(states, ["decided", "stopped", "running", "a draft"]);
        let draft = scene.experiment(id).await;
        assert_eq!((draft.verdict, draft.check_on, draft.is_kept), (None, None, None));
        let more = refused(scene.take(&ben, id, Step::Back).await);
        assert_eq!(more, Refusal::NotNow("a draft").to_string());
    }
}

#[tokio::test]
async fn what_is_adapted_is_written_anew_with_its_words_and_what_was_learned() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (ben, carla) = (scene.ben.clone(), scene.carla.clone());
        let id = scene.ended().await;
        let ended = scene.experiment(id).await;
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        let early = refused(follow(tx, hone, &carla, team, &ended).await);
        scene.decide(&ben, id, Verdict::Adapt).await.unwrap();
        let decided = scene.experiment(id).await;

        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        let next = follow(tx, hone, &carla, team, &decided).await.unwrap();
        let not_adopted = check(tx, hone, &ben, team, &decided, (true, "x")).await;

        assert_eq!(early, Refusal::NotNow("ended").to_string());
        assert_eq!(refused(not_adopted), Refusal::NotNow("not adopted").to_string());
        let next = scene.experiment(next.id).await;
        assert_eq!((next.state, next.after_id), (State::Draft, Some(id)));
        assert_eq!(next.if_we, "let one person sign below 500");
        assert_eq!(
            next.because,
            "We learned: The second name found nothing.\nthe second name only waits"
        );
        assert_eq!((next.owner_id, next.ends_on), (Some(carla.person_id), None));
    }
}

#[tokio::test]
async fn everybody_writes_down_whom_it_reaches_and_the_board_tells_who_was_not_told() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let carla = scene.carla.clone();
        let drafted = scene.drafted().await;
        let wording = |who: &str| affected::Wording {
            who: who.to_owned(),
            what_changes: "no second name".to_owned(),
            effect: Effect::Loss,
            ..affected::Wording::default()
        };
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        let stores = affected::write(tx, hone, &carla, team, &drafted, wording("stores"));
        let stores = stores.await.unwrap();
        affected::write(tx, hone, &carla, team, &drafted, wording("audit")).await.unwrap();
        let nobody = affected::write(tx, hone, &carla, team, &drafted, wording(" ")).await;

        affected::tell(tx, hone, &carla, team, (&drafted, &stores)).await.unwrap();
        let said = affected::Wording { they_said: "At last".to_owned(), ..wording("stores") };
        let stale = affected::reword(tx, hone, &carla, team, (&drafted, &stores, 1), said).await;

        assert_eq!(refused(nobody), "Who it reaches: write something.");
        assert_eq!(refused(stale), Refusal::Changed.to_string());
        let board = scene.board().await;
        assert_eq!((board.experiments[0].n_groups, board.experiments[0].n_untold), (2, 1));
        let (tx, team) = (&mut scene.tx, &scene.team);
        let told = affected::find(tx, team, &drafted, stores.id).await.unwrap().unwrap();
        assert_eq!((told.told_day(), told.effect), (Some(date(2026, 5, 4)), Effect::Loss));
        let events = event::list(tx, team, drafted.about()).await.unwrap();
        let latest = (events[0].to_state.as_str(), events[0].note.as_str());
        assert_eq!(latest, ("told whom it reaches", "stores"));
    }
}

#[tokio::test]
async fn what_is_put_away_is_found_by_no_word_until_it_is_brought_back() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (ben, carla) = (scene.ben.clone(), scene.carla.clone());
        let raised = scene.raised().await;
        let drafted = scene.drafted().await;
        let both = scene.found("sign 500").await;
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);

        let third = refused(put_away(tx, hone, &carla, team, &drafted, true).await);
        put_away(tx, hone, &ben, team, &drafted, true).await.unwrap();
        challenge::put_away(tx, hone, &ben, team, &raised, true).await.unwrap();
        let none = scene.found("sign 500").await;
        let gone = scene.experiment(drafted.id).await;
        let stopped = refused(scene.take(&ben, drafted.id, Step::Start).await);
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        put_away(tx, hone, &ben, team, &gone, false).await.unwrap();

        assert_eq!(both.len(), 2, "{both:?}");
        assert_eq!(third, Refusal::NotYours.to_string());
        assert_eq!(none, Vec::<String>::new());
        assert_eq!(stopped, Refusal::NotNow("put away").to_string());
        assert_eq!(scene.found("parts sooner").await, ["If we let one person sign below 500"]);
        assert_eq!(scene.past().await.away_challenges.len(), 1);
    }
}

#[tokio::test]
async fn whoever_is_erased_stands_on_nothing_and_their_turn_goes_to_the_lead() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben) = (scene.lead.clone(), scene.ben.clone());
        let raised = scene.raised().await;
        scene.reply(&lead, &raised, Answer::Try).await.unwrap();
        let id = scene.ended().await;

        erase(&mut scene.tx, scene.team.organisation_id, ben.person_id).await.unwrap();

        assert_eq!(scene.challenge(raised.id).await.raised_by, None);
        assert_eq!(scene.experiment(id).await.owner_id, None);
        let board = scene.board().await;
        assert_eq!(board.challenges[0].turn, Turn::Make(lead.person_id));
        assert_eq!(board.experiments[0].turn, Turn::Decide(lead.person_id));
    }
}
