use serde_json::Value;

use crate::support::{Scratch, data, is_near, json, reference, refused, stats};

const SCIENCE: &str = "Comfort..Benefit";

fn near(ours: &Value, reference: &Value, tolerance: f64) {
    let (ours, reference) = (ours.as_f64().unwrap(), reference.as_f64().unwrap());
    assert!((ours - reference).abs() <= tolerance, "{ours} for {reference}");
}

#[test]
fn the_graded_model_has_the_keys_and_values_of_the_contract() {
    let reference = reference("grm_science_tight");

    let found = json(&["grm", &data("science_mirt"), "--items", SCIENCE, "--scores"]);

    near(&found["log_likelihood"], &reference["logLik"], 1e-4);
    assert_eq!(found["converged"], true);
    assert_eq!(found["scores"].as_array().unwrap().len(), 392);
    for (item, values) in reference["irt"]["values"].as_array().unwrap().iter().enumerate() {
        let ours = &found["items"][item];
        assert_eq!(ours["name"], reference["irt"]["rows"][item]);
        near(&ours["a"], &values[0], 1e-4);
        for k in 0..3 {
            near(&ours["b"][k], &values[k + 1], 1e-4);
        }
    }
    for (row, values) in reference["eap_head"]["values"].as_array().unwrap().iter().enumerate() {
        near(&found["scores"][row]["theta"], &values[0], 1e-4);
        near(&found["scores"][row]["se"], &values[1], 1e-4);
    }
}

#[test]
fn the_partial_credit_model_is_at_least_as_likely_as_that_of_mirt() {
    let reference = reference("gpcm_science");

    let found = json(&["gpcm", &data("science_mirt"), "--items", SCIENCE]);

    assert!(found["log_likelihood"].as_f64() > reference["logLik"].as_f64());
    near(&found["log_likelihood"], &reference["logLik"], 2e-3);
    assert!(found.get("scores").is_none());
}

#[test]
fn errors_and_information_come_when_asked_for() {
    let found =
        json(&["grm", &data("science_mirt"), "--items", SCIENCE, "--se", "--at", "-1,0,1.5"]);

    let information = found["information"][0]["information"].as_f64().unwrap();
    assert!(information > 1.0 && information < 10.0);
    assert!(is_near(&found["information"][0]["se"], information.sqrt().recip(), 1e-12));
    for item in found["items"].as_array().unwrap() {
        let (a, se) = (item["a"].as_f64().unwrap(), item["a_se"].as_f64().unwrap());
        assert!(se > 0.03 * a && se < 0.5 * a, "{se} of {a}");
        assert_eq!(item["b_se"].as_array().unwrap().len(), 3);
    }
}

#[test]
fn the_last_line_says_what_was_found() {
    let outcome = stats(&["grm", &data("science_mirt"), "--items", SCIENCE]);

    let last = outcome.stdout.lines().last().unwrap();
    assert_eq!(last, "Scores have a reliability of 0.67; Future tells most and Comfort least.");
}

#[test]
fn a_row_without_answers_keeps_its_place_without_a_score() {
    let scratch = Scratch::new();
    let mut text = "a,b,c\n".to_owned();
    for row in 0..60 {
        let level = row % 3;
        let line = format!("{level},{},{}\n", (row * 7 / 3) % 3, (level + row % 2).min(2));
        text.push_str(if row == 4 { ",,\n" } else { &line });
    }
    let file = scratch.write("some.csv", text);

    let found = json(&["grm", &file, "--items", "a,b,c", "--scores"]);

    assert_eq!(found["n"], 59);
    assert_eq!(found["scores"][4]["theta"], Value::Null);
    assert!(found["scores"][5]["theta"].is_number());
}

#[test]
fn what_cannot_bear_the_model_is_refused_by_name() {
    let scratch = Scratch::new();
    let constant = scratch.write("constant.csv", "a,b\n1,3\n2,3\n1,3\n");
    let values: Vec<String> = (0..100).map(|row| format!("{row},{}\n", row % 2)).collect();
    let measured = scratch.write("measured.csv", format!("a,b\n{}", values.concat()));

    assert!(refused(&["grm", &constant, "--items", "a,b"]).contains("'b' has the same value"));
    assert!(refused(&["gpcm", &measured, "--items", "a,b"]).contains("'a' has more than 64"));
    assert!(refused(&["grm", &constant, "--items", "a"]).contains("1 items are too few"));
}

#[test]
fn differences_between_ages_come_by_likelihood_ratio_too() {
    let reference = reference("mg_dif_mirt_anxiety_age");
    let file = data("promis_anxiety");
    let anxiety = ["dif", &file, "--group", "age", "--items", "R1..R29", "--method", "lr"];

    let found = json(&[&anxiety[..], &["--test", "R1,R9,R11,R18"]].concat());

    assert_eq!(found["groups"][0]["mean"], 0.0);
    for (item, values) in found["items"].as_array().unwrap().iter().zip(0..) {
        let values = &reference["dif"][values];
        assert_eq!(item["name"], values["_row"]);
        // The reference has 61 nodes, which are too few here.
        near(&item["chi_square"], &values["X2"], 0.05);
        assert_eq!(item["df"], values["df"]);
    }
    let message = refused(&[&anxiety[..], &["--anchors", "R1,R99"]].concat());
    assert!(message.contains("'R99' is not among the items"), "{message}");
}

