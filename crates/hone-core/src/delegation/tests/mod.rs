mod agreed;
mod asked;
mod left;

use jiff::civil::date;

use super::area::{Kind, Looks, Step, Wording};
use super::growth;
use super::lesson::{self, Lesson};
use super::level::{self, Answer as Reply};
use super::record::{self, Look};
use super::request::{self, Answer, Request};
use super::{Area, Board, Level, Refusal, State, Turn, area, board};
use crate::account::Viewer;
use crate::db::PeopleTx;
use crate::ids::ProposalId;
use crate::team::{self, Part, Team, event, search};
use crate::testing::round::viewer;
use crate::testing::{Northfold, each_engine, northfold};
use crate::{Error, Hone};

const DAY: i64 = 24 * 3600;

/// A team of Northfold's leader with Ben, who owns an area, and Carla, who reads along.
struct Scene {
    hone: Hone,
    lead: Viewer,
    ben: Viewer,
    carla: Viewer,
    team: Team,
    tx: PeopleTx,
}

fn wording(owner: &Viewer, level: Level) -> Wording {
    Wording {
        title: "Valve inspections".to_owned(),
        kind: Kind::Work,
        owner: owner.person_id,
        level,
        done_when: "every valve is seen".to_owned(),
        limits: "up to 2,000 a month".to_owned(),
        check_in: Looks::Days,
        every_days: 14,
        next_check_in: None,
    }
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

    async fn offered(&mut self, level: Level) -> Area {
        let wording = wording(&self.ben, level);
        area::write(&mut self.tx, &self.hone, &self.lead, &self.team, wording, true).await.unwrap()
    }

    /// An area that Ben owns, at a level.
    async fn agreed(&mut self, level: Level) -> Area {
        let area = self.offered(level).await;
        let (tx, hone, team) = (&mut self.tx, &self.hone, &self.team);
        area::answer(tx, hone, &self.ben, team, (&area, area.version), (true, "gladly"))
            .await
            .unwrap();
        self.now(&area).await
    }

    async fn now(&mut self, area: &Area) -> Area {
        let found = area::find(&mut self.tx, &self.lead, &self.team, area.id).await.unwrap();
        found.unwrap()
    }

    async fn board_of(&mut self, who: &Viewer) -> Board {
        board(&mut self.tx, &self.hone, who, &self.team).await.unwrap()
    }

    async fn turn(&mut self) -> Turn {
        let lead = self.lead.clone();
        self.board_of(&lead).await.rows[0].turn.clone()
    }

    async fn ask(&mut self, who: &Viewer, area: &Area, on: Option<jiff::civil::Date>) -> Request {
        let wording = request::Wording {
            question: "May they move to July?".to_owned(),
            own_proposal: "I would start on the 6th.".to_owned(),
            needed_by: on,
        };
        request::ask(&mut self.tx, &self.hone, who, &self.team, area, wording).await.unwrap()
    }

    async fn answer(
        &mut self,
        who: &Viewer,
        (area, request): (&Area, &Request),
        answer: Answer,
    ) -> Result<(), Error> {
        let (tx, hone, team) = (&mut self.tx, &self.hone, &self.team);
        request::answer(tx, hone, who, team, (area, request), answer).await
    }

    async fn decide(&mut self, area: &Area, summary: &str) -> record::Decision {
        let (tx, hone, team) = (&mut self.tx, &self.hone, &self.team);
        record::decide(tx, hone, &self.ben, team, area, summary).await.unwrap()
    }

    async fn propose(&mut self, who: &Viewer, area: &Area, to: Level, want: &str) -> Proposed {
        let wording = level::Wording {
            to,
            want_to_see: want.to_owned(),
            trial_ends: Some(date(2026, 6, 15)),
        };
        let (tx, hone, team) = (&mut self.tx, &self.hone, &self.team);
        level::propose(tx, hone, who, team, area, wording).await
    }

    async fn reply(&mut self, who: &Viewer, area: &Area, answer: Reply, why: &str) -> Done {
        let (tx, hone, team) = (&mut self.tx, &self.hone, &self.team);
        let open = level::find_open(tx, team, area.id).await.unwrap();
        let read = open.map_or_else(ProposalId::draw, |open| open.id);
        level::answer(tx, hone, who, team, (area, read), (answer, why)).await
    }

    async fn lesson(&mut self, who: &Viewer, title: &str, is_shared: bool) -> Lesson {
        let wording = lesson::Wording {
            title: title.to_owned(),
            what_happened: "A pump stood still.".to_owned(),
            learned: "The shelf tells nothing.".to_owned(),
            ..lesson::Wording::default()
        };
        let (tx, hone, team) = (&mut self.tx, &self.hone, &self.team);
        lesson::write(tx, hone, who, team, (None, wording), is_shared).await.unwrap()
    }

    async fn found(&mut self, question: &str) -> Vec<String> {
        let found = search::find(&mut self.tx, &self.team, question).await.unwrap();
        found.into_iter().map(|found| found.title).collect()
    }
}

