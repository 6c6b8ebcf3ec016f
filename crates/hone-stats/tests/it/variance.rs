use hone_stats::variance::{
    Criterion, Mixed, Scored, crossed, mixed, mixed_profiled, scores, treatment_columns,
};
use hone_stats::{Error, Groups, Scores};
use proptest::prelude::*;
use serde_json::Value;

use crate::reference::{Table, absolute, all_relative, number, numbers, relative, result, table};

/// The variance of a group in `varcomp` of a reference result.
fn variance(reference: &Value, group: &str) -> f64 {
    let terms = reference["varcomp"].as_array().unwrap();
    number(terms.iter().find(|term| term["grp"] == group).unwrap(), "/vcov")
}

/// Fails unless the fit is that of `lmer`: its criterion is not lower by more than 1e-6, and
/// components are as near as its search, which stops earlier, lets them be.
#[track_caller]
fn same(ours: &Mixed, reference: &str, terms: &[&str]) {
    let reference = result(reference);
    assert!(ours.fit.converged);
    let deviance = -2.0 * ours.log_likelihood;
    let theirs = number(&reference, "/crit");
    assert!(deviance <= theirs + 1e-6, "{deviance} for {theirs}");
    absolute(deviance, theirs, 1e-5);
    relative(ours.residual.value, variance(&reference, "Residual"), 1e-5);
    for (component, term) in ours.components.iter().zip(terms) {
        relative(component.value, variance(&reference, term), 5e-4);
    }
}

fn fit(table: &Table, value: &[f64], random: &[&str], criterion: Criterion) -> Mixed {
    let groups: Vec<Groups> = random.iter().map(|name| table.groups(name).0).collect();
    mixed(value, &groups.iter().collect::<Vec<_>>(), None, criterion).unwrap()
}

#[test]
fn leaders_and_raters_of_a_360_have_the_components_of_lmer() {
    let round = table("sim360");
    let means = round.scores_in("i01", "i30").row_means();

    let leaders = fit(&round, &means, &["ratee"], Criterion::Reml);
    let crossed = fit(&round, &means, &["ratee", "rater"], Criterion::Reml);

    same(&leaders, "lmm_icc1_sim360", &["ratee"]);
    same(&crossed, "lmm_cross_sim360", &["ratee", "rater"]);
}

#[test]
fn students_and_lecturers_have_the_components_of_lmer() {
    let ratings = table("InstEval");
    let y = ratings.numbers("y");
    let groups: Vec<Groups> = ["s", "d", "dept"].iter().map(|n| ratings.groups(n).0).collect();
    let service = Scores::new(vec![ratings.numbers("service")]).unwrap();

    let plain = fit(&ratings, &y, &["s", "d"], Criterion::Reml);
    same(&plain, "lmm_insteval_reml", &["s", "d"]);
    let all: Vec<&Groups> = groups.iter().collect();
    let with_service = mixed(&y, &all, Some(&service), Criterion::Ml).unwrap();

    same(&with_service, "lmm_insteval", &["s", "d", "dept"]);
    let reference = result("lmm_insteval");
    for (place, name) in ["(Intercept)", "service1"].iter().enumerate() {
        relative(
            with_service.fixed[place].value,
            number(&reference, &format!("/fixef/{name}")),
            1e-5,
        );
        let se = with_service.fixed[place].se.unwrap();
        relative(se, number(&reference, &format!("/se/{name}")), 2e-4);
    }
}

#[test]
fn profiles_are_those_of_confint() {
    let ratings = table("InstEval");
    let groups: Vec<Groups> = ["s", "d"].iter().map(|n| ratings.groups(n).0).collect();
    let all: Vec<&Groups> = groups.iter().collect();
    let reference = result("profileci_insteval");

    let found = mixed_profiled(&ratings.numbers("y"), &all, None, Criterion::Ml).unwrap();

    let ours = [found.components[0], found.components[1], found.residual];
    for (row, estimate) in ours.iter().enumerate() {
        let interval = estimate.ci95.unwrap();
        let theirs = |end: usize| number(&reference, &format!("/values/{row}/{end}"));
        relative(interval.low.sqrt(), theirs(0), 1e-4);
        relative(interval.high.sqrt(), theirs(1), 1e-4);
    }
}