#[test]
fn fit_of_items_and_persons_comes_when_asked_for() {
    let reference = reference("personfit_bhr2000");
    let file = data("bhr2000");

    let found = json(&["grm", &file, "--items", "AF06..AS28", "--person-fit", "--item-fit"]);

    for (row, values) in reference["head"]["values"].as_array().unwrap().iter().enumerate() {
        near(&found["scores"][row]["zh"], &values[4], 0.02);
        near(&found["scores"][row]["infit"], &values[2], 0.02);
    }
    for item in found["items"].as_array().unwrap() {
        assert!(item["s_x2"]["df"].as_u64().unwrap() > 20);
        assert!(item["s_x2"]["rmsea"].as_f64().unwrap() < 0.1);
    }
}

#[test]
fn a_general_trait_has_groups_beside_it() {
    let file = data("bhr2000");
    let groups = "--factors=A=AF06..AP12;B=AP17,AP33,AP34;C=AS14..AS16";

    let found = json(&["bifactor", &file, "--items", "AF06..AS28", groups, "--nodes", "21"]);
    let one = json(&["grm", &file, "--items", "AF06..AS28"]);

    assert_eq!(found["converged"], true);
    assert_eq!(found["factors"][1], "B");
    assert_eq!(found["items"][10]["a_factor"], Value::Null);
    assert!(found["log_likelihood"].as_f64() > one["log_likelihood"].as_f64());
    let command = ["bifactor", &file, "--items", "AF06..AS28"];
    let told = |factors: &str| refused(&[&command[..], &["--factors", factors]].concat());
    assert!(told("A=AF06,AF07").contains("2 items are too few"));
    assert!(told("A=AF06..AP12;B=AF06").contains("in two groups"));
    assert!(told("A=X1").contains("'X1' is not among the items"));
    assert!(told("AF06").contains("is no group"));
}

#[test]
fn two_traits_of_the_same_answers_fit_better_than_one_and_correlate() {
    let file = data("bhr2000");
    let model =
        "Near =~ AF06 + AF07 + AP12 + AP17 + AP33 + AP34; Far =~ AS14 + AS15 + AS16 + AS17 + AS28";

    let two = json(&["grm", &file, "--model", model, "--scores", "--nodes", "21"]);
    let one = json(&["grm", &file, "--items", "AF06..AS28", "--nodes", "61"]);

    assert_eq!(two["converged"], true);
    let gain = two["log_likelihood"].as_f64().unwrap() - one["log_likelihood"].as_f64().unwrap();
    assert!(gain > 100.0, "{gain}");
    let r = two["correlations"][0][1].as_f64().unwrap();
    assert!(r > 0.5 && r < 0.98, "{r}");
    assert_eq!(two["items"][0]["a"][1], 0.0);
    assert_eq!(two["scores"].as_array().unwrap().len(), 5400);
    assert_eq!(two["scores"][0]["theta"].as_array().unwrap().len(), 2);
}

#[test]
fn traits_that_cannot_be_told_apart_are_refused_by_name() {
    let file = data("science_mirt");
    let four = "A=~Comfort+Work;B=~Work+Future;C=~Future+Benefit;D=~Benefit+Comfort";

    let same = refused(&["grm", &file, "--model", "A =~ Comfort + Work; B =~ Work + Comfort"]);
    let short = refused(&["grm", &file, "--model", "A =~ Comfort + Work; B =~ Future"]);
    let many = refused(&["gpcm", &file, "--model", four]);

    assert!(same.contains("'A' and 'B' have the same items"), "{same}");
    assert!(short.contains("'B' needs two items"), "{short}");
    assert!(many.contains("hone stats bifactor"), "{many}");
}

#[test]
fn a_short_form_is_what_tells_most_and_answers_choose_the_next_question() {
    let file = data("bhr2000");
    let line = ["adaptive", &file, "--items", "AF06..AS28", "--most", "3"];

    let plain = json(&line);
    let asked = json(&[&line[..], &["--answers", "AS17=1,AP33=2"]].concat());
    let enough = json(&[&line[..], &["--answers", "AS17=1", "--enough", "2"]].concat());
    let unknown = refused(&[&line[..], &["--answers", "AS17=9"]].concat());

    let told = |name: &Value| {
        let items = plain["items"].as_array().unwrap();
        items.iter().find(|item| &item["name"] == name).unwrap()["information"].as_f64().unwrap()
    };
    let short: Vec<f64> = plain["short_form"].as_array().unwrap().iter().map(told).collect();
    assert!(short.len() == 3 && short.windows(2).all(|pair| pair[0] >= pair[1]), "{short:?}");
    let most = plain["items"].as_array().unwrap().iter().map(|item| told(&item["name"]));
    assert_eq!(most.fold(0.0, f64::max), short[0]);
    let se = |step: usize, key: &str| plain["steps"][step][key].as_f64().unwrap();
    // The first question is the same for everybody; each answer teaches something.
    assert!((se(0, "se") - se(0, "short_form_se")).abs() < 1e-12);
    assert!(se(0, "se") > se(1, "se") && se(1, "se") > se(2, "se"));
    assert!(se(1, "correlation") > se(1, "short_form_correlation"));
    assert!(asked["next"]["theta"].as_f64().unwrap() < -1.0);
    assert!(asked["next"]["item"].is_string() && enough["next"]["item"].is_null());
    assert!(unknown.contains("nobody in the file answered '9' to 'AS17'"), "{unknown}");
}
