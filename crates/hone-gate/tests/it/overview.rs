//! A round as a whole: which units make a cell, and what it tells.

use std::collections::BTreeSet;

use hone_gate::{Category, Error, Figure, Overview, Release, Shown, overview};
use proptest::prelude::*;

use crate::organisation::{Answers, form, released, to_sheets};

/// The release of a leader whose raters all answer the same.
fn leader(k: usize, n_raters: usize, answers: Answers) -> Release {
    released(&form(), k, &to_sheets(&vec![(Category::Peers, answers); n_raters])).unwrap()
}

fn unit(name: &str, sizes: &[usize]) -> Vec<(String, Release)> {
    sizes.iter().map(|n| (name.to_owned(), leader(4, *n, [Some(3); 5]))).collect()
}

fn units(overview: &Overview) -> Vec<Vec<&str>> {
    overview.cells().iter().map(|cell| cell.units().iter().map(String::as_str).collect()).collect()
}

fn value(figure: &Figure) -> Option<f64> {
    figure.shown().map(Shown::value)
}

#[test]
fn a_cell_has_five_leaders_twenty_raters_and_nobody_with_more_than_four_in_ten() {
    let is_told = |sizes: &[usize]| overview(&unit("Pumps", sizes)).is_some();

    assert!(is_told(&[4, 4, 4, 4, 4]));
    assert!(!is_told(&[5, 5, 5, 5]));
    assert!(is_told(&[4, 4, 4, 4, 10]));
    assert!(!is_told(&[4, 4, 4, 4, 11]));
    let of_three = |n_last| {
        let mut all: Vec<_> = (0..5).map(|_| (String::new(), leader(3, 3, [Some(3); 5]))).collect();
        all.push((String::new(), leader(3, n_last, [Some(3); 5])));
        overview(&all).is_some()
    };
    assert!(!of_three(4));
    assert!(of_three(5));
}

#[test]
fn small_units_are_counted_together_and_the_smallest_other_one_joins_them() {
    let large = unit("Operations", &[4; 7]);
    let small = unit("Pumps", &[4; 5]);
    let tiny = unit("Depots", &[4; 2]);
    let all = |parts: &[&Vec<(String, Release)>]| -> Vec<(String, Release)> {
        parts.iter().flat_map(|part| part.iter().cloned()).collect()
    };
    let told = |parts: &[&Vec<(String, Release)>]| overview(&all(parts)).unwrap();

    assert_eq!(units(&told(&[&large, &small])), [["Operations"], ["Pumps"]]);
    let joined = told(&[&large, &small, &tiny]);
    assert_eq!(units(&joined), [vec!["Depots", "Pumps"], vec!["Operations"]]);
    let several = [&unit("A", &[4; 3]), &unit("B", &[4; 2]), &large];
    assert_eq!(units(&told(&several)), [vec!["A", "B"], vec!["Operations"]]);
    let one = told(&[&small, &tiny]);
    assert_eq!(units(&one), [vec!["Depots", "Pumps"]]);
    assert_eq!(one.total(), None);
    assert_eq!(overview(&all(&[&tiny, &unit("A", &[4, 4])])), None);
    assert_eq!(overview(&[]), None);
}

#[test]
fn the_figures_are_those_worked_out_by_hand() {
    // Leading is 3 for three leaders, 4 for one and 4.5 or higher for one; managing is 2.
    let of = |points| leader(4, 4, [Some(points), Some(points), Some(2), Some(2), None]);
    let all: Vec<_> = [3, 3, 3, 4, 5].map(|points| (String::from("Pumps"), of(points))).into();

    let found = overview(&all).unwrap();

    let cell = &found.cells()[0];
    assert_eq!(cell.n_leaders(), 5);
    // (3 * 3 + 4 + 4.5) / 5 = 3.5; 1.96 * 0.8 / sqrt(20) = 0.351; upwards 0.5 / 5 more.
    let leading = cell.scales()["trust.leading"].shown().unwrap();
    assert_eq!((leading.value(), leading.low(), leading.high()), (3.5, 3.1, 4.0));
    assert!(leading.is_coded());
    // 2 from four answers of 2 is no bound: 8 points are more than 4 + 2.
    assert_eq!(value(&cell.scales()["trust.managing"]), Some(2.0));
    assert_eq!(value(&cell.contrasts()["trust"]), Some(1.5));
}

#[test]
fn each_leader_counts_the_same_however_many_answered() {
    let told = |sizes: [usize; 5]| {
        let leaders = sizes.into_iter().zip([2, 3, 3, 4, 2]);
        let releases: Vec<_> = leaders
            .map(|(n, points)| ("Pumps".to_owned(), leader(4, n, [Some(points); 5])))
            .collect();
        overview(&releases).unwrap()
    };

    let few = told([4, 4, 4, 4, 4]);

    assert_eq!(value(&few.cells()[0].scales()["trust.leading"]), Some(2.8));
    for sizes in [[4, 5, 6, 7, 8], [9, 4, 4, 4, 9], [5, 5, 5, 8, 5]] {
        assert_eq!(told(sizes).to_json(), few.to_json(), "{sizes:?}");
    }
}

#[test]
fn what_too_few_leaders_have_a_number_for_is_not_shown() {
    let mut all = unit("Pumps", &[4; 4]);
    all.push(("Pumps".to_owned(), leader(4, 4, [None, None, Some(3), Some(3), None])));

    let found = overview(&all).unwrap();

    let cell = &found.cells()[0];
    assert_eq!(cell.scales()["trust.leading"], Figure::NotShown);
    assert_eq!(cell.contrasts()["trust"], Figure::NotShown);
    assert_eq!(value(&cell.scales()["trust.managing"]), Some(3.0));
}

