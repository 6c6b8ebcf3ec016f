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
