use hone_stats::Categories;
use hone_stats::structure::{EmptyCells, polychoric};

use crate::reference::Reference;
use crate::row::Row;
use crate::row::Tolerance::Absolute;

pub(crate) fn rows(reference: &Reference) -> Vec<Row> {
    let mut rows = vec![];
    for (data, items, job) in
        [("bhr2000", "AF06..AS28", "lavcor_bhr2000"), ("sim360", "i01..i30", "lavcor_sim360")]
    {
        let scores = reference.scores(data, items);
        let case = reference.case("polychoric", job, || {
            let categories = Categories::of(&scores).expect("answers are categories");
            polychoric(&categories, EmptyCells::default()).expect("they can be told")
        });
        let first = |found: &hone_stats::structure::Polychoric| found.correlations[(0, 1)];
        rows.push(case.row("first two items", "/rho/values/0/1", first, Absolute(1e-7)));
    }
    rows
}
