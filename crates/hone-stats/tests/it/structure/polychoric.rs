use hone_stats::structure::{EmptyCells, Polychoric, polychoric};
use hone_stats::{Categories, Error, Groups, Scores};
use nalgebra::DMatrix;
use proptest::prelude::*;

use crate::reference::{absolute, all_absolute, number, numbers, relative, result, table};

fn matrix(name: &str, pointer: &str) -> DMatrix<f64> {
    let whole = result(name);
    let rows = whole.pointer(pointer).unwrap().as_array().unwrap().len();
    let row = |i: usize| numbers(&whole, &format!("{pointer}/{i}"));
    DMatrix::from_fn(rows, rows, |i, j| row(i)[j])
}

fn of(scores: &Scores) -> Polychoric {
    polychoric(&Categories::of(scores).unwrap(), EmptyCells::default()).unwrap()
}

/// Correlations and thresholds within 1e-7 of lavaan's.
#[track_caller]
fn as_lavaan(scores: &Scores, name: &str) {
    let ours = of(scores);
    let reference = matrix(name, "/rho/values");
    assert!((&ours.correlations - reference).amax() < 1e-7);
    let thresholds: Vec<f64> = result(name)["th"]
        .as_object()
        .unwrap()
        .values()
        .map(|threshold| threshold.as_f64().unwrap())
        .collect();
    let mut all: Vec<f64> = ours.thresholds.concat();
    // serde_json sorts the names of the thresholds.
    let mut sorted = thresholds;
    sorted.sort_by(f64::total_cmp);
    all.sort_by(f64::total_cmp);
    all_absolute(&all, &sorted, 1e-12);
    assert!(ours.pairs.iter().all(|pair| pair.fit.converged && !pair.is_at_bound));
}

#[test]
fn correlations_and_thresholds_are_lavaans() {
    as_lavaan(&table("science_mirt").scores_in("Comfort", "Benefit"), "lavcor_science");
    as_lavaan(&table("bhr2000").scores_in("AF06", "AS28"), "lavcor_bhr2000");
    as_lavaan(&table("bfi").scores_in("A1", "O5"), "lavcor_bfi");
    as_lavaan(&table("sim360").scores_in("i01", "i30"), "lavcor_sim360");
}

#[test]
fn items_with_two_categories_give_lavaans_tetrachoric_correlations() {
    as_lavaan(&table("lsat7").scores_in("Item.1", "Item.5"), "lavcor_lsat7");
}

#[test]
fn an_empty_cell_of_two_by_two_is_filled_with_the_margins_kept_unless_asked_otherwise() {
    let row = |a, b, n: usize| vec![(a, b); n];
    let answers = [row(0.0, 0.0, 9), row(0.0, 1.0, 6), row(1.0, 1.0, 25)].concat();
    let (a, b): (Vec<f64>, Vec<f64>) = answers.into_iter().unzip();
    let categories = Categories::of(&Scores::new(vec![a, b]).unwrap()).unwrap();

    let filled = polychoric(&categories, EmptyCells::KeepMargins).unwrap();
    let kept = polychoric(&categories, EmptyCells::Keep).unwrap();

    let reference = number(&result("lavcor_empty_cell"), "/rho/values/0/1");
    absolute(filled.correlations[(0, 1)], reference, 1e-7);
    assert_eq!((kept.correlations[(0, 1)], kept.pairs[0].is_at_bound), (0.999, true));
    assert_eq!(kept.pairs[0].n_empty_cells, 1);
}

/// psych searches in one dimension to a tolerance of 1e-5 or so: lavaan is the target, not psych.
#[test]
fn psych_differs_by_its_search_tolerance_only() {
    let science = of(&table("science_mirt").scores_in("Comfort", "Benefit"));
    let soldiers = of(&table("bhr2000").scores_in("AF06", "AS28"));

    let plain = science.correlations - matrix("polychoric_science", "/rho/values");
    let corrected = soldiers.correlations - matrix("polychoric_cc_bhr2000", "/rho/values");

    assert!(plain.amax() < 3e-5 && plain.amax() > 1e-6);
    assert!(corrected.amax() < 3e-5);
}

#[test]
fn half_an_answer_in_empty_cells_draws_correlations_towards_zero() {
    let few = Categories::of(
        &table("bfi").scores_in("N1", "N5").rows(&(0..60).collect::<Vec<_>>()).unwrap(),
    )
    .unwrap();

    let [kept, filled] =
        [EmptyCells::Keep, EmptyCells::AddHalf].map(|empty| polychoric(&few, empty).unwrap());

    for (kept, filled) in kept.pairs.iter().zip(&filled.pairs).filter(|(p, _)| p.n_empty_cells > 0)
    {
        assert!(filled.correlation.value < kept.correlation.value);
    }
}

#[test]
fn the_asymptotic_covariance_is_lavaans() {
    for (data, first, last, name) in [
        ("science_mirt", "Comfort", "Benefit", "gamma_science"),
        ("lsat7", "Item.1", "Item.5", "gamma_lsat7"),
        ("bfi", "N1", "N5", "gamma_bfi_pairwise"),
    ] {
        let categories = Categories::of(&table(data).scores_in(first, last)).unwrap();
        let ours = polychoric(&categories, EmptyCells::default()).unwrap();

        let gamma = ours.covariance(&categories, None).unwrap();

        let reference = matrix(name, "/gamma");
        assert_eq!(ours.n as f64, number(&result(name), "/nobs"));
        let error = (&gamma - &reference).amax() / reference.amax();
        assert!(error < 1e-6, "{name}: {error}");
        let diagonal = ours.variances(&categories).unwrap();
        assert!((gamma.diagonal() - &diagonal).amax() < 1e-10);
        let last = ours.pairs[ours.pairs.len() - 1].correlation;
        relative(last.se.unwrap(), (diagonal[diagonal.len() - 1] / ours.n as f64).sqrt(), 1e-12);
    }
}

