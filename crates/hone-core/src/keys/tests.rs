use crate::ids::RoundRef;
use crate::testing::each_engine;
use crate::testing::rating::everything;

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
        keys.make(round).await.unwrap();
        let secret = everything(keys.db()).await;
        let secret = secret.into_iter().find(|value| value.len() >= 32).unwrap();

        keys.destroy(round).await.unwrap();

        assert!(keys.find(round).await.unwrap().is_none(), "{}", fresh.engine);
        assert!(keys.of(round).await.unwrap_err().to_string().contains("--keys"));
        for name in ["keys.sqlite", "keys.sqlite-wal"] {
            let bytes = std::fs::read(fresh.folder.path().join(name)).unwrap_or_default();
            assert!(!bytes.windows(secret.len()).any(|part| part == secret), "{name}");
        }
    }
}
