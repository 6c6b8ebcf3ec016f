use hone_stats::forecasts::Told;
use jiff::civil::date;

use super::calibration::{self, FAIR_UP_TO, Figures, Own, is_well_placed};
use super::odds::{self, Line};
use super::reason::{self, Handling};
use super::{
    Bet, End, Refusal, State, Wording, due, end, find, list_over, put_away, reword, write,
};
use crate::account::Viewer;
use crate::db::PeopleTx;
use crate::team::{self, Part, Team, event};
use crate::testing::round::viewer;
use crate::testing::{Northfold, each_engine, northfold};
use crate::{Error, Hone};

const DAY: i64 = 24 * 3600;

type Done = Result<(), Error>;

/// A team of Northfold's leader with Ben, who bets, and Carla, who judges.
struct Scene {
    hone: Hone,
    here: Northfold,
    lead: Viewer,
    ben: Viewer,
    carla: Viewer,
    team: Team,
    tx: PeopleTx,
}

impl Scene {
    async fn of(hone: &Hone) -> Self {
        let here = northfold(hone).await;
        let [lead, ben, carla] =
            [&here.leader, &here.reports[0], &here.reports[1]].map(|person| viewer(&here, person));
        let mut tx = hone.people.write().await.unwrap();
        let team = team::make(&mut tx, hone, &lead, "Pumps").await.unwrap();
        for person in &here.reports[..2] {
            team::invite(&mut tx, hone, &lead, &team, "", &person.email).await.unwrap();
        }
        Self { hone: hone.clone(), here, lead, ben, carla, team, tx }
    }

    fn wording(&self) -> Wording {
        Wording {
            judge: self.carla.person_id,
            problem: "Calls every morning".to_owned(),
            we_try: "Text customers first".to_owned(),
            true_if: "calls fall by a fifth".to_owned(),
            stake: "two weeks of work".to_owned(),
            stake_class: 2,
            upside: "quieter mornings".to_owned(),
            stop_at: "three complaints".to_owned(),
            review_on: Some(date(2026, 5, 11)),
            change_our_mind_if: "nobody reads them".to_owned(),
        }
    }

    /// What waits for somebody, or will.
    async fn due(&mut self, who: &Viewer) -> Vec<String> {
        let lines = due(&mut self.tx, &self.hone, who, &self.team).await.unwrap();
        lines.into_iter().map(|line| line.text).collect()
    }

    async fn draft(&mut self) -> Bet {
        let wording = self.wording();
        write(&mut self.tx, &self.hone, &self.ben, &self.team, wording).await.unwrap()
    }

    async fn now(&mut self, bet: &Bet) -> Bet {
        find(&mut self.tx, &self.team, bet.id).await.unwrap().unwrap()
    }

    async fn give(&mut self, who: &Viewer, bet: &Bet, value: i64) -> Done {
        let bet = self.now(bet).await;
        odds::give(&mut self.tx, &self.hone, who, &self.team, (&bet, bet.asked), value).await
    }

    async fn place(&mut self, who: &Viewer, bet: &Bet) -> Done {
        let bet = self.now(bet).await;
        end::place(&mut self.tx, &self.hone, who, &self.team, (&bet, bet.version)).await
    }

    /// A bet of Ben's that is placed at odds.
    async fn placed(&mut self, value: i64) -> Bet {
        let (ben, bet) = (self.ben.clone(), self.draft().await);
        self.give(&ben, &bet, value).await.unwrap();
        self.place(&ben, &bet).await.unwrap();
        self.now(&bet).await
    }

    async fn end(&mut self, who: &Viewer, bet: &Bet, how: End, why: &str, learned: &str) -> Done {
        let bet = self.now(bet).await;
        end::end(&mut self.tx, &self.hone, who, &self.team, &bet, (how, why, learned)).await
    }

    async fn judged(&mut self, value: i64, came_true: bool) -> Bet {
        let (carla, bet) = (self.carla.clone(), self.placed(value).await);
        let how = if came_true { End::Yes } else { End::No };
        self.end(&carla, &bet, how, "", "Ask sooner").await.unwrap();
        self.now(&bet).await
    }

