//! Confirmatory factors: loadings, correlations of factors and the test of the model.

use std::sync::OnceLock;

use hone_stats::structure::cfa::{Cfa, Estimator, Options, Sampled, cfa};
use hone_stats::structure::model_syntax::Operator;
use hone_stats::structure::parameters::Equality;
use hone_stats::structure::twolevel::{
    ClusterStatistics, Level, Place, TwoLevelFit, TwoLevelModel, Unit, two_level_cfa,
};
use hone_stats::{Groups, Scores};

use crate::items;
use crate::rounds::{leader, one_scale, shared};
use crate::structure::Crooked;
use crate::study::{Study, Told};

const LOADING: f64 = 0.7;
const PHI: f64 = 0.5;
const NAMES: [&str; 8] = ["a", "b", "c", "d", "e", "f", "g", "h"];
const TWO_FACTORS: &str = "F =~ a + b + c + d; G =~ e + f + g + h";
const ONE_FACTOR: &str = "F =~ a + b + c + d + e";

const CLUSTERED: &str = "The errors take rows to be independent; raters of one leader are not, and then \
     the errors are too small. Name the leader (`--cluster`): the lines 'by leader' hold.";
const CLUSTERED_TEST: &str = "The test takes rows to be independent; raters of one leader are not. Name \
     the leader (`--cluster`).";
const FEW_CLUSTERS: &str = "Errors by leader are a spread over leaders, and 40 of them say it roughly: they \
     come out a little too small. With 200 they hold.";
const FEW_LEADERS: &str = "The errors are those of large samples; 20 leaders with 3 raters are few for a \
     model with 20 parameters, and one round in five has no solution at all. From 100 leaders on they hold.";
const NOT_NORMAL: &str = "The weights and errors are those of polychoric correlations, which take the \
     variables behind the answers to be normal; what is wrong with them there is wrong here.";

pub(crate) fn studies() -> Vec<Study> {
    [by_likelihood(), in_leaders(), ordinal(), tests(), two_levels()]
        .into_iter()
        .flatten()
        .collect()
}

fn fit(
    columns: Vec<Vec<f64>>,
    model: &str,
    estimator: Estimator,
    clusters: Option<&Groups>,
) -> Option<Cfa> {
    let scores = Scores::new(columns).ok()?;
    let sampled =
        Sampled { names: &NAMES[..scores.n_items()], scores: &scores, groups: None, clusters };
    let options = Options { estimator, has_unit_factors: true, equal: Equality::default() };
    cfa(model, &sampled, &options).ok().filter(|found| found.fit.converged)
}

/// Standardised loadings, whose truth is one number.
fn loadings(found: &Cfa, truth: f64) -> Vec<Told> {
    let rows = found.parameters.iter().filter(|row| row.operator == Operator::Loading);
    rows.map(|row| Told::with_error(row.standard, row.standard_se, truth)).collect()
}

/// The correlation of the two factors.
fn correlation(found: &Cfa) -> Vec<Told> {
    let is_between = |lhs: &str, rhs: &str| lhs == "F" && rhs == "G";
    let rows = found.parameters.iter().filter(|row| is_between(&row.lhs, &row.rhs));
    rows.map(|row| Told::with_error(row.standard, row.standard_se, PHI)).collect()
}

/// Maximum likelihood, normal items and independent rows.
fn by_likelihood() -> Vec<Study> {
    let study = |n: usize, estimator: Estimator, is_loading: bool| {
        let method = match (estimator, is_loading) {
            (Estimator::MaximumLikelihood, true) => "CFA by ML, loadings",
            (Estimator::MaximumLikelihood, false) => "CFA by ML, correlation of factors",
            (_, true) => "CFA by MLR, loadings",
            (_, false) => "CFA by MLR, correlation of factors",
        };
        let what = (method, format!("{n} rows, 2 factors of 4 items"), 400);
        Study::interval(what, move |seed| {
            let columns = items::factors(n, (2, 4), (LOADING, PHI), seed);
            let found = fit(columns, TWO_FACTORS, estimator, None);
            let told = |found: &Cfa| {
                if is_loading { loadings(found, LOADING) } else { correlation(found) }
            };
            found.as_ref().map(told).unwrap_or_default()
        })
    };
    let (ml, mlr) = (Estimator::MaximumLikelihood, Estimator::RobustMaximumLikelihood);
    vec![
        study(100, ml, true),
        study(100, ml, false),
        study(300, ml, true),
        study(300, ml, false),
        study(300, mlr, true),
        study(300, mlr, false),
    ]
}

