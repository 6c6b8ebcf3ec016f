use hone_stats::agreement::{
    AnswerScale, Centre, Level, Null, ad, awg, krippendorff, response_surface, rwg, self_other,
};
use hone_stats::{Groups, Scores};

use crate::reference::Reference;
use crate::row::Row;
use crate::row::Tolerance::Relative;

pub(crate) fn rows(reference: &Reference) -> Vec<Row> {
    let mut rows = vec![];
    let scale = AnswerScale::new(1, 5).expect("five answers are a scale");
    for (name, items, group) in [("bhr2000", "AF06..AS28", "GRP"), ("sim360", "i01..i30", "ratee")]
    {
        let data = reference.read(name, items, &[group]);
        let scores = data.scores().expect("the items are numbers");
        let groups = data.labels[0].groups().expect("each row has a group");
        let run = || rwg(&scores, &groups, scale, Null::Uniform).expect("agreement can be told");
        let case = reference.case("rwg(j)", &format!("rwgj_{name}_uniform"), run);
        let mean = |found: &hone_stats::agreement::Rwg| found.rwg.mean.unwrap_or(f64::NAN);
        rows.push(case.row("mean", "/sum/mean", mean, Relative(1e-9)));
        let run = || ad(&scores, &groups, Centre::Mean).expect("deviations can be told");
        let case = reference.case("ad", &format!("ad_{name}"), run);
        rows.push(case.row("mean", "/sum/mean", |ad| ad.mean.unwrap_or(f64::NAN), Relative(1e-9)));
    }
    rows.extend(soldiers(reference, scale));
    rows.extend(observers(reference));
    rows.extend(selves(reference));
    rows
}

fn soldiers(reference: &Reference, scale: AnswerScale) -> Vec<Row> {
    let data = reference.read("bhr2000", "AF06..AS28", &["GRP"]);
    let scores = data.scores().expect("the items are numbers");
    let groups = data.labels[0].groups().expect("each row has a group");
    let of = |null: Null| rwg(&scores, &groups, scale, null).expect("agreement can be told");
    let mean = |found: &hone_stats::agreement::Rwg| found.rwg.mean.unwrap_or(f64::NAN);
    let skewed =
        reference.case("rwg(j), slight skew", "rwgj_bhr2000_slightskew", || of(Null::SlightSkew));
    let one = Scores::new(vec![scores.item(0).to_vec()]).expect("it is a column");
    let single = reference.case("rwg", "rwg_bhr2000_AF06_uniform", || {
        rwg(&one, &groups, scale, Null::Uniform).expect("agreement can be told")
    });
    let run = || awg(&scores, &groups, scale).expect("agreement can be told");
    let most = reference.case("awg", "awg_bhr2000", run);
    let first = |found: &hone_stats::agreement::ByGroup| found.values[0].unwrap_or(f64::NAN);
    vec![
        skewed.row("mean", "/sum/mean", mean, Relative(1e-9)),
        single.row("mean", "/sum/mean", mean, Relative(1e-9)),
        most.row("first group", "/value/0", first, Relative(1e-9)),
    ]
}

/// A row per observer is turned into a row per unit.
fn observers(reference: &Reference) -> Vec<Row> {
    let table = reference.scores("krippendorff2011", "u1..u12");
    let of = |rater: usize| table.items().map(|unit| unit[rater]).collect();
    let units = Scores::new((0..table.n_rows()).map(of).collect()).expect("it is a table");
    let levels = [
        (Level::Nominal, "nominal", 0.743421052632),
        (Level::Ordinal, "ordinal", 0.815387503755),
        (Level::Interval, "interval", 0.849107142857),
        (Level::Ratio, "ratio", 0.797402774712),
    ];
    levels
        .into_iter()
        .map(|(level, name, published)| {
            let run = || krippendorff(&units, level, 0, 1).expect("agreement can be told");
            let value = |found: &hone_stats::agreement::Krippendorff| found.alpha.value;
            Reference::published("krippendorff", "krippendorff2011", "Krippendorff (2011)", run)
                .against(name, published, value, Relative(1e-9))
        })
        .collect()
}

fn selves(reference: &Reference) -> Vec<Row> {
    let own = reference.scores("sim360_self", "i01..i30").row_means();
    let data = reference.read("sim360", "i01..i30", &["ratee", "source"]);
    let means = data.scores().expect("the items are numbers").row_means();
    let leaders: Groups = data.labels[0].groups().expect("each row has a leader");
    let others: Vec<f64> = leaders
        .members()
        .iter()
        .map(|rows| rows.iter().map(|row| means[*row]).sum::<f64>() / rows.len() as f64)
        .collect();
    let bosses: Vec<f64> = (0..means.len())
        .filter(|row| data.labels[1].of(*row) == "boss")
        .map(|row| means[row])
        .collect();
    let run = || {
        let surface = response_surface(&own, &others, &bosses, 3.0).expect("there is a surface");
        (self_other(&own, &others).expect("agreement can be told"), surface)
    };
    let case = reference.case("agreement", "selfother_sim360", run);
    vec![
        case.row("correlation", "/r", |found| found.0.r.value, Relative(1e-9)),
        case.row("ICC(A,1)", "/icc/values/1/0", |found| found.0.agreement.value, Relative(1e-9)),
        case.row("a4", "/a/a4", |found| found.1.a4.value, Relative(1e-7)),
    ]
}
