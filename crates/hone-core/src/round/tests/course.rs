use std::collections::BTreeMap;

use crate::ballot;
use crate::category::Category;
use crate::clock::Moment;
use crate::ids::{LeaderRef, OrganisationId};
use crate::person::Person;
use crate::round::{self, Phase, Refusal, keep_course, results};
use crate::testing::rating::{self, INES};
use crate::testing::round::{Staged, draft, launched, mail};
use crate::testing::{each_engine, northfold};
use crate::{Error, Hone, invitation, organisation};

fn go_to(hone: &Hone, moment: Moment) {
    hone.clock.advance(moment.0 - hone.clock.now().0);
}

/// About whom something is released, and what.
async fn released(hone: &Hone, staged: &Staged) -> BTreeMap<LeaderRef, String> {
    let mut documents = BTreeMap::new();
    for leader in ballot::list_released(hone, staged.round.round_ref).await.unwrap() {
        let document = ballot::find_released(hone, leader).await.unwrap().unwrap();
        documents.insert(leader, document);
    }
    documents
}

/// A round about two leaders, of whom everybody answers about one and three about the other.
async fn answered(hone: &Hone) -> Staged {
    let staged = draft(hone, 30).await;
    let people = staged.northfold.people.clone();
    let network: Vec<(&Person, Category)> =
        [0, 12, 13, 14, 15].map(|place| (&people[place], Category::Others)).into();
    staged.add_leader(hone, &people[3], &network).await;
    let round = round::launch(hone, &staged.administrator, staged.round.id).await.unwrap();
    let staged = Staged { round, ..staged };
    let crew: Vec<_> = people[7..12].iter().map(|person| person.name.as_str()).collect();
    staged.answer(hone, &crew, 4).await;
    staged.answer(hone, &["Marek Dvorak", "Sven Holm", "Tariq Aziz", "Uma Patel"], 3).await;
    staged
}

/// `has_result` of the two leaders.
async fn has_result(hone: &Hone, staged: &Staged) -> Vec<(String, Option<bool>)> {
    let leaders = staged.leaders(hone).await.into_iter();
    leaders.map(|leader| (leader.name, leader.has_result)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn dates_close_and_release_a_round_once_though_several_nodes_pass_often() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let staged = answered(hone).await;
        let other = hone.clone();

        go_to(hone, staged.round.closes_at.plus(-1));
        keep_course(hone).await.unwrap();
        assert_eq!(staged.now(hone).await.phase, Phase::Open);
        assert_eq!(released(hone, &staged).await, BTreeMap::new());

        hone.clock.advance(1);
        for _ in 0..2 {
            let (one, two) = tokio::join!(keep_course(hone), keep_course(&other));
            one.unwrap();
            two.unwrap();
        }
        let closed = staged.now(hone).await;
        assert_eq!((closed.phase, closed.closed_at), (Phase::Closed, Some(staged.round.closes_at)));
        let thanked = mail(hone, "The round has closed: ").await;
        assert_eq!(thanked.len(), 16, "{}", fresh.engine);
        let [marek] = &released(hone, &staged).await.into_keys().collect::<Vec<_>>()[..] else {
            panic!("one leader has a result")
        };
        let leaders = staged.leaders(hone).await;
        assert_eq!(leaders[1].leader_ref, *marek);
        let expected =
            [("Jonas Lindqvist".to_owned(), Some(false)), ("Marek Dvorak".to_owned(), Some(true))];
        assert_eq!(has_result(hone, &staged).await, expected);

        go_to(hone, staged.round.releases_at.plus(-1));
        keep_course(hone).await.unwrap();
        assert_eq!(staged.now(hone).await.phase, Phase::Closed);
        assert_eq!(mail(hone, "Your result is ready").await.len(), 0);

        hone.clock.advance(1);
        for _ in 0..2 {
            let (one, two) = tokio::join!(keep_course(hone), keep_course(&other));
            one.unwrap();
            two.unwrap();
        }
        assert_eq!(staged.now(hone).await.phase, Phase::Released);
        let told = mail(hone, "Your result is ready").await;
        let to: Vec<_> = told.iter().map(|mail| mail.to_address.as_str()).collect();
        let untold = mail(hone, "No result this time").await;
        assert_eq!(to, ["marek.dvorak@northfold.test"]);
        assert_eq!(untold[0].to_address, "jonas.lindqvist@northfold.test");
    }
}

