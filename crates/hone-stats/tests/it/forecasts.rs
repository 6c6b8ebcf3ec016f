use hone_stats::Error;
use hone_stats::forecasts::{
    Leaning, Record, Told, boldness, brier, calibration, decomposition, discrimination, optimism,
    reliability_curve,
};
use hone_stats::numeric::stream;
use proptest::prelude::*;
use rand::RngExt;

use crate::reference::{all_absolute, number, numbers, relative, result};

fn reference() -> (serde_json::Value, Record) {
    let expected = result("forecasts");
    let yes: Vec<bool> = numbers(&expected, "/o").iter().map(|o| *o > 0.5).collect();
    let record = Record::new(&numbers(&expected, "/p"), &yes).unwrap();
    (expected, record)
}

/// Forecasts of somebody who is right on average, on the grid of the product.
fn perfect(n: usize, seed: u64) -> Record {
    let mut rng = stream(seed, 0);
    let odds: Vec<f64> = (0..n).map(|_| f64::from(rng.random_range(2..=9)) / 10.0).collect();
    let yes: Vec<bool> = odds.iter().map(|p| rng.random::<f64>() < *p).collect();
    Record::new(&odds, &yes).unwrap()
}

#[test]
fn the_score_and_its_error_are_those_of_r() {
    let (expected, record) = reference();

    let found = brier(&record);

    relative(found.value, number(&expected, "/brier"), 1e-12);
    relative(found.se.unwrap(), number(&expected, "/brier_se"), 1e-12);
    let interval = found.ci95.unwrap();
    assert!(0.0 < interval.low && interval.low < found.value);
    assert!(found.value < interval.high && interval.high < 1.0);
}

#[test]
fn optimism_is_that_of_r_and_exact() {
    let (expected, record) = reference();
    let alike = number(&expected, "/alike/yes");
    let outcomes: Vec<bool> = (0..40).map(|i| f64::from(i) < alike).collect();
    let alike = Record::new(&[number(&expected, "/alike/p"); 40], &outcomes).unwrap();

    let found = optimism(&record);

    relative(found.value, number(&expected, "/optimism"), 1e-12);
    relative(found.p_value, number(&expected, "/optimism_p"), 1e-10);
    let ci = found.ci95.unwrap();
    all_absolute(&[ci.low, ci.high], &numbers(&expected, "/optimism_ci"), 1e-12);
    relative(optimism(&alike).p_value, number(&expected, "/alike/p_value"), 1e-10);
}

#[test]
fn parts_are_those_of_r_and_sum_to_the_score() {
    let (expected, record) = reference();

    let found = decomposition(&record).unwrap();

    let of = |parts: hone_stats::forecasts::Parts| {
        [parts.reliability, parts.resolution, parts.uncertainty]
    };
    let values = |names: [&str; 3]| names.map(|name| number(&expected, name));
    all_absolute(&of(found.raw), &values(["/rel", "/res", "/unc"]), 1e-12);
    all_absolute(&of(found.corrected), &values(["/rel_c", "/res_c", "/unc_c"]), 1e-12);
    assert_eq!(found.n_bins, 11);
    assert!(found.within_bins.abs() > 1e-6, "a bin was pooled");
}

#[test]
fn telling_apart_is_that_of_r() {
    let (expected, record) = reference();

    let found = discrimination(&record).unwrap();

    relative(found.value, number(&expected, "/slope"), 1e-12);
    let ci = found.ci95.unwrap();
    all_absolute(&[ci.low, ci.high], &numbers(&expected, "/slope_ci"), 1e-10);
}

#[test]
fn the_curve_is_the_isotonic_regression_of_r() {
    let (expected, record) = reference();

    let found = reliability_curve(&record, 1);

    let odds: Vec<f64> = found.points.iter().map(|point| point.odds).collect();
    let shares: Vec<f64> = found.points.iter().map(|point| point.share).collect();
    all_absolute(&odds, &numbers(&expected, "/curve_p"), 1e-12);
    all_absolute(&shares, &numbers(&expected, "/curve"), 1e-12);
}

