use hone_stats::structure::{
    EmptyCells, Factors, Rotation, factors, parallel, parallel_ordinal, polychoric,
};
use hone_stats::{Categories, Error, Scores};
use nalgebra::DMatrix;
use proptest::prelude::*;

use crate::reference::{absolute, all_absolute, number, numbers, relative, result, table};

const SEED: u64 = 20_240_607;

fn of(scores: &Scores, n_factors: usize) -> Factors {
    let correlations = scores.pairwise_correlation().unwrap();
    factors(&correlations, scores.n_rows(), n_factors, Rotation::Oblimin, SEED).unwrap()
}

fn matrix(name: &str, pointer: &str) -> DMatrix<f64> {
    let whole = result(name);
    let rows = whole.pointer(pointer).unwrap().as_array().unwrap().len();
    let columns = numbers(&whole, &format!("{pointer}/0")).len();
    let values: Vec<f64> =
        (0..rows).flat_map(|row| numbers(&whole, &format!("{pointer}/{row}"))).collect();
    DMatrix::from_row_slice(rows, columns, &values)
}

/// Loadings and correlations of factors within `tolerance` of psych's, in the same order and with
/// the same signs; fit to 1e-5.
#[track_caller]
fn as_psych(ours: &Factors, name: &str, tolerance: f64) {
    let reference = result(name);
    relative(ours.fit.objective.unwrap(), number(&reference, "/objective"), 1e-5);
    relative(ours.fit.chi_square.unwrap(), number(&reference, "/chi"), 1e-5);
    absolute(ours.fit.tli.unwrap(), number(&reference, "/TLI"), 1e-5);
    let rmsea = ours.fit.rmsea.unwrap();
    absolute(rmsea, number(&reference, "/RMSEA/RMSEA"), 1e-5);
    let interval = ours.fit.rmsea_ci90.unwrap();
    absolute(interval.low, number(&reference, "/RMSEA/lower"), 1e-5);
    absolute(interval.high, number(&reference, "/RMSEA/upper"), 1e-5);
    // With gaps psych weighs residuals by how many rows are behind them.
    absolute(ours.fit.rms, number(&reference, "/rms"), 1e-5);
    absolute(ours.fit.bic.unwrap(), number(&reference, "/BIC"), 0.05);
    assert_eq!(ours.fit.df as f64, number(&reference, "/dof"));
    let loadings = matrix(name, "/loadings/values");
    let largest = (&ours.loadings - loadings).amax();
    assert!(largest < tolerance, "loadings: {largest}");
    if ours.phi.nrows() > 1 {
        let largest = (&ours.phi - matrix(name, "/Phi/values")).amax();
        assert!(largest < tolerance, "phi: {largest}");
    }
    assert!(ours.extraction.converged && ours.rotation.converged && ours.heywood.is_empty());
}

#[test]
fn factors_are_those_of_psych() {
    let soldiers = table("bhr2000").scores_in("AF06", "AS28");
    let pupils = table("bfi").scores_in("A1", "O5");
    let leaders = table("sim360").scores_in("i01", "i30");

    as_psych(&of(&soldiers, 1), "factors1_bhr2000", 1e-3);
    as_psych(&of(&soldiers, 3), "efa3_minres_bhr2000", 1e-3);
    as_psych(&of(&pupils, 5), "efa5_minres_bfi", 1e-3);
    as_psych(&of(&leaders, 6), "efa6_minres_sim360", 1e-3);
}

#[test]
fn varimax_keeps_communalities_and_factors_apart() {
    let correlations = table("bhr2000").scores_in("AF06", "AS28").pairwise_correlation().unwrap();
    let turned = |rotation| factors(&correlations, 5400, 3, rotation, SEED).unwrap();

    let (plain, varimax) = (turned(Rotation::None), turned(Rotation::Varimax));

    all_absolute(&plain.communalities, &varimax.communalities, 1e-12);
    assert_eq!(varimax.phi, DMatrix::identity(3, 3));
    let reference = matrix("factors3_varimax_bhr2000", "/loadings/values");
    assert!((varimax.loadings - reference).amax() < 1e-3);
}

#[test]
fn the_fitted_model_is_the_same_however_it_is_turned() {
    let correlations = table("bfi").scores_in("A1", "O5").pairwise_correlation().unwrap();
    let model = |rotation| {
        let found = factors(&correlations, 2800, 5, rotation, SEED).unwrap();
        &found.loadings * &found.phi * found.loadings.transpose()
    };

    let difference = model(Rotation::Oblimin) - model(Rotation::None);

    assert!(difference.amax() < 1e-10);
}

