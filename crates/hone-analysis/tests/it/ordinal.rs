use std::fmt::Write as _;

use crate::support::{Scratch, data, is_near, json, reference, refused, stats};

#[test]
fn wines_have_the_effects_of_clmm() {
    let (file, modes) = (data("wine_ordinal"), reference("clmm_wine_full"));
    let written_out = reference("laplace_wine");

    let line = ["--value", "rating", "--random", "judge", "--fixed", "temp,contact", "--scores"];
    let found = json(&[&["ordinal", file.as_str()], &line[..]].concat());

    assert_eq!(found["converged"], true);
    assert_eq!(found["link"], "logit");
    assert!(is_near(&found["log_likelihood"], written_out["logLik"].as_f64().unwrap(), 1e-9));
    assert_eq!(found["fixed"][0]["term"], "tempwarm");
    assert!(is_near(&found["fixed"][0]["est"], written_out["est"][4].as_f64().unwrap(), 1e-6));
    assert!(is_near(&found["fixed"][0]["se"], written_out["se"][4].as_f64().unwrap(), 2e-4));
    let variance = modes["var"]["judge"].as_f64().unwrap();
    assert!(is_near(&found["components"][0]["variance"], variance, 1e-5));
    assert_eq!(found["thresholds"][3]["to"], 5.0);
    assert_eq!(found["scores"].as_array().unwrap().len(), 9);
    let mode = modes["ranef_head"]["judge"][0].as_f64().unwrap();
    assert!(is_near(&found["scores"][0]["value"], mode, 1e-5));
}

#[test]
fn each_answer_is_a_row_where_items_are_fixed() {
    let file = data("immer07");
    let line =
        ["--items", "I1..I4", "--random", "pid,rater", "--fixed", "item", "--link", "probit"];

    let found = json(&[&["ordinal", file.as_str()], &line[..]].concat());

    assert_eq!(found["n"], 6000);
    assert_eq!(found["fixed"][2]["term"], "itemI4");
    assert_eq!(found["residual"], 1.0);
}

#[test]
fn what_cannot_be_told_is_said_with_names() {
    let scratch = Scratch::new();
    let mut text = "leader,rater,y,x,z\n".to_owned();
    for row in 0..40 {
        let y = 1 + row * 7 % 3;
        let x = u8::from(y > 1);
        writeln!(text, "L{},r{},{y},{x},{row}", row / 8, row % 8).unwrap();
    }
    let file = scratch.write("few.csv", text);
    let said = |value: &str, random: &str| {
        refused(&["ordinal", &file, "--value", value, "--random", random])
    };

    assert!(said("y", "leader,z").contains("'z' has a level in each row"));
    assert!(said("y", "leade").contains("did you mean 'leader'"));
    let mean = refused(&["ordinal", &file, "--items", "x,y", "--random", "leader"]);
    assert!(mean.contains("name 'item' in --fixed or --random"), "{mean}");
    let line = ["ordinal", &file, "--value", "y", "--random", "leader", "--fixed", "x"];
    let found = json(&line);
    assert_eq!(found["converged"], false);
    let doubt = found["doubts"][0].as_str().unwrap();
    assert!(doubt.starts_with("The effect of 'x1' runs away"), "{doubt}");
    assert!(stats(&line).stdout.contains("runs away"));
}

#[test]
fn the_last_line_is_a_plain_sentence() {
    let file = data("wine_ordinal");

    let line = ["--value", "rating", "--random", "judge", "--fixed", "temp"];
    let outcome = stats(&[&["ordinal", file.as_str()], &line[..]].concat());

    let last = outcome.stdout.trim_end().rsplit("\n\n").next().unwrap().replace('\n', " ");
    assert!(last.starts_with("Of what lies behind the answers, "), "{last}");
    assert!(last.contains("Answers move with tempwarm (2."), "{last}");
}
