use hone_stats::facets::{Facets, Severity, Steps, facets, random_facets};
use hone_stats::numeric::{normal, stream};
use hone_stats::{Error, Estimate, Groups, Scores};
use rand::RngExt;

use crate::reference::{absolute, all_absolute, number, numbers, relative, result, table};

fn severities(fitted: &Facets) -> Vec<Estimate> {
    let severity = |severity| match severity {
        Severity::Known(estimate) => estimate,
        other => panic!("{other:?}"),
    };
    fitted.raters.iter().map(|rater| severity(rater.severity)).collect()
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let mean = |x: &[f64]| x.iter().sum::<f64>() / x.len() as f64;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let sum = |x: &[f64], y: &[f64], mean_x: f64, mean_y: f64| -> f64 {
        x.iter().zip(y).map(|(x, y)| (x - mean_x) * (y - mean_y)).sum()
    };
    let both = sum(a, a, mean_a, mean_a) * sum(b, b, mean_b, mean_b);
    sum(a, b, mean_a, mean_b) / both.sqrt()
}

fn values(estimates: &[Estimate]) -> Vec<f64> {
    estimates.iter().map(|estimate| estimate.value).collect()
}

#[test]
fn two_valued_answers_are_those_of_lme4() {
    let (data, reference) = (table("tam_ex10"), result("mfr_ex10_random"));
    let scores = data.scores_in("I0001", "I0005");
    let (persons, raters) = (data.groups("pid").0, data.groups("rater").0);

    let found = random_facets(&scores, &persons, &raters, Steps::Common).unwrap();

    assert!(found.fit.converged);
    // `glmer` leaves the modes a little earlier: at its parameters the criterion, written out, is
    // higher than it says by 3.5e-6.
    absolute(found.log_likelihood, number(&reference, "/logLik"), 1e-5);
    let exact = result("laplace_ex10");
    absolute(found.log_likelihood, number(&exact, "/logLik"), 1e-8);
    let easiness: Vec<f64> = found.items.iter().map(|item| -item.value).collect();
    all_absolute(&easiness, &numbers(&reference, "/est"), 1e-4);
    let errors: Vec<f64> = found.items.iter().map(|item| item.se.unwrap()).collect();
    all_absolute(&errors, &numbers(&reference, "/se"), 1e-3);
    all_absolute(&errors, &numbers(&exact, "/se")[..5], 1e-4);
    relative(found.sd.value.powi(2), number(&reference, "/var/pid"), 1e-3);
    relative(found.rater_sd.unwrap().value.powi(2), number(&reference, "/var/rater"), 1e-3);
    let severities = severities(&found);
    let lenient: Vec<f64> = severities.iter().map(|severity| -severity.value).collect();
    all_absolute(&lenient, &numbers(&reference, "/rater"), 1e-4);
    let variances: Vec<f64> = severities.iter().map(|s| s.se.unwrap().powi(2)).collect();
    all_absolute(&variances, &numbers(&reference, "/rater_condvar"), 1e-5);
    let thetas: Vec<f64> = found.persons.iter().take(5).map(|person| person.theta).collect();
    all_absolute(&thetas, &numbers(&reference, "/pid_head"), 1e-4);
}

#[test]
fn many_ratings_of_forty_raters_say_the_same_of_random_and_fixed_raters() {
    let data = table("sim_mfr");
    let scores = data.scores_in("c1", "c6");
    let (persons, raters) = (data.groups("ratee").0, data.groups("rater").0);

    let random = random_facets(&scores, &persons, &raters, Steps::Common).unwrap();
    let fixed = facets(&scores, &persons, &raters, Steps::Common, false).unwrap();

    assert!(random.fit.converged);
    let (ours, theirs) = (values(&severities(&random)), values(&severities(&fixed)));
    assert!(correlation(&ours, &theirs) > 0.9995);
    let order = |severities: &[f64]| {
        let mut order: Vec<usize> = (0..severities.len()).collect();
        order.sort_by(|a, b| severities[*a].total_cmp(&severities[*b]));
        order
    };
    let moved = order(&ours).iter().zip(order(&theirs)).filter(|(a, b)| *a != b).count();
    assert!(moved <= 4, "{moved} raters have another place");
    let thetas = |fitted: &Facets| fitted.persons.iter().map(|p| p.theta).collect::<Vec<_>>();
    assert!(correlation(&thetas(&random), &thetas(&fixed)) > 0.9995);
    all_absolute(&values(&random.steps[0]), &values(&fixed.steps[0]), 0.01);
    relative(random.sd.value, fixed.sd.value, 0.01);
    absolute(random.reliability.unwrap(), fixed.reliability.unwrap(), 0.003);
}

/// Ratings drawn from the model: each leader by some of many raters, on items with four categories.
struct Drawn {
    scores: Scores,
    leaders: Groups,
    raters: Groups,
    severities: Vec<f64>,
    thetas: Vec<f64>,
}

const DIFFICULTIES: [f64; 5] = [-0.6, -0.2, 0.0, 0.3, 0.5];
const STEPS: [f64; 3] = [-1.0, 0.1, 0.9];
const SD: f64 = 0.9;
const RATER_SD: f64 = 0.7;

