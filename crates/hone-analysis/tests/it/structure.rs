use crate::support::{data, is_near, json, reference, refused};

#[test]
fn polychoric_correlations_of_pupils_are_those_of_lavaan() {
    let found = json(&["polychoric", &data("science_mirt"), "--items", "Comfort..Benefit"]);

    let theirs = reference("lavcor_science");
    assert_eq!(found["items"][3], "Benefit");
    let rho = theirs["rho"]["values"][0][1].as_f64().unwrap();
    assert!(is_near(&found["matrix"][0][1], rho, 1e-6));
    let threshold = theirs["th"]["Work|t2"].as_f64().unwrap();
    assert_eq!(found["thresholds"][1]["name"], "Work");
    assert!(is_near(&found["thresholds"][1]["values"][1], threshold, 1e-9));
}

#[test]
fn factors_of_the_soldiers_are_those_of_psych() {
    let file = data("bhr2000");
    let found = json(&["efa", &file, "--items", "AF06..AS28", "--factors", "3"]);

    let theirs = reference("efa3_minres_bhr2000");
    assert_eq!(found["loadings"][9]["name"], "AS17");
    let loading = theirs["loadings"]["values"][9][0].as_f64().unwrap();
    assert!(is_near(&found["loadings"][9]["values"][0], loading, 1e-3));
    assert!(is_near(&found["phi"][0][1], theirs["Phi"]["values"][0][1].as_f64().unwrap(), 1e-3));
    assert!(is_near(&found["fit"]["chisq"], theirs["chi"].as_f64().unwrap(), 1e-4));
    assert!(refused(&["efa", &file, "--items", "AF06..AS28", "--factors", "9"]).contains("needed"));
}

#[test]
fn omega_of_the_soldiers_is_that_of_the_model() {
    let file = data("bhr2000");
    let items = ["--items", "AF06..AS28"];

    let plain = json(&[&["omega", &file], &items[..]].concat());
    let ordinal = json(&[&["omega", &file, "--ordinal", "--draws", "0"], &items[..]].concat());

    assert!(is_near(&plain["omega"]["value"], 0.89181322072804, 1e-6));
    assert!(plain["omega"]["ci95"][0].as_f64() < plain["omega"]["ci95"][1].as_f64());
    assert!(is_near(&ordinal["omega"]["value"], 0.903560177741968, 1e-5));
    assert_eq!(ordinal["loadings"][0]["name"], "AF06");
    assert!(is_near(&ordinal["loadings"][0]["value"], 0.615601543, 1e-4));
}

#[test]
fn eigenvalues_of_soldiers_and_of_persons_are_those_of_psych() {
    for (name, items) in [("bhr2000", "AF06..AS28"), ("bfi", "A1..O5")] {
        let file = data(name);
        let found = json(&["parallel", &file, "--items", items, "--draws", "20"]);

        let theirs = reference(&format!("parallel_{name}"));
        for (kind, key) in [("components", "pc.values"), ("factors", "fa.values")] {
            let theirs = theirs[key].as_array().unwrap();
            assert_eq!(found[kind]["observed"].as_array().unwrap().len(), theirs.len());
            for (place, value) in theirs.iter().enumerate() {
                let ours = &found[kind]["observed"][place];
                let (ours, theirs) = (ours.as_f64().unwrap(), value.as_f64().unwrap());
                assert!((ours - theirs).abs() < 1e-4, "{name} {key} {place}: {ours}, {theirs}");
                let [mean, high] = ["chance_mean", "chance_95"].map(|key| &found[kind][key][place]);
                assert!(mean.as_f64() < high.as_f64());
            }
        }
        let n_components = theirs["ncomp"].as_u64().unwrap();
        assert_eq!(found["components"]["suggested"].as_u64(), Some(n_components), "{name}");
    }
}

#[test]
fn eigenvalues_of_chance_follow_the_seed_and_ordinal_answers_have_larger_ones() {
    let file = data("bhr2000");
    let ask = |more: &[&str]| {
        let words = ["parallel", &file, "--items", "AF06..AS28", "--draws", "20"];
        json(&[&words, more].concat())
    };

    let (first, again, other) = (ask(&[]), ask(&["--seed", "1"]), ask(&["--seed", "2"]));
    let ordinal = ask(&["--ordinal"]);

    assert_eq!(first["components"], again["components"]);
    assert_ne!(first["components"]["chance_95"], other["components"]["chance_95"]);
    assert_eq!(first["components"]["observed"], other["components"]["observed"]);
    let largest = |found: &serde_json::Value| found["components"]["observed"][0].as_f64();
    assert!(largest(&ordinal) > largest(&first));
    assert!(refused(&["parallel", &file, "--items", "AF06", "--draws", "20"]).len() > 15);
}