type Done = Result<(), Error>;
type Proposed = Result<level::Proposal, Error>;

fn refused(result: Result<impl std::fmt::Debug, Error>) -> String {
    match result {
        Err(Error::Refused(why)) => why,
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn silence_holds_work_up_to_joint_and_no_further() {
    let waiting: Vec<_> =
        Level::ALL.into_iter().filter(|level| level.waits_for_lead()).map(Level::number).collect();
    assert_eq!(waiting, [1, 2, 3, 4]);
    assert_eq!(Level::of(0), None);
    assert_eq!(Level::Yours.next(), None);
    assert_eq!(Level::Joint.next(), Some(Level::Announced));
}

#[tokio::test]
async fn an_offer_waits_for_the_other_one_and_becomes_an_agreement_by_their_yes() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben, carla) = (scene.lead.clone(), scene.ben.clone(), scene.carla.clone());
        let area = scene.offered(Level::Proposed).await;
        assert_eq!(scene.turn().await, Turn::Offer(ben.person_id));

        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        let own =
            refused(area::answer(tx, hone, &lead, team, (&area, area.version), (true, "")).await);
        let third =
            refused(area::answer(tx, hone, &carla, team, (&area, area.version), (true, "")).await);
        area::answer(tx, hone, &ben, team, (&area, area.version), (true, "gladly")).await.unwrap();

        assert_eq!(own, Refusal::OthersTurn.to_string());
        assert_eq!(third, Refusal::NotYours.to_string());
        let area = scene.now(&area).await;
        assert_eq!(area.state, State::Active);
        assert_eq!(scene.turn().await, Turn::Nobody(Some(date(2026, 5, 18))), "in fourteen days");
        let events = event::list(&mut scene.tx, &scene.team, area.about()).await.unwrap();
        let told: Vec<_> = events
            .iter()
            .map(|event| (event.person.as_deref().unwrap(), event.to_state.as_str(), &*event.note))
            .collect();
        assert_eq!(
            told,
            [("Ben Okafor", "said yes", "gladly"), ("Marek Dvorak", "offered it", "")]
        );
    }
}

#[tokio::test]
async fn an_owner_can_ask_for_an_area_and_the_lead_says_yes() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben, carla) = (scene.lead.clone(), scene.ben.clone(), scene.carla.clone());
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        let others = wording(&carla, Level::Yours);
        let why = refused(area::write(tx, hone, &ben, team, others, true).await);
        let leads = wording(&lead, Level::Yours);
        let no_owner = refused(area::write(tx, hone, &lead, team, leads, true).await);

        let own = wording(&ben, Level::Announced);
        area::write(tx, hone, &ben, team, own, true).await.unwrap();

        assert_eq!(why, Refusal::NotYours.to_string());
        assert_eq!(no_owner, Refusal::NoOwner.to_string());
        assert_eq!(scene.turn().await, Turn::Offer(lead.person_id));
    }
}

#[tokio::test]
async fn a_draft_is_read_by_who_wrote_it_alone_until_it_is_offered() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben) = (scene.lead.clone(), scene.ben.clone());
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        let draft = wording(&ben, Level::Heard);
        let draft = area::write(tx, hone, &lead, team, draft, false).await.unwrap();
        assert!(area::find(tx, &ben, team, draft.id).await.unwrap().is_none());

        area::offer(tx, hone, &lead, team, &draft).await.unwrap();

        assert!(area::find(tx, &ben, team, draft.id).await.unwrap().is_some());
        assert_eq!(scene.board_of(&ben).await.rows.len(), 1);
    }
}

