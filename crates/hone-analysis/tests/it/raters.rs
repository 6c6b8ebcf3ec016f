use crate::support::{Scratch, data, is_near, json, refused, stats};

#[test]
fn raters_who_do_not_differ_have_neither_level_nor_profile() {
    let scratch = Scratch::new();
    let file = scratch.write("alike.csv", "g,a,b\n1,2,3\n1,2,3\n2,4,1\n2,4,1\n3,5,5\n3,5,5\n");

    let found = json(&["leniency", &file, "--ratee", "g", "--items", "a,b"]);

    assert!(found["level_share"]["value"].is_null(), "{found}");
    assert!(found["finding"].as_str().unwrap().contains("do not differ"), "{found}");
}

#[test]
fn level_and_profile_are_told_with_intervals_for_each_leader() {
    let file = data("bhr2000");

    let found = json(&["leniency", &file, "--ratee", "GRP", "--items", "AF06..AS28"]);

    assert_eq!((&found["n_ballots"], &found["n_leaders"]), (&5400.into(), &99.into()));
    let share = found["level_share"]["value"].as_f64().unwrap();
    assert!((0.3..0.6).contains(&share), "{share}");
    let leader = &found["leaders"][0];
    assert_eq!(leader["items"].as_array().unwrap().len(), 11);
    let profile = |item: &serde_json::Value| item["profile"]["value"].as_f64().unwrap();
    let sum: f64 = leader["items"].as_array().unwrap().iter().map(profile).sum();
    assert!(sum.abs() < 1e-9);
    assert!(leader["items"][0]["raw"]["ci95"][1].is_f64());
}

#[test]
fn halo_is_told_with_and_without_known_raters() {
    let file = data("sim360");
    let line = ["halo", &file, "--ratee", "ratee", "--items", "i01..i30", "--scale", "1..5"];

    let unknown = json(&line);
    let known = json(&[&line[..], &["--rater", "rater"]].concat());

    assert!(unknown["habits"].is_null());
    assert!(known["habits"]["level"]["one_ballot"]["value"].as_f64().unwrap() > 0.1);
    assert!(is_near(
        &known["straight"]["value"],
        unknown["straight"]["value"].as_f64().unwrap(),
        1e-12
    ));
    let text = stats(&line).stdout;
    assert!(text.contains("share of answers at the ends"), "{text}");
}

#[test]
fn what_cannot_be_told_of_raters_is_refused() {
    let scratch = Scratch::new();
    let file = scratch.write("ballots.csv", "leader,a,b\n1,3,4\n2,4,3\n");

    let single = refused(&["leniency", &file, "--ratee", "leader", "--items", "a,b"]);
    assert!(single.contains("no group has two values"), "{single}");
    let one = refused(&["halo", &file, "--ratee", "leader", "--items", "a"]);
    assert!(one.contains("1 items are too few"), "{one}");
    let scale = refused(&["halo", &file, "--ratee", "leader", "--items", "a,b", "--scale", "5"]);
    assert!(scale.contains("MIN..MAX"), "{scale}");
}
