//! Two rounds about one leader that close at the same time.

use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use super::*;
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
                    Ok(vec![(leader, "{}".to_owned())])
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
