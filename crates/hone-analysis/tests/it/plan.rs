use hone_analysis::{Outcome, Screen, run};
use serde_json::Value;

use crate::support::{Scratch, data, is_near};

fn plan(arguments: &[&str]) -> Outcome {
    let line = ["hone", "plan"].iter().chain(arguments).map(|word| (*word).to_owned());
    run(line.collect::<Vec<_>>(), Screen::default())
}

fn json(arguments: &[&str]) -> Value {
    let outcome = plan(&[arguments, &["--json"]].concat());
    assert_eq!(outcome.status, 0, "{}", outcome.stderr);
    serde_json::from_str(&outcome.stdout).unwrap()
}

#[test]
fn planning_values_give_the_numbers_of_spearman_and_brown() {
    let found = json(&["--icc", "0.25", "--sd", "1", "--response", "0.5"]);

    assert!(is_near(&found["raters"][3]["reliability"]["value"], 1.0 / 1.75, 1e-12));
    assert!(is_near(&found["raters"][3]["half_width95"], 1.959963984540054 / 2.0, 1e-12));
    assert_eq!(found["needed"][1]["raters"], 12);
    assert_eq!(found["needed"][1]["invited"], 24);
    assert_eq!(found["is_assumed"], true);
}

#[test]
fn an_earlier_round_gives_its_own_icc_with_an_interval() {
    let file = data("bhr2000");
    let found = json(&[&file, "--ratee", "GRP", "--items", "AF06..AS28"]);

    assert!(is_near(&found["icc"]["value"], 0.158, 3e-3));
    assert!(found["icc"]["ci95"][0].as_f64().unwrap() < 0.13);
    assert_eq!(found["needed"][1]["raters"], 22);
}

#[test]
fn a_plan_becomes_a_page_with_its_chart() {
    let folder = Scratch::new();
    let path = folder.path("plan.html");

    let outcome = plan(&["--html", path.to_str().unwrap()]);

    assert_eq!(outcome.status, 0, "{}", outcome.stderr);
    let page = std::fs::read_to_string(path).unwrap();
    assert!(page.contains("<svg") && page.contains("For a reliability of 0.80"));
    assert!(!page.contains("<script") && !page.contains("NaN"));
}

#[test]
fn values_that_cannot_be_are_refused_with_the_way_out() {
    for (arguments, words) in [
        (["--icc", "1.5"], "between 0 and 1"),
        (["--sd", "-1"], "above 0"),
        (["--response", "0"], "a share"),
        (["--most", "100000"], "from 2 to"),
    ] {
        let outcome = plan(&[&format!("{}={}", arguments[0], arguments[1])]);

        assert_eq!(outcome.status, 2);
        assert!(outcome.stderr.contains(words), "{}", outcome.stderr);
    }
}
