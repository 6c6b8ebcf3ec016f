use hone_stats::structure::cfa::{Cfa, Estimator, Options, Sampled, cfa};
use hone_stats::structure::parameters::Equality;

use crate::reference::Reference;
use crate::row::Row;
use crate::row::Tolerance::{Absolute, Relative};

const LEADERSHIP: &str =
    "F =~ AF06 + AF07 + AP12 + AP17 + AP33 + AP34 + AS14 + AS15 + AS16 + AS17 + AS28";
const PUPILS: &str = "visual =~ x1 + x2 + x3; textual =~ x4 + x5 + x6; speed =~ x7 + x8 + x9";

fn factors(names: &[&str], item: impl Fn(usize, usize) -> String) -> String {
    let items = |f: usize| (0..5).map(|i| item(f, i)).collect::<Vec<_>>().join(" + ");
    let line = |(f, name): (usize, &&str)| format!("{name} =~ {}", items(f));
    names.iter().enumerate().map(line).collect::<Vec<_>>().join("\n")
}

fn options(estimator: Estimator, has_unit_factors: bool) -> Options {
    Options { estimator, has_unit_factors, equal: Equality::default() }
}

pub(crate) fn rows(reference: &Reference) -> Vec<Row> {
    use Estimator::{
        MaximumLikelihood as Ml, RobustMaximumLikelihood as Mlr, WeightedLeastSquares as Wlsmv,
    };
    let six =
        factors(&["C1", "C2", "C3", "C4", "C5", "C6"], |f, i| format!("i{:02}", 5 * f + i + 1));
    let traits = ["A", "C", "E", "N", "O"];
    let five = factors(&traits, |f, i| format!("{}{}", traits[f], i + 1));
    let mut rows = vec![];
    for (job, data, items, model, options, cluster) in [
        ("cfa3_ml_hs1939", "HolzingerSwineford1939", "x1..x9", PUPILS, options(Ml, false), None),
        ("cfa1_ml_bhr2000", "bhr2000", "AF06..AS28", LEADERSHIP, options(Mlr, true), None),
        ("cfa6_ml_sim360", "sim360", "i01..i30", six.as_str(), options(Mlr, true), None),
        (
            "cfa6_clusterrobust_sim360",
            "sim360",
            "i01..i30",
            six.as_str(),
            options(Mlr, true),
            Some("ratee"),
        ),
        ("cfa1_wlsmv_bhr2000", "bhr2000", "AF06..AS28", LEADERSHIP, options(Wlsmv, true), None),
        ("cfa5_wlsmv_bfi", "bfi", "A1..O5", five.as_str(), options(Wlsmv, true), None),
        ("cfa6_wlsmv_sim360", "sim360", "i01..i30", six.as_str(), options(Wlsmv, true), None),
    ] {
        let read = reference.read(data, items, cluster.as_slice());
        let read = read.complete().expect("some rows are complete");
        let scores = read.scores().expect("the items are numbers");
        let names = read.names();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let clusters =
            read.labels.first().map(|labels| labels.groups().expect("rows have leaders"));
        let sampled =
            Sampled { names: &names, scores: &scores, groups: None, clusters: clusters.as_ref() };
        let case = reference
            .case("cfa", job, || cfa(model, &sampled, &options).expect("the model can be fitted"));
        rows.push(case.row("chi-square", "/fit/chisq", |found| found.test.chisq, Relative(1e-6)));
        rows.push(case.row("CFI", "/fit/cfi", |found| found.indices.cfi, Absolute(1e-5)));
        rows.push(case.row("second loading", "/par/1/est", second, Absolute(1e-5)));
        if options.estimator != Ml {
            let scaled = |found: &Cfa| found.scaled.map_or(f64::NAN, |scaled| scaled.test.chisq);
            rows.push(case.row("scaled chi-square", "/fit/chisq.scaled", scaled, Relative(1e-5)));
        }
    }
    rows
}

fn second(found: &Cfa) -> f64 {
    found.parameters.get(1).map_or(f64::NAN, |row| row.value)
}