    async fn seen(&mut self, who: &Viewer, bet: &Bet) -> odds::Seen {
        let bet = self.now(bet).await;
        odds::seen(&mut self.tx, who, &self.team, &bet).await.unwrap()
    }

    async fn own(&mut self, who: &Viewer) -> Own {
        calibration::own(&mut self.tx, &self.hone, who, &[]).await.unwrap()
    }
}

fn refused<T: std::fmt::Debug>(result: Result<T, Error>, why: &Refusal) {
    match result {
        Err(Error::Refused(said)) => assert_eq!(said, why.to_string()),
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn odds_are_seen_by_nobody_else_until_the_bet_is_placed() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben, carla) = (scene.lead.clone(), scene.ben.clone(), scene.carla.clone());
        let bet = scene.draft().await;
        scene.give(&ben, &bet, 60).await.unwrap();
        scene.give(&ben, &bet, 70).await.unwrap();
        scene.give(&carla, &bet, 40).await.unwrap();

        let hidden = scene.seen(&lead, &bet).await;
        let own = scene.seen(&carla, &bet).await;
        let story = event::list(&mut scene.tx, &scene.team, bet.about()).await.unwrap();
        scene.place(&ben, &bet).await.unwrap();
        let shown = scene.seen(&lead, &bet).await;

        assert_eq!((hidden.own, hidden.all.len(), hidden.given_by.len()), (None, 0, 2));
        assert_eq!(own.own.map(|line| line.now), Some(40));
        assert!(own.all.is_empty());
        assert!(story.iter().all(|event| event.note.is_empty()), "no odds in the story: {story:?}");
        let of = |who: &Viewer| shown.all.iter().find(|line| line.person_id == who.person_id);
        let line = |who: &Viewer, n| Line { person_id: who.person_id, blind: Some(n), now: n };
        assert_eq!(of(&ben), Some(&line(&ben, 70)), "the last before placing counts");
        assert_eq!(of(&carla), Some(&line(&carla, 40)));
    }
}

#[tokio::test]
async fn odds_given_or_changed_after_they_are_shown_do_not_count() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben) = (scene.lead.clone(), scene.ben.clone());
        let bet = scene.placed(70).await;

        scene.give(&ben, &bet, 20).await.unwrap();
        scene.give(&lead, &bet, 10).await.unwrap();

        let seen = scene.seen(&lead, &bet).await;
        let line = |who: &Viewer| seen.all.iter().find(|one| one.person_id == who.person_id);
        assert_eq!(line(&ben).map(|line| (line.blind, line.now)), Some((Some(70), 20)));
        assert_eq!(line(&lead).map(|line| (line.blind, line.now)), Some((None, 10)));
        assert_eq!(scene.own(&ben).await.cases[0].odds, 70, "scored as it was placed");
        assert!(scene.own(&lead).await.cases.is_empty());
        refused(scene.give(&ben, &bet, 65).await, &Refusal::Odds);
    }
}

#[tokio::test]
async fn odds_are_shown_once_everybody_has_given_theirs_or_the_lead_shows_them() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben, carla) = (scene.lead.clone(), scene.ben.clone(), scene.carla.clone());
        let [full, early] = [scene.draft().await, scene.draft().await];
        for who in [&ben, &carla] {
            scene.give(who, &full, 60).await.unwrap();
        }
        assert!(scene.seen(&ben, &full).await.all.is_empty());

        scene.give(&lead, &full, 30).await.unwrap();
        assert_eq!(scene.seen(&carla, &full).await.all.len(), 3);

        let show = async |scene: &mut Scene, who: &Viewer| {
            let bet = scene.now(&early).await;
            odds::reveal(&mut scene.tx, &scene.hone, who, &scene.team, &bet).await
        };
        refused(show(&mut scene, &lead).await, &Refusal::Lead);
        scene.give(&lead, &early, 30).await.unwrap();
        refused(show(&mut scene, &lead).await, &Refusal::NoOdds);
        scene.give(&ben, &early, 50).await.unwrap();
        refused(show(&mut scene, &ben).await, &Refusal::Lead);
        show(&mut scene, &lead).await.unwrap();
        assert_eq!(scene.seen(&carla, &early).await.all.len(), 2);
    }
}

