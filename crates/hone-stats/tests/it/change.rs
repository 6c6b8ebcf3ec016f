use hone_stats::change::{
    Overlap, Verdict, Waves, leader_change, noise_components, reliable_change, two_waves,
};
use hone_stats::numeric::{normal, stream};
use hone_stats::{Error, Groups};
use proptest::prelude::*;
use rand::RngExt;

use crate::reference::{absolute, all_absolute, number, numbers, relative, result, table};

/// One row for each rater and wave of the data in `change_raters.json`; `overlap` says whether the
/// raters of the second wave are those of the first.
fn raters(overlap: bool) -> Waves {
    let data = result("change_raters");
    let leaders: Vec<f64> = numbers(&data, "/leader");
    let n = leaders.len();
    let (leaders, _) = Groups::by_label(
        &[leaders.clone(), leaders].concat().iter().map(|l| l.to_bits()).collect::<Vec<_>>(),
    )
    .unwrap();
    let names: Vec<usize> = (0..n).chain((0..n).map(|i| if overlap { i } else { n + i })).collect();
    let (raters, _) = Groups::by_label(&names).unwrap();
    let values = [numbers(&data, "/before"), numbers(&data, "/after")].concat();
    let is_after: Vec<bool> = (0..2 * n).map(|row| row >= n).collect();
    two_waves(&values, &leaders, Some(&raters), &is_after).unwrap()
}

#[test]
fn reliable_changes_of_soldiers_are_those_of_r() {
    let data = table("univbct");
    let first: Vec<usize> = data
        .numbers("TIME")
        .iter()
        .enumerate()
        .filter(|(_, t)| **t == 0.0)
        .map(|(i, _)| i)
        .collect();
    let column = |name| -> Vec<f64> {
        let all = data.numbers(name);
        first.iter().map(|row| all[*row]).collect()
    };
    let expected = result("rci_univbct");

    let found =
        reliable_change(&column("JOBSAT1"), &column("JOBSAT3"), number(&expected, "/r12")).unwrap();

    assert_eq!(found.n as f64, number(&expected, "/n"));
    relative(found.sd_before, number(&expected, "/sd1"), 1e-12);
    relative(found.se_difference, number(&expected, "/Sdiff"), 1e-12);
    assert_eq!(found.n_rose as f64, number(&expected, "/up"));
    assert_eq!(found.n_fell as f64, number(&expected, "/down"));
    for place in 0..5 {
        let index = number(&expected, &format!("/head{}", place + 1));
        absolute(found.people[place].index, index, 1e-12);
    }
}

#[test]
fn with_the_same_raters_errors_are_those_of_a_linear_model() {
    let expected = result("change_raters");

    let found = leader_change(&raters(true)).unwrap();

    let twice = 2.0 * found.components.occasion.unwrap();
    relative(twice, number(&expected, "/same/variance_of_difference"), 1e-10);
    let of = |f: fn(&hone_stats::change::LeaderChange) -> f64| -> Vec<f64> {
        found.leaders.iter().map(f).collect()
    };
    all_absolute(&of(|l| l.change), &numbers(&expected, "/same/est"), 1e-12);
    all_absolute(&of(|l| l.noise.unwrap().se), &numbers(&expected, "/same/se"), 1e-10);
    all_absolute(&of(|l| l.ci95.unwrap().low), &numbers(&expected, "/same/low"), 1e-9);
    all_absolute(&of(|l| l.ci95.unwrap().high), &numbers(&expected, "/same/high"), 1e-9);
    assert!(found.leaders.iter().all(|l| l.noise.unwrap().overlap == Overlap::Same));
}

#[test]
fn with_other_raters_errors_are_those_of_a_linear_model() {
    let expected = result("change_raters");

    let found = leader_change(&raters(false)).unwrap();

    relative(found.components.within, number(&expected, "/other/within"), 1e-10);
    assert_eq!(found.components.occasion, None);
    let of = |f: fn(&hone_stats::change::LeaderChange) -> f64| -> Vec<f64> {
        found.leaders.iter().map(f).collect()
    };
    all_absolute(&of(|l| l.noise.unwrap().se), &numbers(&expected, "/other/se"), 1e-10);
    all_absolute(&of(|l| l.ci95.unwrap().low), &numbers(&expected, "/other/low"), 1e-9);
    assert!(found.leaders.iter().all(|l| l.noise.unwrap().overlap == Overlap::Other));
}

