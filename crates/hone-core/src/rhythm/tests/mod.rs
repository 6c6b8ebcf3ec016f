//! What is looked at today, in a week and in a month, and what brings it to mind.

mod feeds;
mod nudges;
mod weeks;

use jiff::civil::{Date, date};
use uuid::Uuid;

use super::{MOST, PutOff, Refusal, Today, Until, bring_back, list, put_off, today};
use crate::account::Viewer;
use crate::clock::{Day, days_after};
use crate::db::PeopleTx;
use crate::delegation::area::{self, Area, Kind, Looks};
use crate::delegation::request::{self, Answer, Request};
use crate::delegation::{Level, lesson};
use crate::due::{Line, Rank};
use crate::experiment::{self, Target, challenge};
use crate::team::{self, Team};
use crate::testing::round::viewer;
use crate::testing::{Northfold, each_engine, northfold, sign_in_as};
use crate::{Error, Hone, bet};

const DAY: i64 = 24 * 3600;

/// A team of Northfold's leader with Ben. The clock stands at Monday, 4 May, ten in the morning there.
struct Scene {
    hone: Hone,
    here: Northfold,
    lead: Viewer,
    ben: Viewer,
    team: Team,
}

impl Scene {
    async fn of(hone: &Hone) -> Self {
        let here = northfold(hone).await;
        let [lead, ben] = [&here.leader, &here.reports[0]].map(|person| viewer(&here, person));
        for person in [&here.leader, &here.reports[0]] {
            sign_in_as(hone, person).await;
        }
        let mut tx = hone.people.write().await.unwrap();
        let team = team::make(&mut tx, hone, &lead, "Pumps").await.unwrap();
        team::invite(&mut tx, hone, &lead, &team, "", &here.reports[0].email).await.unwrap();
        tx.commit().await.unwrap();
        Self { hone: hone.clone(), here, lead, ben, team }
    }

    async fn write(&self) -> PeopleTx {
        self.hone.people.write().await.unwrap()
    }

    fn date(&self) -> Date {
        self.hone.clock.now().date(&self.lead.zone())
    }

    /// An area that Ben owns, looked at every two weeks.
    async fn area(&self) -> Area {
        let wording = area::Wording {
            title: "Valve inspections".to_owned(),
            kind: Kind::Work,
            owner: self.ben.person_id,
            level: Level::Proposed,
            done_when: String::new(),
            limits: String::new(),
            check_in: Looks::Days,
            every_days: 14,
            next_check_in: None,
        };
        let (hone, team, mut tx) = (&self.hone, &self.team, self.write().await);
        let area = area::write(&mut tx, hone, &self.lead, team, wording, true).await.unwrap();
        area::answer(&mut tx, hone, &self.ben, team, (&area, area.version), (true, ""))
            .await
            .unwrap();
        let area = area::find(&mut tx, &self.lead, team, area.id).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        area
    }

    /// What Ben asks in an area.
    async fn question(&self, area: &Area) -> Request {
        let wording = request::Wording {
            question: "May they move to July?".to_owned(),
            own_proposal: String::new(),
            needed_by: None,
        };
        let mut tx = self.write().await;
        let asked = request::ask(&mut tx, &self.hone, &self.ben, &self.team, area, wording).await;
        tx.commit().await.unwrap();
        asked.unwrap()
    }

