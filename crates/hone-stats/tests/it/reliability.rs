use hone_stats::reliability::{Alpha, alpha};
use hone_stats::{Error, Scores};
use proptest::prelude::*;

use crate::reference::{all_relative, column, number, relative, result, table};

/// Values of items at 1e-12 relative, Feldt's interval at 1e-9.
#[track_caller]
fn is_as_in_psych(ours: &Alpha, name: &str) {
    let theirs = result(name);
    let total = |key: &str| number(&theirs, &format!("/total/{key}"));
    relative(ours.raw.value, total("raw_alpha"), 1e-12);
    relative(ours.standardised, total("std.alpha"), 1e-12);
    relative(ours.raw.se.unwrap(), total("ase"), 1e-11);
    relative(ours.mean_correlation, total("average_r"), 1e-12);
    relative(ours.mean, total("mean"), 1e-12);
    relative(ours.sd, total("sd"), 1e-12);
    let interval = ours.raw.ci95.unwrap();
    relative(interval.low, number(&theirs, "/feldt/lower.ci"), 1e-9);
    relative(interval.high, number(&theirs, "/feldt/upper.ci"), 1e-9);
    let of = |pick: fn(&hone_stats::reliability::AlphaItem) -> f64| -> Vec<f64> {
        ours.items.iter().map(pick).collect()
    };
    let item = |key: &str| column(&theirs, "/item.stats", key);
    all_relative(&of(|item| item.n as f64), &item("n"), 0.0);
    all_relative(&of(|item| item.mean), &item("mean"), 1e-12);
    all_relative(&of(|item| item.sd), &item("sd"), 1e-12);
    all_relative(&of(|item| item.r_drop.unwrap()), &item("r.drop"), 1e-12);
    let dropped = column(&theirs, "/alpha.drop", "raw_alpha");
    all_relative(&of(|item| item.alpha_dropped.unwrap()), &dropped, 1e-12);
}

#[test]
fn alpha_is_that_of_psych() {
    let soldiers = table("bhr2000").scores_in("AF06", "AS28");

    let found = alpha(&soldiers).unwrap();

    is_as_in_psych(&found, "alpha_bhr2000");
    assert_eq!((found.n, found.n_complete), (5400, 5400));
}

#[test]
fn alpha_with_gaps_is_that_of_psych() {
    let pupils = table("bfi").scores_in("N1", "N5");
    let soldiers = table("bhr2000").scores_in("AF06", "AS28");
    let is_gap = |row: usize, item: usize| ((row + 1) * 3 + (item + 1) * 5).is_multiple_of(7);
    let holes = soldiers.items().enumerate().map(|(item, column)| {
        let answer =
            |(row, value): (usize, &f64)| if is_gap(row, item) { f64::NAN } else { *value };
        column.iter().enumerate().map(answer).collect()
    });
    let holes = Scores::new(holes.collect()).unwrap();

    is_as_in_psych(&alpha(&pupils).unwrap(), "alpha_bfi");
    is_as_in_psych(&alpha(&holes).unwrap(), "alpha_bhr2000_gaps");
}

#[test]
fn alpha_of_data_that_bear_none_has_a_reason() {
    let gap = f64::NAN;
    let of = |columns: &[&[f64]]| {
        alpha(&Scores::new(columns.iter().map(|column| column.to_vec()).collect()).unwrap())
    };

    assert_eq!(of(&[&[1.0, 2.0, 3.0]]).err(), Some(Error::TooFewItems { found: 1, needed: 2 }));
    assert_eq!(of(&[&[1.0, 1.0], &[2.0, 2.0]]).err(), Some(Error::TooFewVary { found: 0 }));
    assert_eq!(of(&[&[gap], &[gap]]).err(), Some(Error::TooFewRows { found: 0, needed: 2 }));
    assert_eq!(of(&[&[1.0, 2.0], &[2.0, 1.0]]).err(), Some(Error::NoVariance));
    assert_eq!(
        of(&[&[1.0, 2.0, gap, gap], &[gap, gap, 1.0, 2.0]]).err(),
        Some(Error::NeverTogether { item: 0, other: 1 })
    );
}

#[test]
fn an_item_that_does_not_vary_is_left_out_of_the_scale() {
    let pupils = table("science_mirt").scores_in("Comfort", "Benefit");
    let mut columns: Vec<Vec<f64>> = pupils.items().map(<[f64]>::to_vec).collect();
    columns.insert(1, vec![3.0; pupils.n_rows()]);

    let found = alpha(&Scores::new(columns).unwrap()).unwrap();

    relative(found.raw.value, alpha(&pupils).unwrap().raw.value, 1e-15);
    assert_eq!((found.items[1].r_drop, found.items[1].mean), (None, 3.0));
}

proptest! {
    #[test]
    fn alpha_knows_neither_the_order_of_items_nor_of_rows_nor_their_unit(
        rows in prop::collection::vec(prop::array::uniform4(1_u8..=5), 8..40),
        turn in 0_usize..4,
        unit in 0.1..10.0_f64,
    ) {
        let column = |item: usize| rows.iter().map(|row| f64::from(row[item])).collect::<Vec<_>>();
        let plain = Scores::new((0..4).map(column).collect()).unwrap();
        let turned = (0..4).map(|item| {
            let mut values = column((item + turn) % 4);
            values.reverse();
            values.iter().map(|value| unit * value - 3.0).collect()
        });

        let (plain, turned) = (alpha(&plain), alpha(&Scores::new(turned.collect()).unwrap()));

        match (plain, turned) {
            (Ok(plain), Ok(turned)) => {
                prop_assert!((plain.raw.value - turned.raw.value).abs() < 1e-9);
                let (low, high) = (plain.raw.ci95.unwrap().low, plain.raw.ci95.unwrap().high);
                prop_assert!(low <= plain.raw.value && plain.raw.value <= high);
            }
            (plain, turned) => prop_assert_eq!(plain.is_err(), turned.is_err()),
        }
    }
}
