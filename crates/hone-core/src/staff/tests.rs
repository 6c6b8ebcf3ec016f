use super::{Fields, Outcome, add, change, come_back, leave};
use crate::account::{Viewer, entry, session};
use crate::person::{self, Person};
use crate::testing::{self, each_engine};
use crate::{Hone, audit};

async fn viewer(hone: &Hone, person: &Person) -> Viewer {
    let token = testing::sign_in_as(hone, person).await;
    session::viewer(hone, &token).await.unwrap().unwrap()
}

fn fields_wrong(outcome: Outcome) -> Vec<&'static str> {
    match outcome {
        Outcome::Wrong(wrongs) => wrongs.into_iter().map(|wrong| wrong.field).collect(),
        Outcome::Done(person) => panic!("was stored: {person:?}"),
    }
}

#[tokio::test]
async fn a_person_is_added_tidied_or_every_wrong_field_is_named() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let here = testing::northfold(hone).await;
        let viewer = viewer(hone, &here.administrator).await;
        let mut tx = hone.people.write().await.unwrap();
        let fields = Fields {
            name: " Nia New ".to_owned(),
            email: " Nia@X.test ".to_owned(),
            manager: here.leader.name.to_uppercase(),
            ..Fields::default()
        };
        let Outcome::Done(nia) = add(&mut tx, hone, &viewer, &fields).await.unwrap() else {
            panic!("not added");
        };
        assert_eq!(
            (nia.name.as_str(), nia.email.as_str(), nia.language.as_str()),
            ("Nia New", "nia@x.test", "en")
        );
        let bad = Fields {
            email: "NIA@x.test".to_owned(),
            language: "x".to_owned(),
            team: "t".repeat(121),
            manager: "nobody@x.test".to_owned(),
            ..Fields::default()
        };
        let outcome = add(&mut tx, hone, &viewer, &bad).await.unwrap();
        assert_eq!(fields_wrong(outcome), ["name", "language", "team", "email", "manager"]);
    }
}

#[tokio::test]
async fn nobody_ends_up_below_themself() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let here = testing::northfold(hone).await;
        let viewer = viewer(hone, &here.administrator).await;
        let mut tx = hone.people.write().await.unwrap();
        for manager in [&here.manager, &here.leader, &here.reports[0]] {
            let fields = Fields::of(&here.manager, Some(manager));
            let outcome = change(&mut tx, hone, &viewer, here.manager.id, &fields).await.unwrap();
            assert_eq!(fields_wrong(outcome.unwrap()), ["manager"]);
        }
    }
}

#[tokio::test]
async fn the_last_administrator_stays_one_and_stays() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let here = testing::northfold(hone).await;
        let viewer = viewer(hone, &here.administrator).await;
        let id = here.administrator.id;
        let demoted = Fields { is_administrator: false, ..Fields::of(&here.administrator, None) };
        let mut tx = hone.people.write().await.unwrap();

        let outcome = change(&mut tx, hone, &viewer, id, &demoted).await.unwrap().unwrap();
        assert_eq!(fields_wrong(outcome), ["administrator"]);
        assert!(leave(&mut tx, hone, &viewer, id).await.is_err());

        let promoted = Fields { is_administrator: true, ..Fields::of(&here.coach, None) };
        change(&mut tx, hone, &viewer, here.coach.id, &promoted).await.unwrap().unwrap();
        let outcome = change(&mut tx, hone, &viewer, id, &demoted).await.unwrap().unwrap();
        assert!(matches!(outcome, Outcome::Done(_)));
        assert!(leave(&mut tx, hone, &viewer, here.coach.id).await.is_err());
        let record = audit::store::list(&mut tx, here.organisation.id, 0, 99).await.unwrap();
        let has = |action: &str| record.iter().any(|line| line.action == action);
        assert!(has("gave the role of administrator") && has("took the role of administrator"));
    }
}

#[tokio::test]
async fn who_has_left_loses_sessions_and_links_and_may_come_back() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let here = testing::northfold(hone).await;
        let viewer = viewer(hone, &here.administrator).await;
        let token = testing::sign_in_as(hone, &here.coach).await;
        let mut tx = hone.people.write().await.unwrap();
        let link = entry::mint(&mut tx, hone, &here.leader).await.unwrap();

        leave(&mut tx, hone, &viewer, here.coach.id).await.unwrap().unwrap();
        leave(&mut tx, hone, &viewer, here.leader.id).await.unwrap().unwrap();
        come_back(&mut tx, hone, &viewer, here.leader.id).await.unwrap().unwrap();
        tx.commit().await.unwrap();

        assert!(session::viewer(hone, &token).await.unwrap().is_none());
        let mut tx = hone.people.read().await.unwrap();
        assert!(entry::find(&mut tx, &link, hone.clock.now()).await.unwrap().is_none());
        let leader = person::store::find(&mut tx, here.organisation.id, here.leader.id).await;
        assert!(leader.unwrap().unwrap().is_here());
    }
}

#[tokio::test]
async fn a_link_sent_to_an_old_address_opens_nothing_for_the_new_one() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let here = testing::northfold(hone).await;
        let viewer = viewer(hone, &here.administrator).await;
        let mut tx = hone.people.write().await.unwrap();
        let link = entry::mint(&mut tx, hone, &here.leader).await.unwrap();
        let fields =
            Fields { email: "marek@new.test".to_owned(), ..Fields::of(&here.leader, None) };

        change(&mut tx, hone, &viewer, here.leader.id, &fields).await.unwrap().unwrap();

        assert!(entry::find(&mut tx, &link, hone.clock.now()).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_stranger_changes_nobody() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let here = testing::northfold(hone).await;
        let stranger = viewer(hone, &testing::stranger(hone).await).await;
        let mut tx = hone.people.write().await.unwrap();
        let fields = Fields::of(&here.leader, None);

        assert!(change(&mut tx, hone, &stranger, here.leader.id, &fields).await.unwrap().is_none());
        assert!(leave(&mut tx, hone, &stranger, here.leader.id).await.unwrap().is_none());
        assert!(come_back(&mut tx, hone, &stranger, here.leader.id).await.unwrap().is_none());
        let mine = Fields {
            name: "N".to_owned(),
            email: "n@x.test".to_owned(),
            manager: here.leader.email.clone(),
            ..Fields::default()
        };
        assert_eq!(fields_wrong(add(&mut tx, hone, &stranger, &mine).await.unwrap()), ["manager"]);
    }
}
