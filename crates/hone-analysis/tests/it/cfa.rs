use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;

use crate::support::{Scratch, data, is_near, json, refused, stats};

const HS: &str = "visual =~ x1 + x2 + x3; textual =~ x4 + x5 + x6; speed =~ x7 + x8 + x9";
const LEADERSHIP: &str =
    "F =~ AF06 + AF07 + AP12 + AP17 + AP33 + AP34 + AS14 + AS15 + AS16 + AS17 + AS28";

fn reference(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../reference/results");
    let text = std::fs::read_to_string(folder.join(format!("{name}.json"))).unwrap();
    let mut whole: Value = serde_json::from_str(&text).unwrap();
    whole["result"].take()
}

/// Every parameter and index of the contract beside lavaan's.
fn agrees(found: &Value, reference: &Value) {
    assert_eq!(found["converged"], true);
    for row in reference["par"].as_array().unwrap() {
        let is = |ours: &&Value| ["lhs", "op", "rhs"].into_iter().all(|key| ours[key] == row[key]);
        let ours = found["parameters"].as_array().unwrap().iter().find(is);
        let ours = ours.unwrap_or_else(|| panic!("no {row}"));
        for (key, name) in [("est", "est"), ("se", "se"), ("std", "std.all")] {
            let (ours, row) = (ours[key].as_f64().unwrap(), row[name].as_f64().unwrap());
            assert!((ours - row).abs() < 1e-5, "{key} {ours} for {row}");
        }
    }
    for (key, value) in reference["fit"].as_object().unwrap() {
        let key = key.replace('.', "_");
        if key == "fmin" || value.as_f64() == Some(0.0) {
            continue;
        }
        assert!(is_near(&found["fit"][&key], value.as_f64().unwrap(), 1e-4), "{key}: {found}");
    }
}

#[test]
fn the_defaults_are_those_of_lavaan() {
    let found = json(&["cfa", &data("HolzingerSwineford1939"), "--model", HS]);

    agrees(&found, &reference("cfa3_ml_hs1939"));
    assert_eq!((&found["n"], &found["estimator"]), (&301.into(), &"ml".into()));
}

#[test]
fn ordinal_items_have_thresholds_and_corrected_indices() {
    let file = data("bhr2000");
    let found = json(&["cfa", &file, "--model", LEADERSHIP, "--estimator", "wlsmv", "--std-lv"]);

    agrees(&found, &reference("cfa1_wlsmv_bhr2000"));
}

#[test]
fn clusters_make_errors_robust() {
    let file = data("bhr2000");
    let found = json(&["cfa", &file, "--model", LEADERSHIP, "--cluster", "GRP"]);
    let alone = json(&["cfa", &file, "--model", LEADERSHIP, "--estimator", "mlr"]);

    assert_eq!(found["estimator"], "mlr");
    let error = |of: &Value| of["parameters"][1]["se"].as_f64().unwrap();
    assert!(error(&found) > 1.1 * error(&alone));
    let estimate = alone["parameters"][1]["est"].as_f64().unwrap();
    assert!(is_near(&found["parameters"][1]["est"], estimate, 1e-9));
}

#[test]
fn steps_of_invariance_stand_beside_each_other() {
    let file = data("HolzingerSwineford1939");
    let found = json(&["cfa", &file, "--model", HS, "--group", "school", "--invariance"]);

    let steps = found["invariance"].as_array().unwrap();
    for (step, row) in
        steps.iter().zip(reference("invariance_hs1939")["values"].as_array().unwrap())
    {
        assert!(is_near(&step["fit"]["chisq"], row[0].as_f64().unwrap(), 1e-6));
        assert_eq!(step["fit"]["df"].as_f64(), row[1].as_f64());
    }
    assert_eq!(steps.len(), 4);
    assert_eq!(found["parameters"][0]["group"], "Pasteur");
    assert_eq!(found["groups"][1]["n"], 145);
}

/// A parameter of the first group that has it, or of one group.
fn parameter<'a>(found: &'a Value, [lhs, rhs]: [&str; 2], group: Option<&str>) -> &'a Value {
    let is = |row: &&Value| {
        row["lhs"] == lhs && row["rhs"] == rhs && group.is_none_or(|group| row["group"] == group)
    };
    found["parameters"].as_array().unwrap().iter().find(is).unwrap()
}

/// lavaan 0.6-14: `cfa("visual =~ x1 + x2 + c(0.8, NA)*x3", HolzingerSwineford1939, group = "school")`.
/// Its first group is that of the first row, Pasteur.
#[test]
fn groups_come_in_the_order_of_their_first_rows() {
    let file = data("HolzingerSwineford1939");
    let model = "visual =~ x1 + x2 + c(0.8, NA)*x3";

    let found = json(&["cfa", &file, "--model", model, "--group", "school"]);

    let loading = |group: &str| &parameter(&found, ["visual", "x3"], Some(group))["est"];
    assert!(is_near(loading("Pasteur"), 0.8, 1e-12));
    assert!(is_near(loading("Grant-White"), 1.1548061217, 1e-5));
}

/// lavaan takes what a formula says of a variable a second time as another modifier of it.
#[test]
fn a_variable_named_again_is_modified_again() {
    let file = data("HolzingerSwineford1939");
    let fit = |model: &str| json(&["cfa", &file, "--model", model])["parameters"].clone();

    let again = fit("F =~ NA*x1 + k*x1 + k*x2 + k*x3; F ~~ 1*F");

    assert_eq!(again, fit("F =~ NA*k*x1 + k*x2 + k*x3; F ~~ 1*F"));
    assert_eq!(again[0]["est"], again[2]["est"]);
}

