use serde_json::json;

use super::{
    Passkey, begin_adding, begin_sign_in, finish_adding, is_possible, remove, rename, store,
};
use crate::Hone;
use crate::account::{Account, session, store as accounts};
use crate::ids::{AccountId, PasskeyId};
use crate::testing::{self, each_engine, on_sqlite};

async fn account(hone: &Hone, person: &crate::person::Person) -> Account {
    let token = testing::sign_in_as(hone, person).await;
    let viewer = session::viewer(hone, &token).await.unwrap().unwrap();
    let mut tx = hone.people.read().await.unwrap();
    accounts::find(&mut tx, viewer.account_id).await.unwrap().unwrap()
}

async fn with_passkey(hone: &Hone, account_id: AccountId, credential_id: &str) -> PasskeyId {
    let id = PasskeyId::draw();
    let passkey = Passkey {
        id,
        account_id,
        name: "My laptop".to_owned(),
        credential: "{}".to_owned(),
        created_at: hone.clock.now(),
        used_at: None,
    };
    let mut tx = hone.people.write().await.unwrap();
    store::insert(&mut tx, &passkey, credential_id).await.unwrap();
    tx.commit().await.unwrap();
    id
}

#[tokio::test]
async fn the_only_way_into_an_account_is_not_removed() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let here = testing::northfold(hone).await;
        let mut account = account(hone, &here.leader).await;
        let one = with_passkey(hone, account.id, "one").await;
        let two = with_passkey(hone, account.id, "two").await;
        let mut tx = hone.people.write().await.unwrap();

        remove(&mut tx, &account, one).await.unwrap();
        assert!(remove(&mut tx, &account, two).await.is_err());
        account.password_hash = Some("a hash".to_owned());
        remove(&mut tx, &account, two).await.unwrap();

        assert!(store::list(&mut tx, account.id).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn nobody_renames_or_removes_a_passkey_of_somebody_else() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let here = testing::northfold(hone).await;
        let leader = account(hone, &here.leader).await;
        let mut coach = account(hone, &here.coach).await;
        coach.password_hash = Some("a hash".to_owned());
        let id = with_passkey(hone, leader.id, "one").await;
        let mut tx = hone.people.write().await.unwrap();

        rename(&mut tx, coach.id, id, "Mine now").await.unwrap();
        remove(&mut tx, &coach, id).await.unwrap();

        assert_eq!(store::find(&mut tx, leader.id, id).await.unwrap().unwrap().name, "My laptop");
    }
}

#[tokio::test]
async fn a_ceremony_is_of_one_account_and_counts_once_and_asks_for_a_key_that_needs_no_address() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let here = testing::northfold(hone).await;
        let leader = account(hone, &here.leader).await;
        let coach = account(hone, &here.coach).await;
        let (ceremony, challenge) = begin_adding(hone, leader.id, "Marek").await.unwrap();
        assert_eq!(challenge["publicKey"]["authenticatorSelection"]["residentKey"], "required");
        let (signing, challenge) = begin_sign_in(hone).await.unwrap();
        assert_eq!(challenge["publicKey"]["allowCredentials"], json!([]));

        let answer = json!({
            "id": "AA", "rawId": "AA", "type": "public-key", "extensions": {},
            "response": { "attestationObject": "AA", "clientDataJSON": "AA", "transports": null },
        });
        let why = |result: crate::Result<()>| result.unwrap_err().to_string();
        for (account_id, ceremony) in [(coach.id, ceremony), (leader.id, signing)] {
            let wrong = finish_adding(hone, account_id, ceremony, answer.clone(), "x").await;
            assert_eq!(why(wrong), "This took too long. Try again.");
        }
        // The right ceremony is found, and gone after one answer, whatever the answer was worth.
        let worthless = finish_adding(hone, leader.id, ceremony, answer.clone(), "x").await;
        assert!(why(worthless).starts_with("This passkey was not accepted"));
        let again = finish_adding(hone, leader.id, ceremony, answer, "x").await;
        assert_eq!(why(again), "This took too long. Try again.");
    }
}

#[tokio::test]
async fn passkeys_are_offered_only_where_browsers_allow_them() {
    let mut fresh = on_sqlite().await;
    for (address, expected) in [
        ("http://localhost:4663", true),
        ("https://hone.example.org", true),
        ("http://hone.example.org", false),
        ("http://127.0.0.1:4663", false),
    ] {
        let settings = std::sync::Arc::make_mut(&mut fresh.hone.settings);
        settings.public_url = address.to_owned();
        assert_eq!(is_possible(&fresh.hone), expected, "{address}");
    }
}