#[test]
fn the_correction_takes_out_the_bias_of_a_perfect_forecaster() {
    let (mut raw, mut corrected) = (0.0, 0.0);
    for seed in 0..1_000 {
        let parts = decomposition(&perfect(50, seed)).unwrap();
        raw += parts.raw.reliability / 1_000.0;
        corrected += parts.corrected.reliability / 1_000.0;
    }

    assert!((raw - 0.03).abs() < 0.005, "{raw}");
    assert!(corrected.abs() < 0.003, "{corrected}");
}

#[test]
fn the_test_of_optimism_errs_in_five_of_a_hundred_cases_and_finds_what_is_there() {
    let share = |bias: f64, n: usize| {
        let found = (0..1_000).filter(|seed| {
            let mut rng = stream(*seed, 0);
            let odds: Vec<f64> =
                (0..n).map(|_| f64::from(rng.random_range(2..=9)) / 10.0).collect();
            let yes: Vec<bool> = odds.iter().map(|p| rng.random::<f64>() < p - bias).collect();
            optimism(&Record::new(&odds, &yes).unwrap()).leaning == Leaning::TooHopeful
        });
        found.count()
    };

    // Half of the false alarms are on this side.
    assert!((10..40).contains(&share(0.0, 50)));
    // The practice notes give 67 in 100 for a bias of 15 points at 50 forecasts.
    assert!((580..760).contains(&share(0.15, 50)));
}

#[test]
fn the_band_holds_the_curve_of_a_perfect_forecaster() {
    let mut outside = 0;
    let mut points = 0;
    for seed in 0..60 {
        let curve = reliability_curve(&perfect(60, seed), seed);
        outside += curve.n_outside;
        points += curve.points.len();
    }

    let share = outside as f64 / points as f64;
    assert!((0.01..0.08).contains(&share), "{share}");
}

#[test]
fn figures_wait_until_there_are_enough_forecasts() {
    let known = |n: usize| {
        let odds = vec![0.5; n];
        let yes: Vec<bool> = (0..n).map(|i| i % 2 == 0).collect();
        let found = calibration(&Record::new(&odds, &yes).unwrap(), 1);
        [
            found.brier.known().is_some(),
            found.discrimination.known().is_some(),
            found.optimism.known().is_some(),
            found.curve.known().is_some(),
            found.decomposition.known().is_some(),
        ]
    };
    let few = calibration(&Record::new(&[0.5], &[true]).unwrap(), 1);

    assert_eq!(few.brier, Told::CannotTellYet { n: 1, needed: 10 });
    assert_eq!(known(9), [false; 5]);
    assert_eq!(known(10), [true, false, false, false, false]);
    assert_eq!(known(19), [true, false, false, false, false]);
    assert_eq!(known(20), [true, true, false, false, false]);
    assert_eq!(known(29), [true, true, false, false, false]);
    assert_eq!(known(30), [true, true, true, true, false]);
    assert_eq!(known(49), [true, true, true, true, false]);
    assert_eq!(known(50), [true; 5]);
}

#[test]
fn boldness_is_the_share_staked_against_the_odds() {
    let found = boldness(&[0.8, 0.4], &[1.0, 3.0]).unwrap();

    relative(found.value, 0.5, 1e-12);
    assert_eq!(boldness(&[0.8], &[]), Err(Error::LengthsDiffer));
    assert_eq!(boldness(&[0.8], &[-1.0]), Err(Error::NotAStake { row: 0 }));
    assert_eq!(boldness(&[f64::NAN], &[1.0]), Err(Error::NotAProbability { row: 0 }));
    assert_eq!(boldness(&[], &[]), Err(Error::NoRows));
}

