use hone_analysis::table::{Choice, Data, Reading};
use hone_stats::variance::{
    Criterion, Mixed, crossed, dependability, growth, mixed, scores, treatment_columns,
};
use hone_stats::{Groups, Scores};

use crate::reference::{Reference, top};
use crate::row::Row;
use crate::row::Tolerance::{Absolute, AtLeast, Relative};

/// By how much the log-likelihood may be below that of `lmer`.
const LIKELIHOOD: f64 = 1e-6;

pub(crate) fn rows(reference: &Reference) -> Vec<Row> {
    let mut rows = averages(reference);
    rows.extend(lecturers(reference));
    rows.extend(answers(reference));
    rows.extend(changes(reference));
    rows
}

/// Leaders and raters of a 360, of the mean of all items.
fn averages(reference: &Reference) -> Vec<Row> {
    let data = reference.read("sim360", "i01..i30", &["ratee", "rater", "source"]);
    let means = data.scores().expect("the items are numbers").row_means();
    let [leaders, raters, sources] = groups(&data);
    let mut rows = vec![];
    for (job, terms) in
        [("lmm_icc1_sim360", vec![&leaders]), ("lmm_cross_sim360", vec![&leaders, &raters])]
    {
        let run = || mixed(&means, &terms, None, Criterion::Reml).expect("it can be told");
        let case = reference.case("variance", job, run);
        rows.push(case.row(
            "log-likelihood",
            "/logLik",
            |m: &Mixed| m.log_likelihood,
            AtLeast(LIKELIHOOD),
        ));
        let place = format!("/varcomp/{}/vcov", terms.len() - 1);
        rows.push(case.row(
            "variance of leaders",
            &place,
            |m| m.components[0].value,
            Relative(1e-4),
        ));
    }
    let fixed = treatment_columns(&sources).and_then(Scores::new).expect("there are sources");
    let run = || {
        scores(&means, &[&leaders, &raters], Some(&fixed), Criterion::Reml).expect("it can be told")
    };
    let case = reference.case("variance --scores", "adjusted_sim360", run);
    let first =
        |s: &hone_stats::variance::Scored| s.effects[0][0].map_or(f64::NAN, |e| e.estimate.value);
    rows.push(case.row("score of leader 1", "/blup_head/0", first, Absolute(1e-5)));
    let sd =
        |s: &hone_stats::variance::Scored| s.effects[0][0].map_or(f64::NAN, |e| e.conditional_sd);
    rows.push(case.row("its conditional SD", "/condsd_head/0", sd, Relative(1e-4)));
    let run = || dependability(&means, &leaders, &raters).expect("it can be told");
    let case = reference.case("dstudy", "Gqk_sim360", run);
    rows.push(case.row("q", "/q", |d| d.q, Relative(1e-9)));
    rows.push(case.row("G(q,k)", "/G_qk", |d| d.g.value, Relative(1e-4)));
    rows
}

fn lecturers(reference: &Reference) -> Vec<Row> {
    let data = reference.read("InstEval", "y,service", &["s", "d", "dept"]);
    let [students, lecturers, departments] = groups(&data);
    let y = &data.items[0].values;
    let run = || mixed(y, &[&students, &lecturers], None, Criterion::Reml).expect("it can be told");
    let case = reference.case("variance", "lmm_insteval_reml", run);
    let likelihood = |m: &Mixed| m.log_likelihood;
    let mut rows = vec![case.row("log-likelihood", "/logLik", likelihood, AtLeast(LIKELIHOOD))];
    let service = Scores::new(vec![data.items[1].values.clone()]).expect("it is a column");
    let terms = [&students, &lecturers, &departments];
    let run = || mixed(y, &terms, Some(&service), Criterion::Ml).expect("it can be told");
    let case = reference.case("variance --ml", "lmm_insteval", run);
    rows.push(case.row("log-likelihood", "/logLik", likelihood, AtLeast(LIKELIHOOD)));
    let slope = |m: &Mixed| m.fixed[1].value;
    rows.push(case.row("effect of service", "/fixef/service1", slope, Relative(1e-4)));
    let run = || dependability(y, &lecturers, &students).expect("it can be told");
    let case = reference.case("dstudy", "Gqk_InstEval", run);
    rows.push(case.row("G(q,k)", "/G_qk", |d| d.g.value, Relative(1e-4)));
    rows
}

