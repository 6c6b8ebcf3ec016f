use hone_stats::reliability::two_level_omega;
use hone_stats::structure::twolevel::{
    ClusterStatistics, TwoLevelModel, Unit, saturated_as_lavaan, two_level_cfa,
};

use crate::reference::Reference;
use crate::row::Row;
use crate::row::Tolerance::{Absolute, AtLeast, Relative};

pub(crate) fn rows(reference: &Reference) -> Vec<Row> {
    [factors(reference), omegas(reference)].concat()
}

fn factors(reference: &Reference) -> Vec<Row> {
    let jobs = [
        ("twolevel_omega_bhr2000", "bhr2000", "AF06..AS28", "GRP", 1, true),
        ("twolevel_omega_sim360c1", "sim360", "i01..i05", "ratee", 1, true),
        ("twolevel_cfa6_sim360", "sim360", "i01..i30", "ratee", 6, false),
    ];
    let mut rows = vec![];
    for (job, data, items, leader, n_factors, has_chi_square) in jobs {
        let data = reference.read(data, items, &[leader]);
        let scores = data.scores().expect("the items are numbers");
        let leaders = data.labels[0].groups().expect("each row has a leader");
        let each = scores.n_items() / n_factors;
        let factors: Vec<Vec<usize>> =
            (0..n_factors).map(|f| (f * each..(f + 1) * each).collect()).collect();
        let model = TwoLevelModel::of_factors(scores.n_items(), &factors, &factors, Unit::Variance)
            .expect("this is a model");
        let sums = || ClusterStatistics::of(&scores, &leaders).expect("leaders differ");
        let run = || two_level_cfa(&sums(), &model).expect("the model can be fitted");
        let case = reference.case("two-level CFA", job, run);
        rows.push(case.row("log-likelihood", "/fit/logl", |f| f.log_likelihood, AtLeast(1e-4)));
        let first = |f: &hone_stats::structure::twolevel::TwoLevelFit| f.cells[0].estimate;
        rows.push(case.row("first loading", "/par/0/est", |f| first(f).value, Relative(1e-4)));
        let se = |f: &_| first(f).se.unwrap_or(f64::NAN);
        rows.push(case.row("its standard error", "/par/0/se", se, Relative(1e-4)));
        if has_chi_square {
            let sums = sums();
            let saturated = saturated_as_lavaan(&sums).expect("covariances are not singular");
            let chi_square = |f: &hone_stats::structure::twolevel::TwoLevelFit| {
                f.against(&sums, &saturated).map_or(f64::NAN, |indices| indices.chi_square)
            };
            rows.push(case.row(
                "chi-square as lavaan stops",
                "/fit/chisq",
                chi_square,
                Absolute(1e-3),
            ));
        }
    }
    rows
}

fn omegas(reference: &Reference) -> Vec<Row> {
    let jobs = [
        ("mlrel_demo2l", "lavaan_demo_twolevel", "y1..y3", "cluster"),
        ("mlrel_bhr2000", "bhr2000", "AF06..AS28", "GRP"),
        ("mlrel_sim360c1", "sim360", "i01..i05", "ratee"),
    ];
    let mut rows = vec![];
    for (job, data, items, leader) in jobs {
        let data = reference.read(data, items, &[leader]);
        let scores = data.scores().expect("the items are numbers");
        let leaders = data.labels[0].groups().expect("each row has a leader");
        let run = || two_level_omega(&scores, &leaders).expect("the model can be fitted");
        let case = reference.case("two-level omega", job, run);
        let at = "/lai_formula/";
        rows.push(case.row(
            "omega 2l",
            &format!("{at}omega_2l"),
            |f| f.omega_2l.value,
            Relative(1e-5),
        ));
        rows.push(case.row(
            "omega b",
            &format!("{at}omega_b"),
            |f| f.omega_b.value,
            Relative(1e-5),
        ));
        rows.push(case.row(
            "omega w",
            &format!("{at}omega_w"),
            |f| f.omega_w.value,
            Relative(1e-5),
        ));
        if job == "mlrel_demo2l" {
            rows.push(case.against("alpha b (Lai)", 0.761_352_6, |f| f.alpha_b, Relative(1e-5)));
        }
    }
    rows
}
