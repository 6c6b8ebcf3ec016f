use hone_stats::reliability::{GroupIcc, Icc, MeanSquares, group_icc, icc, icc_groups};
use hone_stats::{Error, Estimate, Groups, Scores};
use proptest::prelude::*;

use crate::reference::{absolute, column, number, relative, result, table};

#[track_caller]
fn is_as_in_psych(ours: &Icc, name: &str, tolerance: f64) {
    let theirs = result(name);
    let of = |key: &str| column(&theirs, "/results", key);
    let (values, low, high) = (of("ICC"), of("lower bound"), of("upper bound"));
    let six = [ours.icc1, ours.icc2, ours.icc3, ours.icc1k, ours.icc2k, ours.icc3k];
    for (place, estimate) in six.iter().enumerate() {
        let interval = estimate.ci95.unwrap();
        relative(estimate.value, values[place], tolerance);
        relative(interval.low, low[place], 1e-9);
        relative(interval.high, high[place], 1e-9);
    }
}

/// The mean of each rating, a row per leader.
fn ratings_of_leaders() -> Scores {
    let ratings = table("sim360").scores_in("i01", "i30");
    let means = ratings.row_means();
    let of_rater = |rater: usize| means.iter().skip(rater).step_by(8).copied().collect();
    Scores::new((0..8).map(of_rater).collect()).unwrap()
}

#[test]
fn the_six_forms_are_those_of_psych() {
    let judges = table("shrout_fleiss1979").scores_in("J1", "J4");
    let soldiers = table("bhr2000").scores_in("AF06", "AS28");
    let first: Vec<usize> = (0..60).collect();
    let patients = table("gleser1965").scores_in("J11", "J62");

    is_as_in_psych(&icc(&judges).unwrap(), "icc6_shroutfleiss", 1e-14);
    is_as_in_psych(&icc(&ratings_of_leaders()).unwrap(), "icc6_sim360", 1e-12);
    is_as_in_psych(&icc(&soldiers.rows(&first).unwrap()).unwrap(), "icc6_bhr2000_items", 1e-12);
    is_as_in_psych(&icc(&patients).unwrap(), "icc6_gleser", 1e-12);
}

#[test]
fn the_six_forms_are_what_shrout_and_fleiss_print() {
    let found = icc(&table("shrout_fleiss1979").scores_in("J1", "J4")).unwrap();

    let six = [found.icc1, found.icc2, found.icc3, found.icc1k, found.icc2k, found.icc3k];
    for (estimate, printed) in six.iter().zip([0.17, 0.29, 0.71, 0.44, 0.62, 0.91]) {
        absolute(estimate.value, printed, 0.005);
    }
}

#[test]
fn a_target_with_a_gap_is_left_out_and_counted() {
    let judges = table("shrout_fleiss1979").scores_in("J1", "J4");
    let mut columns: Vec<Vec<f64>> = judges.items().map(<[f64]>::to_vec).collect();
    for column in &mut columns {
        column.push(5.0);
    }
    columns[2][6] = f64::NAN;

    let found = icc(&Scores::new(columns).unwrap()).unwrap();

    assert_eq!((found.n, found.n_left_out), (6, 1));
    absolute(found.icc1.value, icc(&judges).unwrap().icc1.value, 0.0);
}

#[test]
fn judges_who_agree_fully_agree_fully() {
    let judge = vec![1.0, 2.0, 4.0];

    let found = icc(&Scores::new(vec![judge.clone(), judge]).unwrap()).unwrap();

    let all = |estimate: Estimate| estimate.value == 1.0;
    assert!(all(found.icc1) && all(found.icc2) && all(found.icc3k));
}