#[test]
fn hostile_records_are_refused_or_borne() {
    let certain = Record::new(&[0.0, 1.0, 1.0], &[true, false, false]).unwrap();

    assert_eq!(Record::new(&[0.5], &[]), Err(Error::LengthsDiffer));
    assert_eq!(Record::new(&[], &[]), Err(Error::NoRows));
    assert_eq!(
        Record::new(&[0.5, f64::NAN], &[true, true]),
        Err(Error::NotAProbability { row: 1 })
    );
    assert_eq!(Record::new(&[1.01], &[true]), Err(Error::NotAProbability { row: 0 }));
    assert_eq!(brier(&certain).value, 1.0);
    assert_eq!(optimism(&certain).p_value, 0.0);
    assert_eq!(discrimination(&Record::new(&[0.2], &[true]).unwrap()), None);
    assert_eq!(decomposition(&Record::new(&[0.2], &[true]).unwrap()), None);
}

#[test]
fn very_many_forecasts_are_borne() {
    let mut rng = stream(3, 0);
    let odds: Vec<f64> = (0..100_000).map(|_| rng.random::<f64>()).collect();
    let yes: Vec<bool> = odds.iter().map(|p| rng.random::<f64>() < *p).collect();

    let found = calibration(&Record::new(&odds, &yes).unwrap(), 1);

    assert!(!found.optimism.known().unwrap().is_exact);
    assert!(found.optimism.known().unwrap().p_value > 0.001);
    let curve = found.curve.known().unwrap();
    assert!(curve.points.len() <= 1_001 && curve.miscalibration < 0.001);
}

proptest! {
    #[test]
    fn parts_sum_to_the_score_and_the_curve_never_falls(
        pairs in prop::collection::vec((0..=20_u8, any::<bool>()), 2..120),
    ) {
        let odds: Vec<f64> = pairs.iter().map(|(p, _)| f64::from(*p) / 20.0).collect();
        let yes: Vec<bool> = pairs.iter().map(|(_, yes)| *yes).collect();
        let record = Record::new(&odds, &yes).unwrap();
        let score = brier(&record).value;

        let parts = decomposition(&record).unwrap();
        let curve = reliability_curve(&record, 1);

        for part in [parts.raw, parts.corrected] {
            let sum = part.reliability - part.resolution + part.uncertainty + parts.within_bins;
            prop_assert!((sum - score).abs() < 1e-12);
        }
        let sum = curve.miscalibration - curve.discrimination + curve.uncertainty;
        prop_assert!((sum - score).abs() < 1e-12);
        prop_assert!(curve.miscalibration >= -1e-12 && curve.discrimination >= -1e-12);
        prop_assert!(curve.points.windows(2).all(|pair| pair[0].share <= pair[1].share));
        let mean = curve.points.iter().map(|p| p.share * p.n as f64).sum::<f64>();
        prop_assert!((mean - record.n_yes() as f64).abs() < 1e-9);
        let p = optimism(&record).p_value;
        prop_assert!((0.0..=1.0).contains(&p));
    }

    #[test]
    fn saying_no_instead_of_yes_turns_everything_round(
        pairs in prop::collection::vec((0..=20_u8, any::<bool>()), 2..60),
    ) {
        let odds: Vec<f64> = pairs.iter().map(|(p, _)| f64::from(*p) / 20.0).collect();
        let turned: Vec<f64> = odds.iter().map(|p| 1.0 - p).collect();
        let yes: Vec<bool> = pairs.iter().map(|(_, yes)| *yes).collect();
        let no: Vec<bool> = yes.iter().map(|yes| !yes).collect();

        let ours = Record::new(&odds, &yes).unwrap();
        let theirs = Record::new(&turned, &no).unwrap();

        prop_assert!((brier(&ours).value - brier(&theirs).value).abs() < 1e-12);
        prop_assert!((optimism(&ours).value + optimism(&theirs).value).abs() < 1e-12);
        let slopes = [&ours, &theirs].map(|record| discrimination(record).map(|d| d.value));
        if let [Some(ours), Some(theirs)] = slopes {
            prop_assert!((ours - theirs).abs() < 1e-12);
        }
    }
}
