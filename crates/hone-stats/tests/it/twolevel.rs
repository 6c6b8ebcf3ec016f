use hone_stats::structure::twolevel::{
    CellEstimate, ClusterStatistics, Level, Place, TwoLevelFit, TwoLevelModel, Unit,
    saturated_as_lavaan, two_level_cfa,
};
use hone_stats::{Error, Groups, Scores};
use serde_json::Value;

use crate::reference::{absolute, number, relative, result, table};

struct Case {
    statistics: ClusterStatistics,
    found: TwoLevelFit,
    expected: Value,
    items: Vec<String>,
}

/// The same factors at both levels, with variance 1, as in the scripts of the references.
fn case(name: &str, data: &str, cluster: &str, range: [&str; 2], n_factors: usize) -> Case {
    let table = table(data);
    let (clusters, _) = table.groups(cluster);
    let items = table.range(range[0], range[1]);
    let statistics = ClusterStatistics::of(&table.scores(&items), &clusters).unwrap();
    let per_factor = items.len() / n_factors;
    let factors: Vec<Vec<usize>> =
        (0..n_factors).map(|f| (f * per_factor..(f + 1) * per_factor).collect()).collect();
    let model = TwoLevelModel::of_factors(items.len(), &factors, &factors, Unit::Variance).unwrap();
    Case {
        found: two_level_cfa(&statistics, &model).unwrap(),
        statistics,
        expected: result(name),
        items: items.iter().map(|item| (*item).to_owned()).collect(),
    }
}

impl Case {
    fn check(&self) {
        let log_likelihood = number(&self.expected, "/fit/logl");
        assert!(self.found.fit.converged);
        absolute(self.found.log_likelihood, log_likelihood, 1e-4);
        assert!(self.found.log_likelihood >= log_likelihood, "ours is the tighter maximum");
        assert_eq!(self.found.n_parameters as f64, number(&self.expected, "/fit/npar"));
        let indices = self.found.indices.unwrap();
        assert_eq!(indices.df as f64, number(&self.expected, "/fit/df"));
        relative(indices.aic, number(&self.expected, "/fit/aic"), 1e-8);
        relative(indices.bic, number(&self.expected, "/fit/bic"), 1e-8);

        let rows = self.expected["par"].as_array().unwrap();
        for cell in &self.found.cells {
            let row = self.row(rows, cell);
            absolute(cell.estimate.value, number(row, "/est"), 1e-4);
            absolute(cell.estimate.se.unwrap_or(0.0), number(row, "/se"), 1e-5);
            absolute(cell.standardised, number(row, "/std.all"), 1e-4);
        }
        for (item, mean) in self.items.iter().zip(&self.found.means) {
            let is = |row: &&Value| {
                row["lhs"] == item.as_str() && row["op"] == "~1" && row["level"] == 2
            };
            let row = rows.iter().find(is).unwrap();
            absolute(mean.value, number(row, "/est"), 1e-5);
            absolute(mean.se.unwrap(), number(row, "/se"), 1e-5);
        }
    }

    fn row<'a>(&self, rows: &'a [Value], of: &CellEstimate) -> &'a Value {
        let level = if of.cell.level == Level::Within { 1 } else { 2 };
        let here = || rows.iter().filter(move |row| row["level"] == level);
        let mut factors: Vec<&Value> =
            here().filter(|row| row["op"] == "=~").map(|row| &row["lhs"]).collect();
        factors.dedup();
        let item = |item: usize| Value::from(self.items[item].as_str());
        let (op, names) = match of.cell.place {
            Place::Loading { item: of, factor } => ("=~", [factors[factor].clone(), item(of)]),
            Place::Factors(a, b) => ("~~", [factors[a].clone(), factors[b].clone()]),
            Place::Residuals(a, b) => ("~~", [item(a), item(b)]),
        };
        let [a, b] = &names;
        let is = |row: &&Value| {
            row["op"] == op
                && (row["lhs"] == *a && row["rhs"] == *b || row["lhs"] == *b && row["rhs"] == *a)
        };
        here().find(is).unwrap()
    }
}

#[test]
fn one_factor_among_soldiers_and_companies_is_that_of_lavaan() {
    let case = case("twolevel_omega_bhr2000", "bhr2000", "GRP", ["AF06", "AS28"], 1);

    case.check();

    let saturated = saturated_as_lavaan(&case.statistics).unwrap();
    let theirs = case.found.against(&case.statistics, &saturated).unwrap();
    let expected = |name: &str| number(&case.expected, &format!("/fit/{name}"));
    absolute(theirs.chi_square, expected("chisq"), 1e-3);
    absolute(theirs.cfi, expected("cfi"), 1e-6);
    absolute(theirs.tli, expected("tli"), 1e-6);
    absolute(theirs.rmsea, expected("rmsea"), 1e-6);
    absolute(theirs.srmr_within, expected("srmr_within"), 1e-5);
    absolute(theirs.srmr_between, expected("srmr_between"), 1e-5);
    assert!(case.found.saturated.unwrap().log_likelihood > saturated.log_likelihood);
}

