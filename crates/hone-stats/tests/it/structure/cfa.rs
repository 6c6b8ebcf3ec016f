//! Confirmatory factor analysis beside lavaan 0.6-14.

use hone_stats::structure::cfa::{Cfa, Estimator, Improper, Options, Sampled, cfa, invariance};
use hone_stats::structure::parameters::Equality;
use hone_stats::{Error, Groups, ModelProblem, Scores};
use proptest::prelude::*;
use serde_json::Value;

use crate::reference::{Table, absolute, number, numbers, relative, result, table};

const HS: &str = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9";
const LEADERSHIP: &str =
    "F =~ AF06 + AF07 + AP12 + AP17 + AP33 + AP34 + AS14 + AS15 + AS16 + AS17 + AS28";

const ML: Options = Options {
    estimator: Estimator::MaximumLikelihood,
    has_unit_factors: false,
    equal: Equality { thresholds: false, loadings: false, intercepts: false, residuals: false },
};
const MLR: Options =
    Options { estimator: Estimator::RobustMaximumLikelihood, has_unit_factors: true, ..ML };

const WLSMV: Options =
    Options { estimator: Estimator::WeightedLeastSquares, has_unit_factors: true, ..ML };

fn six_factors() -> String {
    let items = |k: usize| (5 * k - 4..=5 * k).map(|i| format!("i{i:02}")).collect::<Vec<_>>();
    let lines: Vec<String> = (1..=6).map(|k| format!("C{k} =~ {}", items(k).join(" + "))).collect();
    lines.join("\n")
}

struct Named {
    names: Vec<String>,
    scores: Scores,
}

fn named(table: &Table, names: &[&str]) -> Named {
    let scores = table.scores(names);
    Named { names: names.iter().map(|name| (*name).to_owned()).collect(), scores }
}

fn fit(
    model: &str,
    named: &Named,
    groups: Option<&Groups>,
    clusters: Option<&Groups>,
    options: Options,
) -> Result<Cfa, Error> {
    let names: Vec<&str> = named.names.iter().map(String::as_str).collect();
    cfa(model, &Sampled { names: &names, scores: &named.scores, groups, clusters }, &options)
}

/// Each parameter and each index beside the reference.
#[track_caller]
fn agrees(ours: &Cfa, reference: &Value) {
    assert!(ours.fit.converged, "{:?}", ours.fit);
    let rows = reference["par"].as_array().unwrap();
    assert!(!rows.is_empty());
    for row in rows {
        let group = row.get("group").and_then(Value::as_u64).map_or(0, |group| group - 1);
        let is = |name: &str, other: &str| row[name].as_str().unwrap() == other;
        let found = ours.parameters.iter().find(|found| {
            let sides = is("lhs", &found.lhs) && is("rhs", &found.rhs)
                || is("op", "~~") && is("lhs", &found.rhs) && is("rhs", &found.lhs);
            sides && is("op", found.operator.sign()) && found.group as u64 == group
        });
        let found = found.unwrap_or_else(|| panic!("no {row}"));
        let close = |ours: f64, key: &str| {
            let reference = number(row, &format!("/{key}"));
            assert!(
                (ours - reference).abs() <= 1e-5 * reference.abs().max(1.0),
                "{ours} for {row} {key}"
            );
        };
        close(found.value, "est");
        close(found.se, "se");
        if !is("op", "~*~") {
            close(found.standard, "std.all");
        }
    }
    let close = |ours: f64, key: &str, tolerance: f64| {
        if let Some(reference) = reference["fit"].get(key).and_then(Value::as_f64) {
            assert!(
                (ours - reference).abs() <= tolerance * reference.abs().max(1.0),
                "{key}: {ours} for {reference}"
            );
        }
    };
    close(ours.test.chisq, "chisq", 1e-6);
    close(ours.test.df as f64, "df", 0.0);
    close(ours.test.pvalue, "pvalue", 1e-5);
    close(ours.indices.cfi, "cfi", 1e-6);
    close(ours.indices.tli, "tli", 1e-6);
    close(ours.indices.rmsea, "rmsea", 1e-6);
    close(ours.indices.rmsea_ci90.low, "rmsea.ci.lower", 1e-5);
    close(ours.indices.rmsea_ci90.high, "rmsea.ci.upper", 1e-5);
    close(ours.srmr, "srmr", 1e-6);
    close(ours.n_free as f64, "npar", 0.0);
    if let Some(likelihood) = ours.likelihood {
        close(likelihood.log, "logl", 1e-9);
        close(likelihood.aic, "aic", 1e-9);
        close(likelihood.bic, "bic", 1e-9);
    }
    if let Some(scaled) = ours.scaled {
        close(scaled.test.chisq, "chisq.scaled", 1e-5);
        close(scaled.test.pvalue, "pvalue.scaled", 1e-5);
        close(scaled.factor, "chisq.scaling.factor", 1e-6);
        close(scaled.indices.cfi, "cfi.scaled", 1e-6);
        close(scaled.indices.tli, "tli.scaled", 1e-6);
        close(scaled.indices.rmsea, "rmsea.scaled", 1e-6);
        close(scaled.indices.rmsea_ci90.low, "rmsea.ci.lower.scaled", 1e-5);
        close(scaled.indices.rmsea_ci90.high, "rmsea.ci.upper.scaled", 1e-5);
    }
    if let Some(robust) = ours.robust {
        close(robust.cfi, "cfi.robust", 1e-6);
        close(robust.tli, "tli.robust", 1e-6);
        close(robust.rmsea, "rmsea.robust", 1e-6);
    }
}

