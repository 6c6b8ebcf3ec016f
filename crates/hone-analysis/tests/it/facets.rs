use std::fmt::Write as _;

use serde_json::Value;

use crate::support::{Scratch, data, is_near, json, refused, stats};

fn reference(name: &str) -> Value {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../reference/results");
    let text = std::fs::read_to_string(folder.join(format!("{name}.json"))).unwrap();
    serde_json::from_str::<Value>(&text).unwrap()["result"].take()
}

fn immer07(more: &[&str]) -> Vec<String> {
    let file = data("immer07");
    let line = ["facets", &file, "--person", "pid", "--rater", "rater", "--items", "I1..I4"];
    line.iter().chain(more).map(|word| (*word).to_owned()).collect()
}

#[test]
fn the_keys_of_the_contract_hold_what_tam_finds() {
    let line = immer07(&[]);
    let line: Vec<&str> = line.iter().map(String::as_str).collect();
    let tam = reference("mfr_immer07_fine");

    let found = json(&line);

    assert_eq!(found["converged"], true);
    assert!(is_near(&found["deviance"], tam["deviance"].as_f64().unwrap(), 1e-9));
    let estimates = tam["xsi_facets"].as_array().unwrap();
    let ours = found["items"].as_array().unwrap().iter().map(|item| &item["difficulty"]);
    let ours = ours.chain(found["steps"].as_array().unwrap());
    let ours: Vec<&Value> =
        ours.chain(found["raters"].as_array().unwrap().iter().map(|r| &r["severity"])).collect();
    assert_eq!(ours.len(), estimates.len());
    for (ours, expected) in ours.iter().zip(estimates) {
        assert!(is_near(ours, expected["est"].as_f64().unwrap(), 1e-5), "{ours} {expected}");
    }
    assert_eq!(found["items"][3]["name"], "I4");
    assert_eq!(found["raters"][2]["rater"], "R3");
    assert!(found["raters"][2]["se"].as_f64().unwrap() > 0.0);
    let persons = found["persons"].as_array().unwrap();
    for (person, expected) in persons.iter().zip(tam["eap_head"].as_array().unwrap()) {
        assert_eq!(person["person"], expected["pid"].to_string().as_str());
        assert!(is_near(&person["theta"], expected["EAP"].as_f64().unwrap(), 1e-5));
        assert!(is_near(&person["se"], expected["SD"].as_f64().unwrap(), 1e-5));
    }
}

#[test]
fn steps_of_its_own_for_each_item_stand_in_a_list_each() {
    let line = immer07(&["--steps", "per-item"]);
    let line: Vec<&str> = line.iter().map(String::as_str).collect();

    let found = json(&line);

    assert_eq!(found["steps"].as_array().unwrap().len(), 4);
    assert_eq!(found["steps"][0].as_array().unwrap().len(), 3);
}

#[test]
fn interactions_name_their_item_and_rater() {
    let file = data("tam_ex10");
    let items = ["--items", "I0001..I0005", "--interaction"];

    let found =
        json(&[&["facets", &file, "--person", "pid", "--rater", "rater"][..], &items].concat());

    let interactions = found["interactions"].as_array().unwrap();
    assert_eq!(interactions.len(), 15);
    assert_eq!(
        (&interactions[5]["item"], &interactions[5]["rater"]),
        (&"I0001".into(), &"2".into())
    );
    assert!((interactions[5]["value"].as_f64().unwrap() - 0.0104).abs() < 1e-3);
}

#[test]
fn people_read_how_far_apart_raters_are() {
    let line = immer07(&[]);
    let line: Vec<&str> = line.iter().map(String::as_str).collect();

    let outcome = stats(&line);

    let words: Vec<&str> = outcome.stdout.split_whitespace().collect();
    assert!(words.join(" ").ends_with("leaders' scores have a reliability of 0.87."));
    assert!(words.join(" ").contains("are 1.46 logits apart"));
    assert!(outcome.stdout.contains("the first 60 of 500"), "{}", outcome.stdout);
}

#[test]
fn raters_who_cannot_be_compared_or_estimated_are_told() {
    let scratch = Scratch::new();
    let mut text = "leader,rater,a,b\n".to_owned();
    for row in 0..60 {
        let (leader, half) = (row / 2, row / 30);
        let rater = 2 * half + row % 2;
        let (a, b) = (1 + (row * 7 + half) % 3, 1 + (row * 5 + row / 3) % 3);
        writeln!(text, "L{leader},R{rater},{a},{b}").unwrap();
    }
    text += "L0,R9,3,3\n";
    let file = scratch.write("apart.csv", text);

    let found =
        json(&["facets", &file, "--person", "leader", "--rater", "rater", "--items", "a,b"]);

    assert_eq!(found["parts"], 2);
    assert!(found["warnings"][0].as_str().unwrap().contains("2 parts"));
    assert_eq!(found["raters"][4]["severity"], Value::Null);
    assert!(found["raters"][4]["reason"].as_str().unwrap().contains("highest"));
    assert_ne!(found["raters"][0]["part"], found["raters"][2]["part"]);
}

#[test]
fn what_cannot_be_fitted_is_refused_with_names() {
    let scratch = Scratch::new();
    let ask = |text: &str, more: &[&str]| {
        let file = scratch.write("ratings.csv", text);
        let line = ["facets", &file, "--person", "p", "--rater", "r", "--items", "a,b"];
        refused(&[&line[..], more].concat())
    };

    let constant = ask("p,r,a,b\n1,x,2,1\n1,y,2,2\n2,x,2,1\n2,y,2,2\n", &["--steps", "per-item"]);
    assert!(constant.contains("'a' has the same value"), "{constant}");
    let own = ask("p,r,a,b\n1,x,2,1\n2,y,1,2\n3,z,2,1\n", &[]);
    assert!(own.contains("3 parts that share no p and no r"), "{own}");
    let crossed = "p,r,a,b\n1,x,2,1\n1,y,1,2\n2,x,1,2\n2,y,2,2\n3,x,2,1\n3,y,1,2\n";
    let cell = ask(crossed, &["--interaction"]);
    assert!(cell.contains("rater 'y' gave 'b' only answers at one end"), "{cell}");
    let text = ask("p,r,a,b\n1,x,two,1\n", &[]);
    assert!(text.contains("two"), "{text}");
}

#[test]
fn raters_who_are_too_many_to_be_fixed_lead_to_the_flag_that_takes_them_as_random() {
    let scratch = Scratch::new();
    let mut text = "leader,rater,a,b,c\n".to_owned();
    for row in 0..5_200_usize {
        let answer = |item: usize| 1 + (row * 7919 + row * row * 31 + item * 104_729) % 9973 % 3;
        let (leader, rater) = (row / 8, row * 11 % 1_300);
        writeln!(text, "{leader},{rater},{},{},{}", answer(0), answer(1), answer(2)).unwrap();
    }
    let file = scratch.write("many.csv", text);
    let line = ["facets", &file, "--person", "leader", "--rater", "rater", "--items", "a..c"];

    let refusal = refused(&line);
    let found = json(&[&line[..], &["--random-raters"]].concat());

    assert!(refusal.contains("--random-raters"), "{refusal}");
    assert_eq!(found["converged"], true);
    assert_eq!(found["raters"].as_array().unwrap().len(), 1_300);
    assert!(found["rater_variance"].as_f64().is_some());
}
