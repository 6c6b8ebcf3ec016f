use super::sign_in::{by_password, change_password, forgotten, switch};
use super::{Account, entry, join, password, session, store};
use crate::clock::Moment;
use crate::person::{self, Person};
use crate::testing::{self, Northfold, each_engine};
use crate::{Hone, audit};

const PASSWORD: &str = "kettle lantern orbit";

async fn with_password(hone: &Hone, person: &Person) -> Account {
    let hash = password::hash(PASSWORD).await.unwrap();
    let account = Account::new(&person.email, Some(hash), hone.clock.now());
    let mut person = person.clone();
    let mut tx = hone.people.write().await.unwrap();
    store::insert(&mut tx, &account).await.unwrap();
    join(&mut tx, &mut person, &account).await.unwrap();
    tx.commit().await.unwrap();
    account
}

#[test]
fn from_the_fifth_wrong_password_on_each_pause_is_longer_up_to_a_quarter_of_an_hour() {
    let mut account = Account::new("a@x.test", None, Moment(0));
    let mut now = Moment(1_000);
    let mut pauses = Vec::new();
    for _ in 0..12 {
        assert!(account.begin_try(now));
        pauses.push((account.locked_until.0 - now.0).max(0));
        assert_eq!(account.begin_try(now), pauses.last() == Some(&0));
        if pauses.last() == Some(&0) {
            account.n_failures -= 1;
        }
        now = account.locked_until.max(now);
    }
    assert_eq!(pauses, [0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]);
}

#[tokio::test]
async fn a_wrong_password_an_unknown_address_and_a_pause_look_alike() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let Northfold { leader, .. } = testing::northfold(hone).await;
        with_password(hone, &leader).await;

        assert!(by_password(hone, "nobody@x.test", PASSWORD, "").await.unwrap().is_none());
        for _ in 0..5 {
            assert!(by_password(hone, &leader.email, "wrong", "").await.unwrap().is_none());
        }
        assert!(by_password(hone, &leader.email, PASSWORD, "").await.unwrap().is_none());
        hone.clock.advance(31);

        let shouted = leader.email.to_uppercase();
        assert!(by_password(hone, &shouted, PASSWORD, "").await.unwrap().is_some());
        // The right password wipes the slate: four more slips do no harm.
        for _ in 0..4 {
            assert!(by_password(hone, &leader.email, "wrong", "").await.unwrap().is_none());
        }
        assert!(by_password(hone, &leader.email, PASSWORD, "").await.unwrap().is_some());
    }
}

#[tokio::test]
async fn many_tries_at_once_are_no_way_around_the_pause() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let Northfold { leader, .. } = testing::northfold(hone).await;
        let account = with_password(hone, &leader).await;
        let tries: Vec<_> = (0..12)
            .map(|_| {
                let (hone, email) = (hone.clone(), leader.email.clone());
                tokio::spawn(async move { by_password(&hone, &email, "wrong", "").await })
            })
            .collect();
        for one in tries {
            assert!(one.await.unwrap().unwrap().is_none());
        }
        let mut tx = hone.people.read().await.unwrap();
        let account = store::find(&mut tx, account.id).await.unwrap().unwrap();
        assert_eq!(account.n_failures, 5, "{}", fresh.engine);
    }
}

#[tokio::test]
async fn a_new_password_needs_the_old_one_and_ends_the_other_sessions() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let Northfold { leader, .. } = testing::northfold(hone).await;
        let account = with_password(hone, &leader).await;
        let other = by_password(hone, &leader.email, PASSWORD, "").await.unwrap().unwrap();
        let kept = by_password(hone, &leader.email, PASSWORD, "").await.unwrap().unwrap();
        let new = "thistle anchor violin";

        let wrong = change_password(hone, account.id, "wrong", new, &kept).await;
        let weak = change_password(hone, account.id, PASSWORD, "marek.dvorak", &kept).await;
        assert!(wrong.is_err() && weak.is_err());
        change_password(hone, account.id, PASSWORD, new, &kept).await.unwrap();

        assert!(session::viewer(hone, &kept).await.unwrap().is_some());
        assert!(session::viewer(hone, &other).await.unwrap().is_none());
        assert!(by_password(hone, &leader.email, PASSWORD, "").await.unwrap().is_none());
        assert!(by_password(hone, &leader.email, new, "").await.unwrap().is_some());
    }
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_by_a_link_of_half_an_hour_that_ends_all_sessions() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let Northfold { leader, coach, .. } = testing::northfold(hone).await;
        with_password(hone, &leader).await;
        let session = by_password(hone, &leader.email, PASSWORD, "").await.unwrap().unwrap();
        let mut tx = hone.people.write().await.unwrap();
        assert!(forgotten(&mut tx, hone, &coach.email).await.unwrap().is_none());
        let secret = forgotten(&mut tx, hone, &leader.email).await.unwrap().unwrap();
        // A second mail in the same moment would only be noise.
        assert!(forgotten(&mut tx, hone, &leader.email).await.unwrap().is_none());
        tx.commit().await.unwrap();
        let new = "thistle anchor violin".to_owned();
        let answers = entry::Answers { password: new.clone(), ..entry::Answers::default() };
        hone.clock.advance(1799);

        let token = entry::enter(hone, &secret, &answers, "").await.unwrap();

        assert!(session::viewer(hone, &token).await.unwrap().is_some());
        assert!(session::viewer(hone, &session).await.unwrap().is_none());
        assert!(by_password(hone, &leader.email, &new, "").await.unwrap().is_some());
        assert!(entry::enter(hone, &secret, &answers, "").await.is_err());
    }
}

#[tokio::test]
async fn one_account_goes_over_to_its_other_organisation_and_to_no_other() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let Northfold { leader, coach, .. } = testing::northfold(hone).await;
        let account = with_password(hone, &leader).await;
        let mut there = testing::stranger(hone).await;
        let mut tx = hone.people.write().await.unwrap();
        join(&mut tx, &mut there, &account).await.unwrap();
        tx.commit().await.unwrap();
        let old = by_password(hone, &leader.email, PASSWORD, "").await.unwrap().unwrap();

        assert!(switch(hone, account.id, coach.id, &old, "").await.is_err());
        let new = switch(hone, account.id, there.id, &old, "").await.unwrap();

        let viewer = session::viewer(hone, &new).await.unwrap().unwrap();
        assert_eq!(viewer.organisation_id, there.organisation_id);
        assert!(session::viewer(hone, &old).await.unwrap().is_none());
        let mut tx = hone.people.read().await.unwrap();
        let record = audit::store::list(&mut tx, there.organisation_id, 0, 10).await.unwrap();
        assert_eq!(record[0].action, "signed in as administrator");
        assert_eq!(person::store::of_account(&mut tx, account.id).await.unwrap().len(), 2);
    }
}
