use crate::support::{Scratch, data, is_near, json, refused, stats};

#[test]
fn a_known_spread_gives_the_textbook_interval() {
    let found = json(&["precision", "--sd", "0.8", "--raters", "8", "--icc", "0.2"]);

    assert_eq!(found["method"], "precision");
    assert!(is_near(&found["half_width95"], 1.959963984540054 * 0.8 / 8_f64.sqrt(), 1e-12));
    assert!(is_near(&found["reliability"], 8.0 * 0.2 / (1.0 + 7.0 * 0.2), 1e-12));
    assert_eq!(found["raters_needed"][1]["raters"], 16);
}

#[test]
fn the_spread_of_a_file_is_that_within_leaders() {
    let file = data("bhr2000");
    let found = json(&["precision", &file, "--ratee", "GRP", "--items", "AF06..AS28"]);

    assert_eq!(found["data"]["used"], 5400);
    // R: multilevel::ICC1(aov(LEAD ~ factor(GRP))), the mean of the eleven items.
    assert!(is_near(&found["icc"], 0.135699187808597, 1e-9));
    let sd = found["sd"].as_f64().unwrap();
    assert!(is_near(&found["half_width95"], 1.959963984540054 * sd / 8_f64.sqrt(), 1e-12));
}

#[test]
fn the_last_line_is_a_plain_sentence() {
    let outcome = stats(&["precision", "--sd", "0.8", "--raters", "8"]);

    let last = outcome.stdout.lines().last().unwrap();
    assert_eq!(last, "The mean of 8 raters is known to within 0.55 points, 19 times in 20.");
}

#[test]
fn what_cannot_be_is_refused() {
    let scratch = Scratch::new();
    let alone = scratch.write("alone.csv", "leader,a\n1,3\n2,4\n");

    assert!(refused(&["precision", "--sd", "-1"]).contains("spread"));
    assert!(refused(&["precision", "--sd", "1", "--raters", "0"]).contains("at least one"));
    assert!(refused(&["precision", "--sd", "1", "--icc", "2"]).contains("share"));
    let message = refused(&["precision", &alone, "--ratee", "leader", "--items", "a"]);
    assert!(message.contains("no group has two values or more"), "{message}");
}

#[test]
fn leaders_who_are_alike_are_said_to_be() {
    let scratch = Scratch::new();
    let file = scratch.write("alike.csv", "leader,a\n1,1\n1,5\n2,1\n2,5\n3,1\n3,4\n");

    let found = json(&["precision", &file, "--ratee", "leader", "--items", "a"]);

    assert!(found["icc"].is_null() && found["reliability"].is_null());
    assert!(found["warnings"][0].as_str().unwrap().contains("would tell them apart"));
}
