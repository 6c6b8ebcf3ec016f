use hone_stats::facets::{Facets, Rater, Severity, Steps, facets};
use hone_stats::{Error, Estimate, Groups, Scores};
use proptest::prelude::*;
use serde_json::Value;

use crate::reference::{absolute, all_absolute, number, numbers, result, table};

fn fitted(
    data: &str,
    (first, last): (&str, &str),
    person: &str,
    steps: Steps,
    has_interaction: bool,
) -> (Facets, Vec<String>) {
    let table = table(data);
    let (persons, _) = table.groups(person);
    let (raters, labels) = table.groups("rater");
    let scores = table.scores_in(first, last);
    (facets(&scores, &persons, &raters, steps, has_interaction).unwrap(), labels)
}

fn ex10(has_interaction: bool) -> Facets {
    fitted("tam_ex10", ("I0001", "I0005"), "pid", Steps::Common, has_interaction).0
}

fn immer07(steps: Steps) -> Facets {
    fitted("immer07", ("I1", "I4"), "pid", steps, false).0
}

fn severity(rater: &Rater) -> Estimate {
    match rater.severity {
        Severity::Known(estimate) => estimate,
        other => panic!("{other:?}"),
    }
}

fn severities(fitted: &Facets) -> Vec<f64> {
    fitted.raters.iter().map(|rater| severity(rater).value).collect()
}

fn values(estimates: &[Estimate]) -> Vec<f64> {
    estimates.iter().map(|estimate| estimate.value).collect()
}

/// TAM's estimates of one facet by their names.
fn tam(reference: &Value, facet: &str) -> Vec<(String, f64)> {
    let rows = reference["xsi_facets"].as_array().unwrap().iter();
    rows.filter(|row| row["facet"] == facet)
        .map(|row| (row["par"].as_str().unwrap().to_owned(), row["est"].as_f64().unwrap()))
        .collect()
}

fn tam_values(reference: &Value, facet: &str) -> Vec<f64> {
    tam(reference, facet).into_iter().map(|(_, value)| value).collect()
}

#[track_caller]
fn persons_agree(fitted: &Facets, reference: &Value, tolerance: f64) {
    let head = reference["eap_head"].as_array().unwrap();
    for (person, expected) in fitted.persons.iter().zip(head) {
        absolute(person.theta, expected["EAP"].as_f64().unwrap(), tolerance);
        absolute(person.se, expected["SD"].as_f64().unwrap(), tolerance);
    }
}

#[test]
fn four_items_three_raters_agree_with_tam() {
    let reference = result("mfr_immer07_fine");

    let ours = immer07(Steps::Common);

    assert!(ours.fit.converged);
    absolute(ours.deviance(), number(&reference, "/deviance"), 2e-6);
    assert!(ours.deviance() < number(&reference, "/deviance"));
    all_absolute(&values(&ours.items), &tam_values(&reference, "item"), 1e-6);
    all_absolute(&severities(&ours), &tam_values(&reference, "rater"), 1e-6);
    all_absolute(&values(&ours.steps[0]), &tam_values(&reference, "step"), 1e-6);
    absolute(ours.sd.value.powi(2), number(&reference, "/variance"), 1e-6);
    absolute(ours.reliability.unwrap(), number(&reference, "/EAP_rel"), 1e-6);
    persons_agree(&ours, &reference, 1e-6);
}

#[test]
fn dichotomous_items_agree_with_lme4_to_nine_figures() {
    let reference = result("mfr_ex10_lme4");

    let ours = ex10(false);

    absolute(ours.deviance(), number(&reference, "/deviance"), 1e-8);
    absolute(ours.sd.value, number(&reference, "/sd"), 1e-6);
    let parameters: Vec<Estimate> =
        ours.items.iter().copied().chain(ours.raters.iter().take(2).map(severity)).collect();
    let reversed: Vec<f64> = numbers(&reference, "/est").iter().map(|x| -x).collect();
    all_absolute(&values(&parameters), &reversed, 1e-6);
    let errors: Vec<f64> = parameters.iter().map(|p| p.se.unwrap()).collect();
    all_absolute(&errors, &numbers(&reference, "/se"), 2e-6);
}