/// With a million targets all that is not known is what the raters differ by, and a chi-square with two
/// degrees of freedom is an exponential.
#[test]
fn the_generalised_interval_is_that_of_the_raters_where_targets_are_many() {
    let judges = icc(&table("shrout_fleiss1979").scores_in("J1", "J4")).unwrap();
    let n = 1_000_000;
    let (people, raters, error) = (0.5, 0.2, 0.3);
    let mean_squares = MeanSquares {
        targets: error + 3.0 * people,
        raters: error + n as f64 * raters,
        error,
        within: f64::NAN,
    };
    let many = Icc { n, n_raters: 3, mean_squares, ..judges };

    let found = many.generalised(200_000, 1).unwrap();

    let at = |p: f64, k: f64| people / (people + (raters / -f64::ln(p) + error) / k);
    absolute(found.icc2.low, at(0.975, 1.0), 3e-3);
    absolute(found.icc2.high, at(0.025, 1.0), 3e-3);
    absolute(found.icc2k.low, at(0.975, 3.0), 5e-3);
    absolute(found.icc2k.high, at(0.025, 3.0), 3e-3);
}

#[test]
fn a_generalised_interval_repeats_and_needs_draws_enough() {
    let judges = icc(&table("shrout_fleiss1979").scores_in("J1", "J4")).unwrap();

    let found = judges.generalised(5_000, 7).unwrap();

    assert_eq!(judges.generalised(5_000, 7), Some(found));
    assert_eq!(judges.generalised(999, 7), None);
    assert!(found.icc2.low < judges.icc2.value && judges.icc2.value < found.icc2.high);
}

#[test]
fn tables_that_bear_no_correlation_have_a_reason() {
    let of = |columns: Vec<Vec<f64>>| icc(&Scores::new(columns).unwrap()).err();

    assert_eq!(of(vec![vec![1.0, 2.0]]), Some(Error::TooFewItems { found: 1, needed: 2 }));
    assert_eq!(of(vec![vec![1.0], vec![2.0]]), Some(Error::TooFewRows { found: 1, needed: 2 }));
    assert_eq!(of(vec![vec![3.0; 4]; 3]), Some(Error::NoVariance));
}

#[test]
fn group_correlations_are_those_of_multilevel() {
    let soldiers = table("bhr2000");
    let (companies, _) = soldiers.groups("GRP");
    let items = soldiers.scores_in("AF06", "AS28");

    let found = icc_groups(&items, &companies).unwrap();

    let theirs = result("icc12_bhr2000");
    let (icc1, icc2) = (column(&theirs, "", "ICC1"), column(&theirs, "", "ICC2"));
    for (place, item) in found.items.iter().enumerate() {
        relative(item.as_ref().unwrap().icc1.value, icc1[place], 1e-12);
        relative(item.as_ref().unwrap().icc2.value, icc2[place], 1e-12);
    }
    relative(found.scale.as_ref().unwrap().icc1.value, icc1[13], 1e-12);
    relative(found.scale.as_ref().unwrap().icc2.value, icc2[13], 1e-12);
}

#[test]
fn group_correlations_with_gaps_are_those_of_multilevel() {
    let soldiers = table("bhr2000");
    let (companies, _) = soldiers.groups("GRP");
    let is_gap = |row: usize, item: usize| ((row + 1) * 3 + (item + 1) * 5).is_multiple_of(7);
    let theirs = result("icc12_bhr2000_gaps");
    for (place, (name, item)) in [("AF06", 0), ("AS28", 10)].into_iter().enumerate() {
        let mut values = soldiers.numbers(name);
        for (row, value) in values.iter_mut().enumerate().filter(|(row, _)| is_gap(*row, item)) {
            *value = f64::NAN;
            assert!(row < 5400);
        }

        let found = group_icc(&values, &companies).unwrap();

        relative(found.icc1.value, column(&theirs, "", "ICC1")[place], 1e-12);
        relative(found.icc2.value, column(&theirs, "", "ICC2")[place], 1e-12);
    }
}

