use hone_stats::agreement::AnswerScale;
use hone_stats::careless::{careless, distances, even_odd, long_string, rater_styles, variability};
use hone_stats::{Error, Groups, Scores};
use proptest::prelude::*;

use crate::reference::{all_absolute, all_relative, number, numbers, relative, result, table};

fn scores(columns: &[&[f64]]) -> Scores {
    Scores::new(columns.iter().map(|column| column.to_vec()).collect()).unwrap()
}

#[test]
fn the_signs_of_soldiers_are_those_of_psych() {
    let soldiers = table("bhr2000").scores_in("AF06", "AS28");

    let found = careless(&soldiers, &[]).unwrap();

    let theirs = result("careless_bhr2000");
    let d2: Vec<f64> = found.ballots.iter().map(|ballot| ballot.distance.unwrap().d2).collect();
    all_relative(&d2[..20], &numbers(&theirs, "/d2_head"), 1e-11);
    relative(d2.iter().copied().fold(0.0, f64::max), number(&theirs, "/d2_max"), 1e-11);
    let spreads: Vec<f64> =
        found.ballots[..20].iter().map(|ballot| ballot.variability.unwrap()).collect();
    all_absolute(&spreads, &numbers(&theirs, "/irv_head"), 1e-12);
    for length in 1..=11_u32 {
        let count = found.ballots.iter().filter(|ballot| ballot.long_string == length).count();
        relative(count as f64, number(&theirs, &format!("/longstring_table/{length}")), 0.0);
    }
    assert_eq!((found.n_far, found.n_straight, found.n_with_even_odd), (133, 182, 0));
}

#[test]
fn distances_of_ratings_of_leaders_are_those_of_psych() {
    let ratings = table("sim360").scores_in("i01", "i30");

    let found = distances(&ratings).unwrap();

    let theirs = result("careless_sim360");
    let d2: Vec<f64> = found[..20].iter().map(|distance| distance.unwrap().d2).collect();
    all_relative(&d2, &numbers(&theirs, "/d2_head"), 1e-11);
    let n_far = found.iter().filter(|distance| distance.unwrap().p < 0.001).count();
    relative(n_far as f64, number(&theirs, "/n"), 0.0);
}

#[test]
fn the_signs_of_rows_with_gaps_are_those_of_r() {
    let pupils = table("bfi").scores_in("A1", "O5");
    let traits: Vec<Vec<usize>> = (0..5).map(|t| (5 * t..5 * t + 5).collect()).collect();

    let runs = long_string(&pupils);
    let spreads = variability(&pupils);
    let consistencies = even_odd(&pupils, &traits).unwrap();

    let theirs = result("careless_bfi");
    relative(runs.iter().map(|run| f64::from(*run)).sum(), number(&theirs, "/longstring_sum"), 0.0);
    let head: Vec<f64> = spreads[..50].iter().map(|spread| spread.unwrap()).collect();
    all_relative(&head, &numbers(&theirs, "/irv_head"), 1e-12);
    let known = numbers(&theirs, "/even_odd_head");
    for (ours, reference) in consistencies.iter().zip(&known) {
        assert_eq!(ours.is_none(), reference.is_nan());
        if let Some(ours) = ours {
            assert!((ours - reference).abs() < 1e-10, "{ours} for {reference}");
        }
    }
    let there: Vec<f64> = consistencies.iter().flatten().copied().collect();
    relative(there.len() as f64, number(&theirs, "/n_even_odd"), 0.0);
    relative(there.iter().sum(), number(&theirs, "/even_odd_sum"), 1e-10);
}

/// In R the missing answer would count as the mean.
#[test]
fn only_answered_items_count_for_a_distance() {
    let gap = f64::NAN;
    let answers =
        scores(&[&[1.0, 2.0, 3.0, 4.0, 5.0, 5.0, gap], &[2.0, 1.0, 4.0, 3.0, 5.0, gap, gap]]);

    let found = distances(&answers).unwrap();

    let variance = 8.0 / 3.0;
    let expected = (5.0 - 20.0 / 6.0_f64).powi(2) / variance;
    relative(found[5].unwrap().d2, expected, 1e-12);
    assert_eq!((found[5].unwrap().df, found[0].unwrap().df, found[6]), (1, 2, None));
}

