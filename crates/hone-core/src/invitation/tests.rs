use super::*;
use crate::category::Category;
use crate::chance::Secret;
use crate::ids::GroupRef;
use crate::testing::rating::{self, Browser, CLOSE, INES, Running};
use crate::testing::{Fresh, START, each_engine};

const AIKO: &str = "Aiko Brandt";

async fn opening(fresh: &Fresh, secret: &Secret) -> Opening {
    match open(&fresh.hone, secret).await.unwrap() {
        Door::Open(opening) => *opening,
        other => panic!("{other:?}"),
    }
}

async fn ask(fresh: &Fresh, secret: &Secret, browser: &Browser, group: GroupRef) -> Issued {
    browser.fetch(&fresh.hone, secret, &[group]).await
}

fn aikos_group(running: &Running) -> GroupRef {
    running.group("Ines Okafor", Category::Reports)
}

#[tokio::test]
async fn a_link_shows_whom_one_is_asked_about_and_who_else_is_in_the_group() {
    for fresh in each_engine().await {
        let running = rating::running(&fresh.hone, INES).await;

        let opening = opening(&fresh, &running.secrets[AIKO]).await;

        assert_eq!(opening.round, "Spring 2026");
        assert_eq!((opening.k, opening.form.as_str()), (4, "pulse"));
        assert_eq!(opening.closes_at, CLOSE);
        let [asked] = &opening.leaders[..] else { panic!("{:?}", opening.leaders) };
        assert_eq!((asked.name.as_str(), asked.category), ("Ines Okafor", Category::Reports));
        assert_eq!(asked.others, ["Leon Fischer", "Mina Kovac", "Wren Halloran"]);
        assert!(!asked.is_issued && !asked.has_declined);
    }
}

#[tokio::test]
async fn every_link_to_an_invitation_stays_good_until_the_close() {
    for fresh in each_engine().await {
        let running = rating::running(&fresh.hone, INES).await;
        let first = &running.secrets[AIKO];
        let mut tx = fresh.hone.people.write().await.unwrap();
        let opening_id = opening(&fresh, first).await.invitation_id;
        let second = mint_link(&mut tx, running.organisation, opening_id).await.unwrap();
        tx.commit().await.unwrap();

        assert_eq!(opening(&fresh, &second).await.invitation_id, opening_id);
        assert_eq!(opening(&fresh, first).await.invitation_id, opening_id);
        assert!(matches!(open(&fresh.hone, &Secret::draw()).await.unwrap(), Door::Unknown));

        fresh.hone.clock.advance(CLOSE.0 - START.0);
        for secret in [first, &second] {
            let door = open(&fresh.hone, secret).await.unwrap();
            assert!(matches!(door, Door::Closed { round, .. } if round == "Spring 2026"));
        }
        for (n_days, is_listed) in [(89, true), (1, false)] {
            fresh.hone.clock.advance(n_days * 86_400);
            let door = open(&fresh.hone, first).await.unwrap();
            let Door::Closed { round_ref, .. } = door else { panic!("{door:?}") };
            assert_eq!(round_ref.is_some(), is_listed, "the counted are listed for 90 days");
        }
    }
}