#[tokio::test]
async fn an_administrator_closes_early_and_releases_early_and_each_once() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let staged = answered(hone).await;
        let (organisation, id) = (staged.round.organisation_id, staged.round.id);
        let viewer = Some(&staged.administrator);
        let early = round::release(hone, organisation, id, viewer).await;
        assert!(matches!(early, Err(Error::Refused(why)) if why == Refusal::NotClosed.to_string()));

        round::close(hone, organisation, id, viewer).await.unwrap();
        let documents = released(hone, &staged).await;
        let again = round::close(hone, organisation, id, viewer).await;
        round::release(hone, organisation, id, viewer).await.unwrap();
        let and_again = round::release(hone, organisation, id, viewer).await;

        assert!(matches!(again, Err(Error::Refused(why)) if why == Refusal::NotOpen.to_string()));
        assert!(matches!(and_again, Err(Error::Refused(_))));
        assert_eq!(released(hone, &staged).await, documents);
        assert_eq!(mail(hone, "The round has closed: ").await.len(), 16);
        assert_eq!(mail(hone, "Your result is ready").await.len(), 1);
        assert_eq!(mail(hone, "No result this time").await.len(), 1);
        let mut tx = hone.people.read().await.unwrap();
        let entries = crate::audit::store::list(&mut tx, organisation, 0, 10).await.unwrap();
        let mut actions: Vec<_> = entries.iter().map(|entry| entry.action.as_str()).collect();
        actions.sort_unstable();
        let expected = ["closed a round before its date", "launched a round", "released a round"];
        assert_eq!(actions, expected);
    }
}

#[tokio::test]
async fn a_close_that_stopped_between_ballots_and_people_goes_on_with_the_same_results() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let staged = answered(hone).await;
        let mut tx = hone.people.read().await.unwrap();
        let digest = staged.round.model_digest.as_deref().unwrap();
        let model = crate::model::of_round(&mut tx, digest).await.unwrap();
        drop(tx);
        let round = &staged.round;
        let mut tx = hone.people.read().await.unwrap();
        let n_issued =
            invitation::store::n_issued(&mut tx, round.organisation_id, round.id).await.unwrap();
        drop(tx);
        results::make(hone, round, &model, &n_issued.into_iter().collect()).await.unwrap();
        let documents = released(hone, &staged).await;
        assert_eq!((documents.len(), staged.now(hone).await.phase), (1, Phase::Open));
        assert_eq!(has_result(hone, &staged).await[1].1, None);

        go_to(hone, staged.round.closes_at);
        keep_course(hone).await.unwrap();

        assert_eq!(staged.now(hone).await.phase, Phase::Closed);
        assert_eq!(released(hone, &staged).await, documents, "{}", fresh.engine);
        assert_eq!(has_result(hone, &staged).await[1].1, Some(true));
        assert_eq!(mail(hone, "The round has closed: ").await.len(), 16);
    }
}

#[tokio::test]
async fn which_ballots_were_counted_is_forgotten_after_ninety_days_and_not_before() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let staged = answered(hone).await;
        let later = launched(hone, 60).await;
        later.answer(hone, &later.anonymous(), 3).await;
        let n_counted = async |staged: &Staged| {
            ballot::counted(hone, staged.round.round_ref).await.unwrap().len()
        };
        for round in [&staged.round, &later.round] {
            go_to(hone, round.closes_at);
            keep_course(hone).await.unwrap();
        }
        let before = (n_counted(&staged).await, n_counted(&later).await);
        assert!(before.0 > 0 && before.1 > 0, "{before:?}");

        go_to(hone, staged.round.closes_at.plus(90 * 86_400 - 1));
        keep_course(hone).await.unwrap();
        assert_eq!((n_counted(&staged).await, n_counted(&later).await), before);

        hone.clock.advance(1);
        keep_course(hone).await.unwrap();
        assert_eq!((n_counted(&staged).await, n_counted(&later).await), (0, before.1));
        assert_eq!(released(hone, &staged).await.len(), 1, "{}: the release stays", fresh.engine);
    }
}

#[tokio::test]
async fn a_round_of_another_organisation_is_neither_closed_nor_released() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let staged = launched(hone, 30).await;
        let elsewhere = northfold(hone).await.organisation.id;

        for organisation in [elsewhere, OrganisationId::draw()] {
            round::close(hone, organisation, staged.round.id, None).await.unwrap();
            round::release(hone, organisation, staged.round.id, None).await.unwrap();
        }

        assert_eq!(staged.now(hone).await.phase, Phase::Open, "{}", fresh.engine);
    }
}

#[tokio::test]
async fn a_round_that_cannot_go_on_does_not_hold_up_the_others() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        // One whose ballots side speaks of a form that its people side does not have, on either
        // side of a sound one.
        let broken = rating::running(hone, INES).await;
        let staged = answered(hone).await;
        for organisation in [broken.organisation, staged.round.organisation_id] {
            let mut tx = hone.people.read().await.unwrap();
            assert!(organisation::store::find(&mut tx, organisation).await.unwrap().is_some());
        }
        break_form(hone, &broken).await;
        go_to(hone, staged.round.closes_at.max(broken.closes_at));

        let outcome = keep_course(hone).await;

        assert!(matches!(outcome, Err(Error::Corrupt(_))), "{}: {outcome:?}", fresh.engine);
        assert_eq!(staged.now(hone).await.phase, Phase::Closed, "{}", fresh.engine);
    }
}

/// Makes a round one that cannot be closed: its form is in no model.
async fn break_form(hone: &Hone, running: &rating::Running) {
    let mut tx = hone.people.write().await.unwrap();
    let found = round::store::find(&mut tx, running.organisation, running.round).await.unwrap();
    let mut round = found.unwrap();
    "no-such-form".clone_into(&mut round.form);
    assert!(round::store::save(&mut tx, &round, Phase::Open).await.unwrap());
    tx.commit().await.unwrap();
}
