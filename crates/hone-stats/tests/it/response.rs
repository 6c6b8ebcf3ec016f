use hone_stats::numeric::{normal, normal_below, stream};
use hone_stats::response::{
    Information, Item, ItemResponse, Model, Options, Scoring, StoppingRule, bifactor,
    dif_by_likelihood_ratio, grouped_item_response, item_errors, item_fit, item_response,
    multitrait_response, next_item, person_fit, trait_scores,
};
use hone_stats::{Categories, Error, Groups, Scores};
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

#[test]
fn differences_between_ages_in_anxiety_are_those_of_mirt() {
    let reference = result("mg_dif_mirt_anxiety_age");
    let answers = answers("promis_anxiety", "R1", "R29");
    let (groups, _) = table("promis_anxiety").groups("age");
    let options = Options { nodes: Some(61), ..Options::default() };

    let found =
        dif_by_likelihood_ratio(&answers, &groups, Model::Graded, &[0, 8, 10, 17], None, &options)
            .unwrap();

    // mirt stopped early: ours is a little more likely.
    let ours = found.base.log_likelihood - number(&reference, "/logLik");
    assert!(ours > 0.0 && ours < 1e-2, "{ours}");
    for (place, item) in found.items.iter().enumerate() {
        absolute(item.chi_square, number(&reference, &format!("/dif/{place}/X2")), 1e-2);
        assert_eq!(item.df, 5);
        relative(item.p_adjusted, number(&reference, &format!("/dif/{place}/adj_p")), 1e-2);
        assert!(item.converged && item.difference[0].abs() > 0.02, "{item:?}");
    }
}

#[test]
fn the_bifactor_model_of_a_large_round_is_that_of_mirt() {
    let reference = result("bifactor_sim360");
    let answers = answers("sim360", "i01", "i30");
    let groups: Vec<Option<usize>> = (0..30).map(|item| Some(item / 5)).collect();

    let found = bifactor(&answers, Model::Graded, &groups, &Options::default()).unwrap();

    // mirt stopped early: ours is a little more likely.
    let ours = found.log_likelihood - number(&reference, "/ll");
    assert!(found.fit.converged && ours > 0.0 && ours < 0.03, "{ours}");
    let general: Vec<f64> = found.items.iter().map(|item| item.general).collect();
    all_absolute(&general, &column(&reference, "/a", "a1"), 3e-3);
    for (place, item) in found.items.iter().enumerate() {
        let specific = column(&reference, "/a", &format!("a{}", place / 5 + 2))[place];
        absolute(item.specific.unwrap(), specific, 3e-3);
        absolute(item.intercepts[1], column(&reference, "/a", "d2")[place], 6e-3);
    }
    assert!(found.scores.reliability > 0.8 && found.scores.reliability < 0.95);
}

#[test]
fn specific_traits_that_are_not_there_get_no_slopes() {
    let columns = simulated(21, 3000, 7, 4, 0.1);
    let answers = Categories::of(&Scores::new(columns.clone()).unwrap()).unwrap();
    let groups = [Some(0), Some(0), Some(0), None, Some(1), Some(1), Some(1)];

    let found = bifactor(&answers, Model::Graded, &groups, &Options::default()).unwrap();
    let one = graded(columns).unwrap();

    assert!(found.log_likelihood > one.log_likelihood - 1e-3);
    assert!(found.log_likelihood < one.log_likelihood + 15.0);
    assert!(found.general_share > 0.5, "{}", found.general_share);
    assert_eq!(found.items[3].specific, None);
    let few = bifactor(&answers, Model::Graded, &[Some(0); 7].map(|_| None), &Options::default());
    absolute(few.unwrap().log_likelihood, one.log_likelihood, 0.01);
    let pair = [Some(0), Some(0), None, None, None, None, None];
    assert!(bifactor(&answers, Model::Graded, &pair, &Options::default()).is_err());
}

#[test]
fn person_fit_is_that_of_mirt() {
    let reference = result("personfit_bhr2000");
    let answers = answers("bhr2000", "AF06", "AS28");
    let model = fitted(&answers, Model::Graded, Some(61));

    let found = person_fit(&answers, &model).unwrap();

    // The reference rests on a fit that stopped early.
    for (ours, name) in [
        (&found.zh, "Zh"),
        (&found.infit, "infit"),
        (&found.outfit, "outfit"),
        (&found.z_infit, "z.infit"),
        (&found.z_outfit, "z.outfit"),
    ] {
        all_absolute(&ours[..20], &column(&reference, "/head", name), 0.02);
    }
    let n_far = found.zh.iter().filter(|zh| **zh < -1.96).count() as f64;
    absolute(n_far, number(&reference, "/n_zh"), 3.0);
}

