//! What is left after a close: in an old backup that is put in the place of what there is, and in the
//! pages of tables.

use crate::testing::attack::n_in_pages;
use crate::testing::each_engine;
use crate::testing::round::launched;
use crate::{anonymity, ballot, round};

#[tokio::test]
async fn an_old_backup_cannot_be_unsealed_once_the_round_has_closed() {
    for mut fresh in each_engine().await {
        let staged = launched(&fresh.hone, 30).await;
        staged.everybody_answers(&fresh.hone, 4).await;
        let (organisation, id) = (staged.round.organisation_id, staged.round.id);
        let round_ref = staged.round.round_ref;
        let leader = staged.leaders(&fresh.hone).await.remove(0).leader_ref;
        let n_sent = ballot::n_kept(&fresh.hone, round_ref).await;
        let backup = fresh.back_up().await;
        staged.close(&fresh.hone).await;

        let old = backup.restore(&fresh).await;

        assert_eq!(ballot::n_kept(&old, round_ref).await, n_sent, "{}", fresh.engine);
        assert!(n_sent > 9);
        let refused = round::close(&old, organisation, id, None).await.unwrap_err().to_string();
        assert!(refused.contains("The keys of this round are missing"), "{refused}");
        assert!(ballot::peek(&old, round_ref).await.is_err());
        assert_eq!(ballot::find_released(&old, leader).await.unwrap(), None);

        // Keys that somebody draws anew open nothing: the sheets count as none.
        old.keys.make(round_ref).await.unwrap();
        let sheets = ballot::peek(&old, round_ref).await.unwrap();
        assert!(sheets.values().all(|turnout| turnout.casts.is_empty()), "{}", fresh.engine);
        round::close(&old, organisation, id, None).await.unwrap();
        assert_eq!(ballot::find_released(&old, leader).await.unwrap(), None);
        assert_eq!(ballot::n_kept(&old, round_ref).await, 0);
    }
}

#[tokio::test]
async fn while_the_round_is_open_a_backup_goes_on_with_the_keys_that_there_are() {
    for mut fresh in each_engine().await {
        let staged = launched(&fresh.hone, 30).await;
        staged.everybody_answers(&fresh.hone, 4).await;
        let leader = staged.leaders(&fresh.hone).await.remove(0).leader_ref;
        let backup = fresh.back_up().await;

        let restored = backup.restore(&fresh).await;

        staged.close(&restored).await;
        let found = ballot::find_released(&restored, leader).await.unwrap();
        assert!(found.is_some(), "{}", fresh.engine);
    }
}

#[tokio::test]
async fn who_had_begun_is_overwritten() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let staged = launched(hone, 30).await;
        staged.answer(hone, &staged.anonymous()[..4], 4).await;
        let mut tx = hone.people.read().await.unwrap();
        let hashes = anonymity::store::list_values(&mut tx, "issuance", "request_hash").await;
        drop(tx);
        let hashes = hashes.unwrap();
        assert_eq!(hashes.len(), 4);
        let n_left = async || {
            hone.people.fold().await.unwrap();
            let file = std::fs::read(fresh.folder.path().join("people.sqlite")).unwrap_or_default();
            let mut n = 0;
            for hash in &hashes {
                n += file.windows(hash.len()).filter(|part| part == hash).count();
                n += n_in_pages(&fresh, "hone_people.issuance", hash).await.unwrap_or(0);
            }
            n
        };
        assert!(n_left().await >= 4, "the search looks at the right place");

        staged.close(hone).await;

        assert_eq!(n_left().await, 0, "{}", fresh.engine);
    }
}
