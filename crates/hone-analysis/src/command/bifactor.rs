//! `hone stats bifactor`: one general trait, and one more for each group of items.

use hone_stats::Categories;
use hone_stats::response::{Bifactor as Fitted, Model, Options, bifactor};
use serde::Serialize;

use super::response::{ModelKeys, ScoreKeys};
use crate::error::Error;
use crate::report::{Report, Rows, TextTable, fixed};
use crate::table::{Choice, Data, Source};

/// One trait behind all items, and one more behind each group of them: a graded response model.
#[derive(Debug, clap::Args)]
pub(crate) struct Bifactor {
    #[command(flatten)]
    source: Source,
    /// The items: a,b,c or a..c
    #[arg(long, value_name = "ITEMS")]
    items: Choice,
    /// The groups: 'G1=a..c;G2=d,e,f'; items of no group depend on the general trait only
    #[arg(long, value_name = "GROUPS")]
    factors: String,
    /// Give each row its score on the general trait
    #[arg(long)]
    scores: bool,
    /// How many nodes each trait has
    #[arg(long, value_name = "N", default_value_t = 31, value_parser = clap::value_parser!(u16).range(5..=201))]
    nodes: u16,
}

#[derive(Serialize)]
struct Keys {
    #[serde(flatten)]
    fit: ModelKeys,
    factors: Vec<String>,
    items: Vec<ItemKeys>,
    general_share: f64,
    reliability: f64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    scores: Vec<ScoreKeys>,
}

#[derive(Serialize)]
struct ItemKeys {
    name: String,
    factor: Option<String>,
    a: f64,
    a_factor: Option<f64>,
    d: Vec<f64>,
}

impl Bifactor {
    pub(crate) fn run(&self) -> Result<Report, Error> {
        let data = self.source.ask()?.items(&self.items).read()?;
        let (names, groups) = groups(&self.factors, &data.names())?;
        let answers = data.named(Categories::of(&data.scores()?))?;
        let options = Options { nodes: Some(usize::from(self.nodes)), ..Options::default() };
        let fitted = data.named(bifactor(&answers, Model::Graded, &groups, &options))?;
        let keys = self.keys(&data, names, &groups, &fitted);
        let title = format!("A general trait and {} groups of items", keys.factors.len());
        let report = Report::new("bifactor", title, &keys, finding(&keys))
            .of(Rows::from(&data))
            .table(item_table(&keys))
            .table(keys.fit.table([
                ("share of the general trait".to_owned(), keys.general_share),
                ("reliability of general scores".to_owned(), keys.reliability),
            ]));
        Ok(if keys.fit.converged {
            report
        } else {
            report.warning("the search did not end: rely on no number here")
        })
    }

    fn keys(
        &self,
        data: &Data,
        factors: Vec<String>,
        groups: &[Option<usize>],
        fitted: &Fitted,
    ) -> Keys {
        let item = |(place, name): (usize, String)| {
            let item = &fitted.items[place];
            ItemKeys {
                name,
                factor: groups[place].map(|group| factors[group].clone()),
                a: item.general,
                a_factor: item.specific,
                d: item.intercepts.clone(),
            }
        };
        let score = |(place, row): (usize, &u32)| ScoreKeys {
            row: *row,
            theta: fitted.scores.theta[place],
            se: fitted.scores.se[place],
        };
        let each_row = || data.lines.iter().enumerate().map(score).collect();
        Keys {
            fit: fitted.into(),
            items: data.names().into_iter().enumerate().map(item).collect(),
            factors,
            general_share: fitted.general_share,
            reliability: fitted.scores.reliability,
            scores: if self.scores { each_row() } else { vec![] },
        }
    }
}

/// The names of the groups, and for each item its group.
fn groups(text: &str, items: &[String]) -> Result<(Vec<String>, Vec<Option<usize>>), Error> {
    let mut names = vec![];
    let mut of = vec![None; items.len()];
    for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        let Some((name, list)) = part.split_once('=') else {
            return Err(Error::usage(format!("'{part}' is no group; write NAME=a..c")));
        };
        for item in members(list, items)? {
            if of[item].is_some() {
                return Err(Error::usage(format!("'{}' is in two groups", items[item])));
            }
            of[item] = Some(names.len());
        }
        names.push(name.trim().to_owned());
    }
    if names.is_empty() {
        return Err(Error::usage("name the groups of items: --factors 'G1=a..c;G2=d,e,f'"));
    }
    Ok((names, of))
}

/// The places of items named one by one or as ranges.
fn members(list: &str, items: &[String]) -> Result<Vec<usize>, Error> {
    let place = |name: &str| {
        let place = items.iter().position(|item| item == name.trim());
        place.ok_or_else(|| Error::usage(format!("'{}' is not among the items", name.trim())))
    };
    let mut found = vec![];
    for part in list.split(',') {
        match part.split_once("..") {
            Some((first, last)) => found.extend(place(first)?..=place(last)?),
            None => found.push(place(part)?),
        }
    }
    Ok(found)
}

fn item_table(keys: &Keys) -> TextTable {
    let columns = ["item", "general", "in its group", "group"];
    let mut table = TextTable::new("Items: slopes", &columns);
    for item in &keys.items {
        table.row([
            item.name.clone(),
            fixed(item.a, 3),
            item.a_factor.map_or_else(String::new, |slope| fixed(slope, 3)),
            item.factor.clone().unwrap_or_default(),
        ]);
    }
    table
}

fn finding(keys: &Keys) -> String {
    if !keys.fit.converged {
        return "The model could not be fitted, so it tells nothing.".to_owned();
    }
    format!(
        "Of what items have in common, {} % is one trait; the rest belongs to the groups.",
        fixed(100.0 * keys.general_share, 0)
    )
}