#[tokio::test]
async fn a_level_changes_by_the_yes_of_the_other_and_a_trial_can_be_objected_to() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben) = (scene.lead.clone(), scene.ben.clone());
        let area = scene.agreed(Level::Proposed).await;

        scene.propose(&ben, &area, Level::Joint, "two plans a month").await.unwrap();
        let twice = refused(scene.propose(&lead, &area, Level::Yours, "").await);
        let own = refused(scene.reply(&ben, &area, Reply::Accept, "").await);
        assert_eq!(scene.turn().await, Turn::Proposal(lead.person_id));
        scene.reply(&lead, &area, Reply::Accept, "").await.unwrap();

        assert_eq!(own, Refusal::OthersTurn.to_string());
        assert_eq!(twice, Refusal::Proposed.to_string());
        let raised = scene.now(&area).await;
        assert_eq!((raised.level, raised.trial_from), (Level::Joint, Some(Level::Proposed)));
        assert_eq!(raised.trial(date(2026, 6, 15)), Some(date(2026, 6, 15)));
        assert_eq!(raised.trial(date(2026, 6, 16)), None, "from then on it stands");
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        level::object(tx, hone, &ben, team, &raised, "too many at once").await.unwrap();
        let back = scene.now(&area).await;
        assert_eq!((back.level, back.trial_ends), (Level::Proposed, None));
    }
}

#[tokio::test]
async fn a_lower_level_needs_a_reason_and_a_no_needs_a_sentence() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben) = (scene.lead.clone(), scene.ben.clone());
        let area = scene.agreed(Level::Reported).await;

        let silent = refused(scene.propose(&lead, &area, Level::Heard, " ").await);
        let same = refused(scene.propose(&lead, &area, Level::Reported, "x").await);
        scene.propose(&lead, &area, Level::Heard, "a new law").await.unwrap();
        let no = refused(scene.reply(&ben, &area, Reply::Decline, "").await);
        scene.reply(&ben, &area, Reply::Decline, "the law is for others").await.unwrap();

        assert_eq!(silent, Refusal::NoReason.to_string());
        assert_eq!(same, Refusal::SameLevel.to_string());
        assert_eq!(no, "Your sentence: write something.");
        assert_eq!(scene.now(&area).await.level, Level::Reported);
        let over = refused(scene.reply(&ben, &area, Reply::Accept, "").await);
        assert_eq!(over, Refusal::Changed.to_string());
    }
}

#[tokio::test]
async fn a_question_of_the_owner_waits_for_the_lead_who_answers_or_says_when() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben) = (scene.lead.clone(), scene.ben.clone());
        let area = scene.agreed(Level::Proposed).await;
        let asked = scene.ask(&ben, &area, None).await;
        let now = scene.hone.clock.now();
        assert_eq!(scene.turn().await, Turn::Question(lead.person_id, now, None));

        let ahead = refused(scene.answer(&ben, (&area, &asked), Answer::GoAhead).await);
        let own = refused(scene.answer(&ben, (&area, &asked), Answer::Say("Yes".into())).await);
        let by = Answer::Promise(date(2026, 5, 7));
        scene.answer(&lead, (&area, &asked), by).await.unwrap();
        let promised = scene.turn().await;
        scene.answer(&lead, (&area, &asked), Answer::Say("Go ahead.".into())).await.unwrap();

        assert_eq!(ahead, Refusal::NotNow("waiting for an answer").to_string());
        assert_eq!(own, Refusal::OthersTurn.to_string());
        assert_eq!(promised, Turn::Question(lead.person_id, now, Some(date(2026, 5, 7))));
        let all = request::list(&mut scene.tx, &scene.team, &area).await.unwrap();
        assert_eq!((all[0].state, all[0].answer.as_str()), (request::State::Answered, "Go ahead."));
        let late = scene.answer(&lead, (&area, &asked), Answer::Say("No".into())).await;
        assert_eq!(refused(late), Refusal::Changed.to_string());
    }
}