#[test]
fn three_factors_of_pupils_are_those_of_lavaan() {
    let pupils = named(
        &table("HolzingerSwineford1939"),
        &["x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9"],
    );

    let found = fit(HS, &pupils, None, None, ML).unwrap();

    agrees(&found, &result("cfa3_ml_hs1939"));
    assert_eq!(found.improper, []);
}

#[test]
fn robust_errors_and_tests_are_those_of_lavaan() {
    let soldiers = table("bhr2000");
    let answers = named(&soldiers, &soldiers.range("AF06", "AS28"));
    let leaders = table("sim360");
    let rated = named(&leaders, &leaders.range("i01", "i30"));

    agrees(&fit(LEADERSHIP, &answers, None, None, MLR).unwrap(), &result("cfa1_ml_bhr2000"));
    agrees(&fit(&six_factors(), &rated, None, None, MLR).unwrap(), &result("cfa6_ml_sim360"));
}

#[test]
fn errors_of_rows_in_clusters_are_those_of_lavaan() {
    let leaders = table("sim360");
    let rated = named(&leaders, &leaders.range("i01", "i30"));
    let (ratees, _) = leaders.groups("ratee");

    let found = fit(&six_factors(), &rated, None, Some(&ratees), MLR).unwrap();

    agrees(&found, &result("cfa6_clusterrobust_sim360"));
}

#[test]
fn a_structural_model_is_that_of_lavaan() {
    let countries = table("PoliticalDemocracy");
    let names = ["x1", "x2", "x3", "y1", "y2", "y3", "y4", "y5", "y6", "y7", "y8"];
    let model = "ind60 =~ x1 + x2 + x3; dem60 =~ y1 + y2 + y3 + y4; dem65 =~ y5 + y6 + y7 + y8
        dem60 ~ ind60; dem65 ~ ind60 + dem60
        y1 ~~ y5; y2 ~~ y4 + y6; y3 ~~ y7; y4 ~~ y8; y6 ~~ y8";

    let found = fit(model, &named(&countries, &names), None, None, ML).unwrap();

    agrees(&found, &result("sem_poldem"));
}

#[test]
fn steps_of_invariance_are_those_of_lavaan() {
    let pupils = table("HolzingerSwineford1939");
    let answers = named(&pupils, &["x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9"]);
    let (schools, _) = pupils.groups("school");
    let reference = result("invariance_hs1939");
    let configural = Equality::default();
    let metric = Equality { loadings: true, ..configural };
    let scalar = Equality { intercepts: true, ..metric };

    for (step, equal) in [configural, metric, scalar].into_iter().enumerate() {
        for has_unit_factors in [false, true] {
            let options = Options { equal, has_unit_factors, ..ML };
            let found = fit(HS, &answers, Some(&schools), None, options).unwrap();
            let row = numbers(&reference, &format!("/values/{step}"));

            relative(found.test.chisq, row[0], 1e-6);
            assert_eq!(found.test.df as f64, row[1]);
            absolute(found.indices.cfi, row[2], 1e-6);
            absolute(found.indices.rmsea, row[3], 1e-6);
            absolute(found.srmr, row[4], 1e-6);
            relative(found.likelihood.unwrap().bic, row[5], 1e-9);
        }
    }
}

