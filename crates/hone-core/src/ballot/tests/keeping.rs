//! Ballots are kept once for each token, sealed, and by nobody without one.

use super::*;
use crate::Error;
use crate::testing::each_engine;

#[tokio::test]
async fn a_ballot_is_kept_changed_and_taken_back_under_one_token() {
    for fresh in each_engine().await {
        let (running, group, browser) = with_aiko(&fresh).await;

        for answer in [2, 5] {
            let sheet = rating::sheet("pulse", answer);
            assert_eq!(browser.send(&fresh.hone, group, &sheet).await, Receipt::Kept);
            let expected = vec![Cast { category: Category::Reports, sheet }];
            assert_eq!(casts(&fresh, &running).await, expected);
        }

        let taken_back = Sheet::default();
        for _ in 0..2 {
            assert_eq!(browser.send(&fresh.hone, group, &taken_back).await, Receipt::Kept);
            assert_eq!(casts(&fresh, &running).await, vec![]);
        }
    }
}

#[tokio::test]
async fn a_forged_or_foreign_token_votes_nowhere() {
    for fresh in each_engine().await {
        let (running, group, browser) = with_aiko(&fresh).await;
        let peers = running.group("Ines Okafor", Category::Peers);
        let good = browser.seal(&fresh.hone, group, &rating::sheet("pulse", 3)).await;
        let mut forged = good.clone();
        forged.token.output[7] ^= 1;
        let mut other_input = good.clone();
        other_input.token.input[7] ^= 1;
        let foreign = rating::Sealed { group: peers, ..good.clone() };
        let nowhere = rating::Sealed { group: GroupRef::draw(), ..good.clone() };

        for bad in [forged, other_input, foreign, nowhere] {
            assert_eq!(bad.send(&fresh.hone).await, Receipt::NotValid);
        }
        assert_eq!(casts(&fresh, &running).await, vec![]);
        assert_eq!(good.send(&fresh.hone).await, Receipt::Kept);
    }
}

#[tokio::test]
async fn a_ballot_has_one_of_five_sizes() {
    for fresh in each_engine().await {
        let (_, group, browser) = with_aiko(&fresh).await;
        let long = Sheet {
            comments: [("keep".to_owned(), "é".repeat(LONGEST_COMMENT))].into(),
            ..rating::sheet("pulse", 3)
        };
        let short = browser.seal(&fresh.hone, group, &rating::sheet("pulse", 3)).await;
        let long = browser.seal(&fresh.hone, group, &long).await;

        assert_eq!((short.sealed.len(), long.sealed.len()), (4_096, 8_192));
        for n in [0, 1, 4_095, 4_097, 65_535, 131_072] {
            let odd = rating::Sealed { sealed: vec![7; n], ..short.clone() };
            assert_eq!(odd.send(&fresh.hone).await, Receipt::NotSealed, "{n} bytes");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_parallel_submits_of_one_token_are_one_ballot() {
    const N_TOKENS: usize = 20;
    for fresh in each_engine().await {
        let (running, group, _) = with_aiko(&fresh).await;
        for n_tokens in 1..=N_TOKENS {
            let browser = Browser::fresh();
            let mut submits = Vec::new();
            for i in 0..64u8 {
                let sheet = rating::sheet("pulse", 1 + i % 5);
                let sealed = browser.seal(&fresh.hone, group, &sheet).await;
                let hone = fresh.hone.clone();
                submits.push(tokio::spawn(async move { sealed.send(&hone).await }));
            }

            for submitted in submits {
                assert_eq!(submitted.await.unwrap(), Receipt::Kept);
            }
            assert_eq!(casts(&fresh, &running).await.len(), n_tokens, "{}", fresh.engine);
        }
    }
}

#[tokio::test]
async fn mixing_changes_no_ballot() {
    for fresh in each_engine().await {
        let (running, group, browser) = with_aiko(&fresh).await;
        let sheet = rating::sheet("pulse", 2);
        assert_eq!(browser.send(&fresh.hone, group, &sheet).await, Receipt::Kept);

        mix_now(&fresh.hone).await.unwrap();
        assert_eq!(casts(&fresh, &running).await[0].sheet, sheet);

        let sheet = rating::sheet("pulse", 4);
        assert_eq!(browser.send(&fresh.hone, group, &sheet).await, Receipt::Kept);
        mix_now(&fresh.hone).await.unwrap();
        let expected = vec![Cast { category: Category::Reports, sheet }];
        assert_eq!(casts(&fresh, &running).await, expected, "{}", fresh.engine);
    }
}

#[tokio::test]
async fn a_full_disk_refuses_and_keeps_nothing_until_there_is_room() {
    let fresh = crate::testing::on_sqlite().await;
    let (running, group, browser) = with_aiko(&fresh).await;
    let questions = ["keep", "start", "help"];
    let long = Sheet {
        comments: questions.map(|of| (of.to_owned(), "é".repeat(LONGEST_COMMENT))).into(),
        ..rating::sheet("pulse", 3)
    };
    let sealed = browser.seal(&fresh.hone, group, &long).await;
    // What is no answer takes up whatever pages the file still has free.
    for _ in 0..4 {
        let filling = Browser::fresh().seal_bytes(&fresh.hone, group, &vec![b'x'; 60_000]).await;
        assert_eq!(filling.send(&fresh.hone).await, Receipt::Kept);
    }

    for _ in 0..3 {
        store::limit_pages(&fresh.hone.ballots, Some(1)).await;
        let full = submit(&fresh.hone, group, &sealed.token, &sealed.sealed).await;
        assert!(matches!(full, Err(Error::DiskFull)), "{full:?}");
    }
    assert_eq!(casts(&fresh, &running).await, vec![]);

    store::limit_pages(&fresh.hone.ballots, None).await;
    assert_eq!(sealed.send(&fresh.hone).await, Receipt::Kept);
    assert_eq!(casts(&fresh, &running).await.len(), 1);
}