#[test]
fn restricted_likelihood_gives_other_values_than_mean_squares_when_sizes_differ() {
    let soldiers = table("bhr2000");
    let (companies, _) = soldiers.groups("GRP");
    let items = soldiers.scores_in("AF06", "AS28");

    let found = icc_groups(&items, &companies).unwrap();

    let theirs = result("multicc_bhr2000");
    let (icc1, icc2) = (column(&theirs, "/v", "ICC1"), column(&theirs, "/v", "ICC2"));
    for (place, item) in found.items.iter().map(|item| item.as_ref().unwrap()).enumerate() {
        assert!(item.reml.fit.converged);
        relative(item.reml.icc1, icc1[place], 1e-5);
        relative(item.reml.icc2, icc2[place], 1e-5);
    }
    let first = found.items[0].as_ref().unwrap();
    assert!(first.icc1.value < 0.091 && first.reml.icc1 > 0.103);
    assert!(first.icc1_n0 > first.icc1.value);
    let interval = first.icc1.ci95.unwrap();
    assert!(interval.low < first.reml.icc1 && first.reml.icc1 < interval.high);
}

#[test]
fn with_equal_sizes_all_variants_are_one() {
    let ratings = table("sim360");
    let (leaders, _) = ratings.groups("ratee");

    let found = icc_groups(&ratings.scores_in("i01", "i30"), &leaders).unwrap().scale.unwrap();

    let theirs = result("icc12_sim360");
    let six = icc(&ratings_of_leaders()).unwrap();
    relative(found.icc1.value, column(&theirs, "", "ICC1")[0], 1e-12);
    relative(found.icc1.value, found.icc1_n0, 1e-12);
    relative(found.icc1.value, found.reml.icc1, 1e-9);
    relative(found.icc2.value, found.reml.icc2, 1e-9);
    relative(found.icc1.ci95.unwrap().low, six.icc1.ci95.unwrap().low, 1e-9);
    relative(found.icc2.ci95.unwrap().high, six.icc1k.ci95.unwrap().high, 1e-9);
    let lme4 = result("lmm_icc1_sim360");
    relative(found.reml.within, number(&lme4, "/varcomp/1/vcov"), 1e-5);
}

#[test]
fn groups_that_bear_no_correlation_have_a_reason() {
    let of = |values: &[f64], groups: &[u32]| -> Result<GroupIcc, Error> {
        group_icc(values, &Groups::new(groups.to_vec()).unwrap())
    };
    let gap = f64::NAN;

    assert_eq!(of(&[1.0, 2.0], &[0, 0]).err(), Some(Error::TooFewGroups { found: 1, needed: 2 }));
    assert_eq!(
        of(&[1.0, gap, gap], &[0, 0, 1]).err(),
        Some(Error::TooFewGroups { found: 1, needed: 2 })
    );
    assert_eq!(of(&[1.0, 2.0, 4.0], &[0, 1, 2]).err(), Some(Error::NoDegreesOfFreedom));
    assert_eq!(of(&[2.0; 4], &[0, 0, 1, 1]).err(), Some(Error::NoVariance));
    let agreed = of(&[1.0, 1.0, 3.0, 3.0], &[0, 0, 1, 1]).unwrap();
    assert_eq!((agreed.icc1.value, agreed.icc2.value, agreed.reml.icc1), (1.0, 1.0, 1.0));
}

proptest! {
    #[test]
    fn group_correlations_know_neither_unit_nor_label(
        answers in prop::collection::vec((1_u8..=5, 0_u32..6), 12..60),
        unit in 0.1..10.0_f64,
    ) {
        let labels: Vec<u32> = answers.iter().map(|(_, group)| *group).collect();
        let turned: Vec<u32> = labels.iter().map(|group| (group * 5 + 2) % 7).collect();
        let values: Vec<f64> = answers.iter().map(|(answer, _)| f64::from(*answer)).collect();
        let stretched: Vec<f64> = values.iter().map(|value| unit * value - 2.0).collect();

        let plain = group_icc(&values, &Groups::by_label(&labels).unwrap().0);
        let other = group_icc(&stretched, &Groups::by_label(&turned).unwrap().0);

        if let (Ok(plain), Ok(other)) = (&plain, &other) {
            prop_assert!((plain.icc1.value - other.icc1.value).abs() < 1e-8);
            prop_assert!((plain.reml.icc1 - other.reml.icc1).abs() < 1e-6);
            prop_assert!((0.0..=1.0).contains(&plain.reml.icc1));
        }
    }
}
