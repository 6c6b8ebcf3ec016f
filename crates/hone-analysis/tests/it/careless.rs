use crate::support::{data, is_near, json, refused, stats};

#[test]
fn signs_of_the_soldiers_are_those_of_psych() {
    let found = json(&["careless", &data("bhr2000"), "--items", "AF06..AS28"]);

    assert_eq!((&found["n_far"], &found["n_straight"]), (&133.into(), &182.into()));
    assert!(is_near(&found["ballots"][0]["d2"], 17.6213952597128, 1e-11));
    assert!(is_near(&found["ballots"][0]["variability"], 1.07871977994119, 1e-12));
    assert_eq!(found["long_strings"][10]["n"], 182);
    assert_eq!(found["ballots"].as_array().unwrap().len(), 5400);
}

#[test]
fn scales_give_consistency_and_raters_their_styles() {
    let file = data("sim360");
    let scales = ["i01..i05", "i06..i10", "i11..i15", "i16..i20", "i21..i25", "i26..i30"];
    let mut line = vec!["careless", &file, "--items", "i01..i30", "--rater", "rater"];
    for scale in scales {
        line.extend(["--scale-items", scale]);
    }

    let found = json(&line);

    assert!(found["n_with_even_odd"].as_u64().unwrap() > 15_000);
    assert_eq!(found["raters"].as_array().unwrap().len(), 4845);
    assert!(found["raters"][0]["leniency"].is_number());
}

#[test]
fn no_sign_is_told_as_proof() {
    let file = data("bhr2000");
    let outcome = stats(&["careless", &file, "--items", "AF06..AS28"]);

    assert!(outcome.stdout.contains("no sign proves it"), "{}", outcome.stdout);
    let wrong = ["careless", &file, "--items", "AF06..AS28", "--scale-items", "HRS"];
    assert!(refused(&wrong).contains("there is no item 'HRS'"));
}