/// Six leaders with four ratings each, which differ less between leaders than chance would have it.
fn alike() -> (Vec<f64>, Groups) {
    let value = |row: usize| [1.0, 2.0, 3.0, 4.0][(row + row / 4) % 4];
    ((0..24).map(value).collect(), by(&(0..24).map(|row| row / 4).collect::<Vec<usize>>()))
}

#[test]
fn a_component_of_0_has_an_interval_from_0_to_where_the_likelihood_says() {
    let (values, leaders) = alike();

    let found = mixed(&values, &[&leaders], None, Criterion::Ml).unwrap();

    let interval = found.components[0].ci95.unwrap();
    assert!(found.components[0].value == 0.0 && interval.low == 0.0);
    // Balanced and one-way, so that the likelihood at a variance has a closed form: with all leaders
    // alike the square between leaders is 0, and that within is 24 * 1.25.
    let deviance = |variance: f64| {
        let at = |residual: f64| {
            6.0 * (residual + 4.0 * variance).ln() + 18.0 * residual.ln() + 30.0 / residual
        };
        let residuals = (1..60_000).map(|step| 0.5 + 0.00005 * f64::from(step));
        residuals.map(at).fold(f64::INFINITY, f64::min)
    };
    absolute(deviance(interval.high) - deviance(0.0), 3.841_458_8, 1e-4);
}

#[test]
fn an_interval_on_the_logarithmic_scale_is_that_of_the_profile_where_it_is_used() {
    let round = table("sim360");
    let means = round.scores_in("i01", "i30").row_means();
    let (leaders, raters) = (round.groups("ratee").0, round.groups("rater").0);

    let quick = mixed(&means, &[&leaders, &raters], None, Criterion::Reml).unwrap();
    let whole = mixed_profiled(&means, &[&leaders, &raters], None, Criterion::Reml).unwrap();

    let pairs = quick.components.iter().zip(&whole.components);
    for (quick, whole) in pairs.chain([(&quick.residual, &whole.residual)]) {
        let (quick, whole) = (quick.ci95.unwrap(), whole.ci95.unwrap());
        relative(quick.low, whole.low, 5e-3);
        relative(quick.high, whole.high, 5e-3);
    }
}

#[test]
fn a_profile_does_not_depend_on_the_unit() {
    let (mut values, leaders) = alike();
    values[3] += 2.0;
    values[0] += 2.0;
    values[1] += 2.5;
    let interval = |values: &[f64]| {
        let found = mixed(values, &[&leaders], None, Criterion::Reml).unwrap();
        found.components[0].ci95.unwrap()
    };

    let one = interval(&values);
    let other = interval(&values.iter().map(|value| 10.0 * value - 3.0).collect::<Vec<_>>());

    relative(other.high, 100.0 * one.high, 1e-5);
    absolute(other.low, 100.0 * one.low, 1e-4);
}

/// Long data: a row per answer, with the row of the ballot, the item and the competency.
struct Long {
    value: Vec<f64>,
    ballot: Vec<u32>,
    item: Vec<u32>,
}

fn long(columns: &[Vec<f64>]) -> Long {
    let n = columns[0].len();
    let mut long = Long { value: Vec::new(), ballot: Vec::new(), item: Vec::new() };
    for (item, column) in (0..).zip(columns) {
        long.value.extend(column);
        long.ballot.extend((0..).take(n));
        long.item.extend(vec![item; n]);
    }
    long
}

fn by<L: Ord + Clone>(labels: &[L]) -> Groups {
    Groups::by_label(labels).unwrap().0
}

fn pairs(a: &[u32], b: &[u32]) -> Groups {
    by(&a.iter().zip(b).map(|(a, b)| (*a, *b)).collect::<Vec<_>>())
}