#[test]
fn the_noise_of_partly_the_same_raters_lies_between() {
    let components = noise_components(&raters(true)).unwrap();
    let se = |both| components.floor(5, 5, both).unwrap().se;

    let falling = (0..5).all(|both| se(both + 1) < se(both));

    assert!(falling);
    let stable = components.stable().unwrap();
    relative(se(0).powi(2) - se(3).powi(2), stable * 2.0 * 3.0 / 25.0, 1e-12);
    assert_eq!(components.floor(5, 5, 3).unwrap().overlap, Overlap::Partly);
    assert_eq!(components.floor(5, 5, 6), None);
    assert_eq!(components.floor(0, 5, 0), None);
}

/// Forty leaders with four to seven raters, of whom about half answer again and others come.
fn drawn(seed: u64) -> (Waves, Vec<f64>) {
    let mut rng = stream(seed, 0);
    let (mut values, mut leaders, mut raters, mut after, mut truth) =
        (vec![], vec![], vec![], vec![], vec![]);
    let mut rater = 0_u32;
    for leader in 0..40_u32 {
        let (level, change) = (normal(&mut rng), 0.2 + 0.4 * normal(&mut rng));
        truth.push(change);
        let n = rng.random_range(4..8);
        for place in 0..2 * n {
            let view = 0.8 * normal(&mut rng);
            let (first, second) = if place < n {
                (true, rng.random_bool(0.5))
            } else {
                (false, rng.random_bool(0.4))
            };
            // One rater of each leader always stays, so that there is a mean after.
            for (wave, there) in [(false, first), (true, second || place == 0)] {
                if there {
                    let moved = if wave { change } else { 0.0 };
                    values.push(level + moved + view + 0.5 * normal(&mut rng));
                    leaders.push(leader);
                    raters.push(rater);
                    after.push(wave);
                }
            }
            rater += 1;
        }
    }
    let (leaders, _) = Groups::by_label(&leaders).unwrap();
    let (raters, _) = Groups::by_label(&raters).unwrap();
    (two_waves(&values, &leaders, Some(&raters), &after).unwrap(), truth)
}

#[test]
fn ninety_five_in_a_hundred_intervals_hold_the_true_change() {
    let (mut held, mut all, mut error, mut error_shrunken) = (0, 0, 0.0, 0.0);
    for seed in 0..200 {
        let (waves, truth) = drawn(seed);

        let found = leader_change(&waves).unwrap();

        for leader in &found.leaders {
            let ci = leader.ci95.unwrap();
            held += usize::from((ci.low..=ci.high).contains(&truth[leader.leader]));
            all += 1;
            error += (leader.change - truth[leader.leader]).powi(2);
            error_shrunken += (leader.shrunken.unwrap() - truth[leader.leader]).powi(2);
        }
    }

    // Three standard errors of a share of 0.95 in 8,000 leaders are 0.0073.
    let share = f64::from(u32::try_from(held).unwrap()) / f64::from(u32::try_from(all).unwrap());
    assert!((share - 0.95).abs() < 0.009, "{share}");
    assert!(error_shrunken < 0.75 * error, "{error_shrunken} and {error}");
}

#[test]
fn variances_and_the_pull_of_the_mean_are_those_that_were_drawn() {
    let (mut between, mut change, mut slope) = (0.0, 0.0, 0.0);
    for seed in 0..100 {
        let found = leader_change(&drawn(seed).0).unwrap();
        between += found.between_leaders.unwrap() / 100.0;
        change += found.true_change.unwrap() / 100.0;
        // What is left of the change after the pull does not depend on where a leader began.
        let mean = found.leaders.iter().map(|l| l.before).sum::<f64>() / 40.0;
        slope += found
            .leaders
            .iter()
            .map(|l| (l.before - mean) * (l.change - l.by_regression.unwrap()))
            .sum::<f64>()
            / 4_000.0;
    }

    assert!((between - 1.0).abs() < 0.08, "{between}");
    assert!((change - 0.16).abs() < 0.03, "{change}");
    assert!(slope.abs() < 0.02, "{slope}");
}

