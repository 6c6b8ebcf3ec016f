use hone_stats::numeric::{normal, normal_below, stream};
use hone_stats::response::{
    Information, ItemResponse, Model, Options, Scoring, item_errors, item_response, trait_scores,
};
use hone_stats::{Categories, Error, Scores};
use proptest::prelude::*;
use serde_json::Value;

use crate::reference::{
    absolute, all_absolute, all_relative, column, number, relative, result, table,
};

fn answers(data: &str, first: &str, last: &str) -> Categories {
    Categories::of(&table(data).scores_in(first, last)).unwrap()
}

fn fitted(answers: &Categories, model: Model, nodes: Option<usize>) -> ItemResponse {
    let found = item_response(answers, model, &Options { nodes, ..Options::default() }).unwrap();
    assert!(found.fit.converged);
    found
}

fn agree_in_parameters(found: &ItemResponse, reference: &Value, pointer: &str, tolerance: f64) {
    let slopes: Vec<f64> = found.items.iter().map(|item| item.slope).collect();
    all_absolute(&slopes, &column(reference, pointer, "a"), tolerance);
    for k in 0..found.items[0].intercepts.len() {
        let ours: Vec<f64> =
            found.items.iter().map(|item| item.locations(found.model)[k]).collect();
        let name = if found.items[0].intercepts.len() == 1 {
            "b".to_owned()
        } else {
            format!("b{}", k + 1)
        };
        all_absolute(&ours, &column(reference, pointer, &name), tolerance);
    }
}

#[test]
fn the_graded_model_of_attitudes_to_science_is_that_of_mirt() {
    let reference = result("grm_science_tight");

    let found = fitted(&answers("science_mirt", "Comfort", "Benefit"), Model::Graded, None);

    absolute(found.log_likelihood, number(&reference, "/logLik"), 1e-5);
    absolute(found.aic, number(&reference, "/AIC"), 1e-5);
    absolute(found.bic, number(&reference, "/BIC"), 1e-5);
    agree_in_parameters(&found, &reference, "/irt", 1e-4);
}

#[test]
fn the_graded_model_of_soldiers_is_that_of_mirt() {
    let reference = result("grm_bhr2000_tight");

    let found = fitted(&answers("bhr2000", "AF06", "AS28"), Model::Graded, None);

    absolute(found.log_likelihood, number(&reference, "/logLik"), 1e-5);
    agree_in_parameters(&found, &reference, "/irt", 1e-4);
}

#[test]
fn the_graded_model_of_a_large_round_is_that_of_mirt() {
    let reference = result("grm_sim360_tight");

    let found = fitted(&answers("sim360", "i01", "i30"), Model::Graded, None);

    absolute(found.log_likelihood, number(&reference, "/ll"), 1e-5);
    agree_in_parameters(&found, &reference, "/par", 1e-4);
}

#[test]
fn two_categories_give_the_two_parameter_model_of_mirt() {
    let reference = result("2pl_lsat7");
    let answers = answers("lsat7", "Item.1", "Item.5");

    for model in [Model::Graded, Model::PartialCredit] {
        let found = fitted(&answers, model, None);

        // mirt stopped early: ours is as likely or more.
        assert!(found.log_likelihood >= number(&reference, "/logLik"));
        absolute(found.log_likelihood, number(&reference, "/logLik"), 1e-4);
        agree_in_parameters(&found, &reference, "/irt", 5e-3);
    }
}

#[test]
fn the_partial_credit_model_is_that_of_mirt() {
    let reference = result("gpcm_science");

    let found = fitted(&answers("science_mirt", "Comfort", "Benefit"), Model::PartialCredit, None);

    // mirt stopped early: ours is more likely.
    assert!(found.log_likelihood > number(&reference, "/logLik"));
    absolute(found.log_likelihood, number(&reference, "/logLik"), 2e-3);
    agree_in_parameters(&found, &reference, "/irt", 0.05);
}

#[test]
fn slopes_of_three_need_more_nodes_than_usual() {
    let reference = result("grm_anxiety");
    let answers = answers("promis_anxiety", "R1", "R29");

    let coarse = fitted(&answers, Model::Graded, Some(61));
    let fine = fitted(&answers, Model::Graded, None);

    // mirt with 61 nodes stopped early.
    assert!(coarse.log_likelihood >= number(&reference, "/logLik"));
    absolute(coarse.log_likelihood, number(&reference, "/logLik"), 2e-3);
    agree_in_parameters(&coarse, &reference, "/irt", 0.02);
    assert!(fine.nodes > 61);
    assert!((fine.log_likelihood - coarse.log_likelihood).abs() > 1e-3);
}

#[test]
fn scores_are_those_of_mirt() {
    for (name, first, last) in [("science_mirt", "Comfort", "Benefit"), ("bhr2000", "AF06", "AS28")]
    {
        let reference =
            result(if name == "bhr2000" { "grm_bhr2000_tight" } else { "grm_science_tight" });
        let answers = answers(name, first, last);
        let model = fitted(&answers, Model::Graded, None);

        let eap = trait_scores(&answers, &model, Scoring::Eap).unwrap();
        let map = trait_scores(&answers, &model, Scoring::Map).unwrap();

        all_absolute(&eap.theta[..20], &column(&reference, "/eap_head", "F1"), 1e-4);
        all_absolute(&eap.se[..20], &column(&reference, "/eap_head", "SE_F1"), 1e-4);
        absolute(eap.reliability, number(&reference, "/emp_rxx"), 1e-4);
        for (eap, map) in eap.theta.iter().zip(&map.theta) {
            absolute(*map, *eap, 0.35);
        }
        absolute(map.se[0], eap.se[0], 0.05);
    }
}

