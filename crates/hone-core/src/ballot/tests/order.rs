//! In which order ballots came, for somebody who holds the key and looks at the files once.

use std::collections::HashMap;

use super::*;
use crate::testing::each_engine;

const N: usize = 600;

/// Kendall's tau of numbers that should be in ascending order: 1 where they are, about 0 where
/// chance made them, with a standard error of 0.027 for 600.
fn tau(numbers: &[usize]) -> f64 {
    let mut balance = 0.0;
    for (i, earlier) in numbers.iter().enumerate() {
        for later in &numbers[i + 1..] {
            balance += if earlier < later { 1.0 } else { -1.0 };
        }
    }
    balance / (numbers.len() * (numbers.len() - 1) / 2) as f64
}

/// Where each ballot lies, in the order in which they came.
async fn places(fresh: &Fresh, running: &Running, came: &[Vec<u8>]) -> Vec<usize> {
    if fresh.engine == "postgres" {
        let (rows, _) = store::order_in_heap(&fresh.hone.ballots).await;
        let place: HashMap<_, _> = rows.iter().enumerate().map(|(i, id)| (id, i)).collect();
        return came.iter().map(|id| place[id]).collect();
    }
    let file = std::fs::read(fresh.folder.path().join("ballots.sqlite")).unwrap();
    // A piece of each row from the middle, by its first bytes.
    let mut wanted = HashMap::new();
    let mut tx = fresh.hone.ballots.read().await.unwrap();
    let mut after = Vec::new();
    loop {
        let rows = store::list_ballots(&mut tx, running.round_ref, &after).await.unwrap();
        let Some(last) = rows.last() else { break };
        after.clone_from(&last.id);
        for row in rows {
            wanted.insert(row.wrapped[2_000..2_016].to_vec(), row.id);
        }
    }
    let mut place = HashMap::new();
    for (at, piece) in file.windows(16).enumerate() {
        if let Some(id) = wanted.get(piece) {
            place.insert(id.clone(), at);
        }
    }
    came.iter().map(|id| place[id]).collect()
}

#[tokio::test]
async fn after_mixing_no_file_tells_in_which_order_ballots_came() {
    for fresh in each_engine().await {
        let running = rating::running(&fresh.hone, INES).await;
        let group = running.group("Ines Okafor", Category::Reports);
        let keys = fresh.hone.keys.of(running.round_ref).await.unwrap();
        let mut came = Vec::with_capacity(N);
        for _ in 0..N {
            let sheet = rating::sheet("pulse", 3);
            let sealed = Browser::fresh().seal(&fresh.hone, group, &sheet).await;
            assert_eq!(sealed.send(&fresh.hone).await, Receipt::Kept);
            came.push(keys.store().row_id(&sealed.token.ballot_id()).to_vec());
        }
        fresh.hone.ballots.fold().await.unwrap();
        let before = tau(&places(&fresh, &running, &came).await);

        mix(&fresh.hone).await.unwrap();

        let after = tau(&places(&fresh, &running, &came).await);
        assert!(before > 0.5, "{}: this test would not see an order: {before}", fresh.engine);
        assert!(after.abs() < 0.12, "{}: {after}, and before it {before}", fresh.engine);
        if fresh.engine == "postgres" {
            assert_eq!(store::order_in_heap(&fresh.hone.ballots).await.1, 1, "one transaction");
        }
    }
}
