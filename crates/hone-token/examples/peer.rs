//! Hone's side of the protocol for the tests of the browser's bundle: one request as JSON on each
//! line that comes in, one answer on each line that goes out. Bytes are hexadecimal digits.
#![expect(clippy::print_stdout, reason = "the answers go there")]

use std::error::Error;
use std::io::BufRead;

use hone_token::{BoxKey, Request, Seed, Token};
use serde_json::{Value, json};

type Answer = Result<Value, Box<dyn Error>>;

fn main() -> Result<(), Box<dyn Error>> {
    for line in std::io::stdin().lock().lines() {
        let asked: Value = serde_json::from_str(&line?)?;
        println!(
            "{}",
            answer(&asked).unwrap_or_else(|error| json!({ "error": error.to_string() }))
        );
    }
    Ok(())
}

fn answer(asked: &Value) -> Answer {
    let group = array(&asked["group"])?;
    let key =
        || -> Result<_, Box<dyn Error>> { Ok(Seed::new(array(&asked["seed"])?).group_key(&group)) };
    match asked["do"].as_str() {
        Some("announce") => Ok(json!({
            "public": text(&key()?.public()),
            "box": text(&box_key(asked)?.public()),
        })),
        Some("request") => {
            let request = Request::new(&array(&asked["secret"])?, &group);
            Ok(json!({ "blinded": text(&request.blinded()) }))
        }
        Some("evaluate") => {
            let evaluation = key()?.evaluate(&array(&asked["blinded"])?)?;
            Ok(json!({ "element": text(&evaluation.element), "proof": text(&evaluation.proof) }))
        }
        Some("redeem") => {
            let token = Token::from_text(asked["token"].as_str().unwrap_or_default())?;
            let is_good = key()?.redeems(&token);
            Ok(json!({ "is_good": is_good, "ballot": text(&token.ballot_id()) }))
        }
        Some("open") => {
            let ballot = array(&asked["ballot"])?;
            let plain = box_key(asked)?.open(&group, &ballot, &bytes(&asked["sealed"])?)?;
            Ok(json!({ "plain": text(&plain) }))
        }
        _ => Err("nobody knows how to do that".into()),
    }
}

fn box_key(asked: &Value) -> Result<BoxKey, Box<dyn Error>> {
    Ok(BoxKey::new(&array(&asked["box_secret"])?))
}

fn bytes(value: &Value) -> Result<Vec<u8>, Box<dyn Error>> {
    let text = value.as_str().ok_or("something is missing")?;
    base16ct::lower::decode_vec(text).map_err(|_| "these are no hexadecimal digits".into())
}

fn array<const N: usize>(value: &Value) -> Result<[u8; N], Box<dyn Error>> {
    bytes(value)?.try_into().map_err(|_| "this has another length".into())
}

fn text(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(bytes)
}
