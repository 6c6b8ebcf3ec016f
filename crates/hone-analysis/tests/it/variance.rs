use serde_json::Value;

use crate::support::{Scratch, data, is_near, json, refused, stats};

fn reference(name: &str) -> Value {
    let path = format!("{}/../../reference/results/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let mut record: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    record["result"].take()
}

#[test]
fn students_and_lecturers_have_the_components_of_lmer() {
    let (file, reference) = (data("InstEval"), reference("lmm_insteval"));

    let line = ["--value", "y", "--random", "s,d,dept", "--fixed", "service", "--ml"];
    let found = json(&[&["variance", file.as_str()], &line[..]].concat());

    assert_eq!(found["converged"], true);
    assert!((found["log_likelihood"].as_f64().unwrap() + 118860.884387932).abs() < 1e-5);
    for place in 0..3 {
        let theirs = &reference["varcomp"][place];
        assert_eq!(found["components"][place]["term"], theirs["grp"]);
        let variance = theirs["vcov"].as_f64().unwrap();
        assert!(is_near(&found["components"][place]["variance"], variance, 1e-3));
    }
    assert!(is_near(&found["residual"], 1.38648990621125, 1e-5));
    for (place, name) in ["(Intercept)", "service1"].iter().enumerate() {
        let fixed = &found["fixed"][place];
        assert_eq!(fixed["term"], *name);
        assert!(is_near(&fixed["est"], reference["fixef"][name].as_f64().unwrap(), 1e-5));
        assert!(is_near(&fixed["se"], reference["se"][name].as_f64().unwrap(), 1e-3));
    }
}

#[test]
fn items_are_a_source_of_their_own_where_they_are_named_as_one() {
    let (file, reference) = (data("immer07"), reference("gtheory_immer07"));
    let sources = "pid,rater,item,pid:rater,pid:item,rater:item";

    let found = json(&["variance", &file, "--items", "I1..I4", "--random", sources]);

    assert_eq!(found["n"], 6000);
    assert!(is_near(&found["log_likelihood"], reference["logLik"].as_f64().unwrap(), 1e-9));
    assert!(is_near(&found["components"][4]["variance"], 0.203534958806502, 1e-6));
}

#[test]
fn the_mean_of_items_is_the_value_elsewhere() {
    let (file, reference) = (data("sim360"), reference("adjusted_sim360"));

    let line = ["--items", "i01..i30", "--random", "ratee,rater", "--fixed", "source", "--scores"];
    let found = json(&[&["variance", file.as_str()], &line[..]].concat());

    assert!(is_near(&found["log_likelihood"], reference["logLik"].as_f64().unwrap(), 1e-9));
    assert_eq!(found["fixed"][2]["term"], "sourcereport");
    assert_eq!(found["scores"][0]["level"], "1");
    assert!(is_near(&found["scores"][0]["value"], -0.458378041246738, 1e-3));
}

#[test]
fn what_the_design_cannot_tell_is_said_with_names() {
    let scratch = Scratch::new();
    let text = "leader,rater,y,x\nL1,a,3,1\nL1,b,4,1\nL2,a,2,1\nL2,b,5,1\nL3,a,4,1\nL3,b,3,1\n";
    let file = scratch.write("few.csv", text);
    let said = |more: &[&str]| refused(&[&["variance", &file, "--value", "y"], more].concat());

    let pairs = said(&["--random", "leader,rater,leader:rater"]);
    assert!(pairs.contains("'leader:rater' has a level in each row"), "{pairs}");
    let constant = said(&["--random", "leader", "--fixed", "x"]);
    assert!(constant.contains("fixed column 'x' is constant"), "{constant}");
    assert!(said(&["--random", "leade"]).contains("did you mean 'leader'"));
    assert!(said(&["--random", "leader", "--fixed", "leader"]).contains("explain everything"));
}

/// Ratings of six leaders with a number beside each, in two forms of the same table.
fn with_a_number(separator: &str, write: impl Fn(f64) -> String) -> String {
    let mut text = ["leader", "y", "x"].join(separator) + "\n";
    for (row, tenths) in (0_u32..).zip([31, 12, 45, 27, 9, 38, 22, 17, 41, 5, 33, 26]) {
        let (leader, y) = (row % 4, f64::from((row * 7 + tenths) % 10));
        text += &[leader.to_string(), write(y), write(f64::from(tenths) / 10.0)].join(separator);
        text += "\n";
    }
    text
}

#[test]
fn a_fixed_number_with_a_decimal_comma_is_a_number() {
    let scratch = Scratch::new();
    let point = scratch.write("point.csv", with_a_number(",", |x| x.to_string()));
    let comma = with_a_number(";", |x| x.to_string().replace('.', ","));
    let comma = scratch.write("comma.csv", comma);
    let line = ["--value", "y", "--random", "leader", "--fixed", "x"];

    let found = |file: &str| json(&[&["variance", file], &line[..]].concat());

    assert_eq!(found(&comma)["fixed"], found(&point)["fixed"]);
    assert_eq!(found(&comma)["fixed"][1]["term"], "x");
}

#[test]
fn a_code_for_no_answer_holds_in_fixed_numbers_too() {
    let scratch = Scratch::new();
    let whole = with_a_number(",", |x| x.to_string());
    let gaps = scratch.write("gaps.csv", whole.clone() + "1,4,\n2,6,\n");
    let codes = scratch.write("codes.csv", whole + "1,4,-9\n2,6,-9\n");
    let line = ["--value", "y", "--random", "leader", "--fixed", "x", "--missing", "-9"];

    let found = |file: &str| json(&[&["variance", file], &line[..]].concat());

    assert_eq!(found(&codes)["fixed"], found(&gaps)["fixed"]);
    assert_eq!(found(&codes)["data"]["used"], 12);
    assert_eq!(found(&codes)["data"]["left_out"][0]["reason"], "no 'x'");
}

#[test]
fn a_text_among_fixed_numbers_is_told() {
    let scratch = Scratch::new();
    let rows = "1,3,7\n1,5,9\n2,4,8\n2,6,9\n3,5,7\n3,2,8\n4,4,7\n4,5,unknown\n1,4,8\n2,5,7\n3,3,9\n4,1,7\n";
    let file = scratch.write("mixed.csv", format!("leader,y,x\n{rows}"));
    let line = ["variance", &file, "--value", "y", "--random", "leader", "--fixed", "x"];

    let found = json(&line);

    let warnings = found["warnings"].to_string();
    assert!(warnings.contains("'x' has 'unknown' among its numbers"), "{warnings}");
    assert!(warnings.contains("a factor of 4 levels"), "{warnings}");
    let told = json(&[&line[..], &["--missing", "unknown"]].concat());
    assert_eq!(told["fixed"].as_array().unwrap().len(), 2);
    assert!(!told["warnings"].to_string().contains("factor"), "{told}");
}

#[test]
fn the_last_line_is_a_plain_sentence() {
    let file = data("univbct");

    let outcome = stats(&["variance", &file, "--value", "JSAT", "--random", "SUBNUM"]);

    let last = outcome.stdout.lines().last().unwrap();
    assert!(last.starts_with("Of what the values differ by, "), "{last}");
    assert!(last.ends_with(" from all else."), "{last}");
}