/// Each answer of each item, and each mean of a competency.
fn answers(reference: &Reference) -> Vec<Row> {
    let data = reference.read("sim360", "i01..i30", &["ratee", "rater"]);
    let [leaders, raters] = groups(&data);
    let n = data.n();
    let items: Vec<Vec<f64>> = data.items.iter().map(|item| item.values.clone()).collect();
    let competencies: Vec<Vec<f64>> = items
        .chunks(5)
        .map(|five| (0..n).map(|row| five.iter().map(|x| x[row]).sum::<f64>() / 5.0).collect())
        .collect();
    let mut rows = vec![];
    for (job, columns, per_competency) in
        [("gtheory_sim360_comp", competencies, 1), ("gtheory_sim360_item", items, 5)]
    {
        let n_columns = columns.len();
        let values: Vec<f64> = columns.into_iter().flatten().collect();
        let repeated = |of: &[u32]| by(of.iter().copied().cycle().take(n * n_columns).collect());
        let of_column = |each: u32| {
            by((0_u32..).take(n_columns).flat_map(|k| std::iter::repeat_n(k / each, n)).collect())
        };
        let (leaders, raters) = (repeated(leaders.of()), repeated(raters.of()));
        let ballots = repeated(&(0_u32..).take(n).collect::<Vec<_>>());
        let views = crossed(&[&leaders, &of_column(per_competency)]).expect("there are rows");
        let columns = of_column(1);
        let terms = [&leaders, &raters, &columns, &ballots, &views];
        let run = || mixed(&values, &terms, None, Criterion::Reml).expect("it can be told");
        let case = reference.case("variance", job, run);
        let likelihood = |m: &Mixed| m.log_likelihood;
        rows.push(case.row("log-likelihood", "/logLik", likelihood, AtLeast(LIKELIHOOD)));
        let ballots = |m: &Mixed| m.components[3].value;
        rows.push(case.row("variance of ballots", "/varcomp/0/vcov", ballots, Relative(1e-3)));
    }
    rows
}

fn changes(reference: &Reference) -> Vec<Row> {
    let mut rows = vec![];
    for (job, data, value, person) in [
        ("growth_univbct", "univbct", "JSAT", "SUBNUM"),
        ("growth_tankdat", "tankdat", "SCORE", "ID"),
    ] {
        let file = top().join(format!("reference/data/{data}.csv.gz"));
        let choice: Choice = format!("{value},TIME").parse().expect("it is a list");
        let reading = Reading::default();
        let ask = reading.ask(&file).expect("the data are there").items(&choice).label(person);
        let data = ask.read().expect("the data can be read");
        let [persons] = groups(&data);
        let times = Scores::new(vec![data.items[1].values.clone()]).expect("it is a column");
        let values = &data.items[0].values;
        let run =
            || growth(values, &persons, &times, &[0, 1], Criterion::Reml).expect("it can be told");
        let case = reference.case("growth", job, run);
        rows.push(case.row("log-likelihood", "/logLik", |g| g.log_likelihood, AtLeast(LIKELIHOOD)));
        rows.push(case.row("slope", "/fixef/TIME", |g| g.fixed[1].value, Relative(1e-4)));
    }
    rows
}

fn groups<const N: usize>(data: &Data) -> [Groups; N] {
    std::array::from_fn(|label| data.labels[label].groups().expect("each row has one"))
}

fn by(codes: Vec<u32>) -> Groups {
    Groups::new(codes).expect("the codes have no gap")
}
