use super::{Person, is_email, is_language, store};
use crate::clock::Moment;
use crate::testing::{self, each_engine};

#[test]
fn an_address_with_a_slip_is_no_e_mail_address() {
    for text in [
        "anna@example.org",
        "a.b+c@sub.example.org",
        "o'neil@x.io",
        "ana@bücher.example",
        "root@localhost",
    ] {
        assert!(is_email(text), "{text}");
    }
    for text in [
        "",
        "anna",
        "anna@",
        "@example.org",
        "a b@example.org",
        "anna@example..org",
        ".a@x.org",
        "a@-x.org",
        "a@b@c.org",
        "a,b@x.org",
        "Anna <a@x.org>",
    ] {
        assert!(!is_email(text), "{text}");
    }
}

#[test]
fn a_language_is_a_tag() {
    assert!(["en", "de-AT", "zh-Hant", "gsw"].into_iter().all(is_language));
    assert!(!["", "e", "english", "de_AT", "de-", "-de"].into_iter().any(is_language));
}

#[tokio::test]
async fn a_person_of_one_organisation_is_not_found_in_another() {
    for fresh in each_engine().await {
        let here = testing::northfold(&fresh.hone).await;
        let there = testing::stranger(&fresh.hone).await;
        let mut tx = fresh.hone.people.read().await.unwrap();

        let own = store::find(&mut tx, here.organisation.id, here.leader.id).await.unwrap();
        let foreign = store::find(&mut tx, there.organisation_id, here.leader.id).await.unwrap();
        let by_email =
            store::by_email(&mut tx, there.organisation_id, &here.leader.email).await.unwrap();

        assert_eq!(own, Some(here.leader));
        assert_eq!((foreign, by_email), (None, None));
    }
}

#[tokio::test]
async fn two_people_with_one_address_are_refused_in_words() {
    for fresh in each_engine().await {
        let here = testing::northfold(&fresh.hone).await;
        let mut twin = Person::new(here.organisation.id, "Twin", &here.leader.email, Moment(0));
        let mut tx = fresh.hone.people.write().await.unwrap();

        let refusal = store::insert(&mut tx, &twin).await.unwrap_err();
        drop(tx);
        twin.organisation_id = testing::stranger(&fresh.hone).await.organisation_id;
        let mut tx = fresh.hone.people.write().await.unwrap();
        store::insert(&mut tx, &twin).await.unwrap();

        assert!(refusal.to_string().contains("is there already"), "{refusal}");
    }
}

#[tokio::test]
async fn many_people_are_stored_at_once_and_changed_at_once() {
    for fresh in each_engine().await {
        let organisation_id = testing::stranger(&fresh.hone).await.organisation_id;
        let mut people: Vec<Person> = (0..2_500)
            .map(|i| {
                Person::new(
                    organisation_id,
                    &format!("P{i:04}"),
                    &format!("p{i}@x.test"),
                    Moment(0),
                )
            })
            .collect();
        // Managers that come later in the list, beyond the same statement.
        let last = people[2_499].id;
        people[0].manager_id = Some(last);
        let mut tx = fresh.hone.people.write().await.unwrap();

        store::save_all(&mut tx, &people).await.unwrap();
        people[7].team = "Quay".to_owned();
        store::save_all(&mut tx, &people).await.unwrap();
        tx.commit().await.unwrap();

        let mut tx = fresh.hone.people.read().await.unwrap();
        let listed = store::list(&mut tx, organisation_id).await.unwrap();
        assert_eq!(listed.len(), 2_501);
        assert_eq!(
            store::find(&mut tx, organisation_id, people[7].id).await.unwrap(),
            Some(people[7].clone())
        );
    }
}