#[test]
fn items_that_follow_the_model_fit_and_one_that_does_not_is_found() {
    let mut columns = simulated(31, 3000, 8, 3, 0.0);
    let answers = Categories::of(&Scores::new(columns.clone()).unwrap()).unwrap();
    let model = fitted(&answers, Model::Graded, Some(61));

    let fits = item_fit(&answers, &model).unwrap();

    // Answers are drawn with normal errors, which a logistic curve follows closely.
    let ratio: f64 = fits.iter().map(|fit| fit.chi_square / fit.df as f64).sum::<f64>() / 8.0;
    assert!(ratio > 0.7 && ratio < 1.4, "{ratio}");
    assert!(fits.iter().all(|fit| fit.p > 1e-4 && fit.df > 5), "{fits:?}");

    let totals: Vec<f64> = (0..3000).map(|row| columns.iter().map(|c| c[row]).sum()).collect();
    for (value, total) in columns[4].iter_mut().zip(&totals) {
        // Answers fall again among the highest.
        if *total > 11.0 {
            *value = 0.0;
        }
    }
    let answers = Categories::of(&Scores::new(columns).unwrap()).unwrap();
    let model = fitted(&answers, Model::Graded, Some(61));
    let fits = item_fit(&answers, &model).unwrap();
    assert!(fits[4].p < 1e-6 && fits[4].rmsea > fits[0].rmsea);
}

#[test]
fn two_traits_are_told_apart_with_their_correlation() {
    let mut rng = stream(41, 0);
    let n = 2500;
    let mut columns = vec![Vec::new(); 8];
    for _ in 0..n {
        let first = normal(&mut rng);
        let second = 0.5 * first + 0.75_f64.sqrt() * normal(&mut rng);
        for (place, column) in columns.iter_mut().enumerate() {
            let theta = if place < 4 { first } else { second };
            let uniform = normal_below(normal(&mut rng));
            let latent = 1.5 * theta + (uniform / (1.0 - uniform)).ln();
            column.push((0..3).filter(|k| latent > f64::from(*k) - 1.0).count() as f64);
        }
    }
    let answers = Categories::of(&Scores::new(columns).unwrap()).unwrap();
    let traits: Vec<Vec<usize>> = (0..8).map(|item| vec![item / 4]).collect();
    let options = Options::default();

    let both = multitrait_response(&answers, Model::Graded, &traits, true, &options).unwrap();
    let apart = multitrait_response(&answers, Model::Graded, &traits, false, &options).unwrap();
    let alone =
        multitrait_response(&answers, Model::Graded, &vec![vec![0]; 8], true, &options).unwrap();
    let one = item_response(&answers, Model::Graded, &options).unwrap();

    assert!(both.fit.converged && apart.fit.converged);
    absolute(both.correlations[(0, 1)], 0.5, 0.07);
    for (place, item) in both.items.iter().enumerate() {
        absolute(item.slopes[place / 4], 1.5, 0.25);
        assert_eq!(item.slopes[1 - place / 4], 0.0);
    }
    assert!(both.log_likelihood > apart.log_likelihood + 50.0);
    absolute(alone.log_likelihood, one.log_likelihood, 1e-3);
    let same = vec![vec![0, 1]; 8];
    assert!(multitrait_response(&answers, Model::Graded, &same, true, &options).is_err());
    let four: Vec<Vec<usize>> = (0..8).map(|item| vec![item / 2]).collect();
    let refused = multitrait_response(&answers, Model::Graded, &four, true, &options);
    assert_eq!(refused, Err(Error::TooManyTraits { found: 4 }));
}