    async fn promise(&self, area: &Area, asked: &Request, day: Date) {
        let mut tx = self.write().await;
        let (about, answer) = ((area, asked), Answer::Promise(day));
        request::answer(&mut tx, &self.hone, &self.lead, &self.team, about, answer).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// A bet of Ben's that the lead judges on 11 May.
    async fn bet(&self) -> bet::Bet {
        let text = || "Text customers first".to_owned();
        let wording = bet::Wording {
            judge: self.lead.person_id,
            problem: String::new(),
            we_try: text(),
            true_if: text(),
            stake: text(),
            stake_class: 1,
            upside: String::new(),
            stop_at: String::new(),
            review_on: Some(date(2026, 5, 11)),
            change_our_mind_if: String::new(),
        };
        let mut tx = self.write().await;
        let bet = bet::write(&mut tx, &self.hone, &self.ben, &self.team, wording).await.unwrap();
        tx.commit().await.unwrap();
        bet
    }

    async fn place(&self, bet: &bet::Bet) {
        let (hone, ben, team, mut tx) = (&self.hone, &self.ben, &self.team, self.write().await);
        bet::odds::give(&mut tx, hone, ben, team, (bet, bet.asked), 60).await.unwrap();
        let bet = bet::find(&mut tx, team, bet.id).await.unwrap().unwrap();
        bet::end::place(&mut tx, hone, ben, team, (&bet, bet.version)).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn lines(&self, who: &Viewer) -> Vec<Line> {
        let mut tx = self.hone.people.read().await.unwrap();
        list(&mut tx, &self.hone, who).await.unwrap()
    }

    async fn today(&self, who: &Viewer) -> Today {
        let mut tx = self.hone.people.read().await.unwrap();
        let lines = list(&mut tx, &self.hone, who).await.unwrap();
        today(&mut tx, who, lines, self.date()).await.unwrap()
    }

    /// Ranks and texts of the day.
    async fn told(&self, who: &Viewer) -> Vec<(Rank, String)> {
        let today = self.today(who).await;
        today.lines.into_iter().map(|line| (line.rank, line.text)).collect()
    }

    async fn put_off(&self, who: &Viewer, line: &Line, until: Until) -> Result<Date, Error> {
        let mut tx = self.write().await;
        let key = (line.key.kind, line.key.id);
        let day = put_off(&mut tx, &self.hone, who, key, until).await?;
        tx.commit().await.unwrap();
        Ok(day)
    }
}

fn refused(result: Result<impl std::fmt::Debug, Error>) -> String {
    match result {
        Err(Error::Refused(why)) => why,
        other => panic!("not refused: {other:?}"),
    }
}

fn line(rank: Rank, text: &str) -> Line {
    Line::new(rank, ("test", Uuid::from_u128(7)), text, "/")
}

#[test]
fn a_day_goes_by_rank_then_by_age_takes_one_prompt_and_leaves_out_what_is_to_come() {
    let (before, now) = (date(2026, 5, 3), date(2026, 5, 4));
    let lines = vec![
        line(Rank::Prompt, "a second question"),
        line(Rank::Rhythm, "a rhythm").on(now),
        line(Rank::Due, "due today").on(now),
        line(Rank::Due, "due tomorrow").on(days_after(now, 1)),
        line(Rank::Due, "for the calendar").on(before).only_dated(),
        line(Rank::Due, "due before").on(before),
        line(Rank::Waits, "waits since today").since(now).by(Some(date(2026, 6, 1))),
        line(Rank::Promised, "promised").on(before),
        line(Rank::Waits, "waits for longer").since(before),
        line(Rank::Prompt, "a question"),
    ];

    let day = Today::of(lines, &[], now);

    let texts: Vec<_> = day.lines.iter().map(|line| line.text.as_str()).collect();
    let expected = [
        "waits for longer",
        "waits since today",
        "promised",
        "due before",
        "due today",
        "a rhythm",
        "a question",
    ];
    assert_eq!(texts, expected);
    assert_eq!((day.first().len(), day.n_more()), (MOST, 2));
    assert_eq!(Today::of(Vec::new(), &[], now).n_more(), 0);
}

#[test]
fn only_the_same_line_is_put_off_and_only_before_its_day() {
    let now = date(2026, 5, 4);
    let other = Line::new(Rank::Due, ("other", Uuid::from_u128(7)), "other", "/");
    let put_off =
        [PutOff { kind: "test".to_owned(), id: Uuid::from_u128(7), until: Day(date(2026, 5, 5)) }];

    let day = Today::of(vec![line(Rank::Due, "this"), other.clone()], &put_off, now);
    let next = Today::of(vec![line(Rank::Due, "this"), other], &put_off, days_after(now, 1));

    assert_eq!(day.lines.iter().map(|line| &line.text).collect::<Vec<_>>(), ["other"]);
    assert_eq!(day.put_off[0].1, date(2026, 5, 5));
    assert_eq!((next.lines.len(), next.put_off.len()), (2, 0));
}

#[tokio::test]
async fn what_is_put_off_comes_back_on_its_day_and_for_nobody_else_is_it_gone() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (lead, ben) = (&scene.lead, &scene.ben);
        let bet = scene.bet().await;
        let waits = scene.today(lead).await.lines.remove(0);

        assert_eq!(scene.put_off(lead, &waits, Until::Tomorrow).await.unwrap(), date(2026, 5, 5));

        let day = scene.today(lead).await;
        assert!(day.lines.is_empty(), "{}", fresh.engine);
        assert_eq!(day.put_off[0].1, date(2026, 5, 5));
        scene.hone.clock.advance(DAY);
        assert_eq!(scene.today(lead).await.lines.len(), 1);
        let monday = scene.put_off(lead, &waits, Until::NextWeek).await.unwrap();
        assert_eq!(monday, date(2026, 5, 11));
        let later = scene.put_off(lead, &waits, Until::Day(Some(date(2026, 6, 1)))).await.unwrap();
        assert_eq!(later, scene.today(lead).await.put_off[0].1, "the last word counts");
        let mut tx = scene.write().await;
        bring_back(&mut tx, ben, ("odds", bet.id.0)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(scene.today(lead).await.lines.len(), 0, "Ben brings back nothing of the lead's");
        let mut tx = scene.write().await;
        bring_back(&mut tx, lead, ("odds", bet.id.0)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(scene.today(lead).await.lines.len(), 1);
    }
}

#[tokio::test]
async fn a_line_is_put_off_to_a_day_within_a_year_alone() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let line = line(Rank::Due, "x");
        for day in [None, Some(date(2026, 5, 4)), Some(date(2025, 1, 1)), Some(date(2027, 5, 6))] {
            let why = refused(scene.put_off(&scene.lead, &line, Until::Day(day)).await);
            assert_eq!(why, Refusal::Day.to_string(), "{day:?}");
        }
        let last = Some(date(2027, 5, 5));
        assert!(scene.put_off(&scene.lead, &line, Until::Day(last)).await.is_ok());
        let mut tx = scene.write().await;
        for kind in ["", "Question", "a b", "x".repeat(33).as_str()] {
            let key = (kind, Uuid::from_u128(7));
            let done = put_off(&mut tx, &scene.hone, &scene.lead, key, Until::Tomorrow).await;
            assert_eq!(refused(done), Refusal::NoLine.to_string(), "{kind}");
        }
    }
}

