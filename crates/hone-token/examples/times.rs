//! How long each step takes, in microseconds: the median of many. Nothing else should run.
//!
//! `cargo run --release -p hone-token --example times`
#![expect(clippy::print_stdout, reason = "it is there to print")]

use std::hint::black_box;
use std::time::Instant;

use hone_token::rand_core::SeedableRng;
use hone_token::{BoxKey, Request, Seed, StoreKey, seal};

const TIMES: usize = 1001;

fn main() -> Result<(), hone_token::Error> {
    let mut chance = rand_chacha::ChaCha12Rng::seed_from_u64(1);
    let (seed, box_key) = (Seed::new([1; 32]), BoxKey::new(&[2; 32]));
    let (group, secret) = ([3; 16], [4; 20]);
    let key = seed.group_key(&group);
    let request = Request::new(&secret, &group);
    let evaluation = key.evaluate(&request.blinded())?;
    let token = request.finish(&evaluation, &key.public())?;
    let ballot = token.ballot_id();
    let plain = vec![b'x'; 3000];
    let sealed = seal(&box_key.public(), &group, &ballot, &plain, &mut chance)?;
    let store = StoreKey::new(&[5; 32]);
    let id = store.row_id(&ballot);
    let row = store.wrap(&group, &ballot, &sealed, &mut chance);

    println!("step                microseconds");
    show("derive a key", || seed.group_key(&group));
    show("evaluate, prove", || key.evaluate(&request.blinded()));
    show("redeem", || assert!(key.redeems(&token)));
    show("wrap 4 KiB", || store.wrap(&group, &ballot, &sealed, &mut chance));
    show("read a row", || store.open(&id, &row));
    show("open 4 KiB", || box_key.open(&group, &ballot, &sealed));
    show("request", || Request::new(&secret, &group));
    show("finish, check", || request.finish(&evaluation, &key.public()));
    let mut chance = rand_chacha::ChaCha12Rng::seed_from_u64(2);
    show("seal 4 KiB", || seal(&box_key.public(), &group, &ballot, &plain, &mut chance));
    Ok(())
}

fn show<T>(step: &str, mut act: impl FnMut() -> T) {
    let mut times: Vec<f64> = (0..TIMES)
        .map(|_| {
            let begin = Instant::now();
            black_box(act());
            begin.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!("{step:16} {:12.1}", times[TIMES / 2]);
}
