use std::fmt::Write;

use serde_json::Value;

use crate::support::{Scratch, is_near, json, refused, stats};

fn reference() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../reference/results/forecasts.json");
    let mut whole: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    whole["result"].take()
}

#[test]
fn every_figure_is_that_of_r() {
    let expected = reference();
    let scratch = Scratch::new();
    let mut text = "p,o\n0.4,\n".to_owned();
    for row in 0..expected["p"].as_array().unwrap().len() {
        writeln!(text, "{},{}", expected["p"][row], expected["o"][row]).unwrap();
    }
    let file = scratch.write("bets.csv", text);

    let found = json(&["brier", &file, "--forecast", "p", "--outcome", "o"]);

    let same = |pointer: &str, name: &str| {
        let reference = expected.pointer(name).unwrap().as_f64().unwrap();
        let ours = found.pointer(pointer).unwrap();
        assert!(is_near(ours, reference, 1e-9), "{pointer}: {ours} for {reference}");
    };
    same("/brier/value", "/brier");
    same("/brier/se", "/brier_se");
    same("/optimism/value", "/optimism");
    same("/optimism/p_value", "/optimism_p");
    same("/optimism/ci95/0", "/optimism_ci/0");
    same("/decomposition/reliability", "/rel_c");
    same("/decomposition/resolution", "/res_c");
    same("/decomposition/raw/uncertainty", "/unc");
    same("/discrimination/value", "/slope");
    same("/discrimination/ci95/1", "/slope_ci/1");
    same("/curve/points/3/share", "/curve/3");
    assert_eq!((&found["n"], &found["undecided"]), (&121.into(), &1.into()));
}

#[test]
fn a_few_bets_are_not_judged() {
    let scratch = Scratch::new();
    let few = scratch.write("few.csv", "p,o,s\n0.4,1,2\n0.9,1,1\n");

    let found = json(&["brier", &few, "--forecast", "p", "--outcome", "o", "--stake", "s"]);
    let text = stats(&["brier", &few, "--forecast", "p", "--outcome", "o"]).stdout;

    assert_eq!(found["brier"]["cannot_tell_yet"]["needed"], 10);
    assert_eq!(found["boldness"]["cannot_tell_yet"]["n"], 2);
    assert!(text.contains("cannot tell yet: 2 of 10"), "{text}");
    assert!(text.trim_end().ends_with("look at the cases."), "{text}");
}

#[test]
fn what_is_no_forecast_is_refused_with_its_row() {
    let scratch = Scratch::new();
    let percent = scratch.write("percent.csv", "p,o\n0.4,1\n40,0\n");
    let maybe = scratch.write("maybe.csv", "p,o\n0.4,1\n0.4,0.5\n");
    let open = scratch.write("open.csv", "p,o\n0.4,1\n,1\n");
    let line = |file: &str| refused(&["brier", file, "--forecast", "p", "--outcome", "o"]);

    let message = line(&percent);
    assert!(message.contains("row 3") && message.contains("divide percentages"), "{message}");
    assert!(line(&maybe).contains("row 3: the outcome has to be 1"));
    assert_eq!(json(&["brier", &open, "--forecast", "p", "--outcome", "o"])["n"], 1);
}
