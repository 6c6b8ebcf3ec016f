use hone_stats::change::{reliable_change, retest_correlation};

use crate::reference::Reference;
use crate::row::Row;
use crate::row::Tolerance::{Absolute, Relative};

pub(crate) fn rows(reference: &Reference) -> Vec<Row> {
    let data = reference.read("univbct", "TIME,JOBSAT1,JOBSAT2,JOBSAT3", &[]);
    let once = data.keep("another time", |data, row| data.items[0].values[row] == 0.0);
    let data = once.expect("soldiers have a first time");
    let complete = data.keep("no answer", |data, row| {
        [1, 3].iter().all(|column| !data.items[*column].values[row].is_nan())
    });
    let data = complete.expect("soldiers answered twice");
    let [before, retest, after] = [1, 2, 3].map(|column| &data.items[column].values);
    let run = || {
        let reliability = retest_correlation(before, retest).expect("answers vary");
        reliable_change(before, after, reliability).expect("answers vary")
    };
    let case = reference.case("reliable change", "rci_univbct", run);
    vec![
        case.row("reliability", "/r12", |found| found.reliability, Relative(1e-10)),
        case.row("error of a difference", "/Sdiff", |found| found.se_difference, Relative(1e-10)),
        case.row("rose", "/up", |found| found.n_rose as f64, Absolute(0.0)),
        case.row("fell", "/down", |found| found.n_fell as f64, Absolute(0.0)),
    ]
}
