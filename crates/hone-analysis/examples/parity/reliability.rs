use hone_stats::Scores;
use hone_stats::reliability::{alpha, icc, icc_groups, omega, omega_ordinal};

use crate::reference::Reference;
use crate::row::Row;
use crate::row::Tolerance::Relative;

const CLOSED: f64 = 1e-9;

pub(crate) fn rows(reference: &Reference) -> Vec<Row> {
    let mut rows = vec![];
    for (data, items, job) in
        [("bhr2000", "AF06..AS28", "alpha_bhr2000"), ("sim360", "i01..i30", "alpha_sim360")]
    {
        let scores = reference.scores(data, items);
        let case = reference.case("alpha", job, || alpha(&scores).expect("alpha can be told"));
        rows.push(case.row("alpha", "/total/raw_alpha", |a| a.raw.value, Relative(CLOSED)));
        let low = |a: &hone_stats::reliability::Alpha| a.raw.ci95.map_or(f64::NAN, |ci| ci.low);
        rows.push(match data {
            // Here R's qf takes the denominator of F to be known; this is its pbeta, inverted.
            "sim360" => case.against("Feldt, low", 0.9294217810689127, low, Relative(CLOSED)),
            _ => case.row("Feldt, low", "/feldt/lower.ci", low, Relative(CLOSED)),
        });
    }
    let soldiers = reference.scores("bhr2000", "AF06..AS28");
    let run = || omega(&soldiers, None).expect("one factor fits somehow");
    let case = reference.case("omega", "omega_cfa_bhr2000", run);
    rows.push(case.row("by the model", "/omega_modelimplied", |o| o.omega.value, Relative(1e-6)));
    rows.push(case.row("over observed", "/omega_obsvar", |o| o.over_observed, Relative(1e-6)));
    let run = || omega_ordinal(&soldiers, None, 0, 1).expect("one factor fits somehow");
    let case = reference.case("omega --ordinal", "omega_cat_bhr2000", run);
    rows.push(case.row("by the model", "/omega_modelimplied", |o| o.omega.value, Relative(1e-5)));
    let ratings = reference.scores("shrout_fleiss1979", "J1..J4");
    let case = reference.case("icc", "icc6_shroutfleiss", || icc(&ratings).expect("it is known"));
    rows.push(case.row("ICC(1,1)", "/results/values/0/0", |i| i.icc1.value, Relative(CLOSED)));
    rows.push(case.row("ICC(2,1)", "/results/values/1/0", |i| i.icc2.value, Relative(CLOSED)));
    rows.push(case.row("ICC(3,k)", "/results/values/5/0", |i| i.icc3k.value, Relative(CLOSED)));
    let data = reference.read("bhr2000", "AF06..AS28,HRS,RELIG", &["GRP"]);
    let scores = data.scores().expect("the items are numbers");
    let groups = data.labels[0].groups().expect("each row has a group");
    let run = || icc_groups(&scores, &groups).expect("it is known");
    let case = reference.case("icc-groups", "icc12_bhr2000", run);
    let icc1 = |found: &hone_stats::reliability::IccGroups| {
        found.items[0].as_ref().map_or(f64::NAN, |item| item.icc1.value)
    };
    rows.push(case.row("ICC(1) of AF06", "/values/0/0", icc1, Relative(CLOSED)));
    rows.push(case.row(
        "ICC(1) of the mean",
        "/values/13/0",
        |_| scale(reference),
        Relative(CLOSED),
    ));
    let run = || icc_groups(&scores, &groups).expect("it is known");
    let case = reference.case("icc-groups, REML", "multicc_bhr2000", run);
    let reml = |found: &hone_stats::reliability::IccGroups| {
        found.items[0].as_ref().map_or(f64::NAN, |item| item.reml.icc1)
    };
    rows.push(case.row("ICC(1) of AF06", "/v/values/0/0", reml, Relative(1e-5)));
    let means = reference.scores("sim360", "i01..i30").row_means();
    let of_rater = |rater: usize| means.iter().skip(rater).step_by(8).copied().collect();
    let ratings = Scores::new((0..8).map(of_rater).collect()).expect("it is a table");
    let case = reference.case("icc", "icc6_sim360", || icc(&ratings).expect("it is known"));
    rows.push(case.row("ICC(2,1)", "/results/values/1/0", |i| i.icc2.value, Relative(CLOSED)));
    rows
}

/// Of the mean of the eleven items only.
fn scale(reference: &Reference) -> f64 {
    let data = reference.read("bhr2000", "AF06..AS28", &["GRP"]);
    let scores = data.scores().expect("the items are numbers");
    let groups = data.labels[0].groups().expect("each row has a group");
    let found = icc_groups(&scores, &groups).expect("it is known");
    found.scale.map_or(f64::NAN, |icc| icc.icc1.value)
}
