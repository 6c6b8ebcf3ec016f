use hone_stats::reliability::{TwoLevelOmega, two_level_omega};
use hone_stats::{Error, Groups, Scores};

use crate::reference::{absolute, number, result, table};

fn found(data: &str, leader: &str, first: &str, last: &str) -> TwoLevelOmega {
    let table = table(data);
    let (leaders, _) = table.groups(leader);
    two_level_omega(&table.scores_in(first, last), &leaders).unwrap()
}

fn check(found: &TwoLevelOmega, name: &str) {
    let expected = result(name);
    absolute(found.omega_2l.value, number(&expected, "/lai_formula/omega_2l"), 1e-5);
    absolute(found.omega_b.value, number(&expected, "/lai_formula/omega_b"), 1e-5);
    absolute(found.omega_w.value, number(&expected, "/lai_formula/omega_w"), 1e-5);
    absolute(found.typical_raters, number(&expected, "/lai_formula/n_harmonic"), 1e-9);
    absolute(found.geldhof_between, number(&expected, "/geldhof/omega_b"), 1e-5);
    assert!(found.fit.fit.converged);
    assert_eq!(found.fit.indices.unwrap().df as f64, number(&expected, "/fit/df"));
}

#[test]
fn omegas_are_those_that_lai_published() {
    let found = found("lavaan_demo_twolevel", "cluster", "y1", "y3");

    check(&found, "mlrel_demo2l");

    // Lai (2022), Multilevel composite reliability.
    absolute(found.omega_2l.value, 0.766_937_7, 1e-5);
    absolute(found.omega_b.value, 0.783_749_0, 1e-5);
    absolute(found.omega_w.value, 0.676_127_3, 1e-5);
    absolute(found.alpha_2l, 0.752_332_4, 1e-5);
    absolute(found.alpha_b, 0.761_352_6, 1e-5);
    absolute(found.alpha_w, 0.668_229_1, 1e-5);
}

#[test]
fn omegas_of_soldiers_and_of_leaders_are_those_of_semtools() {
    check(&found("bhr2000", "GRP", "AF06", "AS28"), "mlrel_bhr2000");
    check(&found("sim360", "ratee", "i01", "i05"), "mlrel_sim360c1");
}

#[test]
fn what_is_said_of_true_means_is_not_said_of_means_of_eight_raters() {
    let found = found("sim360", "ratee", "i01", "i05");

    assert!(found.geldhof_between > 0.99 && found.omega_b.value < 0.75);
}

#[test]
fn more_raters_are_more_reliable_and_the_curve_meets_the_scale() {
    let found = found("sim360", "ratee", "i01", "i05");

    let curve: Vec<f64> = (1..30).map(|k| found.of_raters(f64::from(k)).omega.value).collect();

    assert!(curve.windows(2).all(|pair| pair[0] < pair[1]));
    absolute(found.of_raters(found.typical_raters).omega.value, found.omega_b.value, 1e-12);
    let needed = found.raters_for(0.8).unwrap();
    absolute(found.of_raters(needed).omega.value, 0.8, 1e-9);
    let eight = found.of_raters(8.0);
    assert!(eight.icc.value >= eight.omega.value - 0.01);
    let ci = eight.omega.ci95.unwrap();
    assert!(ci.low < eight.omega.value && eight.omega.value < ci.high && ci.high - ci.low < 0.1);
    assert_eq!(found.raters_for(1.0), None);
}

#[test]
fn the_unit_and_the_order_of_items_do_not_matter() {
    let table = table("lavaan_demo_twolevel");
    let (leaders, _) = table.groups("cluster");
    let of = |names: &[&str], scale: f64| {
        let columns = names
            .iter()
            .map(|name| table.numbers(name).iter().map(|y| scale * y).collect::<Vec<f64>>());
        two_level_omega(&Scores::new(columns.collect()).unwrap(), &leaders).unwrap()
    };

    let (ours, theirs) = (of(&["y1", "y2", "y3"], 1.0), of(&["y3", "y1", "y2"], 20.0));

    absolute(theirs.omega_b.value, ours.omega_b.value, 1e-7);
    absolute(theirs.omega_b.se.unwrap(), ours.omega_b.se.unwrap(), 1e-6);
    absolute(theirs.alpha_2l, ours.alpha_2l, 1e-9);
}

#[test]
fn two_items_and_constant_ones_are_refused() {
    let leaders = Groups::new(vec![0, 0, 1, 1]).unwrap();
    let of = |columns: Vec<Vec<f64>>| two_level_omega(&Scores::new(columns).unwrap(), &leaders);
    let item = || vec![1.0, 2.0, 2.0, 4.0];

    let two = of(vec![item(), item()]).map(|_| ());
    let constant = of(vec![item(), vec![1.0, 3.0, 2.0, 2.0], vec![1.0; 4]]).map(|_| ());

    assert_eq!(two, Err(Error::TooFewItems { found: 2, needed: 3 }));
    assert_eq!(constant, Err(Error::Constant { item: 2 }));
}
