use crate::support::{Scratch, data, is_near, json, refused, stats};

/// The soldiers once each, as the reference has them.
fn soldiers(scratch: &Scratch) -> String {
    let all = json_rows("univbct");
    let (header, rows) = all.split_first().unwrap();
    let place = |name: &str| header.iter().position(|other| other == name).unwrap();
    let (time, columns) = (place("TIME"), ["JOBSAT1", "JOBSAT2", "JOBSAT3"].map(place));
    let mut text = "JOBSAT1,JOBSAT2,JOBSAT3\n".to_owned();
    for row in rows.iter().filter(|row| row[time] == "0") {
        text.push_str(&columns.map(|column| row[column].clone()).join(","));
        text.push('\n');
    }
    scratch.write("soldiers.csv", text)
}

fn json_rows(name: &str) -> Vec<Vec<String>> {
    let file = std::fs::File::open(data(name)).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(file), &mut text).unwrap();
    let cell = |cell: &str| cell.trim_matches('"').to_owned();
    text.lines().map(|line| line.split(',').map(cell).collect()).collect()
}

#[test]
fn reliable_changes_of_soldiers_are_those_of_r() {
    let scratch = Scratch::new();
    let file = soldiers(&scratch);
    let line = ["rci", &file, "--before", "JOBSAT1", "--after", "JOBSAT3", "--retest", "JOBSAT2"];

    let found = json(&line);
    let given = json(&[&line[..6], &["--reliability", "0.552549868625038"]].concat());

    // reference/results/rci_univbct.json
    for found in [&found, &given] {
        assert_eq!(found["n"], 442);
        assert!(is_near(&found["reliability"], 0.552549868625038, 1e-12));
        assert!(is_near(&found["se_difference"], 0.929288953853373, 1e-12));
        assert_eq!((&found["rose"], &found["fell"]), (&26.into(), &14.into()));
        assert!(is_near(&found["people"][0]["index"], 1.43478838790801, 1e-12));
    }
    assert_eq!(found["reliability_from"], "retest");
    let text = stats(&line).stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("40 of 442 people changed by more than 1.82 points"), "{text}");
}

#[test]
fn without_a_reliability_the_change_itself_gives_a_cautious_one() {
    let scratch = Scratch::new();
    let file = soldiers(&scratch);

    let found = json(&["rci", &file, "--before", "JOBSAT1", "--after", "JOBSAT3"]);

    assert_eq!(found["reliability_from"], "before_after");
    assert!(found["warnings"][0].as_str().unwrap().contains("too small"));
}

/// Two leaders; of three raters each, two answer again with the first and none with the second.
const WAVES: &str = "who,by,wave,a,b
A,1,2024,3,4
A,2,2024,2,3
A,3,2024,4,4
B,4,2024,3,3
B,5,2024,5,4
B,6,2024,4,3
A,1,2025,5,5
A,2,2025,4,4
A,9,2025,4,5
B,7,2025,3,4
B,8,2025,3,3
C,8,2025,3,3
";

#[test]
fn each_leader_is_told_by_who_answered() {
    let scratch = Scratch::new();
    let file = scratch.write("waves.csv", WAVES);
    let line = ["change", &file, "--ratee", "who", "--wave", "wave", "--items", "a,b"];

    let found = json(&[&line[..], &["--rater", "by"]].concat());
    let nameless = json(&line);

    assert_eq!((&found["before"], &found["after"]), (&"2024".into(), &"2025".into()));
    let [a, b] = [0, 1].map(|place| &found["leaders"][place]);
    assert_eq!(
        (&a["ratee"], &a["n_both"], &a["raters"]),
        (&"A".into(), &2.into(), &"partly".into())
    );
    assert_eq!((&b["n_both"], &b["raters"]), (&0.into(), &"other".into()));
    assert!(is_near(&a["change"]["value"], 4.5 - 10.0 / 3.0, 1e-12));
    assert_eq!(found["left_out"], 1);
    assert!(a["change"]["se"].as_f64() < nameless["leaders"][0]["change"]["se"].as_f64());
    assert!(nameless["warnings"][0].as_str().unwrap().contains("--rater"));
}

#[test]
fn what_cannot_bear_a_change_is_refused() {
    let scratch = Scratch::new();
    let waves = scratch.write("waves.csv", WAVES);
    let once = scratch.write("once.csv", "who,wave,a\nA,1,3\nA,1,4\n");
    let flat = scratch.write("flat.csv", "x,y\n3,4\n3,5\n3,2\n");
    let falling = scratch.write("falling.csv", "x,y\n1,3\n2,2\n3,1\n");
    let change = |file: &str, more: &[&str]| {
        refused(
            &[&["change", file, "--ratee", "who", "--wave", "wave", "--items", "a"], more].concat(),
        )
    };

    assert!(change(&waves, &["--before", "2020"]).contains("there is no wave '2020'"));
    assert!(change(&once, &[]).contains("needs two waves"));
    let rci = |file: &str, more: &[&str]| {
        refused(&[&["rci", file, "--before", "x", "--after", "y"], more].concat())
    };
    assert!(rci(&flat, &["--reliability", "0.5"]).contains("nothing varies"));
    assert!(rci(&falling, &[]).contains("do not rise together"));
    let shifted = scratch.write("shifted.csv", "x,y\n1,2\n2,3\n3,4\n5,6\n");
    assert!(rci(&shifted, &[]).contains("'x' and 'y' correlate by 1, so that no noise is seen"));
    assert!(rci(&falling, &["--reliability", "1"]).contains("share"));
}