#[test]
fn the_components_of_competencies_are_those_of_lmer() {
    let round = table("sim360");
    let competency = |k: usize| {
        let name = |i: usize| format!("i{:02}", 5 * k + i);
        let names: Vec<String> = (1..=5).map(name).collect();
        round.scores(&names.iter().map(String::as_str).collect::<Vec<_>>()).row_means()
    };
    let long = long(&(0..6).map(competency).collect::<Vec<_>>());
    let of_ballot = |name: &str| -> Vec<u32> {
        let groups = round.groups(name).0;
        long.ballot.iter().map(|ballot| groups.of()[*ballot as usize]).collect()
    };
    let (leader, rater) = (of_ballot("ratee"), of_ballot("rater"));
    let terms =
        [by(&leader), by(&rater), by(&long.ballot), by(&long.item), pairs(&leader, &long.item)];
    let found = mixed(&long.value, &terms.each_ref(), None, Criterion::Reml).unwrap();

    same(&found, "gtheory_sim360_comp", &["ratee", "rater", "rr", "comp", "rc"]);
}

#[test]
fn the_components_of_480_000_answers_are_those_of_lmer() {
    let round = table("sim360");
    let columns: Vec<Vec<f64>> =
        round.scores_in("i01", "i30").items().map(<[f64]>::to_vec).collect();
    let long = long(&columns);
    let of_ballot = |name: &str| -> Vec<u32> {
        let groups = round.groups(name).0;
        long.ballot.iter().map(|ballot| groups.of()[*ballot as usize]).collect()
    };
    let (leader, rater) = (of_ballot("ratee"), of_ballot("rater"));
    let competency: Vec<u32> = long.item.iter().map(|item| item / 5).collect();
    let terms =
        [by(&leader), by(&rater), by(&long.item), by(&long.ballot), pairs(&leader, &competency)];
    let found = mixed(&long.value, &terms.each_ref(), None, Criterion::Reml).unwrap();

    same(&found, "gtheory_sim360_item", &["ratee", "rater", "item", "rr", "rc"]);
}

#[test]
fn a_fully_crossed_design_has_the_components_of_lmer() {
    let essays = table("immer07");
    let columns: Vec<Vec<f64>> = ["I1", "I2", "I3", "I4"].map(|i| essays.numbers(i)).to_vec();
    let long = long(&columns);
    let of_ballot = |name: &str| -> Vec<u32> {
        let groups = essays.groups(name).0;
        long.ballot.iter().map(|ballot| groups.of()[*ballot as usize]).collect()
    };
    let (p, r, i) = (of_ballot("pid"), of_ballot("rater"), long.item);
    let terms = [by(&p), by(&r), by(&i), pairs(&p, &r), pairs(&p, &i), pairs(&r, &i)];
    let found = mixed(&long.value, &terms.each_ref(), None, Criterion::Reml).unwrap();

    same(&found, "gtheory_immer07", &["p", "r", "i", "p:r", "p:i", "r:i"]);
    // Balanced, and no component is 0: REML is what the mean squares say.
    let squares = result("gtheory_immer07_anova");
    let terms = ["p.p", "r.r", "i.i", "pr.pr", "pi.pi", "ri.ri"];
    for (component, term) in found.components.iter().zip(terms) {
        relative(component.value, number(&squares, &format!("/ems/{term}")), 1e-8);
    }
}

#[test]
fn a_component_that_would_be_negative_is_zero() {
    let persons = table("gleser1965");
    let mut cells: (Vec<u32>, Vec<u32>, Vec<u32>, Vec<f64>) = Default::default();
    for (i, item) in (0..).zip(1..=6) {
        for judge in 1..=2 {
            for (person, y) in (0..).zip(persons.numbers(&format!("J{item}{judge}"))) {
                cells.0.push(person);
                cells.1.push(i);
                cells.2.push(judge);
                cells.3.push(y);
            }
        }
    }
    let (p, i, j, y) = cells;
    let terms = [by(&p), by(&i), by(&j), pairs(&p, &i), pairs(&p, &j), pairs(&i, &j)];
    let found = mixed(&y, &terms.each_ref(), None, Criterion::Reml).unwrap();

    same(&found, "gtheory_gleser", &["p", "i", "j", "p:i", "p:j", "i:j"]);
    assert!(found.is_singular);
    assert_eq!(found.components[2].value, 0.0);
}

