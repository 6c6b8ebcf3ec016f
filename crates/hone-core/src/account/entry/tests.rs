use super::{Answers, Entry, add_organisation, enter, find, first_administrator, join_by, mint};
use crate::account::{session, store};
use crate::person::{self, Person};
use crate::testing::{self, each_engine};

fn answers() -> Answers {
    Answers {
        organisation: "Northfold Water".to_owned(),
        time_zone: "Europe/Vienna".to_owned(),
        name: "Orla Byrne".to_owned(),
        email: "Orla@Northfold.test".to_owned(),
        password: "kettle lantern orbit".to_owned(),
    }
}

#[tokio::test]
async fn the_first_administrator_comes_in_by_the_last_link_and_only_once() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let replaced = first_administrator(hone).await.unwrap().unwrap();
        let link = first_administrator(hone).await.unwrap().unwrap();

        assert!(enter(hone, &replaced, &answers(), "").await.is_err());
        let token = enter(hone, &link, &answers(), "").await.unwrap();

        let viewer = session::viewer(hone, &token).await.unwrap().unwrap();
        assert!(viewer.is_administrator);
        assert_eq!(viewer.organisation, "Northfold Water");
        assert!(enter(hone, &link, &answers(), "").await.is_err());
        assert!(first_administrator(hone).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_link_survives_wrong_answers_and_being_looked_at_but_not_seven_days() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let link = first_administrator(hone).await.unwrap().unwrap();
        let weak = Answers { password: "password1234".to_owned(), ..answers() };
        let nowhere = Answers { time_zone: "Europe/Atlantis".to_owned(), ..answers() };

        assert!(enter(hone, &link, &weak, "").await.is_err());
        assert!(enter(hone, &link, &nowhere, "").await.is_err());
        hone.clock.advance(7 * 24 * 3600 - 1);
        let mut tx = hone.people.read().await.unwrap();
        assert!(find(&mut tx, &link, hone.clock.now()).await.unwrap().is_some());
        hone.clock.advance(1);
        assert!(find(&mut tx, &link, hone.clock.now()).await.unwrap().is_none());
        drop(tx);
        assert!(enter(hone, &link, &answers(), "").await.is_err());
    }
}

#[tokio::test]
async fn a_second_organisation_gets_a_link_of_its_own_and_a_name_with_an_administrator_is_refused()
{
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        testing::northfold(hone).await;
        let lost = add_organisation(hone, "Quay Rail").await.unwrap();
        let link = add_organisation(hone, "Quay Rail").await.unwrap();

        assert!(enter(hone, &lost, &answers(), "").await.is_err());
        let token = enter(hone, &link, &answers(), "").await.unwrap();

        let viewer = session::viewer(hone, &token).await.unwrap().unwrap();
        assert_eq!((viewer.organisation.as_str(), viewer.is_administrator), ("Quay Rail", true));
        assert!(add_organisation(hone, "Quay Rail").await.is_err());
    }
}

#[tokio::test]
async fn an_account_that_is_there_already_is_joined_only_by_its_holder() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let here = testing::northfold(hone).await;
        let there = testing::stranger(hone).await;
        testing::sign_in_as(hone, &here.leader).await;
        testing::sign_in_as(hone, &here.coach).await;
        let mut tx = hone.people.write().await.unwrap();
        let holder = store::by_email(&mut tx, &here.leader.email).await.unwrap().unwrap();
        let other = store::by_email(&mut tx, &here.coach.email).await.unwrap().unwrap();
        let twin = Person::new(there.organisation_id, "L", &here.leader.email, hone.clock.now());
        person::store::insert(&mut tx, &twin).await.unwrap();
        let link = mint(&mut tx, hone, &twin).await.unwrap();
        tx.commit().await.unwrap();

        assert!(enter(hone, &link, &answers(), "").await.is_err());
        assert!(join_by(hone, &link, other.id, "").await.is_err());
        let token = join_by(hone, &link, holder.id, "").await.unwrap();

        let viewer = session::viewer(hone, &token).await.unwrap().unwrap();
        assert_eq!((viewer.account_id, viewer.person_id), (holder.id, twin.id));
        assert!(join_by(hone, &link, holder.id, "").await.is_err());
    }
}

#[tokio::test]
async fn a_person_who_has_an_account_or_has_left_has_no_use_for_a_link() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let here = testing::northfold(hone).await;
        let mut tx = hone.people.write().await.unwrap();
        let link = mint(&mut tx, hone, &here.leader).await.unwrap();
        let now = hone.clock.now();
        assert!(matches!(
            find(&mut tx, &link, now).await.unwrap(),
            Some(Entry::Account { account: None, .. })
        ));

        let left = Person { left_at: Some(now), ..here.leader.clone() };
        person::store::save(&mut tx, &left).await.unwrap();

        assert!(find(&mut tx, &link, now).await.unwrap().is_none());
    }
}
