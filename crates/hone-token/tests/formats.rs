//! The formats of the crate's documentation, held to answers that never change. The browser's
//! tests read the same file.
#![allow(clippy::unwrap_used, reason = "a test that fails may say so in any way")]

use hone_token::{BoxKey, Request, Seed, StoreKey};
use serde_json::Value;

fn vectors() -> Vec<Value> {
    serde_json::from_str(include_str!("vectors/hone.json")).unwrap()
}

fn array<const N: usize>(text: &Value) -> [u8; N] {
    base16ct::lower::decode_vec(text.as_str().unwrap()).unwrap().try_into().unwrap()
}

fn text(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(bytes)
}

#[test]
fn requests_keys_proofs_tokens_and_ids_are_as_they_always_were() {
    let vectors = vectors();
    assert_eq!(vectors.len(), 3);
    for vector in vectors {
        let group = array(&vector["group"]);
        let key = Seed::new(array(&vector["seed"])).group_key(&group);
        let request = Request::new(&array(&vector["secret"]), &group);
        let evaluation = key.evaluate(&request.blinded()).unwrap();
        let token = request.finish(&evaluation, &key.public()).unwrap();
        let box_key = BoxKey::new(&array(&vector["box_secret"]));
        let store = StoreKey::new(&array(&vector["store_secret"]));

        assert_eq!(text(&key.public()), vector["public"]);
        assert_eq!(text(&request.blinded()), vector["blinded"]);
        assert_eq!(text(&evaluation.element), vector["element"]);
        assert_eq!(text(&evaluation.proof), vector["proof"]);
        assert_eq!(token.text(), vector["token"]);
        assert_eq!(text(&token.ballot_id()), vector["ballot_id"]);
        assert_eq!(text(&box_key.public()), vector["box_public"]);
        assert_eq!(text(&store.row_id(&token.ballot_id())), vector["row_id"]);
    }
}
