use crate::support::{Scratch, data, is_near, json, refused};

#[test]
fn the_reliability_of_a_360_is_that_on_its_actual_graph() {
    let file = data("sim360");

    let line = ["dstudy", &file, "--items", "i01..i30", "--ratee", "ratee", "--rater", "rater"];
    let found = json(&line);

    assert!(is_near(&found["g"]["value"], 0.749986325513424, 1e-4));
    assert!(is_near(&found["q"], 0.124809381253127, 1e-9));
    assert!(is_near(&found["phi"][4]["value"], 0.6520347568676, 1e-4));
    assert!(is_near(&found["raters_needed"][1]["raters"], 10.673211495781, 1e-3));
    assert!(found["raters_needed"][1]["ci95"][0].as_f64().unwrap() < 10.67);
}

#[test]
fn a_rater_for_each_row_is_refused_by_name() {
    let scratch = Scratch::new();
    let file = scratch.write("own.csv", "who,by,y\na,1,2\na,2,3\nb,3,4\nb,4,2\nc,5,5\nc,6,1\n");

    let said = refused(&["dstudy", &file, "--value", "y", "--ratee", "who", "--rater", "by"]);

    assert!(said.contains("'by' has a level in each row"), "{said}");
}

/// Answers of 500 persons, 3 raters and 4 items.
fn essays(more: &[&str]) -> serde_json::Value {
    let file = data("immer07");
    let line = ["dstudy", &file, "--items", "I1..I4", "--ratee", "pid", "--rater", "rater"];
    json(&[&line[..], &["--by-item"], more].concat())
}

#[test]
fn other_numbers_of_raters_and_items_give_the_reliabilities_of_the_reference() {
    let by_reml = essays(&[]);
    let by_mean_squares = essays(&["--mean-squares"]);

    // Three raters of four items: lmer with the formulas of the textbooks.
    for found in [&by_reml, &by_mean_squares] {
        let three = &found["studies"][2];
        assert_eq!((&three["raters"], &three["items"]), (&3.into(), &4.into()));
        assert!(is_near(&three["relative"]["value"], 0.788123319268488, 1e-4));
        assert!(is_near(&three["absolute"]["value"], 0.671882641381942, 1e-4));
    }
    assert!(is_near(&by_mean_squares["components"][1]["variance"], 0.184039412157649, 1e-10));
    assert_eq!(by_mean_squares["components"][1]["term"], "rater");
    assert!(by_reml["studies"][2]["own_raters"]["ci95"][0].is_number());
    assert!(by_mean_squares["studies"][2]["own_raters"]["ci95"].is_null());
    // Four items leave a share that no number of raters takes away.
    assert!(by_reml["raters_needed"][2]["raters"].is_null());
}

#[test]
fn mean_squares_are_refused_where_somebody_did_not_rate() {
    let scratch = Scratch::new();
    let rows = "a,1,2,3\na,2,3,3\nb,1,4,1\nb,2,2,2\nc,1,5,4\n";
    let file = scratch.write("gap.csv", format!("who,by,x,y\n{rows}"));

    let line = ["dstudy", &file, "--items", "x,y", "--ratee", "who", "--rater", "by", "--by-item"];
    let said = refused(&[&line[..], &["--mean-squares"]].concat());

    assert!(said.contains("leave out --mean-squares"), "{said}");
}
