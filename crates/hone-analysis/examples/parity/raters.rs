use hone_analysis::table::Data;
use hone_stats::facets::{Facets, Severity, Steps, facets};
use hone_stats::raters::{BallotSums, leniency};

use crate::reference::{Case, Reference};
use crate::row::{Row, Tolerance};

pub(crate) fn rows(reference: &Reference) -> Vec<Row> {
    let mut rows = vec![];
    for (job, data, items, person, interaction) in [
        ("mfr_ex10_fine", "tam_ex10", "I0001..I0005", "pid", false),
        ("mfr_ex10_inter", "tam_ex10", "I0001..I0005", "pid", true),
        ("mfr_immer07_fine", "immer07", "I1..I4", "pid", false),
        ("mfr_sim_fine", "sim_mfr", "c1..c6", "ratee", false),
    ] {
        rows.extend(against_tam(
            reference,
            job,
            &reference.read(data, items, &[person, "rater"]),
            interaction,
        ));
    }
    rows.extend(against_lme4(reference));
    rows.extend(levels(reference));
    rows
}

fn fitted(data: &Data, interaction: bool) -> Facets {
    let groups = |label: usize| data.labels[label].groups().expect("every row has a label");
    let scores = data.scores().expect("the items are numbers");
    facets(&scores, &groups(0), &groups(1), Steps::Common, interaction).expect("it can be fitted")
}

fn severity(fitted: &Facets, rater: usize) -> f64 {
    match fitted.raters[rater].severity {
        Severity::Known(estimate) => estimate.value,
        _ => f64::NAN,
    }
}

/// TAM's grid costs it some thousandths in deviance, so ours may be higher in log-likelihood.
fn against_tam(reference: &Reference, job: &str, data: &Data, interaction: bool) -> Vec<Row> {
    let case = reference.case("many-facet Rasch", job, || fitted(data, interaction));
    let deviance = |case: &Case<Facets>| case.result()["deviance"].as_f64().unwrap_or(f64::NAN);
    let mut rows = vec![
        case.against(
            "log-likelihood",
            -deviance(&case) / 2.0,
            |ours| ours.log_likelihood,
            Tolerance::AtLeast(1e-5),
        ),
        case.row("variance", "/variance", |ours| ours.sd.value.powi(2), Tolerance::Absolute(1e-3)),
        case.row(
            "first item",
            "/xsi_facets/0/est",
            |ours| ours.items[0].value,
            Tolerance::Absolute(1e-3),
        ),
        case.row(
            "EAP reliability",
            "/EAP_rel",
            |ours| ours.reliability.unwrap_or(f64::NAN),
            Tolerance::Absolute(1e-4),
        ),
    ];
    let facets = case.result()["xsi_facets"].as_array().cloned().unwrap_or_default();
    let first = facets.iter().position(|row| row["facet"] == "rater").unwrap_or(0);
    rows.push(case.row(
        "first rater",
        &format!("/xsi_facets/{first}/est"),
        |ours| severity(ours, 0),
        Tolerance::Absolute(1e-3),
    ));
    rows
}

fn against_lme4(reference: &Reference) -> Vec<Row> {
    let data = reference.read("tam_ex10", "I0001..I0005", &["pid", "rater"]);
    let case = reference.case("many-facet Rasch", "mfr_ex10_lme4", || fitted(&data, false));
    let se = |ours: &Facets| ours.items[0].se.unwrap_or(f64::NAN);
    vec![
        case.row("deviance", "/deviance", Facets::deviance, Tolerance::Absolute(1e-7)),
        case.row("spread of persons", "/sd", |ours| ours.sd.value, Tolerance::Absolute(1e-5)),
        case.row("standard error of the first item", "/se/0", se, Tolerance::Absolute(1e-5)),
    ]
}

fn levels(reference: &Reference) -> Vec<Row> {
    let data = reference.read("sim360", "i01..i05", &["ratee"]);
    let rows: Vec<usize> = (0..1600).collect();
    let scores = data.scores().and_then(|scores| Ok(scores.rows(&rows)?)).expect("1,600 ballots");
    let leaders = data.labels[0].rows(&rows).groups().expect("every row has a leader");
    let case = reference.case("level and profile", "leniency_sim360_200_anova", || {
        let sums = BallotSums::of(&scores, &leaders).expect("of one length");
        leniency(&sums).expect("200 leaders")
    });
    let tolerance = Tolerance::Relative(1e-9);
    vec![
        case.row("leader level", "/leader", |ours| ours.parts.leader_level.value, tolerance),
        case.row(
            "leader profile",
            "/leader:item",
            |ours| ours.parts.leader_profile.value,
            tolerance,
        ),
        case.row("rater level", "/ballot", |ours| ours.parts.rater_level.value, tolerance),
        case.row("rater profile", "/Residual", |ours| ours.parts.rater_profile.value, tolerance),
    ]
}
