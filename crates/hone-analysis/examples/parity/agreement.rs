use hone_stats::agreement::{AnswerScale, Centre, Null, ad, rwg};

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
    rows
}