#[test]
fn labels_make_parameters_equal_and_fixed_ones_stay() {
    let pupils = named(&table("HolzingerSwineford1939"), &["x1", "x2", "x3"]);

    let free = fit("F =~ x1 + x2 + x3", &pupils, None, None, ML).unwrap();
    let tied = fit("F =~ NA*x1 + a*x2 + a*x3\nF ~~ 1*F # unit", &pupils, None, None, ML).unwrap();

    let value = |of: &Cfa, rhs: &str| {
        of.parameters.iter().find(|row| row.lhs == "F" && row.rhs == rhs).unwrap().value
    };
    assert_eq!((free.test.df, tied.test.df), (0, 1));
    assert_eq!(value(&tied, "x2"), value(&tied, "x3"));
    assert_eq!((value(&free, "x1"), value(&tied, "F")), (1.0, 1.0));
    assert!(tied.test.chisq > 0.1, "{:?}", tied.test);
}

#[test]
fn a_solution_with_a_negative_variance_says_so() {
    // Correlations of .7, .7 and .4: the first loading would have to be 1.1.
    let wave =
        |k: f64| (0..60).map(move |i| (std::f64::consts::TAU * k * f64::from(i) / 60.0).sin());
    let second = wave(1.0).zip(wave(2.0)).map(|(x, y)| 0.7 * x + 0.714 * y);
    let third = wave(1.0).zip(wave(2.0)).zip(wave(3.0));
    let third = third.map(|((x, y), z)| 0.7 * x - 0.126 * y + 0.703 * z);
    let columns = vec![wave(1.0).collect(), second.collect(), third.collect()];
    let answers = Named {
        names: ["a", "b", "c"].map(str::to_owned).to_vec(),
        scores: Scores::new(columns).unwrap(),
    };

    let found = fit("F =~ a + b + c", &answers, None, None, ML).unwrap();

    let negative: Vec<&Improper> = found.improper.iter().collect();
    assert!(matches!(negative[..], [Improper::NegativeVariance { group: 0, .. }]), "{negative:?}");
}

#[test]
fn what_cannot_be_fitted_is_an_error_that_says_why() {
    let pupils = named(&table("HolzingerSwineford1939"), &["x1", "x2", "x3"]);
    let error = |model: &str| fit(model, &pupils, None, None, ML).unwrap_err();
    let place = |model: &str| match error(model) {
        Error::Model { line, column, problem } => (line, column, problem),
        other => panic!("{other}"),
    };

    assert_eq!(error("F =~ x1 + x2"), Error::NotIdentified { free: 4, rank: 3 });
    assert_eq!(
        error("F =~ NA*x1 + x2 + x3\nF ~~ NA*F\nx1 ~~ 1*x1"),
        Error::NotIdentified { free: 6, rank: 5 }
    );
    assert_eq!(place("F =~ x1 + x9"), (1, 11, ModelProblem::UnknownName));
    assert_eq!(place("F =~ x1 + x2\nF =~ 2*x1"), (2, 8, ModelProblem::Twice));
    assert_eq!(place("F =~ x1 +"), (1, 10, ModelProblem::NameExpected));
    assert_eq!(place("F = x1"), (1, 3, ModelProblem::Character));
    assert_eq!(place("x1 x2"), (1, 4, ModelProblem::OperatorExpected));
    assert_eq!(place("F =~ x1 x2"), (1, 9, ModelProblem::PlusExpected));
    assert_eq!(place("F =~ x1\na == b"), (2, 3, ModelProblem::Constraint));
    assert_eq!(place("level: 1"), (1, 6, ModelProblem::Level));
    assert_eq!(place(""), (1, 1, ModelProblem::Empty));
    assert_eq!(place("x1 =~ x2 + x3"), (1, 7, ModelProblem::FactorIsItem));
    assert_eq!(place("F =~ c(1, 2)*x1 + x2 + x3"), (1, 14, ModelProblem::GroupCount));
    assert_eq!(place("F =~ x1 + x2 + x3; x1 | t1"), (1, 25, ModelProblem::NotOrdinal));
}