/// How many raters a unit may have, given the overview: every number of them makes the same bytes.
#[test]
fn a_unit_that_is_not_shown_alone_may_have_many_numbers_of_raters() {
    let with = |sizes: &[usize]| {
        let mut all = unit("Operations", &[6; 6]);
        all.extend(unit("Pumps", &[5; 5]));
        all.extend(unit("Depots", sizes));
        overview(&all).unwrap()
    };
    let known = with(&[4, 4]);
    assert_eq!(units(&known), [vec!["Depots", "Pumps"], vec!["Operations"]]);

    let feasible: BTreeSet<usize> = (4..=9)
        .flat_map(|a| (4..=9).map(move |b| [a, b]))
        .filter(|sizes| with(sizes).to_json() == known.to_json())
        .map(|sizes| sizes.iter().sum())
        .collect();

    assert!(feasible.last().unwrap() - feasible.first().unwrap() >= 4, "{feasible:?}");
    assert_eq!(feasible.len(), 11);
}

/// A unit with enough leaders can be too small only below a floor of four.
#[test]
fn a_unit_with_too_few_raters_may_have_several_numbers_of_them_too() {
    let with = |sizes: [usize; 5]| {
        let of = |name: &str, n| (name.to_owned(), leader(3, n, [Some(3); 5]));
        let mut all: Vec<_> = sizes.map(|n| of("Depots", n)).into();
        all.extend((0..6).map(|_| of("Operations", 5)));
        all.extend((0..7).map(|_| of("Pumps", 5)));
        overview(&all).unwrap()
    };
    let known = with([3, 3, 3, 3, 3]);
    assert_eq!(units(&known)[0], ["Depots", "Operations"]);

    for more in 0..=4 {
        assert_eq!(with([3, 3, 3, 3, 3 + more]).to_json(), known.to_json(), "{more} more");
    }
}

#[test]
fn a_document_that_breaks_its_rule_is_refused() {
    let mut all = unit("Operations", &[4; 6]);
    all.extend(unit("Pumps", &[4; 5]));
    let stored = overview(&all).unwrap().to_json();
    assert_eq!(Overview::parse(&stored).unwrap().to_json(), stored);

    let broken = [
        ("PART-2", "PART-9"),
        (r#""shows":"overview""#, r#""shows":"numbers""#),
        (r#""k":4"#, r#""k":2"#),
        (r#""leaders":6"#, r#""leaders":4"#),
        (r#""units":["Operations"]"#, r#""units":[]"#),
        (r#""units":["Operations"]"#, r#""units":["Pumps"]"#),
        (r#""units":["Operations"]"#, r#""units":["Water"]"#),
        (r#""value":3.0"#, r#""value":3.1"#),
        (r#""value":3.0"#, r#""value":9.0"#),
        (r#""leaders":11"#, r#""leaders":12"#),
    ];
    for (from, to) in broken {
        assert!(stored.contains(from), "{from} in {stored}");
        let refused = Overview::parse(&stored.replacen(from, to, 1));
        assert!(matches!(refused, Err(Error::BrokenRule(_) | Error::Floor(_))), "{from} to {to}");
    }
    assert!(matches!(Overview::parse("{}"), Err(Error::Unreadable(_))));
}

/// Up to four units of up to nine leaders, each with four to twelve raters who answer alike.
fn organisation() -> impl Strategy<Value = Vec<(String, usize, u8)>> {
    let leaders = proptest::collection::vec((0_usize..4, 4_usize..=12, 1_u8..=5), 0..=24);
    leaders.prop_map(|all| {
        all.into_iter().map(|(unit, n, points)| (format!("unit {unit}"), n, points)).collect()
    })
}

fn told(leaders: &[(String, usize, u8)]) -> Option<Overview> {
    let releases: Vec<(String, Release)> = leaders
        .iter()
        .map(|(unit, n, points)| (unit.clone(), leader(4, *n, [Some(*points); 5])))
        .collect();
    overview(&releases)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_leader_is_in_one_cell_and_every_cell_is_large_enough(leaders in organisation()) {
        let Some(found) = told(&leaders) else { return Ok(()) };

        let mut n_leaders = 0;
        for cell in found.cells() {
            let sizes: Vec<usize> = leaders
                .iter()
                .filter(|(unit, ..)| cell.units().contains(unit))
                .map(|(_, n, _)| *n)
                .collect();
            let n: usize = sizes.iter().sum();
            prop_assert_eq!(sizes.len(), cell.n_leaders());
            prop_assert!(sizes.len() >= 5 && n >= 20);
            prop_assert!(sizes.iter().all(|one| 10 * one <= 4 * n), "{:?}", sizes);
            n_leaders += sizes.len();
        }
        prop_assert_eq!(n_leaders, leaders.len());
        prop_assert_eq!(Overview::parse(&found.to_json()), Ok(found));
    }

    #[test]
    fn which_cells_there_are_depends_on_counts_only(leaders in organisation(), seed in 1_u8..=5) {
        let other: Vec<_> =
            leaders.iter().map(|(unit, n, points)| (unit.clone(), *n, 1 + (points + seed) % 5)).collect();
        let cells = |found: Option<Overview>| {
            found.map(|found| units(&found).iter().map(|names| names.concat()).collect::<Vec<_>>())
        };

        prop_assert_eq!(cells(told(&leaders)), cells(told(&other)));
    }

    #[test]
    fn the_order_of_leaders_does_not_matter(leaders in organisation(), by in 0_usize..24) {
        let mut turned = leaders.clone();
        turned.rotate_left(by.min(leaders.len()));

        prop_assert_eq!(
            told(&leaders).map(|found| found.to_json()),
            told(&turned).map(|found| found.to_json())
        );
    }
}