#[test]
fn ordinal_items_that_say_the_same_are_named() {
    let scratch = Scratch::new();
    let mut text = "a,b,c,d\n".to_owned();
    for row in 0..90_u32 {
        let a = row % 3;
        let c = if row % 11 == 0 { 0 } else { (a + row / 3 % 2).min(2) };
        let d = if row % 13 == 0 { 2 } else { a.saturating_sub(row / 6 % 2) };
        writeln!(text, "{a},{a},{c},{d}").unwrap();
    }
    let file = scratch.write("twins.csv", text);

    let found = json(&["cfa", &file, "--model", "F =~ a + b + c + d", "--estimator", "wlsmv"]);

    assert_eq!(found["improper"][0]["what"], "polychoric_at_bound");
    assert_eq!(found["improper"][0]["names"], serde_json::json!(["a", "b"]));
    assert!(found["warnings"].to_string().contains("the answers to 'a' all but tell those to 'b'"));
}

/// Residuals of a ten-thousandth of what items share leave the criterion almost flat, so that rounding
/// keeps the search from standing still.
#[test]
fn a_search_ends_where_items_are_almost_alike() {
    let scratch = Scratch::new();
    let mut text = "a,b,c,d,e\n".to_owned();
    for row in 0..102_u32 {
        let size = f64::from(row % 17) + f64::from(row / 17) / 2.0 + 20.0;
        let items = (0..).zip([1.0, 0.8, 2.0, 2.3, 0.9]).map(|(item, loading)| {
            let noise = row * 7919 + item * 104_729 + row * row * 31 + row * item * 17;
            format!("{:.3}", loading * size + 0.1 * (f64::from(noise % 997) / 997.0 - 0.5))
        });
        text += &(items.collect::<Vec<_>>().join(",") + "\n");
    }

    let file = scratch.write("alike.csv", text);
    let found = json(&["cfa", &file, "--model", "S =~ a + b + c + d + e"]);

    assert_eq!(found["converged"], true, "{found}");
    assert!(found["iterations"].as_u64().unwrap() < 100, "{found}");
}

#[test]
fn a_group_without_an_answer_is_named() {
    let scratch = Scratch::new();
    let mut text = "g,a,b,c\n".to_owned();
    for row in 0..80_u32 {
        let (group, top) = if row % 2 == 0 { ("north", 3) } else { ("south", 2) };
        writeln!(text, "{group},{},{},{}", row / 2 % 3, row / 3 % 3, row / 2 % top).unwrap();
    }
    let file = scratch.write("groups.csv", text);
    let line = ["--model", "F =~ a + b + c", "--estimator", "wlsmv", "--group", "g"];

    let message = refused(&[&["cfa", &file], &line[..]].concat());

    assert!(message.contains("group 'south' never chose one of the answers to 'c'"), "{message}");
}

/// lavaan 0.6-14, `standardizedSolution`.
#[test]
fn what_two_ordinal_items_share_beyond_factors_is_standardised() {
    let model = "F =~ AF06 + AF07 + AP12 + AP17; AF06 ~~ AF07";

    let found = json(&["cfa", &data("bhr2000"), "--model", model, "--estimator", "wlsmv"]);

    let shared = &parameter(&found, ["AF06", "AF07"], None)["std"];
    assert!(is_near(shared, 0.4741788773, 1e-5), "{shared}");
}

#[test]
fn a_model_may_stand_in_a_file_and_the_report_ends_in_a_sentence() {
    let scratch = Scratch::new();
    let model = scratch.write("model.txt", HS.replace("; ", "\n# and\n"));

    let outcome = stats(&["cfa", &data("HolzingerSwineford1939"), "--model-file", &model]);

    assert_eq!(outcome.status, 0, "{}", outcome.stderr);
    let words: Vec<&str> = outcome.stdout.split_whitespace().collect();
    let last = "well enough to build on (CFI 0.931, RMSEA 0.092, SRMR 0.065).";
    assert!(words.join(" ").ends_with(last), "{}", outcome.stdout);
}

#[test]
fn what_cannot_be_fitted_is_refused_with_the_reason() {
    let file = data("HolzingerSwineford1939");
    let said = |model: &str| refused(&["cfa", &file, "--model", model]);

    assert!(said("F =~ x1 +").contains("line 1, column 10"));
    assert!(said("F =~ x1 + x99").contains("'x99'"));
    assert!(said("F =~ x1 + x2").contains("not identified"));
    assert!(said("").contains("no formula"));
    assert!(refused(&["cfa", &file, "--model", HS, "--invariance"]).contains("--group"));
    let scratch = Scratch::new();
    let rows: Vec<String> = (0..40).map(|i| format!("{},{},3", i % 5, i * i % 7)).collect();
    let constant = scratch.write("constant.csv", format!("a,b,c\n{}", rows.join("\n")));
    for estimator in ["ml", "mlr", "wlsmv"] {
        let message =
            refused(&["cfa", &constant, "--model", "F =~ a + b + c", "--estimator", estimator]);
        assert!(message.contains("'c' has the same value in every row"), "{message}");
    }
}
