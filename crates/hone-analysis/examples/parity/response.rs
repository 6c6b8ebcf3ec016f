use hone_stats::Categories;
use hone_stats::response::{
    Model, Options, Scoring, bifactor, dif_by_likelihood_ratio, item_response, person_fit,
    trait_scores,
};

use crate::reference::Reference;
use crate::row::Row;
use crate::row::Tolerance::{Absolute, AtLeast};

/// Job, data, items, nodes (0: as many as it takes), where the log-likelihood is, and how close
/// slopes are: mirt's usual settings stop early.
const MODELS: [(&str, &str, &str, usize, &str, f64); 6] = [
    ("grm_science_tight", "science_mirt", "Comfort..Benefit", 121, "/logLik", 1e-4),
    ("grm_bhr2000_tight", "bhr2000", "AF06..AS28", 121, "/logLik", 1e-4),
    ("grm_sim360_tight", "sim360", "i01..i30", 61, "/ll", 1e-4),
    ("grm_anxiety", "promis_anxiety", "R1..R29", 61, "/logLik", 0.03),
    ("2pl_lsat7", "lsat7", "Item.1..Item.5", 61, "/logLik", 5e-3),
    ("gpcm_science", "science_mirt", "Comfort..Benefit", 61, "/logLik", 0.02),
];

pub(crate) fn rows(reference: &Reference) -> Vec<Row> {
    let mut rows = vec![];
    for (job, data, items, nodes, likelihood, close) in MODELS {
        let answers = answers(reference, data, items);
        let model = if job.starts_with("gpcm") { Model::PartialCredit } else { Model::Graded };
        let options = Options { nodes: Some(nodes), ..Options::default() };
        let run = || item_response(&answers, model, &options).expect("the model can be fitted");
        let method = if job.starts_with("gpcm") { "gpcm" } else { "grm" };
        let case = reference.case(method, job, run);
        rows.push(case.row("log-likelihood", likelihood, |m| m.log_likelihood, AtLeast(1e-5)));
        let items = if likelihood == "/ll" { "/par" } else { "/irt" };
        let slope = format!("{items}/values/0/0");
        rows.push(case.row("first slope", &slope, |m| m.items[0].slope, Absolute(close)));
    }
    rows.extend(scores(reference));
    rows.extend(larger(reference));
    rows
}

fn answers(reference: &Reference, data: &str, items: &str) -> Categories {
    Categories::of(&reference.scores(data, items)).expect("the answers are categories")
}

fn scores(reference: &Reference) -> Vec<Row> {
    let answers = answers(reference, "bhr2000", "AF06..AS28");
    let options = Options { nodes: Some(121), ..Options::default() };
    let model = item_response(&answers, Model::Graded, &options).expect("the model can be fitted");
    // R's time on record is that of the model.
    let run = || {
        let model = item_response(&answers, Model::Graded, &options).expect("it can be fitted");
        trait_scores(&answers, &model, Scoring::Eap).expect("rows have scores")
    };
    let case = reference.case("grm with scores", "grm_bhr2000_tight", run);
    let mut rows = vec![
        case.row("first EAP", "/eap_head/values/0/0", |s| s.theta[0], Absolute(1e-4)),
        case.row("its error", "/eap_head/values/0/1", |s| s.se[0], Absolute(1e-4)),
        case.row("reliability", "/emp_rxx", |s| s.reliability, Absolute(1e-5)),
    ];
    let run = || person_fit(&answers, &model).expect("rows have a fit");
    let case = reference.case("person fit", "personfit_bhr2000", run);
    rows.push(case.row("first Zh", "/head/values/0/4", |fit| fit.zh[0], Absolute(0.02)));
    let far = |fit: &hone_stats::response::PersonFit| {
        fit.zh.iter().filter(|zh| **zh < -1.96).count() as f64
    };
    rows.push(case.row("rows with Zh < -1.96", "/n_zh", far, Absolute(3.0)));
    rows
}

fn larger(reference: &Reference) -> Vec<Row> {
    let anxiety = reference.read("promis_anxiety", "R1..R29", &["age"]);
    let codes = Categories::of(&anxiety.scores().expect("the items are numbers"))
        .expect("the answers are categories");
    let groups = anxiety.labels[0].groups().expect("each row has a group");
    let options = Options { nodes: Some(61), ..Options::default() };
    let tested = [0, 8, 10, 17];
    let run = || {
        dif_by_likelihood_ratio(&codes, &groups, Model::Graded, &tested, None, &options)
            .expect("groups can be compared")
    };
    let case = reference.case("dif (likelihood ratio)", "mg_dif_mirt_anxiety_age", run);
    let mut rows =
        vec![case.row("log-likelihood", "/logLik", |d| d.base.log_likelihood, AtLeast(1e-5))];
    for (place, name) in ["R1", "R9", "R11", "R18"].iter().enumerate() {
        let pointer = format!("/dif/{place}/X2");
        let what = format!("chi-square {name}");
        rows.push(case.row(&what, &pointer, |d| d.items[place].chi_square, Absolute(1e-2)));
    }
    let answers = answers(reference, "sim360", "i01..i30");
    let by_five: Vec<Option<usize>> = (0..30).map(|item| Some(item / 5)).collect();
    let options = Options::default();
    let run =
        || bifactor(&answers, Model::Graded, &by_five, &options).expect("the model can be fitted");
    let case = reference.case("bifactor graded model", "bifactor_sim360", run);
    rows.push(case.row("log-likelihood", "/ll", |m| m.log_likelihood, AtLeast(1e-5)));
    rows.push(case.row("first slope", "/a/values/0/0", |m| m.items[0].general, Absolute(3e-3)));
    rows
}
