use crate::support::{Scratch, data, is_near, json, refused};

#[test]
fn nested_log_likelihoods_are_those_of_polr() {
    let file = data("promis_anxiety");
    let found = json(&["dif", &file, "--items", "R1..R29", "--group", "age"]);

    let item = &found["items"][8];
    assert_eq!(item["name"], "R9");
    for (place, reference) in
        [-687.290880681908, -682.887568219534, -682.546926182573].iter().enumerate()
    {
        assert!(is_near(&item["log_likelihoods"][place + 1], *reference, 1e-7));
    }
    let flagged: Vec<&str> =
        found["flagged"].as_array().unwrap().iter().filter_map(|name| name.as_str()).collect();
    assert!(flagged.contains(&"R9") && flagged.contains(&"R24"), "{flagged:?}");
    assert_eq!(found["notable"].as_array().unwrap().len(), 0);
}

#[test]
fn items_without_a_test_have_a_reason() {
    let scratch = Scratch::new();
    let file = scratch.write("a.csv", "g,a,b,c\n1,1,1,3\n1,2,2,3\n2,3,1,3\n2,2,3,3\n1,1,2,3\n");

    let found = json(&["dif", &file, "--items", "a..c", "--group", "g"]);

    assert_eq!(found["items"][2]["reason"], "nothing varies");
    assert!(refused(&["dif", &file, "--items", "a", "--group", "g"]).contains("other items"));
    let flat = scratch.write("flat.csv", "g,a,b\n1,1,3\n1,1,3\n2,1,3\n2,1,3\n");
    let found = json(&["dif", &flat, "--items", "a,b", "--group", "g"]);
    assert!(found["finding"].as_str().unwrap().contains("nothing can be said"), "{found}");
    let one = scratch.write("one.csv", "g,a,b\n1,1,2\n1,2,3\n1,3,2\n1,1,3\n");
    let one = refused(&["dif", &one, "--items", "a,b", "--group", "g"]);
    assert!(one.contains("1 groups are too few"), "{one}");
}

#[test]
fn purified_items_are_those_that_lordif_flags() {
    let file = data("promis_anxiety");
    let found = json(&["dif", &file, "--items", "R1..R29", "--group", "age", "--purify"]);

    assert_eq!(found["flagged"], serde_json::json!(["R9", "R11", "R18", "R24"]));
    assert_eq!((&found["level"], &found["converged"]), (&"trait".into(), &true.into()));
}
