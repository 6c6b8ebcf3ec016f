use crate::ids::RoundRef;
use crate::testing::attack::n_in_pages;
use crate::testing::rating::everything;
use crate::testing::{each_engine, old_snapshot};

#[tokio::test]
async fn the_keys_of_a_round_are_drawn_once() {
    for fresh in each_engine().await {
        let keys = &fresh.hone.keys;
        let round = RoundRef::draw();

        let first = keys.make(round).await.unwrap();
        keys.forget();
        let second = keys.make(round).await.unwrap();

        assert_eq!(first.sealing().public(), second.sealing().public());
        let other = keys.make(RoundRef::draw()).await.unwrap();
        assert_ne!(first.sealing().public(), other.sealing().public());
    }
}

#[tokio::test]
async fn destroyed_keys_are_gone_from_memory_table_and_file() {
    for fresh in each_engine().await {
        let keys = &fresh.hone.keys;
        let round = RoundRef::draw();
        // The key of a round that goes on, so that the page of the table stays in use.
        keys.make(RoundRef::draw()).await.unwrap();
        let others = everything(keys.db()).await;
        keys.make(round).await.unwrap();
        let is_secret = |value: &Vec<u8>| value.len() >= 32 && !others.contains(value);
        let secret = everything(keys.db()).await.into_iter().find(is_secret).unwrap();
        if let Some(n) = n_in_pages(&fresh, "hone_keys.round_key", &secret).await {
            assert_eq!(n, 1, "the search looks at the right place");
        }

        let long_reader = old_snapshot(keys.db()).await;

        keys.destroy(round).await.unwrap();

        drop(long_reader);
        assert!(keys.find(round).await.unwrap().is_none(), "{}", fresh.engine);
        assert!(keys.of(round).await.unwrap_err().to_string().contains("--keys"));
        for name in ["keys.sqlite", "keys.sqlite-wal"] {
            let bytes = std::fs::read(fresh.folder.path().join(name)).unwrap_or_default();
            assert!(!bytes.windows(secret.len()).any(|part| part == secret), "{name}");
        }
        if let Some(n) = n_in_pages(&fresh, "hone_keys.round_key", &secret).await {
            assert_eq!(n, 0, "in a gap of a page");
        }
    }
}
