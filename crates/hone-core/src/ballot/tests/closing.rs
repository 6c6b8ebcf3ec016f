//! A close goes to its end from wherever it was broken off, and makes each release once.

use sha2::{Digest, Sha256};

use super::*;
use crate::Error;
use crate::ballot::store::Phase;
use crate::hex;
use crate::testing::each_engine;

async fn phase(fresh: &Fresh, running: &Running) -> Phase {
    let mut tx = fresh.hone.ballots.read().await.unwrap();
    store::phase(&mut tx, running.round_ref).await.unwrap().unwrap()
}

#[tokio::test]
async fn the_close_releases_once_and_destroys_every_ballot() {
    for fresh in each_engine().await {
        let (running, group, browser) = with_aiko(&fresh).await;
        let sheet = Sheet {
            comments: [("keep".to_owned(), "canary-comment".to_owned())].into(),
            ..rating::sheet("pulse", 4)
        };
        let sealed = browser.seal(&fresh.hone, group, &sheet).await;
        assert_eq!(sealed.send(&fresh.hone).await, Receipt::Kept);
        let leader = running.leaders["Ines Okafor"];
        let before = rating::everything(&fresh.hone.ballots).await;
        let row = rows(&before)[0];

        let n_made = std::cell::Cell::new(0);
        for _ in 0..2 {
            close(&fresh.hone, running.round_ref, &issued(&running, 1), |turnouts: &_| {
                n_made.set(n_made.get() + 1);
                let turnouts: &BTreeMap<LeaderRef, Turnout> = turnouts;
                assert_eq!(turnouts[&leader].casts.len(), 1);
                assert_eq!(turnouts[&leader].n_invited[&Category::Reports], 4);
                Ok(made(vec![(leader, r#"{"released":true}"#.to_owned())]))
            })
            .await
            .unwrap();
        }

        assert_eq!(n_made.get(), 1);
        let mut tx = fresh.hone.ballots.read().await.unwrap();
        let (document, sha256) = store::find_release(&mut tx, leader).await.unwrap().unwrap();
        assert_eq!(document, r#"{"released":true}"#);
        assert_eq!(sha256, Sha256::digest(&document).to_vec());
        drop(tx);
        assert_eq!(phase(&fresh, &running).await, Phase::Shredded);
        assert!(fresh.hone.keys.find(running.round_ref).await.unwrap().is_none());
        let own = hex::write(&sealed.token.ballot_id());
        assert_eq!(counted(&fresh.hone, running.round_ref).await.unwrap(), [own]);
        assert_eq!(sealed.send(&fresh.hone).await, Receipt::Closed);
        let after = rating::everything(&fresh.hone.ballots).await;
        assert!(rows(&after).is_empty(), "{}", fresh.engine);
        for entry in std::fs::read_dir(fresh.folder.path()).unwrap() {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap();
            for hidden in [&b"canary-comment"[..], &row[..64], &row[row.len() - 64..]] {
                assert!(!bytes.windows(hidden.len()).any(|window| window == hidden));
            }
        }
    }
}

#[tokio::test]
async fn each_step_is_done_once_and_nothing_is_read_before_the_release() {
    for fresh in each_engine().await {
        let (running, group, browser) = with_aiko(&fresh).await;
        let sheet = rating::sheet("pulse", 4);
        assert_eq!(browser.send(&fresh.hone, group, &sheet).await, Receipt::Kept);
        let leader = running.leaders["Ines Okafor"];
        let n_issued = issued(&running, 1);
        let make = |_: &BTreeMap<LeaderRef, Turnout>| Ok(made(vec![(leader, "{}".to_owned())]));

        let mut phases = vec![phase(&fresh, &running).await];
        let mut is_read = vec![];
        while crate::ballot::closing::step(&fresh.hone, running.round_ref, &n_issued, &make)
            .await
            .unwrap()
        {
            phases.push(phase(&fresh, &running).await);
            is_read.push(find_released(&fresh.hone, leader).await.unwrap().is_some());
            let is_listed = !counted(&fresh.hone, running.round_ref).await.unwrap().is_empty();
            assert_eq!(is_listed, *is_read.last().unwrap());
        }

        assert_eq!(
            phases,
            [
                Phase::Open,
                Phase::Closing,
                Phase::Unsealed,
                Phase::Tallied,
                Phase::Released,
                Phase::Shredded
            ]
        );
        assert_eq!(is_read, [false, false, false, true, true]);
    }
}

#[tokio::test]
async fn a_close_that_fails_keeps_its_ballots_and_goes_on_later() {
    for fresh in each_engine().await {
        let (running, group, browser) = with_aiko(&fresh).await;
        let sheet = rating::sheet("pulse", 4);
        assert_eq!(browser.send(&fresh.hone, group, &sheet).await, Receipt::Kept);
        let n_issued = issued(&running, 1);

        let failing = |_: &BTreeMap<LeaderRef, Turnout>| Err(Error::refused("not now"));
        let failed = close(&fresh.hone, running.round_ref, &n_issued, failing).await;

        assert!(failed.is_err());
        assert_eq!(phase(&fresh, &running).await, Phase::Unsealed);
        assert_eq!(casts(&fresh, &running).await.len(), 1);
        close(&fresh.hone, running.round_ref, &n_issued, nothing).await.unwrap();
        assert_eq!(phase(&fresh, &running).await, Phase::Shredded);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_nodes_that_close_at_once_one_makes_the_release() {
    for fresh in each_engine().await {
        let (running, group, browser) = with_aiko(&fresh).await;
        let sheet = rating::sheet("pulse", 4);
        assert_eq!(browser.send(&fresh.hone, group, &sheet).await, Receipt::Kept);
        let leader = running.leaders["Ines Okafor"];

        let closes = (0..8).map(|node| {
            let (hone, round, n_issued) =
                (fresh.hone.clone(), running.round_ref, issued(&running, 1));
            tokio::spawn(async move {
                let make =
                    |_: &BTreeMap<LeaderRef, Turnout>| Ok(made(vec![(leader, node.to_string())]));
                close(&hone, round, &n_issued, make).await
            })
        });
        for closed in closes.collect::<Vec<_>>() {
            // One that lost the race at the very end may find the keys destroyed under its hands.
            closed.await.unwrap().unwrap();
        }

        assert_eq!(list_released(&fresh.hone, running.round_ref).await.unwrap(), [leader]);
        assert_eq!(counted(&fresh.hone, running.round_ref).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn what_is_no_answer_to_the_form_is_not_counted() {
    for fresh in each_engine().await {
        let (running, group, browser) = with_aiko(&fresh).await;
        let item = rating::sheet("pulse", 3).answers.keys().next().unwrap().clone();
        let too_long = "é".repeat(LONGEST_COMMENT + 1);
        let wrong = [
            r#"{"answers":{"no-such-item":3}}"#.to_owned(),
            format!(r#"{{"answers":{{"{item}":6}}}}"#),
            format!(r#"{{"answers":{{"{item}":-1}}}}"#),
            format!(r#"{{"answers":{{"{item}":"often"}}}}"#),
            r#"{"comments":{"no-such-question":"x"}}"#.to_owned(),
            format!(r#"{{"comments":{{"keep":"{too_long}"}}}}"#),
            r#"{"themes":{"keep":"no-such-theme"}}"#.to_owned(),
            r#"{"themes":{"no-such-question":"trust"}}"#.to_owned(),
            r#"{"words":["calm"]}"#.to_owned(),
            r#"{"surprise":1}"#.to_owned(),
            "not even JSON".to_owned(),
            String::new(),
        ];

        for plain in wrong {
            let sealed = browser.seal_bytes(&fresh.hone, group, plain.as_bytes()).await;
            assert_eq!(sealed.send(&fresh.hone).await, Receipt::Kept, "nobody looks in");
            assert_eq!(casts(&fresh, &running).await, vec![], "{plain}");
        }
        close(&fresh.hone, running.round_ref, &issued(&running, 1), nothing).await.unwrap();
        assert!(counted(&fresh.hone, running.round_ref).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_group_with_more_ballots_than_tokens_is_not_counted() {
    for fresh in each_engine().await {
        let (running, group, aiko) = with_aiko(&fresh).await;
        let peers = running.group("Ines Okafor", Category::Peers);
        let sheet = rating::sheet("pulse", 4);
        // Whoever holds the key of a group could make tokens at will.
        for browser in [&aiko, &Browser::fresh()] {
            assert_eq!(browser.send(&fresh.hone, group, &sheet).await, Receipt::Kept);
        }
        assert_eq!(Browser::fresh().send(&fresh.hone, peers, &sheet).await, Receipt::Kept);

        let n_made = std::cell::Cell::new(0);
        let make = |turnouts: &BTreeMap<LeaderRef, Turnout>| {
            let casts = &turnouts[&running.leaders["Ines Okafor"]].casts;
            let categories: Vec<_> = casts.iter().map(|cast| cast.category).collect();
            assert_eq!(categories, [Category::Peers]);
            n_made.set(n_made.get() + 1);
            Ok(made(vec![]))
        };
        close(&fresh.hone, running.round_ref, &issued(&running, 1), make).await.unwrap();

        assert_eq!(n_made.get(), 1);
        assert_eq!(list_aborted(&fresh.hone, running.round_ref).await.unwrap(), [group]);
        assert_eq!(counted(&fresh.hone, running.round_ref).await.unwrap().len(), 1);
    }
}