#[tokio::test]
async fn a_bet_is_placed_by_its_owner_with_odds_a_day_and_a_judge_who_is_somebody_else() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben) = (scene.lead.clone(), scene.ben.clone());
        let bet = scene.draft().await;
        let own = Wording { judge: ben.person_id, ..scene.wording() };
        let late = Wording { review_on: Some(date(2026, 5, 4)), ..scene.wording() };
        let odd = Wording { stake_class: 3, ..scene.wording() };

        refused(scene.place(&ben, &bet).await, &Refusal::NoOdds);
        scene.give(&ben, &bet, 60).await.unwrap();
        refused(scene.place(&lead, &bet).await, &Refusal::Owner);
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        refused(reword(tx, hone, &ben, team, (&bet, 1), own).await, &Refusal::NoJudge);
        refused(reword(tx, hone, &ben, team, (&bet, 1), odd).await, &Refusal::Stake);
        reword(tx, hone, &ben, team, (&bet, 1), late).await.unwrap();
        scene.give(&ben, &bet, 60).await.unwrap();
        refused(scene.place(&ben, &bet).await, &Refusal::Day);

        let alone = team::make(&mut scene.tx, &scene.hone, &lead, "Alone").await.unwrap();
        let own = Wording { judge: lead.person_id, ..scene.wording() };
        let bet = write(&mut scene.tx, &scene.hone, &lead, &alone, own).await.unwrap();
        let (tx, hone) = (&mut scene.tx, &scene.hone);
        odds::give(tx, hone, &lead, &alone, (&bet, bet.asked), 60).await.unwrap();
        end::place(tx, hone, &lead, &alone, (&bet, bet.version)).await.unwrap();
        let placed = find(&mut scene.tx, &alone, bet.id).await.unwrap().unwrap();
        assert_eq!(placed.state, State::Placed, "who is alone judges their own");
        let email = scene.here.reports[0].email.clone();
        team::invite(&mut scene.tx, &scene.hone, &lead, &alone, "", &email).await.unwrap();
        let said = (End::Yes, "", "It works");
        let ended = end::end(&mut scene.tx, &scene.hone, &lead, &alone, &placed, said).await;
        refused(ended, &Refusal::NoJudge);
    }
}

#[tokio::test]
async fn other_words_ask_for_odds_anew_and_hide_them_again() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben) = (scene.lead.clone(), scene.ben.clone());
        let bet = scene.draft().await;
        scene.give(&ben, &bet, 60).await.unwrap();
        let upside = Wording { upside: "calm".to_owned(), ..scene.wording() };
        let harder = Wording { true_if: "calls fall by half".to_owned(), ..scene.wording() };

        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        reword(tx, hone, &ben, team, (&bet, 1), upside).await.unwrap();
        assert_eq!(scene.seen(&ben, &bet).await.own.map(|line| line.now), Some(60));
        let now = scene.now(&bet).await;
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        reword(tx, hone, &lead, team, (&now, now.version), harder.clone()).await.unwrap();

        let seen = scene.seen(&ben, &bet).await;
        assert!(seen.own.is_none() && seen.is_outdated && seen.given_by.is_empty(), "{seen:?}");
        refused(scene.place(&ben, &bet).await, &Refusal::NoOdds);
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        refused(reword(tx, hone, &ben, team, (&now, 1), harder).await, &Refusal::Changed);
    }
}

