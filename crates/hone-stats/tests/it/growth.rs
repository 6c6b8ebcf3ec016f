use hone_stats::variance::{Criterion, Growth, event_columns, growth};
use hone_stats::{Error, Groups, Scores};
use serde_json::Value;

use crate::reference::{absolute, number, relative, result, table};

fn of(data: &str, value: &str, person: &str, event: Option<f64>, criterion: Criterion) -> Growth {
    let table = table(data);
    let times = table.numbers("TIME");
    let columns = event.map_or_else(|| vec![times.clone()], |event| event_columns(&times, event));
    let columns = Scores::new(columns).unwrap();
    growth(&table.numbers(value), &table.groups(person).0, &columns, &[0, 1], criterion).unwrap()
}

#[track_caller]
fn same(ours: &Growth, reference: &str, fixed: &[&str]) {
    let reference: Value = result(reference);
    assert!(ours.fit.converged);
    let (deviance, theirs) = (-2.0 * ours.log_likelihood, number(&reference, "/crit"));
    assert!(deviance <= theirs + 1e-6, "{deviance} for {theirs}");
    absolute(deviance, theirs, 1e-5);
    for (ours, name) in ours.fixed.iter().zip(fixed) {
        relative(ours.value, number(&reference, &format!("/fixef/{name}")), 1e-5);
        relative(ours.se.unwrap(), number(&reference, &format!("/se/{name}")), 1e-4);
    }
    let variance = |place: usize| number(&reference, &format!("/varcomp/{place}/vcov"));
    relative(ours.covariance[0][0], variance(0), 1e-3);
    relative(ours.covariance[1][1], variance(1), 1e-3);
    relative(ours.covariance[0][1], variance(2), 1e-3);
    relative(ours.residual, variance(3), 1e-4);
}

#[test]
fn growth_is_that_of_lmer() {
    let fixed = ["(Intercept)", "TIME"];

    let soldiers = of("univbct", "JSAT", "SUBNUM", None, Criterion::Reml);
    let by_ml = of("univbct", "JSAT", "SUBNUM", None, Criterion::Ml);
    let crews = of("tankdat", "SCORE", "ID", None, Criterion::Reml);

    same(&soldiers, "growth_univbct", &fixed);
    same(&by_ml, "growth_univbct_ml", &fixed);
    same(&crews, "growth_tankdat", &fixed);
}

#[test]
fn change_at_an_event_is_that_of_lmer() {
    let crews = of("tankdat", "SCORE", "ID", Some(6.0), Criterion::Reml);

    same(&crews, "growth_tankdat_event", &["(Intercept)", "TIME", "TRANS", "RECOV"]);
}

#[test]
fn a_persons_slope_is_shrunk_and_has_a_noise_floor() {
    let crews = of("tankdat", "SCORE", "ID", None, Criterion::Reml);

    let slopes: Vec<f64> = crews.persons.iter().flatten().map(|person| person[1].value).collect();
    let spread = slopes.iter().map(|x| x * x).sum::<f64>() / slopes.len() as f64;
    assert_eq!(slopes.len(), 184);
    assert!(spread < crews.covariance[1][1]);
    // Twelve trials: the sum of squares of 0 to 11 about their mean is 143.
    let floor = 1.959963984540054 * (crews.residual / 143.0).sqrt();
    relative(crews.noise_floor[1].unwrap(), floor, 1e-10);
}

#[test]
fn the_unit_of_time_changes_nothing_but_the_slope() {
    let table = table("tankdat");
    let days: Vec<f64> = table.numbers("TIME").iter().map(|time| 7.0 * time).collect();
    let persons = table.groups("ID").0;
    let by_day = growth(
        &table.numbers("SCORE"),
        &persons,
        &Scores::new(vec![days]).unwrap(),
        &[0, 1],
        Criterion::Ml,
    );

    let by_day = by_day.unwrap();
    let by_trial = of("tankdat", "SCORE", "ID", None, Criterion::Ml);
    absolute(by_day.log_likelihood, by_trial.log_likelihood, 1e-6);
    relative(7.0 * by_day.fixed[1].value, by_trial.fixed[1].value, 1e-6);
}

#[test]
fn where_values_begin_changes_the_intercept_only() {
    let table = table("tankdat");
    let columns = Scores::new(vec![table.numbers("TIME")]).unwrap();
    let persons = table.groups("ID").0;
    let fit = |shift: f64| {
        let values: Vec<f64> = table.numbers("SCORE").iter().map(|x| x + shift).collect();
        growth(&values, &persons, &columns, &[0, 1], Criterion::Reml).unwrap()
    };

    let (here, there) = (fit(0.0), fit(1e7));

    absolute(there.log_likelihood, here.log_likelihood, 1e-5);
    relative(there.fixed[1].value, here.fixed[1].value, 1e-6);
    absolute(there.fixed[0].value - 1e7, here.fixed[0].value, 1e-6);
}

#[test]
fn what_cannot_grow_is_refused() {
    let y = [1.0, 2.0, 4.0, 3.0, 2.5, 1.5, 2.0, 7.0];
    let persons = Groups::new(vec![0, 0, 1, 1, 2, 2, 3, 3]).unwrap();
    let alone = Groups::new((0..8).collect()).unwrap();
    let time = |values: [f64; 8]| Scores::new(vec![values.to_vec()]).unwrap();
    let waves = time([0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0]);
    let of = |values: &[f64], persons: &Groups, columns: &Scores, random: &[usize]| {
        growth(values, persons, columns, random, Criterion::Reml).unwrap_err()
    };

    assert_eq!(of(&y, &alone, &waves, &[0]), Error::NoDegreesOfFreedom);
    assert_eq!(of(&[2.0; 8], &persons, &waves, &[0]), Error::NoVariance);
    assert_eq!(of(&y, &persons, &time([3.0; 8]), &[0]), Error::DependentFixed { column: 0 });
    assert_eq!(of(&y, &persons, &time([3.0; 8]), &[0, 1]), Error::DependentFixed { column: 0 });
    assert_eq!(of(&y, &persons, &waves, &[]), Error::TooFewTerms);
    assert_eq!(of(&y, &persons, &waves, &[2]), Error::TooFewTerms);
    assert_eq!(of(&y, &persons, &waves, &[0, 0]), Error::TooFewTerms);
    assert_eq!(of(&y[..7], &persons, &waves, &[0]), Error::LengthsDiffer);
}