#[test]
fn intervals_of_components_are_near_those_of_the_profile() {
    let ratings = table("InstEval");

    let found = fit(&ratings, &ratings.numbers("y"), &["s", "d"], Criterion::Reml);

    let profile = result("profileci_insteval");
    let components = [found.components[0], found.components[1], found.residual];
    for (place, component) in components.iter().enumerate() {
        let interval = component.ci95.unwrap();
        relative(interval.low.sqrt(), number(&profile, &format!("/values/{place}/0")), 2e-3);
        relative(interval.high.sqrt(), number(&profile, &format!("/values/{place}/1")), 2e-3);
    }
}

/// Leaders and raters of the simulated 360, with the source as fixed effect.
fn adjusted() -> Scored {
    let round = table("sim360");
    let means = round.scores_in("i01", "i30").row_means();
    let (leaders, raters) = (round.groups("ratee").0, round.groups("rater").0);
    let sources = Scores::new(treatment_columns(&round.groups("source").0).unwrap()).unwrap();
    scores(&means, &[&leaders, &raters], Some(&sources), Criterion::Reml).unwrap()
}

#[test]
fn scores_of_leaders_are_those_of_lmer() {
    let scored = adjusted();

    let reference = result("adjusted_sim360");
    same(&scored.model, "adjusted_sim360", &["ratee", "rater"]);
    let heads = scored.effects[0].iter().take(20).map(|effect| effect.unwrap());
    let (values, errors): (Vec<f64>, Vec<f64>) =
        heads.map(|effect| (effect.estimate.value, effect.conditional_sd)).unzip();
    for (ours, theirs) in values.iter().zip(numbers(&reference, "/blup_head")) {
        absolute(*ours, theirs, 1e-5);
    }
    all_relative(&errors, &numbers(&reference, "/condsd_head"), 1e-4);
    for (place, name) in ["(Intercept)", "sourcepeer", "sourcereport"].iter().enumerate() {
        let fixed = scored.model.fixed[place];
        absolute(fixed.value, number(&reference, &format!("/fixef/{name}")), 1e-6);
        relative(fixed.se.unwrap(), number(&reference, &format!("/se/{name}")), 1e-4);
    }
}

#[test]
fn the_error_of_a_score_has_that_of_the_fixed_effects_in_it() {
    let scored = adjusted();

    for effect in scored.effects.iter().flatten().flatten() {
        assert!(effect.estimate.se.unwrap() > effect.conditional_sd);
        assert!((0.0..1.0).contains(&effect.reliability));
    }
}

#[test]
fn a_leader_without_a_complete_row_has_no_score() {
    let round = table("univbct");
    let persons = round.groups("SUBNUM").0;

    let scored = scores(&round.numbers("JSAT"), &[&persons], None, Criterion::Reml).unwrap();

    let without = scored.effects[0].iter().filter(|effect| effect.is_none()).count();
    assert_eq!(scored.effects[0].len(), persons.n_groups());
    assert_eq!((scored.model.n, without), (1396, 3));
}

