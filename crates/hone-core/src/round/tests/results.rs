use crate::account::Viewer;
use crate::ids::LeaderId;
use crate::result::Found;
use crate::round;
use crate::testing::round::{Staged, launched, viewer};
use crate::testing::{each_engine, stranger};
use crate::{Hone, ballot, result};

async fn leader(hone: &Hone, staged: &Staged) -> LeaderId {
    staged.leaders(hone).await[0].id
}

async fn finds(hone: &Hone, viewer: &Viewer, id: LeaderId) -> bool {
    result::find(hone, viewer, id).await.unwrap().is_some()
}

#[tokio::test]
async fn only_the_leader_finds_a_result_and_only_after_its_release() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let staged = launched(hone, 30).await;
        let (organisation, id) = (staged.round.organisation_id, staged.round.id);
        staged.answer(hone, &staged.anonymous()[..4], 4).await;
        let leader = leader(hone, &staged).await;
        let marek = viewer(&staged.northfold, &staged.northfold.leader);

        assert!(!finds(hone, &marek, leader).await);
        round::close(hone, organisation, id, None).await.unwrap();
        assert!(!finds(hone, &marek, leader).await);
        round::release(hone, organisation, id, None).await.unwrap();

        let Some(Found::Numbers(report)) = result::find(hone, &marek, leader).await.unwrap() else {
            panic!("there are no numbers")
        };
        assert_eq!((report.leader.id, report.round.id), (leader, id));
        let others = staged.northfold.people.iter().filter(|person| person.id != marek.person_id);
        for person in others {
            let who = viewer(&staged.northfold, person);
            assert!(!finds(hone, &who, leader).await, "{} on {}", person.name, fresh.engine);
        }
        let stranger = stranger(hone).await;
        let elsewhere = Viewer { organisation_id: stranger.organisation_id, ..marek.clone() };
        assert!(!finds(hone, &elsewhere, leader).await);
        assert!(!finds(hone, &marek, LeaderId::draw()).await);
    }
}

#[tokio::test]
async fn a_result_reads_the_same_to_the_byte_each_time() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let staged = launched(hone, 30).await;
        let (organisation, id) = (staged.round.organisation_id, staged.round.id);
        staged.answer(hone, &staged.anonymous(), 5).await;
        round::close(hone, organisation, id, None).await.unwrap();
        round::release(hone, organisation, id, None).await.unwrap();
        let leader = staged.leaders(hone).await.remove(0);
        let marek = viewer(&staged.northfold, &staged.northfold.leader);
        let stored = ballot::find_released(hone, leader.leader_ref).await.unwrap().unwrap();

        for _ in 0..3 {
            let Some(Found::Numbers(report)) = result::find(hone, &marek, leader.id).await.unwrap()
            else {
                panic!("there are no numbers")
            };
            assert_eq!(report.release.to_json(), stored, "{}", fresh.engine);
        }
    }
}

#[tokio::test]
async fn with_one_answer_fewer_than_the_floor_nothing_is_released() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let staged = launched(hone, 30).await;
        let (organisation, id) = (staged.round.organisation_id, staged.round.id);
        let names = ["Marek Dvorak", "Ines Haddad"];
        staged.answer(hone, &names, 4).await;
        staged.answer(hone, &staged.anonymous()[..3], 4).await;

        round::close(hone, organisation, id, None).await.unwrap();
        round::release(hone, organisation, id, None).await.unwrap();

        let leader = staged.leaders(hone).await.remove(0);
        assert_eq!(leader.has_result, Some(false), "{}", fresh.engine);
        assert_eq!(ballot::find_released(hone, leader.leader_ref).await.unwrap(), None);
        assert_eq!(ballot::list_released(hone, staged.round.round_ref).await.unwrap(), vec![]);
        let marek = viewer(&staged.northfold, &staged.northfold.leader);
        assert!(!finds(hone, &marek, leader.id).await);
    }
}
