//! What rounds about one leader find of each other: at the same time, and after somebody changed it.

use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use super::*;
use crate::Error;
use crate::testing::each_engine;

/// How many are making their releases at this moment.
type Inside = Arc<(Mutex<usize>, Condvar)>;

/// Waits a while for the other one, who should not come in as long as this one is in.
fn wait_for_the_other(inside: &Inside) {
    let (n, changed) = &**inside;
    let mut n = n.lock().unwrap();
    *n += 1;
    changed.notify_all();
    let wait = changed.wait_timeout_while(n, Duration::from_millis(700), |n| *n < 2).unwrap();
    drop(wait);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn the_second_waits_and_finds_what_the_first_released() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let rounds = [rating::running(hone, INES).await, rating::running(hone, INES).await];
        let [a, b] = rounds.each_ref().map(|running| running.leaders["Ines Okafor"]);
        note_same_leaders(hone, &[(a, b)]).await.unwrap();
        let inside = Inside::default();

        let closes = rounds.map(|running| {
            let (hone, inside) = (hone.clone(), inside.clone());
            tokio::spawn(async move {
                let leader = running.leaders["Ines Okafor"];
                let n_earlier = Mutex::new(0);
                let make = |turnouts: &BTreeMap<LeaderRef, Turnout>| {
                    *n_earlier.lock().unwrap() += turnouts[&leader].earlier.len();
                    tokio::task::block_in_place(|| wait_for_the_other(&inside));
                    Ok(made(vec![(leader, "{}".to_owned())]))
                };
                close(&hone, running.round_ref, &issued(&running, 1), make).await.unwrap();
                n_earlier.into_inner().unwrap()
            })
        });

        let mut n_earlier = 0;
        for done in closes {
            n_earlier += done.await.unwrap();
        }
        assert_eq!(n_earlier, 1, "{}", fresh.engine);
    }
}

#[tokio::test]
async fn a_release_that_was_changed_in_its_row_is_not_read() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let rounds = [rating::running(hone, INES).await, rating::running(hone, INES).await];
        let [a, b] = rounds.each_ref().map(|running| running.leaders["Ines Okafor"]);
        note_same_leaders(hone, &[(a, b)]).await.unwrap();
        let [first, second] = rounds.each_ref().map(|running| running.round_ref);
        let n_issued = issued(&rounds[0], 1);
        close(hone, first, &n_issued, |_: &_| Ok(made(vec![(a, "{}".to_owned())]))).await.unwrap();
        assert_eq!(find_released(hone, a).await.unwrap().as_deref(), Some("{}"));

        rating::forge_releases(hone, r#"{"day":"1970-01-01"}"#).await;

        assert!(matches!(find_released(hone, a).await, Err(Error::Corrupt(_))));
        assert!(matches!(list_releases(hone, first).await, Err(Error::Corrupt(_))));
        let earlier = Mutex::new(vec![]);
        let make = |turnouts: &BTreeMap<LeaderRef, Turnout>| {
            earlier.lock().unwrap().clone_from(&turnouts[&b].earlier);
            Ok(made(vec![]))
        };
        close(hone, second, &issued(&rounds[1], 1), make).await.unwrap();
        // That there was one still counts, and nothing of what it says.
        assert_eq!(earlier.into_inner().unwrap(), [""], "{}", fresh.engine);
    }
}