#[test]
fn both_kinds_of_errors_agree_in_a_large_round() {
    let answers = answers("sim360", "i01", "i05");
    let model = fitted(&answers, Model::Graded, Some(41));

    let observed = item_errors(&answers, &model, Information::Observed).unwrap();
    let products = item_errors(&answers, &model, Information::CrossProduct).unwrap();

    for (a, b) in observed.iter().zip(&products) {
        relative(b.slope, a.slope, 0.1);
        all_relative(&b.intercepts, &a.intercepts, 0.1);
        all_relative(&b.locations, &a.locations, 0.1);
    }
}

/// Answers to items of a graded model, with gaps, in columns.
fn simulated(seed: u64, n: usize, n_items: usize, n_categories: usize, gaps: f64) -> Vec<Vec<f64>> {
    let mut rng = stream(seed, 0);
    let mut columns = vec![Vec::with_capacity(n); n_items];
    for _ in 0..n {
        let theta = normal(&mut rng);
        for (place, column) in columns.iter_mut().enumerate() {
            let slope = 1.0 + 0.3 * place as f64;
            let latent = slope * theta + 1.8 * normal(&mut rng);
            let level = (1..n_categories)
                .filter(|k| latent > *k as f64 - 0.5 * n_categories as f64)
                .count();
            let is_gap = normal_below(normal(&mut rng)) < gaps;
            column.push(if is_gap { f64::NAN } else { level as f64 });
        }
    }
    columns
}

fn graded(columns: Vec<Vec<f64>>) -> Result<ItemResponse, Error> {
    let answers = Categories::of(&Scores::new(columns)?)?;
    item_response(&answers, Model::Graded, &Options::default())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn order_doubling_and_turning_round_change_nothing(seed in 0_u64..1000, categories in 2_usize..5) {
        let columns = simulated(seed, 300, 4, categories, 0.1);
        let found = graded(columns.clone()).unwrap();

        let backwards = graded(columns.iter().rev().cloned().collect()).unwrap();
        let twice = graded(columns.iter().map(|column| [&column[..], &column[..]].concat()).collect()).unwrap();
        let turned = graded(columns.iter().map(|column| column.iter().map(|x| -x).collect()).collect()).unwrap();

        let value = found.log_likelihood;
        prop_assert!((backwards.log_likelihood - value).abs() < 2e-5);
        prop_assert!((twice.log_likelihood - 2.0 * value).abs() < 4e-5);
        prop_assert!((turned.log_likelihood - value).abs() < 2e-5);
        for (place, item) in found.items.iter().enumerate() {
            prop_assert!((backwards.items[3 - place].slope - item.slope).abs() < 1e-3);
            prop_assert!((twice.items[place].slope - item.slope).abs() < 1e-3);
            let last = item.intercepts.len() - 1;
            prop_assert!((turned.items[place].intercepts[last] + item.intercepts[0]).abs() < 1e-3);
        }
    }
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let columns = simulated(3, 2000, 6, 5, 0.05);
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| graded(columns.clone()).unwrap())
    };

    assert_eq!(with(1), with(3));
}

#[test]
fn data_that_cannot_bear_a_model_are_refused_or_marked() {
    let gap = f64::NAN;
    let constant = graded(vec![vec![1.0, 2.0, 1.0], vec![3.0, 3.0, 3.0]]);
    let one_item = graded(vec![vec![1.0, 2.0, 1.0]]);
    let one_row = graded(vec![vec![1.0, gap, gap], vec![gap, gap, gap]]);
    let empty = graded(vec![vec![gap, gap], vec![gap, gap]]);
    let twins = graded(vec![vec![1.0, 2.0, 1.0, 2.0, 2.0]; 3]).unwrap();
    let apart = graded(vec![vec![1.0, 2.0, gap, gap], vec![gap, gap, 1.0, 2.0]]).unwrap();
    let many: Vec<f64> = (0..640).map(|row| f64::from(row * 7 % 64)).collect();
    let sixty_four = graded(vec![many.clone(), many.iter().rev().copied().collect()]).unwrap();

    assert_eq!(constant, Err(Error::Constant { item: 1 }));
    assert_eq!(one_item, Err(Error::TooFewItems { found: 1, needed: 2 }));
    assert!(one_row.is_err() && empty.is_err());
    // Three times the same answers: the slopes have no highest likelihood.
    assert!(twins.log_likelihood.is_finite() && twins.items[0].slope > 3.0);
    assert!(apart.log_likelihood.is_finite());
    assert_eq!(sixty_four.items[0].n_categories(), 64);
}

#[test]
fn rows_without_answers_have_no_score() {
    let mut columns = simulated(5, 200, 4, 3, 0.2);
    for column in &mut columns {
        column[7] = f64::NAN;
    }
    let answers = Categories::of(&Scores::new(columns).unwrap()).unwrap();
    let model = fitted(&answers, Model::Graded, None);

    for scoring in [Scoring::Eap, Scoring::Map] {
        let scores = trait_scores(&answers, &model, scoring).unwrap();

        assert!(scores.theta[7].is_nan() && scores.se[7].is_nan());
        assert!(scores.theta.iter().enumerate().all(|(row, theta)| row == 7 || theta.is_finite()));
        assert!(scores.reliability > 0.3 && scores.reliability < 1.0);
    }
    assert!(model.n < 200);
}