#[test]
fn hostile_answers_are_errors() {
    let many = |column: fn(u32) -> f64| (0..30).map(column).collect::<Vec<f64>>();
    let good = || many(|i| f64::from(i * i % 7));
    let other = || many(|i| f64::from(i * 5 % 11));
    let with = |third: Vec<f64>| {
        let names = ["a", "b", "c"].map(str::to_owned).to_vec();
        let answers = Named { names, scores: Scores::new(vec![good(), other(), third]).unwrap() };
        let fit = |options| fit("F =~ a + b + c", &answers, None, None, options);
        (fit(MLR), fit(WLSMV))
    };
    let errors = |third: Vec<f64>| {
        let (continuous, ordinal) = with(third);
        (continuous.unwrap_err(), ordinal.unwrap_err())
    };

    let constant = Error::Constant { item: 2 };
    assert_eq!(errors(many(|_| 3.0)), (constant, constant));
    let (continuous, ordinal) = errors(many(|_| f64::NAN));
    assert_eq!(continuous, Error::TooFewRows { found: 0, needed: 4 });
    assert_eq!(ordinal, Error::NoRows);
    assert_eq!(with(good()).0.unwrap_err(), Error::NotPositiveDefinite);
    // An item twice correlates perfectly with itself; whatever comes of it, it is no panic.
    if let Ok(found) = with(good()).1 {
        assert!(!found.fit.converged || !found.improper.is_empty() || found.test.df == 0);
    }
}

#[test]
fn ordinal_items_are_fitted_as_lavaan_does() {
    let soldiers = table("bhr2000");
    let answers = named(&soldiers, &soldiers.range("AF06", "AS28"));
    let citizens = table("science_mirt");
    let opinions = named(&citizens, &["Comfort", "Work", "Future", "Benefit"]);

    let leaders = fit(LEADERSHIP, &answers, None, None, WLSMV).unwrap();
    let science =
        fit("F =~ Comfort + Work + Future + Benefit", &opinions, None, None, WLSMV).unwrap();

    agrees(&leaders, &result("cfa1_wlsmv_bhr2000"));
    agrees(&science, &result("cfa1_wlsmv_science"));
}

#[test]
fn several_factors_of_ordinal_items_are_those_of_lavaan() {
    let people = table("bfi");
    let traits = named(&people, &people.range("A1", "O5"));
    let model =
        ["A", "C", "E", "N", "O"].map(|f| format!("{f} =~ {f}1 + {f}2 + {f}3 + {f}4 + {f}5"));
    let leaders = table("sim360");
    let rated = named(&leaders, &leaders.range("i01", "i30"));

    let five = fit(&model.join("\n"), &traits, None, None, WLSMV).unwrap();
    let six = fit(&six_factors(), &rated, None, None, WLSMV).unwrap();

    assert_eq!((five.n_rows[0], five.n_left_out), (2436, 364));
    agrees(&five, &result("cfa5_wlsmv_bfi"));
    agrees(&six, &result("cfa6_wlsmv_sim360"));
}

#[test]
fn steps_of_ordinal_invariance_are_those_of_wu_and_estabrook() {
    let people = table("bfi");
    let names = ["N1", "N2", "N3", "N4", "N5"];
    let answers = named(&people, &names);
    let (genders, _) = people.groups("gender");
    let reference = result("invariance_ord_bfiN_gender");
    let thresholds = Equality { thresholds: true, ..Equality::default() };
    let loadings = Equality { loadings: true, ..thresholds };
    let intercepts = Equality { intercepts: true, ..loadings };

    let steps = [Equality::default(), thresholds, loadings, intercepts];
    for (step, equal) in steps.into_iter().enumerate() {
        let options = Options { equal, ..WLSMV };
        let found =
            fit("N =~ N1 + N2 + N3 + N4 + N5", &answers, Some(&genders), None, options).unwrap();
        let row = numbers(&reference, &format!("/values/{step}"));

        let scaled = found.scaled.unwrap();
        relative(found.test.chisq, row[0], 1e-6);
        assert_eq!(found.test.df as f64, row[1]);
        relative(scaled.test.chisq, row[2], 1e-6);
        absolute(scaled.indices.cfi, row[3], 1e-6);
        absolute(scaled.indices.rmsea, row[4], 1e-6);
        absolute(found.srmr, row[5], 1e-6);
    }
}

