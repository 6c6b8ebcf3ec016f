use hone_stats::Categories;
use hone_stats::careless::{Careless, careless};
use hone_stats::dif::{Dif, Purification, PurifiedDif, logistic_dif, purified_dif, rest_scores};

use crate::reference::Reference;
use crate::row::Row;
use crate::row::Tolerance::{Absolute, AtLeast, Relative};

pub(crate) fn rows(reference: &Reference) -> Vec<Row> {
    let mut rows = signs(reference);
    rows.extend(items(reference));
    rows
}

fn signs(reference: &Reference) -> Vec<Row> {
    let mut rows = vec![];
    let d2 = |found: &Careless| found.ballots[0].distance.map_or(f64::NAN, |distance| distance.d2);
    let n_far = |found: &Careless| found.n_far as f64;
    for (name, items, far) in
        [("bhr2000", "AF06..AS28", "/n_d2_p001"), ("sim360", "i01..i30", "/n")]
    {
        let scores = reference.scores(name, items);
        let run = || careless(&scores, &[]).expect("signs can be told");
        let case = reference.case("careless", &format!("careless_{name}"), run);
        rows.push(case.row("distance of the first row", "/d2_head/0", d2, Relative(1e-9)));
        rows.push(case.row("rows with a chance below 0.001", far, n_far, Absolute(0.0)));
    }
    rows
}

fn items(reference: &Reference) -> Vec<Row> {
    let data = reference.read("promis_anxiety", "R1..R29", &["age"]);
    let scores = data.scores().expect("the items are numbers");
    let groups = data.labels[0].groups().expect("each row has a group");
    let codes = Categories::of(&scores).expect("answers are ordinal");
    let run = || {
        let levels = rest_scores(&scores).expect("there are rest scores");
        logistic_dif(&codes, &groups, &levels).expect("items can be tested")
    };
    let case = reference.case("dif", "dif_polr_anxiety_age", run);
    let likelihood = |item: usize, model: usize| {
        move |found: &Dif| {
            found.items[item].as_ref().map_or(f64::NAN, |dif| dif.log_likelihoods[model])
        }
    };
    let mut rows = vec![
        case.row("R1, log-likelihood", "/values/0/2", likelihood(0, 3), AtLeast(1e-5)),
        case.row("R9, log-likelihood", "/values/8/1", likelihood(8, 2), AtLeast(1e-5)),
    ];
    let run =
        || purified_dif(&scores, &groups, &Purification::default()).expect("items can be tested");
    let case = reference.case("dif --purify", "dif_lordif_anxiety_age", run);
    for place in 0..4 {
        let flag = move |found: &PurifiedDif| {
            found.flagged.get(place).map_or(f64::NAN, |item| (*item + 1) as f64)
        };
        rows.push(case.row(
            "an item that is flagged",
            &format!("/flag/{place}"),
            flag,
            Absolute(0.0),
        ));
    }
    rows
}
