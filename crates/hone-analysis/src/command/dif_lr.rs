//! `hone stats dif --method lr`: differences between groups by likelihood ratio.

use hone_stats::Categories;
use hone_stats::response::{
    LikelihoodRatioDif, Model, Options, TraitPopulation, dif_by_likelihood_ratio,
};
use serde::Serialize;

use crate::error::Error;
use crate::report::{Report, Rows, TextTable, fixed, p_value};
use crate::table::Data;

/// What is asked for.
pub(super) struct Asked<'a> {
    /// Items that are held alike; all others than the tested one where none are named.
    pub(super) anchors: &'a [String],
    /// Items to test; all but the anchors where none are named.
    pub(super) tested: &'a [String],
    /// The chance below which an item is flagged.
    pub(super) alpha: f64,
}

#[derive(Serialize)]
struct Keys {
    by: &'static str,
    n: usize,
    groups: Vec<Group>,
    alpha: f64,
    log_likelihood: f64,
    converged: bool,
    flagged: Vec<String>,
    items: Vec<Item>,
}

#[derive(Serialize)]
struct Group {
    name: String,
    mean: f64,
    sd: f64,
}

#[derive(Serialize)]
struct Item {
    name: String,
    chi_square: f64,
    df: usize,
    p: f64,
    p_adjusted: f64,
    difference: Vec<f64>,
    converged: bool,
}

/// The graded model in groups; the first group is the measure of all.
pub(super) fn run(data: &Data, asked: &Asked<'_>) -> Result<Report, Error> {
    let names = data.names();
    let place = |name: &String| {
        let place = names.iter().position(|other| other == name);
        place.ok_or_else(|| Error::usage(format!("'{name}' is not among the items")))
    };
    let places = |names: &[String]| names.iter().map(place).collect::<Result<Vec<usize>, Error>>();
    let (anchors, mut tested) = (places(asked.anchors)?, places(asked.tested)?);
    if tested.is_empty() {
        tested = (0..names.len()).filter(|item| !anchors.contains(item)).collect();
    }
    let codes = data.named(Categories::of(&data.scores()?))?;
    let groups = data.labels[0].groups()?;
    let anchors = (!anchors.is_empty()).then_some(anchors.as_slice());
    let options = Options::default();
    let found = dif_by_likelihood_ratio(&codes, &groups, Model::Graded, &tested, anchors, &options);
    let keys = keys(data, asked.alpha, &data.named(found)?);
    let title = format!("{} items in {} groups", keys.items.len(), keys.groups.len());
    let mut report = Report::new("dif", title, &keys, finding(&keys))
        .of(Rows::from(data))
        .table(item_table(&keys))
        .table(group_table(&keys));
    if !keys.converged || keys.items.iter().any(|item| !item.converged) {
        report = report.warning("a search did not end: do not rely on its chi-square");
    }
    Ok(report)
}

fn keys(data: &Data, alpha: f64, found: &LikelihoodRatioDif) -> Keys {
    let names = data.names();
    let items: Vec<Item> = found
        .items
        .iter()
        .map(|item| Item {
            name: names[item.item].clone(),
            chi_square: item.chi_square,
            df: item.df,
            p: item.p,
            p_adjusted: item.p_adjusted,
            difference: item.difference.clone(),
            converged: item.converged,
        })
        .collect();
    let group = |(name, population): (&String, &TraitPopulation)| Group {
        name: name.clone(),
        mean: population.mean,
        sd: population.sd,
    };
    let flagged = items.iter().filter(|item| item.p_adjusted < alpha);
    Keys {
        by: "likelihood ratio, graded response model",
        n: data.n(),
        groups: data.labels[0].names().iter().zip(&found.base.populations).map(group).collect(),
        alpha,
        log_likelihood: found.base.log_likelihood,
        converged: found.base.fit.converged,
        flagged: flagged.map(|item| item.name.clone()).collect(),
        items,
    }
}

fn item_table(keys: &Keys) -> TextTable {
    let others = keys.groups.iter().skip(1).map(|group| format!("points, {}", group.name));
    let others: Vec<String> = others.collect();
    let mut columns = vec!["item"];
    columns.extend(others.iter().map(String::as_str));
    columns.extend(["chi-square", "df", "p", "p adjusted"]);
    let title = format!("Points more than '{}' at the same level, and chi-squares", first(keys));
    let mut table = TextTable::new(title, &columns);
    for item in &keys.items {
        let mut cells = vec![item.name.clone()];
        cells.extend(item.difference.iter().map(|points| fixed(*points, 3)));
        cells.extend([fixed(item.chi_square, 3), item.df.to_string()]);
        cells.extend([p_value(item.p), p_value(item.p_adjusted)]);
        table.row(cells);
    }
    table
}

fn group_table(keys: &Keys) -> TextTable {
    let mut table = TextTable::new("The trait in the groups", &["group", "mean", "sd"]);
    for group in &keys.groups {
        table.row([group.name.clone(), fixed(group.mean, 3), fixed(group.sd, 3)]);
    }
    table
}

fn first(keys: &Keys) -> &str {
    keys.groups.first().map_or("", |group| group.name.as_str())
}

fn finding(keys: &Keys) -> String {
    match keys.flagged.as_slice() {
        [] => "No item asks noticeably other things of the groups.".to_owned(),
        flagged => format!(
            "{} of {} items are answered differently at the same level: {}; look at how many points \
             that is.",
            flagged.len(),
            keys.items.len(),
            flagged.join(", ")
        ),
    }
}
