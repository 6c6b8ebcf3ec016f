use std::fmt::Write as _;

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
    assert!(refused(&["alpha", &file, "--items", "a,b"]).contains("1 of the items vary"));
}

/// lavaan 0.6-14: `cfa(…, std.lv = TRUE, ordered = TRUE, estimator = "WLSMV")`. The first item is worded
/// the other way.
#[test]
fn the_first_item_gives_a_factor_its_direction() {
    let file = data("bfi");
    let loadings = |more: &[&str]| {
        let found = json(&[&["omega", &file, "--items", "A1..A5"], more].concat());
        found["loadings"].as_array().unwrap().iter().map(|l| l["value"].clone()).collect::<Vec<_>>()
    };

    let ordinal = loadings(&["--ordinal", "--draws", "0"]);
    assert!(is_near(&ordinal[0], 0.435515207148556, 1e-5), "{ordinal:?}");
    assert!(is_near(&ordinal[1], -0.717919684747381, 1e-5), "{ordinal:?}");
    let plain = loadings(&[]);
    assert!(is_near(&plain[0], 0.528336747530327, 1e-4), "{plain:?}");
    assert!(is_near(&plain[1], -0.77411413957116, 1e-4), "{plain:?}");
}

#[test]
fn omega_says_where_an_item_has_no_variance_of_its_own() {
    let scratch = Scratch::new();
    let mut text = "a,b,c\n".to_owned();
    // b holds both a and c, which have little in common: more than one thing could explain.
    for row in 0..75_u32 {
        let a = row % 5;
        let c = if row % 3 == 0 { a } else { row / 5 % 5 };
        writeln!(text, "{a},{},{c}", a + c + row % 2).unwrap();
    }

    let found = json(&["omega", &scratch.write("heywood.csv", text), "--items", "a..c"]);

    let warnings = found["warnings"].to_string();
    assert!(warnings.contains("'b' has no variance of its own"), "{found}");
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

#[test]
fn omega_of_a_general_factor_is_that_of_psych() {
    let file = data("bhr2000");
    let line = ["omega", &file, "--items", "AF06..AS28", "--factors", "3", "--draws", "0"];

    let found = json(&line);

    assert!(is_near(&found["hierarchical"]["value"], 0.677124197114162, 1e-4));
    assert!(is_near(&found["omega"]["value"], 0.918223073875714, 1e-5));
    assert!(is_near(&found["loadings"][0]["value"], 0.432547549815484, 1e-3));
    assert_eq!((&found["identified"], &found["converged"]), (&true.into(), &true.into()));
}

#[test]
fn a_longer_panel_is_as_reliable_as_its_length_says() {
    // Shrout and Fleiss (1979), table 4: one judge .17, the mean of four .44.
    let found = json(&["spearman-brown", "--reliability", "0.1657", "--to", "4"]);
    let back = json(&["spearman-brown", "--reliability", "0.4428", "--of", "4", "--to", "1"]);
    let none = refused(&["spearman-brown", "--reliability", "1"]);

    assert!(is_near(&found["value"], 0.4428, 1e-3));
    assert!(is_near(&back["value"], 0.1657, 1e-3));
    assert!(is_near(&found["needed"][1]["n"], 0.8 * 0.8343 / (0.1657 * 0.2), 1e-12));
    assert!(none.contains("between 0 and 1"), "{none}");
}
