use super::*;
use crate::ballot::Receipt;
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

fn wish(browser: &Browser, group: GroupRef) -> [(GroupRef, crate::ballot::Commitment); 1] {
    [(group, browser.credential(group).commitment())]
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
            assert!(matches!(door, Door::Closed { round } if round == "Spring 2026"));
        }
    }
}

#[tokio::test]
async fn credentials_are_issued_to_one_device_and_a_retry_is_no_second_time() {
    for fresh in each_engine().await {
        let running = rating::running(&fresh.hone, INES).await;
        let group = aikos_group(&running);
        let secret = &running.secrets[AIKO];
        let (phone, desk) = (Browser::fresh(), Browser::fresh());

        for _ in 0..2 {
            assert_eq!(
                issue(&fresh.hone, secret, &wish(&phone, group)).await.unwrap(),
                Issued::Done
            );
        }
        let second = issue(&fresh.hone, secret, &wish(&desk, group)).await.unwrap();

        assert_eq!(second, Issued::Elsewhere);
        assert!(opening(&fresh, secret).await.leaders[0].is_issued);
        let sheet = rating::sheet("pulse", 3);
        let of_desk = desk.credential(group);
        let receipt = crate::ballot::submit(&fresh.hone, group, of_desk, sheet).await.unwrap();
        assert_eq!(receipt, Receipt::NotValid, "the second device holds nothing that votes");
    }
}

#[tokio::test]
async fn nothing_is_issued_for_somebody_elses_group_or_after_the_close() {
    for fresh in each_engine().await {
        let running = rating::running(&fresh.hone, INES).await;
        let (mine, browser) = (aikos_group(&running), Browser::fresh());
        let foreign = running.group("Ines Okafor", Category::Peers);
        let secret = &running.secrets[AIKO];
        let ask = async |secret: &Secret, group| {
            issue(&fresh.hone, secret, &wish(&browser, group)).await.unwrap()
        };

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
        assert_eq!(
            issue(&fresh.hone, secret, &wish(&browser, group)).await.unwrap(),
            Issued::Unknown
        );
        assert!(!decline(&fresh.hone, secret, foreign, true).await.unwrap());
        let peer = opening(&fresh, &running.secrets["Tomas Reyes"]).await;
        assert!(!peer.leaders[0].has_declined, "nobody declines for others");

        assert!(decline(&fresh.hone, secret, group, false).await.unwrap());
        assert_eq!(issue(&fresh.hone, secret, &wish(&browser, group)).await.unwrap(), Issued::Done);
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