// TAM's grid ends at 4.5 standard deviations and its weights do not sum to 1, which costs it .003.
#[test]
fn dichotomous_items_agree_with_tam_within_the_error_of_its_grid() {
    let reference = result("mfr_ex10_fine");

    let ours = ex10(false);

    assert!(ours.deviance() < number(&reference, "/deviance"));
    absolute(ours.deviance(), number(&reference, "/deviance"), 0.004);
    all_absolute(&values(&ours.items), &tam_values(&reference, "item"), 1e-4);
    all_absolute(&severities(&ours), &tam_values(&reference, "rater"), 1e-4);
    absolute(ours.sd.value.powi(2), number(&reference, "/variance"), 1e-3);
    persons_agree(&ours, &reference, 3e-4);
}

#[test]
fn interactions_agree_with_tam_within_the_error_of_its_grid() {
    let reference = result("mfr_ex10_inter");

    let ours = ex10(true);

    assert!(ours.fit.converged);
    absolute(ours.deviance(), number(&reference, "/deviance"), 0.004);
    all_absolute(&values(&ours.items), &tam_values(&reference, "item"), 1e-3);
    let ours: Vec<f64> = ours.interactions.iter().flat_map(|rater| values(rater)).collect();
    all_absolute(&ours, &tam_values(&reference, "item:rater"), 1e-3);
}

#[test]
fn forty_raters_and_two_thousand_leaders_agree_with_tam_which_stopped_before_the_optimum() {
    let reference = result("mfr_sim_fine");

    let (ours, labels) = fitted("sim_mfr", ("c1", "c6"), "ratee", Steps::Common, false);

    assert!(ours.fit.converged);
    assert!(ours.deviance() < number(&reference, "/deviance"));
    absolute(ours.deviance(), number(&reference, "/deviance"), 0.01);
    all_absolute(&values(&ours.items), &tam_values(&reference, "item"), 1e-4);
    all_absolute(&values(&ours.steps[0]), &tam_values(&reference, "step"), 1e-4);
    absolute(ours.sd.value.powi(2), number(&reference, "/variance"), 1e-4);
    absolute(ours.reliability.unwrap(), number(&reference, "/EAP_rel"), 1e-6);
    // The last in TAM's order is minus the sum of the others and takes all their distances.
    for (name, expected) in &tam(&reference, "rater")[..39] {
        let label = name.trim_start_matches("rater_").trim_end_matches('_');
        let place = labels.iter().position(|other| other == label).unwrap();
        absolute(severities(&ours)[place], *expected, 1e-4);
    }
    persons_agree(&ours, &reference, 3e-4);
}

// The grid of TAM's default cannot see posteriors as narrow as these (trap 6).
#[test]
fn a_coarse_grid_is_not_enough_where_reliability_is_high() {
    let coarse = result("mfr_sim");

    let (ours, _) = fitted("sim_mfr", ("c1", "c6"), "ratee", Steps::Common, false);

    assert!((number(&coarse, "/deviance") - ours.deviance()).abs() > 50.0);
    assert!(ours.persons.iter().all(|person| (0.15..0.8).contains(&person.se)));
}

#[test]
fn severities_sum_to_zero_and_stand_in_the_natural_order_of_their_labels() {
    let (ours, labels) = fitted("sim_mfr", ("c1", "c6"), "ratee", Steps::Common, false);

    absolute(severities(&ours).iter().sum(), 0.0, 1e-12);
    assert_eq!(labels[1..3], ["2", "3"]);
    let spread: f64 = values(&ours.steps[0]).iter().sum();
    absolute(spread, 0.0, 1e-12);
    let last = severity(&ours.raters[39]).se.unwrap();
    assert!((last / severity(&ours.raters[0]).se.unwrap() - 1.0).abs() < 0.05);
}