fn drawn(n_leaders: usize, n_raters: usize, per_leader: usize) -> Drawn {
    let mut chance = stream(27, 0);
    let thetas: Vec<f64> = (0..n_leaders).map(|_| SD * normal(&mut chance)).collect();
    let severities: Vec<f64> = (0..n_raters).map(|_| RATER_SD * normal(&mut chance)).collect();
    let (mut leaders, mut raters) = (vec![], vec![]);
    let mut columns = vec![vec![]; DIFFICULTIES.len()];
    for (leader, theta) in thetas.iter().enumerate() {
        for k in 0..per_leader {
            let rater = (leader * 7 + k * (331 + 17 * k)) % n_raters;
            leaders.push(leader);
            raters.push(rater);
            for (column, difficulty) in columns.iter_mut().zip(DIFFICULTIES) {
                let place = theta - severities[rater] - difficulty;
                let mut weights = vec![1.0];
                let mut exponent = 0.0_f64;
                for step in STEPS {
                    exponent += place - step;
                    weights.push(exponent.exp());
                }
                let mut left = chance.random::<f64>() * weights.iter().sum::<f64>();
                let answer = weights.iter().take_while(|weight| {
                    left -= **weight;
                    left > 0.0
                });
                column.push(answer.count() as f64);
            }
        }
    }
    let (raters, kept) = Groups::by_label(&raters).unwrap();
    Drawn {
        scores: Scores::new(columns).unwrap(),
        leaders: Groups::by_label(&leaders).unwrap().0,
        severities: kept.iter().map(|rater| severities[*rater]).collect(),
        raters,
        thetas,
    }
}

#[test]
fn the_truth_of_two_thousand_raters_is_found_again() {
    let drawn = drawn(1_000, 2_000, 6);

    let found =
        random_facets(&drawn.scores, &drawn.leaders, &drawn.raters, Steps::PerItem).unwrap();
    let refused = facets(&drawn.scores, &drawn.leaders, &drawn.raters, Steps::PerItem, false);

    assert!(matches!(refused, Err(Error::TooManyParameters { .. })));
    assert!(found.fit.converged);
    assert!(found.raters.len() > 1_900);
    // Laplace's approximation makes the spreads a little smaller.
    relative(found.sd.value, SD, 0.06);
    relative(found.rater_sd.unwrap().value, RATER_SD, 0.06);
    all_absolute(&values(&found.items), &DIFFICULTIES, 0.12);
    for steps in &found.steps {
        all_absolute(&values(steps), &STEPS, 0.12);
    }
    let severities = severities(&found);
    assert!(correlation(&values(&severities), &drawn.severities) > 0.75);
    let thetas: Vec<f64> = found.persons.iter().map(|person| person.theta).collect();
    assert!(correlation(&thetas, &drawn.thetas) > 0.85);
    let errors: Vec<(f64, f64)> = found
        .persons
        .iter()
        .zip(&drawn.thetas)
        .map(|(person, truth)| (person.theta - truth, person.se))
        .collect();
    let held = errors.iter().filter(|(error, se)| error.abs() < 1.96 * se).count();
    assert!((925..=975).contains(&held), "{held} of 1,000 intervals hold the truth");
}

#[test]
fn raters_who_rate_one_leader_each_are_no_reason_to_refuse() {
    let drawn = drawn(60, 360, 6);
    let own: Vec<usize> = (0..360).collect();
    let raters = Groups::by_label(&own).unwrap().0;

    let random = random_facets(&drawn.scores, &drawn.leaders, &raters, Steps::Common).unwrap();
    let fixed = facets(&drawn.scores, &drawn.leaders, &raters, Steps::Common, false);

    assert_eq!(fixed.err(), Some(Error::Apart { parts: 60 }));
    assert!(random.fit.converged);
    assert_eq!(random.n_parts, 60);
    assert!(random.persons.iter().all(|person| person.se > 0.0 && person.se < random.sd.value));
}

#[test]
fn raters_at_one_end_and_people_without_answers_have_a_place_or_none() {
    let mut drawn = drawn(80, 60, 6);
    let mut columns: Vec<Vec<f64>> = drawn.scores.items().map(<[f64]>::to_vec).collect();
    let of_raters = drawn.raters.of().to_vec();
    for column in &mut columns {
        for (value, rater) in column.iter_mut().zip(&of_raters) {
            match rater {
                3 => *value = 3.0,
                4 => *value = f64::NAN,
                _ => {}
            }
        }
    }
    drawn.scores = Scores::new(columns).unwrap();

    let found = random_facets(&drawn.scores, &drawn.leaders, &drawn.raters, Steps::Common).unwrap();

    assert!(found.fit.converged);
    assert!(matches!(found.raters[3].severity, Severity::Known(e) if e.value < -1.0));
    assert_eq!(found.raters[4].severity, Severity::Unknown);
}

#[test]
fn designs_that_cannot_be_told_apart_are_refused() {
    let drawn = drawn(40, 30, 6);
    let rows = drawn.leaders.n_rows();
    let one = Groups::new(vec![0; rows]).unwrap();
    let said = |leaders: &Groups, raters: &Groups| {
        random_facets(&drawn.scores, leaders, raters, Steps::Common).unwrap_err()
    };

    assert_eq!(said(&drawn.leaders, &one), Error::OneLevel { term: 1 });
    assert_eq!(said(&drawn.leaders, &drawn.leaders), Error::AlikeTerms { first: 0, second: 1 });
    let constant = Scores::new(vec![vec![2.0; rows]; 2]).unwrap();
    assert_eq!(
        random_facets(&constant, &drawn.leaders, &drawn.raters, Steps::Common),
        Err(Error::Constant { item: 0 })
    );
}