#[test]
fn what_cannot_be_told_is_said() {
    let one = |values: &[f64], leaders: Vec<u32>, after: &[bool]| {
        let leaders = Groups::new(leaders).unwrap();
        two_waves(values, &leaders, None, after).and_then(|waves| leader_change(&waves))
    };

    let single = one(&[1.0, 2.0], vec![0, 0], &[false, true]);
    let small = one(&[1.0, 2.0, 1.5, 2.5, 2.0], vec![0; 5], &[false, false, true, true, true]);
    let empty = one(&[f64::NAN; 3], vec![0; 3], &[false, true, true]);
    let uneven = one(&[1.0], vec![0, 0], &[false]);
    let before = one(&[1.0, 2.0], vec![0, 0], &[false, false]).unwrap();
    let constant = one(&[2.0; 4], vec![0; 4], &[false, false, true, true]).unwrap();

    assert_eq!(single, Err(Error::NoDegreesOfFreedom));
    assert_eq!(small.unwrap().leaders[0].verdict, Verdict::CannotTell);
    assert_eq!(empty, Err(Error::NoDegreesOfFreedom));
    assert_eq!(uneven, Err(Error::LengthsDiffer));
    assert!(before.leaders.is_empty() && before.n_left_out == 1);
    assert_eq!(constant.leaders[0].verdict, Verdict::CannotTell);
    assert_eq!(reliable_change(&[1.0, 1.0], &[2.0, 3.0], 0.5), Err(Error::NoVariance));
    assert_eq!(reliable_change(&[1.0, 2.0], &[2.0, 3.0], 1.0), Err(Error::NotAShare));
    assert_eq!(
        reliable_change(&[1.0, f64::NAN], &[2.0, 3.0], 0.5),
        Err(Error::TooFewRows { found: 1, needed: 2 })
    );
}

proptest! {
    #[test]
    fn verdicts_do_not_depend_on_the_unit_of_the_scale(
        pairs in prop::collection::vec((0.0..5.0_f64, 0.0..5.0_f64), 3..30),
        scale in 0.1..50.0_f64,
        shift in -10.0..10.0_f64,
    ) {
        let (before, after): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
        let other = |values: &[f64]| -> Vec<f64> { values.iter().map(|v| v * scale + shift).collect() };

        let ours = reliable_change(&before, &after, 0.7);
        let theirs = reliable_change(&other(&before), &other(&after), 0.7);

        if let (Ok(ours), Ok(theirs)) = (ours, theirs) {
            for (a, b) in ours.people.iter().zip(&theirs.people) {
                prop_assert!((a.index - b.index).abs() < 1e-6 * (1.0 + a.index.abs()));
            }
        }
    }

    #[test]
    fn the_order_of_rows_changes_nothing(seed in 0..50_u64) {
        let mut rng = stream(seed, 1);
        let n = 40;
        let leaders: Vec<u32> = (0..n).map(|i| i % 5).collect();
        let raters: Vec<u32> = (0..n).map(|i| i / 2).collect();
        let after: Vec<bool> = (0..n).map(|_| rng.random_bool(0.5)).collect();
        let values: Vec<f64> = (0..n).map(|_| normal(&mut rng)).collect();
        let of = |rows: &[usize]| {
            let leaders = Groups::by_label(&rows.iter().map(|r| leaders[*r]).collect::<Vec<_>>()).unwrap().0;
            let raters = Groups::by_label(&rows.iter().map(|r| raters[*r]).collect::<Vec<_>>()).unwrap().0;
            let values: Vec<f64> = rows.iter().map(|r| values[*r]).collect();
            let after: Vec<bool> = rows.iter().map(|r| after[*r]).collect();
            leader_change(&two_waves(&values, &leaders, Some(&raters), &after).unwrap())
        };
        let forward: Vec<usize> = (0..n as usize).collect();
        let backward: Vec<usize> = (0..n as usize).rev().collect();

        let (ours, theirs) = (of(&forward), of(&backward));

        if let (Ok(ours), Ok(theirs)) = (ours, theirs) {
            prop_assert_eq!(ours.leaders.len(), theirs.leaders.len());
            for (a, b) in ours.leaders.iter().zip(&theirs.leaders) {
                prop_assert!((a.change - b.change).abs() < 1e-12);
                let se = |l: &hone_stats::change::LeaderChange| l.noise.map_or(-1.0, |n| n.se);
                prop_assert!((se(a) - se(b)).abs() < 1e-12);
            }
        }
    }
}