/// Raters in leaders, with and without the leader being named.
fn in_leaders() -> Vec<Study> {
    let study = |(n_leaders, n_raters): (usize, usize), is_named: bool, is_ordinal: bool| {
        let method = match (is_ordinal, is_named) {
            (false, false) => "CFA by ML, loadings, raters in leaders",
            (false, true) => "CFA by MLR, loadings, raters in leaders, by leader",
            (true, false) => "CFA by WLSMV, loadings, raters in leaders",
            (true, true) => "CFA by WLSMV, loadings, raters in leaders, by leader",
        };
        let runs = if is_ordinal { 300 } else { 400 };
        let what = (method, format!("{n_leaders} leaders, {n_raters} raters, 5 items"), runs);
        Study::interval(what, move |seed| {
            let found = clustered((n_leaders, n_raters), is_named, is_ordinal, seed);
            found.map(|found| loadings(&found, LOADING)).unwrap_or_default()
        })
        .except_if(!is_named, CLUSTERED)
        .except_if(is_named && n_leaders < 100, FEW_CLUSTERS)
    };
    let sizes = [(40, 10), (200, 5)];
    let ways = [(false, false), (true, false), (false, true), (true, true)];
    sizes
        .into_iter()
        .flat_map(|size| ways.map(|(named, ordinal)| study(size, named, ordinal)))
        .collect()
}

fn clustered(sizes: (usize, usize), is_named: bool, is_ordinal: bool, seed: u64) -> Option<Cfa> {
    let (latent, leaders) = items::in_leaders(sizes, &[LOADING; 5], 0.3, seed);
    let columns = if is_ordinal { items::answers(&latent) } else { latent };
    let estimator = match (is_ordinal, is_named) {
        (true, _) => Estimator::WeightedLeastSquares,
        (false, true) => Estimator::RobustMaximumLikelihood,
        (false, false) => Estimator::MaximumLikelihood,
    };
    let leaders = Groups::new(leaders).ok()?;
    fit(columns, ONE_FACTOR, estimator, is_named.then_some(&leaders))
}

/// Weighted least squares of ordinal items, independent rows.
fn ordinal() -> Vec<Study> {
    let estimator = Estimator::WeightedLeastSquares;
    let normal = |n: usize, is_loading: bool| {
        let method = if is_loading {
            "CFA by WLSMV, loadings"
        } else {
            "CFA by WLSMV, correlation of factors"
        };
        let what = (method, format!("{n} rows, 2 factors of 4 items"), 300);
        Study::interval(what, move |seed| {
            let columns = items::answers(&items::factors(n, (2, 4), (LOADING, PHI), seed));
            let found = fit(columns, TWO_FACTORS, estimator, None);
            let told = |found: &Cfa| {
                if is_loading { loadings(found, LOADING) } else { correlation(found) }
            };
            found.as_ref().map(told).unwrap_or_default()
        })
    };
    let crooked = |n: usize, crooked: Crooked| {
        let truth = OnceLock::new();
        let size = format!("{n} rows, 5 items, {}", crooked.name());
        Study::interval(("CFA by WLSMV, loadings, not normal", size, 300), move |seed| {
            let of = |n: usize, seed: u64| {
                fit(crooked.answers(n, 5, seed), ONE_FACTOR, estimator, None)
                    .map(|found| loadings(&found, 0.0))
                    .unwrap_or_default()
            };
            let truth = truth.get_or_init(|| {
                let large = of(100_000, 1 << 40);
                large.iter().map(|told| told.value).sum::<f64>() / large.len() as f64
            });
            let told = of(n, seed).into_iter();
            told.map(|told| Told { truth: *truth, ..told }).collect()
        })
        .except_if(matches!(crooked, Crooked::Tail), NOT_NORMAL)
    };
    vec![
        normal(200, true),
        normal(200, false),
        normal(1_000, true),
        normal(1_000, false),
        crooked(500, Crooked::Straight),
        crooked(500, Crooked::Tail),
    ]
}

