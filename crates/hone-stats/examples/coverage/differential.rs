//! Tests of items that ask the same of all groups.

use hone_stats::dif::{Comparison, ItemDif, Purification, logistic_dif, purified_dif, rest_scores};
use hone_stats::numeric::{normal, stream};
use hone_stats::response::{Item, Model, Options, dif_by_likelihood_ratio};
use hone_stats::{Categories, Error, Groups, Scores};
use rand::RngExt;

use crate::response::answer;
use crate::study::{Study, Told};

const ROUGH_LEVEL: &str = "Groups that differ in the trait differ at equal sums too, since a sum of few \
     items is not the trait (regression to the mean of one's group): with a sum as the level and a real \
     difference of groups too many items are flagged. Use the likelihood ratio, which knows the group.";
const SHRUNKEN_LEVEL: &str = "The level is an EAP score that is shrunk to one mean for both groups; \
     where groups truly differ items seem to differ. Use the likelihood ratio.";

/// How far the second group's trait lies below that of the first.
const APART: [f64; 2] = [0.0, 0.5];

pub(crate) fn studies() -> Vec<Study> {
    let of_apart = |apart: f64| {
        let what = |method: &'static str, runs: u64| {
            (method, format!("2 groups of 500, 8 items, traits {apart:.1} apart"), runs)
        };
        let rest = "DIF by logistic regression on rest scores";
        let uniform = "DIF by logistic regression on rest scores, uniform part";
        [
            Study::level(what(rest, 300), move |seed| {
                by_regression(500, apart, seed, |dif| dif.total)
            })
            .except_if(apart > 0.0, ROUGH_LEVEL),
            Study::level(what(uniform, 300), move |seed| {
                by_regression(500, apart, seed, |dif| dif.uniform)
            })
            .except_if(apart > 0.0, ROUGH_LEVEL),
            Study::level(what("DIF by logistic regression, purified", 100), move |seed| {
                by_purified(500, apart, seed)
            })
            .except_if(apart > 0.0, SHRUNKEN_LEVEL),
            Study::level(what("DIF by likelihood ratio", 100), move |seed| {
                by_ratio(500, apart, seed)
            }),
        ]
    };
    APART.into_iter().flat_map(of_apart).collect()
}

/// Two groups that answer the same items alike.
fn draw(n: usize, apart: f64, seed: u64) -> Option<(Scores, Groups)> {
    let mut rng = stream(seed, 5);
    let items: Vec<Item> = [1.0, 1.2, 1.4, 1.6, 1.2, 1.8, 1.4, 2.0]
        .map(|slope| Item { slope, intercepts: vec![1.8 * slope, 0.5 * slope, -slope] })
        .into();
    let mut columns = vec![Vec::with_capacity(2 * n); items.len()];
    for row in 0..2 * n {
        let level = normal(&mut rng) - if row < n { 0.0 } else { apart };
        for (item, column) in items.iter().zip(&mut columns) {
            column.push(answer(Model::Graded, item, level, rng.random::<f64>()));
        }
    }
    let groups = Groups::new((0..2 * n).map(|row| u32::from(row >= n)).collect()).ok()?;
    Some((Scores::new(columns).ok()?, groups))
}

fn told(items: &[Result<ItemDif, Error>], pick: fn(&ItemDif) -> Comparison) -> Vec<Told> {
    items.iter().flatten().map(|item| Told::chance(pick(item).p)).collect()
}

fn by_regression(n: usize, apart: f64, seed: u64, pick: fn(&ItemDif) -> Comparison) -> Vec<Told> {
    let Some((scores, groups)) = draw(n, apart, seed) else { return vec![] };
    let found = Categories::of(&scores)
        .and_then(|codes| logistic_dif(&codes, &groups, &rest_scores(&scores)?));
    found.map(|found| told(&found.items, pick)).unwrap_or_default()
}

fn by_purified(n: usize, apart: f64, seed: u64) -> Vec<Told> {
    let Some((scores, groups)) = draw(n, apart, seed) else { return vec![] };
    let found = purified_dif(&scores, &groups, &Purification::default());
    found.map(|found| told(&found.items, |dif| dif.total)).unwrap_or_default()
}

fn by_ratio(n: usize, apart: f64, seed: u64) -> Vec<Told> {
    let Some((scores, groups)) = draw(n, apart, seed) else { return vec![] };
    let tested: Vec<usize> = (0..scores.n_items()).collect();
    let options = Options { nodes: Some(41), ..Options::default() };
    let found = Categories::of(&scores).and_then(|codes| {
        dif_by_likelihood_ratio(&codes, &groups, Model::Graded, &tested, None, &options)
    });
    let told = |found: hone_stats::response::LikelihoodRatioDif| {
        found.items.iter().map(|item| Told::chance(item.p)).collect()
    };
    found.map(told).unwrap_or_default()
}
