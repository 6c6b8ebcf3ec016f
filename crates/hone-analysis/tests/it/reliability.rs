use crate::support::{Scratch, data, is_near, json, refused, stats};

#[test]
fn alpha_of_the_soldiers_is_that_of_psych() {
    let found = json(&["alpha", &data("bhr2000"), "--items", "AF06..AS28"]);

    assert_eq!((&found["n"], &found["items"][0]["name"]), (&5400.into(), &"AF06".into()));
    assert!(is_near(&found["alpha"]["value"], 0.891343259785514, 1e-12));
    assert!(is_near(&found["alpha"]["ci95"][0], 0.886994468545895, 1e-9));
    assert!(is_near(&found["alpha"]["ci95"][1], 0.895592503479248, 1e-9));
    assert!(is_near(&found["items"][0]["r_drop"], 0.525628637521306, 1e-12));
    assert!(is_near(&found["items"][0]["sd"], 1.09107407643545, 1e-12));
}

#[test]
fn alpha_with_gaps_counts_those_who_answered_anything() {
    let found = json(&["alpha", &data("bfi"), "--items", "N1..N5"]);

    assert_eq!(found["n"], 2800 - found["data"]["left_out"][0]["rows"].as_u64().unwrap_or(0));
    assert!(found["n_complete"].as_u64().unwrap() < 2800);
}

#[test]
fn an_item_that_does_not_vary_is_told() {
    let scratch = Scratch::new();
    let file = scratch.write("a.csv", "a,b,c\n1,2,3\n2,2,4\n3,2,4\n5,2,5\n");

    let outcome = stats(&["alpha", &file, "--items", "a..c"]);

    assert!(outcome.stdout.contains("'b' does not vary"), "{}", outcome.stdout);
    assert!(refused(&["alpha", &file, "--items", "a,b"]).contains("items are too few"));
}

#[test]
fn the_six_correlations_are_those_of_shrout_and_fleiss() {
    let found = json(&["icc", &data("shrout_fleiss1979"), "--items", "J1..J4"]);

    let printed = [
        ("icc1", 0.17),
        ("icc2", 0.29),
        ("icc3", 0.71),
        ("icc1k", 0.44),
        ("icc2k", 0.62),
        ("icc3k", 0.91),
    ];
    for (key, value) in printed {
        assert!((found[key]["value"].as_f64().unwrap() - value).abs() < 0.005, "{key}");
        assert!(found[key]["ci95"][0].as_f64() < found[key]["ci95"][1].as_f64(), "{key}");
    }
}

#[test]
fn correlations_in_groups_are_those_of_multilevel() {
    let file = data("bhr2000");
    let found = json(&["icc-groups", &file, "--group", "GRP", "--items", "AF06..AS28"]);

    assert_eq!(found["items"][0]["name"], "AF06");
    assert!(is_near(&found["items"][0]["icc1"], 0.0906830613161933, 1e-11));
    assert!(is_near(&found["items"][0]["icc2"], 0.844711604212337, 1e-11));
    assert!(is_near(&found["items"][0]["icc1_reml"], 0.103492912732627, 1e-5));
    assert!(is_near(&found["scale"]["icc1"], 0.135699187808597, 1e-11));
    assert!(is_near(&found["scale"]["icc2"], 0.895439994879451, 1e-11));
}

#[test]
fn an_item_without_a_correlation_has_its_reason() {
    let scratch = Scratch::new();
    let file = scratch.write("a.csv", "g,a,b\n1,2,3\n1,2,4\n2,2,5\n2,2,4\n");

    let found = json(&["icc-groups", &file, "--group", "g", "--items", "a,b"]);

    assert!(found["items"][0]["icc1"].is_null());
    assert_eq!(found["items"][0]["reason"], "nothing varies");
    assert!(found["items"][1]["icc1"].is_number());
}
