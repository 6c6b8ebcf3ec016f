use std::collections::HashSet;

use super::*;
use crate::Error;
use crate::invitation::{self, Issued};
use crate::testing::rating::{self, Browser, INES, Running};
use crate::testing::{Fresh, each_engine};

const AIKO: &str = "Aiko Brandt";
const LEON: &str = "Leon Fischer";

/// A round about Ines, in which Aiko's browser has fetched its credential.
async fn with_aiko(fresh: &Fresh) -> (Running, GroupRef, Browser) {
    let running = rating::running(&fresh.hone, INES).await;
    let group = running.group("Ines Okafor", Category::Reports);
    let browser = Browser::fresh();
    fetch(fresh, &running, AIKO, &browser, group).await;
    (running, group, browser)
}

async fn fetch(fresh: &Fresh, running: &Running, who: &str, browser: &Browser, group: GroupRef) {
    let wish = [(group, browser.credential(group).commitment())];
    let issued = invitation::issue(&fresh.hone, &running.secrets[who], &wish).await.unwrap();
    assert_eq!(issued, Issued::Done, "{}", fresh.engine);
}

async fn casts(fresh: &Fresh, running: &Running) -> Vec<Cast> {
    let mut tx = fresh.hone.ballots.read().await.unwrap();
    let leaders = sheets_by_leader(&mut tx, running.round_ref).await.unwrap();
    leaders[&running.leaders["Ines Okafor"]].casts.clone()
}

#[tokio::test]
async fn a_ballot_is_kept_changed_and_taken_back_under_one_credential() {
    for fresh in each_engine().await {
        let (running, group, browser) = with_aiko(&fresh).await;
        let credential = browser.credential(group);

        for answer in [2, 5] {
            let sheet = rating::sheet("pulse", answer);
            let receipt = submit(&fresh.hone, group, credential, sheet.clone()).await.unwrap();
            assert_eq!(receipt, Receipt::Kept);
            let expected = vec![Cast { category: Category::Reports, sheet }];
            assert_eq!(casts(&fresh, &running).await, expected);
        }

        assert_eq!(withdraw(&fresh.hone, group, credential).await.unwrap(), Receipt::Kept);
        assert_eq!(casts(&fresh, &running).await, vec![]);
        assert_eq!(withdraw(&fresh.hone, group, credential).await.unwrap(), Receipt::Kept);
    }
}

#[tokio::test]
async fn a_forged_or_foreign_credential_votes_nowhere() {
    for fresh in each_engine().await {
        let (running, group, browser) = with_aiko(&fresh).await;
        let peers = running.group("Ines Okafor", Category::Peers);
        let sheet = || rating::sheet("pulse", 3);

        let forged = Browser::fresh().credential(group);
        let foreign = browser.credential(group);
        let nowhere = GroupRef::draw();
        for (group, credential) in [
            (group, forged),
            (peers, foreign),
            (nowhere, foreign),
            (peers, browser.credential(peers)),
        ] {
            let receipt = submit(&fresh.hone, group, credential, sheet()).await.unwrap();
            assert_eq!(receipt, Receipt::NotValid);
            assert_eq!(withdraw(&fresh.hone, group, credential).await.unwrap(), Receipt::NotValid);
        }
        assert_eq!(casts(&fresh, &running).await, vec![]);
    }
}