#[test]
fn what_the_design_cannot_tell_is_refused() {
    let y = [1.0, 2.0, 4.0, 3.0, 2.5, 1.5];
    let (a, b) = (by(&[0, 0, 1, 1, 2, 2]), by(&[0, 1, 0, 1, 0, 1]));
    let alike = by(&[5, 5, 3, 3, 4, 4]);
    let fails = |random: &[&Groups], fixed: Option<Vec<Vec<f64>>>| {
        let fixed = fixed.map(|columns| Scores::new(columns).unwrap());
        mixed(&y, random, fixed.as_ref(), Criterion::Reml).unwrap_err()
    };

    let per_row = fails(&[&a, &b, &crossed(&[&a, &b]).unwrap()], None);
    assert_eq!(per_row, Error::LevelPerRow { term: 2 });
    assert_eq!(fails(&[&a, &alike], None), Error::AlikeTerms { first: 0, second: 1 });
    assert_eq!(fails(&[&by(&[1; 6])], None), Error::OneLevel { term: 0 });
    assert_eq!(fails(&[&a], Some(vec![vec![2.0; 6]])), Error::DependentFixed { column: 0 });
    let twice = vec![y.to_vec(), y.iter().map(|y| 1.0 - 2.0 * y).collect()];
    assert_eq!(fails(&[&a], Some(twice)), Error::DependentFixed { column: 1 });
    assert_eq!(fails(&[], None), Error::TooFewTerms);
    let all_of_a = treatment_columns(&a).unwrap();
    assert_eq!(fails(&[&a], Some(all_of_a)), Error::NothingLeft { term: 0 });
}

#[test]
fn values_that_bear_no_model_are_refused() {
    let a = by(&[0, 0, 1, 1, 2, 2]);
    let of = |y: [f64; 6]| mixed(&y, &[&a], None, Criterion::Reml).unwrap_err();

    assert_eq!(of([3.0; 6]), Error::NoVariance);
    assert_eq!(of([1.0, 1.0, 2.0, 2.0, 4.0, 4.0]), Error::NoVariance);
    assert_eq!(of([f64::NAN; 6]), Error::NoAnswers);
    assert_eq!(of([1.0, f64::INFINITY, 1.0, 2.0, 3.0, 4.0]), Error::Infinite { item: 0, row: 1 });
    let gaps = [1.0, f64::NAN, 2.0, f64::NAN, f64::NAN, f64::NAN];
    assert_eq!(of(gaps), Error::TooFewRows { found: 2, needed: 3 });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn order_labels_and_scale_change_nothing(
        rows in proptest::collection::vec((0_u32..8, 0_u32..6, -3.0..3.0_f64), 40..90),
        shift in 1_usize..30,
    ) {
        let y: Vec<f64> = rows.iter().map(|row| row.2 + f64::from(row.0) * 0.3).collect();
        let of = |rows: &[(u32, u32, f64)], y: &[f64]| {
            let a = by(&rows.iter().map(|row| row.0).collect::<Vec<_>>());
            let b = by(&rows.iter().map(|row| row.1).collect::<Vec<_>>());
            mixed(y, &[&a, &b], None, Criterion::Reml)
        };
        let plain = of(&rows, &y).unwrap();

        let mut turned = rows.clone();
        turned.rotate_left(shift);
        let relabelled: Vec<_> = turned.iter().map(|row| (7 - row.0, 5 - row.1, row.2)).collect();
        let mut scaled: Vec<f64> = y.iter().map(|y| 5.0 - 3.0 * y).collect();
        scaled.rotate_left(shift);
        let other = of(&relabelled, &scaled).unwrap();

        prop_assert!(plain.fit.converged && other.fit.converged);
        let degrees = (rows.len() - 1) as f64;
        let moved = other.log_likelihood + degrees * 3.0_f64.ln();
        prop_assert!((plain.log_likelihood - moved).abs() < 1e-6);
        prop_assert!((9.0 * plain.residual.value / other.residual.value - 1.0).abs() < 1e-3);
    }

    #[test]
    fn hostile_data_give_a_result_or_a_reason(
        rows in proptest::collection::vec(
            (0_u32..5, 0_u32..5, prop_oneof![Just(f64::NAN), Just(0.0), Just(1e300), -1.0..1.0_f64]),
            1..30,
        ),
    ) {
        let a = by(&rows.iter().map(|row| row.0).collect::<Vec<_>>());
        let b = by(&rows.iter().map(|row| row.1).collect::<Vec<_>>());
        let y: Vec<f64> = rows.iter().map(|row| row.2).collect();

        if let Ok(found) = scores(&y, &[&a, &b], None, Criterion::Ml) {
            prop_assert!(found.model.log_likelihood.is_finite());
            prop_assert!(found.model.components.iter().all(|c| c.value >= 0.0));
        }
    }
}
