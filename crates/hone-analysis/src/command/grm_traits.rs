//! `hone stats grm --model` and `hone stats gpcm --model`: several traits at once.

use hone_stats::Categories;
use hone_stats::response::{Model, MultitraitResponse, Options, multitrait_response};
use serde::Serialize;

use super::response::ModelKeys;
use super::scales::{Named, items_of, model_text, scales};
use crate::error::Error;
use crate::report::{Report, Rows, TextTable, fixed};
use crate::table::{Data, Source};

/// More traits than that would take too long.
const MOST_TRAITS: usize = 3;

/// What is asked about several traits.
pub(super) struct Question<'a> {
    pub(super) source: &'a Source,
    /// A model, or the file that holds it.
    pub(super) model: &'a str,
    pub(super) is_oblique: bool,
    pub(super) wants_scores: bool,
    pub(super) nodes: Option<usize>,
}

#[derive(Serialize)]
struct Keys {
    #[serde(flatten)]
    fit: ModelKeys,
    traits: Vec<TraitKeys>,
    correlations: Vec<Vec<f64>>,
    items: Vec<ItemKeys>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    scores: Vec<ScoreKeys>,
}

#[derive(Serialize)]
struct TraitKeys {
    name: String,
    reliability: f64,
}

#[derive(Serialize)]
struct ItemKeys {
    name: String,
    /// On each trait.
    a: Vec<f64>,
    d: Vec<f64>,
    categories: Vec<f64>,
}

#[derive(Serialize)]
struct ScoreKeys {
    row: u32,
    theta: Vec<f64>,
    se: Vec<f64>,
}

impl Question<'_> {
    pub(super) fn report(&self, command: &'static str, model: Model) -> Result<Report, Error> {
        let scales = scales(&model_text(self.model)?)?;
        if scales.len() > MOST_TRAITS {
            return Err(Error::usage(format!(
                "--model: {} traits are too many, {MOST_TRAITS} are possible; for a general trait and \
                 groups of items use hone stats bifactor",
                scales.len()
            )));
        }
        let choice = items_of(&scales)?;
        let data = self.source.ask()?.items(&choice).read()?;
        let answers = data.named(Categories::of(&data.scores()?))?;
        let traits = traits(&scales, &data)?;
        let options = Options { nodes: self.nodes, ..Options::default() };
        let found =
            data.named(multitrait_response(&answers, model, &traits, self.is_oblique, &options))?;
        let keys = self.keys(&data, &answers, &scales, &found);
        let title = format!("{} traits behind {} items", keys.traits.len(), keys.items.len());
        let report =
            Report::new(command, title, &keys, finding(&keys))
                .of(Rows::from(&data))
                .table(items(&keys))
                .table(correlations(&keys))
                .table(keys.fit.table(keys.traits.iter().map(|one| {
                    (format!("reliability of scores of {}", one.name), one.reliability)
                })));
        Ok(if keys.fit.converged {
            report
        } else {
            report.warning("the search did not end: rely on no number here")
        })
    }

    fn keys(
        &self,
        data: &Data,
        answers: &Categories,
        scales: &[Named],
        found: &MultitraitResponse,
    ) -> Keys {
        let n_traits = scales.len();
        let one = |(place, (name, _)): (usize, &Named)| TraitKeys {
            name: name.clone(),
            reliability: found.scores[place].reliability,
        };
        let item = |(place, name): (usize, String)| ItemKeys {
            name,
            a: found.items[place].slopes.clone(),
            d: found.items[place].intercepts.clone(),
            categories: answers.values(place).to_vec(),
        };
        let score = |(place, row): (usize, &u32)| ScoreKeys {
            row: *row,
            theta: found.scores.iter().map(|scores| scores.theta[place]).collect(),
            se: found.scores.iter().map(|scores| scores.se[place]).collect(),
        };
        let row = |a: usize| (0..n_traits).map(|b| found.correlations[(a, b)]).collect();
        let each_row = || data.lines.iter().enumerate().map(score).collect();
        Keys {
            fit: found.into(),
            traits: scales.iter().enumerate().map(one).collect(),
            correlations: (0..n_traits).map(row).collect(),
            items: data.names().into_iter().enumerate().map(item).collect(),
            scores: if self.wants_scores { each_row() } else { vec![] },
        }
    }
}

/// For each item the traits on which it depends.
fn traits(scales: &[Named], data: &Data) -> Result<Vec<Vec<usize>>, Error> {
    for (place, (name, items)) in scales.iter().enumerate() {
        if items.len() < 2 {
            return Err(Error::usage(format!("--model: '{name}' needs two items or more")));
        }
        let is_same = |other: &&Named| {
            other.1.len() == items.len() && other.1.iter().all(|item| items.contains(item))
        };
        if let Some((other, _)) = scales[..place].iter().find(is_same) {
            return Err(Error::usage(format!(
                "--model: '{other}' and '{name}' have the same items, so they cannot be told apart"
            )));
        }
    }
    let of_item = |item: &crate::table::Column| {
        (0..scales.len()).filter(|scale| scales[*scale].1.contains(&item.name)).collect()
    };
    Ok(data.items.iter().map(of_item).collect())
}

fn items(keys: &Keys) -> TextTable {
    let most = keys.items.iter().map(|item| item.d.len()).max().unwrap_or(0);
    let intercepts: Vec<String> = (1..=most).map(|k| format!("d{k}")).collect();
    let mut columns = vec!["item"];
    columns.extend(keys.traits.iter().map(|one| one.name.as_str()));
    columns.extend(intercepts.iter().map(String::as_str));
    let mut table = TextTable::new("Items: slope on each trait, and intercepts", &columns);
    for item in &keys.items {
        let mut row = vec![item.name.clone()];
        row.extend(item.a.iter().map(|a| if *a == 0.0 { String::new() } else { fixed(*a, 3) }));
        row.extend(item.d.iter().map(|d| fixed(*d, 3)));
        table.row(row);
    }
    table
}

fn correlations(keys: &Keys) -> TextTable {
    let names = std::iter::once("").chain(keys.traits.iter().map(|one| one.name.as_str()));
    let mut table = TextTable::new("Correlations of the traits", &names.collect::<Vec<_>>());
    for (one, row) in keys.traits.iter().zip(&keys.correlations) {
        table.row(std::iter::once(one.name.clone()).chain(row.iter().map(|r| fixed(*r, 3))));
    }
    table
}

fn finding(keys: &Keys) -> String {
    if !keys.fit.converged {
        return "The model could not be fitted, so it tells nothing.".to_owned();
    }
    let traits: Vec<String> = keys
        .traits
        .iter()
        .map(|one| format!("{} {}", one.name, fixed(one.reliability, 2)))
        .collect();
    format!("Reliability of scores: {}.", traits.join(", "))
}
