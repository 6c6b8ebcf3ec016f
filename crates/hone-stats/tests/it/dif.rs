use hone_stats::dif::{Purification, logistic_dif, proportional_odds, purified_dif, rest_scores};
use hone_stats::{Categories, Error, Groups, Scores};

use crate::reference::{
    absolute, all_absolute, all_relative, column, number, numbers, relative, result, table,
};

fn anxiety() -> (Scores, Groups) {
    let table = table("promis_anxiety");
    (table.scores_in("R1", "R29"), table.groups("age").0)
}

#[test]
fn a_regression_is_that_of_polr() {
    let (items, ages) = anxiety();
    let codes = Categories::of(&items).unwrap();
    let rest = rest_scores(&items).unwrap();
    let level = rest.item(0);
    let n = level.len() as f64;
    let mean = level.iter().sum::<f64>() / n;
    let sd = (level.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
    let level: Vec<f64> = level.iter().map(|x| (x - mean) / sd).collect();
    let age: Vec<f64> = ages.of().iter().map(|group| f64::from(*group)).collect();

    let found =
        proportional_odds(codes.item(0), codes.n_categories(0), &[&level, &age], None).unwrap();

    let theirs = result("polr_anxiety_R1");
    assert!(found.fit.converged && found.fit.iterations < 15);
    absolute(found.log_likelihood, number(&theirs, "/ll"), 1e-9);
    let both: Vec<f64> = found.coefficients.iter().chain(&found.thresholds).copied().collect();
    all_absolute(&both, &numbers(&theirs, "/coef"), 1e-6);
    all_relative(&found.errors, &numbers(&theirs, "/se")[..2], 1e-5);
}

/// The reference stops early; where ours differs it has to be higher.
#[test]
fn nested_log_likelihoods_are_those_of_polr() {
    let (items, ages) = anxiety();
    let codes = Categories::of(&items).unwrap();

    let found = logistic_dif(&codes, &ages, &rest_scores(&items).unwrap()).unwrap();

    let theirs = result("dif_polr_anxiety_age");
    for (place, name) in ["ll1", "ll2", "ll3"].into_iter().enumerate() {
        for (item, reference) in found.items.iter().zip(column(&theirs, "", name)) {
            let item = item.as_ref().unwrap();
            absolute(item.log_likelihoods[place + 1], reference, 1e-5);
            assert!(item.log_likelihoods[place + 1] > reference - 1e-8 && item.converged);
        }
    }
    for (item, reference) in found.items.iter().zip(column(&theirs, "", "b_age")) {
        absolute(item.as_ref().unwrap().group_effects[0], reference, 1e-4);
    }
}

#[test]
fn several_groups_and_gaps_are_those_of_polr() {
    let table = table("bfi");
    let items = table.scores_in("N1", "N5");
    let education = table.numbers("education");
    let asked: Vec<usize> = (0..items.n_rows()).filter(|row| !education[*row].is_nan()).collect();
    let labels: Vec<String> = asked.iter().map(|row| education[*row].to_string()).collect();
    let (groups, _) = Groups::by_label(&labels).unwrap();
    let items = items.rows(&asked).unwrap();

    let codes = Categories::of(&items).unwrap();
    let found = logistic_dif(&codes, &groups, &rest_scores(&items).unwrap()).unwrap();

    let theirs = result("dif_polr_bfi_education");
    for (place, item) in found.items.iter().enumerate() {
        let item = item.as_ref().unwrap();
        relative(item.n as f64, column(&theirs, "", "n")[place], 0.0);
        for (model, name) in ["ll1", "ll2", "ll3"].into_iter().enumerate() {
            absolute(item.log_likelihoods[model + 1], column(&theirs, "", name)[place], 1e-7);
        }
        assert_eq!((item.uniform.df, item.non_uniform.df, item.total.df), (4, 4, 8));
        let sum = item.uniform.chi_square + item.non_uniform.chi_square;
        relative(item.total.chi_square, sum, 1e-10);
        let gain = item.uniform.r2_mcfadden + item.non_uniform.r2_mcfadden;
        relative(item.total.r2_mcfadden, gain, 1e-9);
    }
}

#[test]
fn an_item_that_is_shifted_for_a_group_is_found_and_its_effect_has_the_sign() {
    let (items, ages) = anxiety();
    let mut columns: Vec<Vec<f64>> = items.items().map(<[f64]>::to_vec).collect();
    for (value, group) in columns[4].iter_mut().zip(ages.of()) {
        *value = (*value + f64::from(*group)).min(5.0);
    }
    let shifted = Scores::new(columns).unwrap();

    let of = |items: &Scores| {
        let found =
            logistic_dif(&Categories::of(items).unwrap(), &ages, &rest_scores(items).unwrap());
        found.unwrap().items[4].clone().unwrap()
    };
    let (before, after) = (of(&items), of(&shifted));

    assert!(before.uniform.p > 0.1 && after.uniform.p < 1e-20);
    assert!(after.uniform.r2_mcfadden > 0.1 && after.group_effects[0] > 2.0);
}

#[test]
fn which_group_is_first_changes_the_sign_only() {
    let (items, ages) = anxiety();
    let turned = Groups::new(ages.of().iter().map(|group| 1 - group).collect()).unwrap();
    let codes = Categories::of(&items).unwrap();
    let rest = rest_scores(&items).unwrap();

    let plain = logistic_dif(&codes, &ages, &rest).unwrap().items[8].clone().unwrap();
    let other = logistic_dif(&codes, &turned, &rest).unwrap().items[8].clone().unwrap();

    relative(plain.total.chi_square, other.total.chi_square, 1e-7);
    relative(plain.group_effects[0], -other.group_effects[0], 1e-6);
}

#[test]
fn items_that_bear_no_test_have_a_reason() {
    let gap = f64::NAN;
    let of = |item: &[f64], groups: &[u32], level: &[f64]| {
        let codes = Categories::of(&Scores::new(vec![item.to_vec()]).unwrap()).unwrap();
        let groups = Groups::new(groups.to_vec()).unwrap();
        let levels = Scores::new(vec![level.to_vec()]).unwrap();
        logistic_dif(&codes, &groups, &levels).map(|found| found.items[0].clone())
    };
    let levels = [1.0, 2.0, 3.0, 4.0];

    assert_eq!(of(&[1.0; 4], &[0, 0, 1, 1], &levels), Ok(Err(Error::NoVariance)));
    assert_eq!(of(&[1.0, 2.0, 1.0, 2.0], &[0, 0, 1, 1], &[1.0; 4]), Ok(Err(Error::NoVariance)));
    assert_eq!(
        of(&[1.0, 2.0, gap, gap], &[0, 0, 1, 1], &levels),
        Ok(Err(Error::TooFewGroups { found: 1, needed: 2 }))
    );
    assert_eq!(
        of(&[1.0, 2.0, 1.0, 2.0], &[0; 4], &levels),
        Err(Error::TooFewGroups { found: 1, needed: 2 })
    );
    assert_eq!(of(&[1.0, 2.0], &[0, 1], &levels), Err(Error::LengthsDiffer));
    let separated = of(&[1.0, 1.0, 2.0, 2.0], &[0, 1, 0, 1], &levels).unwrap().unwrap();
    assert!(!separated.converged);
}

#[test]
fn purified_items_are_those_that_lordif_flags() {
    let (items, ages) = anxiety();

    let found = purified_dif(&items, &ages, &Purification::default()).unwrap();

    let theirs = result("dif_lordif_anxiety_age");
    let flagged: Vec<f64> = found.flagged.iter().map(|item| (*item + 1) as f64).collect();
    assert_eq!(flagged, numbers(&theirs, "/flag"));
    assert!(found.fit.converged);
    for (place, item) in found.items.iter().enumerate() {
        let item = item.as_ref().unwrap();
        let of = |key: &str| number(&theirs, &format!("/stats/{place}/{key}"));
        relative(item.n_categories as f64, of("ncat"), 0.0);
        absolute(item.uniform.r2_mcfadden, of("pseudo12.McFadden"), 5e-4);
        absolute(item.total.r2_nagelkerke, of("pseudo13.Nagelkerke"), 1e-3);
        absolute(item.uniform.p, of("chi12"), 0.05);
    }
}

#[test]
fn purification_of_data_that_bear_none_has_a_reason() {
    let same = Scores::new(vec![vec![1.0, 1.0, 1.0], vec![2.0, 2.0, 2.0]]).unwrap();
    let groups = Groups::new(vec![0, 1, 1]).unwrap();

    let found = purified_dif(&same, &groups, &Purification::default());

    assert!(found.is_err());
}