/// The log-likelihood by a sum over a grid, straight from the formula.
fn by_hand(ours: &Facets, scores: &Scores, persons: &Groups, raters: &Groups) -> f64 {
    let nodes = hone_stats::numeric::normal_grid(401, 9.0);
    let one = |row: usize, item: usize, theta: f64| -> f64 {
        let set = if ours.values.len() == 1 { 0 } else { item };
        let answer = scores.item(item)[row];
        if answer.is_nan() {
            return 0.0;
        }
        let rater = raters.of()[row] as usize;
        let severity = severity(&ours.raters[rater]).value;
        let x = theta - ours.items[item].value - severity;
        let mut weights = vec![0.0];
        for (k, step) in ours.steps[set].iter().enumerate() {
            weights.push(weights[k] + x - step.value);
        }
        let code = ours.values[set].iter().position(|value| (value - answer).abs() < 1e-9).unwrap();
        weights[code] - weights.iter().map(|weight| weight.exp()).sum::<f64>().ln()
    };
    let of_person = |rows: &Vec<usize>| -> f64 {
        let at = |z: f64| -> f64 {
            let theta = z * ours.sd.value;
            let answers = rows.iter().flat_map(|row| (0..scores.n_items()).map(move |i| (*row, i)));
            answers.map(|(row, item)| one(row, item, theta)).sum::<f64>().exp()
        };
        nodes.points.iter().zip(&nodes.weights).map(|(z, w)| w * at(*z)).sum::<f64>().ln()
    };
    persons.members().iter().map(of_person).sum()
}

#[test]
fn partial_credit_maximises_the_likelihood_of_the_formula() {
    let table = table("immer07");
    let rows: Vec<usize> = (0..300).collect();
    let mut columns: Vec<Vec<f64>> =
        ["I1", "I2", "I3", "I4"].iter().map(|name| table.numbers(name)[..300].to_vec()).collect();
    (0..300).step_by(7).for_each(|row| columns[row % 4][row] = f64::NAN);
    let scores = Scores::new(columns).unwrap();
    let persons = table.groups("pid").0.rows(&rows).unwrap().0;
    let raters = table.groups("rater").0.rows(&rows).unwrap().0;

    let ours = facets(&scores, &persons, &raters, Steps::PerItem, false).unwrap();

    let there = by_hand(&ours, &scores, &persons, &raters);
    absolute(ours.log_likelihood, there, 1e-8);
    let lower = |change: &dyn Fn(&mut Facets, f64), se: f64| {
        for by in [-1e-3 * se, 1e-3 * se] {
            let mut moved = ours.clone();
            change(&mut moved, by);
            let loss = there - by_hand(&moved, &scores, &persons, &raters);
            assert!(loss > 0.0 && loss < 1e-5, "{loss}");
        }
    };
    lower(&|moved, by| moved.items[1].value += by, ours.items[1].se.unwrap());
    lower(&|moved, by| moved.sd.value += by, ours.sd.se.unwrap());
    let step = ours.steps[2][0].se.unwrap();
    lower(
        &|moved, by| {
            moved.steps[2][0].value += by;
            moved.steps[2][2].value -= by;
        },
        step,
    );
}

#[test]
fn partial_credit_fits_better_than_common_steps_and_alike_with_two_categories() {
    let common = immer07(Steps::Common);
    let own = immer07(Steps::PerItem);
    let (two, _) = fitted("tam_ex10", ("I0001", "I0005"), "pid", Steps::PerItem, false);

    assert!(own.deviance() < common.deviance());
    assert_eq!(own.n_parameters, common.n_parameters + 6);
    absolute(two.deviance(), ex10(false).deviance(), 1e-9);
}

