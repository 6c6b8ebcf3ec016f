use super::{agent_text, end_others, list, viewer};
use crate::testing::{self, each_engine};

#[test]
fn a_browser_is_named_in_plain_words() {
    for (agent, words) in [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox on Linux",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari on iPhone",
        ),
        (
            "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
            "Chrome on Android",
        ),
        ("curl/8", "A browser we do not know"),
    ] {
        assert_eq!(agent_text(agent), words);
    }
}

#[tokio::test]
async fn a_session_ends_after_two_idle_hours_and_after_twelve_in_all() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let here = testing::northfold(hone).await;
        let idle = testing::sign_in_as(hone, &here.leader).await;
        let busy = testing::sign_in_as(hone, &here.leader).await;

        for quarter in 1..=48 {
            hone.clock.advance(900);
            let is_in = viewer(hone, &busy).await.unwrap().is_some();
            assert_eq!(is_in, quarter < 48, "{} after {quarter} quarters", fresh.engine);
        }
        assert!(viewer(hone, &idle).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn reading_within_a_minute_writes_nothing() {
    let fresh = testing::on_sqlite().await;
    let here = testing::northfold(&fresh.hone).await;
    let token = testing::sign_in_as(&fresh.hone, &here.leader).await;
    fresh.hone.clock.advance(59);
    // The writer is taken: a read that wanted to write would wait for it.
    let held = fresh.hone.people.write().await.unwrap();

    let found = viewer(&fresh.hone, &token).await.unwrap();

    assert_eq!(found.map(|v| v.person_id), Some(here.leader.id));
    drop(held);
}

#[tokio::test]
async fn who_has_left_is_out_at_once_and_ending_the_others_keeps_this_one() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let here = testing::northfold(hone).await;
        let (one, other) = (
            testing::sign_in_as(hone, &here.coach).await,
            testing::sign_in_as(hone, &here.coach).await,
        );
        let account_id = viewer(hone, &one).await.unwrap().unwrap().account_id;
        let mut tx = hone.people.write().await.unwrap();
        end_others(&mut tx, account_id, &one).await.unwrap();
        assert_eq!(list(&mut tx, account_id, hone.clock.now()).await.unwrap().len(), 1);
        tx.commit().await.unwrap();
        assert!(viewer(hone, &other).await.unwrap().is_none());

        let mut tx = hone.people.write().await.unwrap();
        let mut coach = crate::person::store::find(&mut tx, here.organisation.id, here.coach.id)
            .await
            .unwrap()
            .unwrap();
        coach.left_at = Some(hone.clock.now());
        crate::person::store::save(&mut tx, &coach).await.unwrap();
        tx.commit().await.unwrap();

        assert!(viewer(hone, &one).await.unwrap().is_none());
    }
}