#[tokio::test]
async fn odds_on_words_that_changed_meanwhile_are_refused() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (ben, carla) = (scene.ben.clone(), scene.carla.clone());
        let bet = scene.draft().await;
        scene.give(&ben, &bet, 60).await.unwrap();
        let harder = Wording { true_if: "calls fall by half".to_owned(), ..scene.wording() };
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        reword(tx, hone, &ben, team, (&bet, bet.version), harder).await.unwrap();

        let stale = odds::give(tx, hone, &carla, team, (&bet, bet.asked), 40).await;
        refused(stale, &Refusal::Changed);
        assert!(scene.seen(&carla, &bet).await.given_by.is_empty());
        scene.give(&ben, &bet, 60).await.unwrap();
        let now = scene.now(&bet).await;
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        let stale = end::place(tx, hone, &ben, team, (&now, bet.version)).await;
        refused(stale, &Refusal::Changed);
    }
}

#[tokio::test]
async fn a_bet_always_has_somebody_whose_turn_it_is() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben, carla) = (scene.lead.clone(), scene.ben.clone(), scene.carla.clone());
        let bet = scene.draft().await;
        for (who, value) in [(&ben, 60), (&carla, 40), (&lead, 30)] {
            assert!(!scene.due(&ben).await.iter().any(|text| text.starts_with("All odds")));
            scene.give(who, &bet, value).await.unwrap();
        }
        let ready = "All odds are in: Text customers first".to_owned();
        assert_eq!(scene.due(&ben).await, [ready]);
        scene.place(&ben, &bet).await.unwrap();

        let missing = "Nobody is there to judge it: Text customers first".to_owned();
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        team::remove(tx, hone, &lead, team, carla.person_id).await.unwrap();
        assert_eq!(scene.due(&ben).await, std::slice::from_ref(&missing));
        assert!(scene.due(&lead).await.is_empty(), "the owner sees to it");
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        team::remove(tx, hone, &lead, team, ben.person_id).await.unwrap();
        assert_eq!(scene.due(&lead).await, [missing], "and where they are gone, the lead");
    }
}

#[tokio::test]
async fn what_the_odds_are_about_stays_as_it_was_placed() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben) = (scene.lead.clone(), scene.ben.clone());
        let bet = scene.placed(60).await;
        let other = Wording {
            judge: lead.person_id,
            true_if: "anything happens".to_owned(),
            review_on: Some(date(2026, 12, 31)),
            stake_class: 8,
            change_our_mind_if: "they write back".to_owned(),
            ..scene.wording()
        };

        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        reword(tx, hone, &ben, team, (&bet, bet.version), other).await.unwrap();

        let now = scene.now(&bet).await;
        assert_eq!((now.true_if, now.review_on), (bet.true_if.clone(), bet.review_on.clone()));
        assert_eq!((now.stake_class, now.asked), (2, 1));
        assert_eq!(now.judge_id, lead.person_id);
        assert_eq!(now.change_our_mind_if, "they write back");
    }
}

#[tokio::test]
async fn the_judge_ends_a_bet_with_what_was_learned_and_can_take_it_back() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben, carla) = (scene.lead.clone(), scene.ben.clone(), scene.carla.clone());
        let bet = scene.placed(60).await;
        assert!(!bet.is_due(date(2026, 5, 10)) && bet.is_due(date(2026, 5, 11)));

        for who in [&ben, &lead] {
            let ended = scene.end(who, &bet, End::Yes, "", "It works").await;
            refused(ended, &Refusal::Judge);
        }
        assert!(scene.end(&carla, &bet, End::Yes, "", " ").await.is_err(), "nothing learned");
        assert!(scene.end(&carla, &bet, End::Void, "", "It works").await.is_err(), "no reason");
        scene.end(&carla, &bet, End::No, "", "Texts come too late").await.unwrap();
        let lost = scene.now(&bet).await;
        refused(scene.end(&carla, &bet, End::Yes, "", "x").await, &Refusal::NotNow("lost"));
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        refused(end::reopen(tx, hone, &ben, team, &lost).await, &Refusal::Judge);
        end::reopen(tx, hone, &carla, team, &lost).await.unwrap();

        assert_eq!((lost.state, lost.learned.as_str()), (State::No, "Texts come too late"));
        let again = scene.now(&bet).await;
        assert_eq!(
            (again.state, again.ended_at, again.learned.as_str()),
            (State::Placed, None, "")
        );
        let story = event::list(&mut scene.tx, &scene.team, bet.about()).await.unwrap();
        let did: Vec<&str> = story.iter().map(|event| event.to_state.as_str()).collect();
        let whole = [
            "took the end back",
            "said that it did not come true",
            "placed it",
            "gave odds",
            "wrote it down",
        ];
        assert_eq!(did, whole);
    }
}

