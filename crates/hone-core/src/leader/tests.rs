use super::*;
use crate::ids::LeaderId;
use crate::testing::each_engine;
use crate::testing::round::draft;

#[tokio::test]
async fn a_leader_is_added_once_and_answers_about_themselves() {
    for fresh in each_engine().await {
        let staged = draft(&fresh.hone, 30).await;
        let (organisation, round) = (staged.round.organisation_id, staged.round.id);
        let person = staged.northfold.people[3].id;

        let mut tx = fresh.hone.people.write().await.unwrap();
        for _ in 0..2 {
            add(&mut tx, organisation, round, person).await.unwrap();
        }

        let leaders = store::list(&mut tx, organisation, round).await.unwrap();
        let names: Vec<_> = leaders.iter().map(|leader| leader.name.as_str()).collect();
        assert_eq!(names, ["Jonas Lindqvist", "Marek Dvorak"], "{}", fresh.engine);
        let raters = store::list_raters(&mut tx, organisation, leaders[0].id).await.unwrap();
        let raters: Vec<_> = raters.iter().map(|rater| (rater.person_id, rater.category)).collect();
        assert_eq!(raters, [(person, Category::Own)]);
    }
}

#[tokio::test]
async fn a_rater_answers_about_a_leader_in_one_category() {
    for fresh in each_engine().await {
        let staged = draft(&fresh.hone, 30).await;
        let organisation = staged.round.organisation_id;
        let leader = staged.leaders(&fresh.hone).await[0].id;
        let peer = staged.northfold.peers[0].id;

        let mut tx = fresh.hone.people.write().await.unwrap();
        store::save_rater(&mut tx, organisation, leader, peer, Category::Others).await.unwrap();

        let raters = store::list_raters(&mut tx, organisation, leader).await.unwrap();
        let expected = [
            (Category::Own, 1),
            (Category::Manager, 1),
            (Category::Reports, 5),
            (Category::Peers, 3),
            (Category::Others, 1),
        ];
        assert_eq!(count(&raters), expected, "{}", fresh.engine);
        store::remove_rater(&mut tx, organisation, leader, peer).await.unwrap();
        let raters = store::list_raters(&mut tx, organisation, leader).await.unwrap();
        assert_eq!(raters.len(), 10);
    }
}

#[tokio::test]
async fn a_leader_of_another_organisation_is_not_found() {
    for fresh in each_engine().await {
        let staged = draft(&fresh.hone, 30).await;
        let leader = staged.leaders(&fresh.hone).await[0].id;
        let elsewhere = crate::testing::northfold(&fresh.hone).await.organisation.id;

        let mut tx = fresh.hone.people.write().await.unwrap();
        store::remove(&mut tx, elsewhere, leader).await.unwrap();

        assert!(store::find(&mut tx, elsewhere, leader).await.unwrap().is_none());
        assert!(store::list_raters(&mut tx, elsewhere, leader).await.unwrap().is_empty());
        let own = staged.round.organisation_id;
        assert!(store::find(&mut tx, own, leader).await.unwrap().is_some(), "{}", fresh.engine);
        assert!(store::find(&mut tx, own, LeaderId::draw()).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_list_that_is_handed_in_changes_by_an_administrator_alone() {
    let fresh = crate::testing::on_sqlite().await;
    let mut leader = draft(&fresh.hone, 30).await.leaders(&fresh.hone).await.remove(0);
    assert_eq!(leader.nominations, Nominations::Approved);
    assert_eq!(leader.must_be_open_to(false), Err(Refusal::HandedIn));
    assert_eq!(leader.propose(), Err(Refusal::HandedIn));
    assert_eq!(leader.must_be_open_to(true), Ok(()));

    leader.reopen().unwrap();
    assert_eq!(leader.reopen(), Err(Refusal::NotHandedIn));
    assert_eq!(leader.must_be_open_to(false), Ok(()));
    leader.propose().unwrap();
    assert_eq!(leader.nominations, Nominations::Proposed);
    assert_eq!(leader.must_be_open_to(false), Err(Refusal::HandedIn));
    assert_eq!(leader.must_be_open_to(true), Ok(()));
    leader.approve();
    assert_eq!(leader.nominations, Nominations::Approved);
}
