//! Rounds about the same leader soon after each other.

use hone_gate::Published;

use crate::Hone;
use crate::result::{self, Found};
use crate::round;
use crate::testing::each_engine;
use crate::testing::round::{Staged, launched, viewer};

const DAY: i64 = 86_400;

async fn answered(hone: &Hone, staged: Staged) -> Staged {
    staged.answer(hone, &staged.anonymous(), 4).await;
    staged
}

async fn has_numbers(hone: &Hone, staged: &Staged) -> bool {
    let document = staged.released(hone).await;
    matches!(Published::parse(&document), Ok(Published::Numbers(_)))
}

#[tokio::test]
async fn a_round_within_ninety_days_of_another_releases_directions() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let first = answered(hone, launched(hone, 30).await).await;
        first.close(hone).await;
        let mut numbers = vec![has_numbers(hone, &first).await];

        for n_days in [60, 89, 90, 89] {
            hone.clock.advance(n_days * DAY);
            let next = answered(hone, first.again(hone, 30).await.launch(hone).await).await;
            next.close(hone).await;
            numbers.push(has_numbers(hone, &next).await);
        }

        // The second is near the first and the third is near the second.
        assert_eq!(numbers, [true, false, false, true, false], "{}", fresh.engine);
    }
}

#[tokio::test]
async fn the_leader_reads_directions() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let first = answered(hone, launched(hone, 30).await).await;
        first.close(hone).await;
        let second = answered(hone, first.again(hone, 30).await.launch(hone).await).await;
        second.release(hone).await;

        let leader = second.leaders(hone).await.remove(0);
        let marek = viewer(&second.northfold, &second.northfold.leader);
        let found = result::find(hone, &marek, leader.id).await.unwrap();

        let Some(Found::Directions(report)) = found else { panic!("{found:?}") };
        assert_eq!(report.release.against(), Some(report.release.day()), "{}", fresh.engine);
    }
}

#[tokio::test]
async fn the_round_that_was_launched_first_may_close_last() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let long = answered(hone, launched(hone, 60).await).await;
        hone.clock.advance(DAY);
        let short = answered(hone, long.again(hone, 10).await.launch(hone).await).await;

        short.close(hone).await;
        long.close(hone).await;

        let numbers = (has_numbers(hone, &short).await, has_numbers(hone, &long).await);
        assert_eq!(numbers, (true, false), "{}", fresh.engine);
    }
}

#[tokio::test]
async fn of_rounds_that_close_at_once_one_has_numbers() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let first = launched(hone, 30).await;
        let mut rounds = vec![answered(hone, first.clone()).await];
        for _ in 0..3 {
            rounds.push(answered(hone, first.again(hone, 30).await.launch(hone).await).await);
        }

        let [a, b, c, d] = &rounds[..] else { panic!("four rounds") };
        tokio::join!(a.close(hone), b.close(hone), c.close(hone), d.close(hone));

        let mut n_with_numbers = 0;
        for staged in &rounds {
            n_with_numbers += usize::from(has_numbers(hone, staged).await);
        }
        assert_eq!(n_with_numbers, 1, "{}", fresh.engine);
    }
}

#[tokio::test]
async fn a_round_about_somebody_else_has_numbers() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let first = answered(hone, launched(hone, 30).await).await;
        first.close(hone).await;
        let northfold = &first.northfold;
        let draft = first.empty_again(hone, 30).await;
        let peers =
            northfold.reports.iter().map(|person| (person, crate::category::Category::Peers));
        draft.add_leader(hone, &northfold.manager, &peers.collect::<Vec<_>>()).await;
        let second = draft.launch(hone).await;
        let names: Vec<&str> = northfold.reports.iter().map(|p| p.name.as_str()).collect();
        second.answer(hone, &names, 4).await;

        second.close(hone).await;

        assert!(has_numbers(hone, &second).await, "{}", fresh.engine);
    }
}

#[tokio::test]
async fn the_plan_of_a_round_names_who_will_have_no_numbers() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let first = answered(hone, launched(hone, 30).await).await;
        let open = first.again(hone, 30).await;
        let names = async |staged: &Staged| {
            let mut tx = hone.people.read().await.unwrap();
            round::plan(&mut tx, &staged.now(hone).await).await.unwrap().without_numbers
        };

        assert_eq!(names(&open).await, ["Marek Dvorak"], "while the first is open");
        first.close(hone).await;
        assert_eq!(names(&open).await, ["Marek Dvorak"]);
        hone.clock.advance(59 * DAY);
        let near = first.again(hone, 30).await;
        hone.clock.advance(2 * DAY);
        let far = first.again(hone, 30).await;

        assert_eq!(names(&near).await, ["Marek Dvorak"], "{}", fresh.engine);
        assert_eq!(names(&far).await, Vec::<String>::new(), "{}", fresh.engine);
    }
}

#[tokio::test]
async fn a_round_in_which_too_few_answered_takes_nobodys_numbers() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let first = launched(hone, 30).await;
        first.close(hone).await;
        let second = answered(hone, first.again(hone, 30).await.launch(hone).await).await;
        let mut tx = hone.people.read().await.unwrap();
        let plan = round::plan(&mut tx, &second.round).await.unwrap();
        drop(tx);

        second.close(hone).await;

        assert_eq!(plan.without_numbers, Vec::<String>::new());
        assert!(has_numbers(hone, &second).await, "{}", fresh.engine);
    }
}