#[tokio::test]
async fn a_stopped_bet_counts_as_no_unless_the_judge_voids_it() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (ben, carla) = (scene.ben.clone(), scene.carla.clone());
        let bet = scene.placed(60).await;
        refused(scene.end(&carla, &bet, End::Stop, "", "x").await, &Refusal::NotYours);
        scene.end(&ben, &bet, End::Stop, "", "Three complained").await.unwrap();
        fresh.hone.clock.advance(8 * DAY);

        let stopped = scene.own(&ben).await;
        scene
            .end(&carla, &bet, End::Void, "A burst main hid it.", "Three complained")
            .await
            .unwrap();
        let void = scene.own(&ben).await;

        assert_eq!((counts(&stopped), counts(&void)), ((1, 0, 0), (0, 1, 0)));
        assert_eq!(stopped.figures.calibration.map(|found| found.base_rate), Some(0.0));
        assert!(void.figures.calibration.is_none());
        assert_eq!(scene.now(&bet).await.reason, "A burst main hid it.");
    }
}

/// How many of the bets whose day has come were judged, are void, and wait.
fn counts(own: &Own) -> (usize, usize, usize) {
    let Figures { n_judged, n_void, n_waiting, .. } = own.figures;
    (n_judged, n_void, n_waiting)
}

#[tokio::test]
async fn only_bets_whose_day_has_come_count_and_those_put_away_do_too() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben, carla) = (scene.lead.clone(), scene.ben.clone(), scene.carla.clone());
        scene.judged(60, true).await;
        let hidden = scene.judged(80, false).await;
        scene.placed(50).await;
        let early = scene.own(&ben).await;
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        put_away(tx, hone, &ben, team, &hidden, true).await.unwrap();
        let far = Wording { review_on: Some(date(2026, 12, 31)), ..scene.wording() };
        let far = write(&mut scene.tx, &scene.hone, &ben, &scene.team, far).await.unwrap();
        scene.give(&ben, &far, 90).await.unwrap();
        scene.place(&ben, &far).await.unwrap();
        scene.end(&carla, &far, End::Yes, "", "Sooner than we thought").await.unwrap();
        fresh.hone.clock.advance(8 * DAY);

        let own = scene.own(&ben).await;

        assert!(early.figures.calibration.is_none(), "the day is to come");
        assert_eq!(counts(&early), (0, 0, 0));
        assert_eq!(own.cases.len(), 4, "the early one is a case");
        assert_eq!(counts(&own), (2, 0, 1), "and does not count yet; one waits");
        let figures = own.figures.calibration.unwrap();
        assert_eq!((figures.n, figures.base_rate), (2, 0.5));
        assert_eq!(figures.brier, Told::CannotTellYet { n: 2, needed: 10 });
        assert!(
            scene.own(&lead).await.cases.is_empty() && scene.own(&carla).await.cases.is_empty()
        );
    }
}