#[tokio::test]
async fn what_is_announced_goes_ahead_on_its_day_and_is_a_decision_without_the_lead() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let ben = scene.ben.clone();
        let area = scene.agreed(Level::Announced).await;
        let asked = scene.ask(&ben, &area, Some(date(2026, 5, 8))).await;
        assert_eq!(scene.turn().await, Turn::GoesAhead(date(2026, 5, 8)));
        let early = refused(scene.answer(&ben, (&area, &asked), Answer::GoAhead).await);

        scene.hone.clock.advance(4 * DAY);
        scene.answer(&ben, (&area, &asked), Answer::GoAhead).await.unwrap();

        assert_eq!(early, Refusal::NotNow("announced for a later day").to_string());
        let own = record::without_lead(&mut scene.tx, &scene.team).await.unwrap();
        assert_eq!(own.len(), 1);
        assert_eq!(own[0].one.summary, "May they move to July?");
        assert_eq!((own[0].one.lead_heard_at, &own[0].title), (None, &area.title));
    }
}

#[tokio::test]
async fn a_raise_is_hinted_at_after_three_decisions_that_stand_or_eight_weeks() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let lead = scene.lead.clone();
        let area = scene.agreed(Level::Reported).await;
        let first = scene.decide(&area, "one").await;
        scene.decide(&area, "two").await;
        let hint = |board: Board| board.rows[0].hint;
        assert_eq!(hint(scene.board_of(&lead).await), None);
        scene.decide(&area, "three").await;
        let three = hint(scene.board_of(&lead).await).unwrap();
        assert_eq!((three.to, three.n_decisions, three.n_weeks), (Level::Yours, 3, 0));

        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        record::undo(tx, hone, &lead, team, (&area, &first), true).await.unwrap();
        assert_eq!(hint(scene.board_of(&lead).await), None, "one is undone");
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        record::undo(tx, hone, &lead, team, (&area, &first), false).await.unwrap();
        assert!(hint(scene.board_of(&lead).await).is_some());

        let quiet = scene.agreed(Level::Heard).await;
        scene.hone.clock.advance(8 * 7 * DAY - 1);
        let of = |board: &Board| {
            board.rows.iter().find(|row| row.area.id == quiet.id).and_then(|row| row.hint)
        };
        assert_eq!(of(&scene.board_of(&lead).await), None);
        scene.hone.clock.advance(1);
        assert_eq!(of(&scene.board_of(&lead).await).unwrap().n_weeks, 8);
    }
}

#[tokio::test]
async fn looks_move_the_next_one_and_only_what_the_lead_adds_is_beyond() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben) = (scene.lead.clone(), scene.ben.clone());
        let area = scene.agreed(Level::Reported).await;
        scene.decide(&area, "one").await;
        scene.hone.clock.advance(3 * DAY);
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);

        record::look(tx, hone, &ben, team, &area, (Look::Extra, "please look")).await.unwrap();
        record::look(tx, hone, &lead, team, &area, (Look::Extra, "curious")).await.unwrap();
        record::look(tx, hone, &lead, team, &area, (Look::Planned, "")).await.unwrap();

        let beyond = record::beyond(tx, team).await.unwrap();
        let notes: Vec<_> = beyond.iter().map(|look| look.one.note.as_str()).collect();
        assert_eq!(notes, ["curious"], "what an owner asks for is no interference");
        let heard = record::decisions(tx, team, &area).await.unwrap();
        assert!(heard[0].lead_heard_at.is_some());
        assert_eq!(scene.now(&area).await.next_look(), Some(date(2026, 5, 21)));
    }
}

#[tokio::test]
async fn a_paused_area_waits_for_nobody_and_goes_on_by_itself_on_its_day() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben) = (scene.lead.clone(), scene.ben.clone());
        let area = scene.agreed(Level::Proposed).await;
        scene.ask(&ben, &area, None).await;
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        let until = Step::Pause(date(2026, 5, 10));
        let silent = refused(area::take(tx, hone, &lead, team, &area, (until, "")).await);
        let past = Step::Pause(date(2026, 5, 4));
        let today = refused(area::take(tx, hone, &lead, team, &area, (past, "why")).await);
        area::take(tx, hone, &lead, team, &area, (until, "a burst main")).await.unwrap();

        assert_eq!(silent, "Your sentence: write something.");
        assert_eq!(today, Refusal::Past("The pause").to_string());
        assert_eq!(scene.turn().await, Turn::Paused(Some(date(2026, 5, 10))));
        scene.hone.clock.advance(6 * DAY);
        assert!(matches!(scene.turn().await, Turn::Question(..)));
    }
}

