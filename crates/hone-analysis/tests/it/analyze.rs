use hone_analysis::{Outcome, Screen, run};
use serde_json::Value;

use crate::support::{Scratch, data, is_near};

fn analyze(arguments: &[&str]) -> Outcome {
    let line = ["hone", "analyze"].iter().chain(arguments).map(|word| (*word).to_owned());
    run(line.collect::<Vec<_>>(), Screen::default())
}

fn report<'a>(found: &'a Value, method: &str) -> &'a Value {
    let reports = found["reports"].as_array().unwrap();
    reports.iter().find(|report| report["method"] == method).unwrap()
}

#[test]
fn an_analysis_of_real_ratings_holds_every_method_that_they_bear() {
    let folder = Scratch::new();
    let page = folder.path("analysis.html");
    let file = data("bhr2000");

    let outcome = analyze(&[
        &file,
        "--ratee",
        "GRP",
        "--items",
        "AF06..AS28",
        "--json",
        "--html",
        page.to_str().unwrap(),
    ]);

    assert_eq!(outcome.status, 0, "{}", outcome.stderr);
    let found: Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(found["schema"], "hone-analyze/1");
    assert!(is_near(&report(&found, "alpha")["alpha"]["value"], 0.891343259785514, 1e-12));
    assert!(is_near(&report(&found, "rwg")["mean"], 0.887611501265, 1e-10));
    let left_out: Vec<&str> = found["left_out"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["why"].as_str().unwrap())
        .collect();
    assert!(left_out.iter().any(|why| why.contains("--rater")), "{left_out:?}");
    let page = std::fs::read_to_string(page).unwrap();
    assert!(page.contains("<svg") && page.contains("0.891") && !page.contains("NaN"));
}

#[test]
fn a_section_can_be_made_again_by_the_command_it_names() {
    let file = data("bhr2000");
    let arguments = [&file, "--ratee", "GRP", "--items", "AF06..AS28", "--json"];
    let found: Value = serde_json::from_str(&analyze(&arguments).stdout).unwrap();
    let command = report(&found, "alpha")["command"].as_str().unwrap();

    let words = command.split(' ').map(str::to_owned).chain(["--json".to_owned()]);
    let again = run(words.collect::<Vec<_>>(), Screen::default());

    let again: Value = serde_json::from_str(&again.stdout).unwrap();
    assert_eq!(again["alpha"], report(&found, "alpha")["alpha"]);
}

#[test]
fn scales_are_told_one_by_one_and_few_ratings_leave_most_out() {
    let folder = Scratch::new();
    let row = |i: usize| {
        let answers = [1 + i % 5, 1 + i % 4, 2 + i % 3, 1 + i % 2].map(|answer| answer.to_string());
        format!("L{},{}", i / 3, answers.join(","))
    };
    let rows: Vec<String> = (0..12).map(row).collect();
    let file = folder.write("few.csv", format!("leader,a,b,c,d\n{}\n", rows.join("\n")));

    let outcome = analyze(&[
        &file,
        "--ratee",
        "leader",
        "--model",
        "Trust =~ a + b; Risk =~ c + d",
        "--json",
    ]);

    assert_eq!(outcome.status, 0, "{}", outcome.stderr);
    let found: Value = serde_json::from_str(&outcome.stdout).unwrap();
    let left_out = found["left_out"].as_array().unwrap();
    assert!(left_out.iter().any(|one| one["what"].as_str().unwrap().ends_with("Risk")));
    assert!(left_out.iter().any(|one| one["why"] == "there are 12 ballots, and 20 are needed"));
}

#[test]
fn a_model_that_cannot_be_read_is_refused_with_the_way_out() {
    let file = data("bhr2000");
    let outcome = analyze(&[&file, "--ratee", "GRP", "--model", "AF06 + AF07"]);

    assert_eq!(outcome.status, 2);
    assert!(outcome.stderr.contains("F1 =~ a + b + c"), "{}", outcome.stderr);
}
