use hone_stats::Categories;
use hone_stats::structure::{EmptyCells, Factors, Rotation, factors, polychoric};

use crate::reference::Reference;
use crate::row::Row;
use crate::row::Tolerance::{Absolute, Relative};

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
    for (data, items, n_factors, job) in
        [("bfi", "A1..O5", 5, "efa5_minres_bfi"), ("sim360", "i01..i30", 6, "efa6_minres_sim360")]
    {
        let scores = reference.scores(data, items);
        let case = reference.case("efa", job, || {
            let correlations = scores.pairwise_correlation().expect("items vary");
            factors(&correlations, scores.n_rows(), n_factors, Rotation::Oblimin, 1)
                .expect("there are factors")
        });
        let objective = |found: &Factors| found.fit.objective.unwrap_or(f64::NAN);
        rows.push(case.row("objective", "/objective", objective, Relative(1e-5)));
        let tli = |found: &Factors| found.fit.tli.unwrap_or(f64::NAN);
        rows.push(case.row("TLI", "/TLI", tli, Relative(1e-5)));
    }
    rows
}