#[tokio::test]
async fn of_two_who_change_what_is_agreed_the_second_is_told() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben, carla) = (scene.lead.clone(), scene.ben.clone(), scene.carla.clone());
        let area = scene.agreed(Level::Proposed).await;
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        let seen = (&area, area.version);
        let worded = |limits: &str| Wording {
            limits: limits.to_owned(),
            level: Level::Yours,
            ..wording(&ben, Level::Yours)
        };
        area::reword(tx, hone, &ben, team, seen, worded("3,000")).await.unwrap();

        let second = refused(area::reword(tx, hone, &lead, team, seen, worded("1,000")).await);
        let third = refused(area::reword(tx, hone, &carla, team, seen, worded("0")).await);

        assert_eq!(second, Refusal::Changed.to_string());
        assert_eq!(third, Refusal::NotYours.to_string());
        let now = scene.now(&area).await;
        assert_eq!(now.limits, "3,000");
        assert_eq!(now.level, Level::Proposed, "a level changes by a proposal alone");
    }
}

#[tokio::test]
async fn a_new_owner_is_asked_before_an_area_is_theirs() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, carla) = (scene.lead.clone(), scene.carla.clone());
        let area = scene.agreed(Level::Proposed).await;
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        let seen = (&area, area.version);
        let to_carla = wording(&carla, Level::Proposed);

        area::reword(tx, hone, &lead, team, seen, to_carla).await.unwrap();

        assert_eq!(scene.turn().await, Turn::Offer(carla.person_id));
    }
}

#[tokio::test]
async fn a_lesson_is_found_by_the_team_once_it_is_shared_and_not_when_it_is_put_away() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (ben, carla) = (scene.ben.clone(), scene.carla.clone());
        let draft = scene.lesson(&ben, "Lent spare part", false).await;
        let hidden = lesson::find(&mut scene.tx, &carla, &scene.team, draft.id).await.unwrap();
        assert_eq!(hidden, None);
        assert!(scene.found("spare").await.is_empty());

        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        lesson::set(tx, hone, &ben, team, &draft, lesson::State::Shared).await.unwrap();

        assert_eq!(scene.found("shelf spare").await, ["Lent spare part"]);
        let first = (false, Part { from: 0, most: 9 });
        let shared = lesson::list_part(&mut scene.tx, &carla, &scene.team, first).await.unwrap();
        assert_eq!(shared.len(), 1);
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        lesson::put_away(tx, hone, &carla, team, &shared[0], true).await.unwrap();
        assert!(scene.found("spare").await.is_empty());
        let stale = lesson::Wording {
            title: "Mine".to_owned(),
            what_happened: "x".to_owned(),
            learned: "y".to_owned(),
            ..lesson::Wording::default()
        };
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        let seen = (&shared[0], shared[0].version);
        let why = refused(lesson::reword(tx, hone, &ben, team, seen, stale).await);
        assert_eq!(why, Refusal::Changed.to_string());
    }
}

#[tokio::test]
async fn what_is_next_for_somebody_is_shared_by_them_and_the_lead_alone() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben, carla) = (scene.lead.clone(), scene.ben.clone(), scene.carla.clone());
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        for (who, whom, expected) in [
            (&lead, &ben, true),
            (&ben, &ben, true),
            (&carla, &ben, false),
            (&ben, &lead, false),
            (&lead, &lead, false),
        ] {
            let found = growth::partner(tx, who, team, whom.person_id).await.unwrap();
            assert_eq!(found.is_some(), expected, "{} about {}", who.name, whom.name);
        }
        let member = growth::partner(tx, &lead, team, ben.person_id).await.unwrap().unwrap();
        let empty = growth::stretch(tx, team, &member).await.unwrap();
        let with = |text: &str, of: &growth::Stretch| growth::Stretch {
            next_step: text.to_owned(),
            ..of.clone()
        };

        growth::write_stretch(tx, hone, &lead, team, with("lead a talk", &empty)).await.unwrap();
        let second = growth::write_stretch(tx, hone, &ben, team, with("rest", &empty)).await;

        assert_eq!(refused(second), Refusal::Changed.to_string());
        let now = growth::stretch(tx, team, &member).await.unwrap();
        assert_eq!((now.next_step.as_str(), now.version), ("lead a talk", 1));
    }
}
