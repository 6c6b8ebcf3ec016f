//! The results that came before a report about the same leader.

use crate::Hone;
use crate::account::Viewer;
use crate::result::{self, Found, Report};
use crate::testing::round::{Staged, launched, viewer};
use crate::testing::{each_engine, stranger};

const DAY: i64 = 86_400;

async fn played(hone: &Hone, staged: Staged) -> Staged {
    staged.answer(hone, &staged.anonymous(), 4).await;
    staged.release(hone).await;
    staged
}

/// Rounds about the same leader, each released so many days after the one before.
async fn rounds(hone: &Hone, gaps: &[i64]) -> Vec<Staged> {
    let mut all = vec![played(hone, launched(hone, 30).await).await];
    for n_days in gaps {
        hone.clock.advance(n_days * DAY);
        let next = all[0].again(hone, 30).await.launch(hone).await;
        all.push(played(hone, next).await);
    }
    all
}

async fn report(hone: &Hone, who: &Viewer, staged: &Staged) -> Report {
    let leader = staged.leaders(hone).await.remove(0);
    match result::find(hone, who, leader.id).await.unwrap() {
        Some(Found::Numbers(report)) => *report,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn they_are_those_with_numbers_and_the_oldest_comes_first() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        // The third comes too soon after the second, so it has directions.
        let all = rounds(hone, &[100, 30, 100]).await;
        let marek = viewer(&all[0].northfold, &all[0].northfold.leader);
        let last = report(hone, &marek, &all[3]).await;

        let earlier = result::list_earlier(hone, &marek, &last).await.unwrap();
        let of_first =
            result::list_earlier(hone, &marek, &report(hone, &marek, &all[0]).await).await;

        let found: Vec<_> = earlier.iter().map(|report| report.round.id).collect();
        assert_eq!(found, [all[0].round.id, all[1].round.id], "{}", fresh.engine);
        assert!(of_first.unwrap().is_empty());
    }
}

#[tokio::test]
async fn nobody_but_the_leader_finds_them() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let all = rounds(hone, &[100]).await;
        let here = &all[0].northfold;
        let marek = viewer(here, &here.leader);
        let last = report(hone, &marek, &all[1]).await;
        let stranger = stranger(hone).await;
        let elsewhere = Viewer { organisation_id: stranger.organisation_id, ..marek.clone() };

        let others = [&here.administrator, &here.manager, &here.coach, &here.reports[0]];
        for who in others.map(|person| viewer(here, person)).iter().chain([&elsewhere]) {
            let found = result::list_earlier(hone, who, &last).await.unwrap();
            assert!(found.is_empty(), "{} on {}", who.name, fresh.engine);
        }
    }
}
