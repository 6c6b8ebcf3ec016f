use crate::support::{Scratch, data, is_near, json, refused, stats};

const SOLDIERS: [&str; 4] = ["--group", "GRP", "--items", "AF06..AS28"];

fn of_soldiers(command: &str, more: &[&str]) -> serde_json::Value {
    let file = data("bhr2000");
    json(&[&[command, file.as_str()], &SOLDIERS[..], more].concat())
}

#[test]
fn agreement_in_companies_is_that_of_multilevel() {
    let uniform = of_soldiers("rwg", &["--scale", "1..5"]);
    let skewed = of_soldiers("rwg", &["--scale", "1..5", "--null", "slight-skew"]);

    assert!(is_near(&uniform["mean"], 0.887611501265241, 1e-11));
    assert!(is_near(&uniform["median"], 0.892454066287484, 1e-11));
    assert!(is_near(&uniform["groups"][0]["rwg"], 0.900981485397881, 1e-11));
    assert_eq!(
        (&uniform["groups"][0]["group"], &uniform["groups"][0]["n"]),
        (&"1".into(), &59.into())
    );
    assert!(is_near(&skewed["mean"], 0.572931973311, 1e-11));
}

#[test]
fn one_item_has_an_agreement_of_its_own() {
    let file = data("bhr2000");
    let found = json(&["rwg", &file, "--group", "GRP", "--items", "AF06"]);

    assert!(is_near(&found["mean"], 0.457149603568054, 1e-11));
    assert!(is_near(&found["median"], 0.461709939680042, 1e-11));
    assert!(found["warnings"][0].as_str().unwrap().contains("read off the answers"));
}

#[test]
fn deviations_in_companies_are_those_of_multilevel() {
    let found = of_soldiers("ad", &["--scale", "1..5"]);

    assert!(is_near(&found["groups"][0]["ad"], 0.848136637852237, 1e-11));
    assert!(is_near(&found["mean"], 0.869072256575585, 1e-11));
}

#[test]
fn a_group_of_one_has_no_number() {
    let scratch = Scratch::new();
    let file = scratch.write("a.csv", "g,a\nx,4\nx,5\ny,1\n");

    let found = json(&["rwg", &file, "--group", "g", "--items", "a", "--scale", "1..5"]);

    assert!(found["groups"][1]["rwg"].is_null());
    assert_eq!((&found["groups"][1]["n"], &found["n_groups"]), (&1.into(), &1.into()));
}

#[test]
fn cut_offs_are_simulated_when_asked_for() {
    let scratch = Scratch::new();
    let file = scratch.write("a.csv", "g,a\nx,4\nx,5\nx,4\nx,4\nx,3\nx,4\ny,1\n");
    let line = ["rwg", &file, "--group", "g", "--items", "a", "--scale", "1..5", "--cutoffs"];

    let found = json(&line);

    assert!(found["groups"][0]["cutoff"].as_f64().unwrap() > 0.5);
    assert_eq!(found, json(&line));
}

#[test]
fn scales_that_cannot_be_are_refused() {
    let scratch = Scratch::new();
    let file = scratch.write("a.csv", "g,a\nx,4\nx,7\ny,1\n");
    let of = |scale: &str, null: &str| {
        refused(&["rwg", &file, "--group", "g", "--items", "a", "--scale", scale, "--null", null])
    };

    assert!(of("1..5", "uniform").contains("beyond the scale 1..5"));
    assert!(of("5..1", "uniform").contains("from a lower to a higher"));
    assert!(of("five", "uniform").contains("as in 1..5"));
    assert!(of("1..7", "slight-skew").contains("known for 5 answers"));
    let alone = scratch.write("b.csv", "g,a\nx,4\ny,1\n");
    assert!(refused(&["ad", &alone, "--group", "g", "--items", "a"]).contains("two rows"));
}

/// The published table has a row per observer.
#[test]
fn krippendorffs_alpha_is_the_published_one() {
    let scratch = Scratch::new();
    let rows = "a,b,c,d\n1,1,,1\n2,2,3,2\n3,3,3,3\n3,3,3,3\n2,2,2,2\n1,2,3,4\n4,4,4,4\n1,1,2,1\n\
                2,2,2,2\n,5,5,5\n,,1,1\n,3,,\n";
    let file = scratch.write("k.csv", rows);

    for (level, printed) in [("nominal", 0.743421052632), ("ordinal", 0.815387503755)] {
        let found = json(&["krippendorff", &file, "--items", "a..d", "--level", level]);

        assert!(is_near(&found["alpha"]["value"], printed, 1e-11));
        assert_eq!((&found["n_units"], &found["data"]["used"]), (&11.into(), &11.into()));
        assert!(found["alpha"]["ci95"][0].as_f64() < found["alpha"]["value"].as_f64());
    }
}

#[test]
fn self_and_others_are_read_from_ballots_or_from_leaders() {
    let scratch = Scratch::new();
    let ballots = "who,from,a,b\n1,self,5,4\n1,peer,3,4\n1,peer,4,4\n2,self,2,3\n2,peer,3,3\n\
                   3,self,4,4\n3,peer,2,3\n4,self,3,3\n4,peer,3,1\n5,self,5,5\n5,peer,5,4\n6,peer,1,1\n";
    let leaders = "own,others\n4.5,3.75\n2.5,3\n4,2.5\n3,2\n5,4.5\n,1\n";
    let (ballots, leaders) = (scratch.write("b.csv", ballots), scratch.write("l.csv", leaders));

    let from_ballots =
        json(&["agreement", &ballots, "--items", "a,b", "--ratee", "who", "--source", "from"]);
    let from_leaders = json(&["agreement", &leaders, "--own", "own", "--others", "others"]);

    assert_eq!((&from_ballots["n"], &from_leaders["n"]), (&5.into(), &5.into()));
    for key in ["r", "agreement", "consistency", "difference"] {
        let other = from_leaders[key]["value"].as_f64().unwrap();
        assert!(is_near(&from_ballots[key]["value"], other, 1e-12), "{key}");
    }
    assert!(is_near(&from_leaders["difference"]["value"], 0.65, 1e-12));
    assert!(refused(&["agreement", &leaders]).contains("--own and --others"));
    let wrong = ["agreement", &ballots, "--items", "a", "--ratee", "who", "--source", "from"];
    let wrong = [&wrong[..], &["--self-label", "me"]].concat();
    assert!(refused(&wrong).contains("no row has 'me'"));
}

#[test]
fn what_does_not_vary_is_named() {
    let scratch = Scratch::new();
    let file = scratch.write("flat.csv", "own,others\n3,4\n3,2\n3,5\n3,1\n");

    let message = refused(&["agreement", &file, "--own", "own", "--others", "others"]);

    assert!(message.contains("'own' has the same value in every row"), "{message}");
}

#[test]
fn the_last_line_says_what_it_means() {
    let file = data("bhr2000");
    let outcome = stats(&[&["rwg", file.as_str()], &SOLDIERS[..]].concat());

    let last = outcome.stdout.lines().last().unwrap();
    assert!(last.contains("1 is fully"), "{last}");
}
