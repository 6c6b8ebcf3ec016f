use hone_analysis::{Outcome, Screen, run};
use serde_json::Value;

use crate::support::{Scratch, json};

fn simulate(arguments: &[&str]) -> Outcome {
    let line = ["hone", "simulate"].iter().chain(arguments).map(|word| (*word).to_owned());
    run(line.collect::<Vec<_>>(), Screen::default())
}

#[test]
fn a_drawn_round_is_read_by_the_statistics_and_its_truth_is_found_again() {
    let scratch = Scratch::new();
    let path = |name: &str| scratch.path(name).to_str().unwrap().to_owned();
    let (round, truth) = (path("round.csv"), path("truth.json"));
    let plan = ["--leaders", "40", "--raters", "peer=10", "--raters-per-unit", "12"];

    let outcome = simulate(&[&plan[..], &["--out", &round, "--truth", &truth, "--json"]].concat());

    assert_eq!(outcome.status, 0, "{}", outcome.stderr);
    let report: Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!((&report["ballots"], &report["items"]), (&400.into(), &30.into()));
    let truth: Value = serde_json::from_slice(&std::fs::read(truth).unwrap()).unwrap();
    let found =
        json(&["facets", &round, "--person", "ratee", "--rater", "rater", "--items", "s1_1..s6_5"]);
    let severity: Vec<f64> = found["raters"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rater| rater["severity"].as_f64().unwrap())
        .collect();
    let leniency: Vec<f64> = truth["raters"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rater| rater["leniency"].as_f64().unwrap())
        .collect();
    assert!(correlation(&severity, &leniency) < -0.85);
}

#[test]
fn the_same_seed_prints_the_same_ballots() {
    let plan = ["--leaders", "5", "--self", "--missing", "0.1", "--change", "0.4"];

    let first = simulate(&plan);

    assert_eq!(first, simulate(&plan));
    assert_ne!(first, simulate(&[&plan[..], &["--seed", "2"]].concat()));
    assert_eq!(first.stdout.lines().count(), 1 + 2 * 5 * 9);
    assert!(first.stdout.starts_with("ratee,rater,source,wave,s1_1,"));
    assert!(first.stdout.contains("L00001,L00001,self,1,"));
}

#[test]
fn impossible_plans_are_refused() {
    for plan in [
        &["--leaders", "0"][..],
        &["--missing", "1.5"],
        &["--raters", "peer"],
        &["--raters", "peer=60"],
        &["--variances", "halo=-1"],
        &["--variances", "hallo=1"],
        &["--items-per-scale", "0"],
        &["--leaders", "3", "--out", "/nowhere/at/all.csv"],
    ] {
        let outcome = simulate(plan);

        assert_eq!((outcome.status, outcome.stdout.as_str()), (2, ""), "{plan:?}");
        assert!(!outcome.stderr.is_empty());
    }
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let mean = |x: &[f64]| x.iter().sum::<f64>() / x.len() as f64;
    let (ma, mb) = (mean(a), mean(b));
    let product: f64 = a.iter().zip(b).map(|(x, y)| (x - ma) * (y - mb)).sum();
    let square = |x: &[f64], m: f64| x.iter().map(|v| (v - m).powi(2)).sum::<f64>();
    product / (square(a, ma) * square(b, mb)).sqrt()
}
