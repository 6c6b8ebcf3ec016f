use std::fmt::Write as _;

use crate::support::{Scratch, data, is_near, json, refused};

#[test]
fn change_at_an_event_is_that_of_lmer() {
    let file = data("tankdat");

    let line = ["--person", "ID", "--time", "TIME", "--value", "SCORE"];
    let plain = json(&[&["growth", file.as_str()], &line[..]].concat());
    let with_event = json(&[&["growth", file.as_str()], &line[..], &["--event", "6"]].concat());

    assert!(is_near(&plain["log_likelihood"], -7736.39493113374, 1e-9));
    assert_eq!(plain["fixed"][1]["term"], "TIME");
    assert!(is_near(&plain["fixed"][1]["est"], 0.653637123745838, 1e-6));
    assert!(is_near(&plain["fixed"][1]["se"], 0.0506085664177105, 1e-4));
    assert!(is_near(&plain["components"][0]["variance"], 61.1941639974774, 1e-3));
    assert_eq!(with_event["fixed"][2]["term"], "transition");
    assert_eq!(with_event["converged"], true);
}

#[test]
fn rows_without_a_value_are_left_out_and_counted() {
    let file = data("univbct");

    let line = ["growth", &file, "--person", "SUBNUM", "--time", "TIME", "--value", "JSAT"];
    let found = json(&line);

    assert_eq!(found["n"], 1396);
    assert!(is_near(&found["log_likelihood"], -1711.06588609205, 1e-9));
    assert!(found["data"]["left_out"][0]["rows"].as_u64().unwrap() > 0);
}

#[test]
fn one_round_is_no_growth() {
    let scratch = Scratch::new();
    let file = scratch.write("one.csv", "who,when,y\na,1,2\nb,1,3\nc,1,4\nd,1,2\ne,1,5\nf,1,1\n");

    let said = refused(&["growth", &file, "--person", "who", "--time", "when", "--value", "y"]);

    assert!(said.contains("this cannot be told"), "{said}");
}

#[test]
fn the_growth_of_leaders_is_that_of_the_means_of_ballots() {
    let scratch = Scratch::new();
    let (mut wide, mut means) = ("who,when,a,b\n".to_owned(), "who,when,y\n".to_owned());
    for row in 0..60 {
        let (who, when) = (row % 12, row / 12);
        let (a, b) = ((row * 7 + when) % 5 + 1, (row * 3 + who) % 5 + 1);
        writeln!(wide, "L{who},{when},{a},{b}").unwrap();
        writeln!(means, "L{who},{when},{}", f64::from(a + b) / 2.0).unwrap();
    }
    let (wide, means) = (scratch.write("wide.csv", wide), scratch.write("means.csv", means));

    let line = ["--person", "who", "--time", "when"];
    let by_items = json(&[&["growth", &wide, "--items", "a,b"], &line[..]].concat());
    let by_value = json(&[&["growth", &means, "--value", "y"], &line[..]].concat());

    assert_eq!(by_items["fixed"], by_value["fixed"]);
    assert_eq!(by_items["log_likelihood"], by_value["log_likelihood"]);
}