#[test]
fn a_straight_line_needs_four_answers() {
    let gap = f64::NAN;
    let answers = scores(&[&[3.0, 3.0, 1.0], &[3.0, 3.0, 2.0], &[3.0, 3.0, 4.0], &[3.0, gap, 5.0]]);

    let found = careless(&answers, &[]).unwrap();

    let straight: Vec<bool> = found.ballots.iter().map(|ballot| ballot.is_straight).collect();
    assert_eq!((straight, found.n_straight), (vec![true, false, false], 1));
}

#[test]
fn data_that_bear_no_sign_have_none() {
    let gap = f64::NAN;
    let same = scores(&[&[3.0, 3.0], &[3.0, gap]]);
    let nothing = scores(&[&[gap, gap]]);

    assert_eq!(distances(&same), Err(Error::NoVariance));
    assert_eq!(careless(&same, &[]).unwrap().ballots[0].distance, None);
    assert_eq!(careless(&nothing, &[]).unwrap().ballots[0].long_string, 0);
    assert_eq!(even_odd(&same, &[vec![0, 7]]), Err(Error::NoSuchItem { item: 7 }));
    let twice = scores(&[&[1.0, 2.0, 4.0], &[1.0, 2.0, 4.0]]);
    assert!(distances(&twice).unwrap().iter().all(Option::is_none));
}

/// Rater 0 tells nothing apart and likes the middle; rater 1 uses the whole scale; rater 2 said one
/// word.
#[test]
fn styles_of_raters_are_told_apart() {
    let gap = f64::NAN;
    let answers = scores(&[
        &[3.0, 3.0, 1.0, 2.0, gap],
        &[3.0, 3.0, 5.0, 4.0, gap],
        &[3.0, 4.0, 3.0, 5.0, 5.0],
    ]);
    let raters = Groups::new(vec![0, 0, 1, 1, 2]).unwrap();

    let found = rater_styles(&answers, &raters, AnswerScale::new(1, 5).unwrap()).unwrap();

    let [dull, keen, silent] = found.raters.as_slice() else { panic!("three raters") };
    assert_eq!((dull.n, keen.n, silent.n), (2, 2, 0));
    assert!(dull.differentiation.unwrap() < 0.5 && keen.differentiation.unwrap() > 1.5);
    relative(dull.middle.unwrap(), 5.0 / 6.0, 1e-12);
    relative(keen.ends.unwrap(), 0.5, 1e-12);
    relative(dull.straight.unwrap(), 0.5, 1e-12);
    relative(keen.leniency.unwrap(), 2.0 / 24.0, 1e-12);
    assert_eq!((silent.leniency, silent.straight), (None, None));
}

proptest! {
    #[test]
    fn distances_know_neither_unit_nor_order_of_items(
        rows in prop::collection::vec(prop::array::uniform3(1_u8..=5), 8..30),
        unit in 0.5..4.0_f64,
    ) {
        let column = |item: usize| rows.iter().map(|row| f64::from(row[item])).collect::<Vec<_>>();
        let plain = Scores::new((0..3).map(column).collect()).unwrap();
        let stretch = |column: Vec<f64>| column.iter().map(|value| unit * value - 7.0).collect();
        let turned = Scores::new([2, 0, 1].map(|item| stretch(column(item))).to_vec()).unwrap();

        if let (Ok(plain), Ok(turned)) = (distances(&plain), distances(&turned)) {
            for (a, b) in plain.iter().zip(&turned) {
                if let (Some(a), Some(b)) = (a, b) {
                    prop_assert!((a.d2 - b.d2).abs() < 1e-6 * (1.0 + a.d2));
                }
            }
        }
    }
}
