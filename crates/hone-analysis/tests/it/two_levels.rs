use serde_json::Value;

use crate::support::{Scratch, data, is_near, json, refused};

fn reference(name: &str) -> Value {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../reference/results");
    let text = std::fs::read_to_string(format!("{folder}/{name}.json")).unwrap();
    let mut whole: Value = serde_json::from_str(&text).unwrap();
    whole["result"].take()
}

const LEVELS: &str = "
level: 1 # raters
  FW =~ i01 + i02 + i03 + i04 + i05
level: 2
  FB =~ i01 + i02 + i03 + i04 + i05
";

#[test]
fn a_model_at_two_levels_is_that_of_lavaan() {
    let expected = reference("twolevel_omega_sim360c1");
    let file = data("sim360");
    let line =
        ["cfa-levels", &file, "--ratee", "ratee", "--model", LEVELS, "--std-lv", "--as-lavaan"];

    let found = json(&line);

    assert_eq!(found["converged"], true);
    assert_eq!(found["fit"]["df"], expected["fit"]["df"]);
    let log_likelihood = expected["fit"]["logl"].as_f64().unwrap();
    assert!(is_near(&found["log_likelihood"], log_likelihood, 1e-9));
    let chi_square = expected["fit"]["chisq"].as_f64().unwrap();
    assert!(is_near(&found["fit_as_lavaan"]["chisq"], chi_square, 1e-3));
    for row in expected["par"].as_array().unwrap().iter().filter(|row| row["lhs"] != row["rhs"]) {
        let same =
            |of: &&Value| ["lhs", "op", "rhs", "level"].iter().all(|key| of[key] == row[key]);
        let Some(ours) = found["parameters"].as_array().unwrap().iter().find(same) else {
            assert_eq!(row["op"], "~1", "{row}");
            continue;
        };
        for key in ["est", "se"] {
            assert!(is_near(&ours[key], row[key].as_f64().unwrap(), 1e-4), "{ours} for {row}");
        }
    }
    assert_eq!(found["heywood"][0]["item"], "i01");
}

#[test]
fn one_model_without_levels_stands_at_both() {
    let file = data("sim360");
    let of = |model: &str| {
        let found = json(&["cfa-levels", &file, "--ratee", "ratee", "--model", model]);
        (found["log_likelihood"].as_f64().unwrap(), found["n_parameters"].clone())
    };

    let once = of("F =~ i01 + i02 + i03");
    let twice = of("level: within; F =~ i01 + i02 + i03; level: between; G =~ i01 + i02 + i03");
    let equal = of("level: 1\nF =~ i01 + a*i02 + b*i03\nlevel: 2\nF =~ i01 + a*i02 + b*i03");

    assert_eq!(once, twice);
    assert_eq!(once.1.as_u64().unwrap() - 2, equal.1.as_u64().unwrap());
    assert!(equal.0 < once.0);
}

#[test]
fn the_reliability_of_a_leaders_mean_is_that_of_semtools() {
    let expected = reference("mlrel_demo2l");
    let file = data("lavaan_demo_twolevel");

    let found = json(&["omega-levels", &file, "--ratee", "cluster", "--items", "y1..y3"]);

    for name in ["omega_2l", "omega_b", "omega_w"] {
        let reference = expected["lai_formula"][name].as_f64().unwrap();
        assert!(is_near(&found[name]["value"], reference, 1e-5), "{name}: {}", found[name]);
        let [low, high] = [0, 1].map(|end| found[name]["ci95"][end].as_f64().unwrap());
        assert!(low < reference && reference < high);
    }
    assert!(is_near(&found["alpha_b"], 0.7613526, 1e-5));
    assert_eq!(found["raters"][7]["raters"], 8);
    assert_eq!(found["leaders"], 200);
}

#[test]
fn models_that_cannot_be_are_refused() {
    let scratch = Scratch::new();
    let file = scratch.write("few.csv", "g,a,b,c\n1,1,2,3\n1,2,2,1\n2,3,1,2\n2,1,4,1\n");
    let of = |model: &str| refused(&["cfa-levels", &file, "--ratee", "g", "--model", model]);

    assert!(of("F =~ a + b + z").contains("neither a factor"));
    assert!(of("level: 3\nF =~ a + b").contains("not supported"));
    assert!(of("F =~ a + b\na ~ c").contains("not supported"));
    assert!(of("level: 1\nF =~ a + b\nlevel: 2\nF =~ a + c").contains("same items"));
    assert!(of("level: 1\nF =~ a + b").contains("no formula"));
    assert!(of("a =~ b").contains("cannot have the name"));
}
