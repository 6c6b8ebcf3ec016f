use std::fmt::Write as _;

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

/// Twenty leaders in so many rounds, each rated by six people about six items.
fn rounds(n_waves: usize) -> String {
    let mut text = "leader,rater,wave,a,b,c,d,e,f\n".to_owned();
    for (wave, leader, rater) in (0..n_waves).flat_map(|wave| {
        (0..20).flat_map(move |leader| (0..6).map(move |rater| (wave, leader, rater)))
    }) {
        let answers: Vec<String> = (0..6)
            .map(|item| {
                let noise = (leader * 31 + rater * 17 + item * 13 + wave * 7 + leader * rater) % 3;
                (1 + (leader % 3 + noise + usize::from(wave > 0 && leader % 2 == 0)).min(4))
                    .to_string()
            })
            .collect();
        writeln!(text, "L{leader},R{},{wave},{}", leader * 6 + rater, answers.join(",")).unwrap();
    }
    text
}

#[test]
fn change_is_told_over_all_rounds_and_everything_else_of_the_last() {
    let folder = Scratch::new();
    let (two, three) = (folder.write("2.csv", rounds(2)), folder.write("3.csv", rounds(3)));
    let line =
        ["--ratee", "leader", "--rater", "rater", "--items", "a..f", "--wave", "wave", "--json"];
    let found = |file: &str| -> Value {
        let outcome = analyze(&[&[file], &line[..]].concat());
        assert_eq!(outcome.status, 0, "{}", outcome.stderr);
        serde_json::from_str(&outcome.stdout).unwrap()
    };

    let (two, three) = (found(&two), found(&three));

    assert_eq!(report(&two, "change")["leaders"].as_array().unwrap().len(), 20);
    assert_eq!(report(&two, "alpha")["n"], 120);
    assert!(report(&two, "alpha")["command"].as_str().unwrap().contains("--only=wave=1"));
    let why = |found: &Value, what: &str| {
        let left_out = found["left_out"].as_array().unwrap().clone();
        left_out.iter().find(|one| one["what"] == what).map(|one| one["why"].to_string())
    };
    assert!(why(&two, "growth over the rounds").unwrap().contains("there are 2 rounds"));
    assert_eq!(report(&three, "growth")["n"], 360);
    let summary = three["summary"].as_array().unwrap();
    let change =
        summary.iter().find(|one| one["question"] == "Did leaders change by more than noise?");
    assert_eq!(change.unwrap()["answers"][0], report(&three, "change")["finding"]);
}

#[test]
fn the_summary_comes_first_and_says_of_which_scale() {
    let folder = Scratch::new();
    let file = folder.write("2.csv", rounds(2));
    let model = "Trust =~ a + b + c; Risk =~ d + e + f";

    let outcome = analyze(&[&file, "--ratee", "leader", "--model", model]);

    assert_eq!(outcome.status, 0, "{}", outcome.stderr);
    let text = outcome.stdout;
    let (summary, rest) = text.split_once("== Leaders").unwrap();
    assert!(summary.contains("== What these data can bear"), "{summary}");
    assert!(summary.contains("How many raters does it take?"), "{summary}");
    assert!(summary.contains("  Trust: ") && summary.contains("  Risk: "), "{summary}");
    assert!(rest.contains("it needs what is not asked for here; see hone stats brier"), "{rest}");
    assert!(text.lines().all(|line| line.chars().count() <= 100));
}