#[tokio::test]
async fn each_figure_is_told_from_its_number_of_bets_on() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let ben = scene.ben.clone();
        for i in 0..9 {
            scene.judged(60, i % 2 == 0).await;
        }
        fresh.hone.clock.advance(8 * DAY);
        let nine = scene.own(&ben).await;
        fresh.hone.clock.advance(-8 * DAY);
        scene.judged(90, true).await;
        fresh.hone.clock.advance(8 * DAY);
        let ten = scene.own(&ben).await;

        let figures = nine.figures.calibration.unwrap();
        assert!(figures.brier.known().is_none() && nine.figures.boldness.is_none());
        let figures = ten.figures.calibration.unwrap();
        // Five at 0.4², four at 0.6², and one at 0.1².
        let score = figures.brier.known().unwrap();
        assert!((score.value - (5.0 * 0.16 + 4.0 * 0.36 + 0.01) / 10.0).abs() < 1e-12);
        assert!(score.ci95.is_some());
        // Nine at 0.4 against and one at 0.1, of the same stake.
        let bold = ten.figures.boldness.unwrap();
        assert!((bold.value - 0.37).abs() < 1e-12, "{bold:?}");
        assert!(figures.optimism.known().is_none() && figures.curve.known().is_none());
    }
}

#[tokio::test]
async fn a_lost_bet_at_fair_odds_is_well_placed() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lost, won) = (scene.judged(60, false).await, scene.judged(60, true).await);
        let open = scene.placed(60).await;

        let part = Part { from: 0, most: 9 };
        let over = list_over(&mut scene.tx, &scene.team, part).await.unwrap();

        let of_lost = over.iter().find(|past| past.bet.id == lost.id).unwrap();
        assert_eq!((over.len(), of_lost.odds), (2, Some(60)));
        assert!(is_well_placed(&lost, FAIR_UP_TO) && !is_well_placed(&lost, FAIR_UP_TO + 10));
        assert!(!is_well_placed(&won, 60) && !is_well_placed(&open, 60));
    }
}

#[tokio::test]
async fn doubts_come_with_what_is_done_about_them_and_can_be_brought_back() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (ben, carla, lead) = (scene.ben.clone(), scene.carla.clone(), scene.lead.clone());
        let bet = scene.draft().await;
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);

        let said = ("Nobody reads them", Handling::Watch, "");
        refused(reason::add(tx, hone, &carla, team, &bet, said).await, &Refusal::NoSign);
        let said = ("Nobody reads them", Handling::Watch, "under half opened");
        let doubt = reason::add(tx, hone, &carla, team, &bet, said).await.unwrap();
        let said = ("It costs too much", Handling::Accept, "");
        let own = reason::add(tx, hone, &lead, team, &bet, said).await.unwrap();
        reason::put_away(tx, hone, &ben, team, (&bet, &doubt), true).await.unwrap();
        let refusal = reason::put_away(tx, hone, &carla, team, (&bet, &own), true).await;

        refused(refusal, &Refusal::NotYours);
        let found = reason::find(tx, team, &bet, doubt.id).await.unwrap().unwrap();
        assert!(found.archived_at.is_some());
        reason::put_away(tx, hone, &carla, team, (&bet, &found), false).await.unwrap();
        let all = reason::list(tx, team, &bet).await.unwrap();
        assert!(all.len() == 2 && all.iter().all(|reason| reason.archived_at.is_none()));
    }
}

#[tokio::test]
async fn what_is_put_away_rests_until_it_is_brought_back() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (ben, carla, lead) = (scene.ben.clone(), scene.carla.clone(), scene.lead.clone());
        let bet = scene.placed(60).await;
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        refused(put_away(tx, hone, &carla, team, &bet, true).await, &Refusal::NotYours);
        put_away(tx, hone, &lead, team, &bet, true).await.unwrap();

        let rests = Refusal::NotNow("put away");
        refused(scene.give(&ben, &bet, 40).await, &rests);
        refused(scene.end(&carla, &bet, End::Yes, "", "x").await, &rests);
        let away = scene.now(&bet).await;
        assert!(!away.is_due(date(2026, 6, 1)));
        let (tx, hone, team) = (&mut scene.tx, &scene.hone, &scene.team);
        put_away(tx, hone, &ben, team, &away, false).await.unwrap();
        scene.end(&carla, &bet, End::Yes, "", "It works").await.unwrap();
    }
}
