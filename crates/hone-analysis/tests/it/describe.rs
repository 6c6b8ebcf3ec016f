use crate::support::{Scratch, data, is_near, json, refused, stats};

#[test]
fn the_whole_is_what_r_finds() {
    let found = json(&["describe", &data("bhr2000"), "--items", "AF06..AS28", "--ratee", "GRP"]);

    // R: psych::alpha, multilevel::ICC1 and ICC2 of the mean of the items.
    assert!(is_near(&found["alpha"]["value"], 0.891343259785514, 1e-12));
    assert!(is_near(&found["icc1"]["value"], 0.135699187808597, 1e-9));
    assert!(is_near(&found["icc2"]["value"], 0.895439994879451, 1e-9));
    assert!(is_near(&found["mean"]["value"], 2.86143097643098, 1e-12));
    assert_eq!((&found["n"], &found["n_ratees"]), (&5400.into(), &99.into()));
    assert_eq!(found["items"][0]["name"], "AF06");
}

#[test]
fn gaps_are_counted_item_by_item() {
    let found = json(&["describe", &data("bfi"), "--items", "A1..O5"]);

    assert!(found["n_complete"].as_u64().unwrap() < found["n"].as_u64().unwrap());
    let (item, rows) = (&found["items"][0], found["data"]["rows"].as_f64().unwrap());
    let answered = item["n"].as_f64().unwrap();
    assert!(is_near(&item["missing"], 1.0 - answered / rows, 1e-9));
    assert!(found["icc1"].is_null());
}

#[test]
fn what_cannot_be_told_has_its_reason_among_the_notes() {
    let scratch = Scratch::new();
    let file = scratch.write("one.csv", "g,a,b\n1,3,3\n1,3,3\n");

    let found = json(&["describe", &file, "--items", "a,b", "--ratee", "g"]);

    assert!(found["alpha"].is_null() && found["icc1"].is_null());
    let notes = found["warnings"].to_string();
    assert!(notes.contains("alpha: this cannot be told"), "{notes}");
    assert!(notes.contains("1 groups are too few"), "{notes}");
}

#[test]
fn the_last_line_says_how_much_leaders_differ() {
    let file = data("bhr2000");
    let outcome = stats(&["describe", &file, "--items", "AF06..AS28", "--ratee", "GRP"]);

    let words: Vec<&str> = outcome.stdout.split_whitespace().collect();
    let last = "5,400 ballots, 0.0 % of the answers missing; 13.6 % of the differences between \
                ballots are differences between leaders.";
    assert!(words.join(" ").ends_with(last), "{}", outcome.stdout);
}

#[test]
fn a_column_without_any_answer_is_refused() {
    let scratch = Scratch::new();
    let file = scratch.write("f.csv", "a,b\n1,\n2,NA\n");

    assert!(refused(&["describe", &file, "--items", "a,b"]).contains("'b' has no answer"));
}
