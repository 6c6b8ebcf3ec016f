//! What somebody can make of everything that is stored.

use std::collections::HashSet;

use sha2::{Digest, Sha256};

use super::*;
use crate::chance::digest;
use crate::testing::attack::{Size, attack};
use crate::testing::each_engine;

#[tokio::test]
async fn nothing_stored_on_one_side_can_be_computed_from_the_other() {
    for fresh in each_engine().await {
        let (running, group, browser) = with_aiko(&fresh).await;
        let sealed = browser.seal(&fresh.hone, group, &rating::sheet("pulse", 3)).await;
        assert_eq!(sealed.send(&fresh.hone).await, Receipt::Kept);

        let people = rating::everything(&fresh.hone.people).await;
        let ballots = rating::everything(&fresh.hone.ballots).await;

        // What is there to be found, so that the search below is known to look at the right place.
        let blinded = browser.request(group).blinded();
        assert!(people.contains(&digest("request", &blinded).to_vec()), "{}", fresh.engine);
        assert_eq!(rows(&ballots).len(), 1, "{}", fresh.engine);

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
        let token = &sealed.token;
        let secret = running.secrets[AIKO].text().as_bytes();
        let id = token.ballot_id();
        for hidden in [&blinded[..], &token.input, &token.output, &id, &sealed.sealed[..64], secret]
        {
            for value in people.iter().chain(&ballots) {
                assert!(!value.windows(hidden.len()).any(|window| window == hidden));
            }
        }
    }
}

/// Everything that Hone's own hashes could make of a value.
fn hashes(value: &[u8]) -> Vec<Vec<u8>> {
    let purposes = ["request", "invitation link", "session", "session-handle"];
    let mut hashes: Vec<_> =
        purposes.iter().map(|purpose| digest(purpose, value).to_vec()).collect();
    hashes.push(Sha256::digest(value).to_vec());
    hashes
}

#[tokio::test]
async fn a_row_names_no_group() {
    for fresh in each_engine().await {
        let (_, group, browser) = with_aiko(&fresh).await;
        assert_eq!(
            browser.send(&fresh.hone, group, &rating::sheet("pulse", 3)).await,
            Receipt::Kept
        );

        let group = rating::id_bytes(group.0);
        let ballots = rating::everything(&fresh.hone.ballots).await;
        let [row] = rows(&ballots)[..] else { panic!("one row") };
        assert!(!row.windows(16).any(|window| window == group));
        assert!(ballots.contains(&group), "the group is there, and nothing ties the row to it");
    }
}

#[tokio::test]
async fn the_ballots_know_no_name_and_no_address_of_a_rater() {
    for fresh in each_engine().await {
        let (_, group, browser) = with_aiko(&fresh).await;
        assert_eq!(
            browser.send(&fresh.hone, group, &rating::sheet("pulse", 3)).await,
            Receipt::Kept
        );

        for value in rating::everything(&fresh.hone.ballots).await {
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

/// The same as `xtask prove linking`, with fewer raters.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_holds_everything_at_rest_links_no_better_than_chance() {
    const SIZE: Size = Size { n_raters: 150, n_leaders: 12, n_copies: 2 };
    for fresh in each_engine().await {
        let first = attack(&fresh, SIZE).await;

        assert_eq!((first.n_remains, first.n_left), (0, 0), "{}: old rows lie about", fresh.engine);
        assert!(first.orders.len() >= 3 && first.links.len() >= 14, "{first:#?}");
        if !first.telling().is_empty() {
            // What chance does once in 300 times, it hardly does twice.
            let second = attack(&fresh, SIZE).await;
            let both: Vec<_> = first
                .telling()
                .into_iter()
                .filter(|what| second.telling().contains(what))
                .collect();
            assert!(both.is_empty(), "{}: {both:#?} in {second:#?}", fresh.engine);
        }
    }
}