#[test]
fn rating_everything_twice_by_new_people_halves_the_variances() {
    let table = table("immer07");
    let scores = table.scores_in("I1", "I4");
    let (persons, raters) = (table.groups("pid").0, table.groups("rater").0);
    let twice: Vec<usize> = (0..1500).chain(0..1500).collect();
    let others = persons.of().iter().map(|person| person + 500);
    let both = persons.of().iter().copied().chain(others).collect();

    let once = facets(&scores, &persons, &raters, Steps::Common, false).unwrap();
    let doubled = facets(
        &scores.rows(&twice).unwrap(),
        &Groups::new(both).unwrap(),
        &raters.rows(&twice).unwrap().0,
        Steps::Common,
        false,
    )
    .unwrap();

    absolute(doubled.deviance(), 2.0 * once.deviance(), 1e-6);
    all_absolute(&severities(&doubled), &severities(&once), 1e-8);
    let ratio = once.items[0].se.unwrap() / doubled.items[0].se.unwrap();
    absolute(ratio, 2.0_f64.sqrt(), 1e-6);
}

#[test]
fn other_labels_orders_and_values_change_nothing() {
    let table = table("immer07");
    let scores = table.scores_in("I1", "I4");
    let (persons, raters) = (table.groups("pid").0, table.groups("rater").0);
    let reversed: Vec<usize> = (0..1500).rev().collect();
    let column = |item: usize| scores.item(3 - item).iter().map(|x| 10.0 * x - 3.0).collect();
    let turned = Scores::new((0..4).map(column).collect()).unwrap().rows(&reversed).unwrap();
    let others = raters.of().iter().rev().map(|rater| 2 - rater).collect();

    let straight = facets(&scores, &persons, &raters, Steps::Common, false).unwrap();
    let ours = facets(
        &turned,
        &persons.rows(&reversed).unwrap().0,
        &Groups::new(others).unwrap(),
        Steps::Common,
        false,
    )
    .unwrap();

    absolute(ours.deviance(), straight.deviance(), 1e-8);
    absolute(ours.items[0].value, straight.items[3].value, 1e-8);
    absolute(severities(&ours)[2], severities(&straight)[0], 1e-8);
    absolute(ours.persons[77].theta, straight.persons[77].theta, 1e-8);
    assert_eq!(ours.values, [vec![-3.0, 7.0, 17.0, 27.0]]);
}

#[test]
fn raters_who_share_no_person_are_told_apart_and_compared_within_their_part_only() {
    let table = table("immer07");
    let scores = table.scores_in("I1", "I4");
    let (persons, raters) = (table.groups("pid").0, table.groups("rater").0);
    let halves = persons.of().iter().zip(raters.of());
    let apart = halves.map(|(person, rater)| rater + 3 * u32::from(*person >= 250)).collect();
    let first: Vec<usize> = (0..750).collect();

    let ours =
        facets(&scores, &persons, &Groups::new(apart).unwrap(), Steps::Common, false).unwrap();

    assert_eq!(ours.n_parts, 2);
    let parts: Vec<_> = ours.raters.iter().map(|rater| rater.part.unwrap()).collect();
    assert_eq!(parts, [0, 0, 0, 1, 1, 1]);
    absolute(severities(&ours)[..3].iter().sum(), 0.0, 1e-12);
    absolute(severities(&ours)[3..].iter().sum(), 0.0, 1e-12);
    assert!(ours.deviance() < immer07(Steps::Common).deviance());
    let alone = facets(
        &scores.rows(&first).unwrap(),
        &persons.rows(&first).unwrap().0,
        &raters.rows(&first).unwrap().0,
        Steps::Common,
        false,
    )
    .unwrap();
    all_absolute(&severities(&ours)[..3], &severities(&alone), 0.02);
    let (linked, single) = (severity(&ours.raters[0]), severity(&alone.raters[0]));
    absolute(linked.se.unwrap(), single.se.unwrap(), 0.003);
}