#[test]
fn polychoric_correlations_have_factors_too() {
    let categories = Categories::of(&table("bhr2000").scores_in("AF06", "AS28")).unwrap();
    let ordinal = polychoric(&categories, EmptyCells::default()).unwrap();

    let found = factors(&ordinal.correlations, ordinal.n, 1, Rotation::None, SEED).unwrap();

    let all: f64 = found.communalities.iter().sum();
    let pearson: f64 =
        of(&table("bhr2000").scores_in("AF06", "AS28"), 1).communalities.iter().sum();
    assert!(all > pearson, "{all} {pearson}");
}

#[test]
fn a_heywood_case_is_named() {
    let correlations = DMatrix::from_row_slice(
        4,
        4,
        &[1.0, 0.9, 0.85, 0.2, 0.9, 1.0, 0.6, 0.2, 0.85, 0.6, 1.0, 0.1, 0.2, 0.2, 0.1, 1.0],
    );

    let found = factors(&correlations, 100, 1, Rotation::None, SEED).unwrap();

    assert_eq!(found.heywood, [0]);
    assert!(found.uniquenesses[0] < 0.005);
}

#[test]
fn more_factors_than_items_bear_are_refused() {
    let correlations = DMatrix::identity(5, 5);
    let asked = |n_factors| factors(&correlations, 100, n_factors, Rotation::None, SEED).err();

    assert_eq!(asked(0), Some(Error::NoFactors));
    assert_eq!(asked(2), None);
    assert_eq!(asked(3), Some(Error::TooFewItems { found: 5, needed: 6 }));
    let broken = factors(&DMatrix::from_element(4, 4, f64::NAN), 9, 1, Rotation::None, SEED);
    assert_eq!(broken.unwrap_err(), Error::NotPositiveDefinite);
}

#[test]
fn parallel_analysis_agrees_with_psych() {
    for (data, first, last, name) in
        [("bhr2000", "AF06", "AS28", "parallel_bhr2000"), ("bfi", "A1", "O5", "parallel_bfi")]
    {
        let ours = parallel(&table(data).scores_in(first, last), 40, SEED).unwrap();

        let reference = result(name);
        all_absolute(&ours.components, &numbers(&reference, "/pc.values"), 1e-10);
        all_absolute(&ours.factors, &numbers(&reference, "/fa.values"), 1e-5);
        let simulated = ours.simulated.unwrap();
        // psych's means are of 20 draws.
        all_absolute(&simulated.components_mean, &numbers(&reference, "/pc.sim"), 0.015);
        all_absolute(&simulated.factors_mean[1..], &numbers(&reference, "/fa.sim")[1..], 0.015);
        all_absolute(
            &ours.resampled.factors_mean[1..],
            &numbers(&reference, "/fa.simr")[1..],
            0.015,
        );
        assert_eq!(ours.n_factors as f64, number(&reference, "/nfact"));
        assert_eq!(ours.n_components as f64, number(&reference, "/ncomp"));
    }
}

#[test]
fn parallel_analysis_of_ordinal_items_finds_what_is_there() {
    let leaders = table("sim360").scores_in("i01", "i10");
    let few = leaders.rows(&(0..800).collect::<Vec<_>>()).unwrap();

    let found = parallel_ordinal(&few, 20, SEED).unwrap();

    assert_eq!(found, parallel_ordinal(&few, 20, SEED).unwrap());
    assert!(found.n_factors >= 1 && found.simulated.is_none());
    assert_eq!(parallel(&few, 1, SEED), Err(Error::TooFewDraws { found: 1, needed: 2 }));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_correlations_give_factors_or_a_reason(
        values in prop::collection::vec(-1.0..1.0_f64, 15),
        n_factors in 1..4_usize,
    ) {
        let at = |a: usize, b: usize| if a == b { 1.0 } else { values[a.min(b) * (11 - a.min(b)) / 2 + a.abs_diff(b) - 1] };
        let correlations = DMatrix::from_fn(6, 6, at);

        let found = factors(&correlations, 100, n_factors, Rotation::Oblimin, SEED).unwrap();

        prop_assert!(found.loadings.iter().all(|x| x.is_finite()));
        prop_assert!(found.communalities.iter().all(|share| (-1e-12..=7.0).contains(share)));
    }
}

#[test]
fn the_order_of_items_changes_nothing() {
    let scores = table("bhr2000").scores_in("AF06", "AS28");
    let plain = of(&scores, 3);

    for shift in [1, 5, 8] {
        let moved = |item: usize| (item + shift) % 11;
        let columns = (0..11).map(|item| scores.item(moved(item)).to_vec()).collect();
        let turned = of(&Scores::new(columns).unwrap(), 3);

        for item in 0..11 {
            let difference = plain.loadings.row(moved(item)) - turned.loadings.row(item);
            assert!(difference.amax() < 1e-6);
        }
    }
}