#[test]
fn asking_what_tells_most_needs_fewer_questions_than_a_fixed_order() {
    let columns = simulated(51, 1500, 12, 4, 0.0);
    let answers = Categories::of(&Scores::new(columns).unwrap()).unwrap();
    let model = fitted(&answers, Model::Graded, Some(61));
    let rule = StoppingRule { se: 0.0, most: 5 };
    let whole = trait_scores(&answers, &model, Scoring::Eap).unwrap();
    let (mut chosen, mut fixed, mut far) = (0.0, 0.0, 0);
    for row in 0..200 {
        let code = |item: usize| (item, usize::from(answers.item(item)[row]));
        let mut answered: Vec<(usize, usize)> = Vec::new();
        let end = loop {
            let step = next_item(&model, &answered, &rule).unwrap();
            assert_eq!(step, next_item(&model, &answered, &rule).unwrap());
            let Some(next) = step.next else { break step };
            assert!(answered.iter().all(|(item, _)| *item != next));
            answered.push(code(next));
        };
        assert_eq!(answered.len(), 5);
        let in_order: Vec<(usize, usize)> = (0..5).map(code).collect();
        chosen += end.se;
        fixed += next_item(&model, &in_order, &rule).unwrap().se;
        far += usize::from((end.theta - whole.theta[row]).abs() > 2.0 * end.se);
    }

    assert!(chosen < 0.85 * fixed, "{chosen} {fixed}");
    assert!(far < 10, "{far}");
    let loose = StoppingRule { se: 2.0, most: 5 };
    assert_eq!(next_item(&model, &[], &loose).unwrap().next, None);
    assert!(next_item(&model, &[(0, 9)], &rule).is_err());
    assert!(next_item(&model, &[(99, 0)], &rule).is_err());
}

#[test]
fn an_item_tells_as_much_as_its_answers_spread_the_slope_of_the_likelihood() {
    let model = Item { slope: 1.7, intercepts: vec![0.3] };

    // Of two categories: a^2 P (1 - P).
    let p = 1.0 / (1.0 + (-(1.7 * 0.4 + 0.3_f64)).exp());
    for kind in [Model::Graded, Model::PartialCredit] {
        relative(model.information(kind, 0.4), 1.7 * 1.7 * p * (1.0 - p), 1e-12);
    }
}

#[test]
fn an_item_that_is_shifted_in_one_group_is_found_and_the_others_are_not() {
    let mut columns = simulated(11, 1200, 6, 4, 0.05);
    let labels: Vec<u32> = (0..1200).map(|row| u32::from(row % 2 == 1)).collect();
    for (row, value) in columns[2].iter_mut().enumerate() {
        if row % 2 == 1 && *value > 0.5 && row % 3 == 0 {
            *value -= 1.0;
        }
    }
    let answers = Categories::of(&Scores::new(columns).unwrap()).unwrap();
    let groups = Groups::new(labels).unwrap();
    let options = Options::default();
    let test = |tested: &[usize], anchors: Option<&[usize]>| {
        dif_by_likelihood_ratio(&answers, &groups, Model::Graded, tested, anchors, &options)
    };

    let by_all_others = test(&[0, 2, 4], None).unwrap();
    let by_anchors = test(&[1, 2], Some(&[0, 3, 5])).unwrap();

    assert!(
        by_all_others.items[1].p_adjusted < 1e-3 && by_all_others.items[1].difference[0] < -0.1
    );
    assert!(by_all_others.items[0].p > 0.01 && by_all_others.items[2].p > 0.01);
    assert!(by_anchors.items[1].p < 1e-3 && by_anchors.items[0].p > 0.01);
    assert!(test(&[9], None).is_err() && test(&[0], Some(&[0, 1])).is_err());
}

#[test]
fn groups_differ_in_mean_and_spread_as_drawn() {
    let mut columns = simulated(12, 3000, 8, 5, 0.0);
    let mut rng = stream(13, 0);
    for row in 1500..3000 {
        let theta = 0.7 + 1.5 * normal(&mut rng);
        for (place, column) in columns.iter_mut().enumerate() {
            let latent = (1.0 + 0.3 * place as f64) * theta + 1.8 * normal(&mut rng);
            column[row] = (1..5).filter(|k| latent > f64::from(*k) - 2.5).count() as f64;
        }
    }
    let answers = Categories::of(&Scores::new(columns).unwrap()).unwrap();
    let groups = Groups::new((0..3000).map(|row| u32::from(row >= 1500)).collect()).unwrap();

    let found =
        grouped_item_response(&answers, &groups, Model::Graded, &[], &Options::default()).unwrap();

    assert!(found.fit.converged);
    absolute(found.populations[1].mean, 0.7, 0.15);
    absolute(found.populations[1].sd, 1.5, 0.15);
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