#[test]
fn the_asymptotic_covariance_of_many_rows_is_lavaans() {
    let categories = Categories::of(&table("bhr2000").scores_in("AF06", "AS28")).unwrap();
    let ours = polychoric(&categories, EmptyCells::default()).unwrap();

    let gamma = ours.covariance(&categories, None).unwrap();

    let reference = result("gamma_bhr2000");
    let diagonal = numbers(&reference, "/diagonal");
    let last = numbers(&reference, "/row_last");
    for (place, (own, with_last)) in diagonal.iter().zip(&last).enumerate() {
        relative(gamma[(place, place)], *own, 1e-6);
        absolute(gamma[(98, place)], *with_last, 1e-6);
    }
    assert_eq!((gamma.nrows(), ours.n_thresholds(), ours.statistics().len()), (99, 44, 99));
}

#[test]
fn clusters_of_one_row_change_the_covariance_by_its_correction_only() {
    let categories =
        Categories::of(&table("science_mirt").scores_in("Comfort", "Benefit")).unwrap();
    let ours = polychoric(&categories, EmptyCells::default()).unwrap();
    let alone = Groups::new((0..392).rev().collect()).unwrap();

    let clustered = ours.covariance(&categories, Some(&alone)).unwrap();

    let plain = ours.covariance(&categories, None).unwrap();
    assert!((clustered * (391.0 / 392.0) - plain).amax() < 1e-9);
}

#[test]
fn rows_that_come_twice_in_one_cluster_are_worth_one() {
    let scores = table("science_mirt").scores_in("Comfort", "Benefit");
    let twice = scores.rows(&(0..784).map(|row| row / 2).collect::<Vec<_>>()).unwrap();
    let pairs = Groups::new((0..784).map(|row| row / 2).collect()).unwrap();
    let (once, doubled) = (Categories::of(&scores).unwrap(), Categories::of(&twice).unwrap());

    let single = of(&scores).covariance(&once, None).unwrap() / 392.0;
    let clustered = of(&twice).covariance(&doubled, Some(&pairs)).unwrap() / 784.0;

    assert!((clustered * (391.0 / 392.0) - single).amax() < 1e-12);
}

#[test]
fn items_without_a_common_row_or_without_difference_are_refused() {
    let gap = f64::NAN;
    let apart = Scores::new(vec![vec![1.0, 2.0, gap, gap], vec![gap, gap, 1.0, 2.0]]).unwrap();
    let constant = Scores::new(vec![vec![1.0, 2.0], vec![3.0, 3.0]]).unwrap();

    let apart = polychoric(&Categories::of(&apart).unwrap(), EmptyCells::Keep);
    let constant = polychoric(&Categories::of(&constant).unwrap(), EmptyCells::Keep);

    assert_eq!(apart.unwrap_err(), Error::NeverTogether { item: 0, other: 1 });
    assert_eq!(constant.unwrap_err(), Error::Constant { item: 1 });
}

#[test]
fn perfect_agreement_is_at_the_bound_and_says_so() {
    let answers: Vec<f64> = (0..50).map(|row| f64::from(row % 5)).collect();
    let against = answers.iter().map(|x| -x).collect();
    let scores = Scores::new(vec![answers.clone(), answers, against]).unwrap();

    let ours = of(&scores);

    let values: Vec<f64> = ours.pairs.iter().map(|pair| pair.correlation.value).collect();
    assert_eq!(values, [0.999, -0.999, -0.999]);
    assert!(ours.pairs.iter().all(|pair| pair.is_at_bound && pair.fit.converged));
}

/// Answers of a few categories that hang together somewhat, with gaps.
fn answers() -> impl Strategy<Value = Scores> {
    let answer = prop_oneof![1 => Just(f64::NAN), 9 => (0..4_u8).prop_map(f64::from)];
    let row = prop::collection::vec(answer, 3);
    prop::collection::vec(row, 1..60).prop_map(|rows| {
        Scores::new((0..3).map(|item| rows.iter().map(|row| row[item]).collect()).collect())
            .unwrap()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_answers_give_finite_correlations_or_a_reason(scores in answers()) {
        let Ok(categories) = Categories::of(&scores) else { return Ok(()) };
        let Ok(ours) = polychoric(&categories, EmptyCells::default()) else { return Ok(()) };

        prop_assert!(ours.correlations.iter().all(|r| r.abs() <= 1.0));
        let gamma = ours.covariance(&categories, None);
        prop_assert!(gamma.is_err() || gamma.unwrap().iter().all(|x| x.is_finite()));
    }

    #[test]
    fn order_of_items_scale_and_duplication_change_nothing(scores in answers()) {
        let Ok(ours) = Categories::of(&scores).and_then(|c| polychoric(&c, EmptyCells::Keep))
        else { return Ok(()) };

        let turned: Vec<Vec<f64>> =
            [2, 0, 1].map(|i: usize| scores.item(i).iter().map(|x| -3.0 * x).collect()).to_vec();
        let n = scores.n_rows();
        let twice = Scores::new(turned).unwrap().rows(&(0..2 * n).map(|row| row % n).collect::<Vec<_>>());
        let other = polychoric(&Categories::of(&twice.unwrap()).unwrap(), EmptyCells::Keep).unwrap();

        prop_assert_eq!(2 * ours.n, other.n);
        for (a, b) in [(0, 1), (0, 2), (1, 2)] {
            let moved = |i: usize| (i + 1) % 3;
            let difference = ours.correlations[(a, b)] - other.correlations[(moved(a), moved(b))];
            prop_assert!(difference.abs() < 1e-7, "{}", difference);
        }
    }
}