#[tokio::test]
async fn tokens_are_issued_to_one_device_and_a_retry_is_no_second_time() {
    for fresh in each_engine().await {
        let running = rating::running(&fresh.hone, INES).await;
        let group = aikos_group(&running);
        let secret = &running.secrets[AIKO];
        let (phone, desk) = (Browser::fresh(), Browser::fresh());

        let first = ask(&fresh, secret, &phone, group).await;
        let again = ask(&fresh, secret, &phone, group).await;
        let second = ask(&fresh, secret, &desk, group).await;

        let Issued::Done(evaluations) = &first else { panic!("{first:?}") };
        assert_eq!(again, first, "to the byte");
        assert_eq!(second, Issued::Elsewhere);
        assert!(opening(&fresh, secret).await.leaders[0].is_issued);
        let manifest = crate::ballot::manifest(&fresh.hone, running.round_ref).await.unwrap();
        let manifest: serde_json::Value = serde_json::from_str(&manifest.unwrap()).unwrap();
        let key = manifest["groups"][group.to_string()]["key"].as_str().unwrap();
        let key: [u8; 32] = crate::hex::read(key).unwrap().try_into().unwrap();
        let token = phone.request(group).finish(&evaluations[0].1, &key).unwrap();
        assert_eq!(token, phone.token(&fresh.hone, group).await);
        let foreign = running.group("Ines Okafor", Category::Peers).to_string();
        let foreign = manifest["groups"][foreign]["key"].as_str().unwrap();
        let foreign: [u8; 32] = crate::hex::read(foreign).unwrap().try_into().unwrap();
        assert!(phone.request(group).finish(&evaluations[0].1, &foreign).is_err());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_sixty_four_devices_that_ask_at_once_one_gets_a_token() {
    for fresh in each_engine().await {
        let running = rating::running(&fresh.hone, INES).await;
        let group = aikos_group(&running);
        let asks = (0..64).map(|_| {
            let (hone, secret) = (fresh.hone.clone(), running.secrets[AIKO].clone());
            tokio::spawn(async move { Browser::fresh().fetch(&hone, &secret, &[group]).await })
        });

        let mut n_done = 0;
        for asked in asks.collect::<Vec<_>>() {
            match asked.await.unwrap() {
                Issued::Done(_) => n_done += 1,
                other => assert_eq!(other, Issued::Elsewhere),
            }
        }
        assert_eq!(n_done, 1, "{}", fresh.engine);
    }
}

#[tokio::test]
async fn what_is_no_blinded_element_uses_up_nothing() {
    for fresh in each_engine().await {
        let running = rating::running(&fresh.hone, INES).await;
        let group = aikos_group(&running);
        let secret = &running.secrets[AIKO];

        for nothing in [[0; 32], [255; 32]] {
            let issued = issue(&fresh.hone, secret, &[(group, nothing)]).await.unwrap();
            assert_eq!(issued, Issued::NotBlinded(group));
        }
        let issued = ask(&fresh, secret, &Browser::fresh(), group).await;
        assert!(matches!(issued, Issued::Done(_)));
    }
}

#[tokio::test]
async fn nothing_is_issued_for_somebody_elses_group_or_after_the_close() {
    for fresh in each_engine().await {
        let running = rating::running(&fresh.hone, INES).await;
        let (mine, browser) = (aikos_group(&running), Browser::fresh());
        let foreign = running.group("Ines Okafor", Category::Peers);
        let secret = &running.secrets[AIKO];
        let ask = async |secret: &Secret, group| ask(&fresh, secret, &browser, group).await;

        assert_eq!(ask(secret, foreign).await, Issued::Unknown);
        assert_eq!(ask(&Secret::draw(), mine).await, Issued::Unknown);
        fresh.hone.clock.advance(CLOSE.0 - START.0);
        assert_eq!(ask(secret, mine).await, Issued::Closed);
    }
}

#[tokio::test]
async fn somebody_may_decline_and_think_again() {
    for fresh in each_engine().await {
        let running = rating::running(&fresh.hone, INES).await;
        let (group, browser) = (aikos_group(&running), Browser::fresh());
        let secret = &running.secrets[AIKO];
        let foreign = running.group("Ines Okafor", Category::Peers);

        assert!(decline(&fresh.hone, secret, group, true).await.unwrap());
        assert!(opening(&fresh, secret).await.leaders[0].has_declined);
        assert_eq!(ask(&fresh, secret, &browser, group).await, Issued::Unknown);
        assert!(!decline(&fresh.hone, secret, foreign, true).await.unwrap());
        let peer = opening(&fresh, &running.secrets["Tomas Reyes"]).await;
        assert!(!peer.leaders[0].has_declined, "nobody declines for others");

        assert!(decline(&fresh.hone, secret, group, false).await.unwrap());
        assert!(matches!(ask(&fresh, secret, &browser, group).await, Issued::Done(_)));
    }
}

#[tokio::test]
async fn reminders_stop_by_link() {
    for fresh in each_engine().await {
        let running = rating::running(&fresh.hone, INES).await;
        let secret = &running.secrets[AIKO];

        for wants_none in [true, false] {
            assert!(stop_reminders(&fresh.hone, secret, wants_none).await.unwrap());
            assert_eq!(opening(&fresh, secret).await.wants_no_reminders, wants_none);
        }
        assert!(!stop_reminders(&fresh.hone, &Secret::draw(), true).await.unwrap());
    }
}
