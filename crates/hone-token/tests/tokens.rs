//! Who has a token, and who has none.
#![allow(clippy::unwrap_used, reason = "a test that fails may say so in any way")]

use hone_token::rand_core::{Rng, SeedableRng};
use hone_token::{Error, Evaluation, GroupKey, Request, Seed, Token};
use rand_chacha::ChaCha12Rng;

fn key(group: u8) -> GroupKey {
    Seed::new([42; 32]).group_key(&[group; 16])
}

fn token(rater: u8, group: u8) -> Token {
    let (request, key) = (Request::new(&[rater; 20], &[group; 16]), key(group));
    let evaluation = key.evaluate(&request.blinded()).unwrap();
    request.finish(&evaluation, &key.public()).unwrap()
}

#[test]
fn a_token_is_good_in_its_own_group_and_round_only() {
    let token = token(1, 1);

    assert!(key(1).redeems(&token));
    assert!(!key(2).redeems(&token));
    assert!(!Seed::new([43; 32]).group_key(&[1; 16]).redeems(&token));
}

#[test]
fn of_10000_altered_tokens_none_is_redeemed() {
    let key = key(1);
    let mut chance = ChaCha12Rng::seed_from_u64(4);
    let tokens: Vec<Token> = (0..100).map(|rater| token(rater, 1)).collect();
    let mut n_altered = 0;
    for (n, token) in tokens.iter().enumerate() {
        let other = &tokens[(n + 1) % tokens.len()];
        let mut altered = vec![
            Token { input: other.input, ..token.clone() },
            Token { output: other.output, ..token.clone() },
            Token { output: [0; 64], ..token.clone() },
            Token { input: [0; 32], output: [0; 64] },
        ];
        while altered.len() < 100 {
            let mut bytes = [&token.input[..], &token.output].concat();
            for _ in 0..=chance.next_u32() % 3 {
                let bit = usize::try_from(chance.next_u32() % 768).unwrap();
                bytes[bit / 8] ^= 1 << (bit % 8);
            }
            let (input, output) = bytes.split_at(32);
            let made =
                Token { input: input.try_into().unwrap(), output: output.try_into().unwrap() };
            if made != *token {
                altered.push(made);
            }
        }
        assert!(key.redeems(token));
        n_altered += altered.len();
        assert_eq!(altered.iter().filter(|altered| key.redeems(altered)).count(), 0);
    }
    assert_eq!(n_altered, 10_000);
}

#[test]
fn an_evaluation_under_another_key_than_was_announced_makes_no_token() {
    for rater in 0..10 {
        let request = Request::new(&[rater; 20], &[1; 16]);
        let marked = Seed::new([rater; 32]).group_key(&[1; 16]);
        let evaluation = marked.evaluate(&request.blinded()).unwrap();

        let finished = request.finish(&evaluation, &key(1).public());

        assert_eq!(finished, Err(Error::Proof));
        assert!(request.finish(&evaluation, &marked.public()).is_ok());
    }
}

#[test]
fn an_altered_evaluation_makes_no_token() {
    let (request, key) = (Request::new(&[1; 20], &[1; 16]), key(1));
    let right = key.evaluate(&request.blinded()).unwrap();
    let other = key.evaluate(&Request::new(&[2; 20], &[1; 16]).blinded()).unwrap();

    let finish = |evaluation| request.finish(&evaluation, &key.public());

    assert_eq!(finish(Evaluation { element: other.element, ..right }), Err(Error::Proof));
    assert_eq!(finish(Evaluation { proof: other.proof, ..right }), Err(Error::Proof));
    assert_eq!(finish(Evaluation { proof: [0; 64], ..right }), Err(Error::Proof));
    assert_eq!(finish(Evaluation { element: [0; 32], ..right }), Err(Error::Element));
    assert_eq!(request.finish(&right, &[0; 32]), Err(Error::Element));
    for bit in 0..512 {
        let mut proof = right.proof;
        proof[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(finish(Evaluation { proof, ..right }), Err(Error::Proof), "{bit}");
    }
    assert!(finish(right).is_ok());
}

#[test]
fn what_is_no_element_is_not_evaluated() {
    let mut field = [0xff; 32];
    field[0] = 0xed;
    field[31] = 0x7f;
    let mut negative = Request::new(&[1; 20], &[1; 16]).blinded();
    negative[0] ^= 1;
    // The identity, too large, the field's prime, a negative and one that is on no curve.
    let mut off = [0; 32];
    off[0] = 0x02;
    for bytes in [[0; 32], [0xff; 32], field, negative, off] {
        assert_eq!(key(1).evaluate(&bytes), Err(Error::Element), "{bytes:?}");
    }
}

#[test]
fn the_same_request_is_answered_alike_and_any_other_otherwise() {
    let request = |secret: u8, group: u8| Request::new(&[secret; 20], &[group; 16]).blinded();
    let evaluate = |blinded: [u8; 32]| key(1).evaluate(&blinded).unwrap();

    assert_eq!(request(1, 1), request(1, 1));
    assert_ne!(request(1, 1), request(2, 1));
    assert_ne!(request(1, 1), request(1, 2));
    assert_eq!(evaluate(request(1, 1)), evaluate(request(1, 1)));
    assert_eq!(token(1, 1), token(1, 1));
    assert_ne!(token(1, 1).input, token(1, 2).input);
}

#[test]
fn a_ballot_id_depends_on_the_whole_token() {
    let token = token(1, 1);
    let mut ids = vec![token.ballot_id()];
    for bit in (0..768).step_by(7) {
        let mut altered = token.clone();
        let byte = bit / 8;
        let place =
            if byte < 32 { &mut altered.input[byte] } else { &mut altered.output[byte - 32] };
        *place ^= 1 << (bit % 8);
        ids.push(altered.ballot_id());
    }

    let n_ids = ids.len();
    ids.sort_unstable();
    ids.dedup();

    assert_eq!(ids.len(), n_ids);
}

#[test]
fn a_token_has_one_text() {
    let token = token(1, 1);
    let text = token.text();

    assert_eq!(text.len(), 192);
    assert_eq!(Token::from_text(&text), Ok(token.clone()));
    let long = format!("{text}00");
    let spaced = format!("{text} ");
    for other in [
        "",
        "00",
        &text[1..],
        &text[2..],
        &text.to_uppercase(),
        &long,
        &spaced,
        &text.replacen(char::is_alphanumeric, "g", 1),
        &text.replacen(char::is_alphanumeric, "é", 1),
    ] {
        assert_eq!(Token::from_text(other), Err(Error::Text), "{other:?}");
    }
    assert_eq!(format!("{token:?}"), "Token(…)");
}