#[test]
fn what_a_step_costs_is_what_lavaan_says() {
    let pupils = table("HolzingerSwineford1939");
    let answers = named(&pupils, &["x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9"]);
    let (schools, _) = pupils.groups("school");
    let people = table("bfi");
    let worries = named(&people, &["N1", "N2", "N3", "N4", "N5"]);
    let (genders, _) = people.groups("gender");
    let robust = Options { has_unit_factors: false, ..MLR };
    let neuroticism = "N =~ N1 + N2 + N3 + N4 + N5";

    for (model, data, groups, options, name) in [
        (HS, &answers, &schools, ML, "invariance_lrt_hs1939_ml"),
        (HS, &answers, &schools, robust, "invariance_lrt_hs1939_mlr"),
        (neuroticism, &worries, &genders, WLSMV, "invariance_lrt_bfiN_gender"),
    ] {
        let names: Vec<&str> = data.names.iter().map(String::as_str).collect();
        let sampled =
            Sampled { names: &names, scores: &data.scores, groups: Some(groups), clusters: None };
        let steps = invariance(model, &sampled, &options).unwrap();
        let reference = result(name);

        assert!(steps[0].difference.is_none());
        for (step, row) in steps[1..].iter().zip(reference["values"].as_array().unwrap()) {
            let difference = step.difference.unwrap();
            relative(difference.chisq, number(row, "/0"), 1e-5);
            assert_eq!(difference.df as f64, number(row, "/1"));
            absolute(difference.pvalue, number(row, "/2"), 1e-5);
        }
    }
}

#[test]
fn a_category_that_a_group_left_out_is_named() {
    let of = |k: u32, top: u32| (0..60).map(|i| f64::from((i * k) % top)).collect::<Vec<f64>>();
    let mut third = of(5, 4);
    third[30..].iter_mut().for_each(|value| *value = value.min(2.0));
    let names = ["a", "b", "c"].map(str::to_owned).to_vec();
    let answers = Named { names, scores: Scores::new(vec![of(3, 4), of(7, 4), third]).unwrap() };
    let groups = Groups::new((0..60).map(|i| u32::from(i >= 30)).collect()).unwrap();

    let found = fit("F =~ a + b + c", &answers, Some(&groups), None, WLSMV);

    assert_eq!(found.unwrap_err(), Error::CategoryLeftOut { item: 2, group: 1 });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Units of items move loadings and nothing that is standardised; the order of items and rows
    /// moves nothing; and answers given twice double chi-square.
    #[test]
    fn units_and_order_change_nothing(
        units in prop::collection::vec(0.01..100.0_f64, 9),
        order in Just((0..9_usize).collect::<Vec<_>>()).prop_shuffle(),
        turn in 0..301_usize,
    ) {
        let pupils = table("HolzingerSwineford1939");
        let names = ["x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9"];
        let plain = named(&pupils, &names);
        let column = |item: usize| {
            let mut values: Vec<f64> =
                plain.scores.item(item).iter().map(|value| value * units[item] + 1.0).collect();
            values.rotate_left(turn);
            values
        };
        let moved = Named {
            names: order.iter().map(|item| names[*item].to_owned()).collect(),
            scores: Scores::new(order.iter().map(|item| column(*item)).collect()).unwrap(),
        };
        let twice: Vec<usize> = (0..301).chain(0..301).collect();
        let doubled =
            Named { names: plain.names.clone(), scores: plain.scores.rows(&twice).unwrap() };
        let options = Options { has_unit_factors: false, ..MLR };

        let one = fit(HS, &plain, None, None, options).unwrap();
        let other = fit(HS, &moved, None, None, options).unwrap();
        let double = fit(HS, &doubled, None, None, ML).unwrap();

        relative(other.test.chisq, one.test.chisq, 1e-7);
        relative(other.scaled.unwrap().test.chisq, one.scaled.unwrap().test.chisq, 1e-6);
        relative(double.test.chisq, 2.0 * one.test.chisq, 1e-7);
        for (row, moved) in one.parameters.iter().zip(&other.parameters) {
            absolute(moved.standard, row.standard, 1e-6);
            absolute(moved.standard_se, row.standard_se, 1e-6);
        }
    }
}
