//! What can be read of a ballot, by whom, and how long it seems.
#![allow(clippy::unwrap_used, reason = "a test that fails may say so in any way")]

use hone_token::rand_core::{Rng, SeedableRng};
use hone_token::{BoxKey, Content, Error, LONGEST, SIZES, StoreKey, WRAPPING, seal};
use proptest::prelude::*;
use rand_chacha::ChaCha12Rng;

const GROUP: [u8; 16] = [1; 16];
const ID: [u8; 32] = [2; 32];

fn chance() -> ChaCha12Rng {
    ChaCha12Rng::seed_from_u64(5)
}

fn sealed(key: &BoxKey, plain: &[u8]) -> Vec<u8> {
    seal(&key.public(), &GROUP, &ID, plain, &mut chance()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_text_comes_back_from_the_smallest_size_that_holds_it(
        n_bytes in 0..=LONGEST, byte in any::<u8>(), seed in any::<u64>(),
    ) {
        let plain = vec![byte; n_bytes];
        let key = BoxKey::new(&[3; 32]);
        let mut chance = ChaCha12Rng::seed_from_u64(seed);

        let sealed = seal(&key.public(), &GROUP, &ID, &plain, &mut chance).unwrap();

        let smallest = SIZES.into_iter().find(|size| size - 52 >= n_bytes).unwrap();
        prop_assert_eq!(sealed.len(), smallest);
        prop_assert_eq!(key.open(&GROUP, &ID, &sealed).unwrap(), plain);
    }
}

#[test]
fn a_text_at_the_limit_of_a_size_still_fits_and_one_more_byte_does_not() {
    let key = BoxKey::new(&[3; 32]);
    for (n, size) in SIZES.into_iter().enumerate() {
        let fits = vec![0; size - 52];
        assert_eq!(sealed(&key, &fits).len(), size);
        assert_eq!(key.open(&GROUP, &ID, &sealed(&key, &fits)).unwrap(), fits);

        let more = seal(&key.public(), &GROUP, &ID, &vec![0; size - 51], &mut chance());
        match SIZES.get(n + 1) {
            Some(next) => assert_eq!(more.unwrap().len(), *next),
            None => assert_eq!(more, Err(Error::TooLong)),
        }
    }
}

#[test]
fn a_ballot_opens_for_its_key_group_and_token_only() {
    let key = BoxKey::new(&[3; 32]);
    let sealed = sealed(&key, b"answers");

    assert_eq!(key.open(&GROUP, &ID, &sealed).unwrap(), b"answers");
    assert_eq!(BoxKey::new(&[4; 32]).open(&GROUP, &ID, &sealed), Err(Error::Sealed));
    assert_eq!(key.open(&[9; 16], &ID, &sealed), Err(Error::Sealed));
    assert_eq!(key.open(&GROUP, &[9; 32], &sealed), Err(Error::Sealed));
}

#[test]
fn an_altered_or_shortened_ballot_does_not_open() {
    let key = BoxKey::new(&[3; 32]);
    let sealed = sealed(&key, b"answers");
    let mut chance = chance();

    for _ in 0..300 {
        let mut altered = sealed.clone();
        let bit = usize::try_from(chance.next_u32()).unwrap() % (sealed.len() * 8);
        // X25519 passes over the highest bit of a key, but the key itself is hashed too.
        altered[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(key.open(&GROUP, &ID, &altered), Err(Error::Sealed), "{bit}");
    }
    let mut highest = sealed.clone();
    highest[31] ^= 0x80;
    assert_eq!(key.open(&GROUP, &ID, &highest), Err(Error::Sealed));
    for length in [0, 31, 32, 48, 4095] {
        assert_eq!(key.open(&GROUP, &ID, &sealed[..length]), Err(Error::Sealed), "{length}");
    }
    let longer = [&sealed[..], &[0; 4096]].concat();
    assert_eq!(key.open(&GROUP, &ID, &longer), Err(Error::Sealed));
}

#[test]
fn the_same_text_is_never_sealed_alike() {
    let (key, mut chance) = (BoxKey::new(&[3; 32]), chance());
    let mut seal = || seal(&key.public(), &GROUP, &ID, b"answers", &mut chance).unwrap();

    let (one, other) = (seal(), seal());

    assert_ne!(one[..32], other[..32]);
    assert_ne!(one[32..], other[32..]);
}

#[test]
fn a_row_gives_back_what_it_holds_to_its_own_key_and_id_only() {
    let key = StoreKey::new(&[6; 32]);
    let id = key.row_id(&ID);

    let row = key.wrap(&GROUP, &ID, &[5; 4096], &mut chance());

    assert_eq!(row.len(), 4096 + WRAPPING);
    let content = Content { group: GROUP, ballot: ID, sealed: vec![5; 4096] };
    assert_eq!(key.open(&id, &row), Ok(content));
    assert_eq!(StoreKey::new(&[7; 32]).open(&id, &row), Err(Error::Row));
    assert_eq!(key.open(&key.row_id(&[8; 32]), &row), Err(Error::Row));
    for length in [0, 11, 12, 43, row.len() - 1] {
        assert_eq!(key.open(&id, &row[..length]), Err(Error::Row), "{length}");
    }
    for byte in [0, 12, 100, row.len() - 1] {
        let mut altered = row.clone();
        altered[byte] ^= 1;
        assert_eq!(key.open(&id, &altered), Err(Error::Row), "{byte}");
    }
}

#[test]
fn rows_of_one_ballot_have_nothing_in_common_but_their_length() {
    let keys = [StoreKey::new(&[6; 32]), StoreKey::new(&[7; 32])];
    let mut chance = chance();

    let ids = keys.each_ref().map(|key| key.row_id(&ID));
    let mut rows: Vec<Vec<u8>> = vec![];
    for key in &keys {
        // Twice, as when a rater changes an answer.
        rows.push(key.wrap(&GROUP, &ID, &[5; 4096], &mut chance));
        rows.push(key.wrap(&GROUP, &ID, &[5; 4096], &mut chance));
    }

    let mut pieces: Vec<&[u8]> = ids.iter().map(|id| &id[..16]).collect();
    pieces.extend([&GROUP[..], &[5; 16], &ID[..16]]);
    pieces.extend(rows.iter().flat_map(|row| row.windows(16)));
    let n_pieces = pieces.len();
    pieces.sort_unstable();
    pieces.dedup();
    assert_eq!(pieces.len(), n_pieces);
    assert_eq!(keys[0].row_id(&ID), ids[0]);
}