#[test]
fn one_factor_among_raters_and_leaders_is_that_of_lavaan() {
    let case = case("twolevel_omega_sim360c1", "sim360", "ratee", ["i01", "i05"], 1);

    case.check();

    let saturated = saturated_as_lavaan(&case.statistics).unwrap();
    let theirs = case.found.against(&case.statistics, &saturated).unwrap();
    absolute(theirs.chi_square, number(&case.expected, "/fit/chisq"), 1e-3);
    assert_eq!(case.found.heywood, [(Level::Between, 0), (Level::Between, 3)]);
}

#[test]
fn six_factors_at_both_levels_are_those_of_lavaan() {
    case("twolevel_cfa6_sim360", "sim360", "ratee", ["i01", "i30"], 6).check();
}

fn columns(scores: &Scores) -> Vec<Vec<f64>> {
    scores.items().map(<[f64]>::to_vec).collect()
}

fn one_scale(columns: Vec<Vec<f64>>, clusters: &Groups) -> Result<TwoLevelFit, Error> {
    let n = columns.len();
    let statistics = ClusterStatistics::of(&Scores::new(columns)?, clusters)?;
    let factor = [(0..n).collect::<Vec<_>>()];
    let model = TwoLevelModel::of_factors(n, &factor, &factor, Unit::FirstLoading)?;
    two_level_cfa(&statistics, &model)
}

#[test]
fn units_orders_and_labels_do_not_change_the_fit() {
    let table = table("lavaan_demo_twolevel");
    let (clusters, _) = table.groups("cluster");
    let plain = columns(&table.scores_in("y1", "y4"));
    let n = clusters.n_rows();
    let scaled = vec![
        plain[2].iter().map(|y| 100.0 * y + 7.0).collect(),
        plain[0].clone(),
        plain[3].iter().map(|y| -y).collect(),
        plain[1].clone(),
    ];
    let backward: Vec<usize> = (0..n).rev().collect();
    let turned: Vec<Vec<f64>> =
        plain.iter().map(|column| backward.iter().map(|row| column[*row]).collect()).collect();
    let labels: Vec<u32> = backward.iter().map(|row| 1_000 - clusters.of()[*row]).collect();
    let (relabelled, _) = Groups::by_label(&labels).unwrap();

    let ours = one_scale(plain, &clusters).unwrap();
    let others = [
        (one_scale(scaled, &clusters).unwrap(), -(n as f64) * 100.0_f64.ln()),
        (one_scale(turned, &relabelled).unwrap(), 0.0),
    ];

    // lavaan 0.6-14: cfa("level: 1\n fw=~y1+y2+y3+y4\nlevel: 2\n fb=~y1+y2+y3+y4").
    absolute(ours.log_likelihood, -16448.595, 1e-3);
    absolute(ours.indices.unwrap().chi_square, 1.274, 2e-3);
    for (theirs, jacobian) in others {
        absolute(theirs.log_likelihood, ours.log_likelihood + jacobian, 1e-6);
        let (a, b) = (theirs.indices.unwrap(), ours.indices.unwrap());
        absolute(a.chi_square, b.chi_square, 1e-5);
        absolute(a.cfi, b.cfi, 1e-7);
        absolute(a.srmr_between, b.srmr_between, 1e-6);
    }
}

#[test]
fn hostile_data_are_refused_or_borne() {
    let clusters = Groups::new(vec![0, 0, 1, 1, 2, 2]).unwrap();
    let a = vec![1.0, 2.0, 3.0, 2.5, 4.0, 1.0];
    let b = vec![2.0, 1.0, 3.0, 3.5, 2.0, 1.5];

    let constant = one_scale(vec![a.clone(), vec![2.0; 6]], &clusters);
    let twice = one_scale(vec![a.clone(), a.clone()], &clusters);
    let missing = one_scale(vec![a.clone(), vec![f64::NAN; 6]], &clusters);
    let alone = one_scale(vec![a.clone(), b.clone()], &Groups::new((0..6).collect()).unwrap());
    let together = one_scale(vec![a.clone(), b.clone()], &Groups::new(vec![0; 6]).unwrap());
    let uneven = one_scale(vec![a.clone(), b.clone()], &Groups::new(vec![0; 5]).unwrap());
    let underdetermined = one_scale(vec![a, b], &clusters).unwrap();

    assert_eq!(constant, Err(Error::Constant { item: 1 }));
    assert_eq!(twice, Err(Error::NotPositiveDefinite));
    assert_eq!(missing, Err(Error::TooFewRows { found: 0, needed: 2 }));
    assert_eq!(alone, Err(Error::NoDegreesOfFreedom));
    assert_eq!(together, Err(Error::TooFewGroups { found: 1, needed: 2 }));
    assert_eq!(uneven, Err(Error::LengthsDiffer));
    assert!(underdetermined.log_likelihood.is_finite());
    assert_eq!(underdetermined.covariance, None, "two items do not identify a factor");
    assert_eq!(underdetermined.indices, None);
    let outside = TwoLevelModel::of_factors(2, &[vec![2]], &[], Unit::Variance);
    assert_eq!(outside, Err(Error::NotAModel));
}