#[tokio::test]
async fn a_sheet_that_does_not_fit_the_form_is_refused_by_the_name_of_its_field() {
    for fresh in each_engine().await {
        let (running, group, browser) = with_aiko(&fresh).await;
        let item = rating::sheet("pulse", 3).answers.keys().next().unwrap().clone();
        let with = |answers: &[(&str, u8)], comments: &[(&str, String)]| Sheet {
            answers: answers.iter().map(|(item, n)| ((*item).to_owned(), *n)).collect(),
            comments: comments.iter().map(|(q, text)| ((*q).to_owned(), text.clone())).collect(),
        };
        let sheets = [
            (with(&[("no-such-item", 3)], &[]), "answers.no-such-item".to_owned()),
            (with(&[(&item, 6)], &[]), format!("answers.{item}")),
            (
                with(&[], &[("no-such-question", "x".to_owned())]),
                "comments.no-such-question".to_owned(),
            ),
            (with(&[], &[("keep", "é".repeat(LONGEST_COMMENT + 1))]), "comments.keep".to_owned()),
        ];

        for (sheet, field) in sheets {
            let credential = browser.credential(group);
            match submit(&fresh.hone, group, credential, sheet).await.unwrap() {
                Receipt::Wrong(wrong) => assert_eq!(wrong.field, field),
                other => panic!("{field}: {other:?}"),
            }
        }
        assert_eq!(casts(&fresh, &running).await, vec![]);

        let fits = with(
            &[(&item, 0)],
            &[("keep", "é".repeat(LONGEST_COMMENT)), ("start", "  ".to_owned())],
        );
        let receipt = submit(&fresh.hone, group, browser.credential(group), fits).await.unwrap();
        assert_eq!(receipt, Receipt::Kept);
        let kept = casts(&fresh, &running).await;
        assert_eq!(kept[0].sheet.comments.keys().collect::<Vec<_>>(), ["keep"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_parallel_submits_of_one_credential_are_one_ballot() {
    for fresh in each_engine().await {
        let (running, group, browser) = with_aiko(&fresh).await;
        let submits = (0..64u8).map(|i| {
            let (hone, credential) = (fresh.hone.clone(), browser.credential(group));
            let sheet = rating::sheet("pulse", 1 + i % 5);
            tokio::spawn(async move { submit(&hone, group, credential, sheet).await.unwrap() })
        });

        for submitted in submits.collect::<Vec<_>>() {
            assert_eq!(submitted.await.unwrap(), Receipt::Kept);
        }
        assert_eq!(casts(&fresh, &running).await.len(), 1, "{}", fresh.engine);
    }
}

#[tokio::test]
async fn the_close_releases_once_and_destroys_every_sheet() {
    for fresh in each_engine().await {
        let (running, group, browser) = with_aiko(&fresh).await;
        let credential = browser.credential(group);
        let sheet = Sheet {
            comments: [("keep".to_owned(), "canary-comment".to_owned())].into(),
            ..rating::sheet("pulse", 4)
        };
        assert_eq!(
            submit(&fresh.hone, group, credential, sheet.clone()).await.unwrap(),
            Receipt::Kept
        );
        let leader = running.leaders["Ines Okafor"];

        let mut n_made = 0;
        for _ in 0..2 {
            close(&fresh.hone, running.round_ref, |turnouts| {
                n_made += 1;
                assert_eq!(turnouts[&leader].casts.len(), 1);
                assert_eq!(turnouts[&leader].n_invited[&Category::Reports], 4);
                Ok(vec![(leader, r#"{"released":true}"#.to_owned())])
            })
            .await
            .unwrap();
        }

        assert_eq!(n_made, 1);
        let mut tx = fresh.hone.ballots.read().await.unwrap();
        let (document, sha256) = store::find_release(&mut tx, leader).await.unwrap().unwrap();
        assert_eq!(document, r#"{"released":true}"#);
        assert_eq!(sha256, Sha256::digest(&document).to_vec());
        drop(tx);
        assert_eq!(casts(&fresh, &running).await, vec![]);
        assert_eq!(submit(&fresh.hone, group, credential, sheet).await.unwrap(), Receipt::Closed);
        for entry in std::fs::read_dir(fresh.folder.path()).unwrap() {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap();
            assert!(!bytes.windows(14).any(|window| window == b"canary-comment"));
        }
    }
}

#[tokio::test]
async fn a_close_that_fails_leaves_the_round_open_with_its_sheets() {
    for fresh in each_engine().await {
        let (running, group, browser) = with_aiko(&fresh).await;
        let sheet = rating::sheet("pulse", 4);
        assert_eq!(
            submit(&fresh.hone, group, browser.credential(group), sheet.clone()).await.unwrap(),
            Receipt::Kept
        );

        let failed =
            close(&fresh.hone, running.round_ref, |_| Err(Error::refused("not now"))).await;

        assert!(failed.is_err());
        assert_eq!(casts(&fresh, &running).await.len(), 1);
        let receipt = submit(&fresh.hone, group, browser.credential(group), sheet).await.unwrap();
        assert_eq!(receipt, Receipt::Kept);
    }
}

#[tokio::test]
async fn a_standing_is_the_same_all_day() {
    for fresh in each_engine().await {
        let running = rating::running(&fresh.hone, INES).await;
        let group = running.group("Ines Okafor", Category::Reports);
        let leader = running.leaders["Ines Okafor"];
        let raters = [AIKO, LEON, "Mina Kovac", "Wren Halloran"];
        let monday = jiff::civil::date(2026, 5, 4);
        let before = standing(&fresh.hone, running.round_ref, monday).await.unwrap();

        for rater in raters {
            let browser = Browser::fresh();
            fetch(&fresh, &running, rater, &browser, group).await;
            let sheet = rating::sheet("pulse", 3);
            let receipt =
                submit(&fresh.hone, group, browser.credential(group), sheet).await.unwrap();
            assert_eq!(receipt, Receipt::Kept);
        }

        assert_eq!(before.is_enough, [(leader, false)].into());
        assert_eq!(before.turnout_percent, None, "10 invited are too few for a turnout");
        assert_eq!(standing(&fresh.hone, running.round_ref, monday).await.unwrap(), before);
        let tuesday =
            standing(&fresh.hone, running.round_ref, monday.tomorrow().unwrap()).await.unwrap();
        assert_eq!(tuesday.is_enough, [(leader, true)].into());
    }
}

#[tokio::test]
async fn nothing_stored_on_one_side_can_be_computed_from_the_other() {
    for fresh in each_engine().await {
        let (running, group, browser) = with_aiko(&fresh).await;
        let credential = browser.credential(group);
        assert_eq!(
            submit(&fresh.hone, group, credential, rating::sheet("pulse", 3)).await.unwrap(),
            Receipt::Kept
        );

        let people = rating::everything(&fresh.hone.people, "hone_people").await;
        let ballots = rating::everything(&fresh.hone.ballots, "hone_ballots").await;

        // What is there to be found: both sides keep their own hash of the same commitment.
        let commitment = credential.commitment();
        assert!(people.contains(&commitment.request_hash()), "{}", fresh.engine);
        assert!(ballots.contains(&commitment.credential_hash()), "{}", fresh.engine);
        assert!(ballots.contains(&credential.ballot_id()), "{}", fresh.engine);

        let shared = [
            rating::id_bytes(running.round_ref.0),
            rating::id_bytes(running.leaders["Ines Okafor"].0),
        ];
        let groups: HashSet<_> =
            running.groups.values().map(|group| rating::id_bytes(group.0)).collect();
        let is_long = |value: &&Vec<u8>| value.len() >= 16 && value.len() < 1_000;
        let ballot_values: HashSet<_> = ballots.iter().filter(is_long).collect();
        for value in people.iter().filter(is_long) {
            if !groups.contains(value) && !shared.contains(value) {
                assert!(!ballot_values.contains(value), "the same value on both sides");
            }
            for hash in hashes(value) {
                assert!(!ballot_values.contains(&hash), "people tell of ballots");
            }
        }
        let people_values: HashSet<_> = people.iter().filter(is_long).collect();
        for value in ballots.iter().filter(is_long) {
            for hash in hashes(value) {
                assert!(!people_values.contains(&hash), "ballots tell of people");
            }
        }
        let secret = running.secrets[AIKO].text().as_bytes();
        for value in people.iter().chain(&ballots) {
            for hidden in [&commitment.0[..], &credential.0[..], secret] {
                assert!(!value.windows(hidden.len()).any(|window| window == hidden));
            }
        }
    }
}

/// Everything that Hone's own hashes could make of a value.
fn hashes(value: &[u8]) -> Vec<Vec<u8>> {
    let purposes = ["request", "credential", "ballot", "invitation link", "session"];
    let mut hashes: Vec<_> = purposes.iter().map(|purpose| digest(purpose, value)).collect();
    hashes.push(Sha256::digest(value).to_vec());
    hashes
}

#[tokio::test]
async fn the_ballots_know_no_name_and_no_address_of_a_rater() {
    for fresh in each_engine().await {
        let (_, group, browser) = with_aiko(&fresh).await;
        assert_eq!(
            submit(&fresh.hone, group, browser.credential(group), rating::sheet("pulse", 3))
                .await
                .unwrap(),
            Receipt::Kept
        );

        for value in rating::everything(&fresh.hone.ballots, "hone_ballots").await {
            let text = String::from_utf8_lossy(&value).into_owned();
            for canary in ["Aiko", "aiko.brandt@hone.test", "Ines", "Coticule"] {
                assert!(!text.contains(canary), "{canary} stands in the ballots");
            }
        }
        fresh.hone.ballots.close().await;
        for name in ["ballots.sqlite", "ballots.sqlite-wal"] {
            let Ok(bytes) = std::fs::read(fresh.folder.path().join(name)) else { continue };
            for canary in [&b"Aiko"[..], b"aiko.brandt", b"Ines", b"Coticule"] {
                assert!(!bytes.windows(canary.len()).any(|window| window == canary), "{name}");
            }
        }
    }
}

#[tokio::test]
async fn a_full_disk_refuses_and_keeps_nothing_until_there_is_room() {
    let fresh = crate::testing::on_sqlite().await;
    let (running, group, browser) = with_aiko(&fresh).await;
    let credential = browser.credential(group);
    let long = Sheet {
        comments: [("keep".to_owned(), "é".repeat(LONGEST_COMMENT))].into(),
        ..rating::sheet("pulse", 3)
    };

    for _ in 0..3 {
        store::limit_pages(&fresh.hone.ballots, Some(1)).await;
        let full = submit(&fresh.hone, group, credential, long.clone()).await;
        assert!(matches!(full, Err(Error::DiskFull)), "{full:?}");
    }
    assert_eq!(casts(&fresh, &running).await, vec![]);

    store::limit_pages(&fresh.hone.ballots, None).await;
    assert_eq!(submit(&fresh.hone, group, credential, long).await.unwrap(), Receipt::Kept);
    assert_eq!(casts(&fresh, &running).await.len(), 1);
}