#[test]
fn a_rater_who_only_gives_the_highest_answer_has_no_finite_severity_and_changes_nobody_elses() {
    let table = table("immer07");
    let (persons, raters) = (table.groups("pid").0, table.groups("rater").0);
    let kind = |item: &[f64]| item.iter().copied().chain([3.0; 20]).collect();
    let scores = Scores::new(table.scores_in("I1", "I4").items().map(kind).collect()).unwrap();
    let persons = Groups::new(persons.of().iter().copied().chain(0..20).collect()).unwrap();
    let raters = Groups::new(raters.of().iter().copied().chain([3; 20]).collect()).unwrap();

    let ours = facets(&scores, &persons, &raters, Steps::Common, false).unwrap();

    assert_eq!(ours.raters[3], Rater { severity: Severity::Lowest, part: None });
    let others: Vec<f64> = ours.raters[..3].iter().map(|rater| severity(rater).value).collect();
    all_absolute(&others, &severities(&immer07(Steps::Common)), 1e-9);
    assert_eq!(ours.n_answers, 6000);
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let fit_with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| immer07(Steps::PerItem))
    };

    assert_eq!(fit_with(1), fit_with(3));
}

#[test]
fn what_cannot_be_estimated_is_refused_with_the_reason() {
    let fit = |columns: Vec<Vec<f64>>, persons: &[u32], raters: &[u32]| {
        let scores = Scores::new(columns).unwrap();
        let (persons, raters) = (Groups::new(persons.to_vec())?, Groups::new(raters.to_vec())?);
        facets(&scores, &persons, &raters, Steps::Common, true)
    };
    let nan = f64::NAN;

    let each_their_own =
        fit(vec![vec![1.0, 2.0, 1.0], vec![2.0, 1.0, 1.0]], &[0, 1, 2], &[0, 1, 2]);
    assert!(each_their_own.is_err());
    let nobody = fit(vec![vec![nan, nan], vec![nan, nan]], &[0, 1], &[0, 0]);
    assert_eq!(nobody.unwrap_err(), Error::NoRows);
    let alike = fit(vec![vec![1.0, 1.0], vec![1.0, 2.0]], &[0, 1], &[0, 0]);
    assert_eq!(alike.unwrap_err(), Error::Constant { item: 0 });
    let all_alike = fit(vec![vec![1.0, 1.0], vec![1.0, 1.0]], &[0, 1], &[0, 1]);
    assert_eq!(all_alike.unwrap_err(), Error::Constant { item: 0 });
    let short = fit(vec![vec![1.0, 2.0]], &[0, 1, 2], &[0, 0, 0]);
    assert_eq!(short.unwrap_err(), Error::LengthsDiffer);
}

#[test]
fn leaders_each_with_raters_of_their_own_are_refused() {
    let own = |n: u32| (0..n).map(|row| row / 4).collect::<Vec<_>>();
    let answers = |seed: u32| (0..80).map(|row| f64::from((row * seed + row / 3) % 5)).collect();
    let scores = Scores::new(vec![answers(7), answers(3), answers(1)]).unwrap();
    let raters = Groups::new((0..80).collect()).unwrap();

    let refused = facets(&scores, &Groups::new(own(80)).unwrap(), &raters, Steps::Common, false);

    assert!(matches!(refused, Err(Error::Apart { parts: 15..=20 })), "{refused:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_ratings_give_an_estimate_or_a_reason(
        n_items in 1..4_usize,
        rows in prop::collection::vec((0..12_u32, 0..5_u32, prop::array::uniform3(0..6_u8)), 1..60),
        per_item in any::<bool>(),
        has_interaction in any::<bool>(),
    ) {
        let answer = |code: u8| if code == 5 { f64::NAN } else { f64::from(code) };
        let column = |item: usize| rows.iter().map(|row| answer(row.2[item])).collect();
        let scores = Scores::new((0..n_items).map(column).collect()).unwrap();
        let label = |of: fn(&(u32, u32, [u8; 3])) -> u32| {
            Groups::by_label(&rows.iter().map(of).collect::<Vec<_>>()).unwrap().0
        };
        let steps = if per_item { Steps::PerItem } else { Steps::Common };

        let ours = facets(&scores, &label(|row| row.0), &label(|row| row.1), steps, has_interaction);

        if let Ok(ours) = ours {
            prop_assert!(ours.log_likelihood.is_finite());
            prop_assert!(ours.persons.iter().all(|p| p.theta.is_finite() && p.se.is_finite()));
        }
    }
}