/// Whether a model that is right is refused in 5 of 100 cases.
fn tests() -> Vec<Study> {
    let independent = |n: usize, estimator: Estimator| {
        let method = match estimator {
            Estimator::MaximumLikelihood => "CFA by ML, chi-square of a right model",
            Estimator::RobustMaximumLikelihood => {
                "CFA by MLR, corrected chi-square of a right model"
            }
            Estimator::WeightedLeastSquares => {
                "CFA by WLSMV, corrected chi-square of a right model"
            }
        };
        let what = (method, format!("{n} rows, 2 factors of 4 items"), 600);
        Study::level(what, move |seed| {
            let latent = items::factors(n, (2, 4), (LOADING, PHI), seed);
            let is_ordinal = estimator == Estimator::WeightedLeastSquares;
            let columns = if is_ordinal { items::answers(&latent) } else { latent };
            chance(fit(columns, TWO_FACTORS, estimator, None))
        })
    };
    let in_leaders = |is_named: bool| {
        let method = if is_named {
            "CFA by MLR, corrected chi-square, raters in leaders, by leader"
        } else {
            "CFA by ML, chi-square, raters in leaders"
        };
        let what = (method, "200 leaders, 5 raters, 5 items".to_owned(), 600);
        Study::level(what, move |seed| chance(clustered((200, 5), is_named, false, seed)))
            .except_if(!is_named, CLUSTERED_TEST)
    };
    let (ml, mlr, wlsmv) = (
        Estimator::MaximumLikelihood,
        Estimator::RobustMaximumLikelihood,
        Estimator::WeightedLeastSquares,
    );
    vec![
        independent(300, ml),
        independent(300, mlr),
        independent(300, wlsmv),
        independent(1_000, wlsmv),
        in_leaders(false),
        in_leaders(true),
    ]
}

fn chance(found: Option<Cfa>) -> Vec<Told> {
    let p = |found: Cfa| found.scaled.map_or(found.test.pvalue, |scaled| scaled.test.pvalue);
    found.map(|found| vec![Told::chance(p(found))]).unwrap_or_default()
}

/// Factors within and between leaders.
fn two_levels() -> Vec<Study> {
    let study = |n_leaders: usize, n_raters: usize, level: Level| {
        let method = match level {
            Level::Within => "two-level CFA, loadings within",
            Level::Between => "two-level CFA, loadings between",
        };
        let runs = if n_leaders < 200 { 500 } else { 200 };
        let what = (method, format!("{n_leaders} leaders, {n_raters} raters, 5 items"), runs);
        Study::interval(what, move |seed| {
            let told = two_level_fit(n_leaders, n_raters, seed);
            told.map(|fit| two_level_loadings(&fit, level)).unwrap_or_default()
        })
        .except_if(n_leaders < 100, FEW_LEADERS)
    };
    let test = |n_leaders: usize, n_raters: usize| {
        let size = format!("{n_leaders} leaders, {n_raters} raters, 5 items");
        Study::level(("two-level CFA, chi-square of a right model", size, 300), move |seed| {
            let told = two_level_fit(n_leaders, n_raters, seed).and_then(|fit| fit.indices);
            told.map(|told| vec![Told::chance(told.p_value)]).unwrap_or_default()
        })
    };
    let mut studies: Vec<Study> = [(20, 3), (100, 5), (500, 8)]
        .into_iter()
        .flat_map(|(n, k)| [study(n, k, Level::Within), study(n, k, Level::Between)])
        .collect();
    studies.extend([test(100, 5), test(500, 8)]);
    studies
}

fn two_level_fit(n_leaders: usize, n_raters: usize, seed: u64) -> Option<TwoLevelFit> {
    let (round, leaders) = one_scale(n_leaders, n_raters, seed)?;
    let statistics = ClusterStatistics::of(&round.scores, &leaders).ok()?;
    let items: Vec<usize> = (0..round.scores.n_items()).collect();
    let factors = [items];
    let model =
        TwoLevelModel::of_factors(factors[0].len(), &factors, &factors, Unit::Variance).ok()?;
    two_level_cfa(&statistics, &model).ok().filter(|fit| fit.fit.converged)
}

/// Loadings of all items, whose truth is the root of the variance that the items share at the level.
fn two_level_loadings(fit: &TwoLevelFit, level: Level) -> Vec<Told> {
    let variances = hone_stats::simulate::Plan::typical(1).variances;
    let between = leader(&variances);
    let truth = match level {
        Level::Within => (shared(&variances) - between).sqrt(),
        Level::Between => between.sqrt(),
    };
    let cells = fit.cells.iter().filter(|cell| {
        cell.cell.level == level && matches!(cell.cell.place, Place::Loading { .. })
    });
    // The sign of a factor is free.
    let sign = |value: f64| if value < 0.0 { -1.0 } else { 1.0 };
    let sum: f64 = cells.clone().map(|cell| cell.estimate.value).sum();
    cells.map(|cell| Told::of(cell.estimate, sign(sum) * truth)).collect()
}