#[tokio::test]
async fn a_question_waits_until_a_day_is_promised_and_is_a_broken_promise_after_it() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (lead, area) = (&scene.lead, scene.area().await);
        assert!(scene.told(lead).await.is_empty(), "the look is in two weeks");
        let asked = scene.question(&area).await;
        let text = "Ben Okafor asks: May they move to July?".to_owned();

        assert_eq!(scene.told(lead).await, [(Rank::Waits, text.clone())], "{}", fresh.engine);

        assert!(scene.told(&scene.ben).await.is_empty());
        scene.promise(&area, &asked, date(2026, 5, 6)).await;
        assert!(scene.told(lead).await.is_empty(), "until the day, nothing");
        scene.hone.clock.advance(2 * DAY);
        assert_eq!(scene.told(lead).await, [(Rank::Due, text.clone())]);
        scene.hone.clock.advance(DAY);
        assert_eq!(scene.told(lead).await, [(Rank::Promised, text)]);
    }
}

#[tokio::test]
async fn each_tool_tells_its_lines_to_whose_turn_it_is() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (hone, lead, ben, team) = (&scene.hone, &scene.lead, &scene.ben, &scene.team);
        scene.area().await;
        let bet = scene.bet().await;
        let mut tx = scene.write().await;
        let wording = challenge::Wording {
            target: Target::Procedure,
            title: "Two signatures".to_owned(),
            ..Default::default()
        };
        challenge::raise(&mut tx, hone, ben, team, wording).await.unwrap();
        let change = lesson::Wording {
            title: "Wrong valve".to_owned(),
            what_happened: "x".to_owned(),
            learned: "x".to_owned(),
            change: "x".to_owned(),
            change_owner: Some(ben.person_id),
            change_due: Some(date(2026, 5, 8)),
            ..Default::default()
        };
        lesson::write(&mut tx, hone, ben, team, (None, change), true).await.unwrap();
        let trial = experiment::Wording {
            owner: Some(ben.person_id),
            if_we: "sign once".to_owned(),
            starts_on: Some(date(2026, 5, 9)),
            ..Default::default()
        };
        experiment::write(&mut tx, hone, ben, team, trial).await.unwrap();
        tx.commit().await.unwrap();
        let told = |rank, text: &str| (rank, text.to_owned());

        let first = scene.told(lead).await;
        scene.place(&bet).await;
        hone.clock.advance(15 * DAY);

        let odds = told(Rank::Waits, "Your odds are asked for: Text customers first");
        assert_eq!(first[0], odds, "{}", fresh.engine);
        assert_eq!(first[1], told(Rank::Waits, "Answer a challenge: Two signatures"));
        assert_eq!(first.len(), 2, "{first:?}");
        let later = [
            told(Rank::Promised, "An answer was due: Two signatures"),
            told(Rank::Due, "You judge how it went: Text customers first"),
            told(Rank::Rhythm, "A look is due: Valve inspections"),
        ];
        assert_eq!(scene.told(lead).await, later);
        let own = [
            told(Rank::Promised, "You see to a change: Wrong valve"),
            told(Rank::Due, "Start it: if we sign once"),
        ];
        assert_eq!(scene.told(ben).await, own);
        let lines = scene.lines(lead).await;
        assert!(lines.iter().all(|line| line.about == "Pumps" && !line.href.is_empty()));
        let carla = viewer(&scene.here, &scene.here.reports[1]);
        assert!(scene.told(&carla).await.is_empty(), "who is not in the team");
    }
}
